"""Evaluations: the present one with its numbers, asking for a new one, the list of families behind each number."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilar.core.clock import now
from pilar.core.ids import decode_id, encode_id
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor, is_area_code
from pilar.core.ui.formats import tanggal
from pilar.decision.targeting import jobs
from pilar.decision.targeting.book import read_book
from pilar.decision.targeting.forms.rules import RunForm
from pilar.decision.targeting.models import EvaluationRun
from pilar.decision.targeting.queries import runs as queries
from pilar.decision.targeting.queries.table import text_of
from pilar.decision.targeting.queries.versions import published_on
from pilar.decision.targeting.views.desk import area_of
from pilar.decision.targeting.words import OUTCOME_TONES, OUTCOME_WORDS
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah.queries import name_path, resolve


@needs("targeting.view")
def overview(request: HttpRequest) -> HttpResponse:
    """The newest evaluation of my area, and older ones; those who manage rules ask for a new one."""
    actor, at = actor_of(request), now()
    may_run = actor.scope.can("targeting.manage") or actor.scope.can("targeting.publish")
    areas = [(code, name_path(actor.scope, code) if code else _("Semua wilayah")) for code in actor.scope.prefixes]
    form = RunForm(request.POST or None, areas=areas, initial={"tanggal": today(at)})
    if request.method == "POST" and may_run and form.is_valid():
        given = form.cleaned_data
        job_id = jobs.request_evaluation(area=given["wilayah"], day=given["tanggal"], by=actor, at=at)
        messages.success(request, _("Evaluasi diminta; kemajuannya ada di halaman ini."))
        return redirect("jobs:detail", job_id)
    run = queries.current_run(actor.scope, area_of(actor)) if area_of(actor) else None
    runs = queries.list_runs(actor.scope)
    run = run or next((one for one in runs if one.current), None)
    context = {
        "run": run,
        "runs": runs,
        "may_run": may_run,
        "form": form,
        "has_rules": published_on(today(at)) is not None,
        "rows": _programmes(actor, run) if run else [],
        "may_see_families": actor.scope.can("registry.family.view"),
    }
    return render(request, "targeting/runs.html", context, status=422 if form.errors else 200)


def _programmes(actor: Actor, run: EvaluationRun) -> list[tuple[str, str, object]]:
    """(key, name, counts inside the scope) in the order of the file."""
    names = programme_names(run)
    totals = queries.programme_totals(actor.scope, run)
    ordered = [key for key in run.counts if key in totals]
    return [(key, names.get(key, key), totals[key]) for key in ordered]


def programme_names(run: EvaluationRun) -> dict[str, str]:
    """Programme key to its name in the version that decided."""
    return {one.key: text_of(one.name) for one in read_book(run.version.files).programmes}


@needs("targeting.view")
@require_GET
def show_run(request: HttpRequest, run_id: int) -> HttpResponse:
    """One evaluation: what it saw, its numbers by programme, and for one programme by kelurahan."""
    actor = actor_of(request)
    run = queries.get_run(actor.scope, run_id)
    rows = _programmes(actor, run)
    chosen = request.GET.get("program", "") or (rows[0][0] if rows else "")
    places = queries.place_totals(actor.scope, run, chosen)
    titles = resolve(actor.scope, [one.wilayah for one in places])
    context = {
        "run": run,
        "rows": rows,
        "chosen": chosen,
        "chosen_name": {key: name for key, name, _counts in rows}.get(chosen, chosen),
        "places": [(one, titles[one.wilayah].title) for one in places],
        "may_list": actor.scope.can("registry.family.view"),
        "number": encode_id(run.pk),
        "crumbs": [
            (_("Kelayakan"), reverse("targeting:runs")),
            (_("Evaluasi %(day)s") % {"day": tanggal(run.day)}, ""),
        ],
    }
    return render(request, "targeting/run.html", context)


@needs("targeting.view")
@require_GET
def families(request: HttpRequest, run_id: int, programme: str, outcome: str) -> HttpResponse:
    """Families behind a number of an evaluation."""
    actor = actor_of(request)
    run = queries.get_run(actor.scope, run_id)
    place = request.GET.get("wilayah", "")
    names = programme_names(run)
    if outcome not in OUTCOME_WORDS or programme not in names or not is_area_code(place):
        raise NOT_FOUND()
    try:
        after = decode_id(request.GET.get("after", "0000000000000"))
    except ValueError:
        after = 0
    found = queries.list_outcomes(actor.scope, run, programme, outcome, wilayah=place, after=after)
    shown = found[: queries.PAGE]
    titles = resolve(actor.scope, [one.wilayah for one in shown])
    context = {
        "heading": f"{names[programme]}: {OUTCOME_WORDS[outcome]}",
        "lead": name_path(actor.scope, place) if place else "",
        "rows": [(one, titles[one.wilayah].path) for one in shown],
        "tone": OUTCOME_TONES[outcome],
        "words": OUTCOME_WORDS[outcome],
        "programme": programme,
        "query": f"?tanggal={run.day.isoformat()}" if not run.current else "",
        "after": encode_id(shown[-1].pk) if len(found) > len(shown) else "",
        "crumbs": [
            (_("Kelayakan"), reverse("targeting:runs")),
            (_("Evaluasi %(day)s") % {"day": tanggal(run.day)}, reverse("targeting:run", args=[run.pk])),
            (names[programme], ""),
        ],
    }
    return render(request, "targeting/outcomes.html", context)
