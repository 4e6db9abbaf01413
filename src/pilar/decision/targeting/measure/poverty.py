"""Foster-Greer-Thorbecke measures P0, P1, P2 with linearised standard errors.

P_a = sum w * (1 - y/z)^a * [y < z] / sum w   (Foster, Greer, Thorbecke 1984). The ratio is linearised as
e_i = w_i (g_i - P) / sum w; its variance is that of the stratified sample of primary units with replacement:
sum over strata of n_h / (n_h - 1) * sum over units (E_hi - mean E_h)^2   (Cochran 1977, 11.8; as Stata svy: ratio).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class SampleRefused(Exception):
    """The sample cannot give the measure or its error; the message says why in Indonesian."""


@dataclass(frozen=True)
class Measure:
    """Shares 0..1: headcount (P0), gap (P1), severity (P2). `error` is the standard error."""

    value: float
    error: float
    households: int
    units: int

    def interval(self, z: float = 1.959963984540054) -> tuple[float, float]:
        """Normal interval, cut at 0."""
        return (max(0.0, self.value - z * self.error), self.value + z * self.error)


def gap(consumption: Floats, line: Floats, power: int) -> Floats:
    """(1 - y/z)^power for the poor (y < z), 0 for others."""
    poor = consumption < line
    return np.where(poor, np.power(np.where(poor, 1 - consumption / line, 0.0), power) if power else poor, 0.0)


def poverty(
    consumption: Sequence[float] | Floats,
    line: float | Sequence[float] | Floats,
    *,
    weights: Sequence[float] | Floats | None = None,
    units: Sequence[int] | None = None,
    strata: Sequence[int] | None = None,
    within: Sequence[bool] | None = None,
) -> tuple[Measure, Measure, Measure]:
    """P0, P1, P2.

    Args:
        consumption: per head and month, in the unit of the line.
        line: poverty line, one or per household (date and area decide it).
        weights: persons represented; equal when None.
        units: primary sampling unit per household; each household its own when None.
        strata: stratum per household; one when None.
        within: households of the area asked about; the others keep their place in the design (a domain estimate).

    Raises:
        SampleRefused: empty or infinite values, lines or weights not positive, fewer than two units in a stratum.
    """
    y = np.asarray(consumption, dtype=np.float64)
    z = np.broadcast_to(np.asarray(line, dtype=np.float64), y.shape)
    w = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=np.float64)
    inside = np.ones(len(y), dtype=bool) if within is None else np.asarray(within, dtype=bool)
    _check(y, z, w, inside)
    w = w * inside
    psu = np.arange(len(y)) if units is None else np.unique(np.asarray(units), return_inverse=True)[1]
    stratum = np.zeros(len(y), dtype=int) if strata is None else np.unique(np.asarray(strata), return_inverse=True)[1]
    result = []
    for power in (0, 1, 2):
        value, variance = _ratio(gap(y, z, power), w, psu, stratum)
        result.append(Measure(value, float(np.sqrt(variance)), int(inside.sum()), len(np.unique(psu[inside]))))
    return (result[0], result[1], result[2])


def _check(y: Floats, z: Floats, w: Floats, inside: NDArray[np.bool_]) -> None:
    if not len(y) or not inside.any():
        raise SampleRefused("tidak ada rumah tangga")
    if not (np.isfinite(y).all() and np.isfinite(z).all() and np.isfinite(w).all()):
        raise SampleRefused("ada konsumsi, garis atau bobot yang kosong atau tak terhingga")
    if (y < 0).any() or (z <= 0).any() or (w < 0).any() or w[inside].sum() <= 0:
        raise SampleRefused("konsumsi tidak boleh negatif; garis dan bobot harus positif")


def _ratio(values: Floats, w: Floats, psu: NDArray[np.int64], stratum: NDArray[np.int64]) -> tuple[float, float]:
    """Weighted mean and its linearised variance."""
    mean = float(np.sum(w * values) / w.sum())
    scores = w * (values - mean) / w.sum()
    variance = 0.0
    for number in np.unique(stratum):
        rows = stratum == number
        totals = np.bincount(np.unique(psu[rows], return_inverse=True)[1], scores[rows])
        if len(totals) < 2:
            raise SampleRefused("satu strata hanya punya satu unit contoh; gabungkan strata")
        variance += len(totals) / (len(totals) - 1) * float(np.sum((totals - totals.mean()) ** 2))
    return mean, variance
