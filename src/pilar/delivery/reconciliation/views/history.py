"""The payments of a family: what was decreed, where it is, why it failed, what comes next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilar.core.clock import now
from pilar.delivery.reconciliation.queries.history import money_of
from pilar.evidence.registry.queries import get_family
from pilar.evidence.registry.views.looking import note_look
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.accounts.queries import today


@needs("disbursement.view")
@require_GET
def show_family(request: HttpRequest, family_id: int) -> HttpResponse:
    """The page; the look is recorded with the purpose of paying."""
    scope = actor_of(request).scope
    page = get_family(scope, family_id, today(now()))
    rows = money_of(scope, family_id=family_id)
    note_look(request, "family", family_id, page.wilayah, "penyaluran")
    head = page.head_name or _("Tanpa nama")
    context = {
        "rows": rows, "head": head, "family_id": family_id,
        "crumbs": [(_("Penyaluran"), reverse("disbursement:stages")), (head, "")],
    }  # fmt: skip
    return render(request, "reconciliation/family.html", context)
