"""List, page, propose, edit, step, papers of usulan."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET

from pilar.core.clock import now
from pilar.core.declared import choices
from pilar.core.doors import revision_sent
from pilar.core.ids import decode_id, encode_id
from pilar.core.problems import Problem
from pilar.core.ui.components.data import Fact, Happening
from pilar.core.ui.formats import tanggal
from pilar.decision.proposals import actions, queries
from pilar.decision.proposals.case_source import DESK_STATES
from pilar.decision.proposals.forms import DocumentForm, IdentityForm, StepForm, UsulFilterForm, WhatForm
from pilar.decision.proposals.lifecycle import STATES_BY_CODE
from pilar.decision.proposals.lists import CHANNELS
from pilar.evidence.registry.queries import search_people
from pilar.evidence.registry.queries.people import person_row
from pilar.evidence.registry.views.looking import note_look_through
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah.queries import name_path


def cursor_of(text: str) -> int:
    """The id behind a page cursor; 0 for none or for something else."""
    try:
        return decode_id(text)
    except ValueError:
        return 0


@needs("proposals.view")
@require_GET
def list_usul(request: HttpRequest) -> HttpResponse:
    """Usulan of my area, newest first."""
    actor, form = actor_of(request), UsulFilterForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    state = given.get("keadaan") or "terbuka"
    area = request.GET.get("wilayah", "")
    asked = queries.UsulFilter(
        state="" if state == "semua" else state,
        kind=given.get("jenis", ""),
        programme=given.get("program", ""),
        outcome=given.get("temuan", ""),
        name=given.get("nama", ""),
        code=request.GET.get("kode", "")[:10],
        area=area if area.isascii() and area.isdigit() and len(area) in (2, 4, 6, 10, 13, 16) else "",
    )
    found = queries.list_usul(actor.scope, asked, after=cursor_of(request.GET.get("after", "")))
    shown = found[: queries.PAGE]
    context = {
        "form": form,
        "rows": shown,
        "total": queries.count_usul(actor.scope, asked),
        "after": encode_id(shown[-1].id) if len(found) > len(shown) else "",
        "narrowed": bool(request.GET),
        "area_title": name_path(actor.scope, asked.area) if asked.area else "",
        "may_create": actor.scope.can("proposals.create"),
        "may_check": actor.scope.can("screening.view"),
    }
    return render(request, "proposals/list.html", context)


@needs("proposals.view")
@require_GET
def show_usul(request: HttpRequest, usul_id: int) -> HttpResponse:
    """One usulan: findings first, then facts, papers, history and what may be done."""
    actor = actor_of(request)
    page = queries.get_usul(actor.scope, usul_id, by=actor)
    _note_look(request, page.row)
    return render(request, "proposals/detail.html", _page_context(request, page))


def _note_look(request: HttpRequest, row: Any) -> None:
    """Every page of one usulan names a person: who looked stands in the audit chain."""
    page = ("usul", row.pk)
    note_look_through(request, "proposals.usul.viewed", person_id=row.person_id, page=page, wilayah=row.wilayah)


def _page_context(request: HttpRequest, page: queries.UsulPage) -> dict[str, Any]:
    actor, row = actor_of(request), page.row
    on_desk = row.state in DESK_STATES and actor.scope.can("proposals.create")
    return {
        "page": page,
        "facts": _facts(page, name_path(actor.scope, row.wilayah)),
        "happenings": _happenings(page),
        "document_form": DocumentForm(kind=row.kind) if on_desk else None,
        "on_desk": on_desk,
        "person_url": reverse("registry:person", args=[row.person_id])
        if row.person_id and actor.scope.can("registry.person.view")
        else "",
        "crumbs": [(_("Usulan"), reverse("proposals:list")), (row.name, "")],
    }


def _facts(page: queries.UsulPage, place: str) -> list[Fact]:
    row = page.row
    sex = {1: _("Laki-laki"), 2: _("Perempuan")}.get(row.sex or 0, _("tidak diketahui"))
    born = ", ".join(part for part in (row.birth_place, str(tanggal(row.birth_date)) if row.birth_date else "") if part)
    return [
        Fact(_("Jenis usulan"), page.line.kind_label),
        Fact(_("NIK"), page.nik_masked or _("belum ada")),
        Fact(_("Nomor KK"), page.kk_masked or _("belum ada")),
        Fact(_("Jenis kelamin"), sex),
        Fact(_("Tempat, tanggal lahir"), born or _("tidak diketahui")),
        Fact(_("Alamat"), row.address or _("tidak ditulis")),
        Fact(_("Wilayah"), place),
        Fact(_("Alasan usulan"), row.rationale or _("tidak ditulis")),
        Fact(_("Keterangan"), row.note or "–"),
        Fact(
            _("Diterima melalui"),
            dict(choices(CHANNELS)).get(row.channel, row.channel),
            source=f"{row.created_by}, {tanggal(row.created_at)}",
        ),
        Fact(_("Yang dikatakan kepada warga"), page.told),
    ]


def _happenings(page: queries.UsulPage) -> list[Happening]:
    steps = [
        Happening(STATES_BY_CODE[one.target_state].name, one.at, by=one.by, detail=one.reason, icon_name="arrow-right")
        for one in page.transitions
    ]
    joined = [
        Happening(
            _("Diusulkan lagi, digabung ke usulan ini"), one.at, by=one.by, detail=one.rationale, icon_name="git-merge"
        )
        for one in page.contributions
    ]
    return sorted([*steps, *joined], key=lambda one: one.on or page.row.created_at, reverse=True)  # type: ignore[arg-type,return-value]


@needs("proposals.create")
@sensitive_post_parameters("q")
def find_subject(request: HttpRequest) -> HttpResponse:
    """First page of proposing: is this person registered? The search is POSTed, since people paste NIKs."""
    actor = actor_of(request)
    text = request.POST.get("q", "") if request.method == "POST" else ""
    answer = search_people(actor.scope, text, today(now())) if text.strip() else None
    return render(request, "proposals/find.html", {"answer": answer, "crumbs": _new_crumbs()})


def _new_crumbs() -> list[tuple[str, str]]:
    return [(_("Usulan"), reverse("proposals:list")), (_("Usulan baru"), "")]


@needs("proposals.create")
def propose_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Second page, for a registered person: what is proposed."""
    actor = actor_of(request)
    person = person_row(actor.scope, person_id)
    form = WhatForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = _propose(request, actions.Subject(person_id=person_id), form)
        if answer is not None:
            return answer
    context = {"form": form, "person": person, "place": name_path(actor.scope, person.wilayah), "crumbs": _new_crumbs()}
    return render(request, "proposals/propose_person.html", context, status=422 if form.errors else 200)


