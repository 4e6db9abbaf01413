"""Asking for work, calling it off, trying it again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django_tasks.base import Task
from django_tasks.utils import normalize_json

from pilar.config import config
from pilar.core.audit import actions as audit
from pilar.core.jobs import problems
from pilar.core.jobs.models import Follower, Job, actor_to_json
from pilar.core.jobs.queries import visible
from pilar.core.jobs.rules import MAX_ATTEMPTS, OPEN, State, refuse_identifiers
from pilar.core.problems import NOT_ALLOWED, NOT_FOUND
from pilar.core.scope import Actor


def request(
    *,
    task: "Task[..., Any]",
    by: Actor,
    at: datetime,
    args: Sequence[Any] = (),
    kwargs: Mapping[str, Any] | None = None,
    wilayah: str | None = None,
    unique_key: str = "",
    run_after: datetime | None = None,
) -> int:
    """Ask for a job; it will act with the scope that `by` has now. Returns its id.

    With a `unique_key`, the same key asked again while its job is open gives that job, and the second asker may see it.
    `wilayah` None: the requester's area when it is one, else the office. Raises PersonalDataRefused for arguments
    with a 16-digit number, TypeError for arguments that are no JSON.
    """
    given = {"args": normalize_json(list(args)), "kwargs": normalize_json(dict(kwargs or {}))}
    refuse_identifiers("an argument", given)
    refuse_identifiers("the unique key", unique_key)
    job = Job(
        name=task.module_path,
        title=getattr(task, "title", "") or task.name,
        queue=task.queue_name,
        priority=task.priority,
        args=given,
        unique_key=unique_key,
        run_after=run_after or task.run_after or at,
        max_attempts=getattr(task, "max_attempts", MAX_ATTEMPTS),
        requested_by=by.username,
        actor=actor_to_json(by),
        wilayah=_area(by) if wilayah is None else wilayah,
        created_at=at,
        updated_at=at,
    )
    with transaction.atomic():
        existing = _insert_or_find(job)
        if existing is not None:
            return _follow(existing, by=by, at=at)
        Follower(job=job, username=by.username).save(force_insert=True)
        audit.record(
            "jobs.job.requested",
            by=by,
            at=at,
            wilayah=job.wilayah,
            subject=("jobs.job", job.pk),
            after={"name": job.name, "args": given},
        )
    return job.pk


def cancel(*, job_id: int, by: Actor, at: datetime, reason: str = "") -> State:
    """Call a job off: a waiting one ends now, a running one is told and ends between two steps. Returns its state.

    Raises UMUM-404, UMUM-403 (neither requester nor `jobs.manage`), KERJA-409 (already over).
    """
    with transaction.atomic():
        job = _controllable(job_id, by)
        ended = Job.objects.filter(pk=job_id, state=State.WAITING).update(
            state=State.CANCELLED, cancel_requested_at=at, finished_at=at, updated_at=at
        )
        told = ended or Job.objects.filter(pk=job_id, state=State.RUNNING).update(cancel_requested_at=at)
        if not told:
            raise problems.NOT_OPEN()
        after = State.CANCELLED if ended else State.RUNNING
        audit.record(
            "jobs.job.cancelled",
            by=by,
            at=at,
            wilayah=job.wilayah,
            subject=("jobs.job", job_id),
            before={"state": job.state},
            after={"state": after},
            reason=reason,
        )
    return after


def retry(*, job_id: int, by: Actor, at: datetime) -> None:
    """Let a failed job go on from its cursor with fresh attempts, in the scope of its first requester.

    Raises UMUM-404, UMUM-403, KERJA-408 (not failed), KERJA-407 (the same work was asked anew and is open).
    """
    with transaction.atomic():
        job = _controllable(job_id, by)
        try:
            with transaction.atomic():
                revived = Job.objects.filter(pk=job_id, state=State.FAILED).update(
                    state=State.WAITING,
                    attempts=0,
                    interruptions=0,
                    run_after=at,
                    updated_at=at,
                    finished_at=None,
                    cancel_requested_at=None,
                    problem_code="",
                    problem_sentence="",
                    problem_advice="",
                )
        except IntegrityError as error:
            raise problems.ASKED_AGAIN() from error
        if not revived:
            raise problems.NOT_FAILED()
        audit.record(
            "jobs.job.retried",
            by=by,
            at=at,
            wilayah=job.wilayah,
            subject=("jobs.job", job_id),
            before={"problem": job.problem_code},
        )


def _area(by: Actor) -> str:
    prefixes = by.scope.prefixes
    return prefixes[0] if len(prefixes) == 1 and prefixes[0] else config().office


def _insert_or_find(job: Job) -> Job | None:
    """Insert the job, or return the open one with the same key."""
    if not job.unique_key:
        job.save(force_insert=True)
        return None
    for _ in range(3):  # between the refusal and the look-up the other job may close
        same = Job.objects.filter(unique_key=job.unique_key, state__in=OPEN).first()
        if same is not None:
            return same
        try:
            with transaction.atomic():
                job.save(force_insert=True)
        except IntegrityError:
            continue
        return None
    raise RuntimeError(f"job {job.unique_key} opens and closes faster than it can be asked for")


def _follow(job: Job, *, by: Actor, at: datetime) -> int:
    _, new = Follower.objects.get_or_create(job=job, username=by.username)
    if new:
        audit.record("jobs.job.followed", by=by, at=at, wilayah=job.wilayah, subject=("jobs.job", job.pk))
    return job.pk


def _controllable(job_id: int, by: Actor) -> Job:
    job = visible(by.scope, username=by.username).filter(pk=job_id).first()
    if job is None:
        raise NOT_FOUND()
    if job.requested_by != by.username and not by.scope.can("jobs.manage"):
        raise NOT_ALLOWED()
    return job
