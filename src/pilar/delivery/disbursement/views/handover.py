"""The hand-over list on a phone: opened before leaving, used without a line, told when the line is back."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilar.core.clock import now
from pilar.core.ids import decode_id, encode_id
from pilar.core.problems import Problem
from pilar.core.scope import Scope
from pilar.core.ui.formats import rupiah, waktu
from pilar.delivery.disbursement import problems
from pilar.delivery.disbursement.actions.handing import hear, read_told
from pilar.delivery.disbursement.models import Batch
from pilar.delivery.disbursement.queries.handing import HandLine, hand_lines, handing_batch
from pilar.foundation.accounts.doors import actor_of, needs

MAX_BODY = 8 * 1024 * 1024
MAX_ACTS = 20


@needs("disbursement.reconcile")
@require_GET
def show(request: HttpRequest, pay_batch_id: int) -> HttpResponse:
    """The page; its list comes from the state, so that it is the same with and without a line."""
    batch = handing_batch(actor_of(request).scope, pay_batch_id)
    context = {
        "row": batch, "stage": batch.stage, "lines": hand_lines(actor_of(request).scope, batch),
        "crumbs": [
            (_("Penyaluran"), reverse("disbursement:stages")), (_("Daftar %(n)s") % {"n": batch.number}, reverse("disbursement:batch", args=[batch.pk])),
            (_("Serah terima"), ""),
        ],
    }  # fmt: skip
    return render(request, "disbursement/handing.html", context)


@needs("disbursement.reconcile")
@require_GET
def state(request: HttpRequest, pay_batch_id: int) -> HttpResponse:
    """What a device needs: everybody of the list with what is known."""
    scope = actor_of(request).scope
    return JsonResponse(_state(scope, handing_batch(scope, pay_batch_id)))


def _state(scope: Scope, batch: Batch) -> dict[str, Any]:
    return {"items": [_item(one) for one in hand_lines(scope, batch)]}


def _item(one: HandLine) -> dict[str, str]:
    place = ", ".join(filter(None, (one.address, f"RT/RW {one.unit}" if one.unit else "", one.village)))
    return {
        "id": encode_id(one.id), "name": one.name, "place": place, "reference": one.e2e, "amount": str(rupiah(one.amount_rp)), "state": one.state,
        "by": one.received_by, "at": str(waktu(one.at)) if one.at else "",
    }  # fmt: skip


@needs("disbursement.reconcile")
@require_POST
def hear_acts(request: HttpRequest, pay_batch_id: int) -> HttpResponse:
    """Acts of one device in its order; answers each with what became of it, and the present state of all."""
    actor = actor_of(request)
    batch = handing_batch(actor.scope, pay_batch_id)
    try:
        heard = hear(
            batch_id=batch.pk,
            told=[read_told(one) for one in _acts(request)],
            device=_device(request),
            by=actor,
            at=now(),
        )
    except Problem as refusal:
        return JsonResponse(refusal.as_dict(), status=refusal.status)
    answers = [{"key": one.key, "outcome": one.outcome, "sentence": one.sentence} for one in heard]
    return JsonResponse({"heard": answers} | _state(actor.scope, batch))


def _device(request: HttpRequest) -> str:
    return request.headers.get("X-Pilar-Device", "")[:40]


def _acts(request: HttpRequest) -> list[Any]:
    """The acts with their ids as numbers. Raises SALUR-034."""
    if len(request.body) > MAX_BODY:
        raise problems.BAD_TOLD(what="terlalu besar")
    try:
        acts = json.loads(request.body)["acts"]
        if not isinstance(acts, list) or len(acts) > MAX_ACTS:
            raise ValueError("acts")
        return [one | {"instruction": decode_id(one["instruction"])} for one in acts]
    except (ValueError, KeyError, TypeError) as error:
        raise problems.BAD_TOLD(what="daftar tindakan") from error
