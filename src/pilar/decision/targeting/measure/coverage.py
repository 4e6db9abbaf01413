"""Expected poor families per kelurahan: from local scores, mended by a survey (Fay-Herriot), added up to a BPS share.

A family's chance to be poor is that its log consumption, scattered around its score with the spread the card showed in
villages it had not seen, lies below the line. Counting predicted-poor families instead would be biased downward.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .poverty import Floats, SampleRefused, poverty
from .small_area import fay_herriot

Z = 1.959963984540054
#: Fewer interviews in a kelurahan than this give no direct estimate.
FEWEST_INTERVIEWS = 8
FEWEST_AREAS = 6


@dataclass(frozen=True)
class Families:
    """One value per family. `area`: number of the kelurahan, 0..areas-1; `open`: neither listed nor served."""

    area: np.ndarray
    score: Floats
    people: Floats
    open: np.ndarray
    areas: int


@dataclass(frozen=True)
class Sample:
    """Surveyed households: number of the kelurahan (-1 outside), poor 0/1, weight, primary unit."""

    area: np.ndarray
    poor: Floats
    weight: Floats
    unit: np.ndarray


@dataclass(frozen=True)
class Estimate:
    """Per kelurahan: expected poor families with interval, and those among open families. `direct`: NaN without a survey.

    `notes`: named degradations in Indonesian.
    """

    poor: Floats
    low: Floats
    high: Floats
    open_poor: Floats
    direct: Floats
    direct_error: Floats
    surveyed: np.ndarray
    method: str
    notes: list[str]


def chances(score: Floats, line: float, spread: float, point: float) -> tuple[Floats, Floats]:
    """(P(poor), density) of each family. `spread` in points; density per point of score."""
    from statistics import NormalDist

    z = (np.log(line) / point - score) / spread
    # Few distinct scores, many families: the normal law is asked once per score.
    distinct, place = np.unique(z, return_inverse=True)
    normal = NormalDist()
    below = np.array([normal.cdf(value) for value in distinct])
    density = np.array([normal.pdf(value) for value in distinct]) / spread
    return below[place], density[place]


def estimate(
    families: Families,
    *,
    line: float,
    spread: float,
    village_spread: float,
    point: float,
    sample: Sample | None = None,
    anchor: float | None = None,
) -> Estimate:
    """The poor of every kelurahan.

    Args:
        families: all families with a score.
        line: rupiah per head and month.
        spread, village_spread: of log consumption around the score, in points: between families, between villages.
        point: log consumption of one point.
        sample: surveyed households, for Fay-Herriot.
        anchor: share of people who are poor by BPS; the estimates are scaled to it.
    """
    notes: list[str] = []
    chance, density = chances(families.score, line, spread, point)
    count = np.bincount(families.area, minlength=families.areas).astype(float)
    size = np.maximum(count, 1)
    share = _sums(families, chance) / size
    own = _sums(families, chance * (1 - chance)) / size**2
    between = (_sums(families, density) / size * village_spread) ** 2
    error = own + between
    method = "model"
    direct, direct_error, surveyed = _direct(sample, families.areas, share)
    if sample is not None:
        mended = _mended(direct, direct_error, share, notes)
        if mended is not None:
            share, error, method = mended[0], mended[1], "fay_herriot"
    scale = _scale(families, chance, share * count, anchor)
    poor = np.minimum(np.clip(share, 0, 1) * count * scale, count)
    width = Z * np.sqrt(error) * count * scale
    model = _sums(families, chance)
    part = np.divide(_sums(families, chance * families.open), model, out=np.zeros_like(model), where=model > 0)
    return Estimate(
        poor,
        np.clip(poor - width, 0, count),
        np.clip(poor + width, 0, count),
        poor * part,
        direct,
        direct_error,
        surveyed,
        method,
        notes,
    )


def _sums(families: Families, values: Floats) -> Floats:
    return np.asarray(np.bincount(families.area, values, minlength=families.areas), dtype=np.float64)


def _scale(families: Families, chance: Floats, poor: Floats, anchor: float | None) -> float:
    """What makes the poor people of all kelurahan the share that BPS published."""
    if anchor is None:
        return 1.0
    people = _sums(families, chance * families.people)
    model = _sums(families, chance)
    per_family = np.divide(people, model, out=np.zeros_like(people), where=model > 0)
    found = float(np.sum(poor * per_family))
    return anchor * float(families.people.sum()) / found if found > 0 else 1.0


def _direct(sample: Sample | None, areas: int, model: Floats) -> tuple[Floats, Floats, np.ndarray]:
    """Weighted share of poor households per kelurahan and its smoothed standard error.

    The error of a small sample with no or only poor households would be 0; it is smoothed: design effect of the whole
    sample times p (1 - p) / n with the model's p.
    """
    direct, error = np.full(areas, np.nan), np.full(areas, np.nan)
    if sample is None:
        return direct, error, np.zeros(areas, dtype=int)
    inside = sample.area >= 0
    surveyed = np.bincount(sample.area[inside], minlength=areas)
    effect = _design_effect(sample)
    for place in np.flatnonzero(surveyed >= FEWEST_INTERVIEWS):
        rows = sample.area == place
        weight = sample.weight[rows]
        direct[place] = float(np.sum(weight * sample.poor[rows]) / weight.sum())
        p = min(max(float(model[place]), 0.01), 0.99)
        effective = weight.sum() ** 2 / np.sum(weight**2)
        error[place] = float(np.sqrt(effect * p * (1 - p) / effective))
    return direct, error, surveyed


def _design_effect(sample: Sample) -> float:
    """Variance of the whole sample's share over that of independent households, at least 1."""
    try:
        measured = poverty(1 - sample.poor, 0.5, weights=sample.weight, units=sample.unit.tolist())[0]
    except SampleRefused:
        return 1.0
    p = measured.value
    plain = p * (1 - p) / len(sample.poor)
    return max(1.0, measured.error**2 / plain) if plain > 0 else 1.0


def _mended(direct: Floats, error: Floats, model: Floats, notes: list[str]) -> tuple[Floats, Floats] | None:
    known = int(np.sum(~np.isnan(direct)))
    if known < FEWEST_AREAS:
        notes.append(
            f"hanya {known} kelurahan dengan {FEWEST_INTERVIEWS} wawancara atau lebih: dugaan memakai model saja"
        )
        return None
    try:
        found = fay_herriot(direct, error**2, np.column_stack([np.ones(len(model)), model]))
    except SampleRefused as refused:
        notes.append(f"gabungan survei dan model tidak dapat dihitung ({refused}): dugaan memakai model saja")
        return None
    return np.clip(found.estimates, 0, 1), found.mse


def areas_of(codes: Sequence[str]) -> tuple[list[str], np.ndarray]:
    """Sorted kelurahan codes and the number of each given code (of 10 digits or deeper)."""
    short = np.array([code[:10] for code in codes])
    names, place = np.unique(short, return_inverse=True)
    return names.tolist(), place
