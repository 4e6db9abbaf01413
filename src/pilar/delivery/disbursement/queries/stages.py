"""Stages that pay, for the list and the board."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps

from pilar.core.scope import Scope
from pilar.delivery.disbursement.models import StageAct

_MOST = 50


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage that is decreed or further, with its words."""

    id: int
    label: str
    state: str


def paying_stages(scope: Scope) -> list[StageLine]:
    """Stages that touch the scope and are decreed, newest first."""
    scope.require("programs.view")
    model: Any = apps.get_model("programs", "Stage")
    rows = model.objects.exclude(state="draft").select_related("programme").order_by("-year", "-number", "-pk")
    return [
        StageLine(row.pk, f"{row.programme.name}, {row.label} {row.year}", row.get_state_display())
        for row in rows[:500]
        if scope.narrowed(row.wilayah).prefixes
    ][:_MOST]


def acts_of(stage_id: int) -> list[StageAct]:
    """The recorded acts of a stage, as they happened. The caller has proved that the stage is readable."""
    return list(StageAct.objects.filter(stage_id=stage_id).order_by("on_date", "pk"))
