"""The desk: what nobody explained yet stands first; files; one file; one line; the queue of two persons."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilar.core.clock import now
from pilar.core.ids import decode_id
from pilar.core.problems import NOT_FOUND, Problem
from pilar.core.scope import Scope
from pilar.delivery.disbursement.lists import CHANNELS_BY_CODE
from pilar.delivery.reconciliation.actions import decide
from pilar.delivery.reconciliation.actions import receive as actions
from pilar.delivery.reconciliation.forms import FileForm, ProposeForm
from pilar.delivery.reconciliation.jobs import take_in
from pilar.delivery.reconciliation.queries import desk as queries
from pilar.delivery.reconciliation.queries.stages import stage_choices, stage_label, stages_with_orders
from pilar.delivery.reconciliation.rules.classes import BY_CODE, DECISIONS, OPEN_GROUPS
from pilar.foundation.accounts.doors import actor_of, needs

TONES = {"antre": "waiting", "diterapkan": "ok", "tertahan": "warning", "ditolak": "error"}
STATE_WORDS = {"antre": "Sedang dibaca", "diterapkan": "Diterapkan", "tertahan": "Tertahan", "ditolak": "Ditolak"}


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Rekonsiliasi"), reverse("reconciliation:desk") if more else ""), *more]


def area_of(scope: Scope) -> str:
    """The one area that a file or paper of this person belongs to. Raises UMUM-404 when there is none."""
    if not scope.prefixes or not scope.prefixes[0]:
        raise NOT_FOUND()
    return scope.prefixes[0]


def after_of(request: HttpRequest) -> int:
    text = request.GET.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def tell(request: HttpRequest, refusal: Problem) -> None:
    """Show a refusal as a message; missing or forbidden things go on to the error page."""
    if refusal.status == 404 or refusal.code == "UMUM-403":
        raise refusal
    messages.error(request, f"{refusal.sentence} {refusal.advice}")


@needs("disbursement.reconcile")
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What is open by class, proposals for the second person, files, stages."""
    scope = actor_of(request).scope
    files = queries.inbound_files(scope)
    context = {
        "open": queries.open_counts(scope),
        "waiting": len(queries.proposals_waiting(scope)),
        "files": [
            (one, TONES[one.state], _(STATE_WORDS[one.state]), CHANNELS_BY_CODE[one.channel].name) for one in files
        ],
        "held": sum(1 for one in files if one.state == "tertahan"),
        "stages": [(one, stage_label(one)) for one in stages_with_orders(scope)],
    }
    return render(request, "reconciliation/desk.html", context)


@needs("disbursement.reconcile")
def upload(request: HttpRequest) -> HttpResponse:
    """Take in a file."""
    actor, at = actor_of(request), now()
    posted = request.method == "POST"
    form = FileForm(
        request.POST if posted else None, request.FILES if posted else None, stages=stage_choices(actor.scope)
    )
    if posted and form.is_valid():
        data = form.cleaned_data
        try:
            with transaction.atomic():
                kept = data["berkas"].keeper.keep(by=actor, at=at)
                done = take_in(
                    file=kept, file_name=data["berkas"].name or "berkas", channel=data["penyalur"], profile=data["profil"],
                    stage_id=decode_id(data["tahap"]) if data["tahap"] else None, area=area_of(actor.scope), by=actor, at=at,
                )  # fmt: skip
        except Problem as refusal:
            form.add_error("berkas", f"{refusal.sentence} {refusal.advice}")
        else:
            if done.known:
                words = _("Berkas ini sudah pernah dibaca%(name)s; tidak ada yang dibukukan dua kali.")
                messages.warning(request, words % {"name": _(" dengan nama lain") if done.renamed else ""})
            return redirect("reconciliation:file", done.inbound_id)
    return render(
        request, "reconciliation/upload.html", {"form": form, "crumbs": crumbs((_("Berkas baru"), ""))}, status=422 if form.errors else 200
    )  # fmt: skip


