"""Writing many rows from a DuckDB query into a table of the database, on either engine.

SQLite: `executemany` from batches of tuples. PostgreSQL: `COPY` of CSV that Arrow makes, bytes as hex, so that no row
passes through Python. Both run inside the caller's transaction.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_BATCH = 10_000


def insert_query(
    engine: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], sql: str, *, skip_conflicts: bool = False
) -> int:
    """Insert the rows of a DuckDB query whose columns come in the order of `columns`. Returns their number.

    `skip_conflicts` leaves rows alone whose key is already there, so that a repeated slice changes nothing.
    """
    if connection.vendor == "postgresql":
        return _copy(engine, table, columns, sql, skip_conflicts)
    result = engine.execute(_with_text_dates(engine, sql))
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("?" * len(columns))
    verb = "INSERT OR IGNORE" if skip_conflicts else "INSERT"
    statement = f'{verb} INTO "{table}" ({names}) VALUES ({marks})'
    count = 0
    raw = _raw_cursor()
    while rows := result.fetchmany(_BATCH):
        raw.executemany(statement, rows)
        count += len(rows)
    return count


def insert_tuples(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows that Python already holds (small sets: keys of a temporary table)."""
    names = ", ".join(f'"{column}"' for column in columns)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, cursor.cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
        return
    _raw_cursor().executemany(f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(columns))})', rows)


def _raw_cursor() -> Any:
    """The driver's own cursor: Django's wrapper would rewrite every parameter list."""
    connection.ensure_connection()
    return connection.connection.cursor()


def _copy(engine: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], sql: str, skip_conflicts: bool) -> int:
    names = ", ".join(f'"{column}"' for column in columns)
    target = table
    with connection.cursor() as cursor:
        if skip_conflicts:
            target = f"masuk_{table}"
            cursor.execute(f'CREATE TEMP TABLE IF NOT EXISTS "{target}" (LIKE "{table}") ON COMMIT DELETE ROWS')
        count = 0
        reader = engine.execute(_with_hex(engine, sql)).to_arrow_reader(_BATCH)
        with cursor.cursor.copy(f'COPY "{target}" ({names}) FROM STDIN WITH (FORMAT csv)') as copy:
            for batch in reader:
                copy.write(_csv(batch))
                count += batch.num_rows
        if skip_conflicts:
            cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM "{target}" ON CONFLICT DO NOTHING')
            count = cursor.rowcount
            cursor.execute(f'DELETE FROM "{target}"')
        return count


def _with_text_dates(engine: duckdb.DuckDBPyConnection, sql: str) -> str:
    """Dates as SQLite keeps them, made by DuckDB: the driver would call Python for each."""
    return _cast(engine, sql, {"DATE": "CAST({} AS VARCHAR)"})


def _with_hex(engine: duckdb.DuckDBPyConnection, sql: str) -> str:
    """Bytes as PostgreSQL reads them in CSV."""
    return _cast(engine, sql, {"BLOB": "'\\x' || hex({})"})


def _cast(engine: duckdb.DuckDBPyConnection, sql: str, casts: dict[str, str]) -> str:
    """The same query with columns of some types put into a form; columns go by place, since expressions have no good names."""
    kinds = [kind for _, kind, *_ in engine.execute(f"DESCRIBE {sql}").fetchall()]
    if not set(kinds) & set(casts):
        return sql
    names = [f"c{place}" for place in range(len(kinds))]
    parts = [f"{casts.get(kind, '{}').format(name)} AS {name}" for name, kind in zip(names, kinds, strict=True)]
    return f"SELECT {', '.join(parts)} FROM ({sql}) AS rows_made({', '.join(names)})"


def _csv(batch: pa.RecordBatch) -> bytes:
    import pyarrow.csv as pa_csv

    sink = io.BytesIO()
    pa_csv.write_csv(batch, sink, pa_csv.WriteOptions(include_header=False))
    return sink.getvalue()
