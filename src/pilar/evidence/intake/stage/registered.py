"""A NIK that the register already knows under a clearly different name and birth date: the row waits for a person's eye."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from pilar.evidence.intake.publish.run import look_up
from pilar.evidence.intake.similarity import PADAN_PERCENT, agreement_percent
from pilar.evidence.intake.stage.checks import FaultRow

if TYPE_CHECKING:
    import duckdb

_AT_ONCE = 50_000
_ALIKE = 0.92
"""Jaro-Winkler above which names are not compared further: they are alike."""


def registered_faults(engine: duckdb.DuckDBPyConnection, position: int) -> list[FaultRow]:
    """BRK-703 for rows of the table `staged` of one sheet, over the whole register whatever the scope of the sender.

    Both the name and the birth date must differ: a name alone is often an alias, a date alone often a slip. The name that
    the register holds is not shown, since its person may live outside the sender's area.
    """
    columns = {
        row[0]
        for row in engine.execute("SELECT column_name FROM duckdb_columns() WHERE table_name = 'staged'").fetchall()
    }
    if not {"nik_index", "name", "birth_date"} <= columns or not _anybody_registered():
        return []
    top = engine.execute(f"SELECT max(n) FROM staged WHERE sheet = {position}").fetchone()
    faults: list[FaultRow] = []
    for first in range(0, (top[0] or 0) + 1 if top else 0, _AT_ONCE):
        faults += _of_rows(engine, f"sheet = {position} AND n >= {first} AND n < {first + _AT_ONCE}")
    return faults


def _anybody_registered() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM registry_person WHERE nik_index IS NOT NULL LIMIT 1")
        return cursor.fetchone() is not None


def _of_rows(engine: duckdb.DuckDBPyConnection, which: str) -> list[FaultRow]:
    rows = f"staged WHERE {which} AND NOT bad AND nik_index IS NOT NULL AND birth_date IS NOT NULL AND name IS NOT NULL"
    look_up(
        engine,
        "registered",
        f"SELECT DISTINCT nik_index FROM {rows}",
        "SELECT wanted.key, p.name, p.birth_date FROM wanted JOIN registry_person p ON p.nik_index = wanted.key "
        "WHERE p.birth_date IS NOT NULL",
        "nik_index BLOB, known_name VARCHAR, known_birth DATE",
    )
    other = engine.execute(
        f"SELECT s.n, s.name, r.known_name FROM (SELECT n, nik_index, name, birth_date FROM {rows}) AS s "
        f"JOIN registered r USING (nik_index) WHERE r.known_birth <> s.birth_date "
        f"AND jaro_winkler_similarity(s.name, r.known_name) < {_ALIKE} ORDER BY s.n"
    ).fetchall()
    return [
        (n, "nik", "BRK-703", name[:60]) for n, name, known in other if agreement_percent(name, known) < PADAN_PERCENT
    ]
