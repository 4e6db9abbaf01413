"""Pages of background work: the list, one job with its progress, calling off and trying again."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as translate
from django.views.decorators.http import require_GET, require_POST

from pilar.config import config
from pilar.core import clock
from pilar.core.doors import actor_of, signed_in
from pilar.core.jobs import actions, queries
from pilar.core.jobs.models import Job
from pilar.core.jobs.rules import OPEN, State, office_zone
from pilar.core.scope import Actor
from pilar.core.ui.components.flow import Progress

REFRESH_SECONDS = 5
"""How often the page reloads itself where JavaScript is off."""
LIST_LENGTH = 100

_STATES = {
    State.WAITING: "queued",
    State.RUNNING: "running",
    State.DONE: "succeeded",
    State.FAILED: "failed",
    State.CANCELLED: "cancelled",
}


@signed_in()
@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """The newest hundred visible jobs."""
    actor = actor_of(request)
    jobs = queries.list_jobs(actor.scope, username=actor.username)[:LIST_LENGTH]
    shown = [_shown(job, actor) for job in jobs]
    return _page(request, "jobs/list.html", {"jobs": shown, "limit": LIST_LENGTH})


@signed_in()
@require_GET
def detail(request: HttpRequest, job_id: int) -> HttpResponse:
    """One job. Polls its progress; without JavaScript the page reloads."""
    context = _one(request, job_id)
    if context["is_open"]:
        context["refresh_seconds"] = REFRESH_SECONDS
    return _page(request, "jobs/detail.html", context)


@signed_in()
@require_GET
def progress(request: HttpRequest, job_id: int) -> HttpResponse:
    """The fragment that the page polls."""
    return _page(request, "jobs/_progress.html", _one(request, job_id))


@signed_in()
@require_POST
def cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    """Call the job off."""
    actions.cancel(job_id=job_id, by=actor_of(request), at=clock.now())
    return redirect("jobs:detail", job_id=job_id)


@signed_in()
@require_POST
def retry(request: HttpRequest, job_id: int) -> HttpResponse:
    """Try a failed job again."""
    actions.retry(job_id=job_id, by=actor_of(request), at=clock.now())
    return redirect("jobs:detail", job_id=job_id)


def _one(request: HttpRequest, job_id: int) -> dict[str, Any]:
    actor = actor_of(request)
    return _shown(queries.get_job(actor.scope, job_id, username=actor.username), actor)


def _shown(job: Job, actor: Actor) -> dict[str, Any]:
    """What the templates show of a job."""
    may = job.requested_by == actor.username or actor.scope.can("jobs.manage")
    cancelling = job.state == State.RUNNING and job.cancel_requested_at is not None
    address = {"job_id": job.pk}
    work = Progress(
        title=translate(job.title),
        state=_STATES[State(job.state)],
        poll_url=reverse("jobs:progress", kwargs=address),
        done=job.done,
        total=job.total,
        phase=job.message,
        ends_at=job.finished_at or queries.expected_end(job, clock.now()),
        cancel_url=reverse("jobs:cancel", kwargs=address) if may and job.state in OPEN and not cancelling else "",
        message=_sentence(job, cancelling=cancelling),
    )
    return {"job": job, "work": work, "may_retry": may and job.state == State.FAILED, "is_open": job.state in OPEN}


def _sentence(job: Job, *, cancelling: bool) -> str:
    if job.state == State.FAILED:
        return f"{job.problem_code}: {job.problem_sentence} {job.problem_advice}"
    if cancelling:
        return translate("Permintaan pembatalan sudah diterima; pekerjaan berhenti setelah langkah ini.")
    if job.state == State.WAITING and job.attempts:
        return translate("Percobaan ke-{number} gagal; pekerjaan segera dicoba lagi.").format(number=job.attempts)
    return ""


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page with its times on the clock of the office."""
    with timezone.override(office_zone(config().office)):
        return render(request, template, context)
