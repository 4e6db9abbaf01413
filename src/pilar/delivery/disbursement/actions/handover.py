"""Cash and goods given by hand: a record with its proof is the evidence that the instruction was carried out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.bulk.models import StoredFile
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.delivery.disbursement import problems
from pilar.delivery.disbursement.actions.outcomes import Outcome, apply_outcomes
from pilar.delivery.disbursement.lifecycle import AT_PROVIDER, STATES_BY_CODE
from pilar.delivery.disbursement.lists import BY_HAND
from pilar.delivery.disbursement.models import HandOver, Instruction


@transaction.atomic
def record_hand_over(
    *,
    instruction_id: int,
    received_by: str,
    place: str,
    on: date,
    proof: Literal["tanda_tangan", "foto"],
    file: StoredFile | None,
    device_key: str,
    by: Actor,
    at: datetime,
    relation: str = "",
) -> int:
    """Record who received, where and when, and book the instruction as paid. The same `device_key` again gives the first record.

    Raises UMUM-404 for an instruction outside the scope or not by hand, SALUR-003 when it was never sent or is closed, SALUR-016
    without a kept signature or photo.
    """  # fmt: skip
    by.scope.require("disbursement.reconcile")
    row = Instruction.objects.within(by.scope).filter(pk=instruction_id, channel__in=BY_HAND).first()
    if row is None:
        raise NOT_FOUND()
    known = HandOver.objects.filter(device_key=device_key, instruction=row).first()
    if known is not None:
        return known.pk
    if row.state not in AT_PROVIDER:
        raise problems.WRONG_STATE(what="Perintah ini", state=STATES_BY_CODE[row.state].name)
    if file is None:
        raise problems.NO_PROOF()
    made = HandOver(
        instruction=row, received_by=received_by.strip()[:120], relation=relation.strip()[:80], place=place.strip()[:120], on_date=on,
        proof=proof, file=file, device_key=device_key, by=by.username, at=at,
    )  # fmt: skip
    made.save(force_insert=True)
    paid = Outcome(row.channel, f"BAST-{made.pk}", "paid", row.e2e, row.amount_rp, on)
    apply_outcomes(by=by, at=at, source="serah terima", outcomes=[paid])
    audit.record(
        "disbursement.hand_over.recorded", by=by, at=at, wilayah=row.wilayah, subject=("disbursement.instruction", row.pk),
        after={"proof": proof, "sha256": file.sha256},
    )  # fmt: skip
    return made.pk
