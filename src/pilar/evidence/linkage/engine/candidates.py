"""Candidate pairs from hashed keys: one sort per key, no joins, groups above a cap refined or refused with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pilar.evidence.linkage.engine.keys import Atom, Hashes, Key, mix

Rows = np.ndarray[Any, np.dtype[np.int64]]
Pairs = np.ndarray[Any, np.dtype[np.uint64]]

GROUP_CAP = 120
ROW_BITS = np.uint64(32)
ROW_MASK = np.uint64(0xFFFFFFFF)


@dataclass
class KeyOutcome:
    """What one key did: pairs made, rows whose group was over the cap and was split, rows left out in the end."""

    key: str
    pairs: int = 0
    rows_refined: int = 0
    rows_refused: int = 0


@dataclass
class Candidates:
    """`pairs`: sorted unique, left row in the high 32 bits, left < right."""

    pairs: Pairs
    outcomes: list[KeyOutcome] = field(default_factory=list)
    stopped_at: int | None = None

    @property
    def left(self) -> Rows:
        return (self.pairs >> ROW_BITS).astype(np.int64)

    @property
    def right(self) -> Rows:
        return (self.pairs & ROW_MASK).astype(np.int64)


def sorted_unique(values: Pairs) -> Pairs:
    """`numpy.unique` by sorting, which is several times faster on these numbers than its hash table."""
    ordered = np.sort(values)
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))] if len(ordered) else ordered


def pack(left: Rows, right: Rows) -> Pairs:
    low, high = np.minimum(left, right), np.maximum(left, right)
    return (low.astype(np.uint64) << ROW_BITS) | high.astype(np.uint64)


def all_pairs(rows: int, boundary: int | None) -> Pairs:
    """Every pair of a small list, or every cross pair if `boundary` splits it into two lists."""
    left, right = np.triu_indices(rows, 1)
    if boundary is not None:
        crosses = (left < boundary) & (right >= boundary)
        left, right = left[crosses], right[crosses]
    return np.sort(pack(left.astype(np.int64), right.astype(np.int64)))


def find_candidates(
    keys: Iterable[Key], hashes: dict[str, Hashes], boundary: int | None, most: int, cap: int = GROUP_CAP
) -> Candidates:
    """Pairs that agree on at least one key.

    `boundary`: first row of the second list when two lists are linked, None for one list. `most`: ceiling of the
    total number of pairs; the key that would pass it is dropped and `stopped_at` says at how many pairs.
    """
    found = np.zeros(0, np.uint64)
    result = Candidates(found)
    spare = _by_selectivity(hashes)
    for key in keys:
        outcome = KeyOutcome(key.name)
        pieces, refused = _pairs_of_key(key, hashes, spare, boundary, cap, outcome)
        outcome.rows_refused = refused
        outcome.pairs = sum(len(piece) for piece in pieces)
        result.outcomes.append(outcome)
        if len(found) + outcome.pairs > most * 2:
            result.stopped_at = most
            break
        found = sorted_unique(np.concatenate([found, *pieces]))
        if len(found) > most:
            result.stopped_at = most
            break
    result.pairs = found
    return result


def _by_selectivity(hashes: dict[str, Hashes]) -> list[str]:
    """Atom names from most to least distinct values, judged on the first rows."""
    distinct = {name: len(np.unique(column[:50_000])) for name, column in hashes.items()}
    return sorted(distinct, key=lambda name: -distinct[name])


def _pairs_of_key(
    key: Key, hashes: dict[str, Hashes], spare: list[str], boundary: int | None, cap: int, outcome: KeyOutcome
) -> tuple[list[Pairs], int]:
    """Pairs of a key; an oversized group is split by up to two further atoms, then left out."""
    names = [atom.name for atom in key.atoms]
    rows = np.flatnonzero(hashes[names[0]] != 0)
    pieces: list[Pairs] = []
    for attempt in range(3):
        column = mix([hashes[name][rows] for name in names])
        pairs, large = group_pairs(column, rows, boundary, cap)
        pieces.append(pairs)
        if not len(large):
            return pieces, 0
        further = [name for name in spare if name not in names and not _same_field(name, key.atoms)]
        if attempt == 2 or len(further) <= attempt:
            return pieces, len(large)
        outcome.rows_refined = max(outcome.rows_refined, len(large))
        names = [*names, further[attempt]]
        rows = large
    return pieces, 0


def _same_field(name: str, atoms: tuple[Atom, ...]) -> bool:
    return any(name == atom.name or name.startswith(f"{atom.field}") for atom in atoms)


def group_pairs(column: Hashes, rows: Rows, boundary: int | None, cap: int) -> tuple[Pairs, Rows]:
    """Pairs of rows with equal non-zero keys in groups of 2..cap rows, and the rows of larger groups.

    The row number rides in the low bits of the sorted key, so one plain sort groups the rows; the bits that it
    displaces can only join two groups by accident (the pair is then compared and refused like any other).
    """
    present = column != 0
    column, rows = column[present], rows[present]
    if len(rows) < 2:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    bits = np.uint64(max(int(rows.max()).bit_length(), 1))
    mask = np.uint64((1 << int(bits)) - 1)
    packed = (column & ~mask) | rows.astype(np.uint64)
    packed.sort()
    group, row = packed >> bits, (packed & mask).astype(np.int64)
    starts = np.flatnonzero(np.concatenate(([True], group[1:] != group[:-1])))
    sizes = np.diff(np.concatenate((starts, [len(group)])))
    end = np.repeat(starts + sizes, sizes)
    size = np.repeat(sizes, sizes)
    pieces: list[Pairs] = []
    current = np.flatnonzero((size >= 2) & (size <= cap))
    distance = 1
    while True:
        current = current[current + distance < end[current]]
        if not len(current):
            break
        left, right = row[current], row[current + distance]
        if boundary is not None:
            crosses = (left < boundary) != (right < boundary)
            left, right = left[crosses], right[crosses]
        pieces.append(pack(left, right))
        distance += 1
    return (np.concatenate(pieces) if pieces else np.zeros(0, np.uint64)), row[size > cap]


def without(pairs: Pairs, known: Pairs) -> Pairs:
    """Pairs that are not among `known` (sorted)."""
    if not len(known) or not len(pairs):
        return pairs
    place = np.minimum(np.searchsorted(known, pairs), len(known) - 1)
    return pairs[known[place] != pairs]


def random_pairs(rows: int, boundary: int | None, wanted: int, seed: int) -> Pairs:
    """Up to `wanted` distinct random pairs of one list, or across two."""
    rng = np.random.default_rng(seed)
    if boundary is None:
        left, right = rng.integers(0, rows, (2, wanted))
    else:
        left, right = rng.integers(0, boundary, wanted), rng.integers(boundary, rows, wanted)
    return sorted_unique(pack(left[left != right], right[left != right]))


def pairs_within(column: Hashes, boundary: int | None, wanted: int, largest: int, seed: int) -> tuple[Pairs, float]:
    """(up to `wanted` random pairs of rows with an equal non-zero value, number of such pairs in the list).

    Values on more than `largest` rows are left out of both.
    """
    rows = np.flatnonzero(column)
    rows = rows[np.argsort(column[rows], kind="stable")]
    if len(rows) < 2:
        return np.zeros(0, np.uint64), 0.0
    value = column[rows]
    starts = np.flatnonzero(np.concatenate(([True], value[1:] != value[:-1])))
    sizes = np.diff(np.concatenate((starts, [len(rows)]))).astype(np.int64)
    usable = (sizes >= 2) & (sizes <= largest)
    starts, sizes = starts[usable], sizes[usable]
    made = np.cumsum(sizes * (sizes - 1) // 2)
    if not len(made):
        return np.zeros(0, np.uint64), 0.0
    rng = np.random.default_rng(seed)
    group = np.searchsorted(made, rng.integers(0, made[-1], wanted), side="right")
    first = rng.integers(0, sizes[group])
    second = (first + rng.integers(1, sizes[group])) % sizes[group]
    left, right = rows[starts[group] + first], rows[starts[group] + second]
    total = float(made[-1])
    if boundary is not None:
        crosses = (left < boundary) != (right < boundary)
        total *= float(crosses.mean())
        left, right = left[crosses], right[crosses]
    return sorted_unique(pack(left, right)), total
