"""The page of a merge: which value won and why, what happened since, and taking it back; splitting one record into two."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pilar.core.clock import now
from pilar.core.doors import actor_of, needs
from pilar.core.ids import decode_id
from pilar.core.problems import Problem
from pilar.core.scope import Scope
from pilar.evidence.registry import queries
from pilar.evidence.registry.actions import merge as actions
from pilar.evidence.registry.queries import merge as reads
from pilar.evidence.registry.queries.merge import PERSON
from pilar.evidence.registry.views.looking import note_look
from pilar.evidence.registry.views.pages import today

OWNERS = ("kept", "gone")


@needs("linkage.review")
@require_GET
def show_merge(request: HttpRequest, merge_id: int) -> HttpResponse:
    """The journal. Both records are read within the scope; the look is recorded."""
    scope = actor_of(request).scope
    page = reads.get_merge(scope, merge_id)
    _note_looks(request, scope, page)
    return render(request, "registry/merge.html", {"page": page, "crumbs": _crumbs(page, _("Jurnal"))} | _urls(page))


@needs("linkage.review")
@require_http_methods(["GET", "POST"])
def undo_merge(request: HttpRequest, merge_id: int) -> HttpResponse:
    """What happened since, act by act: whose is it? Then the reason and one button."""
    scope = actor_of(request).scope
    page = reads.get_merge(scope, merge_id)
    if page.undone_at is not None:
        return HttpResponseRedirect(reverse("registry:merge", args=[merge_id]))
    row = reads.merge_row(scope, merge_id)
    later = [] if page.is_split else reads.later_acts(scope, row)
    given = {act.source_id: request.POST.get(f"milik-{number}", "") for number, act in enumerate(later)}
    problem: Problem | None = None
    if request.method == "POST":
        try:
            actions.undo_merge(
                merge_id=merge_id, owners={key: value for key, value in given.items() if value in OWNERS},
                reason=request.POST.get("alasan", ""), by=actor_of(request), at=now(),
            )  # fmt: skip
        except Problem as refused:
            if refused.code in ("UMUM-403", "UMUM-404"):
                raise
            problem = refused
        else:
            messages.success(request, _("Pemisahan dibatalkan.") if page.is_split else _("Penggabungan dibatalkan."))
            return HttpResponseRedirect(reverse("registry:merge", args=[merge_id]))
    context: dict[str, Any] = {
        "page": page,
        "later": [(f"milik-{n}", act, given[act.source_id] or act.owner) for n, act in enumerate(later)],
        "problem": problem,
        "reason": request.POST.get("alasan", ""),
        "crumbs": _crumbs(page, _("Batalkan")),
    }
    return render(request, "registry/merge_undo.html", context | _urls(page), status=422 if problem else 200)


@needs("linkage.review")
@require_http_methods(["GET", "POST"])
def split_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Tick what speaks of the other person; they get a record of their own."""
    scope = actor_of(request).scope
    person = queries.get_person(scope, person_id, today())
    note_look(request, "person", person_id, person.wilayah)
    steps = [
        step
        for step in queries.history(scope, {person_id: person.line.name}, limit=300)
        if step.source_kind != reads.MACHINE
    ]
    problem: Problem | None = None
    if request.method == "POST":
        try:
            split = actions.split_person(
                person_id=person_id, observation_ids=_ids(request.POST.getlist("keterangan")),
                name=request.POST.get("nama", ""), reason=request.POST.get("alasan", ""), by=actor_of(request), at=now(),
            )  # fmt: skip
        except Problem as refused:
            if refused.code in ("UMUM-403", "UMUM-404"):
                raise
            problem = refused
        else:
            messages.success(request, _("Catatan dipisah menjadi dua orang."))
            return HttpResponseRedirect(reverse("registry:merge", args=[split]))
    context = {
        "person": person, "steps": steps, "problem": problem, "ticked": set(_ids(request.POST.getlist("keterangan"))),
        "name": request.POST.get("nama", ""), "reason": request.POST.get("alasan", ""), "back": reverse("registry:person", args=[person_id]),
        "crumbs": [(_("Keluarga"), reverse("registry:families")), (person.line.name, reverse("registry:person", args=[person_id])), (_("Pisahkan"), "")],
    }  # fmt: skip
    return render(request, "registry/split.html", context, status=422 if problem else 200)


def _ids(texts: list[str]) -> list[int]:
    found = []
    for text in texts:
        try:
            found.append(decode_id(text))
        except ValueError:
            continue
    return found


def _note_looks(request: HttpRequest, scope: Scope, page: reads.MergePage) -> None:
    word = "person" if page.subject_kind == PERSON else "family"
    areas = reads.model_of(page.subject_kind).objects.within(scope).filter(pk__in=[page.kept_id, page.gone_id])
    for number, wilayah in areas.values_list("pk", "wilayah"):
        note_look(request, "person" if word == "person" else "family", number, wilayah)


def _urls(page: reads.MergePage) -> dict[str, str]:
    word = "person" if page.subject_kind == PERSON else "family"
    return {
        "kept_url": reverse(f"registry:{word}", args=[page.kept_id]),
        "gone_url": reverse(f"registry:{word}", args=[page.gone_id]),
    }


def _crumbs(page: reads.MergePage, here: str) -> list[tuple[str, str]]:
    return [(_("Keluarga"), reverse("registry:families")), (page.kept_name, _urls(page)["kept_url"]), (here, "")]
