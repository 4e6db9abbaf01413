"""List of batches, uploading, the page of one batch with its report, publishing and calling off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import RequestContext
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilar.core.clock import now
from pilar.core.jobs.models import Job
from pilar.core.jobs.queries import expected_end
from pilar.core.jobs.rules import OPEN, State
from pilar.core.problems import NOT_FOUND, Problem
from pilar.core.scope import Actor, Scope
from pilar.core.ui.components.flow import Progress, progress
from pilar.evidence.intake import actions, jobs, queries
from pilar.evidence.intake.forms import BatchFilter, FileForm, ReasonForm, UploadForm
from pilar.evidence.intake.kinds import kind_of
from pilar.evidence.intake.models import Batch
from pilar.evidence.intake.profiles import Profile, all_profiles, profile_of
from pilar.evidence.intake.report import TONES, report_of, what_of
from pilar.evidence.linkage.queries.runs import runs_of_batch
from pilar.foundation.accounts.doors import actor_of, needs, step_up
from pilar.foundation.accounts.queries import today

REFRESH_SECONDS = 5
_PROGRESS = {
    State.WAITING: "queued",
    State.RUNNING: "running",
    State.DONE: "succeeded",
    State.FAILED: "failed",
    State.CANCELLED: "cancelled",
}


@needs("intake.upload", "intake.publish")
@require_GET
def list_batches(request: HttpRequest) -> HttpResponse:
    """What came in, newest first, with what became of it."""
    actor, form = actor_of(request), BatchFilter(request.GET)
    state = form.cleaned_data["keadaan"] if form.is_valid() else ""
    page = queries.list_batches(actor.scope, state=state, after=request.GET.get("after", ""))
    context = {
        "form": form,
        "rows": [(batch, breakable(batch.file_name), TONES[batch.state], what_of(batch)) for batch in page.rows],
        "after": page.after,
        "ready": queries.waiting_counts(actor.scope).get("siap", 0),
        "may_upload": actor.scope.can("intake.upload"),
        "filtered": bool(state),
    }
    return render(request, "intake/list.html", context)


@needs("intake.upload")
@require_GET
def choose_profile(request: HttpRequest) -> HttpResponse:
    """Which file is it? One entry per known layout, by kind of content, then the saved mappings."""
    scope = actor_of(request).scope
    groups: dict[str, list[Profile]] = {}
    for profile in sorted(all_profiles().values(), key=lambda one: one.place):
        try:
            kind = kind_of(profile.kind)
        except KeyError:
            continue
        if scope.can(kind.capability):
            groups.setdefault(kind.name, []).append(profile)
    context = {"groups": groups.items(), "mappings": queries.list_mappings(scope)}
    return render(request, "intake/choose.html", context)


@needs("intake.upload")
def upload(request: HttpRequest, profile: str) -> HttpResponse:
    """The file for a known layout."""
    try:
        chosen = profile_of(profile)
        kind = kind_of(chosen.kind)
    except KeyError as error:
        raise NOT_FOUND() from error
    return _upload(request, chosen, kind.code, {})


@needs("intake.upload")
def upload_mapped(request: HttpRequest, mapping_id: int) -> HttpResponse:
    """The file for a saved mapping."""
    saved = queries.get_mapping(actor_of(request).scope, mapping_id)
    profile = Profile(code=f"peta:{saved.kind}", label=saved.name, kind=saved.kind)
    return _upload(request, profile, saved.kind, dict(saved.mapping))


def _upload(request: HttpRequest, profile: Profile, kind_code: str, mapping: dict[str, str]) -> HttpResponse:
    actor, at = actor_of(request), now()
    kind = kind_of(kind_code)
    actor.scope.require(kind.capability)
    form = UploadForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        kind=kind,
        today=today(at),
        fixed=profile.options,
        home=home_of(actor.scope),
    )
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["berkas"]
        try:
            kept = file.keeper.keep(by=actor, at=at)
            with transaction.atomic():
                received = actions.receive(
                    file=kept, file_name=file.name, profile=profile.code, by=actor, at=at,
                    as_of=form.cleaned_data["per_tanggal"], mapping=mapping, options=form.options(),
                )  # fmt: skip
                ask_for_check(received.batch_id, actor)
        except Problem as refusal:
            form.add_error("berkas", f"{refusal.sentence} {refusal.advice}")
        else:
            return to_batch(request, received)
    context = {"form": form, "profile": profile, "kind": kind}
    return render(request, "intake/upload.html", context, status=422 if form.errors else 200)


def breakable(name: str) -> SafeString:
    """A file name that may go on in the next line after each underscore."""
    return format_html_join(mark_safe("_<wbr>"), "{}", ((part,) for part in name.split("_")))


def home_of(scope: Scope) -> str:
    """The one kab/kota of a scope, or "" when there is none or several."""
    homes = {prefix[:4] for prefix in scope.prefixes}
    return homes.pop() if len(homes) == 1 and all(len(prefix) >= 4 for prefix in scope.prefixes) else ""


def ask_for_check(batch_id: int, actor: Actor) -> None:
    """Ask for the check of a batch that was not checked yet; asking twice gives the same job."""
    if Batch.objects.filter(pk=batch_id, state="diterima").exists():
        jobs.request_check(batch_id=batch_id, by=actor)


def to_batch(request: HttpRequest, received: actions.Received) -> HttpResponse:
    """To the page of the batch, with a word when this content was there already."""
    if received.repeated:
        words = _("Berkas yang sama sudah pernah dikirim; tidak ada yang berubah. Ini kiriman yang dulu.")
        messages.warning(request, words)
    else:
        messages.success(request, _("Berkas diterima dan sedang diperiksa."))
    return redirect("intake:batch", received.batch_id)


@needs("intake.upload", "intake.publish")
@require_GET
def batch_page(request: HttpRequest, batch_id: int) -> HttpResponse:
    """One batch: progress while it is worked on, then the report and the next act."""
    return _batch_page(request, batch_id, FileForm())


def _batch_page(request: HttpRequest, batch_id: int, mend_form: FileForm) -> HttpResponse:
    actor = actor_of(request)
    batch = queries.get_batch(actor.scope, batch_id)
    job = queries.job_of(actor.scope, batch)
    waiting = queries.quarantine_states(actor.scope, batch_id) if "rows" in batch.counts else {}
    can, own = actor.scope.can, batch.created_by == actor.username
    ready = batch.state == "siap" and bool(batch.counts.get("accepted"))
    context: dict[str, Any] = {
        "batch": batch,
        "name": breakable(batch.file_name),
        "crumbs": [(_("Kiriman data"), reverse("intake:list")), (batch.file_name, "")],
        "tone": TONES[batch.state],
        "what": what_of(batch),
        "report": report_of(batch, waiting),
        "work": _work(batch, job) if job and job.state in (*OPEN, State.FAILED) else None,
        "mending": queries.mending_batches(actor.scope, batch_id),
        "mend_form": mend_form,
        "may_mend": can("intake.upload") and actions.is_mendable(batch) and bool(waiting.get("menunggu")),
        "may_publish": ready and can("intake.publish") and not own,
        "why_not": _why_not(own) if ready and not (can("intake.publish") and not own) else "",
        "may_cancel": batch.state in {"diterima", "diperiksa", "siap", "gagal"},
        "may_download": can("export.named") and bool(waiting.get("menunggu")),
        "may_link": can("linkage.run") and batch.state in {"siap", "terbit"} and names_people(batch),
        "link_runs": runs_of_batch(actor.scope, batch_id) if can("linkage.run") or can("linkage.review") else [],
        "may_map": can("intake.upload") and batch.state == "gagal",
    }
    if job and job.state in OPEN:
        context["refresh_seconds"] = REFRESH_SECONDS
    return render(request, "intake/batch.html", context, status=422 if mend_form.errors else 200)


def names_people(batch: Batch) -> bool:
    """Whether the content has names or NIKs that the register could know."""
    kind = kind_of(batch.kind)
    return kind.field_of("nik") is not None or kind.field_of("name") is not None


def _why_not(own: bool) -> str:
    if own:
        return _(
            "Anda yang mengunggah berkas ini, jadi rekan lain yang berwenang (misalnya verifikator) yang menerbitkannya."
        )
    return _("Menunggu diterbitkan oleh rekan yang berwenang, misalnya verifikator.")


def _work(batch: Batch, job: Job) -> Progress:
    return Progress(
        title=_(job.title),
        state=_PROGRESS[State(job.state)],
        poll_url=reverse("intake:progress", args=[batch.pk]),
        done=job.done,
        total=job.total,
        unit=_("baris"),
        phase=job.message,
        ends_at=job.finished_at or expected_end(job, now()),
        message=f"{job.problem_code}: {job.problem_sentence} {job.problem_advice}" if job.state == State.FAILED else "",
        result_url=reverse("intake:batch", args=[batch.pk]) if job.state not in OPEN else "",
        result_label=_("Lihat laporan"),
    )


@needs("intake.upload", "intake.publish")
@require_GET
def batch_progress(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The fragment that the page polls; everybody who sees the batch sees its progress."""
    scope = actor_of(request).scope
    batch = queries.get_batch(scope, batch_id)
    job = queries.job_of(scope, batch)
    if job is None:
        raise NOT_FOUND()
    return HttpResponse(progress(RequestContext(request), _work(batch, job)))


