"""Accounts and KKS cards of a recipient: how things stand, what happened, the next step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilar.core.clock import now
from pilar.core.problems import NOT_FOUND, Problem
from pilar.core.ui.components.data import Happening
from pilar.delivery.disbursement.actions import cards as actions
from pilar.delivery.disbursement.forms import CardForm, CardStepForm
from pilar.delivery.disbursement.lists import ACCOUNT_STATES, CARD_STATES_BY_CODE, CARD_STEPS, CHANNELS_BY_CODE
from pilar.delivery.disbursement.models import Card
from pilar.delivery.disbursement.queries.cards import accounts_of_person, cards_of_person
from pilar.evidence.registry.queries import get_person
from pilar.evidence.registry.views.looking import note_look
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.accounts.queries import today

TONES = {
    "aktif": "ok", "didistribusikan": "info", "hilang": "error", "rusak": "error", "blokir": "warning", "diganti": "neutral",
}  # fmt: skip
ACCOUNT_WORDS = {one.code: one.name for one in ACCOUNT_STATES}


@needs("disbursement.view")
@require_GET
def show_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Accounts and cards of one person."""
    return _page(request, person_id)


def _page(
    request: HttpRequest, person_id: int, form: CardForm | None = None, step_form: CardStepForm | None = None
) -> HttpResponse:
    scope = actor_of(request).scope
    person = get_person(scope, person_id, today(now()))
    note_look(request, "person", person_id, person.wilayah, "penyaluran")
    may = scope.can("disbursement.order")
    cards = cards_of_person(scope, person_id)
    context: dict[str, Any] = {
        "person_id": person_id, "name": person.line.name,
        "accounts": [
            (one, CHANNELS_BY_CODE[one.channel].name, ACCOUNT_WORDS[one.state]) for one in accounts_of_person(scope, person_id)
        ],
        "cards": [_shown(one, may, step_form) for one in cards],
        "form": (form or CardForm()) if may and all(one.state == "diganti" for one in cards) else None,
        "crumbs": [(_("Penyaluran"), reverse("disbursement:stages")), (_("Rekening dan kartu"), "")],
    }  # fmt: skip
    broken = (form is not None and form.errors) or (step_form is not None and step_form.errors)
    return render(request, "disbursement/person.html", context, status=422 if broken else 200)


def _shown(card: Card, may: bool, given: CardStepForm | None) -> dict[str, Any]:
    state = CARD_STATES_BY_CODE[card.state]
    form = None
    if may and CARD_STEPS[card.state]:
        mine = given is not None and given.card_id == card.pk
        form = given if mine else CardStepForm(card_id=card.pk, state=card.state)
    return {
        "card": card, "state": state.name, "tone": TONES.get(card.state, "waiting"), "channel": CHANNELS_BY_CODE[card.channel].name,
        "form": form,
        "steps": [
            Happening(str(CARD_STATES_BY_CODE[one.target_state].name), one.on_date, by=one.by, detail=one.note)
            for one in sorted(card.steps.all(), key=lambda one: one.pk)
        ],
    }  # fmt: skip


@needs("disbursement.order")
@require_POST
def add_card(request: HttpRequest, person_id: int) -> HttpResponse:
    """Note a first card that is to be printed."""
    actor, form = actor_of(request), CardForm(request.POST)
    get_person(actor.scope, person_id, today(now()))
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.new_card(
                person_id=person_id, channel=given["channel"], on=given["on"], last4=given["last4"], by=actor, at=now()
            )
        except Problem as refusal:
            if refusal.status in (403, 404):
                raise
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            messages.success(request, _("Kartu dicatat."))
            return redirect("disbursement:person", person_id)
    return _page(request, person_id, form=form)


@needs("disbursement.order")
@require_POST
def step(request: HttpRequest, person_id: int) -> HttpResponse:
    """One step of a card; a replaced card gets its successor in the same act."""
    actor = actor_of(request)
    get_person(actor.scope, person_id, today(now()))
    chosen = request.POST.get("card", "")
    card = next((one for one in cards_of_person(actor.scope, person_id) if str(one.pk) == chosen), None)
    if card is None:
        raise NOT_FOUND()
    form = CardStepForm(request.POST, card_id=card.pk, state=card.state)
    if form.is_valid():
        given = form.cleaned_data
        try:
            if given["target"] == "diganti":
                actions.new_card(
                    person_id=person_id, channel=card.channel, on=given["on"], replaces=card.pk, by=actor, at=now()
                )
            else:
                actions.step_card(
                    card_id=card.pk, target=given["target"], on=given["on"], note=given["note"], by=actor, at=now()
                )
        except Problem as refusal:
            if refusal.status in (403, 404):
                raise
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            messages.success(request, _("Keadaan kartu dicatat."))
            return redirect("disbursement:person", person_id)
    return _page(request, person_id, step_form=form)
