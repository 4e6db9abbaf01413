"""Booking: sets of rows become transactions with their postings, in three statements whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from pilar.core.bulk.write import insert_tuples
from pilar.core.ids import new_ids
from pilar.delivery.disbursement.chart import MOVEMENTS, TRANSIT

_NOW = "ledger_now"


def temporary(name: str, columns: str) -> None:
    """An empty temporary table of this connection."""
    end = " ON COMMIT DELETE ROWS" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} ({columns}){end}")
        cursor.execute(f"DELETE FROM {name}")


def book(kind: str, select: str, parameters: Sequence[Any], *, at: datetime) -> int:
    """Book movement `kind` for every row (subject_id, amount_rp, channel) of `select`. Returns how many.

    Raises IntegrityError when one of them was booked before: callers choose rows by their state, so that a replay selects none.
    """
    temporary(_NOW, "subject_id bigint, amount_rp bigint, channel varchar(10), kind varchar(10)")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_NOW} (subject_id, amount_rp, channel, kind) SELECT s.*, '{MOVEMENTS[kind].kind}' FROM ({select}) s",
            list(parameters),
        )
    return _book_now([kind], at)


def book_rows(rows: Sequence[tuple[int, int, str, str]], *, at: datetime) -> int:
    """The same for rows (subject_id, amount_rp, channel, kind) that the caller holds."""
    temporary(_NOW, "subject_id bigint, amount_rp bigint, channel varchar(10), kind varchar(10)")
    insert_tuples(_NOW, ("subject_id", "amount_rp", "channel", "kind"), rows)
    return _book_now(sorted({row[3] for row in rows}), at)


def _book_now(kinds: Sequence[str], at: datetime) -> int:
    total = 0
    for kind in kinds:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {_NOW} WHERE kind = %s", [kind])
            count = cursor.fetchone()[0]
            if count:
                _post(cursor, kind, new_ids(3 * count).start, at)
        total += count
    return total


def _post(cursor: Any, kind: str, first: int, at: datetime) -> None:
    """Ids: transaction first+3n, its postings first+3n+1 and +2."""
    movement = MOVEMENTS[kind]
    temporary("ledger_placed", "id bigint, subject_id bigint, amount_rp bigint, channel varchar(10)")
    cursor.execute(
        f"INSERT INTO ledger_placed SELECT {first} + 3 * (row_number() OVER (ORDER BY subject_id) - 1), subject_id, amount_rp, channel "
        f"FROM {_NOW} WHERE kind = %s",
        [kind],
    )
    legs = " UNION ALL ".join(
        f"SELECT {step} AS step, '{account}' AS account, {sign} AS sign, {int(account == TRANSIT)} AS carries"
        for step, account, sign in ((1, movement.source, -1), (2, movement.target, 1))
    )
    # Both legs of a transaction one after the other: ids ascend, so that table and index only grow at their ends.
    cursor.execute(
        "INSERT INTO disbursement_posting (id, txn_id, account, channel, amount_rp) SELECT p.id + l.step, p.id, l.account, "
        f"CASE l.carries WHEN 1 THEN p.channel ELSE '' END, l.sign * p.amount_rp FROM ledger_placed p CROSS JOIN ({legs}) l"
    )
    cursor.execute(
        f"INSERT INTO disbursement_txn (id, kind, subject_id, at) SELECT id, '{kind}', subject_id, %s FROM ledger_placed",
        [connection.ops.adapt_datetimefield_value(at)],
    )
