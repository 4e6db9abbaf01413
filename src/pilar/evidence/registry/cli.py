"""`pilar registry`: rebuild the projection from the observations, rebuild the search words, search."""

import json
from typing import Any

import click

_json = click.option("--json", "as_json", is_flag=True, help="Cetak hasil sebagai JSON.")


@click.group(help="Register: bangun ulang proyeksi dari pengamatan, bangun ulang indeks pencarian.")
def registry() -> None:
    pass


@registry.command(help="Hitung ulang keadaan terkini dari semua pengamatan dan bandingkan. Kode keluar 1 bila berbeda.")
@click.option("--check/--write", "only_check", default=True, help="Hanya bandingkan, atau tulis perbedaannya.")
@_json
def rebuild(only_check: bool, as_json: bool) -> None:
    from pilar.core.clock import now
    from pilar.core.scope import Actor
    from pilar.evidence.registry.actions.rebuild import check_projection, write_projection

    report = check_projection() if only_check else write_projection(by=Actor.system(), at=now())
    lines = [f"{count:>8}  {name}" for name, count in report.differences.items()]
    head = "Proyeksi sama dengan pengamatan." if not report.total else f"{report.total} perbedaan:"
    tail = [] if only_check else [f"{report.written} nilai ditulis."]
    data = {
        "differences": report.total,
        "by_column": report.differences,
        "examples": report.examples,
        "written": report.written,
    }
    _print(data, as_json, "\n".join([head, *lines, *tail]))
    if only_check and report.total:
        raise SystemExit(1)


@registry.command(help="Bangun ulang kata pencarian semua orang (sesudah cara mengeja diperbarui).")
@_json
def reindex(as_json: bool) -> None:
    from pilar.core.clock import now
    from pilar.core.scope import Actor
    from pilar.evidence.registry.actions import rebuild as actions

    changed = actions.reindex(by=Actor.system(), at=now())
    _print({"changed": changed}, as_json, f"{changed} orang mendapat kata pencarian baru.")


def _print(data: Any, as_json: bool, text: str) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, default=str) if as_json else text)
