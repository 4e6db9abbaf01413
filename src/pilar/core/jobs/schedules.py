"""Recurring work, declared in code: `schedule("cadangan-malam", backup, Daily(time(2)))` in a context's jobs.py."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.module_loading import autodiscover_modules
from django_tasks.base import Task

from pilar.config import config
from pilar.core.jobs.actions import request
from pilar.core.jobs.models import Tick
from pilar.core.jobs.rules import Daily, Hourly, latest_due, office_zone
from pilar.core.scope import Actor

TICKS_KEPT = timedelta(days=7)
SCHEDULES: dict[str, "Schedule"] = {}


@dataclass(frozen=True, slots=True)
class Schedule:
    """A task without arguments and when it is due, in the time zone of the office."""

    name: str
    task: "Task[[], Any]"
    rule: Daily | Hourly


def schedule(name: str, task: "Task[[], Any]", rule: Daily | Hourly) -> Schedule:
    """Declare recurring work. Raises ValueError when the name stands for something else already."""
    declared = Schedule(name, task, rule)
    if SCHEDULES.setdefault(name, declared) != declared:
        raise ValueError(f"schedule {name} is declared twice")
    return declared


def discover() -> None:
    """Import the `jobs` module of every context, so that its schedules are declared."""
    autodiscover_modules("jobs")


def make_due(at: datetime) -> list[int]:
    """Ask for the jobs that are due, each due time once however many workers look. Returns the ids of new requests.

    A due time missed while no worker ran is made up for once (the last one only). A schedule seen for the first time
    starts with its next due time. While the job of an earlier due time is open, the new one is the same job.
    """
    zone = office_zone(config().office)
    due = {name: latest_due(entry.rule, at, zone) for name, entry in SCHEDULES.items()}
    newest = Tick.objects.filter(schedule__in=due).values("schedule").annotate(last=Max("due_at"))
    seen = {row["schedule"]: row["last"] for row in newest}
    late = [name for name in due if name not in seen or seen[name] < due[name]]
    made = [_make(SCHEDULES[name], due[name], at, first=name not in seen) for name in late]
    return [job_id for job_id in made if job_id is not None]


def _make(entry: Schedule, due_at: datetime, at: datetime, *, first: bool) -> int | None:
    """The job of one due time, or None when another worker was first or the schedule is new."""
    try:
        with transaction.atomic():
            tick = Tick(schedule=entry.name, due_at=due_at)
            tick.save(force_insert=True)
            if first:
                return None
            job_id = request(
                task=entry.task,
                by=Actor.system(channel="jadwal"),
                at=at,
                wilayah=config().office,
                unique_key=f"jadwal:{entry.name}",
            )
            Tick.objects.filter(pk=tick.pk).update(job_id=job_id)
            Tick.objects.filter(schedule=entry.name, due_at__lt=due_at - TICKS_KEPT).delete()
            return job_id
    except IntegrityError:
        if Tick.objects.filter(schedule=entry.name, due_at=due_at).exists():
            return None
        raise
