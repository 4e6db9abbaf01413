"""Pages of the simulation: scenarios, one result, several side by side, the workbook."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilar.core.clock import now
from pilar.core.documents import file_name
from pilar.core.ids import decode_id, encode_id
from pilar.core.problems import Problem
from pilar.core.scope import Scope
from pilar.core.ui.charts import Chart, Tile, TileGroup, tile_grid
from pilar.core.ui.formats import angka, persen, rupiah
from pilar.decision.targeting.actions import simulation as actions
from pilar.decision.targeting.documents.simulation import scenario_xlsx
from pilar.decision.targeting.forms.rank import ScenarioForm
from pilar.decision.targeting.models import Scenario
from pilar.decision.targeting.queries import simulation as queries
from pilar.decision.targeting.rank_requests import request_scenario
from pilar.decision.targeting.rank_words import ORDER_WORDS, SPLIT_WORDS, WHY_WORDS
from pilar.decision.targeting.simulation import ScenarioRefused, Settings
from pilar.decision.targeting.views.rank import area_of
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.wilayah.queries import resolve

INLINE_FAMILIES = 120_000
"""A page waits for the result up to this many families; above it the worker computes."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs("targeting.view")
@require_GET
def scenarios(request: HttpRequest) -> HttpResponse:
    """Own and shared scenarios."""
    actor = actor_of(request)
    rows = queries.list_scenarios(actor.scope, username=actor.username)
    context = {"rows": [(row, _settings_words(row), row.by == actor.username) for row in rows]}
    return render(request, "targeting/simulation/list.html", context)


