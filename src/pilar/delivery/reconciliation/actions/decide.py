"""Open lines: one person proposes what becomes of a line, another agrees or refuses."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.delivery.disbursement.actions.outcomes import Outcome, apply_outcomes
from pilar.delivery.disbursement.verdicts import Kind
from pilar.delivery.reconciliation import problems
from pilar.delivery.reconciliation.actions.books import open_case_of
from pilar.delivery.reconciliation.actions.receive import refuse_closed
from pilar.delivery.reconciliation.models import Line, LineDecision
from pilar.delivery.reconciliation.rules.classes import DECISIONS, OPEN_CLASSES
from pilar.foundation.accounts.queries import today

_ACCEPTABLE: dict[str, Kind] = {
    "paid": "paid", "rejected": "rejected", "returned": "returned", "reversal": "returned", "not_collected": "not_collected",
}  # fmt: skip


@transaction.atomic
def propose(*, line_id: int, verdict: str, reason: str, by: Actor, at: datetime) -> int:
    """Propose a verdict about an open line. "terima" needs an order of exactly the line's amount.

    Raises UMUM-403, UMUM-404, REKON-010, -015 (no reason), -016 (unknown verdict), -017 (not open), -018 (nothing to accept).
    """
    by.scope.require("disbursement.reconcile")
    if verdict not in dict(DECISIONS):
        raise problems.UNKNOWN_CODE(code=verdict[:20])
    if not reason.strip():
        raise problems.REASON_NEEDED()
    line = _open_line(line_id, by)
    if LineDecision.objects.filter(line=line, answered_at__isnull=True).exists():
        raise problems.NOT_OPEN()
    if verdict == "terima" and not acceptable(line):
        raise problems.NO_ORDER()
    made = LineDecision(
        line=line,
        wilayah=line.wilayah,
        verdict=verdict,
        reason=reason.strip()[:500],
        proposed_by=by.username,
        proposed_at=at,
    )
    made.save(force_insert=True)
    audit.record(
        "reconciliation.line.proposed", by=by, at=at, wilayah=line.wilayah, subject=("line", line.pk), after={"verdict": verdict},
        reason=reason.strip(),
    )  # fmt: skip
    return int(made.pk)


def acceptable(line: Line) -> bool:
    """Whether the line names one order and agrees with it to the rupiah."""
    amount = line.amount_rp if line.amount_rp is not None or line.kind == "paid" else line.order_rp
    return (
        line.instruction_id is not None and line.kind in _ACCEPTABLE and amount is not None and amount == line.order_rp
    )


@transaction.atomic
def answer(*, decision_id: int, agreed: bool, note: str, by: Actor, at: datetime) -> None:
    """A second person agrees (the verdict takes effect) or refuses (the line stays open).

    Raises UMUM-403, UMUM-404, REKON-010, -014 (the proposer), -015 (refused without a reason), -017, -023 (the books refuse).
    """
    by.scope.require("disbursement.reconcile")
    found = (
        LineDecision.objects.within(by.scope)
        .select_for_update()
        .filter(pk=decision_id, answered_at__isnull=True)
        .first()
    )
    if found is None:
        raise NOT_FOUND()
    if found.proposed_by == by.username:
        raise problems.SAME_PERSON()
    if not agreed and not note.strip():
        raise problems.REASON_NEEDED()
    line = _open_line(found.line_id, by)
    if agreed and found.verdict == "terima":
        _tell(line, by, at)
    if agreed:
        line.decided = found.verdict
        line.save(update_fields=["decided"])
    found.agreed, found.answered_by, found.answered_at, found.answer = agreed, by.username, at, note.strip()[:500]
    found.save(update_fields=["agreed", "answered_by", "answered_at", "answer"])
    audit.record(
        "reconciliation.line.decided", by=by, at=at, wilayah=line.wilayah, subject=("line", line.pk),
        after={"verdict": found.verdict, "agreed": agreed}, reason=note.strip(),
    )  # fmt: skip


def _open_line(line_id: int, by: Actor) -> Line:
    line = Line.objects.within(by.scope).select_for_update().filter(pk=line_id).first()
    if line is None:
        raise NOT_FOUND()
    if line.code not in OPEN_CLASSES or line.decided:
        raise problems.NOT_OPEN()
    if line.inbound.stage_id is not None:
        refuse_closed(by, line.inbound.stage_id)
    return line


def _tell(line: Line, by: Actor, at: datetime) -> None:
    """The books hear of it under the e2e of the order that the line names."""
    from pilar.delivery.disbursement.queries import ordered_lines

    order = ordered_lines(by.scope, None).filter(pk=line.instruction_id or 0).first()
    if order is None or not acceptable(line):
        raise problems.NO_ORDER()
    kind = _ACCEPTABLE[line.kind]
    outcome = Outcome(
        channel=order.channel, bank_reference=line.bank_reference or f"baris-{line.pk}", kind=kind, e2e=order.e2e,
        amount_rp=cast(int, line.order_rp), on=line.on_date or today(at), reason_code=line.reason_code[:30], reason_text=line.reason_text,
    )  # fmt: skip
    report = apply_outcomes(by=by, at=at, source=f"putusan baris {line.pk}", outcomes=[outcome])
    if report.results[0] not in ("posted", "known"):
        raise problems.NOT_TAKEN(why=report.results[0])
    if kind != "paid":
        open_case_of(order, kind, line.reason_code, line.reason_text, at)
