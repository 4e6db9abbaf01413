"""The desk check of an area: the city by kelurahan, one kelurahan with its findings, and the draft BNBA on paper."""

from __future__ import annotations

from typing import Literal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilar.core.clock import now
from pilar.core.documents.answer import PDF, XLSX, file_answer
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.decision.proposals import queries
from pilar.decision.proposals.documents.bnba import UNMASK, export_bnba
from pilar.decision.proposals.forms import UnmaskedForm
from pilar.decision.screening import actions as screening
from pilar.decision.screening import queries as findings
from pilar.foundation.accounts.doors import actor_of, needs, step_up
from pilar.foundation.wilayah.queries import name_path

Form = Literal["pdf", "xlsx"]
TYPES: dict[str, str] = {"pdf": PDF, "xlsx": XLSX}


@needs("screening.view")
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Every kelurahan of my area: ready, to look at, with errors, not checked."""
    actor = actor_of(request)
    rows = [row for prefix in actor.scope.prefixes or () for row in queries.overview(actor.scope, prefix)]
    sums = {
        key: sum(getattr(row, key) for row in rows) for key in ("total", "ready", "warned", "with_errors", "unchecked")
    }
    own = _one_area(actor)[:10]
    if len(own) == 10:  # whoever works in one kelurahan has nothing to choose
        return redirect("proposals:desk-village", own)
    context = {
        "rows": rows,
        "sums": sums,
        "codes": findings.codes_with_words(actor.scope),
        "may_run": actor.scope.can("screening.run"),
        "area": _one_area(actor),
        **_ways_in(actor),
    }
    return render(request, "proposals/desk_overview.html", context)


def _ways_in(actor: Actor) -> dict[str, bool]:
    """How proposals come on this desk, for the page that holds none yet."""
    return {"may_upload": actor.scope.can("intake.upload"), "may_create": actor.scope.can("proposals.create")}


def _one_area(actor: Actor) -> str:
    return actor.scope.prefixes[0] if len(actor.scope.prefixes) == 1 else ""


@needs("screening.view")
@require_GET
def village(request: HttpRequest, code: str) -> HttpResponse:
    """One kelurahan: the gravest findings first, each with its next action."""
    actor = actor_of(request)
    _village_of(actor, code)
    rows, found = queries.draft_rows(actor.scope, code)
    lines = {line.id: line for line in queries.lines(actor.scope, rows)}
    ordered = sorted(rows, key=lambda row: (-(lines[row.pk].errors or 0), -(lines[row.pk].warnings or 0), row.name))
    cards = [(lines[row.pk], found[row.pk]) for row in ordered]
    context = {
        "code": code,
        "place": name_path(actor.scope, code),
        "cards": cards,
        "counts": {
            "total": len(rows),
            "errors": sum(1 for line in lines.values() if line.errors),
            "warnings": sum(1 for line in lines.values() if not line.errors and line.warnings),
            "ready": sum(1 for line in lines.values() if line.errors == 0 and line.warnings == 0),
        },
        "codes": findings.codes_with_words(actor.scope, code),
        "newest": findings.newest_check(actor.scope, code),
        "may_run": actor.scope.can("screening.run"),
        "may_export": actor.scope.can("export.named"),
        "may_unmask": actor.scope.can("export.named") and actor.scope.can(UNMASK),
        "crumbs": [(_("Praverifikasi"), reverse("proposals:desk")), (name_path(actor.scope, code), "")],
        **_ways_in(actor),
    }
    return render(request, "proposals/desk_village.html", context)


def _village_of(actor: Actor, code: str) -> None:
    if len(code) != 10 or not actor.scope.covers(code):
        raise NOT_FOUND()


@needs("screening.run")
@require_POST
def run(request: HttpRequest, code: str) -> HttpResponse:
    """Check now (one kelurahan) or ask for it as background work (a wider area)."""
    actor = actor_of(request)
    if len(code) == 10:
        counts = screening.run(area=code, by=actor, at=now())
        messages.success(
            request,
            _("%(cases)s usulan diperiksa: %(new)s temuan baru, %(resolved)s temuan selesai.") % counts,
        )
        return redirect("proposals:desk-village", code)
    screening.request_run(area=code, by=actor)
    messages.success(request, _("Pemeriksaan diminta; hasilnya muncul di halaman ini setelah selesai."))
    return redirect("proposals:desk")


@needs("export.named")
@step_up
@require_GET
def export(request: HttpRequest, code: str, form: Form) -> HttpResponse:
    """The draft BNBA with masked numbers."""
    return _file(request, code, form, unmasked=False, reason="")


@needs("registry.nik.unmask")
@step_up
def export_unmasked(request: HttpRequest, code: str, form: Form) -> HttpResponse:
    """The draft BNBA with whole numbers, for a stated reason; the export is logged."""
    actor = actor_of(request)
    _village_of(actor, code)
    asked = UnmaskedForm(request.POST or None)
    if request.method == "POST" and asked.is_valid():
        return _file(request, code, form, unmasked=True, reason=asked.cleaned_data["reason"])
    crumbs = [
        (_("Praverifikasi"), reverse("proposals:desk")),
        (name_path(actor.scope, code), reverse("proposals:desk-village", args=[code])),
    ]
    context = {"form": asked, "kind": form, "crumbs": [*crumbs, (_("NIK lengkap"), "")]}
    return render(request, "proposals/unmasked.html", context, status=422 if asked.errors else 200)


def _file(request: HttpRequest, code: str, form: Form, *, unmasked: bool, reason: str) -> HttpResponse:
    address = request.build_absolute_uri(reverse("proposals:desk-village", args=[code]))
    made = export_bnba(
        village=code, form=form, by=actor_of(request), at=now(), address=address, unmasked=unmasked, reason=reason
    )
    return file_answer(made, f"draf-bnba-{code}.{form}", TYPES[form])
