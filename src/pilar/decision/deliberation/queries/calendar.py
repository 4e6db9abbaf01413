"""Which days an act is open in an area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pilar.core.scope import Scope
from pilar.decision.deliberation.lists import WINDOWS
from pilar.decision.deliberation.models import CalendarWindow
from pilar.decision.deliberation.rules import window_days

DEFAULT_DAYS: dict[str, tuple[int, int]] = {
    "usulan": (1, 11),
    "musyawarah": (1, 14),
    "input": (1, 16),
    "verifikasi": (15, 16),
    "batas": (17, 17),
    "tarik_data": (18, 18),
    "pengumuman": (20, 27),
    "rekap": (20, 25),
}
"""The officer's month [inf, domain notes 11], where an area has set nothing."""


@dataclass(frozen=True, slots=True)
class OpenDays:
    """Days of one act in one period; `first` is None when the act is closed. `basis` is "" for the default."""

    act: str
    name: str
    first: date | None
    last: date | None
    basis: str
    from_area: str

    def holds(self, day: date) -> bool:
        return self.first is not None and self.last is not None and self.first <= day <= self.last


def windows_of(area: str, month: date) -> dict[str, OpenDays]:
    """The calendar of an area in the month of `month`: each act by the deepest area and latest date."""
    month = month.replace(day=1)
    places = [area[:length] for length in (0, 2, 4, 6, 10) if length <= len(area)]
    rows = CalendarWindow.objects.filter(wilayah__in=places, valid_from__lte=month)
    best: dict[str, CalendarWindow] = {}
    for row in sorted(rows, key=lambda one: (len(one.wilayah), one.valid_from, one.pk)):
        best[row.act] = row
    return {one.code: _days(one.code, one.name, best.get(one.code), month) for one in WINDOWS}


def _days(act: str, name: str, row: CalendarWindow | None, month: date) -> OpenDays:
    first, last = (row.first_day, row.last_day) if row else DEFAULT_DAYS[act]
    days = window_days(month, first, last)
    basis, place = (row.basis, row.wilayah) if row else ("", "")
    return OpenDays(act, name, days[0] if days else None, days[1] if days else None, basis, place)


def history(scope: Scope, area: str) -> list[CalendarWindow]:
    """Rows that were ever set for exactly this area, newest first. Needs wilayah.view."""
    scope.require("wilayah.view")
    return (
        list(CalendarWindow.objects.filter(wilayah=area).order_by("-valid_from", "-id")) if scope.covers(area) else []
    )
