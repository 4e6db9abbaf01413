"""The counter: a resident asks "what is my status?"; the answer in plain words, with the next step, and as a slip."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pilar.core.doors import actor_of, needs
from pilar.core.scope import Scope
from pilar.core.ui.formats import tanggal
from pilar.decision.proposals import queries as usul
from pilar.decision.proposals.lists import KINDS
from pilar.decision.proposals.siks_ng import find_status
from pilar.decision.screening import queries as screening
from pilar.decision.screening.wording import FindingLine
from pilar.delivery.reconciliation.queries.history import MoneyLine, money_of
from pilar.evidence.registry import queries
from pilar.evidence.registry.views.looking import note_look
from pilar.evidence.registry.views.pages import today

PURPOSE = "loket"
_MOST_PROPOSALS = 10


@dataclass(frozen=True, slots=True)
class AidAnswer:
    """Aid in words a resident understands. `meaning` "" when the status of the list is not in the dictionary."""

    programme: str
    status: str
    meaning: str
    next_step: str
    tone: str
    as_of: date
    source: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer of the counter for one person, without data of anybody else."""

    person: queries.PersonPage
    desil_sentence: str
    aid: tuple[AidAnswer, ...]
    proposals: tuple[usul.UsulLine, ...]
    findings: tuple[FindingLine, ...]
    money: tuple[MoneyLine, ...] | None = None
    """Payments that this person receives; None for an officer who may not see payments."""
    other_payees: bool = False
    next_steps: tuple[str, ...] = field(default=())


_TONES = {
    "wait": "waiting",
    "repair": "warning",
    "clarify": "warning",
    "end": "neutral",
    "paid": "ok",
    "unknown": "neutral",
}


