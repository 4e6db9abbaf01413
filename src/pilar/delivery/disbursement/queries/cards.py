"""Accounts and KKS cards of one person, with every step of a card."""

from __future__ import annotations

from pilar.core.scope import Scope
from pilar.delivery.disbursement.models import Card, PayAccount


def accounts_of_person(scope: Scope, person_id: int) -> list[PayAccount]:
    """Accounts, present ones first; without their numbers. Needs disbursement.view. Raises UMUM-403."""
    scope.require("disbursement.view")
    rows = PayAccount.objects.within(scope).filter(person_id=person_id)
    return sorted(rows.defer("number_sealed"), key=lambda one: (one.ended_at is not None, -one.pk))


def cards_of_person(scope: Scope, person_id: int) -> list[Card]:
    """Cards, the newest first, each with its steps. Needs disbursement.view. Raises UMUM-403."""
    scope.require("disbursement.view")
    return list(Card.objects.within(scope).filter(person_id=person_id).prefetch_related("steps").order_by("-pk"))
