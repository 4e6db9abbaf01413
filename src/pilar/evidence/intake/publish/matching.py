"""Who a row of a list is, for lists that add no persons: look-ups by NIK and KK, and columns that only Python can make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

from pilar.evidence.intake.publish.run import Publication, look_up

if TYPE_CHECKING:
    import duckdb


def row_slices(pub: Publication) -> Iterator[tuple[int, int]]:
    """Slices of rows that do not belong together; inside the loop `cur` holds the slice and one transaction is open.

    Yields (rows of the slice, rows of the file). A finished slice is passed over when the batch goes on after a crash.
    """
    total = count(pub.engine, "staged")
    for part in pub.slices("sheet, n"):
        with pub.step(part.number, part.done, total):
            pub.engine.execute(
                f"CREATE OR REPLACE TEMP TABLE cur AS SELECT * FROM work WHERE part >= {part.first} AND part < {part.end}"
            )
            yield part.rows, total


def count(engine: duckdb.DuckDBPyConnection, table: str, where: str = "true") -> int:
    """Number of rows."""
    row = engine.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()
    return int(row[0]) if row else 0


def persons_by_nik(engine: duckdb.DuckDBPyConnection, column: str = "nik_index", table: str = "cur") -> None:
    """Table `by_nik`: nik_index, id, family_id, wilayah, name, birth_date, kk_index, status; one person per NIK, the oldest id."""
    look_up(
        engine,
        "by_nik_all",
        f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL",
        "SELECT wanted.key, p.id, p.family_id, p.wilayah, p.name, p.birth_date, f.kk_index, p.status FROM wanted "
        "JOIN registry_person d ON d.nik_index = wanted.key JOIN registry_person p ON p.id = coalesce(d.merged_into, d.id) "
        "LEFT JOIN registry_family f ON f.id = p.family_id",
        "nik_index BLOB, id BIGINT, family_id BIGINT, wilayah VARCHAR, name VARCHAR, birth_date DATE, kk_index BLOB, status VARCHAR",
    )
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE by_nik AS SELECT * FROM by_nik_all "
        "QUALIFY row_number() OVER (PARTITION BY nik_index ORDER BY id) = 1"
    )


def families_by_kk(engine: duckdb.DuckDBPyConnection, column: str = "kk_index", table: str = "cur") -> None:
    """Table `by_kk`: kk_index, id, wilayah of the active family; the oldest id when several carry the number."""
    look_up(
        engine,
        "by_kk",
        f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL",
        "SELECT wanted.key, min(f.id), min(f.wilayah) FROM wanted JOIN registry_family d ON d.kk_index = wanted.key "
        "JOIN registry_family f ON f.id = coalesce(d.merged_into, d.id) WHERE f.status = 'aktif' GROUP BY wanted.key",
        "kk_index BLOB, id BIGINT, wilayah VARCHAR",
    )


def add_columns(
    engine: duckdb.DuckDBPyConnection,
    asked: Sequence[str],
    schema: dict[str, str],
    make: Callable[[list[Any]], dict[str, list[Any]]],
    table: str = "cur",
) -> None:
    """Adds columns made in Python to `table` (which has sheet, n). `make` gets one list per asked SQL expression."""
    import pyarrow as pa

    chosen = ", ".join(f"{expression} AS a{position}" for position, expression in enumerate(asked))
    rows = engine.execute(f"SELECT sheet, n, {chosen} FROM {table} ORDER BY sheet, n").to_arrow_table()
    made = make([rows[f"a{position}"].to_pylist() for position in range(len(asked))])
    columns = {"sheet": rows["sheet"], "n": rows["n"]} | {key: pa.array(made[key]) for key in schema}
    engine.register("made", pa.table(columns))
    casts = ", ".join(f"CAST(made.{key} AS {kind}) AS {key}" for key, kind in schema.items())
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {table}.*, {casts} FROM {table} JOIN made USING (sheet, n)"
    )
    engine.unregister("made")


def moment(at: datetime) -> str:
    """An instant as the engine keeps it, for SQL text and raw parameters."""
    plain = at.astimezone(UTC)
    return str(plain.replace(tzinfo=None)) if connection.vendor == "sqlite" else plain.isoformat(sep=" ")
