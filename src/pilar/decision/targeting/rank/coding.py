"""One question as steps: an answer at or beyond a threshold earns points, never loses them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .survey import Floats, Survey

#: A step needs this many households on both sides, or its points are chance.
FEWEST_BESIDE = 30
FEWEST_MISSING = 20
MOST_STEPS = 8


@dataclass(frozen=True)
class Question:
    """`direction` +1: higher is better off, -1: lower is. `missing_taught`: points for "unknown" are estimated."""

    name: str
    direction: int
    thresholds: tuple[float, ...]
    missing_taught: bool

    def steps(self, values: Floats, means: Floats | None = None) -> Floats:
        """(n, steps[+1]) columns: 1 where the answer reaches a threshold from the poorer side.

        A missing answer takes `means` (training means; the column means when None), so that it neither gains
        nor loses beyond its own column.
        """
        missing = np.isnan(values)
        limits = np.array(self.thresholds)
        reached = values[:, None] >= limits if self.direction > 0 else values[:, None] < limits
        columns = reached.astype(float)
        filler = columns[~missing].mean(axis=0) if means is None else means
        columns[missing] = filler
        if self.missing_taught:
            columns = np.column_stack([columns, missing.astype(float)])
        return columns


def question_of(name: str, survey: Survey, demeaned_welfare: Floats) -> Question | None:
    """Thresholds and direction learned from the survey, None when no step has enough households.

    Direction is the sign of the covariance with welfare inside areas.
    """
    values = survey.answers[name]
    known = ~np.isnan(values)
    thresholds = _thresholds(values[known])
    if not thresholds:
        return None
    slope = float(np.sum(survey.weights[known] * (values[known] - values[known].mean()) * demeaned_welfare[known]))
    return Question(name, 1 if slope >= 0 else -1, thresholds, int((~known).sum()) >= FEWEST_MISSING)


def _thresholds(seen: Floats) -> tuple[float, ...]:
    distinct = np.unique(seen)
    if len(distinct) <= MOST_STEPS + 4:
        proposed = distinct[1:]
    else:
        quantiles = np.quantile(seen, np.linspace(0, 1, MOST_STEPS + 2)[1:-1])
        proposed = np.unique(_plain(quantiles))
    kept: list[float] = []
    last = 0
    for threshold in proposed:
        below = int((seen < threshold).sum())
        if below - last >= FEWEST_BESIDE and len(seen) - below >= FEWEST_BESIDE:
            kept.append(float(threshold))
            last = below
    return tuple(kept)


def _plain(values: Floats) -> Floats:
    """Numbers that people remember: whole when the spread is large, else one decimal."""
    return np.round(values) if np.ptp(values) > 8 else np.round(values, 1)
