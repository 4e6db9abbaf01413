"""Fay-Herriot area model: direct estimates with known sampling variance, borrowed strength from covariates.

y_i = x_i'b + v_i + e_i,  v_i ~ (0, A),  e_i ~ (0, D_i)   (Fay, Herriot 1979). A by REML (Fisher scoring, as Rao and
Molina 2015, 6.1), mean squared error g1 + g2 + 2 g3 (Datta, Lahiri 2000; Prasad, Rao 1990 for g1, g2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .poverty import Floats, SampleRefused

MOST_ROUNDS = 500
PRECISION = 1e-10


@dataclass(frozen=True)
class FayHerriot:
    """estimates, mse: per area, for areas without a direct estimate the synthetic x'b with variance A + its error.

    variance: A. share: weight of the direct estimate per area, 0 without one.
    """

    estimates: Floats
    mse: Floats
    coefficients: Floats
    variance: float
    share: Floats


def fay_herriot(direct: Floats, sampling_variance: Floats, covariates: Floats) -> FayHerriot:
    """EBLUP by REML.

    Args:
        direct: (areas,) estimates, NaN where there is none.
        sampling_variance: (areas,) D_i > 0 (ignored where direct is NaN).
        covariates: (areas, p) with a column of ones where wanted.

    Raises:
        SampleRefused: fewer than p + 2 areas, variances not positive, dependent covariates, no convergence.
    """
    direct = np.asarray(direct, dtype=np.float64)
    covariates = np.asarray(covariates, dtype=np.float64)
    known = ~np.isnan(direct)
    x, y, d = covariates[known], direct[known], np.asarray(sampling_variance, dtype=np.float64)[known]
    if not np.isfinite(covariates).all():
        raise SampleRefused("ada peubah penjelas yang kosong")
    if len(y) < x.shape[1] + 2:
        raise SampleRefused(f"hanya {len(y)} wilayah dengan dugaan langsung untuk {x.shape[1]} peubah")
    if not (np.isfinite(d).all() and (d > 0).all()):
        raise SampleRefused("varians dugaan langsung harus positif di tiap wilayah")
    if np.linalg.matrix_rank(x) < x.shape[1]:
        raise SampleRefused("peubah penjelas saling bergantung")
    variance = _reml(y, d, x)
    return _predict(direct, known, covariates, (x, y, d), variance)


def _reml(y: Floats, d: Floats, x: Floats) -> float:
    """Fisher scoring of the restricted likelihood, from the median sampling variance, kept at or above 0."""
    variance = float(np.median(d))
    for _ in range(MOST_ROUNDS):
        v = 1 / (variance + d)
        weighted = x * v[:, None]
        p = np.diag(v) - weighted @ np.linalg.solve(x.T @ weighted, weighted.T)
        py = p @ y
        score = -0.5 * np.trace(p) + 0.5 * float(py @ py)
        information = 0.5 * float(np.sum(p * p.T))
        following = max(0.0, variance + score / information)
        if abs(following - variance) < PRECISION:
            return following
        variance = following
    raise SampleRefused("varians antarwilayah tidak konvergen")


def _predict(
    direct: Floats, known: np.ndarray, covariates: Floats, sample: tuple[Floats, Floats, Floats], variance: float
) -> FayHerriot:
    x, y, d = sample
    v = 1 / (variance + d)
    inverse = np.linalg.inv(x.T @ (x * v[:, None]))
    coefficients = inverse @ (x.T @ (v * y))
    synthetic = covariates @ coefficients
    leverage = np.einsum("ij,jk,ik->i", covariates, inverse, covariates)
    share = np.zeros(len(direct))
    share[known] = variance * v
    estimates = synthetic.copy()
    estimates[known] += share[known] * (y - synthetic[known])
    mse = variance + leverage
    spread = 2 / float(np.sum(v**2))
    g3 = d**2 * v**3 * spread
    mse[known] = variance * d * v + (1 - share[known]) ** 2 * leverage[known] + 2 * g3
    return FayHerriot(estimates, mse, coefficients, variance, share)
