"""Background work of reconciliation."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime

from django.db import transaction

from pilar.core.bulk.models import StoredFile
from pilar.core.clock import now
from pilar.core.jobs import actions as jobs
from pilar.core.jobs.run import Run
from pilar.core.jobs.tasks import job
from pilar.core.scope import Actor
from pilar.delivery.reconciliation.actions.receive import Received, accept, read_inbound


@job(title="Membaca laporan penyalur")
def read_result_file(run: Run, inbound_id: int) -> int:
    """Read one waiting file of a provider; killed at any point it begins anew, and once read it is left alone."""

    def step(phase: str, done: int, total: int) -> AbstractContextManager[object]:
        return run.step(done=done, total=total or None, message=phase)

    read_inbound(inbound_id=inbound_id, by=run.actor, at=now(), step=step)
    return inbound_id


@transaction.atomic
def take_in(
    *, file: StoredFile, file_name: str, channel: str, profile: str, stage_id: int | None, area: str, by: Actor, at: datetime
) -> Received:  # fmt: skip
    """Accept a file and have it read in the background: both or neither. Raises as `accept`."""
    got = accept(
        file=file, file_name=file_name, channel=channel, profile=profile, stage_id=stage_id, area=area, by=by, at=at
    )
    if not got.known:
        jobs.request(task=read_result_file, by=by, at=at, args=[got.inbound_id], wilayah=area)
    return got
