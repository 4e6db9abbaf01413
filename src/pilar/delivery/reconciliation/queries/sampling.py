"""Samples of recipients."""

from __future__ import annotations

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.delivery.reconciliation.models import RecipientDraw, RecipientSample


def recipient_draws(scope: Scope) -> list[RecipientDraw]:
    """Draws of which the scope sees rows, newest first. Needs disbursement.view."""
    scope.require("disbursement.view")
    seen = RecipientSample.objects.within(scope).values("draw_id")
    return list(RecipientDraw.objects.filter(pk__in=seen).order_by("-pk")[:50])


def recipient_draw(scope: Scope, draw_id: int) -> tuple[RecipientDraw, list[RecipientSample]]:
    """One draw with the rows of the scope; a village sees its own only. Raises UMUM-403, UMUM-404."""
    scope.require("disbursement.view")
    rows = list(
        RecipientSample.objects.within(scope).filter(draw_id=draw_id).select_related("draw").order_by("position")
    )
    if not rows:
        raise NOT_FOUND()
    return rows[0].draw, rows
