"""The register as of a past date, folded from the observations: newest as-of date wins fact by fact, ties by recording.

Nothing recorded after `known_at` counts. Members are those whose membership ran on the day; desil is that of the newest
DTSEN version up to the day. Read are families that lie inside the scope today; of these, those that lay in the area then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import connection

from pilar.core.scope import Scope
from pilar.decision.targeting.rules_engine.catalogue import Field, Kind
from pilar.decision.targeting.rules_engine.csv_evaluation import typed
from pilar.decision.targeting.snapshot.load import Wanted
from pilar.decision.targeting.snapshot.present import age_sql
from pilar.evidence.intake.publish.run import insert_arrow

if TYPE_CHECKING:
    import duckdb

FAMILY, PERSON = 1, 2
BATCH = 20_000
_IDENTITY = {
    "jenis_kelamin": "sex",
    "status_hubungan_keluarga": "relation",
    "tanggal_lahir": "birth_date",
    "umur": "birth_date",
}
_COUNTED = ("desil", "jumlah_anggota_keluarga")


def load(
    engine: duckdb.DuckDBPyConnection,
    scope: Scope,
    area: str,
    wanted: Wanted,
    *,
    day: date,
    known_at: datetime,
    family: int | None = None,
) -> None:
    """Fill `families` and `members` as of `day`, knowing what was recorded until `known_at`."""
    _memberships(engine, scope, day, known_at, family)
    people = None if family is None else [p for (p,) in engine.execute("SELECT person FROM past_member").fetchall()]
    keys = ["wilayah", "status", "desil", *_keys(wanted.family)]
    _observed(engine, scope, FAMILY, "past_family", keys, day, known_at, None if family is None else [family])
    _observed(engine, scope, PERSON, "past_person", ["status", *_keys(wanted.member)], day, known_at, people)
    _desil(engine, scope, day, known_at)
    _members(engine, wanted, day)
    _families(engine, area, wanted)
    for table in ("past_family", "past_person", "past_member", "past_desil"):
        engine.execute(f"DROP TABLE {table}")


def _keys(fields: Sequence[Field]) -> list[str]:
    return list(dict.fromkeys(_IDENTITY.get(one.name, one.name) for one in fields if one.name not in _COUNTED))


def _observed(
    engine: duckdb.DuckDBPyConnection,
    scope: Scope,
    kind: int,
    table: str,
    keys: list[str],
    day: date,
    known_at: datetime,
    subjects: Sequence[int] | None,
) -> None:
    """`table(subject, <keys as text>)`: what the observations say, fact by fact; JSON null is unknown."""
    where, values = scope.sql("t.wilayah")
    owner = "registry_family" if kind == FAMILY else "registry_person"
    facts = "o.facts::text" if connection.vendor == "postgresql" else "o.facts"
    only = (
        "" if subjects is None else f"AND o.subject_id IN ({', '.join(str(int(one)) for one in subjects) or 'NULL'}) "
    )
    engine.execute("CREATE OR REPLACE TEMP TABLE said (id BIGINT, subject BIGINT, as_of DATE, facts JSON)")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT o.id, o.subject_id, o.as_of, {facts} FROM registry_observation o "
            f"JOIN {owner} t ON t.id = o.subject_id JOIN registry_source s ON s.id = o.source_id "
            f"WHERE o.subject_kind = {kind} AND o.as_of <= %s AND s.recorded_at <= %s AND {where} {only}"
            "AND NOT EXISTS (SELECT 1 FROM registry_pendingbatch w WHERE w.id = t.born_batch)",
            [day, known_at, *values],
        )
        while rows := cursor.fetchmany(BATCH):
            insert_arrow(engine, "said", rows)
    paths = ", ".join(f"'$.\"{key}\"'" for key in keys)
    newest = ", ".join(f"arg_max(v[{place}], n) AS v{place}" for place in range(1, len(keys) + 1))
    shown = ", ".join(f"json_extract_string(v{place}, '$') AS \"{key}\"" for place, key in enumerate(keys, 1))
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT subject, {shown} FROM (SELECT subject, {newest} FROM ("
        f"SELECT subject, row_number() OVER (PARTITION BY subject ORDER BY as_of, id) AS n, json_extract(facts, [{paths}]) AS v "
        "FROM said) GROUP BY subject)"
    )
    engine.execute("DROP TABLE said")


def _memberships(
    engine: duckdb.DuckDBPyConnection, scope: Scope, day: date, known_at: datetime, family: int | None
) -> None:
    """`past_member(family, person)`: the membership that ran on the day, as far as it was known."""
    where, values = scope.sql("f.wilayah")
    only = "" if family is None else f" AND family_id = {int(family)}"
    engine.execute("CREATE OR REPLACE TEMP TABLE past_member (family BIGINT, person BIGINT)")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT family_id, person_id FROM (SELECT m.family_id, m.person_id, m.active_to, "
            "row_number() OVER (PARTITION BY m.person_id ORDER BY m.active_from DESC, m.id DESC) AS n "
            "FROM registry_membership m JOIN registry_family f ON f.id = m.family_id "
            "JOIN registry_source s ON s.id = m.source_id WHERE m.active_from <= %s AND s.recorded_at <= %s "
            f"AND {where}) x WHERE n = 1 AND (active_to IS NULL OR active_to > %s){only}",
            [day, known_at, *values, day],
        )
        while rows := cursor.fetchmany(BATCH):
            insert_arrow(engine, "past_member", rows)


def _desil(engine: duckdb.DuckDBPyConnection, scope: Scope, day: date, known_at: datetime) -> None:
    where, values = scope.sql("f.wilayah")
    engine.execute("CREATE OR REPLACE TEMP TABLE past_desil (family BIGINT, desil BIGINT)")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT family_id, desil FROM (SELECT e.family_id, e.desil, "
            "row_number() OVER (PARTITION BY e.family_id ORDER BY v.as_of DESC, v.id DESC) AS n "
            "FROM registry_dtsenentry e JOIN registry_dtsenversion v ON v.id = e.version_id "
            "JOIN registry_family f ON f.id = e.family_id WHERE e.desil IS NOT NULL AND v.as_of <= %s "
            f"AND v.published_at <= %s AND {where}) x WHERE n = 1",
            [day, known_at, *values],
        )
        while rows := cursor.fetchmany(BATCH):
            insert_arrow(engine, "past_desil", rows)


def _members(engine: duckdb.DuckDBPyConnection, wanted: Wanted, day: date) -> None:
    names = ", ".join(["family", "person", *(f'"{one.name}"' for one in wanted.member)])
    shown = ", ".join(["m.family", "m.person", *(_member_value(one, day) for one in wanted.member)])
    engine.execute(
        f"INSERT INTO members ({names}) SELECT {shown} FROM past_member m JOIN past_person p ON p.subject = m.person "
        "WHERE coalesce(p.status, 'hidup') = 'hidup'"
    )


def _member_value(declared: Field, day: date) -> str:
    if declared.name == "umur":
        return age_sql("TRY_CAST(p.birth_date AS DATE)", day)
    if declared.name == "tanggal_lahir":
        return "TRY_CAST(p.birth_date AS DATE)"
    column = f'p."{_IDENTITY.get(declared.name, declared.name)}"'
    return f"nullif({column}, '')" if declared.kind is Kind.TEXT else typed(declared, f"trim({column})")


def _families(engine: duckdb.DuckDBPyConnection, area: str, wanted: Wanted) -> None:
    names = ", ".join(["family", "wilayah", *(f'"{one.name}"' for one in wanted.family)])
    shown = ", ".join(["f.subject", "f.wilayah", *(_family_value(one) for one in wanted.family)])
    engine.execute(
        f"INSERT INTO families ({names}) SELECT {shown} FROM past_family f LEFT JOIN past_desil d ON d.family = f.subject "
        "LEFT JOIN (SELECT family, count(*) AS people FROM members GROUP BY family) c ON c.family = f.subject "
        "WHERE coalesce(f.status, 'aktif') = 'aktif' AND starts_with(coalesce(f.wilayah, ''), $area)",
        {"area": area},
    )
    engine.execute("DELETE FROM members WHERE family NOT IN (SELECT family FROM families)")


def _family_value(declared: Field) -> str:
    if declared.name == "desil":
        return "coalesce(d.desil, TRY_CAST(f.desil AS BIGINT))"
    if declared.name == "jumlah_anggota_keluarga":
        return "coalesce(c.people, 0)"
    column = f'f."{declared.name}"'
    return f"nullif({column}, '')" if declared.kind is Kind.TEXT else typed(declared, f"trim({column})")
