"""Printing invitations, hand-over lists and receipts of a batch: numbered when asked for, made once by a job."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import override

from pilar.core.audit import actions as audit
from pilar.core.bulk.files import keep_bytes, open_kept
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.decision.deliberation.actions.papers import give_numbers
from pilar.delivery.disbursement import problems
from pilar.delivery.disbursement.documents.papers import PaperRow, print_pdf
from pilar.delivery.disbursement.models import Batch, BatchPrint
from pilar.delivery.disbursement.queries.orders import batch_row
from pilar.delivery.disbursement.queries.prints import CAPABILITIES, kinds_for, people_of, print_row
from pilar.foundation.accounts.queries import today

MOST = 1000
"""People in one file: a printer's tray, and seconds of work."""
Stepper = Callable[[str, int, int], AbstractContextManager[object]]
"""A transaction for (phase, done, total)."""


def _require(by: Actor) -> None:
    if not any(by.scope.can(one) for one in CAPABILITIES):
        by.scope.require(CAPABILITIES[0])


@transaction.atomic
def ask_for_print(
    *, batch_id: int, kind: str, area: str, place: str, on: date, hours: str, signer: str, signer_nip: str, by: Actor, at: datetime
) -> int:  # fmt: skip
    """Note a printing and number its letters: one for each invitation, one for each kelurahan of a hand-over list. Receipts bear the
    reference of the payment instead. `area`: a kelurahan of the batch, or "" for all of it.

    Raises UMUM-403, UMUM-404 (batch or area outside), SALUR-030 (no such paper for this batch), SALUR-031 (nobody, or too many).
    """
    _require(by)
    batch = batch_row(by.scope, batch_id)
    if kind not in kinds_for(batch):
        raise problems.NO_SUCH_PAPER()
    within = area or batch.wilayah
    if not by.scope.covers(within) or not within.startswith(batch.wilayah):
        raise NOT_FOUND()
    people = people_of(by.scope.narrowed(within), batch.pk)
    if not 0 < len(people) <= MOST:
        raise problems.TOO_MANY_PAPERS(count=len(people), most=MOST)
    row = BatchPrint(
        batch=batch, wilayah=within, kind=kind, place=place.strip()[:160], on_date=on, hours=hours.strip()[:40], signer=signer.strip()[:120],
        signer_nip=signer_nip.strip()[:30], count=len(people), total_rp=sum(one.amount_rp for one in people), asked_at=at, asked_by=by.username,
    )  # fmt: skip
    row.numbers = _numbers(batch, kind, people, by, at)
    row.save(force_insert=True)
    audit.record(
        "disbursement.print.asked", by=by, at=at, wilayah=within, subject=("disbursement.batch", batch.pk), rows=row.count,
        after={"kind": kind, "letters": len(row.numbers)},
    )  # fmt: skip
    return row.pk


def _numbers(batch: Batch, kind: str, people: list[PaperRow], by: Actor, at: datetime) -> list[str]:
    about = f"{batch.stage.programme.name}, daftar {batch.number}"
    if kind == "undangan":
        subjects = [f"Undangan pengambilan bantuan: {one.name}" for one in people]
    elif kind == "bast":
        subjects = [f"BAST {about}, {code}" for code in sorted({one.village for one in people})]
    else:
        return []
    return [one.number for one in give_numbers(area=batch.wilayah[:4], subjects=subjects, by=by, at=at)]


def make_print(*, print_id: int, by: Actor, at: datetime, step: Stepper) -> dict[str, int]:
    """Make the file of a printing; one that has its file stays as it is. Raises UMUM-403, UMUM-404, SALUR-032 (the batch changed)."""
    _require(by)
    row = print_row(by.scope, print_id)
    if row.file_id is not None:
        return {"papers": row.count}
    with step("Membaca penerima", 0, row.count):
        people = people_of(by.scope.narrowed(row.wilayah), row.batch_id)
    if (len(people), sum(one.amount_rp for one in people)) != (row.count, row.total_rp):
        raise problems.PRINT_CHANGED()
    with override("id"):  # papers are Indonesian, whatever the language of the page
        data = print_pdf(row, people, at=at)
    with step("Menyimpan PDF", row.count, row.count):
        row.file = keep_bytes(
            f"{row.kind}-daftar-{row.batch.number}-{row.wilayah}-{today(at):%Y%m%d}.pdf", [data], by=by, at=at
        )
        row.made_at = at
        row.save(update_fields=["file", "made_at"])
        audit.record(
            "disbursement.print.made", by=by, at=at, wilayah=row.wilayah, subject=("disbursement.batch", row.batch_id), rows=row.count,
            after={"kind": row.kind, "sha256": row.file.sha256},
        )  # fmt: skip
    return {"papers": row.count}


@transaction.atomic
def open_print(*, print_id: int, by: Actor, at: datetime) -> tuple[str, bytes]:
    """Name and bytes of a printing: names and addresses leave the house, so it is recorded. Raises UMUM-403, UMUM-404."""
    _require(by)
    row = print_row(by.scope, print_id)
    if row.file is None:
        raise NOT_FOUND()
    audit.record(
        "disbursement.print.opened", by=by, at=at, wilayah=row.wilayah, subject=("disbursement.batch", row.batch_id), rows=row.count,
        after={"kind": row.kind, "sha256": row.file.sha256},
    )  # fmt: skip
    with open_kept(row.file.sha256) as stream:
        return row.file.name, stream.read()
