"""Reads of endorsed lists: those of an area, one with its recap, and what a signer sees before endorsing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import Substr

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.decision.deliberation.models import EndorsedUsul, Endorsement
from pilar.decision.proposals.lists import KINDS
from pilar.decision.proposals.models import Usul
from pilar.foundation.wilayah.queries import resolve

PAGE = 200
GROUPS = ("baru", "perbaikan", "penghentian")
_GROUP_OF = {"perbaikan_data": "perbaikan", "pemindahan_wilayah": "perbaikan", "penghentian": "penghentian"}


@dataclass(frozen=True, slots=True)
class Recap:
    """Counts of one kecamatan by new, correction and stop."""

    code: str
    name: str
    baru: int
    perbaikan: int
    penghentian: int

    @property
    def total(self) -> int:
        return self.baru + self.perbaikan + self.penghentian


def waiting(scope: Scope, area: str) -> list[Recap]:
    """What a head of office would endorse now, by kecamatan. Needs proposals.view."""
    scope.require("proposals.view")
    rows = Usul.objects.within(scope.narrowed(area)).filter(state="diverifikasi_dinas")
    return _recap(scope, _grouped(rows))


def recap_of(scope: Scope, endorsement: Endorsement) -> list[Recap]:
    """The frozen list by kecamatan."""
    return _recap(scope, _grouped(EndorsedUsul.objects.filter(endorsement=endorsement)))


def _grouped(rows: object) -> Iterable[tuple[str, str, int]]:
    counted = rows.annotate(district=Substr("wilayah", 1, 6)).values_list("district", "kind")  # type: ignore[attr-defined]
    return [(str(d), str(k), int(n)) for d, k, n in counted.annotate(size=Count("id")).order_by("district", "kind")]


def _recap(scope: Scope, rows: Iterable[tuple[str, str, int]]) -> list[Recap]:
    counts: dict[str, dict[str, int]] = {}
    known = {one.code for one in KINDS}
    for district, kind, size in rows:
        group = _GROUP_OF.get(kind, "baru") if kind in known else "baru"
        counts.setdefault(district, dict.fromkeys(GROUPS, 0))[group] += size
    names = resolve(scope, counts)
    return [Recap(code, names[code].title if code in names else code, **groups) for code, groups in counts.items()]


def list_endorsements(scope: Scope, *, size: int = 50) -> list[Endorsement]:
    """Endorsed lists inside the scope, newest first. Needs proposals.view."""
    scope.require("proposals.view")
    return list(Endorsement.objects.within(scope).select_related("letter").order_by("-pk")[:size])


def get_endorsement(scope: Scope, endorsement_id: int) -> Endorsement:
    """One endorsed list. Needs proposals.view. Raises UMUM-404."""
    scope.require("proposals.view")
    row = Endorsement.objects.within(scope).select_related("letter").filter(pk=endorsement_id).first()
    if row is None:
        raise NOT_FOUND()
    return row


def rows_of(scope: Scope, endorsement: Endorsement, *, after: int = 0, size: int = PAGE) -> list[EndorsedUsul]:
    """Rows of an endorsed list inside the scope, behind a position; `size` + 1 rows."""
    rows = EndorsedUsul.objects.within(scope).filter(endorsement=endorsement, position__gt=after)
    return list(rows.order_by("position")[: size + 1])
