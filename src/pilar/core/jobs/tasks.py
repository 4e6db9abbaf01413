"""Declaring work: `@job(title=…)`, a django-tasks task with what that API lacks.

@job(title="Menerbitkan berkas", heavy=True)
def publish(run: Run, batch_id: int) -> dict[str, int]: ...

publish.using(by=actor, unique_key=f"publish:{batch_id}").enqueue(batch_id)
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

from django_tasks.base import Task

from pilar.core.jobs.rules import MAX_ATTEMPTS
from pilar.core.scope import Actor

if TYPE_CHECKING:
    from pilar.core.jobs.run import Run

P = ParamSpec("P")
T = TypeVar("T")

LIGHT = "default"
HEAVY = "heavy"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedTask(Task[P, T]):
    """A task of the leased backend. `by`, `wilayah` and `unique_key` belong to one request and are set with `using`."""

    title: str = ""
    max_attempts: int = MAX_ATTEMPTS
    by: Actor | None = None
    wilayah: str | None = None
    unique_key: str = ""

    def using(
        self,
        *,
        priority: int | None = None,
        queue_name: str | None = None,
        run_after: datetime | None = None,
        backend: str | None = None,
        by: Actor | None = None,
        wilayah: str | None = None,
        unique_key: str | None = None,
    ) -> "LeasedTask[P, T]":
        """The same task with other settings for one request."""
        given = {
            "priority": priority,
            "queue_name": queue_name,
            "run_after": run_after,
            "backend": backend,
            "by": by,
            "wilayah": wilayah,
            "unique_key": unique_key,
        }
        return replace(self, **cast(Any, {name: value for name, value in given.items() if value is not None}))


def job(
    *, title: str, priority: int = 0, heavy: bool = False, max_attempts: int = MAX_ATTEMPTS
) -> Callable[[Callable[Concatenate["Run", P], T]], LeasedTask[P, T]]:
    """Decorator: a function whose first argument is `run`, with its Indonesian title. Heavy: in its own lane."""

    def wrap(function: Callable[Concatenate["Run", P], T]) -> LeasedTask[P, T]:
        return LeasedTask(
            func=cast(Any, function),
            title=title,
            priority=priority,
            queue_name=HEAVY if heavy else LIGHT,
            max_attempts=max_attempts,
            takes_context=True,
        )

    return wrap
