"""Precision, recall and wrong pairs of predicted pairs or groups against the truth; the truth is read only here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Ints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Score:
    true: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.true + self.found) if self.true + self.found else 0.0

    @property
    def wrong(self) -> int:
        return self.found + self.true - 2 * self.right

    def __str__(self) -> str:
        return f"P {self.precision:.4f} R {self.recall:.4f} F1 {self.f1:.4f} wrong {self.wrong:>6,}"


def pairs_in(groups: Ints) -> int:
    """Number of pairs inside the groups."""
    sizes = np.unique(groups, return_counts=True)[1].astype(np.int64)
    return int((sizes * (sizes - 1) // 2).sum())


def pair_score(left: Ints, right: Ints, truth: Ints) -> Score:
    """Distinct predicted pairs against the groups of `truth` (one label per row)."""
    return Score(pairs_in(truth), len(left), int((truth[left] == truth[right]).sum()))


def cluster_score(label: Ints, truth: Ints) -> Score:
    """Pairs implied by predicted groups against pairs implied by true ones."""
    both = np.unique(label.astype(np.int64) * (truth.max() + 1) + truth, return_inverse=True)[1]
    return Score(pairs_in(truth), pairs_in(label), pairs_in(both))


def link_score(left: Ints, right: Ints, truth_left: Ints, truth_right: Ints) -> Score:
    """Predicted links between two lists, counted per left record that has a true partner (right list without doubles)."""
    in_right = np.isin(truth_left, truth_right)
    return Score(int(in_right.sum()), len(left), int((truth_left[left] == truth_right[right]).sum()))
