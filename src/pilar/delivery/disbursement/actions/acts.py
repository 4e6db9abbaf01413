"""Dated acts of a stage's work: SPM, SP2D, SI and the others, in their order."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.scope import Actor
from pilar.delivery.disbursement import problems
from pilar.delivery.disbursement.lifecycle import ACTS_BY_CODE, NUMBERED, missing_before
from pilar.delivery.disbursement.models import StageAct
from pilar.delivery.programs import queries as programs


@transaction.atomic
def record_act(
    *,
    stage_id: int,
    code: str,
    on: date,
    number: str,
    by: Actor,
    at: datetime,
    amount_rp: int | None = None,
    note: str = "",
) -> int:
    """Note an act of a stage. The same act with the same number again gives the first record. Returns its id.

    Raises SALUR-011 when an obligatory act before it is missing, SALUR-012 without the number of its paper, KeyError for an unknown act.
    """
    by.scope.require("disbursement.order")
    stage = programs.stage_of(by.scope, stage_id)
    known = frozenset(StageAct.objects.filter(stage_id=stage_id).values_list("code", flat=True))
    missing = missing_before(code, known)
    if missing:
        raise problems.ACT_ORDER(
            act=ACTS_BY_CODE[code].name, missing=", ".join(ACTS_BY_CODE[one].name for one in missing)
        )
    number = number.strip()[:80]
    if code in NUMBERED and not number:
        raise problems.ACT_NUMBER(act=ACTS_BY_CODE[code].name)
    row, fresh = StageAct.objects.get_or_create(
        stage_id=stage_id, code=code, number=number,
        defaults={"on_date": on, "amount_rp": amount_rp, "note": note.strip()[:250], "by": by.username, "at": at},
    )  # fmt: skip
    if fresh:
        audit.record(
            "disbursement.act.recorded", by=by, at=at, wilayah=stage.wilayah, subject=("stage", stage_id),
            after={"act": code, "number": number, "on": on.isoformat()},
        )  # fmt: skip
    return int(row.pk)
