"""What disbursement and reconciliation read: a stage, its entitlements, and who has left the programme since."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

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


def left_subquery() -> ScopedQuerySet[Entitlement]:
    """Entitlements whose recipient has no running membership in the programme any more (suspended, graduated, left); to be used
    with `.filter(stage=OuterRef(...), person=OuterRef(...))` inside Exists. A recipient with no membership at all counts as running:
    the decree decides, not its absence here."""
    same = Membership.objects.filter(programme=OuterRef("stage__programme"), person=OuterRef("person"))
    return Entitlement.objects.filter(Exists(same), ~Exists(same.filter(state="aktif")))
