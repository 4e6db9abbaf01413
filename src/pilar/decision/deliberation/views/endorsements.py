"""Endorsed lists: what would be endorsed, the act, the frozen list, its letter and workbook, and taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_POST

from pilar.core.clock import now
from pilar.core.documents.answer import PDF, XLSX, file_answer
from pilar.core.problems import Problem
from pilar.decision.deliberation.actions import endorsement as actions
from pilar.decision.deliberation.actions.exports import export_list
from pilar.decision.deliberation.documents.endorsed import cover_pdf
from pilar.decision.deliberation.forms import EndorseForm
from pilar.decision.deliberation.models import PaperSignature
from pilar.decision.deliberation.queries import endorsements as queries
from pilar.decision.deliberation.views.exchange import profile_choices
from pilar.decision.proposals.places import rt_rw
from pilar.decision.proposals.queries import kind_label
from pilar.foundation.accounts.doors import actor_of, needs, step_up
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah.queries import name_path, resolve


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Pengesahan"), reverse("deliberation:endorsements") if more else ""), *more]


@needs("proposals.approve", "proposals.verify", "proposals.send")
@require_GET
def list_endorsements(request: HttpRequest) -> HttpResponse:
    """What waits for the head of office, and lists endorsed before."""
    return _page(request, None)


def _page(request: HttpRequest, form: EndorseForm | None) -> HttpResponse:
    actor = actor_of(request)
    areas = [code for code in actor.scope.prefixes if len(code) == 4]
    may = actor.scope.can("proposals.approve") and bool(areas)
    waiting = [one for area in areas for one in queries.waiting(actor.scope, area)]
    context = {
        "waiting": waiting,
        "total": sum(one.total for one in waiting),
        "rows": queries.list_endorsements(actor.scope),
        "form": form
        or EndorseForm(initial={"period": f"{today(now()):%Y-%m}", "signer": getattr(request.user, "full_name", "")})
        if may
        else None,
        "may": may,
        "may_send": actor.scope.can("proposals.send"),
        "crumbs": _crumbs(),
    }
    return render(
        request, "deliberation/endorsements.html", context, status=422 if form is not None and form.errors else 200
    )


@needs("proposals.approve")
@step_up
@require_POST
def endorse(request: HttpRequest) -> HttpResponse:
    """Endorse all that is verified."""
    actor, form = actor_of(request), EndorseForm(request.POST)
    area = next((code for code in actor.scope.prefixes if len(code) == 4), "")
    if not form.is_valid():
        return _page(request, form)
    try:
        made, refused = actions.endorse(area=area, **form.cleaned_data, by=actor, at=now())
    except Problem as refusal:
        form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        return _page(request, form)
    for one in refused[:5]:
        messages.warning(request, f"{one.name}: {one.why}")
    messages.success(request, _("Daftar disahkan dan dibekukan."))
    return redirect("deliberation:endorsement", made)


@needs("proposals.approve", "proposals.verify", "proposals.send")
@require_GET
def show_endorsement(request: HttpRequest, endorsement_id: int) -> HttpResponse:
    """One endorsed list."""
    actor = actor_of(request)
    row = queries.get_endorsement(actor.scope, endorsement_id)
    position = request.GET.get("after", "")
    found = queries.rows_of(actor.scope, row, after=int(position) if position.isdigit() else 0)
    shown = found[: queries.PAGE]
    names = resolve(actor.scope, {one.wilayah[:10] for one in shown})
    context: dict[str, Any] = {
        "row": row,
        "place": name_path(actor.scope, row.wilayah),
        "recap": queries.recap_of(actor.scope, row),
        "rows": [
            (one, kind_label(one.kind, one.programme), names[one.wilayah[:10]].title, rt_rw(one.wilayah))
            for one in shown
        ],
        "after": str(shown[-1].position) if len(found) > len(shown) else "",
        "whole": actions.list_is_whole(row),
        "signature": PaperSignature.objects.filter(endorsement=row).first(),
        "may_sign": actor.scope.can("proposals.approve") and row.undone_at is None,
        "may_undo": actor.scope.can("proposals.approve") and row.undone_at is None,
        "may_export": actor.scope.can("export.named"),
        "profiles": profile_choices() if actor.scope.can("proposals.send") and row.undone_at is None else [],
        "sendings": list(row.sendings.order_by("pk")) if actor.scope.can("proposals.send") else [],
        "crumbs": _crumbs((row.letter.number, "")),
    }
    return render(request, "deliberation/endorsement.html", context)


@needs("proposals.approve")
@require_POST
def take_back(request: HttpRequest, endorsement_id: int) -> HttpResponse:
    """Take an endorsement back, with a reason."""
    try:
        count = actions.take_back(
            endorsement_id=endorsement_id, by=actor_of(request), at=now(), reason=request.POST.get("reason", "")
        )
    except Problem as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, f"{refusal.sentence} {refusal.advice}")
    else:
        messages.success(request, _("Pengesahan dibatalkan; %(n)s usulan kembali ke verifikasi.") % {"n": count})
    return redirect("deliberation:endorsement", endorsement_id)


@needs("proposals.approve", "proposals.verify", "proposals.send")
@require_GET
def cover(request: HttpRequest, endorsement_id: int) -> HttpResponse:
    """The surat pengantar as PDF."""
    actor = actor_of(request)
    row = queries.get_endorsement(actor.scope, endorsement_id)
    with override("id"):
        city = resolve(actor.scope, {row.wilayah})[row.wilayah].title
        data = cover_pdf(row, queries.recap_of(actor.scope, row), city=city, at=row.endorsed_at)
    return file_answer(data, f"surat-pengantar-{row.period}.pdf", PDF)


@needs("export.named")
@step_up
@require_GET
def workbook(request: HttpRequest, endorsement_id: int) -> HttpResponse:
    """The endorsed list as a workbook, numbers masked."""
    data = export_list(endorsement_id=endorsement_id, by=actor_of(request), at=now())
    return file_answer(data, "daftar-disahkan.xlsx", XLSX)
