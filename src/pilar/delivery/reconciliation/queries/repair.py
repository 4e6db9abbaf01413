"""The repair queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.delivery.reconciliation.models import RepairCase, RepairStep
from pilar.delivery.reconciliation.rules.repair import OPEN_STATES, OWNERS, REASON_BY_CODE, REASONS, FailReason

PAGE = 50


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """Open cases of one reason; `late`: behind their day."""

    reason: FailReason
    count: int
    late: int
    total_rp: int


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case for the queue. `days`: until its day, negative when late."""

    case: RepairCase
    reason: FailReason
    owner: str
    days: int


def repair_counts(scope: Scope, day: date) -> list[ReasonCount]:
    """Open cases by reason. Needs disbursement.view."""
    rows = (
        _open(scope).order_by().values("reason")
        .annotate(size=Count("pk"), late=Count("pk", filter=Q(due_date__lt=day)), total=Sum("amount_rp"))
    )  # fmt: skip
    found = {row["reason"]: row for row in rows}
    return [
        ReasonCount(one, found[one.code]["size"], found[one.code]["late"], int(found[one.code]["total"]))
        for one in REASONS
        if one.code in found
    ]


def _open(scope: Scope) -> QuerySet[RepairCase]:
    scope.require("disbursement.view")
    return RepairCase.objects.within(scope).filter(state__in=OPEN_STATES)


def repair_queue(
    scope: Scope, day: date, *, reason: str = "", owner: str = "", after: int = 0, size: int = PAGE
) -> list[CaseLine]:
    """Open cases, the latest first, one more than `size`; `after` rows are passed over. Needs disbursement.view."""
    rows = _open(scope).order_by("due_date", "pk")
    if reason in REASON_BY_CODE:
        rows = rows.filter(reason=reason)
    if owner in OWNERS:
        rows = rows.filter(owner=owner)
    return [
        CaseLine(one, REASON_BY_CODE[one.reason], OWNERS[one.owner], (one.due_date - day).days)
        for one in rows[after : after + size + 1]
    ]


def repair_case(scope: Scope, case_id: int) -> tuple[RepairCase, list[RepairStep]]:
    """One case with its steps, newest first. Raises UMUM-403, UMUM-404."""
    scope.require("disbursement.view")
    found = RepairCase.objects.within(scope).filter(pk=case_id).first()
    if found is None:
        raise NOT_FOUND()
    return found, list(found.steps.order_by("-pk"))
