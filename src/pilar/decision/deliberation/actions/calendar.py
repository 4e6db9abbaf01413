"""Setting the calendar and the settings of an area: a row with a date and its basis, never an edit."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.problems import NOT_ALLOWED
from pilar.core.scope import Actor
from pilar.decision.deliberation import problems
from pilar.decision.deliberation.area_settings import SETTINGS_BY_KEY
from pilar.decision.deliberation.lists import WINDOWS_BY_CODE
from pilar.decision.deliberation.models import AreaSetting, CalendarWindow


def _require(by: Actor, area: str, basis: str) -> None:
    by.scope.require("deliberation.calendar")
    if not by.scope.covers(area):
        raise NOT_ALLOWED()
    if not basis.strip():
        raise problems.REASON_NEEDED(decision="mengubah jadwal atau pengaturan")


@transaction.atomic
def set_window(
    *, area: str, act: str, first_day: int | None, last_day: int | None, valid_from: date, basis: str, by: Actor, at: datetime
) -> int:  # fmt: skip
    """From a month on, an act is open between two days of the month (both None: closed).

    Raises UMUM-403, SIDANG-006, -007 (no basis), -014.
    """
    _require(by, area, basis)
    if act not in WINDOWS_BY_CODE:
        raise problems.UNKNOWN_CODE(code=act)
    name = WINDOWS_BY_CODE[act].name_id
    if (first_day is None) != (last_day is None) or (
        first_day is not None and last_day is not None and not 1 <= first_day <= last_day <= 31
    ):
        raise problems.BAD_SETTING(value=f"{first_day}–{last_day}", name=name)
    row = CalendarWindow(
        wilayah=area, act=act, first_day=first_day, last_day=last_day, valid_from=valid_from.replace(day=1),
        basis=basis.strip()[:200], set_at=at, set_by=by.username,
    )  # fmt: skip
    row.save(force_insert=True)
    after = {"act": act, "first": first_day, "last": last_day, "from": row.valid_from.isoformat()}
    audit.record(
        "deliberation.calendar.set",
        by=by,
        at=at,
        wilayah=area,
        subject=("calendar", row.pk),
        after=after,
        reason=row.basis,
    )
    return int(row.pk)


@transaction.atomic
def set_setting(*, area: str, key: str, value: Any, valid_from: date, basis: str, by: Actor, at: datetime) -> int:
    """From a day on, a setting of an area. Raises UMUM-403, SIDANG-006, -007 (no basis), -014."""
    _require(by, area, basis)
    if key not in SETTINGS_BY_KEY:
        raise problems.UNKNOWN_CODE(code=key)
    declared = SETTINGS_BY_KEY[key]
    if not declared.valid(value):
        raise problems.BAD_SETTING(value=str(value)[:60], name=declared.name_id)
    row = AreaSetting(
        wilayah=area,
        key=key,
        value=value,
        valid_from=valid_from,
        basis=basis.strip()[:200],
        set_at=at,
        set_by=by.username,
    )
    row.save(force_insert=True)
    after = {"key": key, "value": value, "from": valid_from.isoformat()}
    audit.record(
        "deliberation.setting.set",
        by=by,
        at=at,
        wilayah=area,
        subject=("setting", row.pk),
        after=after,
        reason=row.basis,
    )
    return int(row.pk)
