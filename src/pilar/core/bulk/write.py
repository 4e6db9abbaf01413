"""Writing many rows from a DuckDB query into a table of the database, on either engine.

SQLite: statements from batches of plain values. PostgreSQL: `COPY` of CSV that Arrow makes, bytes as hex, so that no row
passes through Python. Both run inside the caller's transaction.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_BATCH = 10_000
_MOST_PARAMETERS = 30_000
"""SQLite's own limit is 32,766."""
_NO_INTEGER = -(1 << 62)
_NO_TEXT = f"tak ada {secrets.token_hex(8)}"
"""Values that stand for NULL on the way into SQLite: no id, code or amount is so low, and no cell can know the text."""


def insert_query(
    engine: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], sql: str, *, skip_conflicts: bool = False
) -> int:
    """Insert the rows of a DuckDB query whose columns come in the order of `columns`. Returns their number.

    `skip_conflicts` leaves rows alone whose key is already there, so that a repeated slice changes nothing.
    """
    if connection.vendor == "postgresql":
        return _copy(engine, table, columns, sql, skip_conflicts)
    reader = engine.execute(_with_plain_values(engine, sql)).to_arrow_reader(_BATCH)
    names = ", ".join(f'"{column}"' for column in columns)
    verb = "INSERT OR IGNORE" if skip_conflicts else "INSERT"
    statement = f'{verb} INTO "{table}" ({names}) VALUES '
    raw, at_once, count = _raw_cursor(), _rows_at_once(table, len(columns)), 0
    for batch in reader:
        _insert_batch(raw, statement, batch, at_once)
        count += batch.num_rows
    return count


def _rows_at_once(table: str, width: int) -> int:
    """Rows per statement on SQLite. With an insert trigger many: FTS5 writes out what it gathered at each statement's savepoint,
    which costs more than the rows themselves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s LIMIT 1", [table])
        return max(1, min(1_000, _MOST_PARAMETERS // width)) if cursor.fetchone() else 1


def _insert_batch(raw: Any, statement: str, batch: pa.RecordBatch, at_once: int) -> None:
    bound = [_bound(column) for column in batch.columns]
    row = f"({', '.join(mark for mark, _ in bound)})"
    rows = list(zip(*[values for _, values in bound if values is not None], strict=True))
    if at_once == 1:
        raw.executemany(statement + row, rows)
        return
    for start in range(0, len(rows), at_once):
        part = rows[start : start + at_once]
        raw.execute(statement + ", ".join([row] * len(part)), list(chain.from_iterable(part)))


def _bound(column: pa.Array) -> tuple[str, list[Any] | None]:
    """How a column is bound: its mark in VALUES and its values. The driver binds an int, a str and a bytearray at once but asks
    about each None and bytes whether there is an adapter (a microsecond, thirty times the cost): so a NULL goes as a
    value that no cell has, and comes out of `nullif`."""
    import pyarrow as pa

    if column.null_count == len(column):
        return "NULL", None
    mark = "?"
    if pa.types.is_integer(column.type):
        if column.null_count:
            mark, column = f"nullif(?, {_NO_INTEGER})", column.cast(pa.int64()).fill_null(_NO_INTEGER)
    elif pa.types.is_string(column.type):
        if column.null_count:
            mark, column = f"nullif(?, '{_NO_TEXT}')", column.fill_null(_NO_TEXT)
    elif pa.types.is_binary(column.type):
        if column.null_count:
            mark, column = "nullif(?, x'')", column.fill_null(b"")
        return mark, list(map(bytearray, column.to_pylist()))
    return mark, column.to_pylist()


def insert_tuples(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows that Python already holds (small sets: keys of a temporary table)."""
    names = ", ".join(f'"{column}"' for column in columns)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, cursor.cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
        return
    plain = ([bytearray(cell) if type(cell) is bytes else cell for cell in row] for row in rows)
    _raw_cursor().executemany(f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(columns))})', plain)


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


def _with_plain_values(engine: duckdb.DuckDBPyConnection, sql: str) -> str:
    """Dates and yes/no as SQLite keeps them, made by DuckDB: the driver would call Python for each."""
    return _cast(engine, sql, {"DATE": "CAST({} AS VARCHAR)", "BOOLEAN": "CAST({} AS TINYINT)"})


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
