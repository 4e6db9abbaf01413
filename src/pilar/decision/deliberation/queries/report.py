"""What the sessions of a period changed, by kelurahan and in all. Small counts are hidden where the public reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q

from pilar.core.scope import Scope
from pilar.decision.deliberation.area_settings import setting_of
from pilar.decision.deliberation.lists import DECISIONS, ELEMENTS
from pilar.decision.deliberation.models import Attendee, Objection, Session, SessionItem
from pilar.decision.deliberation.rules import month_of
from pilar.decision.screening.lists import REASONS_BY_CODE
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah.queries import resolve, tile_map
from pilar.foundation.wilayah.rules import Level

NEEDY, BETTER_OFF = 3, 6
"""Desil of BPS up to which a family counts as listed poor, and from which as listed better off, in "against the rank"."""


@dataclass(frozen=True, slots=True)
class VillageReport:
    """One kelurahan: whether it held a session, and what came of it. `days`: mean days from proposal to decision."""

    code: str
    name: str
    held: bool
    discussed: int
    by_decision: dict[str, int]
    against_rank: int
    objections: int
    days: float | None
    present: int
    women: int


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """All kelurahan of an area in a period, with sums. Counts of None are hidden because they are small."""

    period: str
    villages: list[VillageReport]
    decisions: list[tuple[str, int | None]]
    reasons: list[tuple[str, int | None]]
    elements: list[tuple[str, int | None, int | None]]
    against_rank: int | None
    objections: int | None
    upheld: int | None
    sanggah: int | None
    without: list[str] = field(default_factory=list)

    @property
    def discussed(self) -> int:
        return sum(one.discussed for one in self.villages)


def report_of(scope: Scope, area: str, period: str, at: datetime, *, public: bool = False) -> PeriodReport:
    """The report of a period in an area. Needs reports.view unless `public`. ValueError for a period that is none."""
    if not public:
        scope.require("reports.view")
    month_of(period)
    part = scope.narrowed(area)
    sessions = list(Session.objects.within(part).filter(period=period, state="ditutup"))
    ids = [one.pk for one in sessions]
    villages = _villages(scope, part, area, sessions)
    least = setting_of(area[:10], "hidden_below", today(at)) if public else 0

    def shown(count: int) -> int | None:
        return None if 0 < count < least else count

    sanggah = Objection.objects.within(part).filter(
        received_at__gte=min((s.closed_at for s in sessions if s.closed_at), default=at)
    )
    return PeriodReport(
        period=period,
        villages=villages,
        decisions=[(one.name, shown(sum(v.by_decision.get(one.code, 0) for v in villages))) for one in DECISIONS],
        reasons=[(name, shown(count)) for name, count in _reasons(ids)],
        elements=[(name, shown(men), shown(women)) for name, men, women in _elements(ids)],
        against_rank=shown(sum(v.against_rank for v in villages)),
        objections=shown(sum(v.objections for v in villages)),
        upheld=shown(sanggah.filter(state="dikabulkan").count()),
        sanggah=shown(sanggah.count()),
        without=[v.name for v in villages if not v.held],
    )  # fmt: skip


def _villages(scope: Scope, part: Scope, area: str, sessions: list[Session]) -> list[VillageReport]:
    held = {one.wilayah: one for one in sessions}
    codes = sorted({*held, *_village_codes(part, area)})
    names = resolve(scope, codes)
    ids = [one.pk for one in sessions]
    counts = _item_counts(ids)
    present = _present(ids)
    made = []
    for code in codes:
        session = held.get(code)
        number = session.pk if session is not None else 0
        facts = counts.get(number, _Counts())
        people, women = present.get(number, (0, 0))
        made.append(
            VillageReport(
                code, names[code].title if code in names else code, session is not None, facts.items, facts.by_decision, facts.against,
                facts.objections, facts.days, people, women,
            )
        )  # fmt: skip
    return made


def _village_codes(part: Scope, area: str) -> list[str]:
    """Codes of all kelurahan of a kab/kota or kecamatan inside the scope; wider areas name only those that met."""
    if len(area) >= Level.DESA:
        return [area[: Level.DESA]]
    return [one.code for one in tile_map(part, area)] if len(area) >= Level.KABKOTA else []


@dataclass(slots=True)
class _Counts:
    items: int = 0
    by_decision: dict[str, int] = field(default_factory=dict)
    against: int = 0
    objections: int = 0
    days: float | None = None


def _item_counts(ids: list[int]) -> dict[int, _Counts]:
    against = Q(decision="layak", family__desil__gte=BETTER_OFF) & ~Q(origin="penghentian") | Q(
        decision="tidak_layak", family__desil__lte=NEEDY
    )
    rows = (
        SessionItem.objects.filter(session__in=ids)
        .values("session", "decision")
        .annotate(size=Count("id"), against=Count("id", filter=against), voiced=Count("id", filter=Q(objections__gt=0)))
        .order_by("session", "decision")
    )
    found: dict[int, _Counts] = {}
    for row in rows:
        one = found.setdefault(row["session"], _Counts())
        one.items += row["size"]
        one.by_decision[row["decision"]] = row["size"]
        one.against += row["against"]
        one.objections += row["voiced"]
    waited = ExpressionWrapper(F("session__closed_at") - F("usul__created_at"), output_field=DurationField())
    means = (
        SessionItem.objects.filter(session__in=ids, usul__isnull=False)
        .values_list("session")
        .annotate(mean=Avg(waited))
    )
    for number, mean in means.order_by("session"):
        if isinstance(mean, timedelta):
            found.setdefault(number, _Counts()).days = round(mean.total_seconds() / 86_400, 1)
    return found


def _present(ids: list[int]) -> dict[int, tuple[int, int]]:
    rows = Attendee.objects.filter(session__in=ids, present_at__isnull=False).values("session")
    counted = rows.annotate(people=Count("id"), women=Count("id", filter=Q(sex=2))).order_by("session")
    return {row["session"]: (row["people"], row["women"]) for row in counted}


def _reasons(ids: list[int]) -> list[tuple[str, int]]:
    rows = SessionItem.objects.filter(session__in=ids).exclude(reason_code="").values_list("reason_code")
    return [
        (REASONS_BY_CODE[code].name, int(size))
        for code, size in rows.annotate(size=Count("id")).order_by("-size", "reason_code")
    ]


def _elements(ids: list[int]) -> list[tuple[str, int, int]]:
    rows = Attendee.objects.filter(session__in=ids, present_at__isnull=False).values("element")
    counted = rows.annotate(all=Count("id"), women=Count("id", filter=Q(sex=2))).order_by("element")
    counts = {row["element"]: (row["all"], row["women"]) for row in counted}
    return [(one.name, *counts[one.code]) for one in ELEMENTS if one.code in counts]
