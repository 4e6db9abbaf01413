"""Asking for fits, scores, estimates and scenarios as background work."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.db import transaction

from pilar.core.scope import Actor


def request_fit(*, survey_id: int, area: str, by: Actor) -> int:
    """Have a card fitted. The same survey asked twice is one job."""
    from pilar.core.clock import now
    from pilar.core.jobs.actions import request
    from pilar.decision.targeting.rank_jobs import fit_card

    return request(
        task=fit_card, by=by, at=now(), args=[survey_id], wilayah=area, unique_key=f"targeting:fit:{survey_id}"
    )


def request_scores(*, run_id: int, area: str, by: Actor) -> int:
    """Have a run's families scored and the coverage estimated. The same run asked twice is one job."""
    from pilar.core.clock import now
    from pilar.core.jobs.actions import request
    from pilar.decision.targeting.rank_jobs import score_families

    return request(
        task=score_families, by=by, at=now(), args=[run_id], wilayah=area, unique_key=f"targeting:score:{run_id}"
    )


def inline_step(done: int, total: int, sentence: str) -> AbstractContextManager[object]:
    """A step of work done in place: its own transaction, no progress."""
    return transaction.atomic()


def request_scenario(*, scenario_id: int, area: str, by: Actor) -> int:
    """Have a scenario computed. The same scenario asked twice is one job."""
    from pilar.core.clock import now
    from pilar.core.jobs.actions import request
    from pilar.decision.targeting.rank_jobs import compute_scenario

    return request(
        task=compute_scenario,
        by=by,
        at=now(),
        args=[scenario_id],
        wilayah=area,
        unique_key=f"targeting:scenario:{scenario_id}",
    )
