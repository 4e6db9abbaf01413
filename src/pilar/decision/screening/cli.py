"""`pilar screening`: the desk check from the terminal."""

import json

import click

from pilar.core.clock import now
from pilar.core.scope import Actor


@click.group()
def screening() -> None:
    """Pemeriksaan awal usulan (praverifikasi)."""


@screening.command()
@click.option("--area", required=True, help="Kode wilayah, misalnya 1872 atau 1872011002")
@click.option("--json", "as_json", is_flag=True, help="Hasil sebagai JSON")
def run(area: str, as_json: bool) -> None:
    """Memeriksa semua usulan terbuka di suatu wilayah. Aman diulang: hasil yang sama tidak mengubah apa pun."""
    from pilar.core.scope import is_area_code
    from pilar.decision.screening import actions, queries

    code = area.replace(".", "")
    if not code or not is_area_code(code):
        raise click.BadParameter("kode wilayah berisi 2, 4, 6 atau 10 angka", param_hint="--area")
    actor = Actor.system()
    counts = actions.run(area=code, by=actor, at=now())
    result = {"area": code, **counts, "by_code": queries.count_by_code(actor.scope, code)}
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False, indent=1))
        return
    click.echo(
        f"{counts['cases']} usulan diperiksa: {counts['findings']} temuan ({counts['new']} baru, {counts['resolved']} selesai); "
        f"{counts['moved']} masuk meja pemeriksaan."
    )
    for rule, severity, sentence, number in queries.codes_with_words(actor.scope, code):
        click.echo(f"  {rule}  {severity:<8}{number:>6}  {sentence}")
