"""Runs, and what waits behind them per village."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import Substr

from pilar.core.ids import decode_id, encode_id
from pilar.core.jobs.models import Job
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.evidence.linkage.models import CandidatePair, LinkedPerson, Run
from pilar.evidence.linkage.models.pairs import FAMILY, PERSON

PAGE = 30


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits in one village: persons proposed for merging, persons to look at, families."""

    area: str
    proposed: int
    review: int
    families: int

    @property
    def total(self) -> int:
        return self.proposed + self.review + self.families


@dataclass(frozen=True, slots=True)
class RunPage:
    """Runs, newest first, and the cursor of the next page ("" on the last)."""

    rows: list[Run]
    after: str


def queues(scope: Scope) -> list[Queue]:
    """Open pairs per village of their left side, the longest queue first. Both sides lie in the scope."""
    rows = (
        CandidatePair.objects.within(scope)
        .filter(state="terbuka")
        .order_by()
        .annotate(area=Substr("left_wilayah", 1, 10))
        .values("area")
        .annotate(
            proposed=Count("id", filter=Q(subject_kind=PERSON, band="gabung")),
            review=Count("id", filter=Q(subject_kind=PERSON, band="tinjau")),
            families=Count("id", filter=Q(subject_kind=FAMILY)),
        )
    )
    found = [Queue(str(row["area"]), row["proposed"], row["review"], row["families"]) for row in rows]
    return sorted(found, key=lambda queue: (-queue.total, queue.area))


def list_runs(scope: Scope, *, kind: str = "", after: str = "") -> RunPage:
    """Runs of the scope's areas."""
    rows = Run.objects.within(scope).defer("mapping", "notes").order_by("-id")
    if kind:
        rows = rows.filter(kind=kind)
    try:
        rows = rows.filter(pk__lt=decode_id(after)) if after else rows
    except ValueError:
        after = ""
    found = list(rows[: PAGE + 1])
    return RunPage(found[:PAGE], encode_id(found[PAGE - 1].pk) if len(found) > PAGE else "")


def get_run(scope: Scope, run_id: int) -> Run:
    """One run. Raises UMUM-404 outside the scope."""
    run = Run.objects.within(scope).select_related("model", "file").filter(pk=run_id).first()
    if run is None:
        raise NOT_FOUND()
    return run


def job_of(scope: Scope, run: Run) -> Job | None:
    """The job of a run that lies in the scope."""
    if run.job_id is None or not scope.covers(run.wilayah):
        return None
    return Job.objects.filter(pk=run.job_id).first()


def last_run(scope: Scope) -> Run | None:
    """The newest run over the register (no list) in the scope."""
    return Run.objects.within(scope).exclude(kind="daftar").order_by("-id").first()


def was_ever_matched() -> bool:
    """Whether any person has a watermark."""
    return LinkedPerson.objects.exists()


def runs_of_batch(scope: Scope, batch_id: int) -> list[Run]:
    """Runs for one delivery, newest first."""
    return list(Run.objects.within(scope).filter(batch_id=batch_id).order_by("-id")[:10])
