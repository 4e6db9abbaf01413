"""Adaptive interview: ask in an order that decides soonest, stop when the decision cannot change any more.

At every step the rest of the score is predicted from the answers so far; its errors in the survey give the bounds.
The chance of stopping wrongly is set by the office and calibrated over the whole interview; an early stop, which saves
many questions, may use more of it than a late one. What no remaining answer can change stops at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from .survey import Floats

_RIDGE = 1.0
#: Families within about one and a half standard deviations of the cut-off decide the order of the questions.
_NEAR = 1.5


@dataclass(frozen=True)
class Step:
    """After this many answers: total = offset + weights @ points so far; stop outside [low, high] of it.

    least, most: what the questions not yet asked can add at the least and at the most.
    """

    weights: tuple[float, ...]
    offset: float
    low: float
    high: float
    least: float
    most: float

    def verdict(self, known: Sequence[float], start: float, cutoff: float) -> bool | None:
        """Listed, not listed, or None while the next question is needed. `known`: points of the answers so far."""
        sure = start + sum(known)
        if sure + self.most <= cutoff:
            return True
        if sure + self.least > cutoff:
            return False
        expected = self.offset + self.weights[0] * start + float(np.dot(self.weights[1:], known))
        if expected < self.low:
            return True
        return False if expected > self.high else None


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
    rest = _rest(points[:, order])
    sure = _sure(points[:, order], start, rest, cutoff)
    spreads = _spreads(predictions, errors, cutoff)
    widths = _calibrated(predictions, spreads, sure, total, cutoff, risk)
    steps = [
        Step(tuple(fit[1:].tolist()), float(fit[0]), cutoff - width * spread, cutoff + width * spread, *bounds)
        for fit, spread, width, bounds in zip(fits, spreads, widths, rest.tolist(), strict=True)
    ]
    return Plan(tuple(order), cutoff, tuple(steps))


def interview(learned: Plan, points: Sequence[float], start: float) -> Interview:
    """Runs the plan for one family; `points[i]` is looked at only when question i is asked."""
    known: list[float] = []
    for number, place in enumerate(learned.order):
        known.append(points[place])
        listed = learned.steps[number].verdict(known, start, learned.cutoff)
        if listed is not None:
            return Interview(number + 1, listed)
    raise AssertionError("the last step always knows")  # its least and most are 0


def _rest(ordered: Floats) -> Floats:
    """(questions, 2): least and most that the questions after each can add, as seen in the survey."""
    low, high = ordered.min(axis=0), ordered.max(axis=0)
    return np.column_stack([low.sum() - np.cumsum(low), high.sum() - np.cumsum(high)])


def _sure(ordered: Floats, start: Floats, rest: Floats, cutoff: float) -> Floats:
    """(households, questions): 1 listed whatever follows, -1 not listed whatever follows, 0 open."""
    known = start[:, None] + np.cumsum(ordered, axis=1)
    return np.asarray((known + rest[:, 1] <= cutoff).astype(float) - (known + rest[:, 0] > cutoff))


def _order(points: Floats, start: Floats, total: Floats, cutoff: float) -> list[int]:
    """Greedy: next the question that leaves the least unexplained error among families near the cut-off."""
    near = np.exp(-(((total - cutoff) / (_NEAR * total.std() + 1e-9)) ** 2))
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


def _calibrated(
    predictions: Floats, spreads: Floats, sure: Floats, total: Floats, cutoff: float, risk: float
) -> Floats:
    """Narrowest widths (in spreads, per step) with at most `risk` of all families decided otherwise than in full.

    The chance of a wrong stop that a step may take is proportional to the share of questions that the stop saves.
    """
    truth = total <= cutoff
    low, high = 0.3, 6.0
    for _ in range(30):
        middle = (low + high) / 2
        outside = (np.abs(predictions - cutoff) > _widths(middle, len(spreads)) * spreads) | (sure != 0)
        first = outside.argmax(axis=1)
        rows = np.arange(len(total))
        certain = sure[rows, first]
        decided = np.where(certain != 0, certain > 0, predictions[rows, first] <= cutoff)
        if float(np.mean(decided != truth)) <= risk:
            high = middle
        else:
            low = middle
    return _widths(high, len(spreads))


def _widths(first: float, steps: int) -> Floats:
    """Width of every step when a stop before all questions had width `first`."""
    normal = NormalDist()
    chance = 1 - normal.cdf(first)
    saved = [max(steps - number, 0.5) / steps for number in range(1, steps + 1)]
    return np.array([normal.inv_cdf(1 - chance * share) for share in saved])
