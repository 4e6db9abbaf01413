"""What the field app of a volunteer shows: their own open visits and what came back to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pilar.core.ids import decode_id, encode_id
from pilar.core.scope import Actor
from pilar.evidence.field.app.sources import Returned, Visit
from pilar.evidence.visits.lists import KINDS, WORK_STATES
from pilar.evidence.visits.models import Assignment, Review
from pilar.foundation.wilayah.queries import name_path

MOST = 200


class VisitsForApp:
    """`field.app.sources.VisitSource` of this context."""

    def visits_for(self, actor: Actor, today: date) -> Sequence[Visit]:
        """Open visits of this one person inside their areas, soonest due first, at most 200."""
        rows = _own(actor).order_by("due_date", "id")[:MOST]
        return [_visit(actor, row, today) for row in rows]

    def visit_of(self, actor: Actor, key: str) -> Visit | None:
        """One of them, else None."""
        try:
            number = decode_id(key)
        except ValueError:
            return None
        row = _own(actor).filter(pk=number).first()
        return _visit(actor, row, row.due_date) if row else None

    def returned_for(self, actor: Actor) -> Sequence[Returned]:
        """Records that a reviewer sent back and that were not corrected since."""
        if actor.user_id is None:
            return []
        rows = (
            Review.objects.filter(volunteer_id=actor.user_id, state="dikembalikan")
            .select_related("family")
            .order_by("id")
        )
        return [
            Returned(
                instance_id=row.instance_id, form_id=row.form_id, note=row.note, returned_at=row.reviewed_at or row.received_at,
                title=row.family.head_name if row.family else "", visit_key=encode_id(row.assignment_id) if row.assignment_id else "",
            )
            for row in rows[:MOST]
        ]  # fmt: skip


def _own(actor: Actor) -> Any:
    if actor.user_id is None:
        return Assignment.objects.none()
    rows = Assignment.objects.within(actor.scope).filter(volunteer_id=actor.user_id, state__in=WORK_STATES)
    return rows.select_related("family")


def _visit(actor: Actor, row: Assignment, today: date) -> Visit:
    kind, family = KINDS[row.kind], row.family
    return Visit(
        key=encode_id(row.pk), form_id=row.form_id, kind=kind.name, name=family.head_name, address=family.address,
        area=name_path(actor.scope, row.wilayah), reason=row.reason, due_on=row.due_date, urgent=kind.urgent or row.due_date < today,
        attempts=row.failed_visits, family_id=family.pk, base_version=str(family.revision),
    )  # fmt: skip
