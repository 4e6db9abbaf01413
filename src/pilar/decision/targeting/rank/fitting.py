"""Sign-constrained weighted least squares on log consumption inside areas, and the choice of questions.

All work is done on the weighted cross-products after subtracting area means (the "within" estimator), so that a
choice costs small matrix algebra and no passes over the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .coding import Question, question_of
from .survey import Floats, Survey

#: Ridge in households: keeps near-copies of one question from trading points.
RIDGE = 2.0
_SWEEPS = 400
_SCREENED = 4


@dataclass
class Design:
    """Cross-products of all steps of all questions. `spans[i]` are the columns of question i."""

    questions: list[Question]
    spans: list[slice]
    free: np.ndarray
    gram: Floats
    right: Floats

    def columns(self, chosen: Sequence[int]) -> np.ndarray:
        return np.concatenate([np.arange(self.spans[i].start, self.spans[i].stop) for i in chosen])


def inside_areas(values: Floats, survey: Survey) -> Floats:
    """Values minus the weighted mean of the innermost area; (n,) or (n, k)."""
    if not survey.areas:
        return values - np.average(values, axis=0, weights=survey.weights)
    labels = survey.areas[-1]
    index = {name: number for number, name in enumerate(dict.fromkeys(labels))}
    codes = np.array([index[name] for name in labels])
    totals = np.bincount(codes, survey.weights)
    columns = values.reshape(len(values), -1)
    result = np.empty_like(columns)
    for place in range(columns.shape[1]):
        means = np.bincount(codes, survey.weights * columns[:, place]) / totals
        result[:, place] = columns[:, place] - means[codes]
    return result.reshape(values.shape)


def design(survey: Survey, names: Sequence[str]) -> Design:
    """Steps and cross-products of the candidates that have usable steps."""
    welfare = inside_areas(survey.welfare, survey)
    questions = [q for q in (question_of(name, survey, welfare) for name in names) if q is not None]
    blocks = [q.steps(survey.answers[q.name]) for q in questions]
    spans, start = [], 0
    for block in blocks:
        spans.append(slice(start, start + block.shape[1]))
        start += block.shape[1]
    free = np.zeros(start, dtype=bool)
    for question, span in zip(questions, spans, strict=True):
        if question.missing_taught:
            free[span.stop - 1] = True
    within = inside_areas(np.column_stack(blocks), survey) if blocks else np.zeros((survey.size, 0))
    weighted = within * survey.weights[:, None]
    return Design(questions, spans, free, weighted.T @ within, weighted.T @ welfare)


def constrained(gram: Floats, right: Floats, free: np.ndarray) -> Floats:
    """Coefficients >= 0 (any sign where `free`) by cyclic coordinate descent on the ridge problem."""
    size = len(right)
    result = np.zeros(size)
    diagonal = gram.diagonal() + RIDGE
    for _ in range(_SWEEPS):
        largest = 0.0
        for place in range(size):
            value = (right[place] - gram[place] @ result + gram[place, place] * result[place]) / diagonal[place]
            if value < 0 and not free[place]:
                value = 0.0
            largest = max(largest, abs(value - result[place]))
            result[place] = value
        if largest < 1e-5:
            break
    return result


def explained(gram: Floats, right: Floats, coefficients: Floats) -> float:
    """Reduction of the weighted squared error."""
    return float(2 * right @ coefficients - coefficients @ gram @ coefficients)


def choose(whole: Design, most: int, always: Sequence[str]) -> list[int]:
    """Forward choice of at most `most` questions; those named `always` come first and stay."""
    chosen = [i for i, question in enumerate(whole.questions) if question.name in always][:most]
    while len(chosen) < min(most, len(whole.questions)):
        rest = [i for i in range(len(whole.questions)) if i not in chosen]
        gains = _screen(whole, chosen, rest)
        best, best_gain = None, 0.0
        base = _fit_value(whole, chosen)
        for place in np.argsort(gains)[::-1][:_SCREENED]:
            gain = _fit_value(whole, [*chosen, rest[place]]) - base
            if gain > best_gain:
                best, best_gain = rest[place], gain
        if best is None:
            break
        chosen.append(best)
    return chosen


def _fit_value(whole: Design, chosen: Sequence[int]) -> float:
    if not chosen:
        return 0.0
    columns = whole.columns(chosen)
    gram, right = whole.gram[np.ix_(columns, columns)], whole.right[columns]
    return explained(gram, right, constrained(gram, right, whole.free[columns]))


def _screen(whole: Design, chosen: Sequence[int], rest: Sequence[int]) -> Floats:
    """Upper estimate of each question's gain: unconstrained, given those chosen."""
    gains = np.zeros(len(rest))
    have = whole.columns(chosen) if chosen else np.zeros(0, dtype=int)
    inner = whole.gram[np.ix_(have, have)] + RIDGE * np.eye(len(have))
    solved = np.linalg.solve(inner, np.column_stack([whole.gram[have], whole.right[have]])) if len(have) else None
    for place, number in enumerate(rest):
        columns = whole.columns([number])
        gram = whole.gram[np.ix_(columns, columns)] + RIDGE * np.eye(len(columns))
        right = whole.right[columns].copy()
        if solved is not None:
            cross = whole.gram[np.ix_(columns, have)]
            gram = gram - cross @ solved[:, columns]
            right = right - cross @ solved[:, -1]
        gains[place] = right @ np.linalg.solve(gram, right)
    return gains
