"""`pilar registry`: make the projection anew, compare it, renew the search index."""

import json

import click


@click.group()
def registry() -> None:
    """Daftar orang dan keluarga: bangun ulang, cocokkan."""


@registry.command()
@click.option("--write", is_flag=True, help="Tulis nilai menurut pengamatan; tanpa ini hanya dibandingkan")
@click.option("--json", "as_json", is_flag=True)
def rebuild(write: bool, as_json: bool) -> None:
    """Mencocokkan keadaan kini dengan seluruh pengamatan. Kode keluar 1 bila berbeda (tanpa --write)."""
    from pilar.core.scope import Scope
    from pilar.evidence.registry.rebuild import compare

    found = compare(Scope.system(), write=write)
    total = sum(found.values())
    if as_json:
        click.echo(json.dumps({"differences": total, "by_column": found, "written": write}))
    else:
        click.echo(f"{total} nilai berbeda{' dan ditulis ulang' if write and total else ''}.")
        for column, count in sorted(found.items()):
            click.echo(f"  {column:<60} {count:>8}")
    if total and not write:
        raise SystemExit(1)
