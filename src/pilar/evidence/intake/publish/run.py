"""What a publisher holds: the staged rows, the batch, and slices that can be repeated after a crash."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

from pilar.core.bulk.write import insert_tuples
from pilar.core.scope import Actor

if TYPE_CHECKING:
    import duckdb

_GIVEN_WAY = 0.11
SLICE_ROWS = 5_000
"""A slice holds the write lock of SQLite for about 0.06 ms of CPU a row: small enough that no page waits for a second."""
_FEWEST_ROWS = 1_000
_LONG = 0.6
"""Seconds of a slice after which the next one is smaller."""
Step = Callable[[int, int, int], AbstractContextManager[object]]
"""step(cursor, done, total): one transaction in which the effect and the cursor are kept together."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Parts first..end-1 of the table `work`: `rows` rows after `done` earlier ones. `number`, the cursor behind it, is its last part,
    so that an interrupted run may go on with slices of another size."""

    number: int
    first: int
    end: int
    rows: int
    done: int


@dataclass(slots=True)
class Publication:
    """One run of publishing a batch. `start` is the cursor of the last finished slice (0 at first).

    `counts` are kept with the cursor, so add to them only inside a step."""

    engine: duckdb.DuckDBPyConnection
    batch_id: int
    source_id: int
    as_of: date
    options: dict[str, str]
    by: Actor
    at: datetime
    start: int
    step: Step
    wilayah: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    last_part: int = 0

    @property
    def columns(self) -> set[str]:
        """Columns of the staged rows."""
        rows = self.engine.execute("SELECT column_name FROM duckdb_columns() WHERE table_name = 'staged'").fetchall()
        return {row[0] for row in rows}

    def add(self, **counts: int) -> None:
        """Add to the counts of the report."""
        for key, value in counts.items():
            self.counts[key] = self.counts.get(key, 0) + value

    def slices(self, group: str, *, place: str = "''") -> Iterator[Slice]:
        """Slices over `part`, which numbers the rows of one `group`, ordered by the first `place` of the group, in the table
        `work` (made here from `staged`). A group is never divided. Finished slices are passed over."""
        self.engine.execute(
            "CREATE TABLE work AS SELECT * EXCLUDE (first_place), dense_rank() OVER (ORDER BY first_place, "
            f"{group}) AS part FROM (SELECT *, min({place}) OVER (PARTITION BY {group}) AS first_place FROM staged)"
        )
        self.engine.execute("DROP TABLE staged")
        parts = self.engine.execute("SELECT part, count(*) FROM work GROUP BY part ORDER BY part").fetchall()
        self.last_part = len(parts)
        limit, first = SLICE_ROWS, self.start
        done = sum(rows for _, rows in parts[:first])
        while first < len(parts):
            part = _slice_from(parts, first, limit, done)
            begun = time.monotonic()
            yield part
            limit = _next_limit(limit, time.monotonic() - begun)
            first, done = part.number, done + part.rows
            if first < len(parts):
                _give_way()


def _slice_from(parts: Sequence[tuple[int, int]], first: int, limit: int, done: int) -> Slice:
    """The slice behind the first so many of the (part, rows), parts numbered from 1: as many rows as the limit allows, one part at least."""
    rows, last = 0, first
    while last < len(parts) and (not rows or rows + parts[last][1] <= limit):
        rows, last = rows + parts[last][1], last + 1
    return Slice(last, first + 1, last + 1, rows, done)


def _next_limit(limit: int, seconds: float) -> int:
    """Smaller slices where one took long (a slow or busy machine), larger ones again when there is time."""
    if seconds > _LONG:
        return max(min(_FEWEST_ROWS, SLICE_ROWS), limit // 2)
    return min(SLICE_ROWS, limit * 2) if seconds < _LONG / 3 else limit


def _give_way() -> None:
    """SQLite's lock is not fair: who waits for it asks again after 0.1 s at the latest, and must then find it free."""
    if connection.vendor == "sqlite":
        time.sleep(_GIVEN_WAY)


def look_up(engine: duckdb.DuckDBPyConnection, name: str, keys_sql: str, sql: str, schema: str) -> int:
    """Bring rows of the database that match keys into the DuckDB table `name` (columns `schema`). Returns their number.

    `keys_sql` is a DuckDB query of one column; `sql` a database query that begins with `FROM wanted JOIN`, where `wanted(key)`
    holds the keys. One round trip for any number of keys.
    """
    keys = engine.execute(keys_sql).fetchall()
    engine.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({schema})")
    if not keys:
        return 0
    with connection.cursor() as cursor:
        _wanted_table(cursor, isinstance(keys[0][0], bytes))
        insert_tuples("wanted", ["key"], keys)
        cursor.execute(_keys_first(cursor, sql))
        rows = cursor.fetchall()
        cursor.execute("DROP TABLE wanted")
    insert_arrow(engine, name, rows)
    return len(rows)


def _keys_first(cursor: Any, sql: str) -> str:
    """The query so that the planner goes from the few keys to the large table. It knows nothing of a fresh temporary table, and
    SQLite then reads the whole register once per slice: an import that grows with the square of its rows."""
    if connection.vendor == "sqlite":
        return sql.replace("FROM wanted JOIN", "FROM wanted CROSS JOIN")  # SQLite keeps the order of a CROSS JOIN
    cursor.execute("ANALYZE wanted")
    return sql


def _wanted_table(cursor: Any, binary: bool) -> None:
    kind, tail = "bigint", ""
    if connection.vendor == "sqlite":
        kind, tail = "blob" if binary else "integer", " WITHOUT ROWID" if binary else ""
    elif binary:
        kind = "bytea"
    cursor.execute("DROP TABLE IF EXISTS wanted")
    cursor.execute(f"CREATE TEMP TABLE wanted (key {kind} PRIMARY KEY){tail}")


def insert_arrow(engine: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[Any]]) -> None:
    """Fill a DuckDB table from tuples, by column."""
    if not rows:
        return
    import pyarrow as pa

    columns = [list(column) for column in zip(*rows, strict=True)]
    plain = [[bytes(v) if isinstance(v, memoryview) else v for v in column] for column in columns]
    engine.register("incoming_rows", pa.table({f"c{i}": pa.array(column) for i, column in enumerate(plain)}))
    engine.execute(f"INSERT INTO {table} SELECT * FROM incoming_rows")
    engine.unregister("incoming_rows")
