"""Background work of disbursement."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime

from django.db import transaction

from pilar.core.clock import now
from pilar.core.jobs import actions as jobs
from pilar.core.jobs.run import Run
from pilar.core.jobs.tasks import job
from pilar.core.scope import Actor
from pilar.delivery.disbursement.actions.prints import ask_for_print, make_print


@job(title="Mencetak surat penyaluran")
def print_papers(run: Run, print_id: int) -> dict[str, int]:
    """The file of one printing; repeating it after a crash makes nothing twice."""

    def step(phase: str, done: int, total: int) -> AbstractContextManager[object]:
        return run.step(done=done, total=total, message=phase)

    return make_print(print_id=print_id, by=run.actor, at=now(), step=step)


@transaction.atomic
def request_print(
    *, batch_id: int, kind: str, area: str, place: str, on: date, hours: str, signer: str, signer_nip: str, by: Actor, at: datetime
) -> int:  # fmt: skip
    """Ask for a printing; returns the job. Raises as `ask_for_print`."""
    made = ask_for_print(
        batch_id=batch_id, kind=kind, area=area, place=place, on=on, hours=hours, signer=signer, signer_nip=signer_nip, by=by, at=at
    )  # fmt: skip
    return jobs.request(task=print_papers, by=by, at=at, args=[made], unique_key=f"surat-salur:{made}")
