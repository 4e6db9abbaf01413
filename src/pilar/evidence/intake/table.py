"""The staged rows of a batch between the two phases: Parquet, sealed like every file."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from pilar.config import config
from pilar.core import vault
from pilar.core.ids import encode_id

if TYPE_CHECKING:
    import duckdb


class _Sink(io.RawIOBase):
    """A writable stream over a SealedWriter."""

    def __init__(self, writer: vault.SealedWriter) -> None:
        self._writer = writer

    def writable(self) -> bool:
        return True

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override]
        return self._writer.write(bytes(data))

    def tell(self) -> int:
        return self._writer.size


def staged_path(batch_id: int) -> Path:
    """Where the staged rows of a batch lie."""
    return config().home / "staged" / encode_id(batch_id)


def save(engine: duckdb.DuckDBPyConnection, batch_id: int) -> int:
    """Write the accepted rows of the table `staged`. Returns their number."""
    import pyarrow.parquet as pq

    reader = engine.execute("SELECT * EXCLUDE (bad) FROM staged WHERE NOT bad ORDER BY sheet, n").to_arrow_reader(
        50_000
    )
    writer = vault.SealedWriter(staged_path(batch_id))
    count = 0
    try:
        with pq.ParquetWriter(_Sink(writer), reader.schema, compression="zstd") as parquet:
            for batch in reader:
                parquet.write_batch(batch)
                count += batch.num_rows
        writer.commit()
    finally:
        writer.discard()
    return count


def load(engine: duckdb.DuckDBPyConnection, batch_id: int) -> None:
    """Read the accepted rows back into the table `staged`. Raises FileNotFoundError when the batch was not staged."""
    import pyarrow.parquet as pq

    plain = io.BytesIO(b"".join(vault.open_sealed(staged_path(batch_id))))
    engine.register("staged_file", pq.ParquetFile(plain).read())
    engine.execute("CREATE OR REPLACE TABLE staged AS SELECT * FROM staged_file")
    engine.unregister("staged_file")


def drop(batch_id: int) -> None:
    """Remove the staged rows of a batch that is published or called off; the kept file stays."""
    staged_path(batch_id).unlink(missing_ok=True)
