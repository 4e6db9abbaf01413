"""Fitting and scoring as background work with progress."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from pilar.core.clock import now
from pilar.core.jobs.run import Run
from pilar.core.jobs.tasks import job
from pilar.decision.targeting.actions import rank, rank_scoring


@job(title="Membuat kartu skor lokal", heavy=True)
def fit_card(run: Run, survey_id: int) -> dict[str, int | None]:
    """Fit a card from a survey; a survey that was refused says so on its page."""

    def say(done: int, total: int, sentence: str) -> None:
        run.report(done=done, total=total, message=sentence)

    return {"card": rank.fit_survey(survey_id=survey_id, by=run.actor, at=now(), say=say)}


@job(title="Menghitung skor lokal", heavy=True)
def score_families(run: Run, run_id: int) -> dict[str, int]:
    """Score all families of a run; goes on behind what was kept after a crash."""

    def step(done: int, total: int, sentence: str) -> AbstractContextManager[object]:
        return _step(run, done, total, sentence)

    return rank_scoring.score_area(run_id=run_id, by=run.actor, at=now(), step=step)


@contextmanager
def _step(run: Run, done: int, total: int, sentence: str) -> Iterator[object]:
    with run.step(cursor=done, done=done, total=total, message=sentence) as reached:
        yield reached
