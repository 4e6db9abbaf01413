"""Reads of the local rank: surveys, cards, scores, visits, a musyawarah's order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from pilar.core.ids import encode_id
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.decision.targeting.models import (
    BlendSetting,
    CardVersion,
    FamilyScore,
    MeetingOrder,
    RankRun,
    Survey,
    VisitTask,
)
from pilar.decision.targeting.rank.card import Card, Points, card_of, labels
from pilar.decision.targeting.rank.features import BY_KEY, label_of
from pilar.foundation.wilayah.queries import resolve

PAGE = 50
DEFAULT_WEIGHT, DEFAULT_CAP = 30, 20
"""Hundredths; as blend.DEFAULT_WEIGHT and DEFAULT_CAP, without loading numpy."""


@dataclass(frozen=True, slots=True)
class CardLine:
    """One question of a card with its answers as printed: (answer, points)."""

    key: str
    label: str
    answers: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit with the name of the family's head and its place."""

    id: int
    family_id: int
    head: str
    place: str
    reason: str
    kind: str
    is_open: bool
    result: str
    opened_at: datetime
    note: str
    wilayah: str


@dataclass(frozen=True, slots=True)
class FamilyRank:
    """The score of a family as one adds it up. `lines`: (question, answer, points)."""

    score: FamilyScore
    card: CardVersion
    lines: tuple[tuple[str, str, int], ...]
    total: int


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A family in a musyawarah: places by score, by the meeting and blended (1 = most in need)."""

    family_id: int
    head: str
    score: int
    tenth: int
    low: int
    high: int
    by_score: int
    by_meeting: int | None
    blended: int
    needs_reason: bool
    reason: str

    @property
    def pid(self) -> str:
        return encode_id(self.family_id)


def list_cards(scope: Scope) -> list[CardVersion]:
    """All cards, newest first. Raises UMUM-403."""
    scope.require("targeting.view")
    return list(_cards(scope).order_by("-created_at").defer("card", "interview")[:50])


def _cards(scope: Scope) -> QuerySet[CardVersion]:
    """Cards of the scope's areas and of those above: a card holds no personal data and is used below."""
    above = {prefix[:length] for prefix in scope.prefixes for length in (0, 2, 4, 6, 10) if len(prefix) >= length}
    return CardVersion.objects.filter(scope.filter() | Q(wilayah__in=above) if scope.prefixes else Q(pk__in=[]))


def get_card(scope: Scope, card_id: int) -> CardVersion:
    """One card with its survey. Raises UMUM-403, UMUM-404."""
    scope.require("targeting.view")
    row = _cards(scope).select_related("survey").filter(pk=card_id).first()
    if row is None:
        raise NOT_FOUND()
    return row


def card_in_force(scope: Scope) -> CardVersion | None:
    """The published card of the deepest area around the scope."""
    rows = _cards(scope).filter(state="published").select_related("survey")
    return max(rows, key=lambda row: len(row.wilayah), default=None)


def list_surveys(scope: Scope) -> list[Survey]:
    """Surveys of the area, newest first. Raises UMUM-403."""
    scope.require("targeting.view")
    return list(Survey.objects.within(scope).order_by("-at")[:50])


def get_survey(scope: Scope, survey_id: int) -> Survey:
    """One survey. Raises UMUM-403, UMUM-404."""
    scope.require("targeting.view")
    row = Survey.objects.within(scope).select_related("file").filter(pk=survey_id).first()
    if row is None:
        raise NOT_FOUND()
    return row


def card_lines(card: Card) -> list[CardLine]:
    """The questions as printed, with the words of their answers."""
    return [CardLine(question.name, label_of(question.name), tuple(_worded(question))) for question in card.questions]


def _worded(question: Points) -> list[tuple[str, int]]:
    """Answers by name where the question has named ones, else ranges; answers of equal points stand together."""
    feature = BY_KEY.get(question.name)
    if feature is None or not feature.choices:
        return labels(question)
    found: dict[int, list[str]] = {}
    for value, word in feature.choices:
        found.setdefault(question.of(value), []).append(word)
    rows = [(" / ".join(words), points) for points, words in found.items()]
    return [*rows, ("tidak diketahui", question.missing)]


