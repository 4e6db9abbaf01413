"""`pilar demo`: from nothing to a Dinas Sosial in the middle of its month, then serving."""

import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import click

from pilar import synthetic
from pilar.demo.places import place_of

CITIES = {"metro": "1872", "malang": "3573", "padang": "1371", "tangerang": "3671", "kutai-timur": "6408"}
STAGES = ("desk", "sessions", "endorsed", "sent", "paid")
"""How far the month goes (load.py has the same, but needs Django): desk check, sessions, endorsed lists, one list sent, aid paid."""
_EARLIER = {"begun": -1, "checked": 0}
"""Marks that are no stage of their own: nothing complete yet, and the desk check of an earlier version."""

_PLACES = {
    "before_the_table": "belum ke meja", "on_tables": "di meja sidang", "changed_outside_the_session": "berubah di luar sidang",
    "tidak_layak": "tidak layak", "perbaikan": "perlu perbaikan", "endorsed_by_village": "disahkan kelurahan",
    "checked_by_district": "diperiksa kecamatan", "verified": "diverifikasi dinas", "returned": "dikembalikan",
    "endorsed": "disahkan kepala dinas", "sent": "dikirim ke SIKS-NG", "accepted_by_siks_ng": "diterima pusat",
    "failed_at_siks_ng": "gagal di pusat", "objection_open": "disanggah",
}  # fmt: skip
"""Places of the report (tally.py) in the words of the screen; those not named are words already."""


@click.command()
@click.option(
    "--city", default="metro", show_default=True, help="metro, malang, padang, tangerang, kutai-timur, atau kode"
)
@click.option("--persons", default=20_000, show_default=True, type=click.IntRange(100, 2_000_000), help="Jumlah orang")
@click.option("--seed", default=1, show_default=True, help="Benih; benih yang sama memberi kota yang sama")
@click.option("--through", type=click.Choice(STAGES), default=STAGES[-1], help="Sampai tahap mana")
@click.option("--serve/--no-serve", default=True, help="Layani halaman sesudahnya")
@click.option("--fresh", is_flag=True, help="Buang kota contoh yang ada, lalu mulai lagi")
@click.option("--host", default="127.0.0.1", show_default=True, help="Alamat tempat melayani")
@click.option("--port", default=8000, show_default=True, help="Port")
@click.option("--json", "as_json", is_flag=True, help="Hasil sebagai JSON")
def demo(
    city: str, persons: int, seed: int, through: str, serve: bool, fresh: bool, host: str, port: int, as_json: bool
) -> None:
    """Kota contoh: orang-orangnya buatan, berkas bulannya masuk lewat pintu yang sama dengan berkas sungguhan."""
    start = time.monotonic()
    home = Path(os.environ.get("PILAR_HOME", "var"))
    office = place_of(CITIES.get(city, city)).code
    wanted = synthetic.Mark(office=office, persons=persons, seed=seed, through=through)
    ready = _claim_home(home, wanted, fresh)
    _start_django()
    result = _build(wanted, home, as_json, f"http://{host}:{port}") if not ready else _known_result(home)
    result["seconds"] = round(time.monotonic() - start, 1)
    _show(result, as_json, f"http://{host}:{port}/" if serve else "")
    if result.get("unpublished"):
        raise click.ClickException(
            f"berkas yang belum terbit: {', '.join(result['unpublished'])}. Jalankan lagi perintah yang sama untuk melanjutkan."
        )
    if serve:
        from pilar.cli.serve import serve_forever

        serve_forever(host, port)


