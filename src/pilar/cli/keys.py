"""`pilar keys`: which keys are in use, and changing them while people work."""

import json
import time
from typing import Any

import click

from pilar.cli.words import JSON_HELP

STALE_SECONDS = 2.0
"""A serving process looks at the key ring every second: after this long nobody seals with the old keys any more."""


@click.group()
def keys() -> None:
    """Kunci penyimpanan: keadaan, penggantian."""


@keys.command()
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def status(as_json: bool) -> None:
    """Kunci yang dipakai, dan berapa nilai yang masih memakai kunci lama."""
    result = _status()
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False))
        return
    click.echo(f"Kunci data {result['data']['active']} dan kunci indeks {result['index']['active']} dipakai.")
    if result["rotating"]:
        click.echo(
            f"Penggantian belum selesai: {result['old_values']} nilai dan {result['old_files']} berkas memakai kunci lama."
        )
        click.echo("Jalankan lagi: pilar keys rotate")


def _status() -> dict[str, Any]:
    from pilar.cli.sealed_columns import SEALED_COLUMNS
    from pilar.core.vault import keyring, rotation

    ring = keyring.refresh()
    return {
        "data": {"active": ring.data_active, "held": sorted(ring.data)},
        "index": {"active": ring.index_active, "held": sorted(ring.index)},
        "rotating": len(ring.data) > 1 or len(ring.index) > 1,
        "old_values": sum(rotation.old_values(column) for column in SEALED_COLUMNS),
        "old_files": len(_old_files()),
    }


def _old_files() -> list[Any]:
    from pilar.config import config
    from pilar.core.vault import rotation

    return [path for folder in (config().files_dir, config().home / "staged") for path in rotation.old_files(folder)]


@keys.command()
@click.option(
    "--wait", "patience", default=600.0, show_default=True, help="Detik menunggu berkas yang sedang diperiksa"
)
@click.option("--json", "as_json", is_flag=True, help=JSON_HELP)
def rotate(patience: float, as_json: bool) -> None:
    """Mengganti kunci data dan kunci indeks sambil melayani. Bila terputus, jalankan lagi: dilanjutkan dari sisanya."""
    from pilar.core.vault.rotation import changing_keys

    begun = time.monotonic()
    with changing_keys(patience):
        result = _rotate(lambda text: None if as_json else click.echo(text))
    result["seconds"] = round(time.monotonic() - begun, 1)
    if as_json:
        click.echo(json.dumps(result))
    else:
        click.echo(
            f"Selesai: {result['values']} nilai dan {result['files']} berkas memakai kunci baru; kunci lama dihapus."
        )


def _rotate(say: Any) -> dict[str, Any]:
    from django.db import transaction

    from pilar.core.audit import actions as audit
    from pilar.core.clock import now
    from pilar.core.scope import Actor
    from pilar.core.vault import keyring

    actor = Actor.system()
    _refuse_half_published()
    ring = keyring.refresh()
    resumed = len(ring.data) > 1 or len(ring.index) > 1
    if not resumed:
        ring = keyring.add_keys()
    with transaction.atomic():
        after = {"data": ring.data_active, "index": ring.index_active, "resumed": resumed}
        audit.record("vault.keys.rotation_begun", by=actor, at=now(), after=after)
    time.sleep(STALE_SECONDS)
    counts = _reseal_all(actor, say)
    with transaction.atomic():
        audit.record("vault.keys.rotated", by=actor, at=now(), after=after, rows=counts["values"])
    keyring.drop_old_keys()
    return {**counts, **after}


def _refuse_half_published() -> None:
    """A batch that is published in part is recognised by the indexes of its rows: it must be finished first."""
    from pilar.core.vault.rotation import KEYS_IN_USE
    from pilar.evidence.intake.queries import has_half_published

    if has_half_published():
        raise KEYS_IN_USE()


def _reseal_all(actor: Any, say: Any) -> dict[str, int]:
    """Passes over all columns and files until one finds nothing under an old key, and again a while later."""
    from pilar.cli import derived_keys
    from pilar.core.clock import now
    from pilar.foundation.accounts.actions import reseal_authenticators

    counts = {"values": 0, "json": 0, "files": 0}
    while True:
        _passes(counts, say)
        counts["usulan"] = derived_keys.renew_subject_keys()
        counts["flags"] = derived_keys.renew_fact_keys()
        counts["authenticators"] = reseal_authenticators(by=actor, at=now())
        time.sleep(STALE_SECONDS)  # a request that had read a row before its turn may have written it back
        if not _pass(say):
            return counts


def _passes(counts: dict[str, int], say: Any) -> None:
    while found := _pass(say):
        for key, number in found.items():
            counts[key] = counts.get(key, 0) + number


def _pass(say: Any) -> dict[str, int]:
    """One pass; what it found under an old key, {} when there was nothing. Uploads under way are waited for."""
    from pilar.cli import derived_keys
    from pilar.cli.sealed_columns import SEALED_COLUMNS
    from pilar.core.vault import rotation
    from pilar.evidence.intake import table

    values = 0
    for column in SEALED_COLUMNS:
        changed = rotation.reseal_column(column, lambda _: None)
        values += changed
        if changed:
            say(f"{column.table}.{column.sealed}: {changed}")
    files = _old_files()
    arriving = [path for path in files if path.parent.name == "masuk"]
    for path in set(files) - set(arriving):
        (table.reseal if path.parent.name == "staged" else rotation.reseal_file)(path)
    if arriving:
        say("Menunggu unggahan yang sedang berjalan")
        time.sleep(1)
    found = {
        "values": values,
        "json": derived_keys.reseal_json(),
        "files": len(files) - len(arriving),
        "arriving": len(arriving),
    }
    return {key: number for key, number in found.items() if number}
