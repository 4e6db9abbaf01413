"""The input of an evaluation as one file: two Parquet tables, kept sealed, so that the run can be done again bit for bit."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

TABLES = {"families": "family", "members": "family, person"}


def pack_snapshot(engine: duckdb.DuckDBPyConnection) -> bytes:
    """`families` and `members` in the order of their ids; equal content gives equal bytes."""
    import pyarrow.parquet as pq

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for table, order in TABLES.items():
            rows = engine.execute(f"SELECT * FROM {table} ORDER BY {order}").to_arrow_table()
            part = io.BytesIO()
            pq.write_table(rows, part, compression="zstd")
            archive.writestr(zipfile.ZipInfo(f"{table}.parquet", (2020, 1, 1, 0, 0, 0)), part.getvalue())
    return packed.getvalue()


def open_snapshot(engine: duckdb.DuckDBPyConnection, packed: bytes) -> int:
    """Make `families` and `members` again from a packed snapshot. Returns the number of families."""
    import pyarrow.parquet as pq

    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        for table in TABLES:
            rows = pq.read_table(io.BytesIO(archive.read(f"{table}.parquet")))
            engine.register("packed_rows", rows)
            engine.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM packed_rows")
            engine.unregister("packed_rows")
    row = engine.execute("SELECT count(*) FROM families").fetchone()
    return int(row[0]) if row else 0
