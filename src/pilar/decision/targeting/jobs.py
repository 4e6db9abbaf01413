"""Evaluating an area as background work."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any

from pilar.core.clock import now
from pilar.core.jobs.run import Run
from pilar.core.jobs.tasks import job
from pilar.core.scope import Actor
from pilar.decision.targeting.actions import runs


@job(title="Menilai kelayakan keluarga", heavy=True)
def evaluate(run: Run, area: str, day: str) -> dict[str, Any]:
    """All families of an area by the rules and data of a day; goes on behind the last finished portion after a crash."""

    def step(cursor: dict[str, Any], done: int, total: int) -> AbstractContextManager[object]:
        return run.step(cursor=cursor, done=done, total=total, message=f"Menilai {total} keluarga")

    asked = runs.Asked(area, date.fromisoformat(day))
    return runs.evaluate_area(asked, by=run.actor, at=now(), step=step, cursor=run.cursor or {})


def request_evaluation(*, area: str, day: date, by: Actor, at: datetime) -> int:
    """Ask for an evaluation; the same area and day asked twice while one is open is one job. Returns the job's id.

    Raises UMUM-403, UMUM-404, KET-010, KET-012.
    """
    from pilar.core.jobs import actions as jobs

    runs.check_asked(area, day, by=by, at=at)
    return jobs.request(
        task=evaluate,
        by=by,
        at=at,
        args=[area, day.isoformat()],
        wilayah=area,
        unique_key=f"targeting:{area}:{day.isoformat()}",
    )
