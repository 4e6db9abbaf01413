"""Background work of the musyawarah: objections past their day escalate every morning; letters to families are printed in bulk."""

from contextlib import AbstractContextManager
from datetime import datetime, time

from django.db import transaction

from pilar.core.clock import now
from pilar.core.jobs import actions as jobs
from pilar.core.jobs.run import Run
from pilar.core.jobs.schedules import Daily, schedule
from pilar.core.jobs.tasks import job
from pilar.core.scope import Actor
from pilar.decision.deliberation.actions.notices import ask_for_letters, print_letters
from pilar.decision.deliberation.actions.objections import escalate_overdue


@job(title="Eskalasi sanggah yang lewat tenggat")
def escalate(run: Run) -> dict[str, int]:
    """Mark overdue objections; repeating it changes nothing."""
    return {"escalated": escalate_overdue(by=run.actor, at=now())}


schedule("sanggah-lewat-tenggat", escalate, Daily(time(6)))


@job(title="Mencetak surat untuk keluarga")
def print_notices(run: Run, print_id: int) -> dict[str, int]:
    """The letters of one printing; goes on behind the last numbered portion after a crash."""

    def step(phase: str, done: int, total: int) -> AbstractContextManager[object]:
        return run.step(done=done, total=total, message=phase)

    return print_letters(print_id=print_id, by=run.actor, at=now(), step=step)


@transaction.atomic
def request_letters(*, kind: str, area: str, signer: str, signer_nip: str, by: Actor, at: datetime) -> int:
    """Ask for the letters of a kind in an area; returns the job. Raises as `ask_for_letters`."""
    made = ask_for_letters(kind=kind, area=area, signer=signer, signer_nip=signer_nip, by=by, at=at)
    return jobs.request(task=print_notices, by=by, at=at, args=[made], wilayah=area, unique_key=f"surat:{kind}:{made}")
