"""Announcing a result, the public list, and the queue of objections."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from pilar.core.bulk.files import open_kept
from pilar.core.bulk.upload import SealedUpload
from pilar.core.clock import now
from pilar.core.documents.answer import PDF, file_answer
from pilar.core.doors import public_page
from pilar.core.problems import NOT_FOUND, Problem
from pilar.core.ui.components.data import Fact
from pilar.core.ui.formats import tanggal, waktu
from pilar.decision.deliberation.actions import objections as actions
from pilar.decision.deliberation.documents.poster import poster_pdf
from pilar.decision.deliberation.forms import ObjectionAnswerForm, ReceiveForm
from pilar.decision.deliberation.models import OBJECTION_STATES
from pilar.decision.deliberation.queries import objections as queries
from pilar.decision.deliberation.queries.sessions import get_session
from pilar.decision.proposals.models import Usul
from pilar.decision.proposals.queries import get_usul
from pilar.evidence.registry.views.looking import note_look_through
from pilar.foundation.accounts.doors import actor_of, needs

STATES = dict(OBJECTION_STATES)


@needs("deliberation.manage")
@require_POST
def announce(request: HttpRequest, session_id: int) -> HttpResponse:
    """Announce what a closed session decided."""
    try:
        actions.announce(session_id=session_id, by=actor_of(request), at=now())
    except Problem as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, f"{refusal.sentence} {refusal.advice}")
    else:
        messages.success(request, _("Hasil sidang diumumkan. Cetak poster untuk papan kelurahan."))
    return redirect("deliberation:session", session_id)


@needs("deliberation.view")
@require_GET
def poster(request: HttpRequest, session_id: int) -> HttpResponse:
    """The announced list as a poster."""
    session = get_session(actor_of(request).scope, session_id)
    row = queries.announcement_of(session.pk)
    if row is None:
        raise NOT_FOUND()
    address = request.build_absolute_uri(reverse("deliberation:public", args=[row.public_code]))
    with override("id"):
        data = poster_pdf(queries.list_of(row, now(), always=True), address=address, at=row.made_at)
    return file_answer(data, f"pengumuman-{session.period}.pdf", PDF)


@public_page
@require_GET
def public(request: HttpRequest, code: str) -> HttpResponse:
    """The announced list for anybody, on its days."""
    found = queries.public_list(code, now())
    return render(request, "deliberation/public.html", {"found": found}, status=200 if found else 404)


@needs("complaints.receive", "complaints.decide")
@require_GET
def list_objections(request: HttpRequest) -> HttpResponse:
    """The queue: open ones by their day, or those answered."""
    actor, state = actor_of(request), request.GET.get("keadaan", "terbuka")
    start = request.GET.get("after", "")
    offset = int(start) if start.isdigit() else 0
    found = queries.list_objections(actor.scope, now(), state=state, after=offset)
    shown = found[: queries.PAGE]
    context = {
        "rows": [(one, STATES[one.row.state]) for one in shown],
        "state": state,
        "after": str(offset + queries.PAGE) if len(found) > len(shown) else "",
    }
    return render(request, "deliberation/objections.html", context)


@needs("complaints.receive")
@sensitive_post_parameters("phone")
def receive(request: HttpRequest, usul_id: int) -> HttpResponse:
    """Write down an objection to a usulan."""
    actor, at = actor_of(request), now()
    usul = get_usul(actor.scope, usul_id).row
    _note_look(request, usul, ("usul", usul_id))
    form = ReceiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sent = request.FILES.get("evidence")
        try:
            file = sent.keeper.keep(by=actor, at=at) if isinstance(sent, SealedUpload) and sent.size else None
            made = actions.receive(usul_id=usul_id, **form.cleaned_data, evidence=file, by=actor, at=at)
        except Problem as refusal:
            if refusal.status in (403, 404):
                raise
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            text = _("Sudah ada sanggah terbuka; keterangan ini didengar bersamanya.")
            messages.success(request, text if made.joined else _("Sanggah dicatat; usulan ditahan sampai dijawab."))
            return redirect("deliberation:objection", made.objection_id)
    crumbs = [(_("Sanggah"), reverse("deliberation:objections")), (usul.name, "")]
    context = {"form": form, "usul": usul, "crumbs": crumbs}
    return render(request, "deliberation/receive.html", context, status=422 if form.errors else 200)


@needs("complaints.receive", "complaints.decide")
def show_objection(request: HttpRequest, objection_id: int) -> HttpResponse:
    """One objection, and its answer."""
    actor, at = actor_of(request), now()
    row = queries.get_objection(actor.scope, objection_id)
    _note_look(request, row.usul, ("objection", objection_id))
    form = ObjectionAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if given["act"] == "kunjungan":
                actions.ask_visit(objection_id=objection_id, note=given["answer"], by=actor, at=at)
            else:
                actions.decide(
                    objection_id=objection_id,
                    upheld=given["act"] == "dikabulkan",
                    answer=given["answer"],
                    by=actor,
                    at=at,
                )
        except Problem as refusal:
            if refusal.status == 404:
                raise
            messages.error(request, f"{refusal.sentence} {refusal.advice}")
        else:
            messages.success(request, _("Tercatat."))
        return redirect("deliberation:objection", objection_id)
    context: dict[str, Any] = {
        "row": row,
        "facts": _facts(row),
        "state_label": STATES[row.state],
        "open": row.decided_at is None,
        "form": form,
        "may_decide": actor.scope.can("complaints.decide"),
        "crumbs": [(_("Sanggah"), reverse("deliberation:objections")), (row.about, "")],
    }
    return render(request, "deliberation/objection.html", context, status=422 if form.errors else 200)


def _note_look(request: HttpRequest, usul: Usul, page: tuple[str, int]) -> None:
    """A page of one objection names the person it is about: who looked stands in the audit chain."""
    act = "deliberation.objection.viewed"
    note_look_through(request, act, person_id=usul.person_id, page=page, wilayah=usul.wilayah)


def _facts(row: Any) -> list[Fact]:
    sides = {"menolak": _("menyatakan tidak layak"), "membela": _("menyatakan layak")}
    facts = [
        Fact(_("Yang menyanggah"), row.objector + (f" ({row.relation})" if row.relation else "")),
        Fact(_("Pendapat"), sides[row.side]),
        Fact(_("Isi"), row.words),
        Fact(_("Diterima"), str(waktu(row.received_at)), source=row.received_by),
        Fact(_("Tenggat jawaban"), str(tanggal(row.due_date))),
    ]
    if row.escalated_at:
        facts.append(Fact(_("Naik ke Dinas"), str(waktu(row.escalated_at))))
    if row.visit_note:
        facts.append(Fact(_("Kunjungan diminta"), row.visit_note))
    if row.decided_at:
        facts.append(Fact(_("Jawaban"), row.answer, source=f"{row.decided_by}, {waktu(row.decided_at)}"))
    return facts


@needs("complaints.receive", "complaints.decide")
@require_GET
def evidence(request: HttpRequest, objection_id: int) -> HttpResponse:
    """The evidence that came with an objection."""
    row = queries.get_objection(actor_of(request).scope, objection_id)
    if row.evidence is None:
        raise NOT_FOUND()
    _note_look(request, row.usul, ("objection", objection_id))
    with open_kept(row.evidence.sha256) as stream:
        return file_answer(stream.read(), row.evidence.name, "application/octet-stream")
