"""A small desk for matching: orders and lines as plain tuples in, classes out."""

from collections.abc import Sequence
from typing import Any

import duckdb
import pyarrow as pa

from pilar.delivery.reconciliation.matching import LINE_COLUMNS, match_lines, outcomes_sql

ORDERS = pa.schema(
    [("instruction_id", pa.int64()), ("e2e", pa.string()), ("channel", pa.string()), ("batch_id", pa.int64()), ("amount", pa.int64()),
     ("account", pa.string()), ("name", pa.string()), ("state", pa.string()), ("stage_id", pa.int64()), ("wilayah", pa.string())]
)  # fmt: skip
LINES = pa.schema(
    [
        (name, pa.int64() if name in ("n", "file", "row", "amount") else pa.date32() if name == "day" else pa.string())
        for name in LINE_COLUMNS
    ]
)
KNOWN = pa.schema(
    [("n", pa.int64()), ("ref", pa.string()), ("kind", pa.string()), ("e2e", pa.string()), ("amount", pa.int64()), ("day", pa.date32()),
     ("family", pa.string()), ("instruction_id", pa.int64()), ("posted", pa.bool_())]
)  # fmt: skip


def order(number: int, **facts: Any) -> dict[str, Any]:
    return {
        "instruction_id": number, "e2e": f"E{number}", "channel": "bri", "batch_id": 1, "amount": 200_000, "account": f"77{number:04d}",
        "name": f"SITI AMINAH {chr(65 + number % 26)}INTAN", "state": "sent", "stage_id": 1, "wilayah": "1872011001", **facts,
    }  # fmt: skip


def line(n: int, **facts: Any) -> dict[str, Any]:
    made: dict[str, Any] = dict.fromkeys(LINE_COLUMNS, "")
    made |= {
        "n": n,
        "file": 1,
        "row": n,
        "family": "laporan",
        "kind": "paid",
        "amount": 200_000,
        "day": None,
        "ref": f"J{n}",
    }
    return made | facts


def judge(
    orders: Sequence[dict[str, Any]],
    lines: Sequence[dict[str, Any]],
    known: Sequence[dict[str, Any]] = (),
    *,
    stage: int | None = 1,
) -> tuple[dict[int, str], list[tuple[Any, ...]]]:
    """Class by line, and what the books would be told: (kind, ref, instruction, amount)."""
    with duckdb.connect(":memory:") as engine:
        for name, rows, schema in (("orders", orders, ORDERS), ("lines", lines, LINES), ("known", known, KNOWN)):
            engine.register(f"{name}_in", pa.Table.from_pylist(list(rows), schema=schema))
            engine.execute(f"CREATE TABLE {name} AS SELECT * FROM {name}_in")
        match_lines(engine, channel="bri", stage_id=stage)
        classes = dict(engine.execute("SELECT n, class FROM result ORDER BY n").fetchall())
        told = engine.execute(
            f"SELECT kind, ref, instruction_id, amount FROM ({outcomes_sql()}) ORDER BY ALL"
        ).fetchall()
    return classes, told
