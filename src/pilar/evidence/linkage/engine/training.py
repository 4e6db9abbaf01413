"""Expectation-maximisation of the class model over *all* pairs of the list, without labels.

The data of the training are level patterns with counts: every candidate pair, and a random sample of the pairs that
are no candidates, each standing for many. The sample is taken as strangers for certain (what shares no key is no
match), so the tables need no correction for blocking and the prior is a count of pairs, not a guess. Patterns are
few (thousands) however many pairs there are, so the steps cost little.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pilar.evidence.linkage.engine.comparisons import Comparison
from pilar.evidence.linkage.engine.model import (
    MOVED,
    NEIGHBOUR,
    RELATIVE,
    STAYED,
    STRANGER,
    TWIN,
    Codes,
    Floats,
    Model,
    Slot,
    table_name,
)
from pilar.evidence.linkage.engine.schema import Group

ITERATIONS = 80
TOLERANCE = 1e-4


@dataclass
class Patterns:
    """[patterns, comparisons] level codes and how many pairs show each."""

    codes: Codes
    counts: Floats


@dataclass
class Evidence:
    """Training input. `candidates`, `strangers`: patterns; `stranger_pairs`: how many pairs the sample stands for.

    `bands`: per banded comparison the chance that two strangers agree on a value of each band, and the share of
    the register in each band.
    """

    candidates: Patterns
    strangers: Patterns
    stranger_pairs: float
    bands: dict[str, tuple[Floats, Floats]]


def classes_for(slots: tuple[Slot, ...]) -> tuple[str, ...]:
    """Explanations that the fields can tell apart."""
    names = {c.name for slot in slots for c in slot.comparisons}
    residence = names & {"family_id", "address", "area", "postcode"}
    household = names & {"family_id", "address", "mother_name"}
    classes = [STAYED]
    if residence:
        classes.append(MOVED)
    classes.append(STRANGER)
    if residence:
        classes.append(NEIGHBOUR)
    if household:
        classes.append(RELATIVE)
        if "birth_date" in names:
            classes.append(TWIN)
    return tuple(classes)


def train(model: Model, evidence: Evidence) -> Model:
    """Fit `model.tables` and `model.counts` in place and return it. Raises nothing: with no candidates at all the
    starting tables stay, and the model says so in its notes."""
    strangers = _stranger_counts(model, evidence)
    _start(model, evidence, strangers)
    if not len(evidence.candidates.counts):
        model.notes = (*model.notes, "Tidak ada pasangan calon: model memakai tabel awal.")
        return model
    slot_codes = model.slot_codes(evidence.candidates.codes)
    priors = {name: table.copy() for name, table in model.tables.items()}
    before = -np.inf
    for _ in range(ITERATIONS):
        posterior, likelihood = _expect(model, slot_codes, evidence.candidates.counts)
        _maximise(model, slot_codes, posterior, strangers, priors, evidence)
        if abs(likelihood - before) < TOLERANCE * abs(before) / 100:
            break
        before = likelihood
    return model


def _expect(model: Model, slot_codes: Codes, counts: Floats) -> tuple[Floats, float]:
    """[patterns, classes] expected pair counts, and the log likelihood."""
    scores = np.tile(model.class_log_odds(), (len(counts), 1))
    for column, slot in enumerate(model.slots):
        scores += model.log_tables(slot)[:, slot_codes[:, column]].T
    top = scores.max(axis=1, keepdims=True)
    share = np.exp2(scores - top)
    total = share.sum(axis=1, keepdims=True)
    likelihood = float(((np.log2(total) + top)[:, 0] * counts).sum())
    return share / total * counts[:, None], likelihood


def _maximise(
    model: Model,
    slot_codes: Codes,
    posterior: Floats,
    strangers: dict[str, Floats],
    priors: dict[tuple[str, str], Floats],
    evidence: Evidence,
) -> None:
    for place, cls in enumerate(model.classes):
        outside = evidence.stranger_pairs if cls == STRANGER else 0.0
        model.counts[cls] = float(posterior[:, place].sum()) + outside + 1e-3
    for column, slot in enumerate(model.slots):
        seen: dict[str, Floats] = {}
        for place, cls in enumerate(model.classes):
            table = table_name(cls, slot, model.classes)
            counted = np.bincount(slot_codes[:, column], posterior[:, place], slot.size)
            seen[table] = seen.get(table, 0.0) + counted
        for table, counted in seen.items():
            if table == "stranger":
                counted = counted + strangers[slot.name]
            prior = priors[(slot.name, table)] * _prior_strength(table, slot)
            model.tables[(slot.name, table)] = _table(slot, counted, prior, table, evidence)


def _prior_strength(table: str, slot: Slot) -> float:
    """Pseudo-pairs behind the starting table: relatives and twins must not drift into one person's errors."""
    if table in {"relative", "twin"} and slot.group is Group.PERSON:
        return 3000.0
    return {"match": 20.0, "moved": 100.0, "neighbour": 100.0, "relative": 50.0, "twin": 50.0}.get(table, 0.0)


