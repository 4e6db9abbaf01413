"""Reads of instructions and batches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Substr

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.delivery.disbursement.lifecycle import LIVE, STATES, TREASURY, State
from pilar.delivery.disbursement.models import Batch, Instruction
from pilar.delivery.programs import queries as programs

LINE_FIELDS = (
    "pk", "e2e", "channel", "batch_id", "amount_rp", "account_last4", "account_sealed", "name", "person_id", "family_id", "wilayah", "state",
    "sent_at", "attempt", "entitlement_id", "stage_id", "reason_code", "reason_text",
)  # fmt: skip


def ordered_lines(scope: Scope, stage_id: int | None) -> QuerySet[Instruction]:
    """Instructions in scope (of one stage, or of all), by id; `LINE_FIELDS` are the columns that matching reads."""
    rows = Instruction.objects.within(scope).order_by("pk")
    return rows if stage_id is None else rows.filter(stage_id=stage_id)


def ready_of(scope: Scope, stage_id: int) -> QuerySet:  # type: ignore[type-arg]
    """Entitlements of a stage in scope that may be ordered now: positive, nothing live, nothing back in the treasury."""
    held = Instruction.objects.filter(entitlement_id=OuterRef("pk"), state__in=(*LIVE, TREASURY))
    return programs.entitlements_of(scope, stage_id).filter(amount_rp__gt=0).exclude(Exists(held))


def batch_row(scope: Scope, batch_id: int) -> Batch:
    """Raises UMUM-404."""
    row = Batch.objects.within(scope).filter(pk=batch_id).first()
    if row is None:
        raise NOT_FOUND()
    return row


def batch_of_instruction(scope: Scope, instruction_id: int) -> int:
    """The batch of an instruction in scope. Raises UMUM-404."""
    found = Instruction.objects.within(scope).filter(pk=instruction_id).values_list("batch_id", flat=True).first()
    if found is None:
        raise NOT_FOUND()
    return int(found)


def batches_of(scope: Scope, stage_id: int) -> list[Batch]:
    """The batches of a stage, newest first."""
    return list(Batch.objects.within(scope).filter(stage_id=stage_id).order_by("-number"))


@dataclass(frozen=True, slots=True)
class BoardLine:
    """How many and how much stands in one state, and since when the oldest of them has."""

    state: State
    count: int
    total_rp: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Board:
    """A stage at a glance. `decreed_rp` = ready + in all states but cancelled, rejected and returned ones tried again."""

    decreed: int
    decreed_rp: int
    ready: int
    ready_rp: int
    lines: tuple[BoardLine, ...]


def board_of(scope: Scope, stage_id: int) -> Board:
    """How many, how much, where it is stuck and how long. Only the last attempt of each entitlement counts."""
    decreed = programs.entitlements_of(scope, stage_id).aggregate(count=Count("pk"), total=Sum("amount_rp"))
    ready = ready_of(scope, stage_id).aggregate(count=Count("pk"), total=Sum("amount_rp"))
    found = {
        row["state"]: row
        for row in last_attempts(scope, stage_id)
        .values("state")
        .order_by()
        .annotate(count=Count("pk"), total=Sum("amount_rp"), oldest=Min("state_since"))
    }
    lines = tuple(
        BoardLine(state, found[state.code]["count"], found[state.code]["total"], found[state.code]["oldest"])
        for state in STATES
        if state.code in found
    )
    return Board(decreed["count"], decreed["total"] or 0, ready["count"], ready["total"] or 0, lines)


def last_attempts(scope: Scope, stage_id: int) -> QuerySet[Instruction]:
    """The newest instruction of each entitlement of a stage, in the scope."""
    later = Instruction.objects.filter(entitlement_id=OuterRef("entitlement_id"), attempt__gt=OuterRef("attempt"))
    return ordered_lines(scope, stage_id).exclude(Exists(later))


@dataclass(frozen=True, slots=True)
class VillageLine:
    """Progress of one kelurahan: ordered, paid, failed, still on the way."""

    code: str
    count: int
    paid: int
    failed: int
    waiting: int
    paid_rp: int


def progress_by_village(scope: Scope, stage_id: int) -> list[VillageLine]:
    """One line for each kelurahan with instructions, by code."""
    rows = (
        last_attempts(scope, stage_id)
        .annotate(village=Substr("wilayah", 1, 10))
        .values("village")
        .order_by("village")
        .annotate(
            count=Count("pk"),
            paid=Count("pk", filter=Q(state="paid")),
            failed=Count("pk", filter=Q(state__in=("rejected", "returned"))),
            waiting=Count("pk", filter=Q(state__in=("draft", "sent", "unknown"))),
            paid_rp=Sum("amount_rp", filter=Q(state="paid")),
        )
    )
    return [
        VillageLine(row["village"], row["count"], row["paid"], row["failed"], row["waiting"], row["paid_rp"] or 0)
        for row in rows
    ]


def history_of(scope: Scope, *, family_id: int | None = None, person_id: int | None = None) -> list[Instruction]:
    """The instructions of a family or a person in scope, newest first."""
    if family_id is None and person_id is None:
        return []
    rows = Instruction.objects.within(scope).select_related("batch", "stage").order_by("-pk")
    concerns = Q(family_id=family_id) if family_id is not None else Q(person_id=person_id)
    return list(rows.filter(concerns)[:100])
