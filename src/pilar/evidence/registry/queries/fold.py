"""The projection computed anew from the observations: newest as-of date wins fact by fact, ties by the order of recording.

Set-based in DuckDB, slice by slice over the ids of the subjects. What a source says with null does not hold any more. Family of a
person: the open membership. Desil: the newest published version that gave one (a family in no version is left alone). Members: the
living ones.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

from pilar.core import vault
from pilar.core.bulk.engine import analysis
from pilar.evidence.registry.catalogue import FAMILY_VARIABLES, PERSON_VARIABLES, Variable
from pilar.evidence.registry.models.evidence import FAMILY, PERSON
from pilar.evidence.registry.rules import KK_FIELD, NIK_FIELD

if TYPE_CHECKING:
    import duckdb

SLICE = 20_000


@dataclass(frozen=True, slots=True)
class Projection:
    """One kind of subject: its table, table of facts, and the facts that are columns of the table itself.

    The name of the head that a family shows is a copy for lists and no part of this.
    """

    kind: int
    table: str
    facts_table: str
    key: str
    columns: tuple[str, ...]
    variables: tuple[Variable, ...]
    sealed_column: str
    sealed_key: str
    field: str


FAMILIES = Projection(
    FAMILY, "registry_family", "registry_familyfacts", "family_id",
    ("wilayah", "address", "status"),
    FAMILY_VARIABLES, "kk_sealed", "kk", KK_FIELD,
)  # fmt: skip
PEOPLE = Projection(
    PERSON, "registry_person", "registry_personfacts", "person_id",
    ("wilayah", "name", "sex", "birth_date", "birth_place", "relation", "status", "died_date"),
    PERSON_VARIABLES, "nik_sealed", "nik", NIK_FIELD,
)  # fmt: skip
_EMPTY = {"address": "", "birth_place": "", "wilayah": "", "name": ""}
_START = {FAMILY: {"status": "aktif"}, PERSON: {"status": "hidup"}}


@dataclass(frozen=True, slots=True)
class Difference:
    """A column of a subject whose projection is not what the observations say. Values of sealed columns stay hidden."""

    table: str
    column: str
    subject_id: int
    stands: Any
    folded: Any


def differences() -> Iterator[Difference]:
    """Every difference of the whole register, slice by slice, in one consistent read of each slice."""
    with analysis() as engine:
        for projection in (FAMILIES, PEOPLE):
            for first, last in _slices(projection):
                folded = _fold(engine, projection, first, last)
                yield from _compare(projection, first, last, folded)
    yield from _counted()


def _slices(projection: Projection) -> Iterator[tuple[int, int]]:
    """(first, last) ids of slices that hold at most SLICE subjects each."""
    first = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT min(id), max(id) FROM (SELECT id FROM {projection.table} WHERE id > %s ORDER BY id LIMIT {SLICE}) AS s",
                [first],
            )
            low, high = cursor.fetchone()
        if low is None:
            return
        yield low, high
        first = high


def _fold(
    engine: duckdb.DuckDBPyConnection, projection: Projection, first: int, last: int
) -> dict[int, dict[str, Any]]:
    """Subject id -> key -> value ("null" values as None), plus "as_of", "facts_as_of", and "sealed" bytes."""
    import pyarrow as pa

    columns = "id, subject_id, as_of, source_id, facts, sealed"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM registry_observation WHERE subject_kind = %s AND subject_id BETWEEN %s AND %s",
            [projection.kind, first, last],
        )
        rows = cursor.fetchall()
    if not rows:
        return {}
    table = pa.table(
        {
            "id": pa.array([r[0] for r in rows], pa.int64()),
            "subject": pa.array([r[1] for r in rows], pa.int64()),
            "as_of": pa.array([_day(r[2]) for r in rows], pa.date32()),
            "source": pa.array([r[3] for r in rows], pa.int64()),
            "facts": pa.array([_text(r[4]) for r in rows], pa.string()),
            "sealed": pa.array([bytes(r[5]) if r[5] is not None else None for r in rows], pa.binary()),
        }
    )
    engine.register("said", table)
    keys = _keys(projection)
    paths = ", ".join(f"'$.\"{key}\"'" for key in keys)
    folded = ", ".join(f"arg_max(v[{place}], n)" for place in range(1, len(keys) + 1))
    numbers = [place for place, key in enumerate(keys, 1) if key in {v.key for v in projection.variables}]
    has_facts = " OR ".join(f"v[{place}] IS NOT NULL" for place in numbers)
    result = engine.execute(
        f"SELECT subject, max(as_of), max(as_of) FILTER ({has_facts}), arg_max(source, n) FILTER ({has_facts}), "
        f"arg_max(sealed, n), max(n) FILTER (sealed IS NOT NULL), max(n) FILTER (json_extract(facts, '$.{projection.sealed_key}') = 'null'), "
        f"{folded} FROM (SELECT *, row_number() OVER (PARTITION BY subject ORDER BY as_of, id) AS n, json_extract(facts, [{paths}]) AS v "
        "FROM said) GROUP BY subject"
    ).fetchall()
    engine.unregister("said")
    return {row[0]: _row(projection, keys, row) for row in result}


def _keys(projection: Projection) -> list[str]:
    extra = ["mother_sealed", "phone_sealed"] if projection.kind == PERSON else []
    return [*projection.columns, *extra, *(variable.key for variable in projection.variables)]


def _row(projection: Projection, keys: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    import json

    said = {key: json.loads(text) for key, text in zip(keys, row[7:], strict=True) if text is not None}
    taken_away = row[6] is not None and (row[5] is None or row[6] > row[5])
    return {
        "said": said,
        "as_of": row[1],
        "facts_as_of": row[2],
        "source_id": row[3],
        "sealed": None if taken_away else row[4],
    }


def _compare(projection: Projection, first: int, last: int, folded: dict[int, dict[str, Any]]) -> Iterator[Difference]:
    present = [*projection.columns, projection.sealed_column, "as_of"]
    if projection.kind == PERSON:
        present += ["mother_sealed", "phone_sealed"]
    for number, stands in _rows(projection.table, "id", present, first, last):
        known = folded.get(number)
        if known is None:
            yield Difference(projection.table, "(tanpa pengamatan)", number, None, None)
            continue
        expected = _expected(projection, known)
        if projection.kind == PERSON and "relation" not in known["said"]:
            del expected["relation"]  # a family list says who is head through the membership
        for column, value in expected.items():
            if not _same(projection, column, stands[column], value):
                yield Difference(projection.table, column, number, stands[column], value)
    keys = [variable.key for variable in projection.variables]
    facts = dict(_rows(projection.facts_table, projection.key, [*keys, "as_of", "source_id"], first, last))
    for number, known in folded.items():
        if known["facts_as_of"] is None and number not in facts:
            continue
        stands = facts.get(number, {})
        wanted = {v.key: _fact(v, known["said"].get(v.key)) for v in projection.variables}
        wanted |= {"as_of": known["facts_as_of"], "source_id": known["source_id"]}
        for key, value in wanted.items():
            if _plain(stands.get(key)) != _plain(value):
                yield Difference(projection.facts_table, key, number, stands.get(key), value)


def _expected(projection: Projection, known: dict[str, Any]) -> dict[str, Any]:
    said = known["said"]
    found: dict[str, Any] = {}
    for column in projection.columns:
        value = said.get(column, _START[projection.kind].get(column))
        found[column] = _EMPTY.get(column, value) if value is None else value
    if projection.kind == PERSON:
        for column in ("mother_sealed", "phone_sealed"):
            if column in said:
                found[column] = base64.b64decode(said[column]) if said[column] else None
    found[projection.sealed_column] = known["sealed"]
    found["as_of"] = known["as_of"]
    return found


def _same(projection: Projection, column: str, stands: Any, folded: Any) -> bool:
    if not column.endswith("_sealed"):
        return bool(_plain(stands) == _plain(folded))
    left, right = (bytes(each) if each is not None else None for each in (stands, folded))
    if left == right or left is None or right is None or column != projection.sealed_column:
        return left == right
    opened = vault.unseal_many(projection.field, [left, right])
    return opened[0] == opened[1]


def _fact(variable: Variable, value: Any) -> Any:
    return date.fromisoformat(value) if variable.kind == "date" and isinstance(value, str) else value


def _rows(table: str, key: str, columns: Sequence[str], first: int, last: int) -> Iterator[tuple[int, dict[str, Any]]]:
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, {names} FROM {table} WHERE {key} BETWEEN %s AND %s", [first, last])
        for row in cursor.fetchall():
            yield row[0], dict(zip(columns, row[1:], strict=True))


_COUNTED = (
    ("registry_family", "member_count", "SELECT f.id, f.member_count, (SELECT count(*) FROM registry_person p WHERE p.family_id = f.id "
     "AND p.status = 'hidup') AS folded FROM registry_family f"),
    ("registry_person", "family_id", "SELECT p.id, p.family_id, (SELECT max(m.family_id) FROM registry_membership m WHERE m.person_id = p.id "
     "AND m.active_to IS NULL) AS folded FROM registry_person p"),
    ("registry_family", "desil", "SELECT f.id, f.desil, (SELECT e.desil FROM registry_dtsenentry e JOIN registry_dtsenversion v "
     "ON v.id = e.version_id WHERE e.family_id = f.id AND e.desil IS NOT NULL AND v.published_at IS NOT NULL "
     "ORDER BY v.as_of DESC, v.id DESC LIMIT 1) AS folded FROM registry_family f WHERE f.desil_version IS NOT NULL "
     "OR EXISTS (SELECT 1 FROM registry_dtsenentry x WHERE x.family_id = f.id AND x.desil IS NOT NULL)"),
)  # fmt: skip


def _counted() -> Iterator[Difference]:
    for table, column, sql in _COUNTED:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, {column}, folded FROM ({sql}) AS c WHERE NOT ({column} = folded OR ({column} IS NULL AND folded IS NULL)) "
                f"OR ({column} IS NULL) <> (folded IS NULL)"
            )
            rows = cursor.fetchall()
        for number, stands, folded in rows:
            yield Difference(table, column, number, stands, folded)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _text(value: Any) -> str:
    import json

    return value if isinstance(value, str) else json.dumps(value)
