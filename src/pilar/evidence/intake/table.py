"""The staged rows of a batch between the two phases: Parquet, sealed like every file."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pilar.config import config
from pilar.core import vault
from pilar.core.ids import encode_id
from pilar.evidence.intake.stage.seal import FIELD_NAMES

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


def _layout(names: list[str]) -> dict[str, Any]:
    """How the file is packed: quickly, and sealed values and indexes as they are, since no two are alike."""
    alike = [name for name in names if not name.endswith(("_sealed", "_index"))]
    return {"compression": "lz4", "use_dictionary": alike, "write_statistics": False}


def save(engine: duckdb.DuckDBPyConnection, batch_id: int) -> int:
    """Write the accepted rows of the table `staged`. Returns their number."""
    import pyarrow.parquet as pq

    reader = engine.execute("SELECT * EXCLUDE (bad) FROM staged WHERE NOT bad ORDER BY sheet, n").to_arrow_reader(
        50_000
    )
    writer = vault.SealedWriter(staged_path(batch_id))
    count = 0
    try:
        with pq.ParquetWriter(_Sink(writer), reader.schema, **_layout(reader.schema.names)) as parquet:
            for batch in reader:
                parquet.write_batch(batch)
                count += batch.num_rows
        writer.commit()
    finally:
        writer.discard()
    return count


def load(engine: duckdb.DuckDBPyConnection, batch_id: int) -> None:
    """Read the accepted rows back into the table `staged`. Raises FileNotFoundError when the batch was not staged."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = pq.ParquetFile(io.BytesIO(b"".join(vault.open_sealed(staged_path(batch_id)))))
    engine.register("staged_file", pa.RecordBatchReader.from_batches(file.schema_arrow, file.iter_batches(50_000)))
    engine.execute("CREATE OR REPLACE TABLE staged AS SELECT * FROM staged_file")
    engine.unregister("staged_file")


def drop(batch_id: int) -> None:
    """Remove the staged rows of a batch that is published or called off; the kept file stays."""
    staged_path(batch_id).unlink(missing_ok=True)


def reseal(path: Path) -> None:
    """Staged rows under the active keys: the file, the sealed values in it and their blind indexes. During a rotation of keys."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = pq.ParquetFile(io.BytesIO(b"".join(vault.open_sealed(path)))).read()
    for key, field in FIELD_NAMES.items():
        if f"{key}_sealed" not in rows.column_names:
            continue
        texts = vault.unseal_many(field, rows[f"{key}_sealed"].to_pylist())
        fresh = {f"{key}_sealed": vault.seal_many(field, texts)}
        if f"{key}_index" in rows.column_names:
            fresh[f"{key}_index"] = vault.blind_index_many(field, texts)
        for name, values in fresh.items():
            rows = rows.set_column(rows.column_names.index(name), name, pa.array(values, pa.binary()))
    writer = vault.SealedWriter(path)
    try:
        pq.write_table(rows, _Sink(writer), **_layout(rows.column_names))
        writer.commit()
    finally:
        writer.discard()
