"""From coefficients to whole points: questions, local intercepts, scores of a survey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .card import POINT, Points
from .coding import Question
from .fitting import choose, constrained, design
from .survey import Floats, Survey

Ints = NDArray[np.int64]


@dataclass
class Model:
    """Card content without corrections and report."""

    base: int
    areas: dict[str, int]
    questions: list[Points]


def fit_model(survey: Survey, names: Sequence[str], most: int, always: Sequence[str] = ()) -> Model:
    """Chooses at most `most` questions and gives them points.

    A question whose every answer rounds to the same points is dropped.
    """
    whole = design(survey, names)
    chosen = choose(whole, most, always)
    questions: list[Points] = []
    if chosen:
        columns = whole.columns(chosen)
        solved = constrained(whole.gram[np.ix_(columns, columns)], whole.right[columns], whole.free[columns])
        start = 0
        for number in chosen:
            question = whole.questions[number]
            width = whole.spans[number].stop - whole.spans[number].start
            points = _points(question, solved[start : start + width], survey.answers[question.name])
            start += width
            if len({*points.points, points.missing}) > 1:
                questions.append(points)
    return with_intercepts(survey, questions)


def with_intercepts(survey: Survey, questions: list[Points]) -> Model:
    """Whole-number base and area points for given questions."""
    sums = question_sums(questions, survey)
    residual = survey.welfare / POINT - sums
    base = int(np.round(np.average(residual, weights=survey.weights)))
    return Model(base, _area_points(survey, residual - base), questions)


def _points(question: Question, coefficients: Floats, values: Floats) -> Points:
    """Cumulated and rounded, so that order survives rounding; the poorest answer has 0, neighbours of equal points merge."""
    steps = coefficients[: len(question.thresholds)]
    levels = (
        np.concatenate([[0.0], np.cumsum(steps)])
        if question.direction > 0
        else np.concatenate([np.cumsum(steps[::-1])[::-1], [0.0]])
    )
    known = values[~np.isnan(values)]
    places = np.searchsorted(np.array(question.thresholds), known, side="right")
    missing = float(levels[places].mean())
    if question.missing_taught:
        missing += float(coefficients[-1])
    whole = [int(value) for value in np.round(levels / POINT)]
    kept = [place for place in range(len(question.thresholds)) if whole[place] != whole[place + 1]]
    thresholds = tuple(question.thresholds[place] for place in kept)
    points = (whole[0], *(whole[place + 1] for place in kept))
    return Points(question.name, thresholds, points, int(np.round(missing / POINT)))


def question_sums(questions: Sequence[Points], survey: Survey) -> Ints:
    """Points of all questions per household."""
    total = np.zeros(survey.size, dtype=np.int64)
    for question in questions:
        total += answer_points(question, survey.answers[question.name])
    return total


def answer_points(question: Points, values: Floats) -> Ints:
    """Points of many answers to one question."""
    places = np.searchsorted(np.array(question.thresholds), values, side="right")
    table = np.array(question.points, dtype=np.int64)
    missing = np.isnan(values)
    result = table[np.where(missing, 0, places)]
    result[missing] = question.missing
    return result


def _area_points(survey: Survey, residual: Floats) -> dict[str, int]:
    """Mean residual per area, shrunk towards the area above by sampling noise (empirical Bayes), outermost first."""
    found: dict[str, int] = {}
    above = np.zeros(survey.size)
    for labels in survey.areas:
        index = {name: number for number, name in enumerate(dict.fromkeys(labels))}
        codes = np.array([index[name] for name in labels])
        totals = np.bincount(codes, survey.weights)
        counts = np.bincount(codes)
        means = np.bincount(codes, survey.weights * (residual - above)) / np.maximum(totals, 1e-9)
        noise = _noise(codes, residual - above, counts)
        between = max(float(np.average(means**2 - noise, weights=totals)), 0.0)
        shrunk = means * between / np.maximum(between + noise, 1e-9)
        above = above + shrunk[codes]
        for name, number in index.items():
            place = int(np.flatnonzero(codes == number)[0])
            found[name] = int(np.round(above[place]))
    return found


def _noise(codes: Ints, values: Floats, counts: Ints) -> Floats:
    """Sampling variance of each area's mean."""
    means = np.bincount(codes, values) / np.maximum(counts, 1)
    variance = float(np.var(values - means[codes]))
    return variance / np.maximum(counts, 1)


def raw_scores(model: Model, survey: Survey) -> Ints:
    """Base, area and questions per household; unknown areas fall back to the level above."""
    area = np.zeros(survey.size, dtype=np.int64)
    for labels in survey.areas:
        area = np.array([model.areas.get(name, before) for name, before in zip(labels, area, strict=True)])
    return np.asarray(model.base + area + question_sums(model.questions, survey), dtype=np.int64)
