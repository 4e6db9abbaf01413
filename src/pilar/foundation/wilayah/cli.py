"""`pilar areas`: load the national table, search, bridge BPS codes."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

_json = click.option("--json", "as_json", is_flag=True, help="Cetak hasil sebagai JSON.")


@click.group(help="Wilayah: muat tabel nasional, cari, jembatani kode BPS.")
def areas() -> None:
    pass


@areas.command(help="Muat atau perbarui tabel wilayah nasional. Aman diulang.")
@click.option("--within", multiple=True, metavar="KODE", help="Hanya wilayah dengan awalan kode ini (boleh berulang).")
@_json
def load(within: tuple[str, ...], as_json: bool) -> None:
    from pilar.core.clock import now
    from pilar.core.scope import Actor
    from pilar.foundation.wilayah.actions import load_national_areas
    from pilar.foundation.wilayah.rules import plain_code

    prefixes = tuple(plain_code(code) for code in within)
    report = load_national_areas(by=Actor.system(), at=now(), within=prefixes)
    _print(
        asdict(report),
        as_json,
        f"{report.source}: {report.rows} wilayah; {report.added} baru, {report.renamed} berganti nama, "
        f"{report.ended} berakhir, {report.unchanged} tetap.",
    )


@areas.command(help="Cari wilayah menurut nama atau kode, ejaan boleh keliru.")
@click.argument("text")
@click.option("--within", default="", metavar="KODE", help="Hanya di dalam wilayah ini.")
@click.option("--limit", default=12, show_default=True, type=click.IntRange(1, 100), help="Hasil terbanyak.")
@_json
def search(text: str, within: str, limit: int, as_json: bool) -> None:
    from pilar.core.scope import Scope
    from pilar.foundation.wilayah import queries
    from pilar.foundation.wilayah.rules import dotted, plain_code

    hits = queries.search(Scope.system(), text, within=plain_code(within) if within else "", limit=limit)
    rows = [{"code": hit.area.code, "path": hit.area.path, "score": hit.score} for hit in hits]
    lines = [f"{dotted(hit.area.code):<22}{hit.area.path}" for hit in hits]
    _print(rows, as_json, "\n".join(lines) or "Tidak ada wilayah yang cocok.")


@areas.command(help="Baca tabel jembatan BPS (CSV: kode_bps, nama_bps, kode_dagri, nama_dagri).")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_json
def bridge(file: Path, as_json: bool) -> None:
    from pilar.core.clock import now
    from pilar.core.scope import Actor
    from pilar.foundation.wilayah.actions import import_bps_bridge

    with file.open(encoding="utf-8-sig", errors="replace", newline="") as text:
        report = import_bps_bridge(text, by=Actor.system(), at=now())
    lines = [f"baris {p.line}: {p.kode_bps} = {p.kode_dagri}: {p.reason.value}" for p in report.problems]
    head = (
        f"{report.lines} baris; {report.updated} kode dipasang, {report.unchanged} sudah benar, {len(lines)} ditolak."
    )
    _print(asdict(report), as_json, "\n".join([head, *lines]))


def _print(data: Any, as_json: bool, text: str) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=1) if as_json else text)
