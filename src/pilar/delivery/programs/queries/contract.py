"""What disbursement and reconciliation read: a stage, its entitlements, and who has left the programme since."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope, ScopedQuerySet
from pilar.delivery.programs.models import Entitlement, Membership, Stage


def stage_of(scope: Scope, stage_id: int) -> Stage:
    """One stage with its programme. Needs programs.view; a stage of a wider area that contains the scope is readable.

    Raises UMUM-403, UMUM-404.
    """
    scope.require("programs.view")
    row = Stage.objects.select_related("programme").filter(pk=stage_id).first()
    if row is None or not touches(scope, row.wilayah):
        raise NOT_FOUND()
    return row


def touches(scope: Scope, area: str) -> bool:
    """True when the area lies in the scope, or a part of the scope lies in the area."""
    return bool(scope.narrowed(area).prefixes)


def entitlements_of(scope: Scope, stage_id: int | None = None) -> ScopedQuerySet[Entitlement]:
    """Entitlements inside the scope, of one stage or of all. Needs programs.view. Raises UMUM-403."""
    scope.require("programs.view")
    rows = Entitlement.objects.within(scope)
    return rows if stage_id is None else rows.filter(stage_id=stage_id)


def left_people(stage_id: int) -> QuerySet[Any]:
    """`person_id` of everybody who took part in the programme of a stage and has no running membership in it any more (suspended,
    graduated, left); to be used as `.filter(person_id__in=...)`. Somebody with no membership at all is not among them: the decree
    decides, not its absence here. Not correlated, so that it is read once whatever the number of payments."""
    programme = Stage.objects.filter(pk=stage_id).values("programme_id")[:1]
    members = Membership.objects.filter(programme_id=programme).order_by().values("person_id")
    return members.annotate(running=Count("pk", filter=Q(state="aktif"))).filter(running=0).values("person_id")
