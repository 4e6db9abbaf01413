"""Asking a sample of recipients."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilar.core.clock import now
from pilar.core.ids import decode_id
from pilar.core.problems import Problem
from pilar.delivery.disbursement.lists import CHANNELS_BY_CODE
from pilar.delivery.reconciliation.actions import sampling as actions
from pilar.delivery.reconciliation.forms import DrawForm
from pilar.delivery.reconciliation.queries import sampling as queries
from pilar.delivery.reconciliation.queries.stages import stage_choices
from pilar.delivery.reconciliation.rules.money import AmountRefused, rupiah_of
from pilar.delivery.reconciliation.rules.sampling import OUTCOMES
from pilar.delivery.reconciliation.views.desk import area_of, tell
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.wilayah.queries import resolve

TONES = {"diterima_penuh": "ok", "diterima_sebagian": "warning", "tidak_diterima": "error", "tidak_ditemui": "waiting"}


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Uji terima"), reverse("reconciliation:draws") if more else ""), *more]


@needs("disbursement.view", "disbursement.reconcile")
def draws(request: HttpRequest) -> HttpResponse:
    """Samples drawn so far; a POST draws one."""
    actor = actor_of(request)
    may = actor.scope.can("disbursement.reconcile")
    form = DrawForm(request.POST if request.method == "POST" else None, stages=stage_choices(actor.scope))
    if request.method == "POST":
        actor.scope.require("disbursement.reconcile")
        if form.is_valid():
            data = form.cleaned_data
            try:
                made = actions.draw_recipients(
                    stage_id=decode_id(data["tahap"]),
                    area=area_of(actor.scope),
                    size=data["size"],
                    seed=data["seed"],
                    by=actor,
                    at=now(),
                )
            except Problem as refusal:
                tell(request, refusal)
            else:
                return redirect("reconciliation:recipients", made)
    context = {"draws": queries.recipient_draws(actor.scope), "form": form if may else None, "crumbs": _crumbs()}
    return render(request, "reconciliation/draws.html", context, status=422 if form.errors else 200)


@needs("disbursement.view", "disbursement.reconcile")
def show_draw(request: HttpRequest, recipient_draw_id: int) -> HttpResponse:
    """One sample: a POST writes down an answer."""
    actor = actor_of(request)
    found, rows = queries.recipient_draw(actor.scope, recipient_draw_id)
    if request.method == "POST":
        _note(request)
        return redirect("reconciliation:recipients", recipient_draw_id)
    names = resolve(actor.scope, {one.wilayah[:10] for one in rows})
    words = dict(OUTCOMES)
    context = {
        "draw": found,
        "rows": [
            (one, names[one.wilayah[:10]].title, CHANNELS_BY_CODE[one.stratum.partition("/")[2]].name, words.get(one.outcome, ""), TONES.get(one.outcome, ""))
            for one in rows
        ],
        "outcomes": OUTCOMES,
        "asked": sum(1 for one in rows if one.outcome),
        "wrong": sum(1 for one in rows if one.follow_up),
        "open": sum(1 for one in rows if one.follow_up and one.followed_at is None),
        "may_follow": actor.scope.can("disbursement.reconcile"),
        "crumbs": _crumbs((_("Contoh"), "")),
    }  # fmt: skip
    return render(request, "reconciliation/draw.html", context)


def _note(request: HttpRequest) -> None:
    text = request.POST.get("received", "").strip()
    try:
        received = rupiah_of(text) if text else None
        actions.note_answer(
            sample_id=decode_id(request.POST.get("row", "")), outcome=request.POST.get("outcome", ""), received_rp=received,
            problem=request.POST.get("problem", ""), by=actor_of(request), at=now(),
        )  # fmt: skip
    except AmountRefused as refusal:
        messages.error(request, str(refusal))
    except ValueError:
        messages.error(request, _("Baris itu tidak dikenal."))
    except Problem as refusal:
        tell(request, refusal)


@needs("disbursement.reconcile")
@require_POST
def follow(request: HttpRequest, recipient_sample_id: int) -> HttpResponse:
    """How a problem ended."""
    try:
        actions.follow_up(
            sample_id=recipient_sample_id, note=request.POST.get("note", ""), by=actor_of(request), at=now()
        )
    except Problem as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Tindak lanjut dicatat."))
    return redirect(
        request.POST.get("back", "")
        if request.POST.get("back", "").startswith("/uji-terima/")
        else "reconciliation:draws"
    )
