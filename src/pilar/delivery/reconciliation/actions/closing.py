"""Explaining differences and closing a stage for good, by two persons."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.scope import Actor
from pilar.delivery.programs import actions as programs
from pilar.delivery.reconciliation import problems
from pilar.delivery.reconciliation.actions.receive import refuse_closed
from pilar.delivery.reconciliation.models import Closing, Explanation
from pilar.delivery.reconciliation.queries.closing import difference_report
from pilar.delivery.reconciliation.rules.classes import EXPLANATIONS


@transaction.atomic
def explain(*, stage_id: int, subject: str, kind: str, reason: str, by: Actor, at: datetime) -> int:
    """Explain one difference of the report. Raises UMUM-403, -404, REKON-010, -015, -016 (unknown kind, or no such difference)."""
    by.scope.require("disbursement.reconcile")
    refuse_closed(by, stage_id)
    if kind not in dict(EXPLANATIONS):
        raise problems.UNKNOWN_CODE(code=kind[:20])
    if not reason.strip():
        raise problems.REASON_NEEDED()
    found = next((one for one in difference_report(by.scope, stage_id).differences if one.subject == subject), None)
    if found is None:
        raise problems.UNKNOWN_CODE(code=subject[:40])
    made = Explanation(
        stage_id=stage_id, wilayah=found.wilayah, subject=subject, kind=kind, reason=reason.strip()[:500], amount_rp=found.amount_rp,
        by=by.username, at=at,
    )  # fmt: skip
    made.save(force_insert=True)
    audit.record(
        "reconciliation.difference.explained", by=by, at=at, wilayah=found.wilayah, subject=("stage", stage_id),
        after={"subject": subject, "kind": kind, "amount_rp": found.amount_rp}, reason=reason.strip(),
    )  # fmt: skip
    return int(made.pk)


@transaction.atomic
def propose_closing(*, stage_id: int, area: str, by: Actor, at: datetime) -> int:
    """Propose to close: everything must be settled now. A new proposal replaces an open one. Raises UMUM-403, -404, REKON-010, -019."""
    by.scope.require("disbursement.reconcile")
    refuse_closed(by, stage_id)
    figures = _settled(by, stage_id)
    closing, _ = Closing.objects.update_or_create(
        stage_id=stage_id,
        defaults={
            "wilayah": area, "figures": figures, "digest": _digest(figures), "proposed_by": by.username, "proposed_at": at,
            "closed_by": "", "closed_at": None,
        },
    )  # fmt: skip
    audit.record(
        "reconciliation.stage.proposed",
        by=by,
        at=at,
        wilayah=area,
        subject=("stage", stage_id),
        after={"digest": closing.digest},
    )
    return int(closing.pk)


@transaction.atomic
def close_stage(*, stage_id: int, by: Actor, at: datetime) -> None:
    """A second person closes; the figures must still be those proposed. There is no way back.

    Raises UMUM-403, -404, REKON-010, -014 (the proposer), -019 (not proposed, or not settled any more), -020 (figures moved).
    """
    by.scope.require("disbursement.reconcile")
    refuse_closed(by, stage_id)
    closing = Closing.objects.within(by.scope).select_for_update().filter(stage_id=stage_id).first()
    if closing is None:
        raise problems.NOT_READY(why="penutupan belum diusulkan")
    if closing.proposed_by == by.username:
        raise problems.SAME_PERSON()
    if _digest(_settled(by, stage_id)) != closing.digest:
        raise problems.CHANGED()
    closing.closed_by, closing.closed_at = by.username, at
    closing.save(update_fields=["closed_by", "closed_at"])
    programs.set_stage_state(stage_id=stage_id, state="closed", by=by, at=at)
    audit.record(
        "reconciliation.stage.closed",
        by=by,
        at=at,
        wilayah=closing.wilayah,
        subject=("stage", stage_id),
        after={"digest": closing.digest},
    )


def _settled(by: Actor, stage_id: int) -> dict[str, Any]:
    report = difference_report(by.scope, stage_id)
    if report.hindrances:
        raise problems.NOT_READY(why="; ".join(report.hindrances))
    return report.figures()


def _digest(figures: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()
