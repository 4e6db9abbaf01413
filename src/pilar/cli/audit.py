"""`pilar audit`: verify the chain, anchor its head outside the database."""

import json
from dataclasses import asdict
from typing import Any

import click

from pilar.cli.words import JSON_HELP


@click.group()
def audit() -> None:
    """Catatan audit: periksa rantai, simpan jangkar."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def verify(as_json: bool) -> None:
    """Memeriksa seluruh rantai; menyebut mata rantai pertama yang rusak. Kode keluar 1 bila rusak."""
    from pilar.core.audit import anchors, queries
    from pilar.core.scope import Scope

    found = queries.verify(Scope.system())
    broken: dict[str, Any] | None = None
    if found.broken is not None:
        broken = {"seq": found.broken.seq, "reason": found.broken.reason}
    elif (lost := anchors.first_mismatch(Scope.system())) is not None:
        broken = {"seq": lost.seq, "reason": "tidak cocok dengan jangkar di luar basis data"}
    result = {"ok": broken is None, "events": found.count, "head": found.head_digest, "broken": broken}
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False))
    elif broken is None:
        click.echo(f"{found.count} catatan utuh. Kepala rantai: {found.head_digest}")
    else:
        click.echo(f"Rantai rusak pada catatan {broken['seq']}: {broken['reason']}.")
    if broken is not None:
        raise SystemExit(1)


@audit.command()
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def anchor(as_json: bool) -> None:
    """Menulis kepala rantai ke berkas jangkar di luar basis data."""
    from pilar.core.audit import anchors
    from pilar.core.clock import now

    made = anchors.write(at=now())
    click.echo(json.dumps(asdict(made)) if as_json else f"Jangkar: catatan {made.seq}, {made.digest}")
