"""Reads of announcements and objections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.decision.deliberation.models import Announcement, Objection, ObjectionVoice
from pilar.decision.proposals.places import rt_rw
from pilar.decision.proposals.queries import PROGRAMME_WORDS
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah.queries import get_area, resolve

PAGE = 50


@dataclass(frozen=True, slots=True)
class PublicRow:
    """One announced family: nothing but name, RT/RW and programme."""

    name: str
    rt_rw: str
    programme: str


@dataclass(frozen=True, slots=True)
class PublicList:
    """What the public sees. `open`: the days have begun and not passed; outside them `rows` is empty."""

    place: str
    village: str
    period: str
    from_date: date
    to_date: date
    open: bool
    rows: tuple[PublicRow, ...]


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """One objection in the queue."""

    row: Objection
    place: str
    overdue: bool
    voices: int


def public_list(code: str, at: datetime) -> PublicList | None:
    """The announced list behind a public code; None for a code that was never given."""
    row = Announcement.objects.select_related("session").filter(public_code=code).first()
    return None if row is None else list_of(row, at)


def list_of(row: Announcement, at: datetime, *, always: bool = False) -> PublicList:
    """The list of an announcement; rows only within its days (`always`: for the poster)."""
    day = today(at)
    opened = row.from_date <= day <= row.to_date
    rows: tuple[PublicRow, ...] = ()
    if opened or always:
        items = row.session.items.filter(decision="layak", usul__isnull=False).exclude(origin="penghentian")
        rows = tuple(
            PublicRow(one.name, rt_rw(one.wilayah), PROGRAMME_WORDS.get(one.usul.programme, "Data sosial (DTSEN)"))
            for one in items.select_related("usul").order_by("wilayah", "name")
            if one.usul is not None
        )
    area = get_area(Scope((row.wilayah,), frozenset({"*"})), row.wilayah)
    return PublicList(
        area.path, f"{area.word} {area.name}", row.session.period, row.from_date, row.to_date, opened, rows
    )


def announcement_of(session_id: int) -> Announcement | None:
    """The announcement of a session."""
    return Announcement.objects.filter(session_id=session_id).first()


def list_objections(
    scope: Scope, at: datetime, *, state: str = "terbuka", after: int = 0, size: int = PAGE
) -> list[ObjectionLine]:
    """Objections inside the scope, the most urgent first for open ones. Needs complaints.receive or complaints.decide."""
    _may(scope)
    rows: Any = Objection.objects.within(scope)
    rows = (
        rows.filter(state__in=("diterima", "kunjungan"))
        if state == "terbuka"
        else rows.filter(decided_at__isnull=False)
    )
    rows = rows.order_by("due_date", "pk") if state == "terbuka" else rows.order_by("-pk")
    found = list(rows[after : after + size + 1])
    names = resolve(scope, {row.wilayah[:10] for row in found})
    voices: dict[int, int] = {}
    for pk in ObjectionVoice.objects.filter(objection__in=found).values_list("objection_id", flat=True):
        voices[pk] = voices.get(pk, 0) + 1
    day = today(at)
    return [
        ObjectionLine(row, names[row.wilayah[:10]].title, row.decided_at is None and row.due_date < day, voices.get(row.pk, 0))
        for row in found
    ]  # fmt: skip


def count_open(scope: Scope, day: date) -> tuple[int, int]:
    """Open objections, and how many of them are past their day."""
    _may(scope)
    rows = Objection.objects.within(scope).filter(state__in=("diterima", "kunjungan"))
    return rows.count(), rows.filter(due_date__lt=day).count()


def get_objection(scope: Scope, objection_id: int) -> Objection:
    """One objection with its voices. Raises UMUM-404."""
    _may(scope)
    rows = Objection.objects.within(scope).select_related("usul", "evidence").prefetch_related("voices")
    row = rows.filter(pk=objection_id).first()
    if row is None:
        raise NOT_FOUND()
    return row


def _may(scope: Scope) -> None:
    if not scope.can("complaints.decide"):
        scope.require("complaints.receive")
