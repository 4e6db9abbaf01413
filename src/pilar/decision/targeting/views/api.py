"""Reason sheets as JSON, with the session and the scope of the person who asks."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from pilar.core.clock import now
from pilar.core.ids import encode_id
from pilar.core.problems import Problem
from pilar.decision.targeting.objection import objection_steps
from pilar.decision.targeting.queries.provenance import FactLine
from pilar.decision.targeting.queries.sheet import ConditionLine, Sheet, family_outcomes, reason_sheet
from pilar.decision.targeting.views.sheet import asked_day
from pilar.evidence.registry.views.looking import note_look
from pilar.foundation.accounts.doors import actor_of, needs


@needs("registry.family.view")
@require_GET
def family(request: HttpRequest, family_id: int) -> JsonResponse:
    """{"family", "day", "programmes": [{"programme", "outcome", "amount", "not_met", "unknown", "sheet"}]}."""
    at = now()
    try:
        day = asked_day(request, at)
        page, rows = family_outcomes(actor_of(request).scope, family_id, day, at)
    except Problem as refused:
        return JsonResponse({"problem": refused.as_dict()}, status=refused.status)
    note_look(request, "family", family_id, page.wilayah)
    number = encode_id(family_id)
    programmes = [
        {
            "programme": one.programme,
            "name": one.name,
            "outcome": one.outcome,
            "amount": one.amount,
            "not_met": list(one.not_met),
            "unknown": list(one.unknown),
            "sheet": reverse("targeting:api-sheet", args=[family_id, one.programme]),
        }
        for one in rows
    ]
    return JsonResponse({"family": number, "wilayah": page.wilayah, "day": day.isoformat(), "programmes": programmes})


@needs("registry.family.view")
@require_GET
def sheet(request: HttpRequest, family_id: int, programme: str) -> JsonResponse:
    """The whole sheet; refusals as {"problem": {"code", "sentence", "advice"}} with their status."""
    at = now()
    try:
        found = reason_sheet(actor_of(request).scope, family_id, programme, asked_day(request, at), at)
    except Problem as refused:
        return JsonResponse({"problem": refused.as_dict()}, status=refused.status)
    note_look(request, "family", family_id, found.wilayah)
    return JsonResponse(sheet_data(found))


def sheet_data(found: Sheet) -> dict[str, Any]:
    """The sheet as plain JSON values."""
    return {
        "family": encode_id(found.family_id),
        "wilayah": found.wilayah,
        "programme": found.programme,
        "name": found.programme_name,
        "day": found.day.isoformat(),
        "outcome": found.outcome,
        "amount": found.amount,
        "components": [{"label": one.label, "units": one.units, "amount": one.amount} for one in found.amounts],
        "amount_missing": list(found.amount_missing),
        "would_be": found.would_be,
        "desil": found.desil,
        "desil_limit": found.desil_limit,
        "local_rank": dict(zip(("tenth", "low", "high"), found.local_rank, strict=True)) if found.local_rank else None,
        "rules": {
            "number": found.version.number,
            "version": found.meaning,
            "author": found.version.author,
            "publisher": found.version.publisher,
            "valid_from": found.version.valid_from.isoformat() if found.version.valid_from else None,
            "basis": found.basis.basis,
        },
        "conditions": [_condition(one) for one in found.conditions],
        "objection": list(objection_steps()),
    }


def _condition(one: ConditionLine) -> dict[str, Any]:
    return {
        "key": one.key,
        "outcome": one.outcome,
        "sentence": one.sentence,
        "basis": one.source.basis,
        "sureness": one.source.sureness,
        "remedy": one.remedy,
        "facts": [_fact(fact) for fact in one.facts],
    }


def _fact(fact: FactLine) -> dict[str, Any]:
    return {
        "who": fact.who,
        "field": fact.field,
        "label": fact.label,
        "value": None if fact.hidden else fact.value or None,
        "hidden": fact.hidden,
        "as_of": fact.as_of.isoformat() if fact.as_of else None,
        "source": fact.source,
    }
