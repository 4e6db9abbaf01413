"""Who of the register shares a key with somebody who is asked for: from the stored keys, whatever the size of the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import connection

from pilar.config import config
from pilar.core import vault
from pilar.core.scope import Scope
from pilar.evidence.linkage.models import PersonKeySet
from pilar.evidence.linkage.rules import PERSON_KEYS
from pilar.evidence.registry.rules import KK_FIELD, NIK_FIELD, digits_of

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import pyarrow as pa

    from pilar.evidence.linkage.engine import Model

    Ints = np.ndarray[Any, np.dtype[np.int64]]

MOST_EACH = 20
"""Persons judged for one who is asked for: those with the most shared keys."""
MOST_EACH_OF_MANY = 6
MOST_RECENT = 400
"""Persons registered since the keys were written whose names are looked at."""
_AT_ONCE = 500


def usable_keys(scope: Scope, version: str) -> PersonKeySet | None:
    """The stored keys, if they are of the model of this version, under a live key of the vault, and hold the whole scope."""
    held = PersonKeySet.objects.first()
    if held is None or held.model_version != version or not vault.is_mark_alive(PERSON_KEYS, held.mark):
        return None
    covered = all((prefix or config().office).startswith(held.wilayah) for prefix in scope.prefixes)
    return held if covered else None


def sharing_keys(model: Model, record: Mapping[str, Any]) -> list[int]:
    """Ids of the persons that share a key with one prepared record, most shared keys first.

    Ids only: whoever opens them does so inside a scope.
    """
    from pilar.evidence.linkage.engine.storedkeys import keys_of_one

    _, key = _blind(keys_of_one(record, model))
    return _best(key.tolist())


def sharing_keys_many(engine: duckdb.DuckDBPyConnection, model: Model, records: pa.Table) -> tuple[Ints, Ints]:
    """(row, id of a person) for every prepared record and the few persons that share most keys with it. `engine` hashes the keys."""
    from pilar.evidence.linkage.engine.storedkeys import keys_of_records

    return _best_of_many(*_blind(keys_of_records(engine, records, model)))


def _blind(columns: list[Any]) -> tuple[Ints, Ints]:
    """(row, stored key) of every key that is there, under every live key of the vault."""
    import numpy as np

    rows, keys = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    present = [np.flatnonzero(column) for column in columns]
    for blind in vault.blind_number_candidates(
        PERSON_KEYS, np.concatenate([c[p] for c, p in zip(columns, present, strict=True)])
    ):
        rows.append(np.concatenate(present))
        keys.append(blind)
    return np.concatenate(rows), np.concatenate(keys)


def _best(keys: list[int]) -> list[int]:
    if not keys:
        return []
    marks = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT person_id FROM linkage_personkey WHERE key IN ({marks}) GROUP BY person_id ORDER BY count(*) DESC, person_id "
            f"LIMIT {MOST_EACH}",
            keys,
        )
        return [person for (person,) in cursor.fetchall()]


def _best_of_many(row: Ints, key: Ints) -> tuple[Ints, Ints]:
    """The same for many rows: the keys are asked for in a few statements and put together in memory."""
    import numpy as np

    distinct, place = np.unique(key, return_inverse=True)
    found: list[tuple[int, int]] = []
    for start in range(0, len(distinct), _AT_ONCE):
        part = distinct[start : start + _AT_ONCE].tolist()
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT key, person_id FROM linkage_personkey WHERE key IN ({', '.join(['%s'] * len(part))})", part
            )
            found += cursor.fetchall()
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    hit = np.array(found, np.int64)
    hit = hit[np.argsort(hit[:, 0], kind="stable")]
    people, number = np.unique(hit[:, 1], return_inverse=True)
    low = np.searchsorted(hit[:, 0], distinct, "left")[place]
    count = np.searchsorted(hit[:, 0], distinct, "right")[place] - low
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    met = np.repeat(row, count) * len(people) + number[np.repeat(low, count) + within]
    pairs, shared = np.unique(met, return_counts=True)
    asked = pairs // len(people)
    order = np.lexsort((pairs, -shared, asked))
    starts = np.searchsorted(asked, asked)  # `asked` ascends, so the first place of each row
    chosen = order[np.arange(len(pairs)) - starts < MOST_EACH_OF_MANY]
    return asked[chosen], people[pairs[chosen] % len(people)]


def carrying_numbers(nik: str, kk: str) -> list[int]:
    """Ids of the persons with this NIK now, and of the members of the family with this KK; digits in any spelling, others find nobody."""
    ids: list[int] = []
    with connection.cursor() as cursor:
        for sql, indexes in (
            ("SELECT id FROM registry_person WHERE nik_index IN ({})", _indexes(NIK_FIELD, nik)),
            ("SELECT p.id FROM registry_person p JOIN registry_family f ON f.id = p.family_id WHERE f.kk_index IN ({})", _indexes(KK_FIELD, kk)),
        ):  # fmt: skip
            if indexes:
                cursor.execute(f"{sql.format(', '.join(['%s'] * len(indexes)))} LIMIT {MOST_EACH}", indexes)
                ids += [number for (number,) in cursor.fetchall()]
    return ids


def _indexes(field: str, text: str) -> list[bytes]:
    digits = digits_of(text)
    return vault.index_candidates(field, digits) if len(digits) == 16 else []


def registered_since(held: PersonKeySet) -> Sequence[tuple[int, str]]:
    """(id, name) of the latest persons whose keys are not in yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, name FROM registry_person WHERE id > %s ORDER BY id DESC LIMIT {MOST_RECENT}",
            [held.newest_person],
        )
        return list(cursor.fetchall())
