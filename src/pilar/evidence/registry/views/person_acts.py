"""Acts on one person."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pilar.core.clock import now
from pilar.core.doors import actor_of, needs
from pilar.evidence.registry import actions
from pilar.evidence.registry.forms import acts as forms
from pilar.evidence.registry.forms.answers import AnswersForm, ReasonForm
from pilar.evidence.registry.models import Person
from pilar.evidence.registry.ppks import PPKS
from pilar.evidence.registry.queries.answers import PERSON_TOPICS, fact_values, may_see
from pilar.evidence.registry.queries.people import person_row
from pilar.evidence.registry.queries.related import ppks_mark
from pilar.evidence.registry.views.act import ActPage, run
from pilar.evidence.registry.views.pages import today

_METHODS = ["GET", "POST"]


def _page(person: Person, title: str, lead: str, submit: str, done: str, *, danger: bool = False) -> ActPage:
    back = reverse("registry:person", args=[person.pk])
    crumbs = [(person.name, back), (title, "")]
    return ActPage(title, lead, submit, done, back, f"orang-{person.pk}-{title.lower()[:20]}", crumbs, danger)


def _start(request: HttpRequest, person_id: int) -> tuple[Person, Any]:
    actor = actor_of(request)
    return person_row(actor.scope, person_id), {"by": actor, "at": now()}


def _data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@needs("registry.person.edit")
@require_http_methods(_METHODS)
def correct_person(request: HttpRequest, person_id: int) -> HttpResponse:
    person, who = _start(request, person_id)
    keys = ("name", "sex", "birth_place", "birth_date", "relation")
    form = forms.CorrectPersonForm(_data(request), initial={key: getattr(person, key) for key in keys})
    page = _page(
        person,
        _("Perbaiki data orang"),
        _("Yang lama tetap tampak dalam riwayat."),
        _("Simpan perbaikan"),
        _("Data diperbaiki."),
    )

    def act(revision: int) -> str:
        changed = {key: form.cleaned_data[key] for key in keys}
        actions.correct_person(
            person_id=person.pk, revision=revision, changed=changed, reason=form.cleaned_data["alasan"], **who
        )
        return page.back

    return run(request, page, form, person.revision, act)


@needs("registry.person.edit")
@require_http_methods(_METHODS)
def correct_person_facts(request: HttpRequest, person_id: int, topic: str) -> HttpResponse:
    """One topic of questions a page."""
    person, who = _start(request, person_id)
    found = next(((title, variables) for code, title, variables in PERSON_TOPICS if code == topic), None)
    variables = tuple(v for v in found[1] if may_see(who["by"].scope, v)) if found else ()
    if found is None or not variables:
        raise Http404
    form = AnswersForm(_data(request), variables=variables, known=fact_values(getattr(person, "facts", None), "person"))
    page = _page(person, _(found[0]), person.name, _("Simpan"), _("Isian disimpan."))

    def act(revision: int) -> str:
        actions.correct_person(
            person_id=person.pk, revision=revision, changed=form.changed(), reason=form.cleaned_data["alasan"], **who
        )
        return page.back

    return run(request, page, form, person.revision, act)


@needs("registry.person.edit")
@require_http_methods(_METHODS)
def correct_nik(request: HttpRequest, person_id: int) -> HttpResponse:
    person, who = _start(request, person_id)
    form = forms.CorrectNikForm(_data(request))
    page = _page(
        person,
        _("Perbaiki NIK"),
        _("Tulis NIK yang benar. NIK lama tetap dapat dicari."),
        _("Simpan NIK"),
        _("NIK diperbaiki."),
    )

    def act(revision: int) -> str:
        data = form.cleaned_data
        actions.correct_nik(
            person_id=person.pk, revision=revision, nik=data["nik"], seen=data["seen"], reason=data["alasan"], **who
        )
        return page.back

    return run(request, page, form, person.revision, act)


@needs("registry.person.edit")
@require_http_methods(_METHODS)
def move_person(request: HttpRequest, person_id: int) -> HttpResponse:
    person, who = _start(request, person_id)
    form = forms.MovePersonForm(_data(request), scope=who["by"].scope)
    page = _page(person, _("Pindah ke keluarga lain"), person.name, _("Pindahkan"), _("Orang dipindahkan."))

    def act(revision: int) -> str:
        data = form.cleaned_data
        actions.move_person(
            person_id=person.pk,
            revision=revision,
            to_family_id=data["other"],
            relation=data["relation"],
            reason=data["alasan"],
            **who,
        )
        return page.back

    return run(request, page, form, person.revision, act)


@needs("registry.person.edit")
@require_http_methods(_METHODS)
def mark_deceased(request: HttpRequest, person_id: int) -> HttpResponse:
    person, who = _start(request, person_id)
    form = forms.DeceasedForm(_data(request))
    lead = _("Bila keliru, catatan ini dapat dibatalkan; keduanya tetap tampak dalam riwayat.")
    page = _page(person, _("Catat meninggal"), lead, _("Catat meninggal"), _("Tercatat meninggal."), danger=True)

    def act(revision: int) -> str:
        data = form.cleaned_data
        actions.mark_deceased(
            person_id=person.pk, revision=revision, died_date=data["died_date"], evidence=data["alasan"], **who
        )
        return page.back

    return run(request, page, form, person.revision, act)


@needs("registry.person.edit")
@require_http_methods(_METHODS)
def undo_deceased(request: HttpRequest, person_id: int) -> HttpResponse:
    person, who = _start(request, person_id)
    form = ReasonForm(_data(request))
    page = _page(
        person,
        _("Batalkan catatan meninggal"),
        person.name,
        _("Ya, orang ini hidup"),
        _("Catatan meninggal dibatalkan."),
    )

    def act(revision: int) -> str:
        actions.undo_deceased(person_id=person.pk, revision=revision, reason=form.cleaned_data["alasan"], **who)
        return page.back

    return run(request, page, form, person.revision, act)


@needs("ppks.edit")
@require_GET
def pick_ppks(request: HttpRequest, person_id: int) -> HttpResponse:
    """Which type: those this role may record, each with its definition."""
    person, who = _start(request, person_id)
    kinds = [kind for kind in PPKS if kind.sensitivity == "none" or who["by"].scope.can("ppks.sensitive.view")]
    back = reverse("registry:person", args=[person.pk])
    context = {"person": person, "kinds": kinds, "crumbs": [(person.name, back), (_("Catat PPKS"), "")]}
    return render(request, "registry/ppks_pick.html", context)


@needs("ppks.edit")
@require_http_methods(_METHODS)
def mark_ppks(request: HttpRequest, person_id: int, number: int) -> HttpResponse:
    """One type: `number` is its place (1-26) in the regulation."""
    person, who = _start(request, person_id)
    kind = next((each for each in PPKS if each.number == number), None)
    if kind is None:
        raise Http404
    form = forms.PpksForm(_data(request), kind=kind, initial={"since": today()})
    page = _page(person, kind.name, kind.definition, _("Catat"), _("PPKS dicatat."))

    def act(_revision: int) -> str:
        data = form.cleaned_data
        actions.mark_ppks(
            person_id=person.pk, code=kind.code, criteria=data["criteria"], since=data["since"], seen=data["seen"],
            reason=data["alasan"], **who,
        )  # fmt: skip
        return page.back

    return run(request, page, form, person.revision, act)


@needs("ppks.edit")
@require_http_methods(_METHODS)
def end_ppks(request: HttpRequest, mark_id: int) -> HttpResponse:
    mark = ppks_mark(actor_of(request).scope, mark_id)
    person, who = _start(request, mark.person_id)
    form = forms.EndPpksForm(_data(request), initial={"until": today()})
    page = _page(
        person, _("Akhiri catatan PPKS"), f"{person.name}: {mark.name}", _("Akhiri"), _("Catatan PPKS berakhir.")
    )

    def act(_revision: int) -> str:
        actions.end_ppks(mark_id=mark.id, until=form.cleaned_data["until"], reason=form.cleaned_data["alasan"], **who)
        return page.back

    return run(request, page, form, person.revision, act)
