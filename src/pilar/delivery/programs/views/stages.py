"""Programmes and stages: list, take into use, open a stage, quota, enrol, promote, clash report."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilar.core.clock import now
from pilar.core.problems import Problem
from pilar.core.scope import Actor
from pilar.decision.deliberation.queries.endorsements import list_endorsements
from pilar.delivery.programs.actions import enrol as enrolment
from pilar.delivery.programs.actions import stages as actions
from pilar.delivery.programs.catalogue import programme_kinds
from pilar.delivery.programs.forms import EnrolForm, StageForm
from pilar.delivery.programs.lists import FORMS_BY_CODE, FUNDS_BY_CODE
from pilar.delivery.programs.models import MEMBER_STATES, Stage
from pilar.delivery.programs.queries import board, stage_of
from pilar.delivery.programs.queries.clash import clashes
from pilar.delivery.programs.views.shown import DECREE_TONES, STAGE_TONES, crumbs, tell
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.wilayah.queries import children, resolve


@needs("programs.view")
@require_GET
def list_programmes(request: HttpRequest) -> HttpResponse:
    """All programmes with their numbers; a manager takes a known one into use."""
    actor = actor_of(request)
    lines = board.list_programmes(actor.scope)
    used = {line.programme.code for line in lines}
    may = actor.scope.can("programs.manage") and bool(_city(actor))
    context = {
        "lines": [(line, FORMS_BY_CODE[line.programme.form].name if line.programme.form in FORMS_BY_CODE else "") for line in lines],
        "new": [(code, kind.name) for code, kind in programme_kinds().items() if code not in used] if may else [],
        "tones": STAGE_TONES,
        "crumbs": crumbs(),
    }  # fmt: skip
    return render(request, "programs/list.html", context)


def _city(actor: Actor) -> str:
    return next((code for code in actor.scope.prefixes if len(code) == 4), "")


@needs("programs.manage")
@require_POST
def take_programme(request: HttpRequest) -> HttpResponse:
    """Take a programme into use in the city or regency of the actor."""
    actor = actor_of(request)
    try:
        made = actions.make_programme(area=_city(actor), code=request.POST.get("code", ""), by=actor, at=now())
    except Problem as refusal:
        tell(request, refusal)
        return redirect("programs:list")
    return redirect("programs:new-stage", made)


@needs("programs.manage")
@require_http_methods(["GET", "POST"])
def new_stage(request: HttpRequest, programme_id: int) -> HttpResponse:
    """Open a stage."""
    actor = actor_of(request)
    programme = board.get_programme(actor.scope, programme_id)
    form = StageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_stage(programme_id=programme_id, **form.cleaned_data, by=actor, at=now())
        except Problem as refusal:
            if refusal.status in (403, 404):
                raise
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            messages.success(request, _("Tahap dibuka. Isi kuotanya."))
            return redirect("programs:quota", made)
    context = {"form": form, "programme": programme, "crumbs": crumbs((programme.name, ""), (_("Tahap baru"), ""))}
    return render(request, "programs/new_stage.html", context, status=422 if form.errors else 200)


@needs("programs.view")
@require_GET
def show_stage(request: HttpRequest, stage_id: int) -> HttpResponse:
    """One stage: quota use, members by state, decrees."""
    return _stage_page(request, stage_of(actor_of(request).scope, stage_id), None)


def _stage_page(request: HttpRequest, stage: Stage, form: EnrolForm | None) -> HttpResponse:
    actor = actor_of(request)
    whole = actor.scope.covers(stage.wilayah)
    manages = actor.scope.can("programs.manage") and whole and stage.state != "closed"
    quota = board.quota_lines(actor.scope, stage)
    entitled, total = board.money_of(actor.scope, stage)
    states = [
        (code, label, board.members_of(actor.scope, stage.programme, code).count()) for code, label in MEMBER_STATES
    ]
    context: dict[str, Any] = {
        "stage": stage, "programme": stage.programme, "quota": quota, "states": states, "entitled": entitled, "total": total,
        "fund": FUNDS_BY_CODE[stage.fund].name if stage.fund in FUNDS_BY_CODE else stage.fund, "tone": STAGE_TONES[stage.state],
        "decrees": [(one, DECREE_TONES[one.state]) for one in board.decrees_of(actor.scope, stage)], "manages": manages, "whole": whole,
        "free": sum(min(one.free, one.waiting) for one in quota),
        "form": form or (EnrolForm(lists=_lists(actor), initial={"source": stage.programme.code}) if manages else None),
        "crumbs": crumbs((f"{stage.programme.name}, {stage.label}", "")),
    }  # fmt: skip
    return render(request, "programs/stage.html", context, status=422 if form is not None and form.errors else 200)


def _lists(actor: Actor) -> list[tuple[str, str]]:
    """Endorsed lists that stand, newest first."""
    if not actor.scope.can("proposals.view"):
        return []
    rows = [one for one in list_endorsements(actor.scope) if one.undone_at is None]
    return [(str(one.pk), f"{one.letter.number} ({one.period}, {one.count})") for one in rows]


@needs("programs.manage")
@require_POST
def enrol(request: HttpRequest, stage_id: int) -> HttpResponse:
    """Enrol from an endorsed list."""
    actor = actor_of(request)
    stage = stage_of(actor.scope, stage_id)
    form = EnrolForm(request.POST, lists=_lists(actor))
    if not form.is_valid():
        return _stage_page(request, stage, form)
    given = form.cleaned_data
    try:
        done = enrolment.enrol(
            stage_id=stage_id,
            endorsement_id=int(given["endorsement"]),
            source=given["source"],
            note=given["note"],
            by=actor,
            at=now(),
        )
    except Problem as refusal:
        tell(request, refusal)
        return redirect("programs:stage", stage_id)
    numbers = {"active": done.active, "waiting": done.waiting}
    messages.success(request, _("%(active)s mendapat tempat, %(waiting)s masuk daftar tunggu.") % numbers)
    for code, count in done.skipped.items():
        messages.warning(request, f"{count} {enrolment.SKIPPED[code]}")
    return redirect("programs:stage", stage_id)


@needs("programs.manage")
@require_POST
def promote(request: HttpRequest, stage_id: int) -> HttpResponse:
    """Give free places to those who wait."""
    try:
        count = enrolment.promote(stage_id=stage_id, area="", by=actor_of(request), at=now())
    except Problem as refusal:
        tell(request, refusal)
    else:
        messages.success(
            request,
            ngettext("%(n)s orang naik dari daftar tunggu.", "%(n)s orang naik dari daftar tunggu.", count)
            % {"n": count},
        )
    return redirect("programs:stage", stage_id)


@needs("programs.manage")
@require_http_methods(["GET", "POST"])
def set_quota(request: HttpRequest, stage_id: int) -> HttpResponse:
    """Quota by kecamatan, or one for the whole area."""
    actor = actor_of(request)
    stage = stage_of(actor.scope, stage_id)
    known = dict(stage.quotas.values_list("wilayah", "quota"))
    areas = sorted({stage.wilayah, *known, *(one.code for one in children(actor.scope, stage.wilayah))})
    typed = (
        {area: request.POST.get(f"q-{area}", "").replace(".", "").strip() for area in areas}
        if request.method == "POST"
        else {}
    )
    wrong = [
        area for area, text in typed.items() if text and not (text.isascii() and text.isdigit() and len(text) < 10)
    ]
    if request.method == "POST" and not wrong:
        quotas = {area: int(text) for area, text in typed.items() if text}
        try:
            actions.set_quota(stage_id=stage_id, quotas=quotas, by=actor, at=now())
        except Problem as refusal:
            tell(request, refusal)
        else:
            messages.success(request, _("Kuota disimpan."))
            return redirect("programs:stage", stage_id)
    names = resolve(actor.scope, areas)
    rows = [
        (area, names[area].title if area in names else area, typed.get(area, known.get(area, "")), area in wrong) for area in areas
    ]  # fmt: skip
    context = {
        "stage": stage,
        "rows": rows,
        "wrong": wrong,
        "crumbs": crumbs((f"{stage.programme.name}, {stage.label}", ""), (_("Kuota"), "")),
    }
    return render(request, "programs/quota.html", context, status=422 if wrong else 200)


@needs("programs.view")
@require_GET
def show_clashes(request: HttpRequest, stage_id: int) -> HttpResponse:
    """Who also takes part in a programme that excludes this one."""
    actor = actor_of(request)
    stage = stage_of(actor.scope, stage_id)
    found = clashes(actor.scope, stage)
    names = resolve(actor.scope, {one.wilayah[:10] for one in found})
    rows = [(one, names[one.wilayah[:10]].title if one.wilayah[:10] in names else one.wilayah[:10]) for one in found]
    context = {
        "stage": stage, "rows": rows, "refuses": sum(one.rule.refuses for one in found),
        "crumbs": crumbs((f"{stage.programme.name}, {stage.label}", ""), (_("Bentrok"), "")),
    }  # fmt: skip
    return render(request, "programs/clashes.html", context)