def _table(slot: Slot, counted: Floats, prior: Floats, table: str, evidence: Evidence) -> Floats:
    if len(slot.comparisons) == 2:
        first, second = slot.comparisons
        return _joint_table(counted, prior, first, second, independent=table == "match")
    levels = counted[1:] + prior[1:]
    bands = evidence.bands.get(slot.comparisons[0].name)
    if table == "stranger" and bands is not None:
        return _with_bands(slot.comparisons[0], levels, bands[0])
    return np.concatenate(([1.0], _normalised(levels)))


def _with_bands(comparison: Comparison, levels: Floats, chances: Floats) -> Floats:
    """Strangers' table whose equal-value levels come from the value shares, the rest from the counts."""
    place = np.array([i for i, level in enumerate(comparison.levels) if level.band >= 0])
    out = levels.copy()
    out[place] = 0.0
    out = _normalised(out) * max(1.0 - chances.sum(), 1e-6)
    out[place] = chances
    return np.concatenate(([1.0], out))


def _joint_table(
    counted: Floats, prior: Floats, first: Comparison, second: Comparison, *, independent: bool
) -> Floats:
    """Table over two codes; code 0 of either means missing and holds the other's margin."""
    grid, start = counted.reshape(first.size, second.size), prior.reshape(first.size, second.size)
    if independent:
        a = _normalised(grid[1:].sum(axis=1) + start[1:, 1:].sum(axis=1))
        b = _normalised(grid[:, 1:].sum(axis=0) + start[1:, 1:].sum(axis=0))
        inner = np.outer(a, b)
    else:
        both_known = grid[1:, 1:] + start[1:, 1:]
        inner = _normalised(both_known.ravel()).reshape(both_known.shape)
    return joint_with_margins(inner)


def joint_with_margins(inner: Floats) -> Floats:
    """Flat joint table with the margins in row 0 and column 0 and 1.0 where both are missing."""
    full = np.ones((inner.shape[0] + 1, inner.shape[1] + 1))
    full[1:, 1:] = inner
    full[0, 1:] = inner.sum(axis=0)
    full[1:, 0] = inner.sum(axis=1)
    return full.ravel()


def _normalised(weights: Floats) -> Floats:
    total = weights.sum()
    return np.asarray(weights / total) if total > 0 else np.full(len(weights), 1.0 / max(len(weights), 1))


def _stranger_counts(model: Model, evidence: Evidence) -> dict[str, Floats]:
    """Per slot the expected stranger pairs by code outside the candidates; an unseen level gets a trace."""
    codes = model.slot_codes(evidence.strangers.codes)
    sampled = float(evidence.strangers.counts.sum())
    each = evidence.stranger_pairs / sampled if sampled else 0.0
    out: dict[str, Floats] = {}
    for column, slot in enumerate(model.slots):
        counted = np.bincount(codes[:, column], evidence.strangers.counts, slot.size).astype(float)
        if len(slot.comparisons) == 2:
            counted = _spread_joint(counted, *slot.comparisons)
        else:
            counted[1:] += max(0.02, 0.3 / each) if each else 0.3
        out[slot.name] = counted * each if each else counted
    return out


def _spread_joint(counted: Floats, first: Comparison, second: Comparison) -> Floats:
    """Cells of a joint table never seen in the sample get one pseudo-pair, spread as the margins of each row."""
    grid = counted.reshape(first.size, second.size).copy()
    inner = grid[1:, 1:]
    margin = _normalised(inner.sum(axis=0) + 0.02)
    rows = inner.sum(axis=1, keepdims=True) + 0.02
    grid[1:, 1:] = inner + np.minimum(rows, 1.0) * margin[None, :] * 0.5
    return grid.ravel()


