"""The quarantine desk's reads."""

from typing import NamedTuple

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.evidence.field.models import Quarantine

PAGE = 50


class HeldPage(NamedTuple):
    rows: list[Quarantine]
    after: str


def list_held(scope: Scope, *, settled: bool = False, after: str = "") -> HeldPage:
    """Held posts inside the scope, newest first."""
    scope.require("field.assign")
    rows = (
        Quarantine.objects.within(scope)
        .filter(settled_at__isnull=not settled)
        .select_related("device")
        .defer("xml_sealed")
    )
    if after.isdigit() and len(after) < 20:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return HeldPage(found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else "")


def get_held(scope: Scope, held_id: int) -> Quarantine:
    """One held post. Raises UMUM-404."""
    scope.require("field.assign")
    row = Quarantine.objects.within(scope).select_related("device", "submission").filter(pk=held_id).first()
    if row is None:
        raise NOT_FOUND()
    return row


def waiting_count(scope: Scope) -> int:
    """Held posts that wait for a person."""
    return Quarantine.objects.within(scope).filter(settled_at__isnull=True).count()
