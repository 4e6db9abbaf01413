"""Bring the message file of the English switch up to date: `.venv/bin/python tools/messages.py [--check]`.

Django's makemessages sees `_()` and templates. Sentences that are declared once as data and translated where they are
shown (problems, faults of rows, rules of the desk check, titles of jobs) are collected here from the syntax tree and
handed to it. Works on a copy of the sources, so the checkout never holds a half-made file. `--check` writes nothing
and ends with 1 when the message file is stale or incomplete.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib  # type: ignore[import-untyped,unused-ignore]

SOURCES = Path(__file__).resolve().parents[1] / "src" / "pilar"
CATALOGUE = Path("locale/en/LC_MESSAGES/django.po")
DECLARED: dict[str, tuple[tuple[int, ...], tuple[str, ...]]] = {
    "problem": ((1, 2), ("sentence", "advice")),
    "Fault": ((2, 3), ("sentence", "mend")),
    "Rule": ((), ("sentence", "next_action")),
    "job": ((), ("title",)),
    "translate": ((0,), ()),
    "Variable": ((), ("unit",)),
    "_person": ((), ("unit",)),
    "DutyPair": ((3,), ()),
    "Setting": ((1,), ()),
    "Step": ((), ("verb_id",)),
    "_step": ((3,), ()),
    "_state": ((4,), ("told_id",)),
    "Told": ((5,), ("source",)),
    "_C": ((2,), ()),
}
"""Name of the call: positions of its sentences, and names of the arguments that hold a sentence."""
WORD_LISTS = {
    "DETAIL_WORDS", "FLAWS", "IDENTITY_LABELS", "LEVELS", "PERSON_STATE_WORDS", "PUBLISHED_WORDS", "BASIS_WORDS", "SEVERITY_WORDS", "FAMILY_TOPICS",
    "PERSON_TOPICS", "OTHER_WORDS", "PROGRAMMES", "PURPOSES", "UNMASK_REASONS", "WORDS", "FIELD_WORDS", "MOVE_WORDS", "_EVIDENCE",
    "sheet._STATES",
}  # fmt: skip
"""Constants whose words are translated where they are shown; a name that stands in several modules with its module."""


def sentences(tree: ast.AST) -> Iterator[str]:
    """The sentences of the calls in DECLARED, as far as they are written out as text."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in DECLARED:
            continue
        places, names = DECLARED[node.func.id]
        found: list[ast.expr] = [node.args[at] for at in places if at < len(node.args)]
        found += [word.value for word in node.keywords if word.arg in names]
        yield from _texts(*found)


def _texts(*nodes: ast.expr | None) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            yield node.value


def words(tree: ast.AST, module: str) -> Iterator[str]:
    """The words of the constants of `module` in WORD_LISTS: values of a mapping, second members of pairs."""
    for node in ast.walk(tree):
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        names = {target.id for target in targets if isinstance(target, ast.Name)}
        if not WORD_LISTS & {*names, *(f"{module}.{name}" for name in names)}:
            continue
        value = node.value  # type: ignore[attr-defined]
        if isinstance(value, ast.Call) and value.args:  # MappingProxyType({...})
            value = value.args[0]
        if isinstance(value, ast.Dict):
            for each in value.values:
                yield from _texts(each.elts[0] if isinstance(each, ast.Tuple) else each)
        elif isinstance(value, (ast.List, ast.Tuple)):
            for each in value.elts:
                yield from _texts(each.elts[1] if isinstance(each, ast.Tuple) and len(each.elts) > 1 else None)


def declared(root: Path) -> list[str]:
    """All declared sentences and words under `root`, sorted, each once."""
    trees = [(ast.parse(path.read_text("utf-8")), path.stem) for path in sorted(root.rglob("*.py"))]
    return sorted({text for tree, module in trees for text in (*sentences(tree), *words(tree, module))})


def extract(target: Path) -> None:
    """Run makemessages over a copy of the sources and write the message file to `target`. Raises CalledProcessError."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "pilar"
        shutil.copytree(SOURCES, copy, ignore=shutil.ignore_patterns("__pycache__", "vendor", "static", "data", "*.mo"))
        lines = ["from django.utils.translation import gettext_noop as _", *(f"_({text!r})" for text in declared(copy))]
        (copy / "declared_sentences.py").write_text("\n".join(lines) + "\n", "utf-8")
        command = [
            sys.executable,
            "-m",
            "django",
            "makemessages",
            "-l",
            "en",
            "--no-wrap",
            "--no-location",
            "--no-obsolete",
        ]
        clean = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
        subprocess.run(command, cwd=copy, check=True, env=clean, stdout=subprocess.DEVNULL)
        book = polib.pofile(str(copy / CATALOGUE), wrapwidth=0)
    for entry in book:
        if entry.fuzzy:  # a guess of msgmerge from a neighbour: worse than an open gap
            entry.flags.remove("fuzzy")
            entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
            entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
    book.metadata.update({"Language": "en", "Plural-Forms": "nplurals=2; plural=(n != 1);"})
    book.metadata.pop("POT-Creation-Date", None)
    book.header, book.metadata_is_fuzzy = "", 0
    book.save(str(target))


def main() -> int:
    """Write, or with --check compare; prints what is open. 0 when every message has its English."""
    current = SOURCES / CATALOGUE
    checking = "--check" in sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "django.po" if checking else current
        extract(target)
        book = polib.pofile(str(target), wrapwidth=0)
        stale = checking and {entry.msgid for entry in book} != {entry.msgid for entry in polib.pofile(str(current))}
    if not checking:
        book.save_as_mofile(str(current.with_suffix(".mo")))
    gaps = book.untranslated_entries()
    sys.stdout.write(f"{len(book)} messages, {len(gaps)} without English{', message file is stale' if stale else ''}\n")
    return 1 if gaps or stale else 0


if __name__ == "__main__":
    sys.exit(main())
