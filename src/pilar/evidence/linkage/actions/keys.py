"""Keys of persons brought up to date at the end of a run, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

from pilar.core import vault
from pilar.core.bulk.write import insert_query
from pilar.evidence.linkage.models import PersonKeySet
from pilar.evidence.linkage.rules import PERSON_KEYS

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import pyarrow as pa

    from pilar.evidence.linkage.engine import Model, Store

    Numbers = np.ndarray[Any, np.dtype[np.int64]]

_TABLE, _COLUMNS = "linkage_personkey", ["key", "person_id"]


def write_keys(
    engine: duckdb.DuckDBPyConnection,
    store: Store,
    ids: Numbers,
    rows: Numbers | None,
    model: Model,
    *,
    wilayah: str,
    at: datetime,
) -> int:
    """Keys of the persons in the given `rows` of the store (None: of everybody, anew). Returns how many were written.

    `ids`: person of each row; `wilayah`: common area of the rows. Keys of another model, or under a key of the vault that is gone, are
    all replaced, whatever the rows. A model without keys (a small register) leaves none: everybody can be compared there.
    """
    held = PersonKeySet.objects.first()
    if not model.keys:
        _empty()
        return 0
    fits = held is not None and held.model_version == model.version and vault.is_mark_alive(PERSON_KEYS, held.mark)
    if held is not None and fits and not held.wilayah.startswith(wilayah):
        rows = rows if rows is not None else _every(ids)  # a part of what is held: only added to
    renew = not fits or rows is None
    if renew:
        _empty()
        PersonKeySet.objects.create(
            model_version=model.version,
            mark=vault.number_mark(PERSON_KEYS),
            wilayah=wilayah,
            newest_person=int(ids.max()),
            written_at=at,
        )
    elif held is not None:
        held.newest_person = max(held.newest_person, int(ids.max()))
        held.written_at = at
        held.save(update_fields=["newest_person", "written_at"])
    return _insert(engine, _parts(store, ids, None if renew else rows, model), skip_conflicts=not renew)


def _empty() -> None:
    PersonKeySet.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {_TABLE}")


def _every(ids: Numbers) -> Numbers:
    import numpy as np

    return np.arange(len(ids))


def _parts(store: Store, ids: Numbers, rows: Numbers | None, model: Model) -> Iterator[pa.Table]:
    """One table of (key, person) per key of the model."""
    import numpy as np
    import pyarrow as pa

    from pilar.evidence.linkage.engine.storedkeys import keys_of_store

    for column in keys_of_store(store, model):
        chosen = np.flatnonzero(column) if rows is None else rows[column[rows] != 0]
        yield pa.table({"key": vault.blind_numbers(PERSON_KEYS, column[chosen]), "person_id": ids[chosen]})


def _insert(engine: duckdb.DuckDBPyConnection, parts: Iterator[pa.Table], *, skip_conflicts: bool) -> int:
    """In the order of the keys, so that the database writes its pages one after another."""
    engine.execute("CREATE OR REPLACE TEMP TABLE person_keys (key bigint, person_id bigint)")
    for part in parts:
        engine.register("person_keys_part", part)
        engine.execute("INSERT INTO person_keys SELECT key, person_id FROM person_keys_part")
        engine.unregister("person_keys_part")
    sorted_rows = "SELECT DISTINCT key, person_id FROM person_keys ORDER BY key, person_id"
    written = insert_query(engine, _TABLE, _COLUMNS, sorted_rows, skip_conflicts=skip_conflicts)
    engine.execute("DROP TABLE person_keys")
    return written
