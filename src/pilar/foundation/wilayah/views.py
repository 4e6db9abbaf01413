"""Pages of areas. Names and codes are public reference data: any logged-in person may browse them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pilar.core.clock import now
from pilar.core.doors import actor_of, needs, signed_in
from pilar.core.problems import Problem
from pilar.core.ui.components.data import Fact, Happening
from pilar.core.ui.formats import angka, tanggal
from pilar.foundation.wilayah import actions, queries
from pilar.foundation.wilayah.forms import LEVEL_CHOICES, LevelNameForm
from pilar.foundation.wilayah.rules import LEVELS, Kind, Level, dotted, is_code
from pilar.foundation.wilayah.widgets import chosen_code, picker_context

_MOST_HITS = 25


def kind_word(kind: str) -> str:
    """The word for a kind of area in the language of the page."""
    return {
        Kind.PROVINSI: _("Provinsi"),
        Kind.KABUPATEN: _("Kabupaten"),
        Kind.KOTA: _("Kota"),
        Kind.KECAMATAN: _("Kecamatan"),
        Kind.KELURAHAN: _("Kelurahan"),
        Kind.DESA: _("Desa"),
        Kind.DESA_ADAT: _("Desa adat"),
        Kind.RW: _("RW atau yang setingkat"),
        Kind.RT: _("RT"),
    }[Kind(kind)]


@require_GET
@signed_in()
def browse(request: HttpRequest) -> HttpResponse:
    """Search by name or code (`?q=`), or the provinces."""
    scope = actor_of(request).scope
    query = request.GET.get("q", "").strip()
    hits = queries.search(scope, query, limit=_MOST_HITS) if query else []
    context = {
        "query": query,
        "hits": [{"name": hit.area, "dotted": dotted(hit.area.code), "url": _address(hit.area.code)} for hit in hits],
        "children": [] if query else _rows(queries.children(scope)),
        "crumbs": [(_("Wilayah"), "")],
        "may_manage": scope.can("wilayah.manage"),
    }
    return render(request, "wilayah/browse.html", context)


@require_GET
@signed_in()
def area(request: HttpRequest, code: str) -> HttpResponse:
    """One area: what it is, what lies below it, its history."""
    scope = actor_of(request).scope
    page = queries.get_area(scope, code)
    crumbs = [(_("Wilayah"), reverse("wilayah:browse"))]
    crumbs += [(above.title, _address(above.code)) for above in page.above]
    context = {
        "page": page,
        "crumbs": [*crumbs, (page.title, "")],
        "facts": _facts(page),
        "counts": [(kind_word(kind), angka(count)) for kind, count in page.counts],
        "children": _rows(queries.children(scope, code)),
        "happenings": [_happening(change) for change in queries.history(scope, code)],
    }
    return render(request, "wilayah/area.html", context)


@require_GET
@signed_in()
def search_json(request: HttpRequest) -> JsonResponse:
    """Search for pickers: `?q=&within=` answers a list of code, title and path, best first."""
    within = request.GET.get("within", "").replace(".", "")
    if within and not is_code(within):
        return JsonResponse({"results": []}, status=422)
    hits = queries.search(actor_of(request).scope, request.GET.get("q", ""), within=within)
    return JsonResponse({"results": [{"code": h.area.code, "title": h.area.title, "path": h.area.path} for h in hits]})


@require_GET
@signed_in()
def pick(request: HttpRequest) -> HttpResponse:
    """The cascade of drop-downs: a fragment for htmx, JSON with `?format=json&kode=`, otherwise a page of its own.

    `bidang` is the name of the form field, `akar` the area to choose below, `sampai` the deepest level (2 to 16).
    """
    scope = actor_of(request).scope
    name = request.GET.get("bidang", "wilayah")[:40]
    root = request.GET.get("akar", "")
    deepest = request.GET.get("sampai", "")
    root = root if is_code(root) else ""
    level = int(deepest) if deepest in {str(int(each)) for each in LEVELS} else int(Level.DESA)
    if request.GET.get("format") == "json":
        return JsonResponse(_options(request, root))
    chosen = chosen_code(request.GET, name, root)
    context: dict[str, Any] = picker_context(scope, name, chosen, root, level)
    if request.headers.get("HX-Request") == "true":
        return render(request, "wilayah/picker.html", context)
    known = chosen if chosen != root and queries.resolve(scope, [chosen])[chosen].known else ""
    context |= {
        "crumbs": [(_("Wilayah"), reverse("wilayah:browse")), (_("Pilih wilayah"), "")],
        "chosen_url": _address(known) if known else "",
    }
    return render(request, "wilayah/pick.html", context)


@require_http_methods(["GET", "POST"])
@needs("wilayah.manage")
def level_names(request: HttpRequest) -> HttpResponse:
    """What the levels are called in each region, and a form to set a word from a day on."""
    actor = actor_of(request)
    form = LevelNameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_level_name(by=actor, at=now(), **form.cleaned_data)
        except Problem as refused:
            form.add_error(None, f"{refused.sentence} {refused.advice}")
        else:
            messages.success(request, _("Sebutan disimpan."))
            return redirect("wilayah:level_names")
    words = dict(LEVEL_CHOICES)
    context = {
        "form": form,
        "rows": [
            {
                "row": row,
                "level": words[row.level],
                "kind": row.kind and kind_word(row.kind),
            }
            for row in queries.level_names(actor.scope)
        ],
        "crumbs": [(_("Wilayah"), reverse("wilayah:browse")), (_("Sebutan tingkat wilayah"), "")],
    }
    return render(request, "wilayah/level_names.html", context, status=422 if form.errors else 200)


def _options(request: HttpRequest, root: str) -> dict[str, Any]:
    scope = actor_of(request).scope
    code = request.GET.get("kode", root).replace(".", "")
    if code and not is_code(code):
        return {"code": code, "path": "", "options": []}
    return {
        "code": code,
        "path": queries.name_path(scope, code) if code else "",
        "options": [
            {"code": child.code, "title": child.title, "kind": child.kind} for child in queries.children(scope, code)
        ],
    }


def _address(code: str) -> str:
    return reverse("wilayah:area", args=[code])


def _rows(children: tuple[queries.Child, ...]) -> list[dict[str, str]]:
    return [
        {"title": child.title, "dotted": dotted(child.code), "kind": kind_word(child.kind), "url": _address(child.code)}
        for child in children
    ]


def _facts(page: queries.AreaPage) -> list[Fact]:
    facts = [
        Fact(_("Kode Kemendagri"), page.dotted),
        Fact(_("Kode BPS"), page.bps_code or _("Belum diketahui")),
        Fact(_("Sebutan"), page.word),
    ]
    if page.head_title:
        facts.append(Fact(_("Dipimpin oleh"), page.head_title))
    if page.valid_from:
        facts.append(Fact(_("Berlaku sejak"), tanggal(page.valid_from)))
    if page.valid_to:
        facts.append(Fact(_("Tidak berlaku sejak"), tanggal(page.valid_to)))
    return facts


def _happening(change: queries.Change) -> Happening:
    sides = [
        f"{name or _('tanpa nama')} ({dotted(code)})" if code else ""
        for name, code in ((change.old_name, change.old_code), (change.new_name, change.new_code))
    ]
    return Happening(
        what=f"{change.kind_label}: {' → '.join(side for side in sides if side)}",
        on=change.effective_date,
        by=change.recorded_by,
        detail=change.legal_basis,
        icon_name="history",
    )