@needs("disbursement.reconcile")
@require_GET
def show_file(request: HttpRequest, inbound_id: int) -> HttpResponse:
    """One file: what it says about itself, its lines by class."""
    actor = actor_of(request)
    found, counts = queries.inbound_file(actor.scope, inbound_id)
    code = request.GET.get("kelas", "")
    lines = queries.file_lines(actor.scope, inbound_id, code=code, after=after_of(request))
    shown = lines[: queries.PAGE]
    context: dict[str, Any] = {
        "file": found,
        "tone": TONES[found.state],
        "state": _(STATE_WORDS[found.state]),
        "channel": CHANNELS_BY_CODE[found.channel].name,
        "stage": stage_label(found.stage) if found.stage is not None else "",
        "counts": counts,
        "chosen": BY_CODE.get(code),
        "lines": shown,
        "after": str(shown[-1].line.pk) if len(lines) > len(shown) else "",
        "stages": stage_choices(actor.scope),
        "may_release": found.state == "tertahan" and found.received_by != actor.username,
        "crumbs": crumbs((found.file_name, "")),
    }
    return render(request, "reconciliation/file.html", context)


@needs("disbursement.reconcile")
@require_POST
def release(request: HttpRequest, inbound_id: int) -> HttpResponse:
    """The second person accepts a held file."""
    try:
        actions.release(inbound_id=inbound_id, reason=request.POST.get("reason", ""), by=actor_of(request), at=now())
    except Problem as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Berkas dilepas; baris yang cocok dibukukan."))
    return redirect("reconciliation:file", inbound_id)


@needs("disbursement.reconcile")
@require_POST
def change_stage(request: HttpRequest, inbound_id: int) -> HttpResponse:
    """The file was for another stage."""
    text = request.POST.get("tahap", "")
    try:
        chosen = decode_id(text) if text else None
    except ValueError as error:
        raise NOT_FOUND() from error
    try:
        actions.change_stage(inbound_id=inbound_id, stage_id=chosen, by=actor_of(request), at=now())
    except Problem as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Berkas dibaca ulang untuk tahap itu."))
    return redirect("reconciliation:file", inbound_id)


@needs("disbursement.reconcile")
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Open lines and the proposals that wait for a second person."""
    actor = actor_of(request)
    code = request.GET.get("kelas", "")
    lines = queries.open_lines(actor.scope, code=code, after=after_of(request))
    shown = lines[: queries.PAGE]
    context = {
        "lines": shown,
        "after": str(shown[-1].line.pk) if len(lines) > len(shown) else "",
        "counts": queries.open_counts(actor.scope),
        "chosen": BY_CODE.get(code),
        "proposals": [
            (one, sentence, dict(DECISIONS)[one.verdict], one.proposed_by != actor.username)
            for one, sentence in queries.proposals_waiting(actor.scope)
        ],
        "crumbs": crumbs((_("Baris terbuka"), "")),
    }
    return render(request, "reconciliation/queue.html", context)


@needs("disbursement.reconcile")
def show_line(request: HttpRequest, line_id: int) -> HttpResponse:
    """One line with its raw text; propose a verdict."""
    actor = actor_of(request)
    page = queries.line_page(actor.scope, line_id)
    line = page["line"]
    form = ProposeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            decide.propose(line_id=line_id, by=actor, at=now(), **form.cleaned_data)
        except Problem as refusal:
            if refusal.status == 404:
                raise
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            messages.success(request, _("Usul putusan dicatat; menunggu orang kedua."))
            return redirect("reconciliation:queue")
    waiting = next((one for one in page["decisions"] if one.answered_at is None), None)
    context = {
        **page,
        "form": form if page["entry"].group in OPEN_GROUPS and not line.decided and waiting is None else None,
        "waiting": waiting,
        "words": dict(DECISIONS),
        "decisions": [(one, dict(DECISIONS)[one.verdict]) for one in page["decisions"]],
        "decided": dict(DECISIONS).get(line.decided, ""),
        "crumbs": crumbs(
            (line.inbound.file_name, reverse("reconciliation:file", args=[line.inbound_id])), (f"Baris {line.row}", "")
        ),
    }
    return render(request, "reconciliation/line.html", context, status=422 if form.errors else 200)


@needs("disbursement.reconcile")
@require_POST
def answer(request: HttpRequest, line_decision_id: int) -> HttpResponse:
    """The second person agrees or refuses."""
    agreed = request.POST.get("agreed") == "ya"
    try:
        decide.answer(
            decision_id=line_decision_id,
            agreed=agreed,
            note=request.POST.get("note", ""),
            by=actor_of(request),
            at=now(),
        )
    except Problem as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Putusan berlaku.") if agreed else _("Usul ditolak; baris tetap terbuka."))
    return redirect("reconciliation:queue")
