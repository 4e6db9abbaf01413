"""Vectorised draws from tables: weighted choice, curves over age, categories graded by welfare."""

from collections.abc import Sequence
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[Any]
Floats = NDArray[Any]
Bools = NDArray[np.bool_]

_NORMAL = NormalDist()


def weighted(rng: np.random.Generator, size: int, weights: Sequence[float] | Floats) -> Ints:
    """`size` positions of `weights`, each drawn with its relative weight."""
    cumulative = np.cumsum(np.asarray(weights, dtype=np.float64))
    cumulative /= cumulative[-1]
    return np.searchsorted(cumulative, rng.random(size), side="right").astype(np.int32)


def skewed(size: int, exponent: float = 0.75, offset: float = 4.0) -> Floats:
    """Zipf-like weights by rank, as frequencies of names have."""
    return 1.0 / (np.arange(size) + offset) ** exponent


def curve(points: Sequence[tuple[float, float]], at: Floats) -> Floats:
    """Straight lines between (x, y) points, flat outside."""
    xs, ys = zip(*points, strict=True)
    return np.interp(at, xs, ys)


def chance(rng: np.random.Generator, probability: Floats | float, size: int | None = None) -> Bools:
    """True with the given probability, element by element."""
    count = size if size is not None else np.size(probability)
    return np.asarray(rng.random(count) < probability)


def normal_quantile(share: float) -> float:
    """The standard normal value below which `share` (0 < share < 1) of the people lie."""
    return _NORMAL.inv_cdf(share)


def graded(
    rng: np.random.Generator,
    welfare: Floats,
    codes: Sequence[int],
    shares: Sequence[float],
    loading: float,
) -> Ints:
    """A code per family from `codes`, ordered worst to best.

    `shares` are the national shares of the codes; `welfare` is standard normal in the nation; `loading` (0-1) is
    the correlation of the category's latent propensity with welfare.
    """
    if len(codes) != len(shares):
        raise ValueError(f"{len(codes)} codes but {len(shares)} shares")
    cumulative = np.cumsum(shares, dtype=np.float64) / float(np.sum(shares))
    cuts = [normal_quantile(min(max(float(c), 1e-9), 1 - 1e-9)) for c in cumulative[:-1]]
    latent = loading * welfare + np.sqrt(1 - loading**2) * rng.standard_normal(welfare.size)
    return np.asarray(codes, dtype=np.int16)[np.searchsorted(np.asarray(cuts), latent)]


def owns(rng: np.random.Generator, welfare: Floats, share: float, loading: float = 0.55) -> Bools:
    """Ownership held by `share` of the nation's families, likelier with welfare."""
    return np.asarray(graded(rng, welfare, (0, 1), (1 - share, share), loading) == 1)
