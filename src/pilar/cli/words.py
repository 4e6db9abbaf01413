"""The words of click itself in Indonesian; those of our commands stand in the commands."""

import click

JSON_HELP = "Cetak hasil sebagai JSON."

_WORDS = {
    "Usage:": "Pemakaian:",
    "Options": "Pilihan",
    "Commands": "Perintah",
    "Positional arguments": "Isian",
    "Error: {message}": "Galat: {message}",
    "Aborted!": "Dibatalkan.",
    "Show this message and exit.": "Tampilkan bantuan ini.",
    "Show the version and exit.": "Tampilkan versi.",
    "%(prog)s, version %(version)s": "%(prog)s %(version)s",
    "Try '{command} {option}' for help.": "Bantuan: '{command} {option}'.",
    "default: {default}": "bawaan: {default}",
    "required": "wajib",
    "Invalid value: {message}": "Isian salah: {message}",
    "Invalid value for {param_hint}: {message}": "Isian salah untuk {param_hint}: {message}",
    "Missing argument": "Belum ada isian",
    "Missing option": "Belum ada pilihan",
    "Missing parameter": "Belum ada isian",
    "Missing parameter: {param_name}": "Belum ada isian: {param_name}",
    "Missing command.": "Sebutkan perintahnya.",
    "Missing {param_type}": "Belum ada {param_type}",
    "No such command {name!r}.": "Tidak ada perintah {name!r}.",
    "No such option {name!r}.": "Tidak ada pilihan {name!r}.",
    "Option {name!r} does not take a value.": "Pilihan {name!r} tidak memakai nilai.",
    "Argument {name!r} takes {nargs} values.": "Isian {name!r} memakai {nargs} nilai.",
    "Could not open file {filename!r}: {message}": "Berkas {filename!r} tidak dapat dibuka: {message}",
    "Choose from:\n\t{choices}": "Pilih dari:\n\t{choices}",
    "unknown error": "galat yang tidak dikenal",
    "file": "berkas",
    "directory": "folder",
    "path": "tempat",
    "{name} {filename!r} does not exist.": "{name} {filename!r} tidak ada.",
    "{name} {filename!r} is a directory.": "{name} {filename!r} adalah folder.",
    "{name} {filename!r} is a file.": "{name} {filename!r} adalah berkas.",
    "{name} {filename!r} is not readable.": "{name} {filename!r} tidak dapat dibaca.",
    "{name} {filename!r} is not writable.": "{name} {filename!r} tidak dapat ditulis.",
    "{value!r} is not a valid {number_type}.": "{value!r} bukan {number_type}.",
    "{value} is not in the range {range}.": "{value} di luar batas {range}.",
}
_PLURALS = {
    "Got unexpected extra argument ({args})": "Isian berlebih: {args}",
    "Takes {nargs} values but 1 was given.": "Memakai {nargs} nilai, yang ada {len}.",
    "Did you mean {possibility}?": "Mungkin maksudnya {possibilities}?",
    "{value!r} is not {choice}.": "{value!r} bukan salah satu dari {choices}.",
    "{value!r} does not match the format {format}.": "{value!r} tidak berbentuk {formats}.",
    "Option {name!r} requires an argument.": "Pilihan {name!r} memerlukan nilai.",
}
"""By the singular sentence of click; Indonesian has one form for any number."""


class _Formatter(click.HelpFormatter):
    """The line of usage with its placeholders in Indonesian."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        args = args.replace("[OPTIONS]", "[PILIHAN]").replace("COMMAND [ARGS]", "PERINTAH [ISIAN]")
        super().write_usage(prog, args, prefix)


def speak_indonesian() -> None:
    """Click looks its sentences up through a name in each of its modules; these names are given our table."""
    click.Context.formatter_class = _Formatter
    for module in (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types):
        if hasattr(module, "_"):
            setattr(module, "_", _word)  # noqa: B010  mypy knows no such attribute
        if hasattr(module, "ngettext"):
            setattr(module, "ngettext", _plural)  # noqa: B010


def _word(sentence: str) -> str:
    return _WORDS.get(sentence, sentence)


def _plural(one: str, many: str, _number: int) -> str:
    return _PLURALS.get(one, many)