@needs("registry.person.view")
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The box. One exact hit by NIK leads straight to the answer; everything else is a list to choose from."""
    scope = actor_of(request).scope
    text = request.POST.get("q", "")[:200].strip() if request.method == "POST" else ""
    answered = queries.search_people(scope, text, today()) if text else None
    if answered is not None and answered.kind == "number":
        exact = [row for row in answered.rows if row.how == "nik"]
        if len(exact) == 1:
            return HttpResponseRedirect(reverse("counter-answer", args=[exact[0].id]))
    shown = text if answered is not None and answered.kind == "name" else ""
    return render(request, "web/counter/ask.html", {
        "answer": answered, "search_query": shown, "may_register": scope.can("registry.family.edit"),
    })  # fmt: skip


@needs("registry.person.view")
@require_GET
def answer(request: HttpRequest, person_id: int) -> HttpResponse:
    """The answer on the screen; the look is recorded with the purpose "loket"."""
    reply = _reply(request, person_id)
    crumbs = [(_("Loket warga"), reverse("counter")), (reply.person.line.name, "")]
    context = {
        "reply": reply, "person": reply.person, "crumbs": crumbs,
        "may_propose": actor_of(request).scope.can("proposals.create") and reply.person.line.alive,
    }  # fmt: skip
    return render(request, "web/counter/answer.html", context)


@needs("registry.person.view")
@require_GET
def slip(request: HttpRequest, person_id: int) -> HttpResponse:
    """The same answer on a small paper for the resident."""
    reply = _reply(request, person_id)
    context = {
        "reply": reply,
        "person": reply.person,
        "today": today(),
        "for_resident": True,
        "back_url": reverse("counter-answer", args=[person_id]),
    }
    return render(request, "web/counter/slip.html", context)


def _reply(request: HttpRequest, person_id: int) -> Reply:
    scope = actor_of(request).scope
    person = queries.get_person(scope, person_id, today())
    note_look(request, "person", person_id, person.wilayah, PURPOSE)
    steps = queries.desil_history(scope, person.family_id) if person.family_id else []
    family_aid = queries.aid_of(scope, person.family_id, [person_id])
    aid = tuple(_aid(one) for one in family_aid if one.person_id in (None, person_id))
    proposals = _open_proposals(scope, person)
    findings = _findings(scope, proposals)
    money = _money(scope, person)
    own = None if money is None else tuple(one for one in money if one.person_id == person_id)
    return Reply(
        person,
        _desil_sentence(scope, person, steps),
        aid,
        proposals,
        findings,
        own,
        money is not None and own is not None and len(money) > len(own),
        tuple(_next_steps(person, aid, proposals, own or ())),
    )


def _money(scope: Scope, person: queries.PersonPage) -> list[MoneyLine] | None:
    """Payments of the family, for those who may see payments."""
    if not (scope.can("disbursement.view") and scope.can("programs.view")):
        return None
    return money_of(scope, family_id=person.family_id, person_id=person.line.id)


def _open_proposals(scope: Scope, person: queries.PersonPage) -> tuple[usul.UsulLine, ...]:
    """Usulan under way for this person or for the family as a whole, newest first; none for who may not see usulan."""
    if not scope.can("proposals.view"):
        return ()
    concerns = Q(person_id=person.line.id)
    if person.family_id:
        concerns |= Q(family_id=person.family_id, kind__in=[kind.code for kind in KINDS if kind.subject == "family"])
    rows = usul.filtered(scope, usul.UsulFilter(state="terbuka")).filter(concerns)
    return tuple(usul.lines(scope, list(rows.order_by("-id")[:_MOST_PROPOSALS])))


def _findings(scope: Scope, proposals: tuple[usul.UsulLine, ...]) -> tuple[FindingLine, ...]:
    """What the desk check found in these usulan, for those who may see it; never on the paper for the resident."""
    if not proposals or not scope.can("screening.view"):
        return ()
    found = screening.find_findings(scope, [one.id for one in proposals])
    return tuple(line for one in proposals for line in found[one.id])


def _aid(one: queries.Aid) -> AidAnswer:
    known = find_status(one.status) if one.status else None
    return AidAnswer(
        one.programme, one.status, known.meaning_id if known else "", known.next_id if known else "",
        _TONES[known.outcome] if known else "neutral", one.as_of, one.source,
    )  # fmt: skip


def _desil_sentence(scope: Scope, person: queries.PersonPage, steps: list[queries.DesilStep]) -> str:
    """Rank and date, never an amount of income."""
    if not person.desil:
        return _(
            "Desil keluarga Anda belum diketahui: keluarga belum ada dalam kiriman DTSEN, atau belum diperingkat BPS."
        )
    known = next((step for step in steps if step.desil), None)
    when = (
        _(" per %(date)s (DTSEN %(label)s)") % {"date": tanggal(known.as_of), "label": known.version} if known else ""
    )
    text = _(
        "Keluarga Anda berada di desil %(n)s dari 10%(when)s, yaitu %(meaning)s. Desil 1 berarti sepersepuluh keluarga yang paling membutuhkan."
    )
    sentence = text % {"n": person.desil, "when": when, "meaning": person.desil_meaning}
    newest = queries.versions(scope, limit=1)
    if newest and newest[0].label not in {step.version for step in steps}:
        gone = _(
            "Keluarga Anda tidak ada dalam kiriman terbaru (DTSEN %(label)s, %(date)s); tanyakan sebabnya kepada petugas."
        )
        sentence += " " + gone % {"label": newest[0].label, "date": tanggal(newest[0].as_of)}
    return sentence


def _next_steps(
    person: queries.PersonPage,
    aid: tuple[AidAnswer, ...],
    proposals: tuple[usul.UsulLine, ...],
    money: tuple[MoneyLine, ...],
) -> list[str]:
    """What the resident should do now, the most urgent first."""
    if not person.line.alive:
        return [
            _("Orang ini tercatat %(state)s. Bila keliru, bawa KTP dan surat keterangan RT untuk dibetulkan.")
            % {"state": person.line.status_text.lower()}
        ]
    steps = [one.next_step for one in aid if one.next_step and one.tone == "warning"]
    steps += list(dict.fromkeys(one.next_step for one in money if one.tone in ("error", "warning")))
    if not person.line.nik_masked:
        steps.append(_("NIK belum tercatat. Bawa KTP atau KK ke loket ini; bila belum punya, urus ke Dukcapil."))
    if not person.family_id:
        steps.append(_("Belum tercatat dalam keluarga. Bawa KK ke loket ini."))
    steps += [_("Usulan sedang berjalan: tunggu hasilnya, tidak perlu mengajukan lagi.")] if proposals else []
    if not aid and not proposals and not money and person.line.nik_masked and person.family_id:
        steps.append(_("Bila merasa berhak, ajukan usulan melalui kelurahan/desa; petugas loket dapat membantu."))
    return steps or [_("Tidak ada yang perlu dilakukan sekarang.")]
