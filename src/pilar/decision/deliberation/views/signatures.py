"""Electronic signatures: signing a paper or an endorsed list, and the signed file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilar.core.bulk.files import open_kept
from pilar.core.clock import now
from pilar.core.documents.answer import PDF, file_answer
from pilar.core.problems import Problem
from pilar.decision.deliberation.actions import signatures as actions
from pilar.decision.deliberation.queries.papers import get_paper, get_signature
from pilar.foundation.accounts.doors import actor_of, needs, step_up


@needs("deliberation.sign")
@step_up
@require_POST
def sign_paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Sign a paper of a session."""
    actor = actor_of(request)
    paper = get_paper(actor.scope, paper_id)
    try:
        actions.sign_paper(paper_id=paper_id, by=actor, at=now())
    except Problem as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, f"{refusal.sentence} {refusal.advice}")
    else:
        messages.success(request, _("Surat ditandatangani secara elektronik."))
    return redirect("deliberation:session", paper.session_id)


@needs("proposals.approve")
@step_up
@require_POST
def sign_cover(request: HttpRequest, endorsement_id: int) -> HttpResponse:
    """Sign the surat pengantar of an endorsed list."""

    def address(code: str) -> str:
        return request.build_absolute_uri(reverse("deliberation:check", args=[code]))

    try:
        actions.sign_cover(endorsement_id=endorsement_id, address=address, by=actor_of(request), at=now())
    except Problem as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, f"{refusal.sentence} {refusal.advice}")
    else:
        messages.success(request, _("Surat ditandatangani secara elektronik."))
    return redirect("deliberation:endorsement", endorsement_id)


@needs("deliberation.view", "proposals.approve", "proposals.verify", "proposals.send")
@require_GET
def download(request: HttpRequest, signature_id: int) -> HttpResponse:
    """The signed file."""
    row = get_signature(actor_of(request).scope, signature_id)
    with open_kept(row.file.sha256) as stream:
        return file_answer(stream.read(), row.file.name, PDF)
