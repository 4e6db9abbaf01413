"""The list of families, the page of a family, the page of a person, opening of masked numbers."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilar.core.clock import now
from pilar.core.doors import actor_of, needs
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.core.ui.charts import Chart, Series, line
from pilar.core.ui.components.data import ActiveFilter, Fact, address_with
from pilar.core.ui.formats import angka, nik_grouped, tanggal
from pilar.evidence.registry import queries
from pilar.evidence.registry.actions import record, unmask
from pilar.evidence.registry.actions.looks import SECRETS, Secret, Subject
from pilar.evidence.registry.forms.filters import FamilyFilterForm
from pilar.evidence.registry.queries.merge import FAMILY, PERSON, merges_of
from pilar.evidence.registry.rules import MERGED
from pilar.evidence.registry.views.looking import look_context, looking_actor, note_look

HISTORY_SHOWN = 12
_MOST_DIGITS = 5
"""In a head's name: more would be a number of a card."""


def today() -> date:
    """The day of the office."""
    return record.today(now())


@needs("registry.family.view")
@require_GET
def list_families(request: HttpRequest) -> HttpResponse:
    """Families of my area; every filter stands in the address, but never a number of a card."""
    if sum(sign.isdigit() for sign in request.GET.get("nama", "")) > _MOST_DIGITS:
        messages.warning(
            request, _("NIK dan nomor KK tidak boleh ada dalam alamat halaman. Cari lewat kotak cari di atas.")
        )
        return HttpResponseRedirect(f"{request.path}{address_with(request.GET, nama=None, after=None, before=None)}")
    scope = actor_of(request).scope
    form = FamilyFilterForm(request.GET, scope=scope)
    asked = form.asked()
    page = queries.list_families(scope, asked, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    count = _("Lebih dari %(n)s keluarga") if page.more else _("%(n)s keluarga")
    context = {
        "form": form,
        "page": page,
        "count_text": count % {"n": angka(page.count)},
        "filters": [
            ActiveFilter(label, address_with(request.GET, **{key: None, "after": None, "before": None}))
            for key, label in form.chosen()
        ],
        "may_edit": scope.can("registry.family.edit"),
        "sheet_url": reverse("registry:families-sheet") + address_with(request.GET, after=None, before=None)
        if page.rows and scope.can("export.named")
        else "",
    }
    return render(request, "registry/families.html", context, status=422 if form.errors else 200)


@needs("registry.family.view")
@require_GET
def show_family(request: HttpRequest, family_id: int) -> HttpResponse:
    """A family: who, where, dwelling, desil, aid, history. The look is recorded."""
    scope = actor_of(request).scope
    family = queries.get_family(scope, family_id, today())
    note_look(request, "family", family_id, family.wilayah)
    names = {family.id: _("Keluarga"), **{member.id: member.name for member in family.members}}
    steps = queries.history(scope, names, limit=HISTORY_SHOWN + 1)
    context = look_context(request) | {
        "family": family,
        "facts": _family_facts(family),
        "desil_chart": _desil_chart(family.desil_steps),
        "steps": steps[:HISTORY_SHOWN],
        "more_steps": len(steps) > HISTORY_SHOWN,
        "names": names,
        "may_edit": scope.can("registry.family.edit") and family.status == "aktif",
        "crumbs": [(_("Keluarga"), reverse("registry:families")), (family.head_name or _("Tanpa nama"), "")],
        "merges": merges_of(scope, FAMILY, family_id),
        "may_review": scope.can("linkage.review"),
        "may_see_ppks": scope.can("ppks.view"),
        "may_see_person": scope.can("registry.person.view"),
        "may_see_payments": scope.can("disbursement.view"),
    }
    return render(request, "registry/family.html", context)


@needs("registry.person.view")
@require_GET
def show_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """A person: identity, family, facts, aid, PPKS, history. The look is recorded."""
    scope = actor_of(request).scope
    person = queries.get_person(scope, person_id, today())
    note_look(request, "person", person_id, person.wilayah)
    steps = queries.history(scope, {person_id: person.line.name}, limit=HISTORY_SHOWN + 1)
    context = look_context(request) | {
        "person": person,
        "facts": _person_facts(person),
        "steps": steps[:HISTORY_SHOWN],
        "more_steps": len(steps) > HISTORY_SHOWN,
        "may_edit": scope.can("registry.person.edit") and person.line.status != MERGED,
        "may_edit_ppks": scope.can("ppks.edit"),
        "may_see_ppks": scope.can("ppks.view"),
        "may_see_sensitive": scope.can("registry.sensitive.view"),
        "crumbs": _person_crumbs(person),
        "merges": merges_of(scope, PERSON, person_id),
        "merges_of_person": True,
        "may_review": scope.can("linkage.review"),
    }
    return render(request, "registry/person.html", context)


@needs("registry.family.view")
@require_GET
def show_family_history(request: HttpRequest, family_id: int) -> HttpResponse:
    """Everything that sources said of a family and its present members."""
    scope = actor_of(request).scope
    family = queries.get_family(scope, family_id, today())
    note_look(request, "family", family_id, family.wilayah)
    names = {family.id: _("Keluarga"), **{member.id: member.name for member in family.members}}
    crumbs = [
        (_("Keluarga"), reverse("registry:families")),
        (family.head_name, reverse("registry:family", args=[family_id])),
        (_("Riwayat"), ""),
    ]
    return _history(request, scope, names, crumbs, _("Riwayat keluarga %(name)s") % {"name": family.head_name})


@needs("registry.person.view")
@require_GET
def show_person_history(request: HttpRequest, person_id: int) -> HttpResponse:
    """Everything that sources said of a person."""
    scope = actor_of(request).scope
    person = queries.get_person(scope, person_id, today())
    note_look(request, "person", person_id, person.wilayah)
    crumbs = [
        *_person_crumbs(person)[:-1],
        (person.line.name, reverse("registry:person", args=[person_id])),
        (_("Riwayat"), ""),
    ]
    return _history(
        request, scope, {person_id: person.line.name}, crumbs, _("Riwayat %(name)s") % {"name": person.line.name}
    )


def _history(request: HttpRequest, scope: Scope, names: dict[int, str], crumbs: Any, title: str) -> HttpResponse:
    steps = queries.history(scope, names, limit=300)
    looks = queries.looks_at(scope, list(names)) if scope.can("audit.read") else []
    return render(request, "registry/history.html", {"steps": steps, "crumbs": crumbs, "title": title, "looks": looks})


@needs("registry.nik.unmask")
@require_POST
def unmask_number(request: HttpRequest, subject: Subject, subject_id: int, secret: Secret) -> HttpResponse:
    """The open number, for this answer only; the act and its reason are in the audit chain before it is shown."""
    if secret not in SECRETS.get(subject, ()):
        raise NOT_FOUND()
    value = unmask(
        subject, subject_id, secret, reason=request.POST.get("alasan", ""), by=looking_actor(request), at=now()
    )
    shown = nik_grouped(value) if secret in ("nik", "kk") else value or "–"
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(format_html('<span class="masked-value" role="status">{}</span>', shown))
    back = reverse(f"registry:{subject}", args=[subject_id])
    labels = {"nik": "NIK", "kk": _("Nomor KK"), "phone": _("Nomor HP"), "mother": _("Nama ibu kandung")}
    return render(request, "registry/unmasked.html", {"value": shown, "label": labels[secret], "back": back})


def _family_facts(family: queries.FamilyPage) -> list[Fact]:
    desil = f"{family.desil} ({family.desil_meaning})" if family.desil else _("belum diketahui")
    newest = family.desil_steps[0] if family.desil_steps else None
    source = _("DTSEN %(label)s, %(date)s") % {"label": newest.version, "date": tanggal(newest.as_of)} if newest else ""
    return [
        Fact(_("Alamat"), family.address or _("belum diketahui")),
        Fact(_("Wilayah"), family.place),
        Fact(_("Anggota hidup"), _("%(n)s orang") % {"n": family.member_count}),
        Fact(_("Desil nasional (BPS)"), desil, source=source),
        Fact(_("Data per"), tanggal(family.as_of)),
    ]


def _desil_chart(steps: tuple[queries.DesilStep, ...]) -> Chart | None:
    """The desil over the versions, oldest first; None while there are fewer than two."""
    known = [step.desil for step in reversed(steps) if step.desil]
    if len(known) < 2:
        return None
    if len(set(known)) == 1:
        title = _("Desil tetap %(n)s") % {"n": known[-1]}
    else:
        title = _("Desil berubah dari %(old)s menjadi %(new)s") % {"old": known[0], "new": known[-1]}
    oldest = list(reversed(steps))
    return line(
        title,
        [step.version for step in oldest],
        [Series(_("Desil"), tuple(step.desil for step in oldest))],
        measure=_("Desil nasional"),
    )


def _person_facts(person: queries.PersonPage) -> list[Fact]:
    line = person.line
    unknown = _("belum diketahui")
    age = _(" (%(n)s tahun)") % {"n": line.age} if line.age is not None else ""
    born = f"{tanggal(line.birth_date)}{age}" if line.birth_date else unknown
    facts = [
        Fact(_("Jenis kelamin"), line.sex or unknown),
        Fact(_("Tempat, tanggal lahir"), f"{person.birth_place or '–'}, {born}"),
        Fact(_("Hubungan dengan kepala keluarga"), line.relation or unknown),
        Fact(_("Wilayah"), person.place or unknown),
        Fact(_("Data per"), tanggal(person.as_of)),
    ]
    if line.status != "hidup":
        facts.insert(
            0, Fact(_("Keadaan"), f"{line.status_text} {tanggal(person.died_date) if person.died_date else ''}".strip())
        )
    return facts


def _person_crumbs(person: queries.PersonPage) -> list[tuple[str, str]]:
    crumbs = [(_("Keluarga"), reverse("registry:families"))]
    if person.family_id:
        crumbs.append(
            (
                _("Keluarga %(name)s") % {"name": person.family_head} if person.family_head else _("Keluarga"),
                reverse("registry:family", args=[person.family_id]),
            )
        )
    return [*crumbs, (person.line.name, "")]