def answer_word(name: str, answer: float | None) -> str:
    """An answer in words."""
    if answer is None:
        return "tidak diketahui"
    feature = BY_KEY.get(name)
    words = dict(feature.choices) if feature else {}
    return words.get(answer, f"{answer:g}".replace(".", ","))


def current_run(scope: Scope) -> RankRun | None:
    """The newest complete run of the area that contains the scope (or that it contains)."""
    scope.require("targeting.view")
    return run_over(scope)


def run_over(scope: Scope) -> RankRun | None:
    """As `current_run`, for readers who see only a family or a visit."""
    above = {prefix[:length] for prefix in scope.prefixes for length in (0, 2, 4, 6, 10) if len(prefix) >= length}
    rows = RankRun.objects.filter(current=True).select_related("card")
    inside = rows.filter(scope.filter() | Q(wilayah__in=above)) if scope.prefixes else rows.none()
    return inside.order_by("-finished_at").first()


def tenth_counts(scope: Scope, run: RankRun) -> dict[int, int]:
    """Families of the scope per local tenth."""
    rows = FamilyScore.objects.within(scope).filter(run=run).values("tenth").annotate(n=Count("id"))
    found = {row["tenth"]: row["n"] for row in rows}
    return {tenth: found.get(tenth, 0) for tenth in range(1, 11)}


def against_desil(scope: Scope, run: RankRun) -> dict[str, int]:
    """Families of the scope: tenth and desil within one, apart upward or downward, not comparable; all, and with missing answers."""
    rows = FamilyScore.objects.within(scope).filter(run=run)
    return rows.aggregate(
        near=Count("id", filter=Q(apart__gte=-1, apart__lte=1)),
        poorer=Count("id", filter=Q(apart__lte=-2)),
        richer=Count("id", filter=Q(apart__gte=2)),
        incomparable=Count("id", filter=Q(apart__isnull=True)),
        families=Count("id"),
        incomplete=Count("id", filter=Q(unknown__gt=0)),
    )


def count_visits(scope: Scope) -> dict[str, int]:
    """Open visits per kind."""
    rows = VisitTask.objects.within(scope).filter(is_open=True).values("kind").annotate(n=Count("id"))
    return {row["kind"]: row["n"] for row in rows}


def list_visits(
    scope: Scope, *, kind: str = "", closed: bool = False, poorer: bool = False, after: int = 0
) -> list[VisitLine]:
    """Visits of the scope, most urgent first; one more than a page when there are more. Raises UMUM-403."""
    scope.require("registry.family.view")
    rows = VisitTask.objects.within(scope).filter(is_open=not closed).select_related("family")
    if kind:
        rows = rows.filter(kind=kind)
    if poorer:
        rows = rows.filter(urgency__gte=10)
    ordered = rows.order_by("-urgency", "wilayah", "id")[after : after + PAGE + 1]
    return _visit_lines(scope, list(ordered))


def get_visit(scope: Scope, task_id: int) -> VisitLine:
    """One visit. Raises UMUM-403, UMUM-404."""
    scope.require("registry.family.view")
    rows = list(VisitTask.objects.within(scope).filter(pk=task_id).select_related("family"))
    if not rows:
        raise NOT_FOUND()
    return _visit_lines(scope, rows)[0]


def _visit_lines(scope: Scope, rows: Sequence[VisitTask]) -> list[VisitLine]:
    names = resolve(scope, {row.wilayah for row in rows})
    return [
        VisitLine(
            row.pk, row.family_id, row.family.head_name, names[row.wilayah].path, row.reason, row.kind, row.is_open,
            row.result, row.opened_at, row.note, row.wilayah,
        )
        for row in rows
    ]  # fmt: skip


def family_rank(scope: Scope, family_id: int, *, at: datetime) -> FamilyRank | None:
    """The score of a family added up from its present answers; None before the first run.

    `total` differs from the kept score when answers changed since the run. Raises UMUM-403, UMUM-404.
    """
    from pilar.core.bulk.engine import analysis
    from pilar.decision.targeting.rank_data import load_answers
    from pilar.foundation.accounts.queries import today

    scope.require("registry.family.view")
    run = run_over(scope)
    if run is None:
        return None
    score = FamilyScore.objects.within(scope).filter(run=run, family=family_id).select_related("family").first()
    if score is None:
        raise NOT_FOUND()
    card = card_of(run.card.card, f"kartu {run.card.number}")
    with analysis(threads=1) as engine:
        load_answers(engine, scope, score.wilayah, day=today(at), at=at, family=family_id)
        found = engine.execute("SELECT * FROM answers")
        names = [column[0] for column in found.description]
        row = found.fetchone()
    answers: dict[str, float | None] = dict(zip(names, row, strict=True)) if row else {}
    return FamilyRank(
        score, run.card, tuple(_added_up(card, score.wilayah, answers)), _total(card, score.wilayah, answers)
    )


