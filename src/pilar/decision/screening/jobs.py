"""The desk check as background work: kelurahan after kelurahan in portions, each portion one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from pilar.core.audit import actions as audit
from pilar.core.bulk.engine import analysis
from pilar.core.clock import now
from pilar.core.jobs.run import Run
from pilar.core.jobs.tasks import job
from pilar.core.scope import Actor
from pilar.decision.screening.cases import source

PORTION = 5_000
"""Open cases checked in one transaction; a kelurahan is never split."""


class Step(Protocol):
    """Opens one transaction that keeps an effect and the cursor together."""

    def __call__(self, cursor: str, done: int, total: int) -> AbstractContextManager[object]: ...


@job(title="Pemeriksaan awal usulan", heavy=True)
def check_area(run: Run, area: str) -> dict[str, int]:
    """Check all open cases of an area; goes on behind the last finished portion after a crash."""

    def step(cursor: str, done: int, total: int) -> AbstractContextManager[object]:
        return run.step(cursor=cursor, done=done, total=total, message=f"Memeriksa {total} usulan")

    return check_villages(area, by=run.actor, at=now(), step=step, after=str(run.cursor or ""))


def check_villages(area: str, *, by: Actor, at: datetime, step: Step, after: str = "") -> dict[str, int]:
    """The work of `check_area`, for kelurahan behind `after`. Returns cases, findings, new, resolved, moved."""
    villages = [(code, size) for code, size in source().villages(area) if code > after]
    total, done = sum(size for _, size in villages), 0
    sums = {"cases": 0, "findings": 0, "new": 0, "resolved": 0, "moved": 0}
    for portion in _portions(villages):
        codes = [code for code, _ in portion]
        with step(codes[-1], done + sum(size for _, size in portion), total):
            counts = check_now(codes, by=by, at=at)
        done += sum(size for _, size in portion)
        sums = {key: sums[key] + counts[key] for key in sums}
    return sums


def check_now(villages: Sequence[str], *, by: Actor, at: datetime) -> dict[str, int]:
    """Check these kelurahan inside the open transaction, with one audit event."""
    from pilar.decision.screening.desk_check.evaluate import evaluate
    from pilar.decision.screening.desk_check.snapshot import take_snapshot
    from pilar.decision.screening.desk_check.store import store_findings
    from pilar.foundation.accounts.queries import today

    with analysis() as engine:
        take_snapshot(engine, villages, today(at))
        evaluate(engine)
        counts = store_findings(engine, at)
    counts["moved"] = source().checked(villages, by, at)
    common = villages[0] if len(villages) == 1 else _shared(villages)
    audit.record(
        "screening.area.checked",
        by=by,
        at=at,
        wilayah=common,
        after={"villages": len(villages), **counts},
        rows=counts["cases"],
    )
    return counts


def _portions(villages: Sequence[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    portion: list[tuple[str, int]] = []
    for village in villages:
        if portion and sum(size for _, size in portion) + village[1] > PORTION:
            yield portion
            portion = []
        portion.append(village)
    if portion:
        yield portion


def _shared(codes: Sequence[str]) -> str:
    first, last = min(codes), max(codes)
    return next((first[:length] for length in (10, 6, 4, 2) if last.startswith(first[:length])), "")
