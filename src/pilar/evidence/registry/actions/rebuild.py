"""Bringing the projection back to what the observations say, and the search words to what the columns say."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import connection, transaction

from pilar.core import vault
from pilar.core.audit import actions as audit
from pilar.core.bulk.write import insert_tuples
from pilar.core.scope import Actor
from pilar.evidence.registry.catalogue import FAMILY_VARIABLES, PERSON_VARIABLES
from pilar.evidence.registry.names import search_document
from pilar.evidence.registry.queries.fold import FAMILIES, PEOPLE, Difference, differences

CHUNK = 5_000
_EXAMPLES = 5
_TEXT_FACTS = {v.key for v in (*FAMILY_VARIABLES, *PERSON_VARIABLES) if v.kind == "text"}
_TEXT_COLUMNS = {"wilayah", "name", "address", "head_name", "birth_place", "status"}


@dataclass(slots=True)
class Report:
    """Differences by "table.column", the first few subject ids of each, rows written."""

    differences: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[int]] = field(default_factory=dict)
    written: int = 0

    @property
    def total(self) -> int:
        return sum(self.differences.values())


def check_projection() -> Report:
    """Compare only."""
    return _report(differences())


def _report(found: Iterator[Difference] | list[Difference]) -> Report:
    report, counts = Report(), Counter[str]()
    for difference in found:
        name = f"{difference.table}.{difference.column}"
        counts[name] += 1
        if counts[name] <= _EXAMPLES:
            report.examples.setdefault(name, []).append(difference.subject_id)
    report.differences = dict(sorted(counts.items()))
    return report


@transaction.atomic
def write_projection(*, by: Actor, at: datetime) -> Report:
    """Write every difference, one statement per column and 5,000 subjects, in one transaction with one audit event.

    Subjects without any observation are reported and left alone. Counts of members are brought up to date last.
    """
    found = list(differences())
    report = _report(found)
    wanted = sorted(
        (d for d in found if d.column != "(tanpa pengamatan)"), key=lambda d: (d.table, d.column, d.subject_id)
    )
    for (table, column), group in groupby(wanted, key=lambda d: (d.table, d.column)):
        rows = list(group)
        for start in range(0, len(rows), CHUNK):
            report.written += _write(table, column, rows[start : start + CHUNK])
    _recount()
    audit.record(
        "registry.projection.rebuilt", by=by, at=at, after={"differences": report.differences}, rows=report.written
    )
    return report


def _write(table: str, column: str, rows: list[Difference]) -> int:
    key = {FAMILIES.facts_table: "family_id", PEOPLE.facts_table: "person_id"}.get(table, "id")
    values = [(row.subject_id, _stored(table, column, row.folded)) for row in rows]
    if key != "id":
        _make_facts_rows(table, key, rows)
    with connection.cursor() as cursor:
        cursor.executemany(
            f'UPDATE {table} SET "{column}" = %s WHERE {key} = %s', [(value, number) for number, value in values]
        )
        for projection in (FAMILIES, PEOPLE):
            if table == projection.table and column == projection.sealed_column:
                index = column.replace("_sealed", "_index")
                opened = vault.unseal_many(projection.field, [value for _, value in values])
                marks = vault.blind_index_many(projection.field, opened)
                cursor.executemany(
                    f'UPDATE {table} SET "{index}" = %s WHERE id = %s',
                    [(m, n) for (n, _), m in zip(values, marks, strict=True)],
                )
    return len(values)


def _stored(table: str, column: str, value: Any) -> Any:
    if value is None and (column in _TEXT_FACTS or column in _TEXT_COLUMNS):
        return ""
    return value


def _make_facts_rows(table: str, key: str, rows: list[Difference]) -> None:
    """Rows of facts that are missing, empty; their columns follow as differences of their own."""
    variables = FAMILY_VARIABLES if table == FAMILIES.facts_table else PERSON_VARIABLES
    texts = [variable.key for variable in variables if variable.kind == "text"]
    ids = [(row.subject_id,) for row in rows]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS wanted_facts")
        cursor.execute("CREATE TEMP TABLE wanted_facts (id bigint)")
        insert_tuples("wanted_facts", ["id"], ids)
        names = ", ".join(f'"{text}"' for text in texts)
        empty = ", ".join("''" for _ in texts)
        cursor.execute(
            f"INSERT INTO {table} ({key}, as_of, source_id{', ' if texts else ''}{names}) "
            f"SELECT DISTINCT w.id, DATE('1900-01-01'), 0{', ' if texts else ''}{empty} FROM wanted_facts w "
            f"WHERE NOT EXISTS (SELECT 1 FROM {table} t WHERE t.{key} = w.id)"
        )


def _recount() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE registry_family SET member_count = c.n FROM (SELECT f.id, count(p.id) AS n FROM registry_family f "
            "LEFT JOIN registry_person p ON p.family_id = f.id AND p.status = 'hidup' GROUP BY f.id) AS c "
            "WHERE registry_family.id = c.id AND registry_family.member_count <> c.n"
        )


def reindex(*, by: Actor, at: datetime) -> int:
    """Make the search words of all persons anew, 5,000 a transaction. Returns how many changed."""
    changed, last = 0, 0
    while True:
        rows = _people_after(last)
        if not rows:
            break
        last = rows[-1][0]
        fresh = [(document, number) for number, old, *facts in rows if (document := _document(*facts)) != old]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany("UPDATE registry_person SET search_text = %s WHERE id = %s", fresh)
        changed += len(fresh)
    with transaction.atomic():
        audit.record("registry.search.reindexed", by=by, at=at, rows=changed)
    return changed


def _people_after(last: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.id, p.search_text, p.name, p.wilayah, p.birth_date, f.address FROM registry_person p "
            f"LEFT JOIN registry_family f ON f.id = p.family_id WHERE p.id > %s ORDER BY p.id LIMIT {CHUNK}",
            [last],
        )
        return list(cursor.fetchall())


def _document(name: str, wilayah: str, birth_date: Any, address: str | None) -> str:
    year = int(str(birth_date)[:4]) if birth_date else None
    return search_document(name, wilayah, year, address or "")
