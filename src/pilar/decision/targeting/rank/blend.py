"""The local score and the order of a musyawarah in one list per village: weighted, with a cap on every move."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from .survey import Floats

#: Nearly free in our measurements (docs/PERINGKAT.md): weight 0.3, moves up to 20 percentile points.
DEFAULT_WEIGHT = 0.3
DEFAULT_CAP = 0.20


@dataclass(frozen=True)
class Blended:
    """order: 0..1 within the village, low = first; needs_reason: the move exceeds the cap without a written one."""

    order: Floats
    moved: Floats
    needs_reason: NDArray[np.bool_]


def blend(
    score: Floats,
    meeting: Floats,
    villages: NDArray[np.int64],
    *,
    weight: float = DEFAULT_WEIGHT,
    cap: float = DEFAULT_CAP,
    reasoned: NDArray[np.bool_] | None = None,
) -> Blended:
    """Both orders on one scale, mixed; a family with no meeting rank keeps its score's place.

    A meeting that spoke of some families only orders them among themselves: they share out the places that they have by
    score, so that the last of six named families does not fall behind sixty that nobody named.

    The score keeps the size of its differences (in standard deviations inside villages); the meeting's order, which
    has no sizes, becomes normal scores. `moved` is in village percentiles, against the score alone.

    A move beyond `cap` (percentile points, 0..1) is cut at the cap until a written reason exists.

    Raises:
        ValueError: weight or cap outside 0 to 1.
    """
    if not (0 <= weight <= 1 and 0 <= cap <= 1):
        raise ValueError("weight and cap lie between 0 and 1")
    by_score = percentiles(score, villages)
    by_meeting = _places_shared_out(by_score, meeting, villages)
    size = score - _village_means(score, villages)
    size = size / max(float(size.std()), 1e-9)
    normal = NormalDist()
    voiced = np.array([np.nan if np.isnan(p) else normal.inv_cdf(min(max(p, 0.01), 0.99)) for p in by_meeting])
    mixed = percentiles(np.where(np.isnan(voiced), size, (1 - weight) * size + weight * voiced), villages)
    moved = mixed - by_score
    beyond = np.abs(moved) > cap + 1e-12
    allowed = np.zeros(len(score), dtype=bool) if reasoned is None else reasoned
    cut = np.where(beyond & ~allowed, np.clip(moved, -cap, cap), moved)
    return Blended(by_score + cut, moved, beyond & ~allowed)


def _places_shared_out(by_score: Floats, meeting: Floats, villages: NDArray[np.int64]) -> Floats:
    """The score's places of the families the meeting ranked, given out in the meeting's order; ties share; NaN stays NaN."""
    result = np.full(len(meeting), np.nan)
    for village in np.unique(villages):
        rows = np.flatnonzero((villages == village) & ~np.isnan(meeting))
        if len(rows):
            places = np.concatenate([[0.0], np.cumsum(np.sort(by_score[rows]))])
            _, place, counts = np.unique(meeting[rows], return_inverse=True, return_counts=True)
            upto = np.cumsum(counts)
            result[rows] = ((places[upto] - places[upto - counts]) / counts)[place]
    return result


def _village_means(values: Floats, villages: NDArray[np.int64]) -> Floats:
    names, place = np.unique(villages, return_inverse=True)
    return np.asarray((np.bincount(place, values) / np.bincount(place, minlength=len(names)))[place])


def percentiles(values: Floats, villages: NDArray[np.int64]) -> Floats:
    """Mid-rank of each value inside its village, 0..1; ties share; NaN stays NaN."""
    result = np.full(len(values), np.nan)
    for village in np.unique(villages):
        rows = np.flatnonzero((villages == village) & ~np.isnan(values))
        if len(rows):
            _, place, counts = np.unique(values[rows], return_inverse=True, return_counts=True)
            middle = np.cumsum(counts) - counts / 2
            result[rows] = middle[place] / len(rows)
    return result