@needs("proposals.create")
@sensitive_post_parameters("nik", "kk", "mother")
def propose_unknown(request: HttpRequest) -> HttpResponse:
    """Second page, for somebody who is not registered: who, and what is proposed. Nothing is kept between pages."""
    actor = actor_of(request)
    who, what = IdentityForm(request.POST or None, scope=actor.scope), WhatForm(request.POST or None)
    if request.method == "POST" and who.is_valid() & what.is_valid():
        answer = _propose(request, actions.Subject(**who.cleaned_data), what)
        if answer is not None:
            return answer
    context = {"who": who, "what": what, "crumbs": _new_crumbs()}
    return render(request, "proposals/propose_unknown.html", context, status=422 if who.errors or what.errors else 200)


def _propose(request: HttpRequest, subject: actions.Subject, form: WhatForm) -> HttpResponse | None:
    """Carry it out; a refusal goes onto the form and gives None."""
    try:
        made = actions.propose(subject=subject, by=actor_of(request), at=now(), **form.cleaned_data)
    except Problem as refusal:
        if refusal.status != 422:
            raise
        form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        return None
    if made.joined:
        messages.info(
            request, _("Orang ini sudah punya usulan yang sama dan masih terbuka. Usulan Anda digabungkan ke situ.")
        )
    else:
        messages.success(request, _("Usulan tercatat dan segera diperiksa."), extra_tags="draft:usul-baru")
    return redirect("proposals:detail", made.usul_id)


