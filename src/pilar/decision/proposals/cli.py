"""`pilar proposals`: usulan from the terminal, numbers masked."""

import json

import click

from pilar.core.ids import encode_id
from pilar.core.scope import Actor


@click.group()
def proposals() -> None:
    """Usulan: daftar dan keadaan."""


@proposals.command("list")
@click.option("--area", default="", help="Kode wilayah; kosong: semua")
@click.option("--state", default="terbuka", help="terbuka, meja, atau kode keadaan")
@click.option("--limit", default=100, type=click.IntRange(1, 10_000), help="Baris terbanyak")
@click.option("--json", "as_json", is_flag=True, help="Hasil sebagai JSON")
def list_command(area: str, state: str, limit: int, as_json: bool) -> None:
    """Daftar usulan dengan jumlah temuannya, terbaru dahulu."""
    from pilar.decision.proposals import queries

    scope = Actor.system().scope
    asked = queries.UsulFilter(state=state, area=area.replace(".", ""))
    lines = queries.list_usul(scope, asked, size=limit)[:limit]
    rows = [
        {
            "id": encode_id(one.id), "name": one.name, "nik": one.nik_masked, "place": one.place, "kind": one.kind_label,
            "state": one.state, "errors": one.errors, "warnings": one.warnings,
        }
        for one in lines
    ]  # fmt: skip
    if as_json:
        counted = {"total": queries.count_usul(scope, asked), "by_kind": queries.count_by_kind(scope), "rows": rows}
        click.echo(json.dumps(counted, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo(f"{row['id']}  {row['state']:<22} {row['kind']:<30} {row['name']}  ({row['place']})")
