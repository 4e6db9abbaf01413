"""Acts on a family."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pilar.core.clock import now
from pilar.core.doors import actor_of, needs
from pilar.evidence.registry import actions, queries
from pilar.evidence.registry.forms import acts as forms
from pilar.evidence.registry.forms.answers import AnswersForm
from pilar.evidence.registry.models import Family
from pilar.evidence.registry.queries.answers import FAMILY_TOPICS, fact_values
from pilar.evidence.registry.queries.families import family_row
from pilar.evidence.registry.rules import HEAD
from pilar.evidence.registry.views.act import ActPage, run
from pilar.evidence.registry.views.pages import today

_METHODS = ["GET", "POST"]
_WHO = ("name", "nik", "sex", "birth_date", "birth_place", "seen")


def _page(family: Family, title: str, lead: str, submit: str, done: str, *, danger: bool = False) -> ActPage:
    back = reverse("registry:family", args=[family.pk])
    crumbs = [(_("Keluarga"), reverse("registry:families")), (family.head_name or _("Tanpa nama"), back), (title, "")]
    return ActPage(title, lead, submit, done, back, f"keluarga-{family.pk}-{title.lower()[:20]}", crumbs, danger)


def _start(request: HttpRequest, family_id: int) -> tuple[Family, Any]:
    actor = actor_of(request)
    return family_row(actor.scope, family_id), {"by": actor, "at": now()}


def _data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@needs("registry.family.edit")
@require_http_methods(_METHODS)
def register_family(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = forms.NewFamilyForm(_data(request), scope=actor.scope)
    back = reverse("registry:families")
    lead = _("Mulai dari kepala keluarga; anggota lain ditambahkan sesudahnya.")
    title = _("Daftarkan keluarga")
    page = ActPage(
        title,
        lead,
        _("Daftarkan"),
        _("Keluarga terdaftar. Tambahkan anggota lain."),
        back,
        "keluarga-baru",
        [(_("Keluarga"), back), (title, "")],
    )

    def act(_revision: int) -> str:
        data = form.cleaned_data
        head = actions.NewPerson(relation=HEAD, **{key: data[key] for key in _WHO})
        number = actions.register_family(
            members=[head],
            wilayah=data["wilayah"],
            address=data["address"],
            kk=data["kk"],
            kk_seen=data["seen"],
            by=actor,
            at=now(),
        )
        return reverse("registry:family", args=[number])

    return run(request, page, form, 0, act)


@needs("registry.family.edit")
@require_http_methods(_METHODS)
def add_member(request: HttpRequest, family_id: int) -> HttpResponse:
    family, who = _start(request, family_id)
    form = forms.NewMemberForm(_data(request))
    page = _page(
        family,
        _("Tambah anggota"),
        _("Untuk orang yang belum ada dalam register."),
        _("Tambahkan"),
        _("Anggota ditambahkan."),
    )

    def act(_revision: int) -> str:
        data = form.cleaned_data
        new = actions.NewPerson(
            relation=data["relation"],
            mother_name=data["mother_name"],
            phone=data["phone"],
            **{key: data[key] for key in _WHO},
        )
        actions.register_person(new=new, family_id=family.pk, **who)
        return page.back

    return run(request, page, form, family.revision, act)


@needs("registry.family.edit")
@require_http_methods(_METHODS)
def correct_family_facts(request: HttpRequest, family_id: int, topic: str) -> HttpResponse:
    """One topic of questions a page."""
    family, who = _start(request, family_id)
    found = next(((title, variables) for code, title, variables in FAMILY_TOPICS if code == topic), None)
    if found is None:
        raise Http404
    form = AnswersForm(_data(request), variables=found[1], known=fact_values(getattr(family, "facts", None), "family"))
    page = _page(family, _(found[0]), family.head_name, _("Simpan"), _("Isian disimpan."))

    def act(revision: int) -> str:
        actions.correct_family(
            family_id=family.pk, revision=revision, changed=form.changed(), reason=form.cleaned_data["alasan"], **who
        )
        return page.back

    return run(request, page, form, family.revision, act)


@needs("registry.family.edit")
@require_http_methods(_METHODS)
def correct_kk(request: HttpRequest, family_id: int) -> HttpResponse:
    family, who = _start(request, family_id)
    form = forms.CorrectKkForm(_data(request))
    page = _page(
        family,
        _("Perbaiki nomor KK"),
        _("Nomor lama tetap dapat dicari."),
        _("Simpan nomor KK"),
        _("Nomor KK diperbaiki."),
    )

    def act(revision: int) -> str:
        data = form.cleaned_data
        actions.correct_kk(
            family_id=family.pk, revision=revision, kk=data["kk"], seen=data["seen"], reason=data["alasan"], **who
        )
        return page.back

    return run(request, page, form, family.revision, act)


@needs("registry.family.edit")
@require_http_methods(_METHODS)
def move_family(request: HttpRequest, family_id: int) -> HttpResponse:
    family, who = _start(request, family_id)
    form = forms.PlaceForm(
        _data(request), scope=who["by"].scope, initial={"address": family.address, "wilayah": family.wilayah}
    )
    page = _page(
        family,
        _("Pindah alamat"),
        _("Seluruh keluarga pindah, di dalam wilayah kerja Anda."),
        _("Pindahkan"),
        _("Alamat diperbarui."),
    )

    def act(revision: int) -> str:
        data = form.cleaned_data
        actions.move_family(
            family_id=family.pk,
            revision=revision,
            wilayah=data["wilayah"],
            address=data["address"],
            reason=data["alasan"],
            **who,
        )
        return page.back

    return run(request, page, form, family.revision, act)


@needs("registry.family.edit")
@require_http_methods(_METHODS)
def split_family(request: HttpRequest, family_id: int) -> HttpResponse:
    family, who = _start(request, family_id)
    scope = who["by"].scope
    members = queries.list_members(scope, family.pk, today())
    form = forms.SplitForm(
        _data(request), members=members, scope=scope, initial={"address": family.address, "wilayah": family.wilayah}
    )
    lead = _("Pilih siapa yang membentuk keluarga baru; salah satunya menjadi kepala keluarga.")
    page = _page(family, _("Pecah keluarga"), lead, _("Pecah keluarga"), _("Keluarga baru dibentuk."))

    def act(revision: int) -> str:
        data = form.cleaned_data
        number = actions.split_family(
            family_id=family.pk, revision=revision, leaving=form.leaving(), wilayah=data["wilayah"], address=data["address"],
            kk=data["kk"], kk_seen=data["seen"], reason=data["alasan"], **who,
        )  # fmt: skip
        return reverse("registry:family", args=[number])

    return run(request, page, form, family.revision, act)


@needs("registry.family.edit")
@require_http_methods(_METHODS)
def merge_families(request: HttpRequest, family_id: int) -> HttpResponse:
    """First the other family's members are shown, then the tick and the act: merging is not undone by a button."""
    family, who = _start(request, family_id)
    scope = who["by"].scope
    form = forms.MergeForm(_data(request), scope=scope)
    page = _page(
        family,
        _("Gabungkan keluarga"),
        _("Anggota keluarga lain pindah ke keluarga ini."),
        _("Gabungkan"),
        _("Keluarga digabungkan."),
        danger=True,
    )
    preview: list[queries.MemberLine] = []
    if request.method == "POST" and form.is_valid() and not form.cleaned_data["sure"]:
        preview = queries.list_members(scope, form.cleaned_data["other"], today())
        form.add_error("sure", _("Centang bila anggota di atas memang pindah ke keluarga ini."))

    def act(revision: int) -> str:
        data = form.cleaned_data
        come = queries.list_members(scope, data["other"], today())
        relations = {m.id: 8 if m.is_head else (m.relation_code or 8) for m in come if m.alive}
        actions.merge_families(
            keep_id=family.pk,
            keep_revision=revision,
            merged_id=data["other"],
            relations=relations,
            reason=data["alasan"],
            **who,
        )
        return page.back

    return run(request, page, form, family.revision, act, {"preview": preview})


@needs("registry.family.edit")
@require_http_methods(_METHODS)
def change_head(request: HttpRequest, family_id: int) -> HttpResponse:
    family, who = _start(request, family_id)
    form = forms.HeadForm(_data(request), members=queries.list_members(who["by"].scope, family.pk, today()))
    page = _page(
        family, _("Ganti kepala keluarga"), family.head_name, _("Ganti kepala keluarga"), _("Kepala keluarga diganti.")
    )

    def act(revision: int) -> str:
        data = form.cleaned_data
        actions.change_head(
            family_id=family.pk, revision=revision, new_head_id=data["head"], old_head_relation=data["old_relation"],
            reason=data["alasan"], **who,
        )  # fmt: skip
        return page.back

    return run(request, page, form, family.revision, act)
