"""The present facts made anew from the observations, and compared with the tables that screens read.

For each subject and fact the value of the newest observation counts (by as-of date, then order of recording). One snapshot of the
observations goes through DuckDB; nothing is asked per person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from pilar.core.bulk.engine import analysis
from pilar.core.scope import Scope
from pilar.evidence.registry.catalogue import FAMILY_VARIABLES, PERSON_VARIABLES

if TYPE_CHECKING:
    import duckdb

_BATCH = 50_000
_PERSON = ("name", "sex", "birth_date", "birth_place", "relation", "status", "died_date", "wilayah")
_FAMILY = ("address", "wilayah", "status")
_DEFAULTS = {"status": {"registry_person": "hidup", "registry_family": "aktif"}}


@dataclass(frozen=True, slots=True)
class Target:
    """A table of the projection: its key, the columns that observations speak of, the kind of subject."""

    table: str
    key: str
    columns: tuple[str, ...]
    subject_kind: int


TARGETS = (
    Target("registry_family", "id", _FAMILY, 1),
    Target("registry_familyfacts", "family_id", tuple(v.key for v in FAMILY_VARIABLES), 1),
    Target("registry_person", "id", _PERSON, 2),
    Target("registry_personfacts", "person_id", tuple(v.key for v in PERSON_VARIABLES if v.key != "status_hubungan_keluarga"), 2),
)


def compare(scope: Scope, *, write: bool = False) -> dict[str, int]:
    """Number of differing values per `table.column`; with `write` the tables take the value of the observations.

    Needs a scope of the whole office: the projection has no parts.
    """
    scope.require("*")
    found: dict[str, int] = {}
    with analysis() as engine:
        _load_observations(engine)
        for target in TARGETS:
            found |= _compare(engine, target, write)
    return found


def _load_observations(engine: duckdb.DuckDBPyConnection) -> None:
    engine.execute("CREATE TABLE obs (id BIGINT, kind TINYINT, subject BIGINT, as_of DATE, facts JSON)")
    _copy(engine, "obs", "SELECT id, subject_kind, subject_id, as_of, CAST(facts AS text) FROM registry_observation")
    engine.execute(
        "CREATE TABLE fact AS SELECT kind, subject, key, facts ->> key AS value FROM ("
        "SELECT kind, subject, as_of, id, unnest(json_keys(facts)) AS key, facts FROM obs) "
        "QUALIFY row_number() OVER (PARTITION BY kind, subject, key ORDER BY as_of DESC, id DESC) = 1"
    )
    engine.execute("DROP TABLE obs")


def _copy(engine: duckdb.DuckDBPyConnection, table: str, sql: str) -> None:
    """Rows of the database into a DuckDB table, column by column."""
    import pyarrow as pa

    with connection.cursor() as cursor:
        cursor.execute(sql)
        while rows := cursor.fetchmany(_BATCH):
            columns = zip(*rows, strict=True)
            engine.register("rows", pa.table({f"c{place}": pa.array(column) for place, column in enumerate(columns)}))
            engine.execute(f"INSERT INTO {table} SELECT * FROM rows")
            engine.unregister("rows")


def _compare(engine: duckdb.DuckDBPyConnection, target: Target, write: bool) -> dict[str, int]:
    texts = ", ".join(f'CAST("{column}" AS text)' for column in target.columns)
    described = ", ".join(f'"{column}" VARCHAR' for column in target.columns)
    engine.execute(f"CREATE OR REPLACE TABLE present (subject BIGINT, {described})")
    _copy(engine, "present", f"SELECT {target.key}, {texts} FROM {target.table}")
    found = {}
    for column in target.columns:
        rows = _differences(engine, target, column)
        if rows:
            found[f"{target.table}.{column}"] = len(rows)
            if write:
                _write(target, column, rows)
    return found


def _differences(engine: duckdb.DuckDBPyConnection, target: Target, column: str) -> list[tuple[int, Any]]:
    """(subject, value by the observations) where the table says something else. Facts never observed are not compared."""
    default = _DEFAULTS.get(column, {}).get(target.table)
    value = f"coalesce(f.value, '{default}')" if default else "f.value"
    join = "LEFT JOIN" if default else "JOIN"
    return list(
        engine.execute(
            f'SELECT p.subject, {value} FROM present AS p {join} fact AS f ON f.kind = {target.subject_kind} '
            f"AND f.subject = p.subject AND f.key = '{column}' "
            f"WHERE nullif(p.\"{column}\", '') IS DISTINCT FROM nullif({value}, '')"
        ).fetchall()
    )


def _write(target: Target, column: str, rows: Sequence[tuple[int, Any]]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            f'UPDATE {target.table} SET "{column}" = %s WHERE {target.key} = %s', [(value, subject) for subject, value in rows]
        )
