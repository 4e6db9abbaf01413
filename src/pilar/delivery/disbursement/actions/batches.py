"""Approving, voiding and sealing a batch. Sealing commits the files with the rows as `sent`; nothing is transmitted here."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, Sum

from pilar.core.audit import actions as audit
from pilar.core.bulk.files import keep_bytes
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.core.ui.formats import rupiah
from pilar.delivery.disbursement import problems
from pilar.delivery.disbursement.actions.ledger import book
from pilar.delivery.disbursement.lifecycle import (
    APPROVED,
    BATCH_STATES_BY_CODE,
    CANCELLED,
    DRAFT,
    PROPOSED,
    SEALED,
    SENT,
    VOID,
)
from pilar.delivery.disbursement.lists import BLOCKS
from pilar.delivery.disbursement.models import Batch, BatchFile, Instruction, Outbox, Override
from pilar.delivery.disbursement.providers.render import render_batch
from pilar.delivery.disbursement.queries.blocks import blocked_in


def locked_batch(by: Actor, batch_id: int) -> Batch:
    """The batch in scope, its row locked. Raises UMUM-404."""
    found = Batch.objects.within(by.scope).filter(pk=batch_id)
    batch = (found.select_for_update() if connection.vendor == "postgresql" else found).first()
    if batch is None:
        raise NOT_FOUND()
    return batch


def _expect(batch: Batch, *states: str) -> None:
    if batch.state not in states:
        raise problems.WRONG_STATE(what="Daftar ini", state=BATCH_STATES_BY_CODE[batch.state].name)


@transaction.atomic
def approve(*, batch_id: int, by: Actor, at: datetime) -> None:
    """The second person agrees. Raises SALUR-003, SALUR-004 (the maker), SALUR-009."""
    by.scope.require("disbursement.approve")
    batch = locked_batch(by, batch_id)
    _expect(batch, PROPOSED)
    if by.username == batch.made_by:
        raise problems.SAME_PERSON(who=by.username, did="menyusun")
    _check_sums(batch)
    Batch.objects.filter(pk=batch.pk).update(state=APPROVED, approved_by=by.username, approved_at=at)
    _record("disbursement.batch.approved", batch, by, at)


@transaction.atomic
def void(*, batch_id: int, reason: str, by: Actor, at: datetime) -> int:
    """Take a batch back before it is sealed; its instructions end as cancelled. Returns how many. Raises SALUR-003, SALUR-006."""
    if not (by.scope.can("disbursement.order") or by.scope.can("disbursement.approve")):
        by.scope.require("disbursement.order")
    if not reason.strip():
        raise problems.REASON_NEEDED()
    batch = locked_batch(by, batch_id)
    _expect(batch, PROPOSED, APPROVED)
    return void_locked(batch, reason=reason.strip()[:250], by=by, at=at)


def void_locked(batch: Batch, *, reason: str, by: Actor, at: datetime) -> int:
    """The same for a batch that the caller holds locked."""
    drafts = "SELECT id, amount_rp, '' FROM disbursement_instruction WHERE batch_id = %s AND state = 'draft' AND "
    retur = ("from_retur", "NOT from_retur")
    book("recancel", drafts + retur[0], [batch.pk], at=at)
    book("cancel", drafts + retur[1], [batch.pk], at=at)
    count = Instruction.objects.filter(batch=batch, state=DRAFT).update(state=CANCELLED, state_since=at)
    Batch.objects.filter(pk=batch.pk).update(state=VOID, void_reason=reason)
    _record("disbursement.batch.voided", batch, by, at, reason=reason)
    return count


@transaction.atomic
def override(*, instruction_id: int, reason: str, by: Actor, at: datetime) -> int:
    """Decide that a blocked person is paid all the same. Raises UMUM-404 when nothing blocks, SALUR-006."""
    by.scope.require("disbursement.approve")
    if not reason.strip():
        raise problems.REASON_NEEDED()
    row = Instruction.objects.within(by.scope).filter(pk=instruction_id, state=DRAFT).first()
    block = (
        next((one for one in blocked_in(by.scope, row.batch_id) if one.instruction_id == instruction_id), None)
        if row
        else None
    )
    if row is None or block is None:
        raise NOT_FOUND()
    made = Override(instruction=row, block=block.code, reason=reason.strip()[:500], by=by.username, at=at)
    made.save(force_insert=True)
    audit.record(
        "disbursement.block.overridden", by=by, at=at, wilayah=row.wilayah, subject=("disbursement.instruction", row.pk), reason=reason,
        after={"block": block.code},
    )  # fmt: skip
    return made.pk


@transaction.atomic
def seal(*, batch_id: int, by: Actor, at: datetime) -> list[str]:
    """Write the files of an approved batch, note its instructions as sent and put it into the outbox. Returns the SHA-256 of each file.

    The third person acts. Raises SALUR-003, SALUR-004, SALUR-005 (dead, moved or excluded without an override), SALUR-009.
    """
    by.scope.require("disbursement.send")
    batch = locked_batch(by, batch_id)
    _expect(batch, APPROVED)
    for who, did in ((batch.made_by, "menyusun"), (batch.approved_by, "menyetujui")):
        if by.username == who:
            raise problems.SAME_PERSON(who=by.username, did=did)
    _check_sums(batch)
    blocks = [one for one in blocked_in(by.scope, batch.pk) if not one.overridden]
    if blocks:
        words = ", ".join(sorted({BLOCKS[one.code] for one in blocks}))
        raise problems.BLOCKED(count=len(blocks), words=words)
    digests = _keep_files(batch, by, at)
    book(
        "send", "SELECT id, amount_rp, channel FROM disbursement_instruction WHERE batch_id = %s AND state = 'draft'", [batch.pk], at=at
    )  # fmt: skip
    moved = Instruction.objects.filter(batch=batch, state=DRAFT).update(state=SENT, state_since=at, sent_at=at)
    if moved != batch.count:
        raise problems.CHANGED_BATCH(count=moved, total=rupiah(batch.total_rp))
    Batch.objects.filter(pk=batch.pk).update(state=SEALED, sent_by=by.username, sealed_at=at)
    Outbox(batch=batch, next_at=at).save(force_insert=True)
    _record("disbursement.batch.sealed", batch, by, at, after={"sha256": digests})
    return digests


def _keep_files(batch: Batch, by: Actor, at: datetime) -> list[str]:
    digests = []
    for part, made in enumerate(render_batch(batch, at=at), start=1):
        kept = keep_bytes(made.name, [made.data], by=by, at=at)
        BatchFile(
            batch=batch, part=part, file=kept, sha256=kept.sha256, count=made.count, total_rp=made.total_rp
        ).save(force_insert=True)  # fmt: skip
        digests.append(kept.sha256)
    return digests


def _check_sums(batch: Batch) -> None:
    """The rows must still be what the batch says, count and rupiah."""
    sums = Instruction.objects.filter(batch=batch, state=DRAFT).aggregate(count=Count("pk"), total=Sum("amount_rp"))
    if (sums["count"], sums["total"]) != (batch.count, batch.total_rp):
        raise problems.CHANGED_BATCH(count=sums["count"], total=rupiah(sums["total"] or 0))


def _record(
    act: str, batch: Batch, by: Actor, at: datetime, *, reason: str = "", after: dict[str, object] | None = None
) -> None:
    audit.record(
        act, by=by, at=at, wilayah=batch.wilayah, subject=("disbursement.batch", batch.pk), reason=reason, rows=batch.count,
        after={"number": batch.number, "count": batch.count, "total_rp": batch.total_rp, **(after or {})},
    )  # fmt: skip
