"""Reading jobs: one's own, or with `jobs.view_all` those of one's area."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from pilar.core.jobs.models import Follower, Job
from pilar.core.jobs.rules import OPEN, State, estimated_end
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope


def visible(scope: Scope, *, username: str) -> QuerySet[Job]:
    """Jobs that this person asked for, and with `jobs.view_all` those inside the scope's areas."""
    own = Q(Exists(Follower.objects.filter(job=OuterRef("pk"), username=username)))
    if scope.can("jobs.view_all"):
        own |= scope.filter() if scope.prefixes else Q(pk__in=[])
        if "" in scope.prefixes:
            return Job.objects.all()
    return Job.objects.filter(own)


def list_jobs(scope: Scope, *, username: str, open_only: bool = False) -> QuerySet[Job]:
    """Visible jobs, newest first."""
    jobs = visible(scope, username=username).order_by("-id")
    return jobs.filter(state__in=OPEN) if open_only else jobs


def get_job(scope: Scope, job_id: int, *, username: str) -> Job:
    """One visible job. Raises UMUM-404."""
    job = visible(scope, username=username).filter(pk=job_id).first()
    if job is None:
        raise NOT_FOUND()
    return job


def expected_end(job: Job, at: datetime) -> datetime | None:
    """When a running job should be over; None while that cannot be told."""
    if job.state != State.RUNNING:
        return None
    return estimated_end(
        done=job.done, total=job.total, claimed_done=job.claimed_done, claimed_at=job.claimed_at, at=at
    )
