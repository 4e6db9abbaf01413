"""Pairs outside the candidates that the training learns from: strangers, people of one birth date, households."""

from __future__ import annotations

import numpy as np

from pilar.evidence.linkage.engine.candidates import Candidates, Pairs, pairs_within, random_pairs, without
from pilar.evidence.linkage.engine.comparisons import Comparison
from pilar.evidence.linkage.engine.keys import Atom
from pilar.evidence.linkage.engine.model import NEIGHBOUR, RELATIVE, STRANGER, TWIN
from pilar.evidence.linkage.engine.prepare import Profile
from pilar.evidence.linkage.engine.schema import Schema
from pilar.evidence.linkage.engine.store import Store
from pilar.evidence.linkage.engine.training import Patterns

LARGEST_HOUSEHOLD = 25


def possible_pairs(rows: int, boundary: int | None) -> float:
    """Pairs within one list, or across two."""
    if boundary is None:
        return rows * (rows - 1) / 2
    return float(boundary) * (rows - boundary)


def household_sql(schema: Schema, profile: Profile) -> str:
    """Expression of the household that a record names, or "" if the fields cannot name one."""
    if schema.has("family_id"):
        return "family_id"
    if schema.has("address") and schema.has("area"):
        area = "area" if profile.area_code else "area_txt"
        return f"address_street || '/' || coalesce(address_no, '') || '/' || {area}"
    return ""


def training_samples(
    store: Store, candidates: Candidates, comparisons: tuple[Comparison, ...], wanted: int
) -> list[Patterns]:
    """Samples with the classes that may explain them; together with the candidates they stand for all pairs.

    Pairs of one birth date are sampled apart because the date is in the NIK too, and households because relatives
    are rare among random pairs.
    """
    rows, boundary = store.rows, store.boundary
    columns = store.hashes(tuple(_group_atoms(store)))
    plain = random_pairs(rows, boundary, wanted, seed=11)
    left_over = possible_pairs(rows, boundary) - len(candidates.pairs)
    strata: list[tuple[Pairs, float, tuple[str, ...]]] = []
    for name, column in columns.items():
        pairs, total = pairs_within(column, boundary, wanted // 4, LARGEST_HOUSEHOLD if name == "house" else rows, 13)
        new = without(pairs, candidates.pairs)
        total *= len(new) / max(len(pairs), 1)
        classes = (NEIGHBOUR, RELATIVE, TWIN) if name == "house" else (STRANGER, NEIGHBOUR)
        if name == "date" and "house" in columns:
            new = new[~_same(new, columns["house"])]
        strata.append((new, total, classes))
        plain = plain[~_same(plain, column)]
        left_over -= total
    strata.append((without(plain, candidates.pairs), max(left_over, 0.0), (STRANGER, NEIGHBOUR)))
    return [p for s in strata if (p := _patterns(store, comparisons, *s)) is not None]


def _group_atoms(store: Store) -> list[Atom]:
    atoms = []
    house = household_sql(store.schema, store.profile)
    if house:
        atoms.append(Atom("house", house, "house", 0.0, 0.0))
    if store.schema.has("birth_date"):
        atoms.append(Atom("date", "birth_date", "birth_date", 0.0, 0.0))
    return atoms


def _same(pairs: Pairs, column: np.ndarray) -> np.ndarray:
    left, right = (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)
    return np.asarray((column[left] == column[right]) & (column[left] != 0))


def _patterns(
    store: Store, comparisons: tuple[Comparison, ...], pairs: Pairs, total: float, classes: tuple[str, ...]
) -> Patterns | None:
    if not len(pairs) or total <= 0:
        return None
    store.compare(pairs, comparisons, "sampled")
    _, codes, counts = store.patterns("sampled", comparisons)
    return Patterns(codes, counts * (total / counts.sum()), classes)
