"""The outbox: the same bytes reach the provider at least once. Never inside the transaction that sealed them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from pilar.core.audit import actions as audit
from pilar.core.bulk.files import open_kept
from pilar.core.scope import Actor
from pilar.delivery.disbursement import problems
from pilar.delivery.disbursement.actions.batches import locked_batch
from pilar.delivery.disbursement.lifecycle import BATCH_STATES_BY_CODE, SEALED, SENT, TRANSMITTED, UNKNOWN
from pilar.delivery.disbursement.models import Batch, BatchFile, Instruction, Outbox

Deliver = Callable[[str, str, bytes], str]
"""(channel, file name, bytes) -> receipt of the provider. Raises TimeoutError or OSError when nobody knows whether it arrived."""
RETRY = timedelta(minutes=10)


def transmit_due(*, deliver: Deliver, by: Actor, at: datetime, batch_ids: list[int] | None = None) -> dict[str, int]:
    """Hand every waiting file over. A failure is noted and tried again later; the rows stay `sent`: nobody knows what arrived."""
    waiting = Outbox.objects.filter(delivered_at__isnull=True, next_at__lte=at)
    if batch_ids is not None:
        waiting = waiting.filter(batch_id__in=batch_ids)
    counts = {"delivered": 0, "failed": 0}
    for row in waiting.select_related("batch").order_by("next_at"):
        # Taken before the call: another worker that looks now leaves it alone; after a crash it is tried again.
        taken = Outbox.objects.filter(pk=row.pk, delivered_at__isnull=True, tries=row.tries).update(
            tries=F("tries") + 1, next_at=at + RETRY
        )
        if not taken:
            continue
        counts["delivered" if _deliver(row, deliver, by, at) else "failed"] += 1
    return counts


def _deliver(row: Outbox, deliver: Deliver, by: Actor, at: datetime) -> bool:
    receipts = []
    try:
        for part in BatchFile.objects.filter(batch=row.batch).select_related("file").order_by("part"):
            with open_kept(part.sha256) as stream:
                receipts.append(deliver(row.batch.channel, part.file.name, stream.read()))
    except (TimeoutError, OSError) as error:
        Outbox.objects.filter(pk=row.pk).update(error=f"{type(error).__name__}: {error}"[:250])
        return False
    _note_delivered(row.batch_id, ", ".join(receipts), by, at)
    return True


@transaction.atomic
def record_handed_over(*, batch_id: int, receipt: str, by: Actor, at: datetime) -> None:
    """An officer carried the files to the provider (upload, e-mail, desk) and notes its receipt. Raises SALUR-003, UMUM-404."""
    by.scope.require("disbursement.send")
    batch = locked_batch(by, batch_id)
    if batch.state != SEALED:
        raise problems.WRONG_STATE(what="Daftar ini", state=BATCH_STATES_BY_CODE[batch.state].name)
    _note_delivered(batch.pk, receipt.strip(), by, at)


@transaction.atomic
def _note_delivered(batch_id: int, receipt: str, by: Actor, at: datetime) -> None:
    Outbox.objects.filter(batch_id=batch_id, delivered_at__isnull=True).update(
        delivered_at=at, receipt=receipt[:120], error=""
    )
    if not Batch.objects.filter(pk=batch_id, state=SEALED).update(state=TRANSMITTED, transmitted_at=at):
        return
    batch = Batch.objects.get(pk=batch_id)
    audit.record(
        "disbursement.batch.transmitted", by=by, at=at, wilayah=batch.wilayah, subject=("disbursement.batch", batch_id), rows=batch.count,
        after={"number": batch.number, "receipt": receipt[:120]},
    )  # fmt: skip


@transaction.atomic
def mark_unknown(*, batch_id: int, by: Actor, at: datetime) -> int:
    """The answer is overdue: what is still `sent` becomes `unknown`, which only evidence of the provider ends. Returns how many."""
    by.scope.require("disbursement.send")
    batch = locked_batch(by, batch_id)
    count = Instruction.objects.filter(batch=batch, state=SENT).update(state=UNKNOWN, state_since=at)
    if count:
        audit.record(
            "disbursement.batch.overdue", by=by, at=at, wilayah=batch.wilayah, subject=("disbursement.batch", batch.pk), rows=count,
            after={"number": batch.number},
        )  # fmt: skip
    return count
