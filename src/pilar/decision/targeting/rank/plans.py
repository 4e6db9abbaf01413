"""Interview plans of a card as plain data, and the next question for a family that is being asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from .card import Answer, Card
from .interview import Plan, Step, plan
from .survey import Floats, Survey

QUOTAS = (10, 20, 30, 40)
RISKS = (5, 10, 20, 50)
"""Percent of families listed, and thousandths of families whose decision may differ from the full interview."""


@dataclass(frozen=True, slots=True)
class Next:
    """`question` to ask next, or None and `listed`: the decision. `asked` answers were used, of `all`."""

    question: str | None
    listed: bool | None
    asked: int
    all: int


def plans_for(card: Card, survey: Survey) -> dict[str, dict[str, Any]]:
    """A plan for each quota and risk under "quota/risk". Points are those of the card, corrections at their question."""
    names = card.asked()
    points = np.column_stack([_points(card, name, survey) for name in names])
    start = np.full(survey.size, float(card.base))
    if survey.areas:
        paths = list(zip(*survey.areas, strict=True))
        start += np.array([card.area_points(path) for path in paths], dtype=np.float64)
    total = start + points.sum(axis=1)
    found = {}
    for quota in QUOTAS:
        cutoff = float(np.quantile(total, quota / 100, method="inverted_cdf"))
        for risk in RISKS:
            learned = plan(points, start, cutoff, risk=risk / 1000)
            found[f"{quota}/{risk}"] = {
                "order": [names[place] for place in learned.order],
                "cutoff": learned.cutoff,
                "steps": [asdict(step) for step in learned.steps],
                "mean_asked": _mean_asked(learned, points, start),
            }
    return found


def _points(card: Card, name: str, survey: Survey) -> Floats:
    values, place = np.unique(survey.answers[name], return_inverse=True, equal_nan=True)
    points = np.array([card.points_of(name, None if np.isnan(value) else float(value)) for value in values])
    return np.asarray(points[place.reshape(-1)], dtype=np.float64)


def _mean_asked(learned: Plan, points: Floats, start: Floats) -> float:
    from .interview import interview

    asked = [interview(learned, row.tolist(), float(first)).asked for row, first in zip(points, start, strict=True)]
    return round(float(np.mean(asked)), 2)


def next_question(card: Card, planned: Mapping[str, Any], path: Sequence[str], answers: Mapping[str, Answer]) -> Next:
    """Follows the plan through the given answers; a name in `answers` with None is answered "does not know".

    Args:
        planned: one entry of `plans_for`.
        path: area codes, outermost first, each joined with those above.
        answers: answers so far by question.
    """
    start = card.base + card.area_points(path)
    known: list[float] = []
    order = planned["order"]
    for name, step in zip(order, planned["steps"], strict=True):
        if name not in answers:
            return Next(name, None, len(known), len(order))
        known.append(card.points_of(name, answers[name]))
        judge = Step(tuple(step["weights"]), step["offset"], step["low"], step["high"], step["least"], step["most"])
        listed = judge.verdict(known, start, planned["cutoff"])
        if listed is not None:
            return Next(None, listed, len(known), len(order))
    raise AssertionError("the last step always knows")
