"""One chunk of rows: from raw text to typed cells and faults, with SQL."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pilar.evidence.intake.fields import Field
from pilar.evidence.intake.stage.expressions import cell_sql, written

if TYPE_CHECKING:
    import duckdb

FaultRow = tuple[int, str, str, str]
"""Row number, field key, fault code, what was written there (masked for identifiers)."""


def make_clean(engine: duckdb.DuckDBPyConnection, fields: list[Field], today: date) -> None:
    """Makes the table `clean` from the text table `raw`: what was written (key__x), the value (key), identifiers' key__ok."""
    parts = [f"{cell_sql(field).value} AS {_quoted(field)}" for field in fields]
    good = [f'{sql.good} AS "{field.key}__ok"' for field in fields if (sql := cell_sql(field)).good]
    select = f"SELECT {', '.join(['*', *parts])} FROM raw"
    if good:
        select = f"SELECT *, {', '.join(good)} FROM ({select})"
    engine.execute(f"CREATE OR REPLACE TEMP TABLE clean AS {select}", {"today": today} if "$today" in select else {})


def _quoted(field: Field) -> str:
    return f'"{field.key}"'


def cell_faults(engine: duckdb.DuckDBPyConnection, fields: list[Field], today: date) -> list[FaultRow]:
    """Faults of single cells of the table `clean`."""
    selects = []
    for field in fields:
        x, sql = written(field), cell_sql(field)
        if field.required:
            selects.append(f"SELECT n, '{field.key}', 'BRK-101', '' FROM clean WHERE {x} IS NULL")
        selects += [
            f"SELECT n, '{field.key}', code, {_shown(field)} FROM "
            f"(SELECT n, {x}, {expression} AS code FROM clean WHERE {x} IS NOT NULL) WHERE code IS NOT NULL"
            for expression in filter(None, (sql.fault, sql.note))
        ]
    found = _asked(engine, selects, today)
    return found + _lost_values(engine, [field for field in fields if cell_sql(field).lost])


def _asked(engine: duckdb.DuckDBPyConnection, selects: list[str], today: date) -> list[FaultRow]:
    if not selects:
        return []
    sql = " UNION ALL ".join(selects)
    return list(engine.execute(sql, {"today": today} if "$today" in sql else {}).fetchall())


def _lost_values(engine: duckdb.DuckDBPyConnection, fields: list[Field]) -> list[FaultRow]:
    """Cells where something was written that is no value: one pass over all such fields."""
    if not fields:
        return []
    lost = [f"({written(field)} IS NOT NULL AND {_quoted(field)} IS NULL)" for field in fields]
    texts = ", ".join(written(field) for field in fields)
    rows = engine.execute(f"SELECT n, [{', '.join(lost)}], [{texts}] FROM clean WHERE {' OR '.join(lost)}")
    return [
        (n, field.key, cell_sql(field).lost, (text or "")[:60])
        for n, marks, texts_written in rows.fetchall()
        for field, mark, text in zip(fields, marks, texts_written, strict=True)
        if mark
    ]


def _shown(field: Field) -> str:
    x = written(field)
    if not field.sealed:
        return f"left({x}, 60)"
    return (
        f"CASE WHEN length({x}) > 8 THEN left({x}, 4) || repeat('•', length({x}) - 8) || right({x}, 4) "
        f"ELSE repeat('•', length({x})) END"
    )


def cross_cell_faults(engine: duckdb.DuckDBPyConnection, present: set[str]) -> list[FaultRow]:
    """Faults between cells of one row of `clean`: NIK against birth date and sex."""
    selects = []
    good = "nik__ok"
    day = "CAST(substr(nik, 7, 2) AS INTEGER)"
    if {"nik", "birth_date"} <= present:
        inside = f"lpad(CAST({day} - CASE WHEN {day} > 40 THEN 40 ELSE 0 END AS VARCHAR), 2, '0') || substr(nik, 9, 4)"
        selects.append(
            "SELECT n, 'birth_date', 'BRK-107', strftime(birth_date, '%d-%m-%Y') FROM clean "
            f"WHERE birth_date IS NOT NULL AND {good} AND {inside} <> strftime(birth_date, '%d%m%y')"
        )
    if {"nik", "sex"} <= present:
        selects.append(
            "SELECT n, 'sex', 'BRK-108', CASE sex WHEN 1 THEN 'L' ELSE 'P' END FROM clean "
            f"WHERE sex IS NOT NULL AND {good} AND (sex = 2) <> ({day} > 40)"
        )
    if "nik" in present:
        selects.append(
            "SELECT n, 'nik', 'BRK-109', left(nik, 6) FROM clean "
            f"WHERE {good} AND left(nik, 2) NOT IN (SELECT code FROM province)"
        )
    return list(engine.execute(" UNION ALL ".join(selects)).fetchall()) if selects else []
