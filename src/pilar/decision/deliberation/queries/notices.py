"""Reads of letters to families: decisions that nobody has written about yet, printings, and how many wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.decision.deliberation.models import NOTICE_KINDS, Notice, NoticePrint
from pilar.decision.proposals.models import Usul, UsulTransition
from pilar.decision.screening import queries as screening

CAPABILITIES = ("proposals.verify", "screening.clarify")
KIND_NAMES = dict(NOTICE_KINDS)
REFUSED = ("tidak_layak", "ditolak")
SENT_ON = ("disahkan_kepala_opd", "dikirim_siks_ng", "diterima_pusat", "dihentikan")
PAGE = 25


@dataclass(frozen=True, slots=True)
class Waiting:
    """Decisions of one kind without a letter."""

    kind: str
    name: str
    count: int


def causes(scope: Scope, kind: str, area: str) -> Any:
    """Steps that a family has not been told of by letter: rows of UsulTransition, or for "klarifikasi" of FlagEvent, in the order
    of places. A refused proposal, a removal that the head endorsed or that was done, a clarification that was asked for."""  # fmt: skip
    told = Notice.objects.filter(kind=kind, cause_id=OuterRef("pk"))
    if kind == "klarifikasi":
        return screening.clarifications_asked(scope, area).filter(~Exists(told))
    rows = UsulTransition.objects.filter(usul__in=Usul.objects.within(scope.narrowed(area)).values("pk")).filter(
        ~Exists(told)
    )
    if kind == "penolakan":
        rows = rows.filter(usul__state__in=REFUSED, target_state=F("usul__state"), at=F("usul__state_since"))
    else:
        removal = Q(usul__kind="penghentian", usul__state__in=SENT_ON, target_state="disahkan_kepala_opd")
        ended = Q(usul__state="dihentikan", target_state="dihentikan") & ~Q(usul__kind="penghentian")
        rows = rows.filter(removal | ended)
    return rows.select_related("usul").order_by("usul__wilayah", "pk")


def kinds_for(scope: Scope) -> tuple[str, ...]:
    """Kinds of letters that this person may write."""
    made: tuple[str, ...] = ("penolakan", "penghentian") if scope.can("proposals.verify") else ()
    return (*made, "klarifikasi") if scope.can("screening.clarify") and scope.can("screening.view") else made


def waiting_letters(scope: Scope, area: str) -> list[Waiting]:
    """How many letters of each kind wait in an area."""
    return [Waiting(kind, KIND_NAMES[kind], causes(scope, kind, area).count()) for kind in kinds_for(scope)]


def list_prints(scope: Scope) -> list[NoticePrint]:
    """The newest printings of kinds that this person may write."""
    rows = NoticePrint.objects.within(scope).filter(kind__in=kinds_for(scope))
    return list(rows.select_related("file").order_by("-pk")[:PAGE])


def get_print(scope: Scope, print_id: int) -> NoticePrint:
    """One printing. Raises UMUM-404, also for a kind that this person may not write."""
    row = NoticePrint.objects.within(scope).filter(pk=print_id, kind__in=kinds_for(scope)).first()
    if row is None:
        raise NOT_FOUND()
    return row
