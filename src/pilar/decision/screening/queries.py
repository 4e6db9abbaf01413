"""Reads of findings and flags, always inside a scope."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.decision.screening.desk_check.rules import RULES_BY_CODE, SEVERITY_ORDER
from pilar.decision.screening.lists import CHECK_LISTS, FLAG_STATES, FLAG_STEPS, REASONS
from pilar.decision.screening.models import CheckedCase, Finding, Flag, FlagEvent

PAGE = 50
_LISTS = {entry.code: entry for entry in CHECK_LISTS}
_REASONS = {entry.code: entry for entry in REASONS}
_STATES = {entry.code: entry for entry in FLAG_STATES}


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One present finding in words."""

    code: str
    severity: str
    sentence: str
    next_action: str
    since: datetime


def _line(row: Finding) -> FindingLine:
    rule = RULES_BY_CODE[row.code]
    facts = defaultdict(lambda: "–", {key: "–" if value is None else value for key, value in row.facts.items()})
    return FindingLine(row.code, row.severity, rule.sentence.format_map(facts), rule.next_action, row.first_seen_at)


def findings_of(scope: Scope, case_ids: Iterable[int]) -> dict[int, list[FindingLine]]:
    """Present findings per case, the severest first; one query."""
    found: dict[int, list[FindingLine]] = defaultdict(list)
    rows = Finding.objects.within(scope).filter(case_id__in=list(case_ids), resolved_at__isnull=True)
    for row in sorted(rows, key=lambda row: (SEVERITY_ORDER[row.severity], row.code)):
        found[row.case_id].append(_line(row))
    return found


def count_by_code(scope: Scope) -> dict[str, int]:
    """Present findings per code."""
    rows = Finding.objects.within(scope).filter(resolved_at__isnull=True).order_by("code").values_list("code")
    return {str(code): int(count) for code, count in rows.annotate(Count("id"))}


def cases_with(scope: Scope, *, severity: str = "", code: str = "") -> Q:
    """A condition on case ids (`id`) that have a present finding of this severity or code."""
    rows = Finding.objects.within(scope).filter(resolved_at__isnull=True)
    rows = rows.filter(severity=severity) if severity else rows
    rows = rows.filter(code=code) if code else rows
    return Q(pk__in=rows.values("case_id"))


def checked_at(scope: Scope, case_ids: Iterable[int]) -> dict[int, datetime]:
    """When cases were last checked."""
    rows = CheckedCase.objects.within(scope).filter(pk__in=list(case_ids))
    return dict(rows.values_list("case_id", "checked_at"))


def checked_cases(scope: Scope) -> QuerySet[CheckedCase]:
    """Outcome of the last check per case."""
    return CheckedCase.objects.within(scope)


@dataclass(frozen=True, slots=True)
class FlagLine:
    """A flag in words. `person` is its id; names are shown to whoever may see the person."""

    row: Flag
    list_label: str
    reason_label: str
    state_label: str
    late: bool


def list_flags(scope: Scope, *, state: str = "", check_list: str = "", late_on: date | None = None, after: int = 0) -> list[FlagLine]:
    """Flags in the scope, the earliest due first; at most 50 and one more (a sign that there are further ones)."""
    scope.require("screening.view")
    rows = Flag.objects.within(scope).select_related("person").order_by("due_date", "id")
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(check_list=check_list) if check_list else rows
    if late_on is not None:
        rows = rows.filter(is_open=True, due_date__lt=late_on)
    return [_flag_line(row, late_on) for row in rows[after : after + PAGE + 1]]


def _flag_line(row: Flag, today: date | None) -> FlagLine:
    late = bool(row.is_open and today and row.due_date < today)
    return FlagLine(
        row, _LISTS[row.check_list].name_id, _REASONS[row.reason].name_id, _STATES[row.state].name_id, late
    )


def get_flag(scope: Scope, flag_id: int, today: date) -> tuple[FlagLine, list[FlagEvent]]:
    """One flag with its steps so far. Raises UMUM-404 outside the scope."""
    scope.require("screening.view")
    row = Flag.objects.within(scope).select_related("person").filter(pk=flag_id).first()
    if row is None:
        raise NOT_FOUND()
    return _flag_line(row, today), list(FlagEvent.objects.filter(flag=row).order_by("id"))


def flag_steps(state: str) -> Sequence[object]:
    """Steps that a flag may take from a state."""
    return [step for step in FLAG_STEPS if step.source == state]


def flag_clock(scope: Scope, today: date, week_end: date) -> dict[str, int]:
    """Open flags by clock: late, due today, due until `week_end`."""
    rows = Flag.objects.within(scope).filter(is_open=True)
    counts = rows.aggregate(
        late=Count("id", filter=Q(due_date__lt=today)),
        today=Count("id", filter=Q(due_date=today)),
        week=Count("id", filter=Q(due_date__gt=today, due_date__lte=week_end)),
    )
    return {key: int(value or 0) for key, value in counts.items()}


def open_flags_of(scope: Scope, person_ids: Iterable[int]) -> list[FlagLine]:
    """Open flags of some persons."""
    rows = Flag.objects.within(scope).select_related("person").filter(person_id__in=list(person_ids), is_open=True)
    return [_flag_line(row, None) for row in rows.order_by("due_date")]
