"""Persons out of pairs: groups that refuse contradictions.

Two records form a person at once. Groups of three and more are built from the strongest link down; two groups join
only if all that is known between them, taken together, speaks for one person. A pair that was never a candidate
shares no key and counts against, a strongly negative pair counts with its weight.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Rows = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]

UNKNOWN_WEIGHT = -3.0
LARGEST_WEIGHT = 40.0


@dataclass
class Clustering:
    """`label`: per row the smallest row of its group. `refused`: links that a contradiction kept apart."""

    label: Rows
    refused: Rows


def components(rows: int, left: Rows, right: Rows) -> Rows:
    """Smallest row reachable from each row over the links (label spreading with pointer jumping)."""
    label = np.arange(rows, dtype=np.int64)
    while True:
        low = np.minimum(label[left], label[right])
        new = label.copy()
        np.minimum.at(new, label[left], low)
        np.minimum.at(new, label[right], low)
        new = new[new]
        while True:
            jumped = new[new]
            if np.array_equal(jumped, new):
                break
            new = jumped
        if np.array_equal(new, label):
            return label
        label = new


def cluster(
    rows: int, left: Rows, right: Rows, weight: Floats, against: dict[tuple[int, int], float] | None = None
) -> Clustering:
    """Group rows by links (all with positive weight). `against`: weights of compared pairs that are no links."""
    label = components(rows, left, right)
    size = np.bincount(label, minlength=rows)
    large = size[label[left]] >= 3
    if not large.any():
        return Clustering(label, np.zeros(0, np.int64))
    inner = np.flatnonzero(large)
    members = np.unique(np.concatenate((left[inner], right[inner])))
    label[members] = members
    known = dict(against or {})
    for i in inner:
        known[(int(min(left[i], right[i])), int(max(left[i], right[i])))] = float(min(weight[i], LARGEST_WEIGHT))
    groups = {int(row): [int(row)] for row in members}
    refused = []
    for i in inner[np.argsort(-weight[inner], kind="stable")]:
        a, b = int(label[left[i]]), int(label[right[i]])
        if a == b:
            continue
        if _together(groups[a], groups[b], known) <= 0:
            refused.append(i)
            continue
        low, high = min(a, b), max(a, b)
        groups[low] += groups.pop(high)
        for row in groups[low]:
            label[row] = low
    return Clustering(label, np.array(refused, np.int64))


def _together(first: list[int], second: list[int], known: dict[tuple[int, int], float]) -> float:
    return sum(known.get((min(a, b), max(a, b)), UNKNOWN_WEIGHT) for a in first for b in second)
