"""Command groups `rules` and `rank` of the `pilar` program. Need no database and no Django settings."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from .rules_engine.rulebook import RuleBook

SHIPPED = Path(__file__).parent / "ketentuan"
_CHOOSE = click.option(
    "--choose",
    multiple=True,
    metavar="KUNCI=PILIHAN",
    help="Pilihan kantor di antara alternatif, misalnya pena_modal=2024. Boleh berulang.",
)


@click.group()
def rules() -> None:
    """Ketentuan program: periksa berkas, tentukan siapa memenuhi, tidak memenuhi, atau belum diketahui."""


def _book(path: str, choose: tuple[str, ...]) -> RuleBook:
    """A checked rule book from a file, a folder, or the name of a shipped file ("bawaan" for all of them)."""
    from .rules_engine.checking import check
    from .rules_engine.loading import load
    from .rules_engine.problems import RulesRefused
    from .rules_engine.registry_fields import registry_catalogue

    given = Path(path)
    if not given.exists():
        shipped = SHIPPED if path == "bawaan" else SHIPPED / f"{path}.toml"
        if not shipped.exists() or not path.replace("_", "").isalnum():
            names = ", ".join(sorted(file.stem for file in SHIPPED.glob("*.toml")))
            raise click.ClickException(f"Berkas {path} tidak ada. Ketentuan bawaan: bawaan, {names}.")
        given = shipped
    try:
        choices = dict(part.split("=", 1) for part in choose)
    except ValueError:
        raise click.ClickException("--choose ditulis KUNCI=PILIHAN.") from None
    try:
        book = load(given, registry_catalogue()).choosing(choices)
        check(book)
    except RulesRefused as refused:
        for problem in refused.problems:
            click.echo(str(problem), err=True)
        count = len(refused.problems)
        raise click.ClickException(f"Ketentuan ditolak: {count} masalah. Tidak ada keluarga yang dinilai.") from None
    return book


@rules.command("check")
@click.argument("rules_path", metavar="RULES")
@_CHOOSE
def rules_check(rules_path: str, choose: tuple[str, ...]) -> None:
    """Periksa berkas ketentuan; masalah ditulis sebagai berkas:baris: alasan, dan keluar dengan kode 1."""
    from .rules_engine.checking import days_of_change

    book = _book(rules_path, choose)
    click.echo(f"Ketentuan sah. Versi {book.version()}.")
    for programme in book.chosen(book.programmes):
        until = "" if programme.end == date.max else f" sampai sebelum {programme.end.isoformat()}"
        click.echo(f"  {programme.key}: berlaku sejak {programme.start.isoformat()}{until}")
    for key, names in book.alternatives().items():
        click.echo(f"  pilihan {key}: {', '.join(names)} (dipakai: {book.choices[key]})")
    click.echo(f"  diperiksa pada {len(days_of_change(book))} tanggal perubahan")


@rules.command("evaluate")
@click.argument("rules_path", metavar="RULES")
@click.option("--families", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--members", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--date", "day", required=True, type=click.DateTime(formats=["%Y-%m-%d"]))
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@_CHOOSE
def rules_evaluate(
    rules_path: str, families: Path, members: Path | None, day: datetime, out: Path, choose: tuple[str, ...]
) -> None:
    """Nilai semua keluarga: satu baris per keluarga dan program (family,programme,outcome,not_met,unknown,amount)."""
    from .rules_engine.csv_evaluation import UnreadableTable, evaluate_csv
    from .rules_engine.resolution import resolve

    resolved = resolve(_book(rules_path, choose), day.date())
    if not resolved.programmes:
        raise click.ClickException(f"Tidak ada program yang berlaku pada {day.date().isoformat()}.")
    try:
        result = evaluate_csv(resolved, families, members, out)
    except UnreadableTable as error:
        raise click.ClickException(str(error)) from None
    for note in result.notes:
        click.echo(note, err=True)
    click.echo(f"{result.families} keluarga, {result.rows} baris ke {out}. Versi ketentuan {resolved.version}.")
    for (programme, outcome), number in result.counts.items():
        click.echo(f"  {programme} {outcome} {number}")
