"""The present facts of the register: one query for families, one for members, a batch at a time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection

from pilar.core.scope import Scope
from pilar.decision.targeting.book import as_number
from pilar.decision.targeting.rules_engine.catalogue import Field, Kind
from pilar.decision.targeting.snapshot.load import SQL_TYPES, Wanted
from pilar.evidence.intake.publish.run import insert_arrow

if TYPE_CHECKING:
    import duckdb

BATCH = 50_000
_OWN_COLUMNS = {
    "desil": "f.desil",
    "jumlah_anggota_keluarga": "f.member_count",
    "jenis_kelamin": "p.sex",
    "status_hubungan_keluarga": 'coalesce(pf."status_hubungan_keluarga", p.relation)',
    "tanggal_lahir": "p.birth_date",
    "umur": "p.birth_date",
}
_VISIBLE = "NOT EXISTS (SELECT 1 FROM registry_pendingbatch w WHERE w.id = {}.born_batch)"


def load(
    engine: duckdb.DuckDBPyConnection, scope: Scope, wanted: Wanted, *, day: date, family: int | None = None
) -> None:
    """Fill `families` and `members` for the scope."""
    where, given = scope.sql("f.wilayah")
    values: list[Any] = [*given]
    alive = f"f.status = 'aktif' AND {where} AND {_VISIBLE.format('f')}"
    if family is not None:
        alive, values = f"{alive} AND f.id = %s", [*values, family]
    families = ", ".join(["f.id", "f.wilayah", *(_column(one, "ff") for one in wanted.family)])
    _bring(
        engine,
        "families",
        ["family", "wilayah"],
        wanted.family,
        f"SELECT {families} FROM registry_family f LEFT JOIN registry_familyfacts ff ON ff.family_id = f.id WHERE {alive}",
        values,
        day,
    )
    members = ", ".join(["p.family_id", "p.id", *(_column(one, "pf") for one in wanted.member)])
    _bring(
        engine,
        "members",
        ["family", "person"],
        wanted.member,
        f"SELECT {members} FROM registry_person p JOIN registry_family f ON f.id = p.family_id "
        f"LEFT JOIN registry_personfacts pf ON pf.person_id = p.id WHERE p.status = 'hidup' AND {alive} "
        f"AND {_VISIBLE.format('p')}",
        values,
        day,
    )


def _column(declared: Field, facts: str) -> str:
    return _OWN_COLUMNS.get(declared.name, f'{facts}."{declared.name}"')


def _bring(
    engine: duckdb.DuckDBPyConnection,
    table: str,
    keys: list[str],
    fields: tuple[Field, ...],
    sql: str,
    values: list[Any],
    day: date,
) -> None:
    """Rows of a database query into a table of the snapshot, each field in its declared kind."""
    key_kinds = ["BIGINT", "VARCHAR" if keys[1] == "wilayah" else "BIGINT"]
    kinds = [*key_kinds, *(_read_as(one) for one in fields)]
    raw = ", ".join(f"c{place} {kind}" for place, kind in enumerate(kinds))
    engine.execute(f"CREATE OR REPLACE TEMP TABLE raw_rows ({raw})")
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        while rows := cursor.fetchmany(BATCH):
            insert_arrow(engine, "raw_rows", rows)
    names = ", ".join(f'"{name}"' for name in (*keys, *(one.name for one in fields)))
    shown = ["c0", "c1", *(_typed(one, f"c{place}", day) for place, one in enumerate(fields, 2))]
    engine.execute(f"INSERT INTO {table} ({names}) SELECT {', '.join(shown)} FROM raw_rows")
    engine.execute("DROP TABLE raw_rows")


def _read_as(declared: Field) -> str:
    """The kind of the database's column: dates for ages, whole numbers for codes."""
    return "DATE" if declared.name in ("umur", "tanggal_lahir") else SQL_TYPES[declared.kind]


def _typed(declared: Field, column: str, day: date) -> str:
    if declared.name == "umur":
        return age_sql(column, day)
    if declared.kind is Kind.TEXT:
        return f"nullif({column}, '')"
    return column


def age_sql(birth: str, day: date) -> str:
    """Completed years on `day`; a birth after it is unknown."""
    number = f"CAST(year({birth}) * 10000 + month({birth}) * 100 + day({birth}) AS BIGINT)"
    return f"CASE WHEN {birth} <= DATE '{day}' THEN ({as_number(day)} - {number}) // 10000 END"
