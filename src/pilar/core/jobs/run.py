"""What a job's code holds while it runs: its cursor, its steps, its requester."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import DatabaseError, connection, transaction
from django_tasks.base import TaskResult

from pilar.core import clock
from pilar.core.ids import encode_id
from pilar.core.jobs.leases import held, renew
from pilar.core.jobs.models import Job, actor_of
from pilar.core.jobs.rules import LEASE, refuse_identifiers
from pilar.core.scope import Actor

logger = logging.getLogger(__name__)
_current: ContextVar["Run | None"] = ContextVar("pilar_run", default=None)


class _Keep:
    """Marks an argument that was not given (None is a value of its own)."""


KEEP: Final = _Keep()


class RunEnded(BaseException):
    """The run is over for this worker. Not an Exception, so that a wide `except Exception` cannot swallow it."""


class LeaseLost(RunEnded):
    """Another worker owns the job by now; the step rolls back."""


class JobCancelled(RunEnded):
    """Somebody asked to cancel. Raised once, between two steps; catch it to tidy up, then let it go on."""


class JobInterrupted(RunEnded):
    """This worker is stopping; the job goes on from its cursor in the next one."""


@dataclass(slots=True)
class Step:
    """What one step will have reached; may still be changed inside the step."""

    cursor: Any = KEEP
    done: int | None = None
    total: int | None = None
    message: str | None = None


class Run:
    """One attempt at one job. Also stands in for django-tasks' TaskContext (`attempt`, `task_result`)."""

    def __init__(self, job: Job, task_result: "TaskResult[Any]", stop: threading.Event | None, *, owner: str) -> None:
        self.job_id: int = job.pk
        self.owner = owner
        self.cursor: Any = job.cursor
        self.actor: Actor = actor_of(job)
        self.wilayah: str = job.wilayah
        self.attempt = job.attempts + 1
        self.task_result = task_result
        self.saw_cancel = False
        self._stop = stop
        self._lost = threading.Event()
        self._inside = False

    @contextmanager
    def step(
        self,
        *,
        cursor: Any = KEEP,
        done: int | None = None,
        total: int | None = None,
        message: str | None = None,
    ) -> Iterator[Step]:
        """One atomic transaction: the effect inside it and the cursor are kept together or not at all.

        Raises LeaseLost, JobCancelled (once) or JobInterrupted before the body, LeaseLost after it when the job was
        taken over meanwhile: then the body's effect is rolled back. A new cursor clears the count of interruptions.
        A worker may vanish after the last step too: a job resumed there must find nothing left to do and return.
        """
        self._before_step()
        reached = Step(cursor, done, total, message)
        self._inside = True
        try:
            with transaction.atomic():
                yield reached
                self._advance(reached, clock.now())
        finally:
            self._inside = False
        if reached.cursor is not KEEP:
            self.cursor = reached.cursor

    def report(self, *, done: int | None = None, total: int | None = None, message: str | None = None) -> None:
        """Show progress without an effect (during a long computation). Raises as `step` does."""
        with self.step(done=done, total=total, message=message):
            pass

    def cancelled(self) -> bool:
        """Whether somebody asked to cancel. A job that sees True and returns ends as cancelled, its result kept."""
        asked = held(self.job_id, self.owner).filter(cancel_requested_at__isnull=False).exists()
        self.saw_cancel = self.saw_cancel or asked
        return asked

    @contextmanager
    def heartbeat(self) -> Iterator[None]:
        """Renews the lease from a thread of its own. The worker runs every job inside one."""
        ended = threading.Event()
        thread = threading.Thread(target=self._beat, args=(ended,), name=f"lease-{encode_id(self.job_id)}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    @contextmanager
    def as_current(self) -> Iterator[None]:
        """`current_run()` answers this run inside the block."""
        token = _current.set(self)
        try:
            yield
        finally:
            _current.reset(token)

    def _before_step(self) -> None:
        if self._inside:
            raise RuntimeError("a step cannot stand inside another step")
        if self._lost.is_set():
            raise LeaseLost(encode_id(self.job_id))
        if self._stop is not None and self._stop.is_set():
            raise JobInterrupted(encode_id(self.job_id))
        asked = held(self.job_id, self.owner).values_list("cancel_requested_at", flat=True).first()
        if asked is not None and not self.saw_cancel:
            self.saw_cancel = True
            raise JobCancelled(encode_id(self.job_id))

    def _advance(self, reached: Step, at: datetime) -> None:
        """The fence: the last statement of the step's transaction."""
        changed: dict[str, Any] = {"lease_until": at + LEASE, "updated_at": at}
        for name in ("done", "total", "message"):
            value = getattr(reached, name)
            if value is not None:
                changed[name] = value[:300] if name == "message" else value
        if reached.cursor is not KEEP:
            changed["cursor"] = reached.cursor
            if reached.cursor != self.cursor:
                changed["interruptions"] = 0
        refuse_identifiers("cursor", changed.get("cursor"))
        refuse_identifiers("message", changed.get("message", ""))
        if held(self.job_id, self.owner).update(**changed) != 1:
            raise LeaseLost(encode_id(self.job_id))

    def _beat(self, ended: threading.Event) -> None:
        try:
            while not ended.wait(LEASE.total_seconds() / 6):
                try:
                    if not renew(self.job_id, self.owner, clock.now()):
                        self._lost.set()
                        return
                except DatabaseError:
                    logger.exception("lease of job %s not renewed, next try follows", encode_id(self.job_id))
                    connection.close()
        finally:
            connection.close()


def current_run() -> Run | None:
    """The run whose job this code belongs to, or None outside of jobs."""
    return _current.get()
