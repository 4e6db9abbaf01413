"""Who looks, and why: the purpose of a look comes from the session, else from the role."""

from dataclasses import replace
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilar.core.clock import now
from pilar.core.doors import actor_of, needs, page_before
from pilar.core.scope import Actor
from pilar.evidence.registry import actions
from pilar.evidence.registry.actions.looks import Subject
from pilar.evidence.registry.rules import PURPOSES, UNMASK_REASONS

SESSION_KEY = "tujuan"
_BY_ROLE = {
    "psm": "pendataan", "operator_kelurahan": "loket", "lurah": "usulan", "tksk": "usulan", "camat": "pengawasan",
    "pendamping_pkh": "penyaluran", "verifikator": "usulan", "pengisi_data": "pendataan", "inspektorat": "pengawasan",
    "dpo": "pengawasan", "kepala_dinas": "pengawasan", "fasilitator_slrt": "pengaduan", "front_office": "loket",
}  # fmt: skip


def looking_actor(request: HttpRequest, purpose: str = "") -> Actor:
    """The acting person with the words of the purpose, for audit events of looks."""
    return replace(actor_of(request), purpose=PURPOSES[purpose or purpose_of(request)])


def purpose_of(request: HttpRequest) -> str:
    """Code of the purpose chosen in this session, else the usual one of the role."""
    chosen = request.session.get(SESSION_KEY, "")
    return chosen if chosen in PURPOSES else _BY_ROLE.get(actor_of(request).role, "pendataan")


def note_look(request: HttpRequest, subject: Subject, subject_id: int, wilayah: str, purpose: str = "") -> None:
    """Record the look in the audit chain (once in five minutes)."""
    actions.record_look(subject, subject_id, wilayah, by=looking_actor(request, purpose), at=now())


def note_look_through(
    request: HttpRequest, act: str, *, person_id: int | None, page: tuple[str, int], wilayah: str
) -> None:
    """Record a look at a person through a page of another context (`act`, its kind and id): filed under the person when
    registered, so that all looks at a person stand together, else under the page."""
    subject, number = ("person", person_id) if person_id else page
    actions.record_look(subject, number, wilayah, by=looking_actor(request), at=now(), act=act)


def look_context(request: HttpRequest) -> dict[str, object]:
    """What the line "Anda melihat data ini untuk ..." and the unmask buttons need."""
    may_unmask = actor_of(request).scope.can("registry.nik.unmask")
    return {
        "purpose": _(PURPOSES[purpose_of(request)]),
        "purpose_code": purpose_of(request),
        "purposes": [(code, _(words)) for code, words in PURPOSES.items()],
        "unmask_reasons": [(code, _(words)) for code, words in UNMASK_REASONS.items()] if may_unmask else [],
        "may_unmask": may_unmask,
    }


@needs("registry.person.view", "registry.family.view")
@require_POST
def set_purpose(request: HttpRequest) -> HttpResponse:
    """Keep the chosen purpose for this session; unknown ones change nothing."""
    chosen = request.POST.get("tujuan", "")
    if chosen in PURPOSES:
        request.session[SESSION_KEY] = chosen
    back = page_before(request)
    return HttpResponseRedirect(back if urlsplit(back).path != "/" else reverse("registry:families"))
