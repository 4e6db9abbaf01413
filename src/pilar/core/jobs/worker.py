"""Doing the work: lanes that claim, run and close jobs, and the clock of the schedules."""

import logging
import secrets
import signal
import threading
import traceback
from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError, close_old_connections, connection, connections
from django.utils.inspect import get_func_args
from django_tasks.base import Task, TaskContext
from django_tasks.exceptions import InvalidTaskError
from django_tasks.signals import task_finished, task_started
from django_tasks.utils import get_module_path, normalize_json

from pilar.core import clock
from pilar.core.ids import encode_id
from pilar.core.jobs import beats, problems, schedules
from pilar.core.jobs.backend import find_task, result_of
from pilar.core.jobs.leases import claim, close
from pilar.core.jobs.models import Job
from pilar.core.jobs.rules import (
    MAX_INTERRUPTIONS,
    State,
    hide_identifiers,
    refuse_identifiers,
    retry_delay,
)
from pilar.core.jobs.run import JobCancelled, JobInterrupted, LeaseLost, Run
from pilar.core.jobs.tasks import HEAVY, LIGHT
from pilar.core.problems import Problem

logger = logging.getLogger(__name__)

LANES = ((HEAVY,), (LIGHT,))
"""One thread for each: one heavy job at a time, and light ones beside it."""
POLL = (0.1, 2.0)
"""Seconds between two looks: short after work, doubling to the long one while idle."""
SCHEDULE_LOOK = 10.0


def run(stop: threading.Event, *, lanes: Sequence[Sequence[str]] = LANES, poll: tuple[float, float] = POLL) -> None:
    """Work until `stop` is set; then end after the step that is under way. For a thread of the server or a process."""
    schedules.discover()
    threads = [
        threading.Thread(target=_lane, args=(stop, tuple(queues), poll), name=f"worker-{queues[0]}", daemon=True)
        for queues in lanes
    ]
    for thread in threads:
        thread.start()
    try:
        while not stop.is_set():
            _look_round(threads)
            stop.wait(SCHEDULE_LOOK)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        _leave()
        connections.close_all()


def run_process(*, lanes: Sequence[Sequence[str]] = LANES) -> None:
    """The body of `pilar worker`: run until SIGTERM or SIGINT. To be called in the main thread."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run(stop, lanes=lanes)


def run_pending(*, queues: Sequence[str] = (HEAVY, LIGHT), limit: int | None = None) -> int:
    """Do what is due now, in this thread, and return the number of jobs taken. For commands, the demo and tests."""
    taken = 0
    while (limit is None or taken < limit) and _run_one(queues, stop=None, beat=False):
        taken += 1
    return taken


def _lane(stop: threading.Event, queues: Sequence[str], poll: tuple[float, float]) -> None:
    pause = poll[0]
    try:
        while not stop.is_set():
            close_old_connections()
            try:
                worked = _run_one(queues, stop=stop, beat=True)
            except DatabaseError:
                logger.exception("worker cannot reach its jobs, next try in %s s", poll[1])
                connections.close_all()
                stop.wait(poll[1])
                continue
            if worked:
                pause = poll[0]
                continue
            stop.wait(pause)
            pause = min(pause * 2, poll[1])
    finally:
        connections.close_all()


def _look_round(threads: Sequence[threading.Thread]) -> None:
    """Ask for what is due, and leave a sign of life when every thread runs: a process with a dead thread is no worker."""
    close_old_connections()
    try:
        schedules.make_due(clock.now())
        if all(thread.is_alive() for thread in threads):
            beats.beat(clock.now())
    except DatabaseError:
        logger.exception("schedules not looked at, next try in %s s", SCHEDULE_LOOK)
        connections.close_all()


def _leave() -> None:
    try:
        beats.leave()
    except DatabaseError:
        logger.exception("the worker ends without taking its sign of life back")


def _run_one(queues: Sequence[str], *, stop: threading.Event | None, beat: bool) -> bool:
    """Claim one job and bring it to an end. False when nothing was due."""
    owner = secrets.token_hex(16)
    job_id = claim(owner=owner, queues=queues, at=clock.now())
    if job_id is None:
        return False
    job = Job.objects.get(pk=job_id)
    try:
        task = find_task(job.name)
    except InvalidTaskError:
        logger.warning("job %s: no task %s", encode_id(job_id), job.name)
        _fail(job, owner, problems.UNKNOWN_TASK())
        return True
    if job.interruptions > MAX_INTERRUPTIONS:
        _fail(job, owner, problems.VANISHED(times=job.interruptions))
        return True
    this_run = Run(job, result_of(job, task), stop, owner=owner)
    _attempt(job, task, this_run, beat=beat)
    return True


def _attempt(job: Job, task: "Task[..., Any]", this_run: Run, *, beat: bool) -> None:
    """One attempt, and the row's new state. What the job raises ends here, except the end of the whole process."""
    owner = this_run.owner
    failure: Exception | None = None
    result = None
    try:
        result = _call(task, this_run, beat=beat)
    except LeaseLost:
        logger.warning("job %s was taken over by another worker", encode_id(job.pk))
        return
    except JobInterrupted:
        close(job.pk, owner, clock.now(), State.WAITING)
        return
    except JobCancelled:
        close(job.pk, owner, clock.now(), State.CANCELLED)
        return
    except Exception as error:  # noqa: BLE001  whatever a job raises is its failure, never the worker's
        failure = error
    except BaseException:
        close(job.pk, owner, clock.now(), State.WAITING)
        raise
    if isinstance(failure, Problem):
        _fail(job, owner, failure)
    elif failure is not None:
        _failed_attempt(job, owner, failure)
    else:
        state = State.CANCELLED if this_run.saw_cancel else State.DONE
        _tell(job.pk, task, close(job.pk, owner, clock.now(), state, result=result))


