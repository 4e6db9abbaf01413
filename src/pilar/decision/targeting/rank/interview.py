"""Adaptive interview: ask in an order that decides soonest, stop when the decision cannot change any more.

At every step the rest of the score is predicted from the answers so far; its errors in the survey give the bounds.
The chance of stopping wrongly is set by the office and calibrated over the whole interview.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .survey import Floats

_RIDGE = 1.0


@dataclass(frozen=True)
class Step:
    """After this many answers: total = offset + weights @ points so far; stop outside [low, high] of it."""

    weights: tuple[float, ...]
    offset: float
    low: float
    high: float


@dataclass(frozen=True)
class Plan:
    """order: places of the questions in the order to ask; steps[k] judges after k + 1 answers."""

    order: tuple[int, ...]
    cutoff: float
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Interview:
    """asked: questions put; listed: the decision taken."""

    asked: int
    listed: bool


def plan(points: Floats, start: Floats, cutoff: float, *, risk: float) -> Plan:
    """Learns an interview from a survey.

    Args:
        points: (households, questions) points of every answer.
        start: (households,) base, area and other points known beforehand.
        cutoff: families with a total at or below are listed.
        risk: share of families whose decision may differ from the full interview (0 < risk < 0.2).

    Raises:
        ValueError: risk out of range or no questions.
    """
    if not 0 < risk < 0.2 or points.shape[1] == 0:
        raise ValueError("risk lies between 0 and 0.2 and at least one question is needed")
    total = start + points.sum(axis=1)
    order = _order(points, start, total, cutoff)
    fits = [_fit(points[:, order[: k + 1]], start, total) for k in range(len(order))]
    predictions = np.column_stack([_predict(fit, points[:, order[: k + 1]], start) for k, fit in enumerate(fits)])
    errors = total[:, None] - predictions
    spreads = _spreads(predictions, errors, cutoff)
    width = _calibrated(predictions, spreads, total, cutoff, risk)
    steps = [
        Step(tuple(fit[1:].tolist()), float(fit[0]), cutoff - width * spread, cutoff + width * spread)
        for fit, spread in zip(fits, spreads, strict=True)
    ]
    return Plan(tuple(order), cutoff, tuple(steps))


def interview(learned: Plan, points: Sequence[float], start: float) -> Interview:
    """Runs the plan for one family; `points[i]` is looked at only when question i is asked."""
    known: list[float] = []
    for number, place in enumerate(learned.order):
        known.append(points[place])
        step = learned.steps[number]
        expected = step.offset + step.weights[0] * start + float(np.dot(step.weights[1:], known))
        if number + 1 == len(learned.order):
            break
        if expected < step.low or expected > step.high:
            return Interview(number + 1, expected <= learned.cutoff)
    return Interview(len(learned.order), start + sum(known) <= learned.cutoff)


def _order(points: Floats, start: Floats, total: Floats, cutoff: float) -> list[int]:
    """Greedy: next the question that leaves the least unexplained error among families near the cut-off."""
    near = np.exp(-(((total - cutoff) / (2 * total.std() + 1e-9)) ** 2))
    order: list[int] = []
    rest = list(range(points.shape[1]))
    while rest:
        errors = []
        for place in rest:
            chosen = points[:, [*order, place]]
            errors.append(float(np.sum(near * (total - _predict(_fit(chosen, start, total), chosen, start)) ** 2)))
        order.append(rest.pop(int(np.argmin(errors))))
    return order


def _fit(points: Floats, start: Floats, total: Floats) -> Floats:
    columns = np.column_stack([np.ones(len(total)), start, points])
    penalty = _RIDGE * np.eye(columns.shape[1])
    penalty[0, 0] = 0.0
    return np.asarray(np.linalg.solve(columns.T @ columns + penalty, columns.T @ total))


def _predict(fit: Floats, points: Floats, start: Floats) -> Floats:
    return np.asarray(fit[0] + fit[1] * start + points @ fit[2:])


def _spreads(predictions: Floats, errors: Floats, cutoff: float) -> Floats:
    """Error of each step among families whose prediction is not far from the cut-off."""
    found = []
    for k in range(errors.shape[1]):
        spread = errors[:, k].std()
        close = np.abs(predictions[:, k] - cutoff) < 3 * spread
        found.append(max(float(errors[close, k].std()) if close.sum() > 50 else float(spread), 1e-6))
    return np.array(found)


def _calibrated(predictions: Floats, spreads: Floats, total: Floats, cutoff: float, risk: float) -> float:
    """Smallest width (in spreads) with at most `risk` of all families decided otherwise than by the full interview."""
    truth = total <= cutoff
    low, high = 0.0, 6.0
    for _ in range(30):
        middle = (low + high) / 2
        outside = np.abs(predictions - cutoff) > middle * spreads
        outside[:, -1] = True
        first = outside.argmax(axis=1)
        last = first == predictions.shape[1] - 1
        decided = np.where(last, truth, predictions[np.arange(len(total)), first] <= cutoff)
        if float(np.mean(decided != truth)) <= risk:
            high = middle
        else:
            low = middle
    return high
