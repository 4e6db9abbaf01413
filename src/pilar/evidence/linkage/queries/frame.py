"""The register as the engine reads it: prepared in memory only, identifiers opened there and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import connection

from pilar.core import vault
from pilar.core.scope import Scope
from pilar.evidence.linkage.rules import REGISTER_ROLES
from pilar.evidence.registry.rules import KK_FIELD, MOTHER_FIELD, NIK_FIELD, PHONE_FIELD

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

CHUNK = 20_000
_COLUMNS = (
    "p.id, p.name, p.sex, p.birth_place, p.birth_date, p.wilayah, p.revision, p.nik_sealed, p.mother_sealed, p.phone_sealed, "
    "p.family_id, f.address, f.kk_sealed, f.revision, coalesce(f.wilayah, '')"
)
_VISIBLE = "p.status <> 'digabung' AND NOT EXISTS (SELECT 1 FROM registry_pendingbatch b WHERE b.id = p.born_batch)"


@dataclass(frozen=True)
class Frame:
    """Persons in the order of their ids. `table`: text columns id and `REGISTER_ROLES`; the arrays stand row by row beside it.

    `families` and `family_revisions` are -1 where a person has no family.
    """

    table: pa.Table
    ids: np.ndarray[Any, np.dtype[np.int64]]
    families: np.ndarray[Any, np.dtype[np.int64]]
    revisions: np.ndarray[Any, np.dtype[np.int64]]
    family_revisions: np.ndarray[Any, np.dtype[np.int64]]
    areas: list[str]
    family_areas: list[str]

    def __len__(self) -> int:
        return len(self.ids)


def register_frame(scope: Scope, *, tick: Callable[[int], None] | None = None) -> Frame:
    """Every visible person of the scope (merged ones left out). `tick` gets the number of rows read so far."""
    where, values = scope.sql("p.wilayah")
    chunks, read = [], 0
    for rows in _chunks(f"{where} AND {_VISIBLE}", values):
        chunks.append(_columns_of(rows))
        read += len(rows)
        if tick:
            tick(read)
    return _frame(chunks)


def count_of(scope: Scope) -> int:
    """Visible persons of the scope."""
    where, values = scope.sql("p.wilayah")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM registry_person p WHERE {where} AND {_VISIBLE}", list(values))
        return int(cursor.fetchone()[0])


def records_of(scope: Scope, person_ids: Sequence[int]) -> list[dict[str, Any]]:
    """A few dozen persons of the scope as plain records: `REGISTER_ROLES`, "id" and "areas" (the person's area code)."""
    wanted = sorted(set(person_ids))
    if not wanted:
        return []
    where, values = scope.sql("p.wilayah")
    marks = ", ".join(["%s"] * len(wanted))
    columns = _columns_of(_read(f"{where} AND {_VISIBLE} AND p.id IN ({marks})", [*values, *wanted], len(wanted)))
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def frame_of(scope: Scope, person_ids: Sequence[int]) -> Frame:
    """The same for some persons; those outside the scope are left out."""
    where, values = scope.sql("p.wilayah")
    chunks = []
    wanted = sorted(set(person_ids))
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        marks = ", ".join(["%s"] * len(part))
        rows = _read(f"{where} AND {_VISIBLE} AND p.id IN ({marks})", [*values, *part], len(part))
        chunks.append(_columns_of(rows))
    frame = _frame(chunks)
    return replace(frame, table=frame.table.combine_chunks())


def _chunks(where: str, values: Sequence[Any]) -> Iterator[list[tuple[Any, ...]]]:
    last = -1
    while True:
        rows = _read(f"{where} AND p.id > %s", [*values, last], CHUNK)
        if rows:
            yield rows
        if len(rows) < CHUNK:
            return
        last = rows[-1][0]


def _read(where: str, values: Sequence[Any], limit: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM registry_person p LEFT JOIN registry_family f ON f.id = p.family_id "
            f"WHERE {where} ORDER BY p.id LIMIT {limit}",
            list(values),
        )
        return list(cursor.fetchall())


def _columns_of(rows: list[tuple[Any, ...]]) -> dict[str, list[Any]]:
    if not rows:
        return {}
    (ids, names, sexes, places, births, areas, revisions, niks, mothers, phones,
     families, addresses, kks, family_revisions, family_areas) = (list(column) for column in zip(*rows, strict=True))  # fmt: skip
    return {
        "id": ids,
        "families": [-1 if family is None else family for family in families],
        "revisions": revisions,
        "family_revisions": [-1 if number is None else number for number in family_revisions],
        "areas": areas,
        "family_areas": family_areas,
        "national_id": vault.unseal_many(NIK_FIELD, niks),
        "mother_name": vault.unseal_many(MOTHER_FIELD, mothers),
        "phone": vault.unseal_many(PHONE_FIELD, phones),
        "family_id": _family_numbers(families, kks),
        "name": names,
        "sex": [{1: "1", 2: "2"}.get(sex, "") for sex in sexes],
        "birth_place": places,
        "birth_date": [str(day) if day else "" for day in births],
        "address": [address or "" for address in addresses],
        "area": [area[:10] for area in areas],
        "rw": [area[10:13] for area in areas],
        "rt": [area[13:16] for area in areas],
    }


def _family_numbers(families: list[Any], sealed: list[Any]) -> list[str]:
    """KK numbers, opened once per family."""
    once = dict(zip(families, sealed, strict=True))
    opened = dict(zip(once, vault.unseal_many(KK_FIELD, once.values()), strict=True))
    return [opened[family] for family in families]


def _frame(chunks: list[dict[str, list[Any]]]) -> Frame:
    import numpy as np
    import pyarrow as pa

    filled = [chunk for chunk in chunks if chunk]

    def numbers(name: str) -> np.ndarray[Any, np.dtype[np.int64]]:
        parts = [np.array(chunk[name], np.int64) for chunk in filled]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    def texts(name: str) -> pa.ChunkedArray:
        return pa.chunked_array([pa.array(chunk[name], pa.string()) for chunk in filled], pa.string())

    ids = numbers("id")
    table = pa.table({"id": pa.array(ids).cast(pa.string()), **{role: texts(role) for role in REGISTER_ROLES}})
    return Frame(
        table, ids, numbers("families"), numbers("revisions"), numbers("family_revisions"),
        [area for chunk in filled for area in chunk["areas"]], [area for chunk in filled for area in chunk["family_areas"]],
    )  # fmt: skip
