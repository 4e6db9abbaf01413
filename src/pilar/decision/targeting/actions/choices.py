"""An office's choice among dated alternatives, for an area from a day on."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor, is_area_code
from pilar.decision.targeting import problems
from pilar.decision.targeting.models import RuleChoice
from pilar.decision.targeting.queries.versions import alternatives_of, required_on
from pilar.foundation.accounts.queries import today


@transaction.atomic
def choose(*, wilayah: str, key: str, alternative: str, valid_from: date, basis: str, by: Actor, at: datetime) -> int:
    """Record the choice; it counts from `valid_from`, never for days before today. Returns its id.

    Publishing rights are needed: a choice changes who is selected. Raises UMUM-403, UMUM-404 (outside the scope), KET-004
    (no basis), KET-006 (a past day), KET-010, KET-014.
    """
    by.scope.require("targeting.publish")
    if not is_area_code(wilayah) or not by.scope.covers(wilayah):
        raise NOT_FOUND()
    if not basis.strip():
        raise problems.REASON_NEEDED()
    if valid_from < today(at):
        raise problems.EARLIER_THAN_LAST(day=valid_from.strftime("%d-%m-%Y"), last=today(at).strftime("%d-%m-%Y"))
    known = {one.key: one.names for one in alternatives_of(required_on(valid_from))}
    if alternative not in known.get(key, ()):
        raise problems.UNKNOWN_CHOICE(key=key, alternative=alternative)
    row, fresh = RuleChoice.objects.get_or_create(
        wilayah=wilayah,
        key=key,
        valid_from=valid_from,
        defaults={"alternative": alternative, "basis": basis.strip()[:200], "by": by.username, "at": at},
    )
    if not fresh:
        RuleChoice.objects.filter(pk=row.pk).update(
            alternative=alternative, basis=basis.strip()[:200], by=by.username, at=at
        )
    audit.record(
        "targeting.choice.made",
        by=by,
        at=at,
        wilayah=wilayah,
        subject=("rule_choice", row.pk),
        before=None if fresh else {"alternative": row.alternative},
        after={"key": key, "alternative": alternative, "valid_from": valid_from.isoformat()},
        reason=basis.strip(),
    )
    return row.pk
