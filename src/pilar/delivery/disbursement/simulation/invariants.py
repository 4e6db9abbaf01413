"""I1 to I12 of the design, asked of the tables and of the bank's own books. Each gives the number of breaches: 0 is well."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import DatabaseError, connection, transaction

from pilar.core.bulk.files import open_kept
from pilar.core.scope import Actor
from pilar.delivery.disbursement.actions.outcomes import Outcome, apply_outcomes

_STATE_ACCOUNT = {
    "draft": "committed", "sent": "transit", "unknown": "transit", "paid": "disbursed", "rejected": "payable", "returned": "retur",
    "cancelled": "", "treasury": "treasury",
}  # fmt: skip


def _number(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0] or 0)


def check(statement: Sequence[Outcome], *, by: Actor, at: datetime) -> dict[str, int]:
    """Breaches by name. `statement`: everything the bank did. Applies it twice more, in both orders, which must change nothing."""
    apply_outcomes(by=by, at=at, source="rekening koran", outcomes=statement)
    after_once = _state()
    apply_outcomes(by=by, at=at, source="rekening koran", outcomes=list(reversed(statement)))
    return {
        "I1_more_than_one_live": _count_rows(
            "SELECT entitlement_id FROM disbursement_instruction WHERE state IN ('draft', 'sent', 'unknown', 'paid') "
            "GROUP BY entitlement_id HAVING count(*) > 1"
        ),
        "I2_reference_twice": _count_rows("SELECT e2e FROM disbursement_instruction GROUP BY e2e HAVING count(*) > 1"),
        "I3_unbalanced": _count_rows(
            "SELECT txn_id FROM disbursement_posting GROUP BY txn_id HAVING sum(amount_rp) <> 0 OR count(*) < 2"
        ),
        "I3_ledger_changed": _changeable(),
        "I4_state_against_ledger": _states_against_ledger(),
        "I5_batch_against_file": _batches_against_files(),
        "I6_repeat_changes": int(after_once != _state()),
        "I7_retried_without_evidence": _without_evidence(),
        "I8_lines_lost": _lost_lines(statement),
        "I9_sum_of_entitlement": _sums(),
        "I10_sealed_though_blocked": _count_rows(
            "SELECT i.id FROM disbursement_instruction i JOIN registry_person p ON p.id = i.person_id JOIN disbursement_batch b ON b.id = i.batch_id "
            "LEFT JOIN disbursement_override o ON o.instruction_id = i.id WHERE b.sealed_at IS NOT NULL AND p.status <> 'hidup' AND o.id IS NULL"
        ),
        "I11_reopened_more_than_once": _count_rows(
            "SELECT entitlement_id, attempt FROM disbursement_instruction GROUP BY entitlement_id, attempt HAVING count(*) > 1"
        ),
        "I12_same_hands": _count_rows(
            "SELECT id FROM disbursement_batch WHERE sealed_at IS NOT NULL AND (made_by = approved_by OR sent_by = made_by OR sent_by = approved_by)"
        ),
        **against_bank(statement),
    }


def _count_rows(sql: str) -> int:
    return _number(f"SELECT count(*) FROM ({sql}) AS found")


def _state() -> tuple[int, ...]:
    return (
        _number("SELECT count(*) FROM disbursement_txn"),
        _number("SELECT count(*) FROM disbursement_answer"),
        *(
            _number(f"SELECT count(*) FROM disbursement_instruction WHERE state = '{state}'")
            for state in _STATE_ACCOUNT
        ),
    )


def _changeable() -> int:
    """1 for every way in which the ledger lets itself be changed."""
    tried = 0
    for sql in (
        "UPDATE disbursement_posting SET amount_rp = amount_rp + 1",
        "DELETE FROM disbursement_posting",
        "UPDATE disbursement_txn SET kind = kind",
        "DELETE FROM disbursement_txn",
        "INSERT INTO disbursement_posting (id, txn_id, account, channel, amount_rp) SELECT 7, min(id), 'fund', '', 5 FROM disbursement_txn",
    ):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
                changed = cursor.rowcount
                transaction.set_rollback(True)
            tried += int(changed > 0)
        except DatabaseError:
            continue
    return tried


def _on_accounts() -> dict[int, Counter[str]]:
    """What stands on each account for each instruction."""
    stands: dict[int, Counter[str]] = defaultdict(Counter)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.subject_id, p.account, sum(p.amount_rp) FROM disbursement_posting p JOIN disbursement_txn t ON t.id = p.txn_id "
            "WHERE t.kind <> 'decree' GROUP BY t.subject_id, p.account"
        )
        for subject, account, amount in cursor.fetchall():
            stands[subject][account] += int(amount)
    return stands


def _states_against_ledger() -> int:
    stands, wrong = _on_accounts(), 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, state, amount_rp, from_retur FROM disbursement_instruction")
        for number, state, amount, from_retur in cursor.fetchall():
            came_from = "retur" if from_retur else "payable"
            expected: Counter[str] = Counter({came_from: -amount})
            expected[_STATE_ACCOUNT[state] or came_from] += amount
            have = stands[number]
            wrong += int({k: v for k, v in expected.items() if v} != {k: v for k, v in have.items() if v})
    return wrong


def _sums() -> int:
    """Per entitlement: nothing below zero, and paid + payable + on the way + retur + treasury is its amount. Then for all."""
    totals: dict[int, Counter[str]] = defaultdict(Counter)
    amounts: dict[int, int] = {}
    stands = _on_accounts()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.id, i.entitlement_id, e.amount_rp FROM disbursement_instruction i JOIN programs_entitlement e ON e.id = i.entitlement_id"
        )
        for number, entitlement, amount in cursor.fetchall():
            totals[entitlement].update(stands[number])
            amounts[entitlement] = amount
    wrong = 0
    for entitlement, found in totals.items():
        found["payable"] += amounts[entitlement]
        wrong += int(any(value < 0 for value in found.values()) or sum(found.values()) != amounts[entitlement])
    decreed = _number("SELECT sum(amount_rp) FROM programs_entitlement")
    fund = _number("SELECT sum(amount_rp) FROM disbursement_posting WHERE account = 'fund'")
    return wrong + int(bool(totals) and decreed != -fund)


def _batches_against_files() -> int:
    wrong = 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.id, b.count, b.total_rp, (SELECT count(*) FROM disbursement_instruction i WHERE i.batch_id = b.id), "
            "(SELECT sum(amount_rp) FROM disbursement_instruction i WHERE i.batch_id = b.id) FROM disbursement_batch b WHERE b.sealed_at IS NOT NULL"
        )
        batches = cursor.fetchall()
        for batch, count, total, rows, amount in batches:
            cursor.execute("SELECT sha256, count, total_rp FROM disbursement_batchfile WHERE batch_id = %s", [batch])
            files = cursor.fetchall()
            good = (count, total) == (rows, amount) == (sum(f[1] for f in files), sum(f[2] for f in files))
            for sha256, *_ in files:
                with open_kept(sha256) as stream:
                    good = good and hashlib.sha256(stream.read()).hexdigest() == sha256
            wrong += int(not good)
    return wrong


def _without_evidence() -> int:
    """Attempts made while the one before had gone out and no provider had said that it failed or came back."""
    return _count_rows(
        "SELECT n.id FROM disbursement_instruction n JOIN disbursement_instruction o ON o.entitlement_id = n.entitlement_id "
        "AND o.attempt = n.attempt - 1 WHERE o.sent_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM disbursement_answer a "
        "WHERE a.instruction_id = o.id AND a.kind IN ('rejected', 'not_collected', 'returned') AND a.result IN ('posted', 'known'))"
    )


def _lost_lines(statement: Sequence[Outcome]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT channel, bank_reference, kind FROM disbursement_answer")
        kept = set(cursor.fetchall())
    return sum((one.channel, one.bank_reference, one.kind) not in kept for one in statement)


def against_bank(statement: Sequence[Outcome]) -> dict[str, int]:
    """The bank's own truth against our books: paid twice for one entitlement, and the difference in rupiah."""
    net: Counter[str] = Counter()
    for one in statement:
        net[one.e2e] += one.amount_rp * {"paid": 1, "returned": -1}.get(one.kind, 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT e2e, entitlement_id FROM disbursement_instruction")
        owner = dict(cursor.fetchall())
        cursor.execute("SELECT id, amount_rp FROM programs_entitlement")
        amount = dict(cursor.fetchall())
    per: Counter[int] = Counter()
    for e2e, total in net.items():
        per[owner.get(e2e, 0)] += total
    ledger = _number("SELECT sum(amount_rp) FROM disbursement_posting WHERE account = 'disbursed'")
    return {
        "paid_twice_by_the_bank": sum(total > amount.get(number, 0) for number, total in per.items() if number),
        "paid_without_instruction": sum(1 for e2e, total in net.items() if total and e2e not in owner),
        "bank_minus_ledger_rp": sum(net.values()) - ledger,
    }
