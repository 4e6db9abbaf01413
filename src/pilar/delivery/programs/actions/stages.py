"""Programmes, stages, quota; and the state of a stage."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.delivery.programs import problems
from pilar.delivery.programs.models import STAGE_STATES, Stage
from pilar.delivery.programs.queries.contract import touches
from pilar.delivery.programs.rules import STAGE_STEPS, may_step


@transaction.atomic
def set_stage_state(*, stage_id: int, state: str, by: Actor, at: datetime) -> None:
    """Move a stage forward (draft, decreed, ordering, closed). To be where one already is changes nothing.

    Freezing a decree makes it `decreed`, the first order `ordering`, reconciliation `closed`. Raises UMUM-404, PROG-001, PROG-004.
    """
    if state not in STAGE_STEPS:
        raise problems.UNKNOWN_CODE(code=state[:20])
    row = Stage.objects.select_for_update().filter(pk=stage_id).first()
    if row is None or not touches(by.scope, row.wilayah):
        raise NOT_FOUND()
    if row.state == state:
        return
    words = dict(STAGE_STATES)
    if not may_step(row.state, state):
        raise problems.WRONG_STEP(state=words[row.state].lower(), target=words[state].lower())
    before, row.state, row.state_since = row.state, state, at
    row.save(update_fields=["state", "state_since"])
    audit.record(
        "programs.stage.step", by=by, at=at, wilayah=row.wilayah, subject=("stage", row.pk), before={"state": before}, after={"state": state}
    )  # fmt: skip