def _call(task: "Task[..., Any]", this_run: Run, *, beat: bool) -> Any:
    """The function's answer as JSON. A first argument `run` gets the Run, `context` the TaskContext of django-tasks."""
    arguments = list(this_run.task_result.args)
    if task.takes_context:
        takes_run = get_func_args(task.func)[0] == "run"
        arguments.insert(0, this_run if takes_run else TaskContext(task_result=this_run.task_result))
    task_started.send(type(task.get_backend()), task_result=this_run.task_result)
    with this_run.as_current():
        if beat:
            with this_run.heartbeat():
                answer = task.call(*arguments, **this_run.task_result.kwargs)
        else:
            answer = task.call(*arguments, **this_run.task_result.kwargs)
    result = normalize_json(answer)
    refuse_identifiers("the result", result)
    return result


def _failed_attempt(job: Job, owner: str, error: Exception) -> None:
    """Count it; wait for the next attempt or give up.

    The error's message is neither kept nor logged, since it may hold personal data: its class and place must do.
    """
    if not connection.in_atomic_block:
        close_old_connections()
    at = clock.now()
    attempts = job.attempts + 1
    kept = {
        "attempts": attempts,
        "error_class": get_module_path(type(error))[:200],
        "error_trace": hide_identifiers("".join(traceback.format_tb(error.__traceback__)))[-8000:],
    }
    logger.error("job %s, attempt %d: %s at\n%s", encode_id(job.pk), attempts, kept["error_class"], kept["error_trace"])
    if attempts < job.max_attempts:
        close(job.pk, owner, at, State.WAITING, run_after=at + retry_delay(attempts), **kept)
        return
    _fail(job, owner, problems.CRASHED(attempts=attempts, error=type(error).__name__), **kept)


def _fail(job: Job, owner: str, problem: Problem, **kept: Any) -> None:
    closed = close(
        job.pk,
        owner,
        clock.now(),
        State.FAILED,
        problem_code=problem.code,
        problem_sentence=hide_identifiers(problem.sentence)[:500],
        problem_advice=hide_identifiers(problem.advice)[:500],
        **kept,
    )
    try:
        _tell(job.pk, find_task(job.name), closed)
    except InvalidTaskError:
        return


def _tell(job_id: int, task: "Task[..., Any]", closed: bool) -> None:
    """Send django-tasks' signal for a job that this worker has closed."""
    if closed:
        backend = task.get_backend()
        task_finished.send(type(backend), task_result=backend.get_result(encode_id(job_id)))
