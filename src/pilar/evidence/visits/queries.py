"""Reads of visits: progress, the list of reviews, one review beside the register, agreement of back-checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Count, F, Min, Q

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.evidence.field.queries.submissions import Answers, submission_answers
from pilar.evidence.registry.catalogue import VARIABLES
from pilar.evidence.registry.queries.answers import answer_text, fact_label, fact_values, may_see
from pilar.evidence.registry.queries.families import family_row
from pilar.evidence.visits.facts import family_facts
from pilar.evidence.visits.models import Assignment, Review
from pilar.evidence.visits.rules import FieldChange, merge_fields, wilson

PAGE = 50


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of one kelurahan or volunteer (`key`: area code or user id)."""

    key: str
    waiting: int
    handed: int
    sent: int
    done: int
    failed: int
    overdue: int
    oldest: date | None

    @property
    def total(self) -> int:
        return self.waiting + self.handed + self.sent + self.done + self.failed


def progress_by_village(scope: Scope, area: str, day: date) -> list[Progress]:
    """One line per kelurahan below `area`. Needs field.assign."""
    from django.db.models.functions import Substr

    rows = _below(scope, area).annotate(key=Substr("wilayah", 1, 10)).order_by("key")
    return _progress(rows, day)


def progress_by_volunteer(scope: Scope, area: str, day: date) -> list[tuple[str, Progress]]:
    """(name, counts) per volunteer below `area`. Needs field.assign."""
    rows = _below(scope, area).filter(volunteer__isnull=False).annotate(key=F("volunteer_id")).order_by("key")
    lines = _progress(rows, day)
    users: Any = apps.get_model("accounts", "User")
    names = {str(pk): full or name for pk, full, name in users.objects.values_list("pk", "full_name", "username")}
    return sorted(((names[line.key], line) for line in lines), key=lambda one: (-one[1].overdue, one[0]))


def _below(scope: Scope, area: str) -> Any:
    scope.require("field.assign")
    return Assignment.objects.within(scope.narrowed(area) if area else scope)


def _progress(rows: Any, day: date) -> list[Progress]:
    def n(**condition: Any) -> Any:
        return Count("pk", filter=Q(**condition))

    found = rows.values("key").annotate(
        waiting=n(state="baru"), handed=n(state__in=("dibagi", "dikembalikan")), sent=n(state="dikirim"), done=n(state="selesai"),
        failed=n(state="gagal"), overdue=n(is_open=True, due_date__lt=day), oldest=Min("due_date", filter=Q(is_open=True)),
    )  # fmt: skip
    return [Progress(str(one.pop("key")), **one) for one in found]


def list_assignments(scope: Scope, area: str, *, state: str = "", after: int = 0) -> list[Assignment]:
    """Assignments below `area`, by id; PAGE + 1 rows behind the cursor. Needs field.assign."""
    rows = _below(scope, area).select_related("family", "volunteer").filter(pk__gt=after)
    if state:
        rows = rows.filter(state=state)
    return list(rows.order_by("pk")[: PAGE + 1])


def get_assignment(scope: Scope, assignment_id: int) -> Assignment:
    """One assignment. Raises UMUM-403, UMUM-404."""
    row = _below(scope, "").select_related("family", "volunteer", "checks").filter(pk=assignment_id).first()
    if row is None:
        raise NOT_FOUND()
    return row  # type: ignore[no-any-return]


def list_reviews(scope: Scope, *, state: str = "menunggu", after: int = 0) -> list[Review]:
    """Reviews inside the scope, oldest first; PAGE + 1 rows behind the cursor. Needs field.assign."""
    scope.require("field.assign")
    rows = Review.objects.within(scope).select_related("family", "volunteer", "assignment").filter(pk__gt=after)
    if state:
        rows = rows.filter(state=state)
    return list(rows.order_by("pk")[: PAGE + 1])


def count_reviews(scope: Scope, state: str = "menunggu") -> int:
    """Reviews in a state. Needs field.assign."""
    scope.require("field.assign")
    return Review.objects.within(scope).filter(state=state).count()


