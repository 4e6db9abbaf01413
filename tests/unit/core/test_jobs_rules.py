"""Decisions about jobs that need no database."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilar.core.clock import WIB, WIT, WITA
from pilar.core.ids import new_id
from pilar.core.jobs.rules import (
    Daily,
    Hourly,
    PersonalDataRefused,
    estimated_end,
    hide_identifiers,
    latest_due,
    office_zone,
    refuse_identifiers,
    retry_delay,
)

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "1872014502900003",
        1872014502900003,
        {"args": [], "kwargs": {"nik": "1872014502900003"}},
        {"1872014502900003": True},
        [["a", {"b": ["NIK 1872014502900003."]}]],
    ],
)
def test_identifiers_are_refused_wherever_they_hide(value: Any) -> None:
    with pytest.raises(PersonalDataRefused, match="16 digits"):
        refuse_identifiers("an argument", value)


@given(st.integers(0, 10**15 - 1) | st.integers(10**16, 2**63 - 1))
def test_other_lengths_pass(number: int) -> None:
    refuse_identifiers("an argument", {"args": [number]})


def test_ids_of_rows_are_no_identifiers() -> None:
    refuse_identifiers("an argument", [new_id() for _ in range(1000)])


@given(st.text(), st.from_regex(r"\A[0-9]{16}\Z"))
def test_hidden_text_passes_the_check(around: str, number: str) -> None:
    hidden = hide_identifiers(f"{around} {number} {around}")
    refuse_identifiers("a message", hidden)
    assert number not in hidden.split()


def test_retry_delays_grow_and_stay() -> None:
    assert [retry_delay(n).total_seconds() for n in (1, 2, 3, 9)] == [5, 30, 300, 300]


def test_estimate_follows_the_speed_since_the_claim() -> None:
    end = estimated_end(done=300, total=900, claimed_done=100, claimed_at=AT, at=AT + timedelta(seconds=20))
    assert end == AT + timedelta(seconds=20 + 60)


@pytest.mark.parametrize(
    "facts",
    [
        {"done": 5, "total": None, "claimed_done": 0, "claimed_at": AT},
        {"done": 5, "total": 10, "claimed_done": 5, "claimed_at": AT},
        {"done": 5, "total": 10, "claimed_done": 0, "claimed_at": None},
        {"done": 11, "total": 10, "claimed_done": 0, "claimed_at": AT},
        {"done": 5, "total": 10, "claimed_done": 0, "claimed_at": AT + timedelta(seconds=9)},
    ],
)
def test_no_estimate_without_ground(facts: dict[str, Any]) -> None:
    assert estimated_end(**facts, at=AT + timedelta(seconds=9)) is None


def test_daily_is_due_at_office_time() -> None:
    rule = Daily(time(2))
    assert latest_due(rule, datetime(2026, 11, 24, 2, 0, tzinfo=WIB), WIB) == datetime(2026, 11, 24, 2, 0, tzinfo=WIB)
    assert latest_due(rule, datetime(2026, 11, 24, 1, 59, tzinfo=WIB), WIB) == datetime(2026, 11, 23, 2, 0, tzinfo=WIB)
    assert latest_due(rule, datetime(2026, 11, 23, 17, 30, tzinfo=UTC), WIT) == datetime(2026, 11, 24, 2, 0, tzinfo=WIT)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)), st.integers(0, 59), st.sampled_from([WIB, WITA, WIT]))
def test_due_times_are_not_in_the_future_nor_older_than_a_period(moment: datetime, minute: int, zone: Any) -> None:
    at = moment.replace(tzinfo=UTC)
    hourly = latest_due(Hourly(minute), at, zone)
    daily = latest_due(Daily(time(2, minute)), at, zone)
    assert timedelta(0) <= at - hourly < timedelta(hours=1)
    assert timedelta(0) <= at - daily < timedelta(days=1)
    assert hourly.astimezone(zone).minute == minute
    assert daily.astimezone(zone).time() == time(2, minute)


def test_minute_must_exist() -> None:
    with pytest.raises(ValueError, match="0 to 59"):
        Hourly(60)


@pytest.mark.parametrize(
    ("code", "zone"),
    [("", WIB), ("1872", WIB), ("61", WIB), ("63", WITA), ("5171", WITA), ("7371", WITA), ("8171", WIT), ("94", WIT)],
)
def test_zone_of_office(code: str, zone: Any) -> None:
    assert office_zone(code) is zone
