"""The desk: what is open by class, files, one file with its lines, one line, the queue of two persons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum

from pilar.core import vault
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.core.vault import mask_numbers
from pilar.delivery.reconciliation.models import Inbound, Line, LineDecision
from pilar.delivery.reconciliation.queries.words import sentence_of
from pilar.delivery.reconciliation.rules import RAW_FIELD
from pilar.delivery.reconciliation.rules.classes import BY_CODE, CLASSES, OPEN_CLASSES, LineClass

PAGE = 50


@dataclass(frozen=True, slots=True)
class ClassCount:
    """How many lines of a class, and how much they say."""

    entry: LineClass
    count: int
    total_rp: int


@dataclass(frozen=True, slots=True)
class LineView:
    """A line for a table: row, class, sentence; `waiting`: a proposal waits for the second person."""

    line: Line
    entry: LineClass
    sentence: str
    waiting: bool


def open_counts(scope: Scope) -> list[ClassCount]:
    """Open, undecided lines by class, the gravest first. Needs disbursement.reconcile."""
    scope.require("disbursement.reconcile")
    return _counted(_open(scope))


def _counted(rows: QuerySet[Line]) -> list[ClassCount]:
    found = {
        row["code"]: row for row in rows.order_by().values("code").annotate(size=Count("pk"), total=Sum("amount_rp"))
    }  # fmt: skip
    made = [
        ClassCount(one, found[one.code]["size"], int(found[one.code]["total"] or 0))
        for one in CLASSES
        if one.code in found
    ]
    return sorted(made, key=lambda one: ("open", "unread", "posted", "aside", "known").index(one.entry.group))


def _open(scope: Scope) -> QuerySet[Line]:
    return Line.objects.within(scope).filter(code__in=OPEN_CLASSES, decided="").exclude(inbound__state="ditolak")


def inbound_files(scope: Scope) -> list[Inbound]:
    """The latest files. Needs disbursement.reconcile."""
    scope.require("disbursement.reconcile")
    return list(Inbound.objects.within(scope).order_by("-pk")[:50])


def inbound_file(scope: Scope, inbound_id: int) -> tuple[Inbound, list[ClassCount]]:
    """One file with its lines counted by class. Raises UMUM-403, UMUM-404."""
    scope.require("disbursement.reconcile")
    found = Inbound.objects.within(scope).filter(pk=inbound_id).first()
    if found is None:
        raise NOT_FOUND()
    return found, _counted(Line.objects.within(scope).filter(inbound=found))


def file_lines(scope: Scope, inbound_id: int, *, code: str = "", after: int = 0) -> list[LineView]:
    """Lines of a file in their order, one more than a page."""
    inbound_file(scope, inbound_id)
    rows = Line.objects.within(scope).filter(inbound_id=inbound_id, pk__gt=after).order_by("pk")
    return _views(rows.filter(code=code) if code in BY_CODE else rows)


def open_lines(scope: Scope, *, code: str = "", after: int = 0) -> list[LineView]:
    """The queue of open lines, oldest first, one more than a page. Needs disbursement.reconcile."""
    scope.require("disbursement.reconcile")
    rows = _open(scope).filter(pk__gt=after).order_by("pk")
    return _views(rows.filter(code=code) if code in BY_CODE else rows)


def _views(rows: QuerySet[Line]) -> list[LineView]:
    found = list(rows.select_related("inbound")[: PAGE + 1])
    waiting = set(
        LineDecision.objects.filter(line__in=found, answered_at__isnull=True).values_list("line_id", flat=True)
    )  # fmt: skip
    return [LineView(one, BY_CODE[one.code], sentence_of(one), one.pk in waiting) for one in found]


def proposals_waiting(scope: Scope) -> list[tuple[LineDecision, str]]:
    """Verdicts that wait for a second person, with the sentence of their lines."""
    scope.require("disbursement.reconcile")
    rows = (
        LineDecision.objects.within(scope)
        .filter(answered_at__isnull=True)
        .select_related("line", "line__inbound")
        .order_by("pk")
    )
    return [(one, sentence_of(one.line)) for one in rows[:200]]


def line_page(scope: Scope, line_id: int) -> dict[str, Any]:
    """One line: its facts, its raw text with long numbers masked, its decisions. Raises UMUM-403, UMUM-404."""
    scope.require("disbursement.reconcile")
    line = Line.objects.within(scope).select_related("inbound").filter(pk=line_id).first()
    if line is None:
        raise NOT_FOUND()
    raw = vault.unseal(RAW_FIELD, line.raw_sealed)
    return {
        "line": line, "entry": BY_CODE[line.code], "sentence": sentence_of(line), "raw": mask_numbers(raw),
        "decisions": list(line.decisions.order_by("-pk")),
    }  # fmt: skip
