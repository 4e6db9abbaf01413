"""Facts that no answer in the register gives: stated by the office, or told by lists and contexts (register_fact_source).

For a field beyond the register's form the newest date counts; what the office stated itself wins on the same date. For a
field of the form they only fill what is empty. A fact with `family` 0 holds for everybody in its `place` who is not named.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

from pilar.core.scope import Scope
from pilar.decision.targeting.rules_engine.catalogue import Field
from pilar.decision.targeting.rules_engine.csv_evaluation import typed
from pilar.decision.targeting.snapshot.load import Wanted
from pilar.decision.targeting.told import EVERYBODY, Told, as_day, fact_sources
from pilar.evidence.intake.publish.run import insert_arrow

if TYPE_CHECKING:
    import duckdb


def told_facts(
    scope: Scope, names: Sequence[str], *, day: date, known_at: datetime, family: int | None = None
) -> list[Told]:
    """All facts for these fields up to `day`: what holds for everybody first, then oldest first; later ones win."""
    if not names:
        return []
    wanted = frozenset(names)
    found = [
        fact
        for source in fact_sources()
        if source.fields & wanted
        for fact in source.facts(scope, day, known_at, family)
        if fact.field in wanted
    ]
    found += _statements(scope, names, day, known_at, family)
    return sorted(found, key=lambda fact: (fact.family != EVERYBODY, fact.as_of))


def _statements(scope: Scope, names: Sequence[str], day: date, known_at: datetime, family: int | None) -> list[Told]:
    where, values = scope.sql("f.wilayah")
    marks = ", ".join(["%s"] * len(names))
    sql = (
        "SELECT s.family_id, s.person_id, s.field, s.value, s.as_of, s.source FROM targeting_statedfact s "
        f"JOIN registry_family f ON f.id = s.family_id WHERE s.field IN ({marks}) AND s.as_of <= %s AND s.at <= %s AND {where}"
    )
    given: list[Any] = [*names, day, known_at, *values]
    if family is not None:
        sql, given = f"{sql} AND s.family_id = %s", [*given, family]
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY s.as_of, s.id", given)
        rows = cursor.fetchall()
    return [
        Told(owner, person, field, _value(value), as_day(as_of), source)
        for owner, person, field, value, as_of, source in rows
    ]


def _value(raw: object) -> bool | int | float | str | None:
    """A JSON value: its text on SQLite and, from a plain cursor, on PostgreSQL."""
    if isinstance(raw, str):
        try:
            decoded = json.loads(raw)
        except ValueError:
            return raw
        return decoded if isinstance(decoded, bool | int | float | str) else None
    return raw if isinstance(raw, bool | int | float) else None


def load(
    engine: duckdb.DuckDBPyConnection,
    scope: Scope,
    wanted: Wanted,
    *,
    day: date,
    known_at: datetime,
    family: int | None = None,
) -> None:
    """Put the facts into `families` and `members`."""
    names = [one.name for one in (*wanted.all_family, *wanted.all_member)]
    facts = told_facts(scope, names, day=day, known_at=known_at, family=family)
    if not facts:
        return
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE told (place BIGINT, family BIGINT, person BIGINT, field VARCHAR, value VARCHAR, area VARCHAR)"
    )
    rows = [(n, f.family, f.person, f.field, _shown(f.value), f.place) for n, f in enumerate(facts)]
    insert_arrow(engine, "told", rows)
    named = {fact.field for fact in facts}
    for fields, table, stated in (
        (wanted.family, "families", False),
        (wanted.stated_family, "families", True),
        (wanted.member, "members", False),
        (wanted.stated_member, "members", True),
    ):
        for declared in fields:
            if declared.name in named:
                _put(engine, declared, table, replaces=stated)
    engine.execute("DROP TABLE told")


def _shown(value: bool | int | float | str | None) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def _put(engine: duckdb.DuckDBPyConnection, declared: Field, table: str, *, replaces: bool) -> None:
    """Named subjects get their newest fact, also when it says "not known any more"; the others what holds for everybody."""
    key, column = ("family" if table == "families" else "person"), f'"{declared.name}"'
    about = "person IS NULL" if table == "families" else "person IS NOT NULL"
    value = typed(declared, "trim(n.value)")
    own = "" if replaces else f" AND t.{column} IS NULL"
    newest = (
        f"SELECT {key} AS subject, value FROM told WHERE field = $field AND family <> {EVERYBODY} AND {about} "
        f"QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY place DESC) = 1"
    )
    everybody = f"SELECT area, value FROM told WHERE field = $field AND family = {EVERYBODY}"
    engine.execute(
        f"UPDATE {table} t SET {column} = {value} FROM ({everybody}) n, (SELECT family, wilayah FROM families) f "
        f"WHERE f.family = t.family AND starts_with(f.wilayah, n.area) AND NOT EXISTS (SELECT 1 FROM ({newest}) k WHERE k.subject = t.{key}){own}",
        {"field": declared.name},
    )
    engine.execute(
        f"UPDATE {table} t SET {column} = {value} FROM ({newest}) n WHERE t.{key} = n.subject{own}",
        {"field": declared.name},
    )
