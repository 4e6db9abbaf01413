"""Opening a sealed file: the account numbers leave the house, so it is recorded."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.bulk.files import open_kept
from pilar.core.documents.locked import LEAST, locked_zip
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.delivery.disbursement import problems
from pilar.delivery.disbursement.models import BatchFile
from pilar.delivery.disbursement.queries import batch_row


@transaction.atomic
def open_file(*, batch_id: int, part: int, by: Actor, at: datetime, passphrase: str = "") -> tuple[BatchFile, bytes]:
    """The bytes that were sealed, never made anew; with a passphrase inside an encrypted zip. The passphrase is kept nowhere.

    Raises UMUM-404, UMUM-403, SALUR-033 (passphrase too short).
    """
    if passphrase and len(passphrase) < LEAST:
        raise problems.WEAK_PASSPHRASE(least=LEAST)
    by.scope.require("disbursement.send")
    batch = batch_row(by.scope, batch_id)
    row = BatchFile.objects.select_related("file").filter(batch=batch, part=part).first()
    if row is None:
        raise NOT_FOUND()
    audit.record(
        "disbursement.file.opened", by=by, at=at, wilayah=batch.wilayah, subject=("disbursement.batch", batch.pk), rows=row.count,
        after={"number": batch.number, "part": part, "sha256": row.sha256, "encrypted": bool(passphrase)},
    )  # fmt: skip
    with open_kept(row.sha256) as stream:
        data = stream.read()
    return row, locked_zip(row.file.name, data, passphrase=passphrase, at=at) if passphrase else data
