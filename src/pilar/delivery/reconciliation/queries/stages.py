"""Stages as this room shows them."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from pilar.core.ids import encode_id
from pilar.core.scope import Scope
from pilar.delivery.programs.queries.contract import touches
from pilar.delivery.reconciliation.models import Closing


def stage_label(stage: Any) -> str:
    """ "BPNT 2026, tahap 2"."""
    return f"{stage.programme.name} {stage.year}, tahap {stage.number}"


def stages_with_orders(scope: Scope) -> list[Any]:
    """Stages in the scope that are decreed, being ordered or closed, newest first."""
    scope.require("disbursement.view")
    rows = (
        apps.get_model("programs", "Stage")
        .objects.select_related("programme")
        .exclude(state="draft")
        .order_by("-pk")[:200]
    )
    return [one for one in rows if touches(scope, one.wilayah)]


def stage_choices(scope: Scope) -> list[tuple[str, str]]:
    """(id, label) of the stages that are not closed."""
    closed = set(Closing.objects.filter(closed_at__isnull=False).values_list("stage_id", flat=True))
    return [(encode_id(one.pk), stage_label(one)) for one in stages_with_orders(scope) if one.pk not in closed]
