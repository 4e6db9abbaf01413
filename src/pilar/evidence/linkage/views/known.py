"""The hint under the form of a new person: who in the register may be the same."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from pilar.core.clock import now
from pilar.evidence.linkage.queries.known import likely_persons
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.accounts.queries import today

_FIELDS = {
    "name": "name",
    "nik": "national_id",
    "kk": "family_id",
    "birth_date": "birth_date",
    "birth_place": "birth_place",
    "sex": "sex",
    "mother_name": "mother_name",
    "address": "address",
    "phone": "phone",
}
"""Fields of the registry's forms in the words of the engine."""


@needs("registry.family.edit")
@require_POST
def already_registered(request: HttpRequest) -> HttpResponse:
    """A fragment with the most likely persons; nothing typed is kept."""
    asked = {role: request.POST.get(field, "").strip()[:250] for field, role in _FIELDS.items()}
    people = likely_persons(actor_of(request).scope, asked, today(now()))
    return render(request, "linkage/_known.html", {"people": people})