def get_review(scope: Scope, review_id: int) -> Review:
    """One review. Raises UMUM-403, UMUM-404."""
    scope.require("field.assign")
    row = Review.objects.within(scope).select_related("family", "volunteer", "assignment").filter(pk=review_id).first()
    if row is None:
        raise NOT_FOUND()
    return row


def answers_hidden(scope: Scope, row: Review) -> bool:
    """True for a PPKS screening that this role may not read: answers and photos stay closed."""
    return "ppks" in row.form_id and not scope.can("ppks.sensitive.view")


def answers_of(scope: Scope, row: Review) -> Answers:
    """The record behind a review. Raises UMUM-404, also for answers hidden from this role."""
    if answers_hidden(scope, row):
        raise NOT_FOUND()
    return submission_answers(scope, row.submission_id)


def changes_of(scope: Scope, row: Review) -> list[FieldChange]:
    """The facts of a record beside the register, without those that this role may not see."""
    visited = {key: value for key, value in family_facts(scope, answers_of(scope, row)).items() if _visible(scope, key)}
    if row.family_id is None:
        return merge_fields({}, visited, None)
    family = family_row(scope, row.family_id)
    registered = {**fact_values(getattr(family, "facts", None), "family"), "address": family.address}
    return merge_fields(registered, visited, _changed_since(row, family.revision))


def _visible(scope: Scope, key: str) -> bool:
    return key not in VARIABLES or may_see(scope, VARIABLES[key])


def _changed_since(row: Review, revision: int) -> frozenset[str] | None:
    """Keys that the register changed after the visit was handed out (a little earlier than what the phone saw, so rather too many
    than too few); None when the record does not say what it saw."""
    if row.base_revision is None:
        return None
    if row.base_revision == revision:
        return frozenset()
    if row.assignment is None or row.assignment.handed_at is None:
        return None
    observations: Any = apps.get_model("registry", "Observation")
    later = observations.objects.filter(subject_id=row.family_id, source__recorded_at__gt=row.assignment.handed_at)
    return frozenset(key for facts in later.values_list("facts", flat=True) for key in facts)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A fact as a page shows it."""

    key: str
    label: str
    registered: str
    visited: str
    choice: str


def change_lines(changes: list[FieldChange]) -> list[ChangeLine]:
    """In words of the catalogue."""
    return [
        ChangeLine(
            one.key, fact_label(one.key), _text(one.key, one.registered), _text(one.key, one.visited), one.choice
        )
        for one in changes
    ]


def _text(key: str, value: Any) -> str:
    if value in (None, "") or key not in VARIABLES:
        return str(value or "")
    try:
        return answer_text(VARIABLES[key], value)
    except ValueError:
        return str(value)


def clean_reviews(
    scope: Scope, area: str, reviewer: str, marked: Mapping[int, tuple[str, ...]]
) -> list[tuple[int, int]]:
    """(id, revision) of reviews that may be accepted without reading each: complete, no flag, no signal, family unchanged since the
    volunteer left, sent by somebody else, no PPKS screening. One query."""
    scope.require("field.assign")
    rows = Review.objects.within(scope.narrowed(area) if area else scope).filter(
        state="menunggu", complete=True, flags=[], family__isnull=False, base_revision=F("family__revision")
    )
    rows = rows.exclude(username=reviewer).exclude(form_id__contains="ppks").order_by("pk")
    return [(pk, revision) for pk, revision in rows.values_list("pk", "revision") if pk not in marked]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Back-checks whose two records could be compared: facts asked twice, alike, and the 95 % interval of the share."""

    visits: int
    facts: int
    alike: int
    low: float
    high: float


def agreement(scope: Scope, area: str = "") -> Agreement:
    """How far back-checks said the same as the first visit, over facts that both answered. Needs field.assign."""
    pairs = _below(scope, area).filter(checks__isnull=False, reviews__isnull=False, checks__reviews__isnull=False)
    visits = facts = alike = 0
    for first, second in pairs.values_list("checks__reviews__submission_id", "reviews__submission_id").distinct():
        one, two = (family_facts(scope, submission_answers(scope, number)) for number in (first, second))
        both = one.keys() & two.keys() - {"address"}
        visits, facts = visits + 1, facts + len(both)
        alike += sum(1 for key in both if str(one[key]) == str(two[key]))
    return Agreement(visits, facts, alike, *wilson(alike, facts))