@needs("targeting.view")
def new(request: HttpRequest) -> HttpResponse:
    """Draw up a scenario and compute it."""
    actor, at = actor_of(request), now()
    versions = [
        (encode_id(row.pk), _("Ketentuan nomor %(n)s, %(title)s") % {"n": row.number, "title": row.title})
        for row in queries.usable_versions(actor.scope)
    ]
    form = ScenarioForm(
        request.POST or None,
        programmes=queries.programmes_today(at),
        versions=[("", _("Yang berlaku hari ini")), *versions],
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            settings = Settings(
                order=given["urutan"], split=given["pembagian"], quota=given["kuota"], budget=given["anggaran"],
                most_desil=given["desil"],
            )  # fmt: skip
            row = actions.draw_up(
                area=area_of(actor), name=given["nama"], programme=given["program"], settings=settings,
                version_id=decode_id(given["ketentuan"]) if given["ketentuan"] else None, by=actor, at=at,
            )  # fmt: skip
        except (Problem, ScenarioRefused) as refused:
            form.add_error("nama", refused.sentence if isinstance(refused, Problem) else str(refused))
        else:
            return _computed(request, row)
    context = {"form": form, "crumbs": [(_("Simulasi"), reverse("targeting:scenarios")), (_("Skenario baru"), "")]}
    return render(request, "targeting/simulation/new.html", context, status=422 if form.errors else 200)


@needs("targeting.view")
@require_POST
def compute(request: HttpRequest, scenario_id: int) -> HttpResponse:
    """Compute again, on the present data."""
    return _computed(request, scenario_id)


def _computed(request: HttpRequest, scenario_id: int) -> HttpResponse:
    """In place for the size of a city; in the worker above it."""
    actor = actor_of(request)
    row = actions.own(scenario_id, actor)
    if actions.families_of_area(actor.scope, row.wilayah) > INLINE_FAMILIES:
        return redirect("jobs:detail", job_id=request_scenario(scenario_id=row.pk, area=row.wilayah, by=actor))
    try:
        actions.compute(scenario_id=row.pk, by=actor, at=now())
    except Problem as refused:
        messages.error(request, f"{refused.code}: {refused.sentence} {refused.advice}")
    return redirect("targeting:scenario", row.pk)


@needs("targeting.view")
@require_GET
def scenario(request: HttpRequest, scenario_id: int) -> HttpResponse:
    """One scenario beside today."""
    actor = actor_of(request)
    row = queries.get_scenario(actor.scope, scenario_id, username=actor.username)
    result = row.result
    context: dict[str, object] = {
        "row": row,
        "words": _settings_words(row),
        "own": row.by == actor.username,
        "crumbs": [(_("Simulasi"), reverse("targeting:scenarios")), (row.name, "")],
    }
    if result:
        see = actor.scope.can("registry.family.view")
        context |= {
            "result": result,
            "comparison": comparison([row]),
            "names": [row.name],
            "perms_export": actor.scope.can("export.named"),
            "groups": result["groups"],
            "areas": _area_rows(row, actor.scope),
            "chart": area_map(row, actor.scope),
            "why": [(WHY_WORDS[why], count) for why, count in result.get("leaves_why", {}).items()],
            "entering": queries.changes_of(actor.scope, row, enters=True, most=20)[:20] if see else [],
            "leaving": [
                (one, WHY_WORDS[one.why]) for one in queries.changes_of(actor.scope, row, enters=False, most=20)[:20]
            ]
            if see
            else [],
        }
    return render(request, "targeting/simulation/scenario.html", context)


def _settings_words(row: Scenario) -> str:
    given = Settings.of(row.settings)
    parts = [str(ORDER_WORDS[given.order]), str(SPLIT_WORDS[given.split])]
    if given.quota is not None:
        parts.append(_("kuota %s keluarga") % angka(given.quota))
    if given.budget is not None:
        parts.append(_("anggaran %s") % rupiah(given.budget))
    if given.most_desil is not None:
        parts.append(_("desil paling tinggi %s") % given.most_desil)
    if row.version is not None:
        parts.append(_("ketentuan nomor %s") % row.version.number)
    return ", ".join(parts)


def comparison(rows: list[Scenario]) -> list[tuple[str, list[str]]]:
    """(measure, today and then one value per scenario). Today's errors are not known for a list nobody ranked."""
    results = [row.result for row in rows]
    first = results[0]

    def truth(result: dict[str, object], key: str) -> str:
        found = result.get("truth")
        return persen(found[key]) if isinstance(found, dict) and found.get(key) is not None else "–"

    return [
        (_("Keluarga terpilih"), [angka(first["today"]), *(angka(one["selected"]) for one in results)]),
        (_("Masuk"), ["–", *(angka(one["enters"]) for one in results)]),
        (_("Keluar"), ["–", *(angka(one["leaves"]) for one in results)]),
        (_("Tetap"), ["–", *(angka(one["stays"]) for one in results)]),
        (_("Belum diketahui"), ["–", *(angka(one["unknown"]) for one in results)]),
        (_("Biaya sekali salur"), [rupiah(first["cost_today"]), *(rupiah(one["cost"]) for one in results)]),
        (_("Miskin terlewat, menurut dugaan"), ["–", *(persen(one["exclusion"]) for one in results)]),
        (_("Miskin terlewat, keluarga yang disurvei"), ["–", *(truth(one, "exclusion") for one in results)]),
        (_("Tidak miskin yang terpilih, keluarga yang disurvei"), ["–", *(truth(one, "inclusion") for one in results)]),
    ]


def _area_rows(row: Scenario, scope: Scope) -> list[dict[str, object]]:
    areas = [one for one in row.result["areas"] if scope.covers(one["code"])]
    names = resolve(scope, {one["code"] for one in areas})
    return [{**one, "name": names[one["code"]].name or one["code"]} for one in areas]


def area_map(row: Scenario, scope: Scope) -> Chart:
    """Tiles: selected families per expected poor family of each kelurahan."""
    areas = [one for one in row.result["areas"] if scope.covers(one["code"])]
    names = resolve(scope, {code for one in areas for code in (one["code"], one["code"][:6])})
    groups: dict[str, list[Tile]] = {}
    for one in areas:
        ratio = one["selected"] / one["families"] if one["families"] else None
        groups.setdefault(names[one["code"][:6]].name, []).append(Tile(names[one["code"]].name or one["code"], ratio))
    most = max(areas, key=lambda one: one["selected"], default=None)
    title = _("Tidak ada kelurahan")
    if most is not None:
        title = _("%(name)s mendapat paling banyak: %(n)s keluarga") % {
            "name": names[most["code"]].name or most["code"], "n": angka(most["selected"]),
        }  # fmt: skip
    return tile_grid(
        title,
        [TileGroup(name, tuple(tiles)) for name, tiles in groups.items()],
        breaks=(0.05, 0.1, 0.2, 0.3),
        measure=_("Bagian keluarga yang terpilih"),
        subject=_("Kelurahan"),
        fmt=persen,
    )


@needs("targeting.view")
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Several scenarios side by side with today."""
    actor = actor_of(request)
    rows = []
    for text in request.GET.getlist("pilih")[:5]:
        try:
            row = queries.get_scenario(actor.scope, decode_id(text), username=actor.username)
        except ValueError:
            continue
        if row.result:
            rows.append(row)
    if not rows:
        messages.warning(request, _("Pilih satu skenario atau lebih yang sudah dihitung."))
        return redirect("targeting:scenarios")
    context = {
        "rows": [(row, _settings_words(row)) for row in rows],
        "comparison": comparison(rows),
        "names": [row.name for row in rows],
        "groups": _group_rows(rows),
        "crumbs": [(_("Simulasi"), reverse("targeting:scenarios")), (_("Banding"), "")],
    }
    return render(request, "targeting/simulation/compare.html", context)


def _group_rows(rows: list[Scenario]) -> list[tuple[str, list[str]]]:
    names = [one["name"] for one in rows[0].result["groups"]]
    return [
        (name, [angka(one["reach"], 2) for row in rows for one in row.result["groups"] if one["name"] == name])
        for name in names
    ]


@needs("targeting.view")
@require_POST
def share(request: HttpRequest, scenario_id: int) -> HttpResponse:
    """Let colleagues see it, or no longer."""
    actions.share(scenario_id=scenario_id, shared=request.POST.get("bagikan") == "1", by=actor_of(request), at=now())
    return redirect("targeting:scenario", scenario_id)


@needs("targeting.view")
@require_GET
def workbook(request: HttpRequest, scenario_id: int) -> HttpResponse:
    """The scenario with its families as XLSX; the export is audited. Raises UMUM-403 without `export.named`."""
    actor, at = actor_of(request), now()
    row = queries.get_scenario(actor.scope, scenario_id, username=actor.username)
    content = scenario_xlsx(row, comparison([row]) if row.result else [], by=actor, at=at)
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{file_name("simulasi", row.name, extension="xlsx")}"'
    return answer
