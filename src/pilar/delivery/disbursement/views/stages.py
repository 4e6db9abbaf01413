"""The payment board of a stage: how many, how much, where it is stuck and since when; acts; drawing up a batch."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilar.core.clock import now
from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.delivery.disbursement import queries
from pilar.delivery.disbursement.actions.acts import record_act
from pilar.delivery.disbursement.actions.build import build_batch
from pilar.delivery.disbursement.forms import ActForm, BatchForm
from pilar.delivery.disbursement.lifecycle import ACTS_BY_CODE, BATCH_STATES_BY_CODE
from pilar.delivery.disbursement.lists import CHANNELS_BY_CODE
from pilar.delivery.disbursement.queries.stages import acts_of, paying_stages
from pilar.delivery.programs.queries import stage_of
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.wilayah.queries import resolve

ALL = "semua"


@needs("disbursement.view")
@require_GET
def list_stages(request: HttpRequest) -> HttpResponse:
    """All stages that pay."""
    rows = paying_stages(actor_of(request).scope)
    return render(request, "disbursement/stages.html", {"rows": rows})


@needs("disbursement.view")
@require_GET
def show_stage(request: HttpRequest, stage_id: int) -> HttpResponse:
    """The board of one stage."""
    return _page(request, stage_id)


def _ready_areas(scope: Scope, stage_id: int) -> list[tuple[str, str]]:
    counts = Counter(code[:10] for code in queries.ready_of(scope, stage_id).values_list("wilayah", flat=True))
    names = resolve(scope, set(counts))
    rows = [
        (
            code,
            _("%(place)s – %(n)s orang") % {"place": names[code].title if code in names else code, "n": counts[code]},
        )
        for code in sorted(counts)
    ]
    total = sum(counts.values())
    return [(ALL, _("Semua yang siap – %(n)s orang") % {"n": total}), *rows] if total else []


def _page(
    request: HttpRequest, stage_id: int, form: BatchForm | None = None, act_form: ActForm | None = None
) -> HttpResponse:
    actor = actor_of(request)
    scope, may = actor.scope, actor.scope.can("disbursement.order")
    stage = stage_of(scope, stage_id)
    areas = _ready_areas(scope, stage_id) if may else []
    progress = queries.progress_by_village(scope, stage_id)
    names = resolve(scope, {line.code for line in progress})
    label = f"{stage.programme.name}, {stage.label} {stage.year}"
    context: dict[str, Any] = {
        "stage": stage, "label": label, "board": queries.board_of(scope, stage_id),
        "batches": [(one, BATCH_STATES_BY_CODE[one.state], CHANNELS_BY_CODE[one.channel].name) for one in queries.batches_of(scope, stage_id)],
        "acts": [(ACTS_BY_CODE[one.code].name, one) for one in acts_of(stage_id)],
        "progress": [(names[line.code].title if line.code in names else line.code, line) for line in progress],
        "form": form or (BatchForm(areas=areas) if areas else None), "act_form": act_form or (ActForm() if may else None),
        "crumbs": [(_("Penyaluran"), reverse("disbursement:stages")), (label, "")],
    }  # fmt: skip
    bad = any(one is not None and one.errors for one in (form, act_form))
    return render(request, "disbursement/stage.html", context, status=422 if bad else 200)


def _chosen(actor: Actor, stage_id: int, area: str) -> list[int]:
    rows = queries.ready_of(actor.scope, stage_id)
    if area != ALL:
        rows = rows.filter(wilayah__gte=area, wilayah__lt=area + ":")
    return list(rows.values_list("pk", flat=True))


@needs("disbursement.order")
@require_POST
def make(request: HttpRequest, stage_id: int) -> HttpResponse:
    """Draw up a batch for what was chosen; nothing chosen pays nobody."""
    actor = actor_of(request)
    stage_of(actor.scope, stage_id)
    form = BatchForm(request.POST, areas=_ready_areas(actor.scope, stage_id))
    if not form.is_valid():
        return _page(request, stage_id, form=form)
    channel, _sep, profile = form.cleaned_data["shape"].partition(":")
    try:
        chosen = _chosen(actor, stage_id, form.cleaned_data["area"])
        batch = build_batch(
            stage_id=stage_id, channel=channel, profile=profile, entitlement_ids=chosen, by=actor, at=now()
        )
    except Problem as refusal:
        form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        return _page(request, stage_id, form=form)
    messages.success(request, _("Daftar salur disusun; rekan lain menyetujuinya."))
    return redirect("disbursement:batch", batch)


@needs("disbursement.order")
@require_POST
def note_act(request: HttpRequest, stage_id: int) -> HttpResponse:
    """Record SPM, SP2D, SI, ... with date and number."""
    actor, form = actor_of(request), ActForm(request.POST)
    stage_of(actor.scope, stage_id)
    if not form.is_valid():
        return _page(request, stage_id, act_form=form)
    try:
        record_act(stage_id=stage_id, **form.cleaned_data, by=actor, at=now())
    except Problem as refusal:
        form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        return _page(request, stage_id, act_form=form)
    messages.success(request, _("Langkah dicatat."))
    return redirect("disbursement:stage", stage_id)
