"""The cells that must not stay in the clear leave a chunk here: sealed value and blind index take their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pilar.core import vault
from pilar.evidence.registry.names import search_document

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

FIELD_NAMES = {
    "nik": "registry.person.nik",
    "kk": "registry.family.kk",
    "mother_name": "registry.person.mother",
    "phone": "registry.person.phone",
}
INDEXED = ("nik", "kk")


def sealed_columns(engine: duckdb.DuckDBPyConnection, present: set[str]) -> pa.Table:
    """For the table `clean`: n, <field>_sealed, <field>_index, and the search document of named persons."""
    import pyarrow as pa

    secret = [key for key in FIELD_NAMES if key in present]
    shown: list[str] = [key for key in ("name", "wilayah", "birth_date", "address") if key in present]
    chosen = ", ".join(["n", *secret, *shown])
    rows = engine.execute(f"SELECT {chosen} FROM clean ORDER BY n").to_arrow_table()
    columns: dict[str, pa.Array] = {"n": rows["n"].combine_chunks()}
    for key in secret:
        texts = rows[key].to_pylist()
        columns[f"{key}_sealed"] = pa.array(vault.seal_many(FIELD_NAMES[key], texts), pa.binary())
        if key in INDEXED:
            columns[f"{key}_index"] = pa.array(vault.blind_index_many(FIELD_NAMES[key], texts), pa.binary())
    if "name" in shown:
        columns["search_text"] = _documents(rows, shown)
    return pa.table(columns)


def _documents(rows: pa.Table, shown: list[str]) -> pa.Array:
    import pyarrow as pa

    def texts(key: str) -> list[object]:
        return rows[key].to_pylist() if key in shown else [None] * rows.num_rows

    documents = [
        search_document(str(name), str(area or ""), getattr(born, "year", None), str(address or "")) if name else None
        for name, area, born, address in zip(
            texts("name"), texts("wilayah"), texts("birth_date"), texts("address"), strict=True
        )
    ]
    return pa.array(documents, pa.string())