@needs("intake.publish")
@step_up
@require_POST
def publish(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Accept what is clean."""
    actor, at = actor_of(request), now()
    with transaction.atomic():
        actions.release(batch_id=batch_id, by=actor, at=at)
        jobs.request_publish(batch_id=batch_id, by=actor)
    messages.success(request, _("Baris yang bersih sedang diterbitkan."))
    return redirect("intake:batch", batch_id)


@needs("intake.upload", "intake.publish")
def cancel(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Call a batch off, with a reason."""
    actor, form = actor_of(request), ReasonForm(request.POST if request.method == "POST" else None)
    batch = queries.get_batch(actor.scope, batch_id)
    if request.method == "POST" and form.is_valid():
        actions.cancel(batch_id=batch_id, by=actor, at=now(), reason=form.cleaned_data["alasan"])
        messages.success(request, _("Kiriman dibatalkan. Berkas dan laporannya tetap disimpan."))
        return redirect("intake:batch", batch_id)
    context = {"form": form, "batch": batch, "what": what_of(batch)}
    return render(request, "intake/cancel.html", context, status=422 if form.errors else 200)


@needs("intake.upload")
@require_POST
def mend(request: HttpRequest, batch_id: int) -> HttpResponse:
    """A mended quarantine sheet comes back as a batch of its own."""
    actor, at = actor_of(request), now()
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["berkas"]
        try:
            kept = file.keeper.keep(by=actor, at=at)
            with transaction.atomic():
                received = actions.receive_mended(batch_id=batch_id, file=kept, file_name=file.name, by=actor, at=at)
                ask_for_check(received.batch_id, actor)
        except Problem as refusal:
            if refusal.kind == NOT_FOUND:
                raise
            form.add_error("berkas", f"{refusal.sentence} {refusal.advice}")
        else:
            return to_batch(request, received)
    return _batch_page(request, batch_id, form)