def _path(wilayah: str) -> list[str]:
    return [wilayah[:4], f"{wilayah[:4]}/{wilayah[:6]}"]


def _total(card: Card, wilayah: str, answers: Mapping[str, float | None]) -> int:
    return card.score(_path(wilayah), answers)


def _added_up(card: Card, wilayah: str, answers: Mapping[str, float | None]) -> list[tuple[str, str, int]]:
    rows = [("Poin dasar", "", card.base), ("Wilayah", wilayah[:6], card.area_points(_path(wilayah)))]
    for question in card.questions:
        answer = answers.get(question.name)
        rows.append((label_of(question.name), answer_word(question.name, answer), question.of(answer)))
    rows += [
        (f"Koreksi: {item.name}", "berlaku", item.points)
        for item in card.corrections
        if item.holds(answers.get(item.question))
    ]
    return rows


def blend_setting(area: str, day: date) -> tuple[int, int]:
    """(weight, cap) in hundredths: the deepest area that contains it, there the newest up to the day."""
    rows = [row for row in BlendSetting.objects.filter(valid_from__lte=day) if area.startswith(row.wilayah)]
    found = max(rows, key=lambda row: (len(row.wilayah), row.valid_from, row.pk), default=None)
    return (found.weight_hundredths, found.cap_hundredths) if found else (DEFAULT_WEIGHT, DEFAULT_CAP)


def list_settings(scope: Scope) -> list[BlendSetting]:
    """Weights and caps of the scope, newest first."""
    scope.require("targeting.view")
    return list(BlendSetting.objects.within(scope).order_by("-valid_from")[:20])


def meeting_lines(scope: Scope, village: str, day: date, *, most: int = 60) -> list[MeetingLine]:
    """The families with the lowest scores of a kelurahan, by score, by the meeting of that day, and blended.

    Raises UMUM-404 (no kelurahan of the scope).
    """
    if len(village) != 10 or not scope.covers(village):
        raise NOT_FOUND()
    order = MeetingOrder.objects.within(scope).filter(wilayah=village, day=day).select_related("run").first()
    run = order.run if order else run_over(scope)
    if run is None:
        return []
    inside = scope.narrowed(village)
    said = {row.family_id: row for row in order.places.all()} if order else {}
    rows = list(
        FamilyScore.objects.within(inside).filter(run=run).select_related("family").order_by("score", "family_id")
    )
    shown = [row for place, row in enumerate(rows) if place < most or row.family_id in said]
    return _blended(shown, said, *blend_setting(village, day))


def _blended(rows: Sequence[FamilyScore], said: Mapping[int, Any], weight: int, cap: int) -> list[MeetingLine]:
    import numpy as np

    from pilar.decision.targeting.rank.blend import blend

    if not rows:
        return []
    meeting = np.array([float(said[row.family_id].place) if row.family_id in said else np.nan for row in rows])
    reasoned = np.array([bool(said[row.family_id].reason) if row.family_id in said else False for row in rows])
    score = np.array([float(row.score) for row in rows])
    result = blend(
        score, meeting, np.zeros(len(rows), dtype=np.int64), weight=weight / 100, cap=cap / 100, reasoned=reasoned
    )
    places = {int(row): place for place, row in enumerate(np.lexsort((score, result.order)), start=1)}
    return sorted(
        (
            MeetingLine(
                row.family_id, row.family.head_name, row.score, row.tenth, row.low, row.high, number + 1,
                said[row.family_id].place if row.family_id in said else None, places[number],
                bool(result.needs_reason[number]), said[row.family_id].reason if row.family_id in said else "",
            )
            for number, row in enumerate(rows)
        ),
        key=lambda line: line.blended,
    )  # fmt: skip
