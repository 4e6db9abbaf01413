"""Reads for the screens: programmes, a stage with its quota use, members, one membership with its steps, a family's history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.delivery.programs.models import Decree, Entitlement, Membership, MembershipStep, Programme, Stage
from pilar.delivery.programs.queries.contract import touches
from pilar.foundation.wilayah.queries import resolve

PAGE = 50


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """A programme with its counts inside the scope."""

    programme: Programme
    active: int
    waiting: int
    suspended: int
    stages: Sequence[Stage]


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """Quota of an area and its use."""

    area: str
    name: str
    quota: int
    used: int
    waiting: int

    @property
    def free(self) -> int:
        return max(self.quota - self.used, 0)


def list_programmes(scope: Scope) -> list[ProgrammeLine]:
    """Programmes whose area meets the scope. Needs programs.view."""
    scope.require("programs.view")
    rows = [one for one in Programme.objects.order_by("wilayah", "name") if touches(scope, one.wilayah)]
    members = Membership.objects.within(scope).filter(programme__in=rows).order_by()
    counts = {
        (pk, state): size for pk, state, size in members.values_list("programme_id", "state").annotate(n=Count("pk"))
    }
    stages: dict[int, list[Stage]] = {}
    for stage in Stage.objects.filter(programme__in=rows).order_by("-year", "-number"):
        stages.setdefault(stage.programme_id, []).append(stage)
    return [
        ProgrammeLine(
            one, counts.get((one.pk, "aktif"), 0), counts.get((one.pk, "antre"), 0), counts.get((one.pk, "ditangguhkan"), 0),
            stages.get(one.pk, []),
        )
        for one in rows
    ]  # fmt: skip


def get_programme(scope: Scope, programme_id: int) -> Programme:
    """One programme. Needs programs.view. Raises UMUM-404."""
    scope.require("programs.view")
    row = Programme.objects.filter(pk=programme_id).first()
    if row is None or not touches(scope, row.wilayah):
        raise NOT_FOUND()
    return row


def quota_lines(scope: Scope, stage: Stage) -> list[QuotaLine]:
    """Quota and use by area, for areas that meet the scope; numbers are those inside the scope."""
    quotas = [
        (area, quota)
        for area, quota in stage.quotas.order_by("wilayah").values_list("wilayah", "quota")
        if touches(scope, area)
    ]
    names = resolve(scope, [area for area, _ in quotas])
    holds = Count("pk", filter=Q(state__in=("aktif", "ditangguhkan")))
    lines = []
    for area, quota in quotas:
        rows = Membership.objects.within(scope.narrowed(area)).filter(programme_id=stage.programme_id)
        used = rows.aggregate(used=holds, waiting=Count("pk", filter=Q(state="antre")))
        name = names[area].title if area in names else area
        lines.append(QuotaLine(area, name, quota, used["used"], used["waiting"]))
    return lines


def money_of(scope: Scope, stage: Stage) -> tuple[int, int]:
    """(entitlements, rupiah) decreed inside the scope."""
    found = Entitlement.objects.within(scope).filter(stage=stage).aggregate(n=Count("pk"), total=Sum("amount_rp"))
    return found["n"], found["total"] or 0


def decrees_of(scope: Scope, stage: Stage) -> list[Decree]:
    """Decrees of a stage, newest first, for scopes that cover its area."""
    return list(Decree.objects.within(scope).filter(stage=stage).order_by("-pk")[:30])


def members_of(scope: Scope, programme: Programme, state: str) -> QuerySet[Membership]:
    """Members in a state inside the scope: the waiting list by rank, the others by place. Needs programs.view."""
    scope.require("programs.view")
    rows = Membership.objects.within(scope).filter(programme=programme, state=state).select_related("person", "family")
    return rows.order_by("rank", "pk") if state == "antre" else rows.order_by("wilayah", "pk")


def get_member(scope: Scope, membership_id: int) -> Membership:
    """One membership. Needs programs.view. Raises UMUM-404."""
    scope.require("programs.view")
    row = (
        Membership.objects.within(scope)
        .select_related("programme", "person", "family")
        .filter(pk=membership_id)
        .first()
    )
    if row is None:
        raise NOT_FOUND()
    return row


def steps_of(row: Membership) -> list[MembershipStep]:
    """Every step of a membership, newest first."""
    return list(row.steps.order_by("-pk")[:100])


def entitlements_for(scope: Scope, row: Membership) -> list[Entitlement]:
    """What decrees owe to the person of a membership in its programme, newest first, with parts."""
    rows = Entitlement.objects.within(scope).filter(stage__programme_id=row.programme_id, person_id=row.person_id)
    return list(rows.select_related("stage", "decree").prefetch_related("parts").order_by("-pk")[:50])


def of_family(scope: Scope, family_id: int) -> list[Membership]:
    """Every membership of a family, running ones first. Needs programs.view."""
    scope.require("programs.view")
    rows = Membership.objects.within(scope).filter(family_id=family_id).select_related("programme", "person", "family")
    return list(rows.order_by("-is_open", "-since", "-pk")[:100])
