"""A database of its own for the simulation, on the configured engine, with the keys of the installation; thrown away at the end."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from django.apps import apps
from django.db import connection, connections

from pilar.config import config
from pilar.core import vault
from pilar.core.ids import new_id
from pilar.delivery.disbursement.ledger_triggers import create_triggers
from pilar.delivery.disbursement.rules import ACCOUNT_FIELD

_AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
_VILLAGES = ("1872011001", "1872011002", "1872021003", "1872031004")


@contextmanager
def sandbox() -> Iterator[Path]:
    """Points the default connection and the file store to an empty place with all tables. Gives its folder."""
    name = f"simulasi_{secrets.token_hex(4)}"
    settings, home = connection.settings_dict, config().home
    folder = home.resolve() / name
    folder.mkdir(parents=True)
    (folder / "keys").symlink_to(config().keys_dir.resolve())
    before = {"NAME": settings["NAME"], "OPTIONS": dict(settings.get("OPTIONS", {}))}
    postgresql = connection.vendor == "postgresql"
    if postgresql:
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE SCHEMA "{name}"')
    connections.close_all()
    if postgresql:
        settings["OPTIONS"] = {**before["OPTIONS"], "options": f"-c search_path={name}"}
    else:
        settings["NAME"] = str(folder / "pilar.db")
    config().home = folder
    try:
        _create_tables()
        yield folder
    finally:
        connections.close_all()
        settings.update(before)
        config().home = home
        if postgresql:
            with connection.cursor() as cursor:
                cursor.execute(f'DROP SCHEMA "{name}" CASCADE')
        shutil.rmtree(folder, ignore_errors=True)


def _create_tables() -> None:
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
    with connection.schema_editor() as editor:
        create_triggers(None, editor)


def people_with_entitlements(families: int, *, amount_rp: int = 600_000, accounts: bool = True) -> int:
    """A decreed stage for so many invented families, each with an account at BRI. Returns the stage."""
    from pilar.delivery.disbursement.simulation.decree import decreed_stage

    make = apps.get_model
    homes, persons = [], []
    for number in range(families):
        village = _VILLAGES[number % len(_VILLAGES)]
        family = make("registry", "Family")(pk=new_id(), wilayah=village, as_of=date(2026, 11, 1))
        homes.append(family)
        persons.append(
            make("registry", "Person")(
                pk=new_id(),
                wilayah=village,
                family_id=family.pk,
                name=f"KELUARGA CONTOH {number}",
                as_of=date(2026, 11, 1),
            )
        )
    make("registry", "Family").objects.bulk_create(homes, batch_size=1_000)
    make("registry", "Person").objects.bulk_create(persons, batch_size=1_000)
    if accounts:
        numbers = [f"0012{number:011d}" for number in range(families)]
        sealed = vault.seal_many(ACCOUNT_FIELD, list(numbers))
        indexes = vault.blind_index_many(ACCOUNT_FIELD, numbers)
        make("disbursement", "PayAccount").objects.bulk_create(
            [
                make("disbursement", "PayAccount")(
                    wilayah=person.wilayah, person_id=person.pk, channel="bri", state="aktif", number_sealed=blob, number_index=index,
                    last4=number[-4:], holder=person.name, as_of=date(2026, 11, 1), by="simulasi", at=_AT,
                )
                for person, blob, index, number in zip(persons, sealed, indexes, numbers, strict=True)
            ],
            batch_size=1_000,
        )  # fmt: skip
    return decreed_stage(
        [(person.family_id, person.pk, person.wilayah) for person in persons], amount_rp=amount_rp, at=_AT
    )
