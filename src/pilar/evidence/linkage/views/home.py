"""What waits, what ran, and starting a run."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import RequestContext
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilar.core.clock import now
from pilar.core.jobs.models import Job
from pilar.core.jobs.queries import expected_end
from pilar.core.jobs.rules import OPEN, State
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.core.ui.components.flow import Progress, progress
from pilar.evidence.linkage import jobs
from pilar.evidence.linkage.models import Run
from pilar.evidence.linkage.queries import models as model_reads
from pilar.evidence.linkage.queries import runs as reads
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.wilayah.queries import resolve

REFRESH_SECONDS = 5
TONES = {
    "menunggu": "waiting",
    "berjalan": "info",
    "selesai": "ok",
    "direm": "warning",
    "batal": "done",
    "gagal": "error",
}
STATES = {
    State.WAITING: "queued",
    State.RUNNING: "running",
    State.DONE: "succeeded",
    State.FAILED: "failed",
    State.CANCELLED: "cancelled",
}


@needs("linkage.review", "linkage.run")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Padanan: queues per village, the latest runs, the model in use."""
    scope = actor_of(request).scope
    waiting = reads.queues(scope)
    names = resolve(scope, [queue.area for queue in waiting])
    page = reads.list_runs(scope, after=request.GET.get("after", ""))
    last = reads.last_run(scope)
    context = {
        "queues": [(queue, names[queue.area].title) for queue in waiting],
        "proposed": sum(queue.proposed for queue in waiting),
        "review": sum(queue.review for queue in waiting),
        "families": sum(queue.families for queue in waiting),
        "runs": [(run, TONES[run.state]) for run in page.rows],
        "after": page.after,
        "braked": last if last and last.state == "direm" else None,
        "model": model_reads.active_model(),
        "first": not reads.was_ever_matched(),
        "may_run": scope.can("linkage.run"),
        "may_manage": scope.can("linkage.manage"),
    }
    return render(request, "linkage/home.html", context)


@needs("linkage.run")
@require_POST
def start_run(request: HttpRequest) -> HttpResponse:
    """Ask for a run over the register."""
    kind = jobs.CHANGED if request.POST.get("jenis") == jobs.CHANGED else jobs.WHOLE
    run_id = jobs.request_run(kind=kind, by=actor_of(request), at=now())
    messages.success(request, _("Padanan diminta; hasilnya muncul di halaman ini."))
    return redirect("linkage:run", run_id)


@needs("linkage.review", "linkage.run")
@require_GET
def run_page(request: HttpRequest, run_id: int) -> HttpResponse:
    """One run: progress, then figures, notes, brake."""
    actor = actor_of(request)
    run = reads.get_run(actor.scope, run_id)
    job = reads.job_of(actor.scope, run)
    if run.kind == "daftar" and run.state == "selesai":
        return redirect("linkage:list-results", run_id)
    context: dict[str, Any] = {
        "run": run,
        "tone": TONES[run.state],
        "figures": figures_of(run),
        "work": work_of(run, job, actor) if job and job.state in (*OPEN, State.FAILED) else None,
    }
    if job and job.state in OPEN:
        context["refresh_seconds"] = REFRESH_SECONDS
    return render(request, "linkage/run.html", context)


@needs("linkage.review", "linkage.run")
@require_GET
def run_progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """The fragment that the page polls."""
    actor = actor_of(request)
    run = reads.get_run(actor.scope, run_id)
    job = reads.job_of(actor.scope, run)
    if job is None:
        raise NOT_FOUND()
    return HttpResponse(progress(RequestContext(request), work_of(run, job, actor)))


def work_of(run: Run, job: Job, actor: Actor) -> Progress:
    """The job of a run as the progress component shows it."""
    may_cancel = job.state in OPEN and (job.requested_by == actor.username or actor.scope.can("jobs.manage"))
    return Progress(
        title=_(job.title),
        state=STATES[State(job.state)],
        poll_url=reverse("linkage:run-progress", args=[run.pk]),
        done=job.done,
        total=job.total,
        unit=_("orang") if run.kind != "daftar" else _("baris"),
        phase=job.message,
        ends_at=job.finished_at or expected_end(job, now()),
        message=f"{job.problem_code}: {job.problem_sentence} {job.problem_advice}" if job.state == State.FAILED else "",
        cancel_url=reverse("jobs:cancel", args=[job.pk]) if may_cancel else "",
        result_url=reverse("linkage:run", args=[run.pk]) if job.state not in OPEN else "",
        result_label=_("Lihat hasil"),
    )


def figures_of(run: Run) -> list[tuple[str, int]]:
    """The counts of a run in words, those that it has."""
    words = [
        ("records", _("Orang yang dibandingkan")),
        ("doubled", _("Terbaca ganda")),
        ("proposed", _("Pasangan usul gabung")),
        ("review", _("Pasangan perlu ditinjau")),
        ("refused", _("Sambungan yang ditolak karena bertentangan")),
        ("families", _("Pasangan keluarga")),
        ("fresh", _("Pasangan yang baru ditemukan")),
        ("reopened", _("Dibuka lagi karena ada bukti baru")),
        ("hidden", _("Sudah diputuskan, tidak dibuka lagi")),
        ("lapsed", _("Tidak berlaku lagi")),
        ("candidates", _("Pasangan yang dinilai")),
    ]
    return [(label, int(run.counts[key])) for key, label in words if key in run.counts]
