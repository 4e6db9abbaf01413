"""Papers of a session: issue, download, scan, workbook, invitations; and the public page behind a QR."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilar.core.bulk.files import open_kept
from pilar.core.bulk.kinds import kind_of
from pilar.core.bulk.upload import SealedUpload
from pilar.core.clock import now
from pilar.core.documents.answer import PDF, XLSX, file_answer
from pilar.core.doors import public_page
from pilar.core.problems import Problem
from pilar.decision.deliberation.actions import papers as actions
from pilar.decision.deliberation.queries import papers as queries
from pilar.foundation.accounts.doors import actor_of, needs, step_up

MAX_SCAN = 40 * 1024 * 1024


@needs("deliberation.manage")
@require_POST
def issue(request: HttpRequest, session_id: int) -> HttpResponse:
    """Issue what a closed session still lacks of its papers."""

    def address(code: str) -> str:
        return request.build_absolute_uri(reverse("deliberation:check", args=[code]))

    made = actions.issue_papers(session_id=session_id, address=address, by=actor_of(request), at=now())
    if made:
        messages.success(request, _("Surat terbit: %(kinds)s.") % {"kinds": ", ".join(actions.NAMES[k] for k in made)})
    else:
        messages.info(request, _("Semua surat sidang ini sudah terbit."))
    return redirect("deliberation:session", session_id)


@needs("deliberation.view")
@require_GET
def download(request: HttpRequest, paper_id: int) -> HttpResponse:
    """A paper as it was issued, or its scan (`?pindaian=1`)."""
    paper = queries.get_paper(actor_of(request).scope, paper_id)
    file = paper.scan if request.GET.get("pindaian") == "1" and paper.scan is not None else paper.file
    with open_kept(file.sha256) as stream:
        data = stream.read()
    return file_answer(data, file.name, kind_of(data))


@needs("deliberation.manage")
@require_POST
def scan(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Keep the signed scan of a paper."""
    actor, at = actor_of(request), now()
    paper = queries.get_paper(actor.scope, paper_id)
    sent = request.FILES.get("scan")
    if not isinstance(sent, SealedUpload) or (sent.size or 0) > MAX_SCAN:
        messages.error(request, _("Pilih pindaian PDF, JPEG atau PNG, paling besar 40 MB."))
        return redirect("deliberation:session", paper.session_id)
    try:
        head = sent.keeper.head
        actions.add_scan(paper_id=paper_id, file=sent.keeper.keep(by=actor, at=at), head=head, by=actor, at=at)
    except Problem as refusal:
        messages.error(request, f"{refusal.sentence} {refusal.advice}")
    else:
        messages.success(request, _("Pindaian disimpan di samping surat."))
    return redirect("deliberation:session", paper.session_id)


@needs("export.named")
@step_up
@require_GET
def workbook(request: HttpRequest, session_id: int) -> HttpResponse:
    """The BNBA of a closed session as a workbook, numbers masked."""
    data = actions.export_bnba(session_id=session_id, by=actor_of(request), at=now())
    return file_answer(data, "bnba-musyawarah.xlsx", XLSX)


@needs("deliberation.manage")
@require_GET
def print_invitations(request: HttpRequest, session_id: int) -> HttpResponse:
    """The letters of invitation."""

    def address(code: str) -> str:
        return request.build_absolute_uri(
            reverse("deliberation:arrive", kwargs={"session_id": session_id, "code": code})
        )

    data = actions.invitations(session_id=session_id, address=address, by=actor_of(request), at=now())
    return file_answer(data, "undangan-musyawarah.pdf", PDF)


@public_page
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Is this paper genuine? Facts without names, and a comparison with a file that somebody holds."""
    paper = queries.public_paper(code)
    same = None
    sent = request.FILES.get("file") if request.method == "POST" else None
    if paper is not None and isinstance(sent, SealedUpload):
        genuine = {paper.sha256} | ({paper.signature.sha256} if paper.signature else set())
        same = sent.keeper.digest in genuine
    return render(
        request, "deliberation/check.html", {"paper": paper, "same": same, "code": code}, status=200 if paper else 404
    )  # fmt: skip
