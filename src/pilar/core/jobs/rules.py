"""States, limits, due times, estimates: the decisions about jobs that need no database."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from enum import StrEnum
from typing import Any

from pilar.core.clock import WIB, WIT, WITA

LEASE = timedelta(seconds=30)
"""How long a claim holds without a sign of life. Renewed every sixth of it, so that a renewal may wait the 20 s
that SQLite lets a writer wait and still come in time."""

MAX_ATTEMPTS = 3
MAX_INTERRUPTIONS = 20
"""Times in a row that a worker may vanish (killed, power cut) without one committed step before the job counts as
the cause. Vanishing is no fault of the job, so it does not use up attempts; progress sets the count back to 0."""

RETRY_DELAYS = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=5))

_IDENTIFIER = re.compile(r"(?<!\d)\d{16}(?!\d)")

# Zones by province code (Keputusan Presiden 41/1987; the provinces made later kept the zone of their mother).
_WITA = frozenset({"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"})
_WIT = frozenset({"81", "82", "91", "92", "93", "94", "95", "96", "97"})


class State(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (State.WAITING, State.RUNNING)
CLOSED = (State.DONE, State.FAILED, State.CANCELLED)


class PersonalDataRefused(ValueError):
    """A value meant for the jobs table holds 16 digits in a row, the shape of a NIK or KK."""


def refuse_identifiers(what: str, value: Any) -> None:
    """Raises PersonalDataRefused when a text, number or key inside `value` (JSON) has exactly 16 digits in a row."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    if _IDENTIFIER.search(text):
        raise PersonalDataRefused(
            f"{what} of a job holds 16 digits in a row, the shape of a NIK or KK: give the id of the row instead"
        )


def hide_identifiers(text: str) -> str:
    """The same text with every 16-digit number replaced by words."""
    return _IDENTIFIER.sub("[16 angka]", text)


def retry_delay(failures: int) -> timedelta:
    """Pause before the next attempt after `failures` (1, 2, …) failed ones."""
    return RETRY_DELAYS[min(failures, len(RETRY_DELAYS)) - 1]


def estimated_end(
    *, done: int, total: int | None, claimed_done: int, claimed_at: datetime | None, at: datetime
) -> datetime | None:
    """When the work ends at the mean speed since its present worker took it; None while that cannot be told."""
    if total is None or claimed_at is None or done <= claimed_done or done > total:
        return None
    elapsed = (at - claimed_at).total_seconds()
    if elapsed <= 0:
        return None
    return at + timedelta(seconds=(total - done) * elapsed / (done - claimed_done))


@dataclass(frozen=True, slots=True)
class Daily:
    """Once a day at this office time."""

    at: time


@dataclass(frozen=True, slots=True)
class Hourly:
    """Once an hour at this minute (0 to 59)."""

    minute: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.minute <= 59:
            raise ValueError("minute must be 0 to 59")


def latest_due(rule: Daily | Hourly, at: datetime, zone: timezone) -> datetime:
    """The last due time that is not after `at`, in the zone of the office."""
    local = at.astimezone(zone)
    if isinstance(rule, Hourly):
        due = local.replace(minute=rule.minute, second=0, microsecond=0)
        return due if due <= local else due - timedelta(hours=1)
    due = datetime.combine(local.date(), rule.at, zone)
    return due if due <= local else due - timedelta(days=1)


def office_zone(code: str) -> timezone:
    """Time zone of an area code; WIB when the code is empty."""
    province = code[:2]
    if province in _WITA:
        return WITA
    return WIT if province in _WIT else WIB
