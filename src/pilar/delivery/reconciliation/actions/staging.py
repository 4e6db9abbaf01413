"""Lines of a file, read and sealed, on their way into the analysis and from there into the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from pilar.core import vault
from pilar.core.bulk.write import insert_query
from pilar.core.ids import new_ids
from pilar.core.problems import Problem
from pilar.core.vault.masking import masked_sql
from pilar.delivery.reconciliation.accounts import account_key, seal_numbers
from pilar.delivery.reconciliation.models import Inbound, Line
from pilar.delivery.reconciliation.orders import CHUNK, OPEN_AGAIN, arrow
from pilar.delivery.reconciliation.readers import Reading
from pilar.delivery.reconciliation.rules import RAW_FIELD
from pilar.delivery.reconciliation.rules.classes import POSTED_CLASSES

if TYPE_CHECKING:
    import duckdb

_COLUMNS = (
    ("n", "BIGINT"), ("file", "BIGINT"), ("row", "BIGINT"), ("family", "VARCHAR"), ("kind", "VARCHAR"), ("e2e", "VARCHAR"), ("ref", "VARCHAR"),
    ("amount", "BIGINT"), ("day", "DATE"), ("account", "VARCHAR"), ("name", "VARCHAR"), ("reason_code", "VARCHAR"),
    ("reason_text", "VARCHAR"), ("fault", "VARCHAR"), ("fault_text", "VARCHAR"), ("raw", "BLOB"),
)  # fmt: skip
_ACCOUNT = [name for name, _ in _COLUMNS].index("account")
_LINE_FIELDS = (
    "id", "inbound_id", "wilayah", "row", "raw_sealed", "kind", "e2e", "bank_reference", "amount_rp", "on_date", "account_last4", "account_sealed", "account_index",
    "name", "reason_code", "reason_text", "fault_text", "code", "instruction_id", "order_rp", "count", "via", "other", "decided",
)  # fmt: skip


def stage_lines(
    engine: duckdb.DuckDBPyConnection, reading: Reading, inbound: Inbound, told: Callable[[int], None]
) -> str:
    """Fill table `lines` from a file; `told` hears how many are in. Returns the sentence of the problem that ended the reading early, or ""."""
    make_lines(engine)
    part: list[tuple[Any, ...]] = []
    broken, done = "", 0
    lines = reading.lines()
    while True:
        try:
            line = next(lines, None)
        except Problem as refusal:
            broken, line = refusal.sentence, None
        if line is not None:
            part.append(line)
        if part and (line is None or len(part) >= CHUNK):
            _insert(engine, part, inbound)
            done += len(part)
            told(done)
            part = []
        if line is None:
            return broken


def make_lines(engine: duckdb.DuckDBPyConnection) -> None:
    """The empty table `lines`."""
    engine.execute(f"CREATE OR REPLACE TEMP TABLE lines ({', '.join(f'{name} {kind}' for name, kind in _COLUMNS)})")


def _insert(engine: duckdb.DuckDBPyConnection, part: list[tuple[Any, ...]], inbound: Inbound) -> None:
    sealed = vault.seal_many(RAW_FIELD, [line[1][:4_000] for line in part])
    rows = [
        (
            n,
            inbound.pk,
            row,
            inbound.family,
            kind,
            e2e[:40],
            ref[:64],
            amount,
            day,
            account,
            name,
            code,
            text,
            fault,
            why[:250],
            raw,
        )
        for n, raw, (row, _, kind, e2e, ref, amount, day, account, name, code, text, fault, why, _) in zip(
            new_ids(len(part)), sealed, part, strict=True
        )
    ]
    engine.register("part_in", arrow(_COLUMNS, rows))
    engine.execute("INSERT INTO lines SELECT * FROM part_in")
    engine.unregister("part_in")


def add_open_lines(engine: duckdb.DuckDBPyConnection, inbound: Inbound, *, own: bool = False) -> None:
    """Add stored lines of the same channel that still wait (`own`: all lines of this very file, when it is read again)."""
    found = Line.objects.filter(decided="")
    found = (
        found.filter(inbound=inbound)
        if own
        else found.filter(inbound__channel=inbound.channel, inbound__state="diterapkan", code__in=OPEN_AGAIN).exclude(
            inbound=inbound
        )
    )
    rows = found.values_list(
        "pk", "inbound_id", "row", "inbound__family", "kind", "e2e", "bank_reference", "amount_rp", "on_date", "account_last4", "name",
        "reason_code", "reason_text", "account_index", "code", "fault_text",
    ).order_by().iterator(CHUNK)  # fmt: skip
    engine.execute("CREATE TEMP TABLE IF NOT EXISTS stored (n BIGINT)")
    part: list[tuple[Any, ...]] = []
    for row in _with_faults(rows):
        part.append(row)
        if len(part) >= CHUNK:
            _add(engine, part)
            part = []
    _add(engine, part)


def _with_faults(rows: Any) -> Iterator[tuple[Any, ...]]:
    from pilar.delivery.reconciliation.rules.classes import BY_CODE

    for *facts, index, code, why in rows:
        facts[_ACCOUNT] = account_key(index, facts[_ACCOUNT])
        unread = BY_CODE[code].group == "unread" or code == "bukan_data"
        yield (*facts, code if unread else "", why, None)


def _add(engine: duckdb.DuckDBPyConnection, part: list[tuple[Any, ...]]) -> None:
    if not part:
        return
    engine.register("part_in", arrow(_COLUMNS, part))
    engine.execute("INSERT INTO lines SELECT * FROM part_in")
    engine.execute("INSERT INTO stored SELECT n FROM part_in")
    engine.unregister("part_in")


def write_lines(engine: duckdb.DuckDBPyConnection, inbound: Inbound) -> int:
    """Keep the new lines with their classes; the whole account number (sealed) only where the line may be judged again. Returns their number."""
    posted = ", ".join(f"'{one}'" for one in sorted(POSTED_CLASSES))
    seal_numbers(engine, "true" if inbound.state == "tertahan" else f"r.class NOT IN ({posted})")
    sql = f"""SELECT l.n, l.file, CASE WHEN r.wilayah = '' THEN '{inbound.wilayah}' ELSE r.wilayah END, l.row, l.raw, l.kind, {masked_sql("l.e2e")}, l.ref,
        l.amount, l.day, right(l.account, 4), a.sealed, a.idx, {masked_sql("l.name")}, l.reason_code, {masked_sql("l.reason_text")}, {masked_sql("l.fault_text")},
        r.class, r.instruction_id, r.order_rp, r.count, r.via, r.other, ''
        FROM lines l JOIN result r USING (n) LEFT JOIN kept_numbers a USING (n) WHERE l.n NOT IN (SELECT n FROM stored) ORDER BY l.n"""
    return insert_query(engine, "reconciliation_line", _LINE_FIELDS, sql)


def update_lines(engine: duckdb.DuckDBPyConnection) -> int:
    """Give stored lines the class they have now, where it changed. Returns how many did."""
    rows = engine.execute(
        "SELECT r.n, r.class, r.instruction_id, r.order_rp, r.count, r.via, r.other FROM result r JOIN stored USING (n)"
    ).fetchall()
    changed = []
    for start in range(0, len(rows), 500):
        part = rows[start : start + 500]
        now = {one.pk: one for one in Line.objects.filter(pk__in=[row[0] for row in part])}
        for n, code, instruction, order_rp, count, via, other in part:
            line = now[n]
            if (line.code, line.instruction_id) != (code, instruction):
                line.code, line.instruction_id, line.order_rp = code, instruction, order_rp
                line.count, line.via, line.other = count, via, other
                changed.append(line)
    Line.objects.bulk_update(changed, ["code", "instruction_id", "order_rp", "count", "via", "other"], batch_size=500)
    return len(changed)
