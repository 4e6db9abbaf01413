"""The exchange with SIKS-NG: send an endorsed list, print cards, see what came back and what did not."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilar.core.bulk.files import open_kept
from pilar.core.clock import now
from pilar.core.documents.answer import PDF, XLSX, file_answer
from pilar.core.problems import Problem
from pilar.decision.deliberation.actions import exchange as actions
from pilar.decision.deliberation.queries import exchange as queries
from pilar.decision.deliberation.sheets import PROFILES
from pilar.decision.proposals.siks_ng import STATUSES_BY_CODE
from pilar.foundation.accounts.doors import actor_of, needs, step_up


@needs("proposals.send")
@require_GET
def list_sendings(request: HttpRequest) -> HttpResponse:
    """All sendings, and what waits longest for an answer."""
    actor, at = actor_of(request), now()
    context = {
        "rows": queries.list_sendings(actor.scope),
        "waiting": queries.sent_lines(actor.scope, at, status="", size=25),
        "import_url": reverse("intake:list"),
    }
    return render(request, "deliberation/sendings.html", context)


@needs("proposals.send")
@require_GET
def show_sending(request: HttpRequest, sending_id: int) -> HttpResponse:
    """One sending: what was sent beside what came back."""
    actor, at = actor_of(request), now()
    row = queries.get_sending(actor.scope, sending_id)
    asked = request.GET.get("status")
    start = request.GET.get("after", "")
    offset = int(start) if start.isdigit() else 0
    status = asked if asked == "" or asked in STATUSES_BY_CODE else None
    found = queries.sent_lines(actor.scope, at, sending=row, status=status, after=offset)
    context = {
        "row": row,
        "counts": queries.counts_by_status(actor.scope, row),
        "lines": found[: queries.PAGE],
        "after": str(offset + queries.PAGE) if len(found) > queries.PAGE else "",
        "may_unmask": actor.scope.can("registry.nik.unmask"),
        "crumbs": [(_("Kiriman SIKS-NG"), reverse("deliberation:sendings")), (row.endorsement.letter.number, "")],
    }
    return render(request, "deliberation/sending.html", context)


@needs("proposals.send")
@step_up
@require_POST
def send(request: HttpRequest, endorsement_id: int) -> HttpResponse:
    """Make the sheet and note the list as sent."""
    try:
        made = actions.send_list(
            endorsement_id=endorsement_id,
            profile=request.POST.get("profile", ""),
            reason=request.POST.get("reason", ""),
            by=actor_of(request),
            at=now(),
        )
    except Problem as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, f"{refusal.sentence} {refusal.advice}")
        return redirect("deliberation:endorsement", endorsement_id)
    messages.success(request, _("Lembar dibuat dan disimpan; usulan tercatat dikirim."))
    return redirect("deliberation:sending", made)


@needs("registry.nik.unmask")
@step_up
@require_POST
def sheet(request: HttpRequest, sending_id: int) -> HttpResponse:
    """The sheet as it was sent (whole numbers), for a stated reason."""
    row = actions.open_sheet(
        sending_id=sending_id, reason=request.POST.get("reason", ""), by=actor_of(request), at=now()
    )
    with open_kept(row.file.sha256) as stream:
        return file_answer(stream.read(), row.file.name, XLSX)


@needs("registry.nik.unmask")
@step_up
@require_POST
def cards(request: HttpRequest, sending_id: int) -> HttpResponse:
    """The key-in cards, for a stated reason."""
    data = actions.key_in_cards(
        sending_id=sending_id, reason=request.POST.get("reason", ""), by=actor_of(request), at=now()
    )
    return file_answer(data, "kartu-key-in.pdf", PDF)


def profile_choices() -> list[tuple[str, str]]:
    """Profiles to choose from."""
    return [(one.code, f"{one.name_id} ({one.version})") for one in PROFILES]
