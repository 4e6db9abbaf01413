"""Decrees: draft, look, drop, freeze by a second person, papers, and the public page behind their QR."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilar.core.bulk.files import open_kept
from pilar.core.bulk.upload import SealedUpload
from pilar.core.clock import now
from pilar.core.documents.answer import PDF, XLSX, file_answer
from pilar.core.doors import public_page
from pilar.core.problems import Problem
from pilar.delivery.programs.actions import decree as actions
from pilar.delivery.programs.actions import papers
from pilar.delivery.programs.forms import FreezeForm
from pilar.delivery.programs.models import Decree
from pilar.delivery.programs.queries import decrees as queries
from pilar.delivery.programs.queries import proof_of_decree
from pilar.delivery.programs.views.shown import DECREE_TONES, crumbs, tell
from pilar.foundation.accounts.doors import actor_of, needs, step_up


@needs("programs.manage")
@require_POST
def draft(request: HttpRequest, stage_id: int) -> HttpResponse:
    """Draft a decree of everything due."""
    try:
        made, computed = actions.draft(stage_id=stage_id, by=actor_of(request), at=now())
    except Problem as refusal:
        tell(request, refusal)
        return redirect("programs:stage", stage_id)
    for code, count in computed.without.items():
        messages.warning(
            request, _("%(n)s penerima tidak masuk: %(why)s.") % {"n": count, "why": actions.WITHOUT.get(code, code)}
        )
    messages.success(request, _("Rancangan SK dibuat. Orang lain menetapkannya."))
    return redirect("programs:decree", made)


@needs("programs.view")
@require_GET
def show_decree(request: HttpRequest, decree_id: int) -> HttpResponse:
    """A decree with its lines, each amount explained, and its proof."""
    return _page(request, queries.get_decree(actor_of(request).scope, decree_id), None)


def _page(request: HttpRequest, row: Decree, form: FreezeForm | None) -> HttpResponse:
    actor = actor_of(request)
    after = request.GET.get("after", "")
    found = queries.lines_of(actor.scope, row, after=int(after) if after.isdigit() and len(after) < 9 else 0)
    shown = found[: queries.PAGE]
    may_freeze = row.state == "draft" and actor.scope.can("programs.decree")
    own = row.drafted_by == actor.username
    context = {
        "row": row, "stage": row.stage, "lines": shown, "tone": DECREE_TONES[row.state], "recap": queries.recap_of(actor.scope, row),
        "after": str(shown[-1][0].position) if len(found) > len(shown) else "", "own": own and may_freeze,
        "proof": proof_of_decree(actor.scope, row.pk) if row.state == "frozen" else None, "papers": list(row.papers.order_by("pk")),
        "may_issue": row.state == "frozen" and (actor.scope.can("programs.decree") or actor.scope.can("programs.manage")),
        "may_drop": row.state == "draft" and actor.scope.can("programs.manage"),
        "form": form or (FreezeForm(initial={"signer": getattr(request.user, "full_name", "")}) if may_freeze and not own else None),
        "shown_papers": [p for p in row.papers.order_by("pk") if p.kind == "sk" or actor.scope.can("export.named")],
        "crumbs": crumbs((f"{row.stage.programme.name}, {row.stage.label}", reverse("programs:stage", args=[row.stage_id])), (_("SK penetapan"), "")),
    }  # fmt: skip
    return render(request, "programs/decree.html", context, status=422 if form is not None and form.errors else 200)


@needs("programs.manage")
@require_POST
def drop(request: HttpRequest, decree_id: int) -> HttpResponse:
    """Drop a draft."""
    row = queries.get_decree(actor_of(request).scope, decree_id)
    try:
        actions.drop(decree_id=decree_id, by=actor_of(request), at=now())
    except Problem as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Rancangan dibatalkan."))
    return redirect("programs:stage", row.stage_id)


@needs("programs.decree")
@step_up
@require_POST
def freeze(request: HttpRequest, decree_id: int) -> HttpResponse:
    """Freeze a draft."""
    actor, form = actor_of(request), FreezeForm(request.POST)
    row = queries.get_decree(actor.scope, decree_id)
    if not form.is_valid():
        return _page(request, row, form)
    try:
        actions.freeze(decree_id=decree_id, **form.cleaned_data, by=actor, at=now())
    except Problem as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("SK ditetapkan dan dibekukan. Terbitkan suratnya."))
    return redirect("programs:decree", decree_id)


@needs("programs.decree", "programs.manage")
@require_POST
def issue(request: HttpRequest, decree_id: int) -> HttpResponse:
    """Issue the SK and its annex."""

    def address(code: str) -> str:
        return request.build_absolute_uri(reverse("programs:check", args=[code]))

    try:
        made = papers.issue_papers(decree_id=decree_id, address=address, by=actor_of(request), at=now())
    except Problem as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Surat terbit.") if made else _("Semua surat sudah terbit."))
    return redirect("programs:decree", decree_id)


@needs("programs.view")
@step_up
@require_GET
def download(request: HttpRequest, decree_paper_id: int) -> HttpResponse:
    """A paper as it was issued; the annex names people, so it needs export.named as well."""
    scope = actor_of(request).scope
    paper = queries.get_paper(scope, decree_paper_id)
    if paper.kind != "sk":
        scope.require("export.named")
    with open_kept(paper.sha256) as stream:
        data = stream.read()
    return file_answer(data, paper.file.name, PDF if paper.kind == "sk" else XLSX)


@public_page
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Is this paper genuine? Facts without names, and a comparison with a file that somebody holds."""
    paper = queries.public_paper(code)
    same = None
    sent = request.FILES.get("file") if request.method == "POST" else None
    if paper is not None and isinstance(sent, SealedUpload):
        same = sent.keeper.digest == paper.sha256
    return render(request, "programs/check.html", {"paper": paper, "same": same}, status=200 if paper else 404)
