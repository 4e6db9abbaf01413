"""Reads of evaluations: the present one of an area, its totals by kelurahan, outcomes of a family, lists behind a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from pilar.core.ids import decode_id
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.decision.targeting.models import EvaluationRun, Outcome, RunTotal

COUNTS = ("met", "not_met", "unknown", "amount")
PAGE = 50


@dataclass(frozen=True, slots=True)
class PlaceTotal:
    """Counts of a programme in one kelurahan."""

    wilayah: str
    met: int
    not_met: int
    unknown: int
    amount: int


@dataclass(frozen=True, slots=True)
class FamilyOutcome:
    """What the newest evaluation says of a family and programme."""

    run_id: int
    day: date
    programme: str
    outcome: str
    amount: int


def list_runs(scope: Scope, limit: int = 30) -> list[EvaluationRun]:
    """Evaluations of the scope's areas, newest first. Raises UMUM-403."""
    scope.require("targeting.view")
    return list(EvaluationRun.objects.within(scope).select_related("version").order_by("-started_at")[:limit])


def get_run(scope: Scope, run_id: int) -> EvaluationRun:
    """One evaluation. Raises UMUM-403, UMUM-404."""
    scope.require("targeting.view")
    run = EvaluationRun.objects.within(scope).select_related("version").filter(pk=run_id).first()
    if run is None:
        raise NOT_FOUND()
    return run


def current_run(scope: Scope, wilayah: str) -> EvaluationRun | None:
    """The newest complete evaluation of today's data that covers an area; wider runs count where the scope sees the area."""
    if not scope.covers(wilayah):
        return None
    above = [wilayah[:length] for length in range(len(wilayah) + 1)]
    return EvaluationRun.objects.filter(current=True, wilayah__in=above).order_by("-finished_at").first()


def totals_of_run(scope: Scope, run: str) -> dict[str, dict[str, int]]:
    """Counts by programme of a run given by its address form. Raises UMUM-404."""
    try:
        row = get_run(scope, decode_id(run))
    except ValueError:
        raise NOT_FOUND() from None
    return {programme: counts for programme, counts in row.counts.items() if programme != "tugas"}


def programme_totals(scope: Scope, run: EvaluationRun) -> Mapping[str, Mapping[str, int]]:
    """Counts by programme inside the scope."""
    rows = RunTotal.objects.within(scope).filter(run=run).values_list("programme")
    summed = rows.annotate(Sum("met"), Sum("not_met"), Sum("unknown"), Sum("amount"))
    return {programme: dict(zip(COUNTS, sums, strict=True)) for programme, *sums in summed}


def place_totals(scope: Scope, run: EvaluationRun, programme: str) -> list[PlaceTotal]:
    """Counts by kelurahan inside the scope, in the order of codes."""
    rows = RunTotal.objects.within(scope).filter(run=run, programme=programme).order_by("wilayah")
    return [PlaceTotal(one.wilayah, one.met, one.not_met, one.unknown, one.amount) for one in rows]


def outcomes_of_family(scope: Scope, family_id: int, wilayah: str) -> list[FamilyOutcome]:
    """Outcomes of the newest evaluation for one family the caller has read."""
    run = current_run(scope, wilayah)
    if run is None:
        return []
    rows = Outcome.objects.within(scope).filter(run=run, family_id=family_id).order_by("id")
    return [FamilyOutcome(run.pk, run.day, one.programme, one.outcome, one.amount) for one in rows]


def list_outcomes(
    scope: Scope, run: EvaluationRun, programme: str, outcome: str, *, wilayah: str = "", after: int = 0
) -> list[Outcome]:
    """Families behind a number, `PAGE` + 1 of them behind an id. Raises UMUM-403 for roles without families."""
    scope.require("registry.family.view")
    rows = Outcome.objects.within(scope.narrowed(wilayah)).filter(run=run, programme=programme, outcome=outcome)
    return list(rows.filter(pk__gt=after).select_related("family").order_by("id")[: PAGE + 1])
