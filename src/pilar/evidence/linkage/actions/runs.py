"""Opening and ending of runs. The results themselves are written by the jobs through `results` and `lists`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from pilar.config import config
from pilar.core.audit import actions as audit
from pilar.core.scope import AREA_LEVELS, Actor
from pilar.evidence.linkage.models import Run

CAPABILITY = "linkage.run"
CLOSED = ("selesai", "direm", "batal")
"""States after which a job finds nothing left to do; a failed run is taken up again when its job is tried again."""


def open_run(
    *,
    kind: str,
    by: Actor,
    at: datetime,
    batch_id: int | None = None,
    file_id: int | None = None,
    file_name: str = "",
    mapping: Mapping[str, str] | None = None,
) -> int:
    """Note that a run was asked for; the job that does it is asked for by `jobs`. Returns its id. Raises UMUM-403."""
    by.scope.require(CAPABILITY)
    with transaction.atomic():
        run = Run.objects.create(
            kind=kind, wilayah=common_area(by), batch_id=batch_id, file_id=file_id, file_name=file_name[:200],
            mapping=dict(mapping or {}), requested_at=at, requested_by=by.username,
        )  # fmt: skip
        audit.record(
            "linkage.run.requested", by=by, at=at, wilayah=run.wilayah, subject=("linkage_run", run.pk),
            after={"kind": kind, "fields": sorted(run.mapping)},
        )  # fmt: skip
    return run.pk


def common_area(by: Actor) -> str:
    """The area that holds all areas of the actor, by its longest common code; the office's own for whoever acts for the whole."""
    prefixes = by.scope.prefixes
    if "" in prefixes:
        return config().office
    for level in reversed(AREA_LEVELS):
        begins = {prefix[:level] for prefix in prefixes}
        if len(begins) == 1 and all(len(prefix) >= level for prefix in prefixes):
            return begins.pop()
    return ""


def begin_run(*, run_id: int, model_id: int | None) -> None:
    """The job took it up, first or again after an interruption. Inside the caller's step."""
    Run.objects.filter(pk=run_id).update(state="berjalan", model_id=model_id)


def end_run(
    *,
    run_id: int,
    state: str,
    by: Actor,
    at: datetime,
    counts: Mapping[str, Any] | None = None,
    notes: Sequence[str] = (),
    brake: str = "",
    model_id: int | None = None,
) -> None:
    """Close a run as selesai, direm, batal or gagal, once. Inside the caller's transaction."""
    changed: dict[str, Any] = {"state": state, "finished_at": at, "brake": brake[:400], "notes": list(notes)}
    if counts is not None:
        changed["counts"] = dict(counts)
    if model_id is not None:
        changed["model_id"] = model_id
    if not Run.objects.filter(pk=run_id, state__in=("menunggu", "berjalan")).update(**changed):
        return
    area = Run.objects.values_list("wilayah", flat=True).get(pk=run_id)
    audit.record(
        "linkage.run.ended", by=by, at=at, wilayah=area, subject=("linkage_run", run_id),
        after={"state": state, "counts": dict(counts or {})}, reason=brake[:200], rows=int((counts or {}).get("records", 0)),
    )  # fmt: skip


def record_download(*, run: Run, outcome: str, by: Actor, at: datetime) -> None:
    """One audit event for a downloaded answer sheet, which names people in the clear."""
    with transaction.atomic():
        audit.record(
            "linkage.list.downloaded", by=by, at=at, wilayah=run.wilayah, subject=("linkage_run", run.pk),
            after={"outcome": outcome or "semua"}, rows=int(run.counts.get("records", 0)),
        )  # fmt: skip