def _start(model: Model, evidence: Evidence, strangers: dict[str, Floats]) -> None:
    """Starting tables and class sizes. A list whose pairs are all candidates takes them all for strangers here."""
    if not len(evidence.strangers.counts):
        codes = model.slot_codes(evidence.candidates.codes)
        for column, slot in enumerate(model.slots):
            seen = np.bincount(codes[:, column], evidence.candidates.counts, slot.size)
            strangers = {**strangers, slot.name: strangers[slot.name] + seen}
    for slot in model.slots:
        guess = [np.array([level.guess for level in c.levels]) for c in slot.comparisons]
        guess = [_banded_guess(c, g, evidence) for c, g in zip(slot.comparisons, guess, strict=True)]
        stranger = _start_stranger(slot, strangers[slot.name], evidence)
        for cls in model.classes:
            table = table_name(cls, slot, model.classes)
            model.tables[(slot.name, table)] = _start_table(slot, table, guess, stranger)
    total = float(evidence.candidates.counts.sum())
    rows = float(model.rows)
    sizes = {
        STAYED: 0.1 * rows,
        MOVED: 0.01 * rows,
        RELATIVE: 0.5 * rows,
        TWIN: 0.005 * rows,
        NEIGHBOUR: 0.3 * total,
        STRANGER: evidence.stranger_pairs + 0.5 * total + 1.0,
    }
    model.counts = {cls: sizes[cls] for cls in model.classes}


def _banded_guess(comparison: Comparison, guess: Floats, evidence: Evidence) -> Floats:
    bands = evidence.bands.get(comparison.name)
    if bands is None:
        return guess
    place = np.array([i for i, level in enumerate(comparison.levels) if level.band >= 0])
    out = guess.copy()
    out[place] = guess[place].sum() * (bands[1] * 0.98 + 0.02 / len(place))
    return out


def _start_stranger(slot: Slot, counted: Floats, evidence: Evidence) -> Floats:
    if len(slot.comparisons) == 2:
        first, second = slot.comparisons
        return _joint_table(counted, np.zeros(slot.size), first, second, independent=False)
    return _table(slot, counted, np.zeros(slot.size), "stranger", evidence)


def _start_table(slot: Slot, table: str, guess: list[Floats], stranger: Floats) -> Floats:
    if table == "stranger":
        return stranger
    if len(slot.comparisons) == 2:
        return _start_joint(slot, table, guess, stranger)
    match = np.concatenate(([1.0], _normalised(guess[0])))
    blend = _LIKENESS.get((table, slot.name), _LIKENESS.get((table, slot.group), 0.0))
    if table == "match":
        return match
    return np.concatenate(([1.0], _normalised(blend * match[1:] + (1 - blend) * stranger[1:])))


# How much a table starts like one person's (1) or like two strangers' (0).
_LIKENESS: dict[tuple[str, str], float] = {
    ("moved", Group.RESIDENCE): 0.1,
    ("moved", "family_id"): 0.3,
    ("neighbour", "area"): 0.95,
    ("neighbour", "postcode"): 0.95,
    ("neighbour", "address"): 0.05,
    ("neighbour", "family_id"): 0.0,
    ("neighbour", "birth_place"): 0.4,
    ("neighbour", "rt_rw"): 0.1,
    ("relative", Group.RESIDENCE): 0.95,
    ("relative", Group.LINEAGE): 0.7,
    ("relative", "mother_name"): 0.5,
    ("relative", "name"): 0.02,
    ("relative", "given_name"): 0.02,
    ("relative", "phone"): 0.5,
    ("twin", "name"): 0.02,
}


def _start_joint(slot: Slot, table: str, guess: list[Floats], stranger: Floats) -> Floats:
    first, second = slot.comparisons
    if table == "match":
        return joint_with_margins(np.outer(_normalised(guess[0]), _normalised(guess[1])))
    inner = stranger.reshape(first.size, second.size)[1:, 1:]
    if table != "twin":
        return joint_with_margins(_normalised((inner + 1e-9).ravel()).reshape(inner.shape))
    dates = np.full(first.size - 1, 0.002)
    dates[:2] = (0.04, 0.95)
    serials = np.full(second.size - 1, 0.005)
    serials[1:3] = (0.5, 0.35)
    return joint_with_margins(np.outer(_normalised(dates), _normalised(serials)))
