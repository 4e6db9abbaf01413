"""Pages of the coverage gap: the map, the kelurahan, BPS figures."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilar.core.clock import now
from pilar.core.ui.charts import Chart, Tile, TileGroup, tile_grid
from pilar.core.ui.components.data import Fact
from pilar.core.ui.formats import angka, persen, rupiah, tanggal
from pilar.decision.targeting.actions import coverage
from pilar.decision.targeting.forms.rank import FigureForm
from pilar.decision.targeting.models import CoverageRun
from pilar.decision.targeting.queries import coverage as queries
from pilar.decision.targeting.rank_words import METHOD_WORDS
from pilar.decision.targeting.views.rank import area_of
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.wilayah.queries import resolve


@needs("targeting.view", "reports.view")
@require_GET
def gap(request: HttpRequest) -> HttpResponse:
    """Expected poor against listed and served, by kelurahan."""
    scope = actor_of(request).scope
    run = queries.current_estimate(scope)
    context: dict[str, object] = {
        "run": run,
        "may_manage": scope.can("targeting.manage"),
        "may_visit": scope.can("registry.family.view"),
    }
    if run is not None:
        lines = queries.area_lines(scope, run)
        context |= {
            "lines": lines,
            "total": {name: _sum(lines, name) for name in ("families", "poor", "listed", "served", "gap")},
            "chart": gap_map(lines),
            "facts": _facts(run),
            "measures": queries.poverty_of_survey(scope, run),
            "notes": run.notes,
        }
    return render(request, "targeting/coverage/gap.html", context)


def _sum(lines: list[queries.AreaLine], name: str) -> float | None:
    """The sum of a column; None when a part of it is hidden, so that nobody takes the difference."""
    values = [getattr(line, name) for line in lines]
    return None if None in values else sum(values)


def gap_map(lines: list[queries.AreaLine]) -> Chart:
    """Tiles by kecamatan, shaded by the part of the expected poor that is neither listed nor served."""
    groups: dict[str, list[Tile]] = {}
    for line in sorted(lines, key=lambda one: one.code):
        groups.setdefault(line.group, []).append(Tile(line.name, line.gap_share))
    worst = max(lines, key=lambda one: one.gap, default=None)
    title = _("Tidak ada kelurahan")
    if worst is not None:
        title = _("%(name)s: sekitar %(n)s keluarga miskin diduga belum terdaftar dan belum dilayani") % {
            "name": worst.name, "n": angka(round(worst.gap)),
        }  # fmt: skip
    return tile_grid(
        title,
        [TileGroup(name, tuple(tiles)) for name, tiles in groups.items()],
        breaks=(0.1, 0.2, 0.3, 0.4),
        measure=_("Bagian keluarga miskin yang belum terdaftar dan belum dilayani"),
        subject=_("Kelurahan"),
        fmt=persen,
        note=_("Dugaan, bukan hitungan: lihat selangnya di tabel."),
    )


def _facts(run: CoverageRun) -> list[Fact]:
    anchor = persen(run.anchor / 10_000, 2) if run.anchor is not None else _("tidak ada angka kab/kota")
    return [
        Fact(_("Cara"), str(METHOD_WORDS[run.method])),
        Fact(_("Garis kemiskinan"), rupiah(run.line), source=run.line_source),
        Fact(_("Jumlah disamakan dengan P0 BPS"), anchor, source=run.anchor_source),
        Fact(_("Dihitung"), str(tanggal(run.at)), source=run.requested_by),
    ]


@needs("targeting.manage")
@require_POST
def estimate(request: HttpRequest) -> HttpResponse:
    """Estimate anew."""
    actor, at = actor_of(request), now()
    coverage.load_shipped_figures(by=actor, at=at)
    found = coverage.estimate(area=area_of(actor), by=actor, at=at)
    messages.success(
        request,
        _("%(n)s kelurahan dihitung; %(o)s kunjungan baru, %(c)s ditutup.")
        % {"n": found["areas"], "o": found["opened"], "c": found["closed"]},
    )
    return redirect("targeting:coverage")


@needs("targeting.view", "reports.view")
def figures(request: HttpRequest) -> HttpResponse:
    """What BPS published, and a form to add a line."""
    actor, at = actor_of(request), now()
    form = FigureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        coverage.add_figure(
            wilayah=given["wilayah"], part="", as_of=given["tanggal"], source=given["sumber"], line=given["garis"],
            p0=_hundredths(given["p0"]), p1=_hundredths(given["p1"]), p2=_hundredths(given["p2"]),
            poor_people=given["orang"], by=actor, at=at,
        )  # fmt: skip
        messages.success(request, _("Angka tercatat. Hitung ulang celah cakupan untuk memakainya."))
        return redirect("targeting:figures")
    rows = queries.list_figures(actor.scope)
    names = resolve(actor.scope, {row.wilayah for row in rows if row.wilayah})
    context = {
        "rows": [
            (
                row,
                names[row.wilayah].title if row.wilayah else _("Indonesia"),
                *(None if one is None else one / 10_000 for one in (row.p0, row.p1, row.p2)),
            )
            for row in rows
        ],
        "form": form if actor.scope.can("targeting.manage") else None,
        "crumbs": [(_("Celah cakupan"), reverse("targeting:coverage")), (_("Angka kemiskinan"), "")],
    }
    return render(request, "targeting/coverage/figures.html", context, status=422 if form.errors else 200)


def _hundredths(share: Decimal | None) -> int | None:
    return None if share is None else int(share * 100)
