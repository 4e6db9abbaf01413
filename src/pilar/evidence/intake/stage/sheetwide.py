"""Faults that no single row shows: the same number twice, a column whose last digits were lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pilar.evidence.intake.kinds import Kind
from pilar.evidence.intake.stage.checks import FaultRow

if TYPE_CHECKING:
    import duckdb

_ENOUGH_ROWS = 20
_ZERO_SHARE = 0.6
"""One number in ten ends in 0 by itself; six in ten is what a spreadsheet leaves behind."""


def sheet_faults(engine: duckdb.DuckDBPyConnection, kind: Kind, position: int) -> list[FaultRow]:
    """All faults of this sort in the table `staged` of one sheet."""
    columns = _columns(engine)
    faults: list[FaultRow] = []
    for key in ("nik", "kk"):
        if f"{key}_zero" in columns:
            faults += _lost_digits(engine, key, position)
    for key, code in kind.unique.items():
        if f"{key}_index" in columns:
            faults += _repeated(engine, key, code, position)
    if {"kk_index", "relation"} <= columns:
        faults += _two_heads(engine, position)
    return faults


def _columns(engine: duckdb.DuckDBPyConnection) -> set[str]:
    rows = engine.execute("SELECT column_name FROM duckdb_columns() WHERE table_name = 'staged'").fetchall()
    return {row[0] for row in rows}


def _lost_digits(engine: duckdb.DuckDBPyConnection, key: str, position: int) -> list[FaultRow]:
    row = engine.execute(
        f"SELECT count(*), count(*) FILTER (WHERE {key}_zero) FROM staged "
        f"WHERE sheet = {position} AND {key}_zero IS NOT NULL AND NOT bad"
    ).fetchone()
    total, zeros = row or (0, 0)
    if total < _ENOUGH_ROWS or zeros < total * _ZERO_SHARE:
        return []
    return list(
        engine.execute(
            f"SELECT n, '{key}', 'BRK-110', '••••••••••••••••' FROM staged WHERE sheet = {position} AND {key}_zero AND NOT bad"
        ).fetchall()
    )


def _repeated(engine: duckdb.DuckDBPyConnection, key: str, code: str, position: int) -> list[FaultRow]:
    """Every row after the first (over all sheets read so far) with the same number."""
    return list(
        engine.execute(
            f"SELECT n, '{key}', '{code}', 'sama dengan baris ' || first_n FROM ("
            f"SELECT n, sheet, first(n) OVER same AS first_n, row_number() OVER same AS nth "
            f"FROM staged WHERE {key}_index IS NOT NULL AND NOT bad "
            f"WINDOW same AS (PARTITION BY {key}_index ORDER BY sheet, n)) WHERE nth > 1 AND sheet = {position}"
        ).fetchall()
    )


def _two_heads(engine: duckdb.DuckDBPyConnection, position: int) -> list[FaultRow]:
    return list(
        engine.execute(
            "SELECT n, 'relation', 'BRK-704', 'kepala' FROM (SELECT n, row_number() OVER (PARTITION BY kk_index ORDER BY n) AS nth "
            f"FROM staged WHERE sheet = {position} AND relation = 1 AND kk_index IS NOT NULL AND NOT bad) WHERE nth > 1"
        ).fetchall()
    )
