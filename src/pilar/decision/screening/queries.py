"""Reads of screening: flags and findings inside a scope."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Case, Count, Exists, F, OuterRef, Q, When
from django.utils.translation import gettext as translate

from pilar.core.declared import by_code
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor, Scope
from pilar.decision.screening.desk_check.rules import RULES_BY_CODE, SEVERITY_ORDER
from pilar.decision.screening.lists import CHECK_LISTS_BY_CODE, FLAG_STATES, FLAG_STEPS, REASONS_BY_CODE
from pilar.decision.screening.models import CheckedCase, Finding, Flag, FlagEvent
from pilar.decision.screening.wording import FindingLine, in_words
from pilar.foundation.accounts.duties import record_conflict
from pilar.foundation.wilayah.queries import resolve

PAGE = 50
FLAG_STATES_BY_CODE = by_code(FLAG_STATES)
BASIS_WORDS = {"nik": "NIK sama", "nama_lahir": "Nama dan tanggal lahir sama"}
STATE_TONES = {
    "muncul": "warning", "klarifikasi_diminta": "waiting", "bukti_diterima": "info", "diterima": "error", "dibatalkan": "done",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FlagFilter:
    """What the list of flags is narrowed to; "" for no narrowing. `concerned`: only who receives aid."""

    state: str = "terbuka"
    check_list: str = ""
    area: str = ""
    concerned: bool = False


@dataclass(frozen=True, slots=True)
class FlagLine:
    """One flag in a list."""

    id: int
    name: str
    place: str
    list_label: str
    state: str
    state_label: str
    tone: str
    basis: str
    name_similarity: int
    likely_false: bool
    due_date: date
    overdue: bool


@dataclass(frozen=True, slots=True)
class FlagPage:
    """A flag with what supports it and what happened."""

    line: FlagLine
    row: Flag
    reason_label: str
    evidence_expected: tuple[str, ...]
    caution: str
    entries: tuple[Any, ...]
    events: tuple[Any, ...]
    steps: tuple[tuple[str, str, tuple[str, ...]], ...]
    blocked: str


def list_flags(scope: Scope, asked: FlagFilter, today: date, *, after: int = 0, size: int = PAGE) -> list[FlagLine]:
    """Flags inside the scope, soonest due first; `size` + 1 rows behind the id cursor. Needs screening.view."""
    rows = _filtered(scope, asked).select_related("person").order_by("due_date", "id")
    if after:
        last = Flag.objects.within(scope).filter(pk=after).values_list("due_date", flat=True).first()
        if last is not None:
            rows = rows.filter(Q(due_date__gt=last) | Q(due_date=last, id__gt=after))
    return _lines(scope, list(rows[: size + 1]), today)


def count_flags(scope: Scope, asked: FlagFilter) -> int:
    """How many flags the filter gives."""
    return _filtered(scope, asked).count()


def count_flags_by_list(scope: Scope) -> dict[str, int]:
    """Open flags per check list."""
    scope.require("screening.view")
    rows = (
        Flag.objects.within(scope)
        .filter(is_open=True)
        .values("check_list")
        .annotate(size=Count("id"))
        .order_by("check_list")
    )
    return {row["check_list"]: row["size"] for row in rows}


def count_open_by_due(scope: Scope, today: date) -> dict[int, int]:
    """Open flags by clock: 0 overdue, 1 due today, 2 within seven days, 3 later."""
    scope.require("screening.view")
    week_end = today + timedelta(days=7)
    clock = Case(
        When(due_date__lt=today, then=0), When(due_date=today, then=1), When(due_date__lte=week_end, then=2), default=3
    )
    rows = Flag.objects.within(scope).filter(is_open=True).annotate(clock=clock).order_by().values_list("clock")
    return {int(one): int(size) for one, size in rows.annotate(Count("id"))}


def _filtered(scope: Scope, asked: FlagFilter) -> Any:
    scope.require("screening.view")
    rows = Flag.objects.within(scope.narrowed(asked.area) if asked.area else scope)
    if asked.state == "terbuka":
        rows = rows.filter(is_open=True)
    elif asked.state:
        rows = rows.filter(state=asked.state)
    if asked.check_list:
        rows = rows.filter(check_list=asked.check_list)
    if asked.concerned:
        aid = apps.get_model("registry", "ReceivedAid")
        rows = rows.filter(Exists(aid.objects.filter(family_id=OuterRef("family_id"))))
    return rows


def _lines(scope: Scope, rows: Sequence[Flag], today: date) -> list[FlagLine]:
    names = resolve(scope, {row.wilayah[:10] for row in rows})
    return [
        FlagLine(
            row.pk, row.person.name, names[row.wilayah[:10]].title, CHECK_LISTS_BY_CODE[row.check_list].name, row.state,
            FLAG_STATES_BY_CODE[row.state].name, STATE_TONES[row.state], translate(BASIS_WORDS[row.basis]), row.name_similarity, row.likely_false,
            row.due_date, row.is_open and row.due_date < today,
        )
        for row in rows
    ]  # fmt: skip


def get_flag(scope: Scope, flag_id: int, today: date, *, by: Actor | None = None) -> FlagPage:
    """One flag. Raises UMUM-404. `steps` are those `by` may take: (target, verb, needs)."""
    scope.require("screening.view")
    row = Flag.objects.within(scope).select_related("person", "family").filter(pk=flag_id).first()
    if row is None:
        raise NOT_FOUND()
    events = tuple(row.events.order_by("-at", "-id"))
    own = frozenset(event.capability for event in events if by is not None and event.by == by.username)
    fitting = [step for step in FLAG_STEPS if step.source == row.state and scope.can(step.capability)]
    blocked = next((reason for step in fitting if (reason := record_conflict(step.capability, own))), "")
    steps = tuple((s.target, s.verb, s.needs) for s in fitting if record_conflict(s.capability, own) is None)
    steps = tuple(step for step in steps if "tenggat_lewat" not in step[2] or row.due_date < today)
    cause = REASONS_BY_CODE[row.reason]
    entries = tuple(
        row.entries.select_related("entry").order_by("-entry__as_of").values(
            "entry__name", "entry__birth_date", "entry__detail", "entry__as_of", "entry__row"
        )[:20]
    )  # fmt: skip
    return FlagPage(
        _lines(scope, [row], today)[0], row, cause.name, cause.evidence,
        CHECK_LISTS_BY_CODE[row.check_list].caution, entries, events, steps, blocked,
    )  # fmt: skip


def find_findings(scope: Scope, case_ids: Iterable[int], *, history: bool = False) -> dict[int, list[FindingLine]]:
    """Present findings per case (with `history` also resolved ones), gravest first; one query and one for names."""
    ids = list(case_ids)
    rows = Finding.objects.within(scope).filter(case_id__in=ids)
    if not history:
        rows = rows.filter(resolved_at__isnull=True)
    found: dict[int, list[FindingLine]] = {case: [] for case in ids}
    for line in in_words(scope, rows):
        found[line.case_id].append(line)
    for lines in found.values():
        lines.sort(key=lambda line: (line.resolved_at is not None, SEVERITY_ORDER[line.severity], line.code))
    return found


def count_by_code(scope: Scope, area: str = "") -> dict[str, int]:
    """Present findings per code inside the scope (and area)."""
    rows = Finding.objects.within(scope.narrowed(area) if area else scope).filter(resolved_at__isnull=True)
    counted = rows.values("code").annotate(size=Count("id")).order_by("code")
    return {row["code"]: row["size"] for row in counted}


def codes_with_words(scope: Scope, area: str = "") -> list[tuple[str, str, str, int]]:
    """(code, severity, sentence without its facts, present findings), gravest first."""
    counts = count_by_code(scope, area)
    rows = [
        (code, RULES_BY_CODE[code].severity, _plain(translate(RULES_BY_CODE[code].sentence)), n)
        for code, n in counts.items()
        if code in RULES_BY_CODE
    ]
    return sorted(rows, key=lambda row: (SEVERITY_ORDER[row[1]], -row[3], row[0]))


def _plain(sentence: str) -> str:
    import re

    return re.sub(r"\s*\([^()]*\{[^}]*\}[^()]*\)|:?\s*\{[^}]*\}", "", sentence)


def checked_cases(scope: Scope, case_ids: Iterable[int]) -> dict[int, CheckedCase]:
    """When and how the given cases were last checked."""
    return {row.case_id: row for row in CheckedCase.objects.within(scope).filter(case_id__in=list(case_ids))}


def cases_with_code(scope: Scope, code: str) -> Any:
    """Sub-query of the case ids that carry a present finding of a code."""
    return Finding.objects.within(scope).filter(code=code, resolved_at__isnull=True).values("case_id")


OUTCOMES = {
    "error": Q(errors__gt=0),
    "warning": Q(errors=0, warnings__gt=0),
    "ready": Q(errors=0, warnings=0),
}
"""How the last check of a case ended; every checked case has exactly one."""


def cases_with_outcome(scope: Scope, outcome: str) -> Any:
    """Sub-query of the case ids whose last check ended so; KeyError for another outcome."""
    return CheckedCase.objects.within(scope).filter(OUTCOMES[outcome]).values("case_id")


def every_checked_case(scope: Scope) -> Any:
    """Sub-query of all case ids that were ever checked."""
    return CheckedCase.objects.within(scope).values("case_id")


def newest_check(scope: Scope, area: str) -> datetime | None:
    """When anything in the area was last checked."""
    return (
        CheckedCase.objects.within(scope.narrowed(area))
        .order_by(F("checked_at").desc())
        .values_list("checked_at", flat=True)
        .first()
    )


def open_flags_for_table(scope: Scope, area: str) -> Any:
    """Open flags of an area with their persons, for the table of the musyawarah. Needs screening.view."""
    scope.require("screening.view")
    rows = Flag.objects.within(scope.narrowed(area)).filter(is_open=True).select_related("person")
    return rows.order_by("wilayah", "pk")


def flagged_families(scope: Scope, family_ids: Iterable[int]) -> frozenset[int]:
    """Which of the families carry an open flag. Needs screening.view."""
    scope.require("screening.view")
    rows = Flag.objects.within(scope).filter(family_id__in=list(family_ids), is_open=True)
    return frozenset(one for one in rows.values_list("family_id", flat=True) if one is not None)


def clarifications_asked(scope: Scope, area: str) -> Any:
    """Steps by which somebody was asked to clear up a flag that still waits for the answer, newest data of person and family beside.
    Needs screening.view."""  # fmt: skip
    scope.require("screening.view")
    flags = Flag.objects.within(scope.narrowed(area)).filter(state="klarifikasi_diminta")
    rows = FlagEvent.objects.filter(flag__in=flags, target_state="klarifikasi_diminta")
    return rows.select_related("flag__person", "flag__family").order_by("flag__wilayah", "pk")


@dataclass(frozen=True, slots=True)
class FlagOutcome:
    """What became of the flags of one check list. `false_share`: taken back among those decided (0..1), None when none was."""

    label: str
    raised: int
    open: int
    confirmed: int
    taken_back: int
    doubted: int
    false_share: float | None


def flag_outcomes(scope: Scope) -> list[FlagOutcome]:
    """Outcomes per check list, most often wrong first; `doubted` are those whose name lay far off from the start. Needs screening.view."""
    scope.require("screening.view")
    rows = (
        Flag.objects.within(scope)
        .values("check_list")
        .annotate(
            raised=Count("id"), open=Count("id", filter=Q(is_open=True)), confirmed=Count("id", filter=Q(state="diterima")),
            taken_back=Count("id", filter=Q(state="dibatalkan")), doubted=Count("id", filter=Q(likely_false=True)),
        )
        .order_by("check_list")
    )  # fmt: skip
    made = [
        FlagOutcome(
            CHECK_LISTS_BY_CODE[row["check_list"]].name, row["raised"], row["open"], row["confirmed"], row["taken_back"], row["doubted"],
            row["taken_back"] / decided if (decided := row["confirmed"] + row["taken_back"]) else None,
        )
        for row in rows
    ]  # fmt: skip
    return sorted(made, key=lambda one: (-(one.false_share or 0), -one.raised))
