"""The life of a KKS card, from printing to replacement: only declared steps, each dated."""

from __future__ import annotations

from datetime import date, datetime

from django.apps import apps
from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.delivery.disbursement import problems
from pilar.delivery.disbursement.lists import CARD_STATES_BY_CODE, CARD_STEPS, CHANNELS_BY_CODE
from pilar.delivery.disbursement.models import Card, CardStep

_FIRST, _REPLACED = "belum_dicetak", "diganti"


@transaction.atomic
def new_card(
    *, person_id: int, channel: str, on: date, by: Actor, at: datetime, last4: str = "", replaces: int | None = None
) -> int:
    """Note a card that is to be printed; `replaces` ends the lost or broken one before it. Raises UMUM-404, SALUR-002, SALUR-014."""
    by.scope.require("disbursement.order")
    if channel not in CHANNELS_BY_CODE or not CHANNELS_BY_CODE[channel].by_account:
        raise problems.UNKNOWN_CHANNEL(channel=channel)
    person = apps.get_model("registry", "Person").objects.within(by.scope).filter(pk=person_id).first()
    if person is None:
        raise NOT_FOUND()
    if replaces is not None:
        step_card(card_id=replaces, target=_REPLACED, on=on, by=by, at=at)
    card = Card(
        wilayah=person.wilayah,
        person_id=person_id,
        channel=channel,
        last4=last4[-4:],
        state=_FIRST,
        since=on,
        replaces_id=replaces,
    )
    card.save(force_insert=True)
    _note(card, "", _FIRST, on, "", by, at)
    return card.pk


@transaction.atomic
def step_card(*, card_id: int, target: str, on: date, by: Actor, at: datetime, note: str = "") -> None:
    """Move a card along its declared life. Raises UMUM-404, SALUR-014 for a step that is not declared."""
    by.scope.require("disbursement.order")
    card = Card.objects.within(by.scope).select_for_update().filter(pk=card_id).first()
    if card is None:
        raise NOT_FOUND()
    if target not in CARD_STEPS[card.state]:
        named = CARD_STATES_BY_CODE.get(target)
        raise problems.UNKNOWN_CARD_STEP(
            state=CARD_STATES_BY_CODE[card.state].name, target=named.name if named else target
        )
    before = card.state
    Card.objects.filter(pk=card.pk).update(state=target, since=on)
    _note(card, before, target, on, note, by, at)


def _note(card: Card, before: str, target: str, on: date, note: str, by: Actor, at: datetime) -> None:
    CardStep(
        card=card, source_state=before, target_state=target, on_date=on, note=note.strip()[:250], by=by.username, at=at
    ).save(force_insert=True)
    audit.record(
        "disbursement.card.step", by=by, at=at, wilayah=card.wilayah, subject=("person", card.person_id), before={"state": before},
        after={"state": target},
    )  # fmt: skip
