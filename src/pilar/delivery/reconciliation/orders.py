"""Orders and earlier lines as tables of DuckDB, read in chunks so that memory stays flat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from pilar.core.scope import Scope
from pilar.delivery.disbursement import queries as disbursement
from pilar.delivery.reconciliation.accounts import account_key
from pilar.delivery.reconciliation.models import Line
from pilar.delivery.reconciliation.rules.classes import POSTED_CLASSES, REREAD_CLASSES

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

CHUNK = 20_000
ORDER_COLUMNS = (
    ("instruction_id", "BIGINT"), ("e2e", "VARCHAR"), ("channel", "VARCHAR"), ("batch_id", "BIGINT"), ("amount", "BIGINT"),
    ("account", "VARCHAR"), ("name", "VARCHAR"), ("state", "VARCHAR"), ("stage_id", "BIGINT"), ("wilayah", "VARCHAR"),
    ("person_id", "BIGINT"),
)  # fmt: skip
KNOWN_COLUMNS = (
    ("n", "BIGINT"), ("ref", "VARCHAR"), ("kind", "VARCHAR"), ("e2e", "VARCHAR"), ("amount", "BIGINT"), ("day", "DATE"),
    ("family", "VARCHAR"), ("instruction_id", "BIGINT"), ("posted", "BOOLEAN"),
)  # fmt: skip
OPEN_AGAIN = tuple(sorted(REREAD_CLASSES | {"kurang"}))
"""Classes of stored lines that are judged again beside new ones: what was missing may have come."""


def load_orders(engine: duckdb.DuckDBPyConnection, scope: Scope) -> None:
    """Table `orders`: every instruction of the scope."""
    rows = disbursement.ordered_lines(scope, None).values_list(
        "pk", "e2e", "channel", "batch_id", "amount_rp", "account_index", "account_last4", "name", "state", "stage_id", "wilayah", "person_id"
    )  # fmt: skip
    keyed = ((*facts[:5], account_key(facts[5], facts[6]), *facts[7:]) for facts in rows.order_by().iterator(CHUNK))
    fill(engine, "orders", ORDER_COLUMNS, keyed)


def load_known(engine: duckdb.DuckDBPyConnection, scope: Scope, channel: str, left_out: int | None = None) -> None:
    """Table `known`: lines of this channel that stand, without those of the file `left_out`."""
    rows = Line.objects.within(scope).filter(
        inbound__channel=channel, inbound__state="diterapkan", code__in=[*POSTED_CLASSES, "ganda_lain"]
    )
    rows = rows if left_out is None else rows.exclude(inbound_id=left_out)
    values = rows.values_list(
        "pk", "bank_reference", "kind", "e2e", "amount_rp", "on_date", "inbound__family", "instruction_id"
    )
    posted = (
        (pk, ref, kind, e2e, amount, day, family, instruction, True)
        for pk, ref, kind, e2e, amount, day, family, instruction in values.order_by().iterator(CHUNK)
    )
    fill(engine, "known", KNOWN_COLUMNS, posted)


def fill(
    engine: duckdb.DuckDBPyConnection, table: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]
) -> int:
    """Make a table from tuples, a chunk at a time. Returns the number of rows."""
    engine.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({', '.join(f'{name} {kind}' for name, kind in columns)})")
    turning, count = iter(rows), 0
    while part := list(islice(turning, CHUNK)):
        engine.register("part_in", arrow(columns, part))
        engine.execute(f"INSERT INTO {table} SELECT * FROM part_in")
        engine.unregister("part_in")
        count += len(part)
    return count


def arrow(columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]]) -> pa.Table:
    """Tuples as an Arrow table with the types of DuckDB's names."""
    import pyarrow as pa

    kinds = {
        "BIGINT": pa.int64(), "VARCHAR": pa.string(), "DATE": pa.date32(), "BOOLEAN": pa.bool_(), "BLOB": pa.binary(),
    }  # fmt: skip
    turned = list(zip(*rows, strict=True))
    return pa.table(
        [pa.array(cells, kinds[kind]) for cells, (_, kind) in zip(turned, columns, strict=True)],
        names=[name for name, _ in columns],
    )
