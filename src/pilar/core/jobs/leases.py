"""The statements that hold a job: claim, renew, step, close. Every one after the claim is fenced by its owner."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from pilar.core.jobs.models import Job
from pilar.core.jobs.rules import LEASE, State

_READY = """
    SELECT id FROM jobs_job
    WHERE state IN ('waiting', 'running') AND queue IN ({queues})
      AND ((state = 'waiting' AND run_after <= %s) OR (state = 'running' AND lease_until < %s))
    ORDER BY priority DESC, run_after, id
    LIMIT 1
"""
_TAKE = """
    UPDATE jobs_job SET
      interruptions = interruptions + CASE WHEN state = 'running' THEN 1 ELSE 0 END,
      state = 'running', owner = %s, lease_until = %s, claims = claims + 1,
      claimed_at = %s, claimed_done = done, started_at = COALESCE(started_at, %s), updated_at = %s
"""
_CLAIM = {
    "sqlite": "{take} WHERE id = ({ready}) RETURNING id",
    "postgresql": (
        "WITH picked AS MATERIALIZED ({ready} FOR UPDATE SKIP LOCKED) "
        "{take} WHERE id = (SELECT id FROM picked) RETURNING id"
    ),
}


def claim(*, owner: str, queues: Sequence[str], at: datetime) -> int | None:
    """Take the next job that is due, or whose worker vanished. Returns its id, or None when there is none.

    A plain read comes first, so that an idle worker never asks for SQLite's write lock.
    """
    ready = _READY.format(queues=", ".join(["%s"] * len(queues)))
    moment = connection.ops.adapt_datetimefield_value(at)
    wanted = [*queues, moment, moment]
    with connection.cursor() as cursor:
        cursor.execute(ready, wanted)
        if cursor.fetchone() is None:
            return None
    taken = [owner, connection.ops.adapt_datetimefield_value(at + LEASE), moment, moment, moment]
    parameters = [*taken, *wanted] if connection.vendor == "sqlite" else [*wanted, *taken]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CLAIM[connection.vendor].format(ready=ready, take=_TAKE), parameters)
        row = cursor.fetchone()
    return row[0] if row else None


def held(job_id: int, owner: str) -> QuerySet[Job]:
    """The job as long as this owner holds it; empty afterwards."""
    return Job.objects.filter(pk=job_id, owner=owner, state=State.RUNNING)


def renew(job_id: int, owner: str, at: datetime) -> bool:
    """Extend the lease. False when the job belongs to somebody else by now."""
    return held(job_id, owner).update(lease_until=at + LEASE) == 1


def close(job_id: int, owner: str, at: datetime, state: State, **fields: Any) -> bool:
    """Give the job back in `state` (waiting: to be taken again). False when it belongs to somebody else by now."""
    if state not in (State.WAITING, State.RUNNING):
        fields["finished_at"] = at
    return held(job_id, owner).update(state=state, owner="", lease_until=None, updated_at=at, **fields) == 1
