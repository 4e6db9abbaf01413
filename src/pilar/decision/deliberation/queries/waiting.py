"""What of the musyawarah waits for somebody: counts for a person's home, each from one or two queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min, Q
from django.db.models.functions import Substr

from pilar.core.scope import Scope
from pilar.decision.deliberation.actions.papers import AFTER_SESSION
from pilar.decision.deliberation.area_settings import settings_of
from pilar.decision.deliberation.models import CalendarWindow, SentUsul, Session
from pilar.decision.deliberation.queries.calendar import DEFAULT_DAYS
from pilar.decision.deliberation.queries.verification import TO_VERIFY
from pilar.decision.deliberation.rules import window_days
from pilar.decision.proposals.models import Usul
from pilar.foundation.accounts.queries import today

BEFORE_SESSION = ("praverifikasi", "dijadwalkan_musyawarah")
SIGNED_KINDS = ("berita_acara", "sptjm")


@dataclass(frozen=True, slots=True)
class ToHold:
    """Kelurahan whose usulan wait for this month's session, and the first of their last days (None: their month is closed)."""

    villages: int
    usulan: int
    last_day: date | None


@dataclass(frozen=True, slots=True)
class AfterClose:
    """Closed sessions that still lack a paper, and those whose signed paper has not been scanned."""

    without_papers: int
    without_scan: int


def sessions_to_hold(scope: Scope, at: datetime) -> ToHold:
    """Kelurahan with usulan before the session and no session closed this month. Needs deliberation.view."""
    scope.require("deliberation.view")
    month = today(at).replace(day=1)
    held = set(
        Session.objects.within(scope).filter(period=f"{month:%Y-%m}", state="ditutup").values_list("wilayah", flat=True)
    )
    waiting = (
        Usul.objects.within(scope)
        .filter(state__in=BEFORE_SESSION)
        .annotate(village=Substr("wilayah", 1, 10))
        .values_list("village")
        .annotate(size=Count("id"))
        .order_by("village")
    )
    counts = {str(village): int(size) for village, size in waiting if village not in held}
    days = [day for day in last_days(counts, "musyawarah", month).values() if day is not None]
    return ToHold(len(counts), sum(counts.values()), min(days) if days else None)


def open_sessions(scope: Scope) -> list[tuple[int, str, datetime]]:
    """Sessions planned or under way, (id, state, start), the earliest first. Needs deliberation.view."""
    scope.require("deliberation.view")
    rows = Session.objects.within(scope).filter(state__in=("direncanakan", "berlangsung"), form="musyawarah")
    return [
        (int(pk), str(state), start)
        for pk, state, start in rows.order_by("starts_at", "pk").values_list("pk", "state", "starts_at")
    ]


def last_days(villages: Collection[str], act: str, month: date) -> dict[str, date | None]:
    """The last open day of an act in a month by kelurahan, from one query; None where it is closed."""
    rows = list(CalendarWindow.objects.filter(act=act, valid_from__lte=month).order_by("valid_from", "pk"))
    rows.sort(key=lambda row: len(row.wilayah))  # stable: of the deepest area, there of the latest date, comes last
    made: dict[str, date | None] = {}
    for village in villages:
        found = next((row for row in reversed(rows) if village.startswith(row.wilayah)), None)
        days = window_days(month, *((found.first_day, found.last_day) if found else DEFAULT_DAYS[act]))
        made[village] = days[1] if days else None
    return made


def after_close(scope: Scope) -> AfterClose:
    """What closed sessions still lack. Needs deliberation.view."""
    scope.require("deliberation.view")
    rows = (
        Session.objects.within(scope)
        .filter(state="ditutup")
        .annotate(
            issued=Count("papers", distinct=True),
            scanned=Count("papers", filter=Q(papers__kind__in=SIGNED_KINDS, papers__scan__isnull=False), distinct=True),
        )
        .values_list("form", "issued", "scanned")
    )
    lacking = unscanned = 0
    for form, issued, scanned in rows:
        if issued < len(AFTER_SESSION[form]):
            lacking += 1
        elif not scanned:
            unscanned += 1
    return AfterClose(lacking, unscanned)


def late_on_desk(scope: Scope, at: datetime) -> int:
    """Usulan that wait for verification longer than the desk may take (clock_days of the area). Needs proposals.view."""
    scope.require("proposals.view")
    allowed = settings_of(next(iter(scope.prefixes), "")[:4], today(at))["clock_days"]
    rows = Usul.objects.within(scope).filter(state__in=TO_VERIFY, state_since__lt=at - timedelta(days=allowed))
    return rows.count()


def unanswered(scope: Scope, at: datetime) -> tuple[int, int]:
    """Sent usulan without an answer, and for how many days the oldest has waited. Needs proposals.send."""
    scope.require("proposals.send")
    found = (
        SentUsul.objects.within(scope)
        .filter(answered_at__isnull=True)
        .aggregate(size=Count("pk"), oldest=Min("sending__sent_at"))
    )
    return int(found["size"]), (at - found["oldest"]).days if found["oldest"] else 0
