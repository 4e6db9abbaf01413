"""Fitting and scoring as background work with progress."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from pilar.core.clock import now
from pilar.core.jobs.run import Run
from pilar.core.jobs.tasks import job
from pilar.decision.targeting.actions import coverage, rank, rank_scoring, simulation


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

    counts = rank_scoring.score_area(run_id=run_id, by=run.actor, at=now(), step=step)
    run.report(message="Menduga celah cakupan")
    coverage.load_shipped_figures(by=run.actor, at=now())
    estimated = coverage.estimate(area=run.wilayah, by=run.actor, at=now())
    return {**counts, "areas": estimated["areas"], "gap_opened": estimated["opened"]}


@job(title="Menghitung skenario", heavy=True)
def compute_scenario(run: Run, scenario_id: int) -> dict[str, int]:
    """Compute a scenario of a large area."""
    run.report(done=0, total=1, message="Menilai semua keluarga menurut skenario")
    result = simulation.compute(scenario_id=scenario_id, by=run.actor, at=now())
    run.report(done=1, total=1)
    return {"selected": result.selected, "enters": result.enters, "leaves": result.leaves}


@contextmanager
def _step(run: Run, done: int, total: int, sentence: str) -> Iterator[object]:
    with run.step(cursor=done, done=done, total=total, message=sentence) as reached:
        yield reached