def _claim_home(home: Path, wanted: synthetic.Mark, fresh: bool) -> bool:
    """Mark the home folder as synthetic. True when this very city is already there, complete.

    Refuses a folder with real data (a database without the mark), and another city without `--fresh`.
    """
    mark = synthetic.read(home)
    if mark is None and (home / "pilar.db").exists():
        raise click.ClickException(f"{home} berisi basis data sungguhan; pakai folder lain: PILAR_HOME=… pilar demo")
    if mark is not None and fresh:
        shutil.rmtree(home)
        mark = None
    if mark is not None and (mark.office, mark.persons, mark.seed) != (wanted.office, wanted.persons, wanted.seed):
        raise click.ClickException(f"{home} berisi kota contoh lain; tambahkan --fresh untuk membuangnya")
    if mark is None:
        home.mkdir(parents=True, exist_ok=True)
        synthetic.write(home, synthetic.Mark(wanted.office, wanted.persons, wanted.seed, "begun"))
    return mark is not None and _reached(mark.through) >= _reached(wanted.through)


def _reached(through: str) -> int:
    return _EARLIER[through] if through in _EARLIER else STAGES.index(through)


def _start_django() -> None:
    import django

    os.environ.setdefault("PILAR_LOG_LEVEL", "WARNING")
    django.setup()


def _build(wanted: synthetic.Mark, home: Path, quiet: bool, address: str) -> dict[str, Any]:
    from pilar.demo.load import build_office

    def say(text: str) -> None:
        if not quiet or sys.stderr.isatty():
            click.echo(text, err=True)

    result = build_office(wanted, say=say, address=address)
    (home / "SINTETIS-hasil.json").write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")
    if not result["unpublished"]:
        synthetic.write(home, wanted)
    return result


def _known_result(home: Path) -> dict[str, Any]:
    from pilar.cli.database import prepare

    prepare()
    stored = home / "SINTETIS-hasil.json"
    return dict(json.loads(stored.read_text(encoding="utf-8"))) if stored.exists() else {}


def _show(result: dict[str, Any], as_json: bool, address: str) -> None:
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False, indent=1))
        return
    totals = result["totals"]
    click.echo(
        f"DATA SINTETIS. {totals['files']} berkas, {totals['rows']} baris: {totals['accepted']} diterima, "
        f"{totals['quarantined']} karantina, {totals['other']} bukan data. {result['proposals']['total']} usulan, "
        f"{sum(result['findings'].values())} temuan. {result['seconds']} detik."
    )
    if result.get("through", "desk") != "desk":
        _show_month(result)
    if result.get("payments"):
        _show_payments(result["payments"])
    click.echo("\nMasuk sebagai (kata sandi sama untuk semua: " + result["password"] + ")")
    for login in result["logins"]:
        click.echo(f"  {login['username']:<20} {login['role']:<34} {login['area']}")
    if result.get("through", "desk") != "desk":
        click.echo(
            "  lurah-KODE, operator-KODE, camat-KODE: tiap kelurahan dan kecamatan lain, menurut kode wilayahnya"
        )
    if address:
        click.echo(f"\nBuka {address} (Ctrl+C untuk berhenti)")


def _show_month(result: dict[str, Any]) -> None:
    sessions, places = result["sessions"], result["proposals"]["by_place"]
    lists = ", ".join(f"{one['number']} ({one['count']}, {one['hash'][:12]}…)" for one in result["endorsed"]) or "–"
    click.echo(
        f"Musyawarah: {sessions.get('ditutup', 0)} ditutup, {sessions.get('berlangsung', 0)} berlangsung, "
        f"{sessions.get('direncanakan', 0)} direncanakan; {sum(result['papers'].values())} surat; "
        f"{sum(result['objections'].values())} sanggah. Disahkan: {lists}."
    )
    told = ", ".join(f"{count} {_PLACES.get(place, place.replace('_', ' '))}" for place, count in places.items())
    click.echo(f"Usulan: {told}.")


def _show_payments(stages: dict[str, Any]) -> None:
    from pilar.core.ui.formats import rupiah
    from pilar.delivery.disbursement.lifecycle import STATES_BY_CODE

    for one in stages.values():
        told = ", ".join(
            f"{part['people']} {STATES_BY_CODE[code].name_id.lower()}"
            for code, part in one["by_state"].items()
            if code in STATES_BY_CODE
        )
        decreed = one["decreed"]
        click.echo(f"{one['label']}: {decreed['people']} ditetapkan ({rupiah(decreed['rp'])}): {told}.")
