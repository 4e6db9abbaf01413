"""The django-tasks backend: settings.TASKS names it, `Task.enqueue` and `Task.get_result` end here."""

from dataclasses import replace
from typing import Any

from django.utils.inspect import get_func_args
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist
from django_tasks.signals import task_enqueued

from pilar.core import clock
from pilar.core.ids import decode_id, encode_id
from pilar.core.jobs.rules import State
from pilar.core.jobs.tasks import HEAVY, LIGHT, LeasedTask
from pilar.core.scope import Actor, Scope

_STATUS = {
    State.WAITING: TaskResultStatus.READY,
    State.RUNNING: TaskResultStatus.RUNNING,
    State.DONE: TaskResultStatus.SUCCESSFUL,
    State.FAILED: TaskResultStatus.FAILED,
    State.CANCELLED: TaskResultStatus.FAILED,
}

NOBODY = Actor(username="sistem", role="sistem", scope=Scope(()), channel="job")
"""Acts for an `enqueue` that names no actor outside of a job: sees no row of any area."""


class LeasedBackend(BaseTaskBackend):
    """Keeps tasks as jobs with leases. Queues: `default` (light work) and `heavy`."""

    task_class = LeasedTask
    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, {"QUEUES": [LIGHT, HEAVY], **params})

    def validate_task(self, task: "Task[..., Any]") -> None:
        """As django-tasks does, but the context may also be called `run`."""
        arguments = get_func_args(task.func)
        if task.takes_context and arguments and arguments[0] == "run":
            replace(task, takes_context=False)  # a task is validated when it is made
        else:
            super().validate_task(task)

    def enqueue(self, task: "Task[..., Any]", args: Any, kwargs: Any) -> "TaskResult[Any]":
        """Keep the task as a job. The actor is `using(by=…)`, else that of the running job, else nobody."""
        from pilar.core.jobs.actions import request
        from pilar.core.jobs.run import current_run

        self.validate_task(task)
        run = current_run()
        job_id = request(
            task=task,
            args=args,
            kwargs=kwargs,
            by=getattr(task, "by", None) or (run.actor if run else NOBODY),
            at=clock.now(),
            wilayah=getattr(task, "wilayah", None),
            unique_key=getattr(task, "unique_key", ""),
        )
        result = self.get_result(encode_id(job_id))
        task_enqueued.send(type(self), task_result=result)
        return result

    def get_result(self, result_id: str) -> "TaskResult[Any]":
        """The job as django-tasks sees it. Raises TaskResultDoesNotExist. Not scoped: for code, not for pages."""
        from pilar.core.jobs.models import Job

        try:
            job = Job.objects.get(pk=decode_id(result_id))
            return result_of(job, find_task(job.name))
        except (ValueError, Job.DoesNotExist, InvalidTaskError) as error:
            raise TaskResultDoesNotExist(result_id) from error


def find_task(path: str) -> "Task[..., Any]":
    """The declared task at a dotted path. Raises InvalidTaskError for anything else."""
    try:
        found = import_string(path)
    except ImportError as error:
        raise InvalidTaskError(f"no task at {path}") from error
    if not isinstance(found, Task):
        raise InvalidTaskError(f"{path} is not a task")
    return found


def result_of(job: Any, task: "Task[..., Any]") -> "TaskResult[Any]":
    """The django-tasks view of a job row."""
    errors = [TaskError(exception_class_path=job.error_class, traceback=job.error_trace)] if job.error_class else []
    result: TaskResult[Any] = TaskResult(
        task=task,
        id=encode_id(job.pk),
        status=_STATUS[State(job.state)],
        enqueued_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.claimed_at,
        args=job.args["args"],
        kwargs=job.args["kwargs"],
        backend=task.backend,
        errors=errors,
        worker_ids=[job.owner] * job.claims,
    )
    object.__setattr__(result, "_return_value", job.result)
    return result