@needs("proposals.create")
@sensitive_post_parameters("nik", "kk", "mother")
def edit_usul(request: HttpRequest, usul_id: int) -> HttpResponse:
    """Correct what was written, while the usulan lies on the village's desk. Empty number fields leave the numbers as they are."""
    actor = actor_of(request)
    row = queries.get_usul(actor.scope, usul_id, by=actor).row
    _note_look(request, row)
    start = {key: getattr(row, key) for key in actions.EDITABLE}
    form = IdentityForm(request.POST or None, initial=start)
    del form.fields["mother"]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        changes = {key: given[key] for key in ("name", "sex", "birth_date", "birth_place", "address")}
        try:
            actions.edit(
                usul_id=usul_id, changes=changes, nik=given["nik"] or None, kk=given["kk"] or None, by=actor, at=now(),
                revision=revision_sent(request),
            )  # fmt: skip
        except Problem as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            messages.success(request, _("Perbaikan tercatat; usulan diperiksa lagi."))
            return redirect("proposals:detail", usul_id)
    crumbs = [
        (_("Usulan"), reverse("proposals:list")),
        (row.name, reverse("proposals:detail", args=[usul_id])),
        (_("Perbaiki"), ""),
    ]
    return render(
        request, "proposals/edit.html", {"form": form, "row": row, "crumbs": crumbs}, status=422 if form.errors else 200
    )


@needs("proposals.view")
def step_usul(request: HttpRequest, usul_id: int, target: str) -> HttpResponse:
    """Ask for what a step needs, then take it."""
    actor = actor_of(request)
    page = queries.get_usul(actor.scope, usul_id, by=actor)
    _note_look(request, page.row)
    step = next((one for one in page.steps if one[0] == target), None)
    if step is None:
        messages.warning(request, page.blocked or _("Langkah itu tidak tersedia lagi untuk usulan ini."))
        return redirect("proposals:detail", usul_id)
    form = StepForm(request.POST or None, needs=step[2])
    if request.method == "POST" and form.is_valid():
        actions.take_step(
            usul_id=usul_id, target=target, reason=form.cleaned_data["reason"], held=form.held, by=actor, at=now(),
            revision=revision_sent(request),
        )  # fmt: skip
        messages.success(request, _("Tercatat: %s.") % STATES_BY_CODE[target].name)
        return redirect("proposals:detail", usul_id)
    crumbs = [
        (_("Usulan"), reverse("proposals:list")),
        (page.row.name, reverse("proposals:detail", args=[usul_id])),
        (step[1], ""),
    ]
    context = {
        "form": form,
        "page": page,
        "verb": step[1],
        "danger": target in {"dibatalkan", "ditolak", "tidak_layak"},
        "crumbs": crumbs,
    }
    return render(request, "proposals/step.html", context, status=422 if form.errors else 200)


@needs("proposals.create")
def add_document(request: HttpRequest, usul_id: int) -> HttpResponse:
    """Attach a paper or photo; it is sealed while it arrives."""
    actor = actor_of(request)
    page = queries.get_usul(actor.scope, usul_id, by=actor)
    form = DocumentForm(request.POST or None, request.FILES or None, kind=page.row.kind)
    if request.method == "POST" and form.is_valid():
        at = now()
        file = form.cleaned_data["file"].keeper.keep(by=actor, at=at)
        actions.add_document(
            usul_id=usul_id,
            code=form.cleaned_data["code"],
            file=file,
            has_position=form.cleaned_data["has_position"],
            by=actor,
            at=at,
        )
        messages.success(request, _("Berkas disimpan."))
        return redirect("proposals:detail", usul_id)
    context = _page_context(request, page) | {"document_form": form}
    return render(request, "proposals/detail.html", context, status=422 if form.errors else 200)
