"""Jobs, who follows them, and the ticks of schedules."""

from django.db import models
from django.db.models import Q

from pilar.core.ids import new_id
from pilar.core.jobs.rules import CLOSED, OPEN, State
from pilar.core.scope import Actor, AreaCodeField, Scope, ScopedQuerySet

_OPEN = [state.value for state in OPEN]
_CLOSED = [state.value for state in CLOSED]
_WAITING, _RUNNING, _FAILED = State.WAITING.value, State.RUNNING.value, State.FAILED.value


class Job(models.Model):
    """One piece of background work. `args`, `cursor`, `result` and `message` never hold personal data."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    queue = models.CharField(max_length=32)
    priority = models.SmallIntegerField(default=0)
    args = models.JSONField(default=dict)
    unique_key = models.CharField(max_length=200, blank=True)
    run_after = models.DateTimeField()

    state = models.CharField(max_length=10, default=_WAITING)
    owner = models.CharField(max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True)
    claims = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField()
    interruptions = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    claimed_done = models.BigIntegerField(default=0)
    cancel_requested_at = models.DateTimeField(null=True)

    cursor = models.JSONField(null=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    message = models.CharField(max_length=300, blank=True)
    result = models.JSONField(null=True)
    problem_code = models.CharField(max_length=20, blank=True)
    problem_sentence = models.CharField(max_length=500, blank=True)
    problem_advice = models.CharField(max_length=500, blank=True)
    error_class = models.CharField(max_length=200, blank=True)
    error_trace = models.TextField(blank=True)

    requested_by = models.CharField(max_length=150)
    actor = models.JSONField()
    wilayah = AreaCodeField(blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["queue", "-priority", "run_after", "id"], condition=Q(state__in=_OPEN), name="job_open"
            ),
            models.Index(fields=["wilayah", "-id"], name="job_wilayah"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unique_key"], condition=Q(state__in=_OPEN) & ~Q(unique_key=""), name="job_open_once"
            ),
            models.CheckConstraint(condition=Q(state__in=[*_OPEN, *_CLOSED]), name="job_state"),
            models.CheckConstraint(
                condition=(Q(state=_RUNNING) & ~Q(owner="") & Q(lease_until__isnull=False))
                | (~Q(state=_RUNNING) & Q(owner="") & Q(lease_until__isnull=True)),
                name="job_owned_while_running",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=_CLOSED) & Q(finished_at__isnull=False))
                | (Q(state__in=_OPEN) & Q(finished_at__isnull=True)),
                name="job_finished_when_closed",
            ),
            models.CheckConstraint(
                condition=(Q(state=_FAILED) & ~Q(problem_code="")) | (~Q(state=_FAILED) & Q(problem_code="")),
                name="job_failed_with_problem",
            ),
            models.CheckConstraint(
                condition=Q(done__gte=0) & (Q(total__isnull=True) | Q(total__gte=0)), name="job_progress"
            ),
            models.CheckConstraint(condition=Q(max_attempts__gte=1), name="job_attempts"),
        ]


class Follower(models.Model):
    """Somebody who asked for this job (the first, or another while it was open) and may therefore see it."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="followers")
    username = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["username", "job"], name="follower_once")]


class Tick(models.Model):
    """A due time of a schedule that was seen to. Without a job: the schedule was new and starts with the next one."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    schedule = models.CharField(max_length=80)
    due_at = models.DateTimeField()
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["schedule", "due_at"], name="tick_once")]


class Beat(models.Model):
    """The last sign of life of a worker process whose threads all run. One row per process, old rows are swept away."""

    worker = models.CharField(primary_key=True, max_length=100)
    at = models.DateTimeField()


def actor_to_json(actor: Actor) -> dict[str, object]:
    """What is kept of the requester: name, role and the scope held when asking."""
    return {
        "username": actor.username,
        "role": actor.role,
        "user_id": actor.user_id,
        "purpose": actor.purpose,
        "prefixes": list(actor.scope.prefixes),
        "capabilities": sorted(actor.scope.capabilities),
    }


def actor_of(job: Job) -> Actor:
    """The requester of a job, acting through the channel "job"."""
    kept = job.actor
    return Actor(
        username=kept["username"],
        role=kept["role"],
        scope=Scope(tuple(kept["prefixes"]), frozenset(kept["capabilities"])),
        user_id=kept["user_id"],
        channel="job",
        purpose=kept["purpose"],
    )
