"""Versions of DTSEN: the list, two of them side by side, the families behind each number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pilar.core.clock import now
from pilar.core.ids import decode_id, encode_id
from pilar.core.problems import NOT_FOUND, problem
from pilar.core.scope import Scope, is_area_code
from pilar.core.ui.charts import Chart, StackRow, stacked
from pilar.core.ui.components.page import Tab
from pilar.core.ui.formats import persen
from pilar.evidence.intake import actions
from pilar.evidence.intake.versions import families as reads
from pilar.evidence.intake.versions.compare import CHANGES, GONE, MOVED, NEW, UNKNOWN, Tally, compare, total, word_for
from pilar.evidence.intake.versions.families import Version
from pilar.evidence.intake.versions.sheet import change_words, families_workbook
from pilar.evidence.intake.views.rows import attachment
from pilar.foundation.accounts.doors import actor_of, needs, step_up
from pilar.foundation.wilayah.queries import AreaName, resolve

SHEET_LIMIT = 20_000
CHART_ROWS = 24
LEVELS = {6: "Kecamatan", 10: "Kelurahan/desa", 13: "RW", 16: "RT"}
TOO_MANY = problem(
    "BRK-030",
    "Daftar ini lebih dari {limit} keluarga, terlalu banyak untuk satu lembar.",
    "Pilih satu kecamatan atau kelurahan dulu, lalu unduh daftarnya.",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A number that leads to its list ("" when there is nothing behind it)."""

    label: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One area of the table: its name, the address one level deeper, and its numbers."""

    name: str
    url: str
    cells: tuple[Cell, ...]
    tally: Tally


@needs("registry.family.view")
@require_GET
def list_versions(request: HttpRequest) -> HttpResponse:
    """All deliveries, the latest first, each with the step to the one before it."""
    versions = reads.list_versions(actor_of(request).scope)
    rows = list(zip(versions, [*versions[1:], None], strict=False))
    return render(request, "intake/versions.html", {"rows": rows, "versions": versions})


@needs("registry.family.view")
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """The answer of the form that picks two versions: their own address."""
    try:
        pair = [decode_id(request.GET.get(name, "")) for name in ("dari", "ke")]
    except ValueError as error:
        raise NOT_FOUND() from error
    if pair[0] == pair[1]:
        return redirect("intake:versions")
    return redirect("intake:compare", *pair)


@needs("registry.family.view")
@require_GET
def comparison(request: HttpRequest, earlier: int, later: int) -> HttpResponse:
    """Two versions: the sum, a chart that says what stands out, a table by area; every number leads to its list."""
    scope = actor_of(request).scope
    first, second, versions = reads.get_versions(scope, earlier, later)
    area = _area(request, scope)
    level = _level(request, area)
    tallies = compare(scope.narrowed(area) if area else scope, earlier, later, level=level)
    names = resolve(scope, [*(tally.area for tally in tallies), *([area] if area else [])])
    whole = total(tallies)
    context = {
        "first": first,
        "second": second,
        "versions": versions,
        "area": area,
        "area_path": names[area].path if area else "",
        "level_name": _(LEVELS[level]),
        "levels": _level_tabs(area, level),
        "sums": _cells(whole, _shown(whole), area, first, second),
        "whole": whole,
        "chart": _chart(tallies, names, level, first, second) if tallies else None,
        "lines": [_line(tally, _shown(whole), names[tally.area], level, first, second) for tally in tallies],
        "heads": [word_for(what).split() for what in _shown(whole)],
        "narrow": _is_partial(scope, first, second),
        "crumbs": [
            (_("Versi DTSEN"), reverse("intake:versions")),
            (_("%(a)s ke %(b)s") % {"a": first.label, "b": second.label}, ""),
        ],
    }
    return render(request, "intake/comparison.html", context)


def _shown(whole: Tally) -> tuple[str, ...]:
    """The columns: an unknown desil only where there is one."""
    return (NEW, GONE, MOVED, *CHANGES, *([UNKNOWN] if whole.unknown else []))


def _area(request: HttpRequest, scope: Scope) -> str:
    """The asked area; UMUM-404 for one that does not meet the scope."""
    area = request.GET.get("wilayah", "")
    if area and (not is_area_code(area) or not scope.narrowed(area).prefixes):
        raise NOT_FOUND()
    return area


def _level(request: HttpRequest, area: str) -> int:
    asked = request.GET.get("tingkat", "")
    least = next((level for level in LEVELS if level > len(area)), 16)
    return int(asked) if asked in {str(level) for level in LEVELS} and int(asked) >= least else least


def _level_tabs(area: str, level: int) -> list[Tab]:
    """RW and RT only inside a village or kecamatan: for a whole city the table would be thousands of lines."""
    deepest = 16 if len(area) >= 6 else 10
    kept = f"&wilayah={area}" if area else ""
    return [
        Tab(_(words), f"?tingkat={each}{kept}", active=each == level)
        for each, words in LEVELS.items()
        if len(area) < each <= deepest or each == level
    ]


def _is_partial(scope: Scope, *versions: Version) -> bool:
    return not all(scope.covers(version.wilayah) for version in versions)


def _list_url(first: Version, second: Version, what: str, area: str) -> str:
    address = reverse("intake:compare-list", args=[first.pk, second.pk, what])
    return f"{address}?wilayah={area}" if area else address


def _cells(tally: Tally, shown: tuple[str, ...], area: str, first: Version, second: Version) -> tuple[Cell, ...]:
    numbers = [(what, tally.number(what)) for what in shown]
    return tuple(
        Cell(word_for(what), count, _list_url(first, second, what, area) if count else "") for what, count in numbers
    )


def _line(tally: Tally, shown: tuple[str, ...], name: AreaName, level: int, first: Version, second: Version) -> Line:
    deeper = reverse("intake:compare", args=[first.pk, second.pk]) + f"?wilayah={tally.area}" if level < 16 else ""
    words = name.title
    if len(tally.area) < level:
        words = _("%(area)s, %(level)s tidak diketahui") % {"area": name.title, "level": _(LEVELS[level])}
        deeper = ""
    elif level > 10:
        words = name.path.partition(", Kec.")[0]
    return Line(words, deeper, _cells(tally, shown, tally.area, first, second), tally)


def _chart(
    tallies: Sequence[Tally], names: dict[str, AreaName], level: int, first: Version, second: Version
) -> Chart | None:
    """Shares of fallen, kept and risen desil by area; the areas with the most change when there are many."""
    known = [tally for tally in tallies if sum(tally.changes.values())]
    if not known:
        return None
    share = {tally.area: tally.changed / sum(tally.changes.values()) for tally in known}
    chosen = sorted(known, key=lambda tally: (-share[tally.area], tally.area))[:CHART_ROWS]
    top = chosen[0]
    facts = {"area": names[top.area].title, "share": persen(share[top.area])}
    if share[top.area] == 0:
        title = _("Tidak ada desil yang berubah di wilayah mana pun")
    elif len(known) == 1:
        title = _("%(share)s keluarga di %(area)s berganti desil") % facts
    else:
        title = _("Perubahan desil paling banyak di %(area)s: %(share)s keluarganya berganti desil") % facts
    note = _("Turun berarti desilnya lebih kecil: dinilai lebih miskin daripada di %(first)s.") % {"first": first.label}
    if len(known) > CHART_ROWS:
        note += " " + _("Hanya %(count)s wilayah dengan perubahan terbanyak.") % {"count": CHART_ROWS}
    rows = [StackRow(names[tally.area].title, (tally.fallen, tally.changes["tetap"], tally.risen)) for tally in chosen]
    return stacked(title, [_("Turun"), _("Tetap"), _("Naik")], rows, subject=_(LEVELS[level]), note=note)


@needs("registry.family.view")
@require_GET
def family_list(request: HttpRequest, earlier: int, later: int, what: str) -> HttpResponse:
    """The families behind a number."""
    actor = actor_of(request)
    first, second, _all = reads.get_versions(actor.scope, earlier, later)
    area = _area(request, actor.scope)
    rows, after = reads.list_families(
        actor.scope, earlier, later, what=what, area=area, after=request.GET.get("after", "")
    )
    names = resolve(actor.scope, {code for row in rows for code in (row.area_before, row.area_after) if code} | {area})
    download = reverse("intake:compare-sheet", args=[earlier, later, what]) + (f"?wilayah={area}" if area else "")
    context: dict[str, Any] = {
        "first": first, "second": second, "title": word_for(what), "what": what, "area": area,
        "area_path": names[area].path if area else "",
        "rows": [
            (row, names[row.area].path, _moved_from(row, names), change_words(row), actor.scope.covers(row.wilayah))
            for row in rows
        ],
        "crumbs": [
            (_("Versi DTSEN"), reverse("intake:versions")),
            (_("%(a)s ke %(b)s") % {"a": first.label, "b": second.label}, reverse("intake:compare", args=[earlier, later])),
            (word_for(what), ""),
        ],
        "after": after, "download_url": download if rows and actor.scope.can("export.named") else "",
        "back_url": reverse("intake:compare", args=[earlier, later]) + (f"?wilayah={area[:10]}" if area else ""),
    }  # fmt: skip
    return render(request, "intake/comparison_list.html", context)


def _moved_from(row: reads.FamilyLine, names: dict[str, AreaName]) -> str:
    before, after = row.area_before, row.area_after
    if not before or not after or before.startswith(after) or after.startswith(before):
        return ""
    return names[before].path


@needs("export.named")
@step_up
@require_GET
def family_sheet(request: HttpRequest, earlier: int, later: int, what: str) -> HttpResponse:
    """The same list as a workbook; one audit event per download."""
    actor = actor_of(request)
    actor.scope.require("registry.family.view")
    first, second, _all = reads.get_versions(actor.scope, earlier, later)
    area = _area(request, actor.scope)
    rows, after = reads.list_families(actor.scope, earlier, later, what=what, area=area, limit=SHEET_LIMIT)
    if after:
        raise TOO_MANY(limit=f"{SHEET_LIMIT:,}".replace(",", "."))
    title = f"{word_for(what)}: {first.label} – {second.label}"
    data = families_workbook(actor.scope, title, rows)
    actions.record_download(
        act="intake.comparison.downloaded", subject=("dtsen_version", second.pk), wilayah=area or _shared(actor.scope),
        rows=len(rows), by=actor, at=now(), what=what, earlier=encode_id(first.pk),
    )  # fmt: skip
    return attachment(data, f"dtsen-{what}{f'-{area}' if area else ''}.xlsx")


def _shared(scope: Scope) -> str:
    return scope.prefixes[0] if len(scope.prefixes) == 1 else ""
