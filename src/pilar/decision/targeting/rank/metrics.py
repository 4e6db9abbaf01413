"""How good a ranking is: R2, AUC, and who is missed, with village-bootstrap intervals.

Shares are weighted. "exclusion at q" = share of the truly poorest q that a list of the same size misses; with the
list as long as the poor are many it equals the inclusion error. "severe" = share of the poorest tenth missed at 30 %.
Ties at the edge of a list are counted in proportion, so no figure depends on the order of rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from .survey import Floats

Bools = NDArray[np.bool_]
QUOTAS = (0.1, 0.2, 0.3, 0.4)


def listed(order: Floats, weights: Floats, share: float) -> Floats:
    """Part of each household (0..1) inside the lowest `share` of total weight; ties share the edge."""
    values, place = np.unique(order, return_inverse=True)
    mass = np.bincount(place, weights, minlength=len(values))
    before = np.cumsum(mass) - mass
    part = np.clip((share * weights.sum() - before) / np.maximum(mass, 1e-12), 0, 1)
    return np.asarray(part[place], dtype=np.float64)


def exclusion(score: Floats, consumption: Floats, weights: Floats, share: float) -> float:
    """Share of the poorest `share` that the list of the same size misses."""
    poor = listed(consumption, weights, share)
    chosen = listed(score, weights, share)
    return float(1 - np.sum(weights * poor * chosen) / np.sum(weights * poor))


def severe(score: Floats, consumption: Floats, weights: Floats) -> float:
    """Share of the poorest tenth outside the list of 30 %."""
    poorest = listed(consumption, weights, 0.1)
    return float(1 - np.sum(weights * poorest * listed(score, weights, 0.3)) / np.sum(weights * poorest))


def area_under_curve(score: Floats, consumption: Floats, weights: Floats, share: float = 0.3) -> float:
    """Chance that a poor household scores lower than another; ties count half."""
    poor = listed(consumption, weights, share) > 0.5
    values, place = np.unique(score, return_inverse=True)
    mass_poor = np.bincount(place, weights * poor, minlength=len(values))
    mass_other = np.bincount(place, weights * ~poor, minlength=len(values))
    above = np.cumsum(mass_other[::-1])[::-1] - mass_other
    total = mass_poor.sum() * mass_other.sum()
    return float(np.sum(mass_poor * (above + mass_other / 2)) / total) if total else float("nan")


def r_squared(predicted: Floats, welfare: Floats, weights: Floats) -> float:
    """Of a prediction in the same unit; 1 - residual / total variance."""
    mean = np.average(welfare, weights=weights)
    return float(1 - np.sum(weights * (welfare - predicted) ** 2) / np.sum(weights * (welfare - mean) ** 2))


def reach(score: Floats, consumption: Floats, weights: Floats, group: Bools, share: float = 0.3) -> float:
    """Listed over poor members of a group: 1 = as many places as poor families."""
    poor = np.sum(weights * listed(consumption, weights, share) * group)
    return float(np.sum(weights * listed(score, weights, share) * group) / poor) if poor > 0 else float("nan")


def group_exclusion(score: Floats, consumption: Floats, weights: Floats, group: Bools, share: float = 0.3) -> float:
    """Share of a group's poor that is missed."""
    poor = weights * listed(consumption, weights, share) * group
    return float(1 - np.sum(poor * listed(score, weights, share)) / poor.sum()) if poor.sum() > 0 else float("nan")


def summary(score: Floats, welfare: Floats, weights: Floats, point: float) -> dict[str, float]:
    """All headline figures; `score * point` predicts `welfare` (log consumption)."""
    consumption = np.exp(welfare)
    found = {
        "r2": r_squared(score * point, welfare, weights),
        "auc30": area_under_curve(score, consumption, weights),
        "severe": severe(score, consumption, weights),
    }
    found |= {f"exclusion{round(q * 100)}": exclusion(score, consumption, weights, q) for q in QUOTAS}
    return found


def village_bootstrap(
    villages: NDArray[np.int64], measures: Mapping[str, Floats], compute: object, *, draws: int, seed: int
) -> dict[str, tuple[float, float]]:
    """95 % percentile intervals; whole villages are drawn with replacement.

    Args:
        villages: number of the village per household.
        measures: arrays handed to `compute` after resampling.
        compute: called with the resampled arrays as keywords, returns named figures.
    """
    order = np.argsort(villages, kind="stable")
    edges = np.flatnonzero(np.diff(villages[order], prepend=villages[order][0] - 1))
    members = np.split(order, edges[1:])
    random = np.random.default_rng(seed)
    results: dict[str, list[float]] = {}
    for _ in range(draws):
        drawn = random.integers(0, len(members), len(members))
        rows = np.concatenate([members[place] for place in drawn])
        for name, value in compute(**{key: array[rows] for key, array in measures.items()}).items():  # type: ignore[operator]
            results.setdefault(name, []).append(value)
    return {name: percentile_interval(values) for name, values in results.items()}


def percentile_interval(values: Sequence[float]) -> tuple[float, float]:
    low, high = np.nanpercentile(np.array(values), [2.5, 97.5])
    return (float(low), float(high))
