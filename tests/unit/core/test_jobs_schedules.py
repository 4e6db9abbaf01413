"""Recurring work: one job for each due time."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace

import pytest

from pilar.core.jobs import schedules, worker
from pilar.core.jobs.models import Job, Tick
from pilar.core.jobs.rules import Daily, Hourly
from pilar.core.jobs.run import Run
from pilar.core.jobs.tasks import job

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 11, 24, tzinfo=UTC)


@job(title="Pemeriksaan malam")
def nightly(run: Run) -> str:
    return run.actor.channel


@job(title="Tiap jam")
def hourly(run: Run) -> None:
    """Nothing to do: only its being asked for counts here."""


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(schedules, "SCHEDULES", {})
    monkeypatch.setattr(schedules, "config", lambda: SimpleNamespace(office="7371"))  # Makassar: WITA
    schedules.schedule("malam", nightly, Daily(time(2)))
    yield


def names() -> list[str]:
    return [name.rsplit(".", 1)[1] for name in Job.objects.order_by("id").values_list("name", flat=True)]


def test_a_new_schedule_starts_with_its_next_due_time() -> None:
    assert schedules.make_due(DAY) == []
    assert schedules.make_due(DAY + timedelta(hours=17, minutes=59)) == []
    made = schedules.make_due(DAY + timedelta(hours=18))  # 02.00 WITA
    assert len(made) == 1
    row = Job.objects.get()
    assert (row.pk, row.wilayah, row.requested_by) == (made[0], "7371", "sistem")
    assert Tick.objects.latest("due_at").job_id == row.pk


def test_many_looks_make_one_job() -> None:
    schedules.make_due(DAY)
    for _ in range(5):
        schedules.make_due(DAY + timedelta(hours=20))
    assert names() == ["nightly"]
    worker.run_pending()
    schedules.make_due(DAY + timedelta(hours=21))
    assert names() == ["nightly"]


def test_days_off_are_made_up_for_once() -> None:
    schedules.make_due(DAY)
    schedules.make_due(DAY + timedelta(days=5))
    assert names() == ["nightly"]


def test_an_open_job_is_not_asked_for_again() -> None:
    schedules.schedule("jam", hourly, Hourly(30))
    schedules.make_due(DAY)
    for hours in range(1, 4):
        schedules.make_due(DAY + timedelta(hours=hours))
    assert names() == ["hourly"]
    assert Tick.objects.filter(schedule="jam", job__isnull=False).count() == 3


def test_a_worker_with_a_late_clock_makes_nothing() -> None:
    schedules.make_due(DAY)
    schedules.make_due(DAY + timedelta(days=2))
    Job.objects.update(state="done", finished_at=DAY)
    assert schedules.make_due(DAY + timedelta(days=1)) == []


def test_old_ticks_go() -> None:
    for day in range(30):
        schedules.make_due(DAY + timedelta(days=day))
    assert Tick.objects.count() <= 9


def test_a_name_stands_for_one_schedule() -> None:
    assert schedules.schedule("malam", nightly, Daily(time(2))).name == "malam"
    with pytest.raises(ValueError, match="declared twice"):
        schedules.schedule("malam", nightly, Daily(time(3)))
