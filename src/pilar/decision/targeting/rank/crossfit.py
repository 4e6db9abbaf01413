"""Honest scores: every household is scored by a card that never saw its village, question choice included."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .points import Ints, fit_model, raw_scores
from .survey import Floats, Survey

FOLDS = 5


def folds_of(groups: NDArray[np.int64], seed: int, folds: int = FOLDS) -> NDArray[np.int64]:
    """Fold per household; a village stays whole; villages dealt by a seeded shuffle, so repeatable."""
    names = np.unique(groups)
    shuffled = np.random.default_rng(seed).permutation(names)
    folds = min(folds, len(names))
    of_name = {name: place % folds for place, name in enumerate(shuffled)}
    return np.array([of_name[name] for name in groups], dtype=np.int64)


def held_out_scores(survey: Survey, names: Sequence[str], most: int, always: Sequence[str], seed: int) -> Ints:
    """One score per household from the fold's own card."""
    fold = folds_of(survey.group, seed)
    scores = np.zeros(survey.size, dtype=np.int64)
    for number in np.unique(fold):
        out = fold == number
        model = fit_model(survey.subset(~out), names, most, always)
        scores[out] = raw_scores(model, survey.subset(out))
    return scores


def repeated(survey: Survey, names: Sequence[str], most: int, always: Sequence[str], repeats: int) -> list[Floats]:
    """Held-out scores of several shuffles."""
    return [held_out_scores(survey, names, most, always, seed).astype(float) for seed in range(repeats)]
