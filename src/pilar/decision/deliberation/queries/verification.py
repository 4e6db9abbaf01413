"""Desk of the office: what waits by kecamatan and kelurahan, one kelurahan with what the session said and what disagrees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.core.ui.formats import bulan
from pilar.decision.deliberation.area_settings import settings_of
from pilar.decision.deliberation.models import SampleDraw, SessionItem
from pilar.decision.proposals.models import BulkStep, Usul
from pilar.decision.proposals.places import rt_rw
from pilar.decision.proposals.queries import UsulLine, lines
from pilar.decision.screening import queries as screening
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah.queries import resolve

AT_KECAMATAN, CHECKED, VERIFIED = "disahkan_kelurahan", "diverifikasi_kecamatan", "diverifikasi_dinas"
TO_VERIFY = (AT_KECAMATAN, CHECKED)
DESK = (*TO_VERIFY, VERIFIED)


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """One kelurahan of the desk: usulan to verify, verified, those with findings, and how long the oldest waits (days)."""

    code: str
    name: str
    district: str
    to_verify: int
    verified: int
    with_errors: int
    oldest_days: int
    late: bool


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One usulan on the desk. `second_look`: why somebody should look twice, in sentences (empty: nothing disagrees)."""

    usul: UsulLine
    rt_rw: str
    session: str
    second_look: tuple[str, ...]
    waiting_days: int


def overview(scope: Scope, at: datetime) -> list[PlaceCount]:
    """The desk by kelurahan; four queries. Needs proposals.view."""
    scope.require("proposals.view")
    rows = (
        Usul.objects.within(scope)
        .filter(state__in=DESK)
        .annotate(village=Substr("wilayah", 1, 10))
        .values("village")
        .annotate(
            to_verify=Count("id", filter=Q(state__in=TO_VERIFY)),
            verified=Count("id", filter=Q(state=VERIFIED)),
            oldest=Min("state_since", filter=Q(state__in=TO_VERIFY)),
        )
        .order_by("village")
    )
    found = list(rows)
    codes = {row["village"] for row in found}
    names = resolve(scope, codes | {code[:6] for code in codes})
    wrong = _with_errors(scope)
    day = today(at)
    made = []
    for row in found:
        code = row["village"]
        days = (at - row["oldest"]).days if row["oldest"] else 0
        allowed = settings_of(code[:4], day)["clock_days"]
        made.append(
            PlaceCount(
                code,
                names[code].title,
                names[code[:6]].title if code[:6] in names else "",
                row["to_verify"],
                row["verified"],
                wrong.get(code, 0),
                days,
                days > allowed,
            )
        )
    return made


def _with_errors(scope: Scope) -> dict[str, int]:
    rows = (
        Usul.objects.within(scope)
        .filter(state__in=TO_VERIFY, pk__in=screening.cases_with_outcome(scope, "error"))
        .annotate(village=Substr("wilayah", 1, 10))
        .values_list("village")
        .annotate(size=Count("id"))
        .order_by("village")
    )
    return {str(code): int(size) for code, size in rows}


def village_desk(scope: Scope, village: str, at: datetime, state: str = "") -> list[DeskLine]:
    """Usulan of a kelurahan on the desk, those to look at twice first. Needs proposals.view. Raises UMUM-404."""
    scope.require("proposals.view")
    if len(village) != 10 or not scope.covers(village):
        raise NOT_FOUND()
    states = (state,) if state in DESK else DESK
    rows = list(Usul.objects.within(scope.narrowed(village)).filter(state__in=states).select_related("family"))
    shown = {line.id: line for line in lines(scope, rows)}
    said = _sessions([row.pk for row in rows])
    flagged = screening.flagged_families(scope, [row.family_id for row in rows if row.family_id])
    made = [_desk_line(row, shown[row.pk], said.get(row.pk), flagged, at) for row in rows]
    return sorted(made, key=lambda one: (-len(one.second_look), one.usul.name))


def _sessions(usul_ids: list[int]) -> dict[int, SessionItem]:
    items = SessionItem.objects.filter(usul_id__in=usul_ids, session__state="ditutup").select_related("session")
    return {item.usul_id: item for item in items.order_by("session__closed_at") if item.usul_id}


def _desk_line(row: Usul, line: UsulLine, item: SessionItem | None, flagged: frozenset[int], at: datetime) -> DeskLine:
    doubts = []
    if line.errors:
        doubts.append(_("%(n)s temuan masih menahan, tetapi musyawarah menyatakan layak.") % {"n": line.errors})
    if row.family_id in flagged:
        doubts.append(_("Ada tanda terbuka pada keluarga ini."))
    desil = row.family.desil if row.family is not None else None
    if desil is not None and desil >= 6 and row.kind in ("bansos", "baru_dtsen"):
        doubts.append(_("Desil BPS %(desil)s, tetapi musyawarah menyatakan layak.") % {"desil": desil})
    if item is not None and item.objections:
        doubts.append(_("Ada keberatan yang dicatat dalam musyawarah."))
    if item is None:
        doubts.append(_("Tidak melalui sidang yang tercatat di Pilar."))
    said = _("Sidang %(period)s") % {"period": bulan(item.session.period)} if item is not None else "–"
    return DeskLine(line, rt_rw(row.wilayah), said, tuple(doubts), (at - row.state_since).days)


def recent_acts(scope: Scope, *, size: int = 10) -> list[BulkStep]:
    """The latest acts on many usulan inside the scope, newest first."""
    scope.require("proposals.view")
    return list(BulkStep.objects.within(scope).filter(undoes_id__isnull=True).order_by("-pk")[:size])


def draws_of(scope: Scope, area: str) -> list[SampleDraw]:
    """Samples drawn in an area, newest first. Needs proposals.view."""
    scope.require("proposals.view")
    return list(SampleDraw.objects.within(scope.narrowed(area)).order_by("-pk")[:20])


def draw_rows(scope: Scope, draw_id: int) -> tuple[SampleDraw, list[Any]]:
    """One sample with its rows. Needs proposals.view. Raises UMUM-404."""
    scope.require("proposals.view")
    draw = SampleDraw.objects.within(scope).filter(pk=draw_id).first()
    if draw is None:
        raise NOT_FOUND()
    return draw, list(draw.rows.select_related("usul").order_by("position"))
