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
# A level never seen among sampled strangers starts as if this many pairs per record showed it: numbers lent within
# a family and form placeholders exist, and only the candidates can tell how many.
START_TRACE = 0.01


@dataclass
class Patterns:
    """[patterns, comparisons] level codes, how many pairs show each, and which classes may explain them.

    `counts` are pairs of the list: a sampled pair counts as many as it stands for.
    """

    codes: Codes
    counts: Floats
    allowed: tuple[str, ...] = ()


@dataclass
class Evidence:
    """Training input: `candidates` (any class may explain them) and samples of the pairs that are no candidates.

    `bands`: per banded comparison the chance that two strangers agree on a value of each band, and the share of
    the register in each band.
    """

    candidates: Patterns
    samples: list[Patterns]
    bands: dict[str, tuple[Floats, Floats]]

    @property
    def everything(self) -> list[Patterns]:
        return [self.candidates, *self.samples]


def classes_for(slots: tuple[Slot, ...]) -> tuple[str, ...]:
    """Explanations that the fields can tell apart."""
    names = {c.name for slot in slots for c in slot.comparisons}
    residence = names & {"family_id", "address", "area", "postcode"}
    household = names & {"family_id", "address", "mother_name", "surname", "rt_rw"}
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
    """Fit `model.tables` and `model.counts` in place and return it.

    With no pairs at all the starting tables stay, and the model says so in its notes.
    """
    _start(model, evidence)
    if not len(evidence.candidates.counts):
        model.notes = (*model.notes, "Tidak ada pasangan calon: model memakai tabel awal.")
        return model
    codes = np.concatenate([model.slot_codes(p.codes) for p in evidence.everything])
    counts = np.concatenate([p.counts for p in evidence.everything])
    barred = np.concatenate([_barred(model, p) for p in evidence.everything])
    priors = {name: table.copy() for name, table in model.tables.items()}
    before = -np.inf
    for _ in range(ITERATIONS):
        posterior, likelihood = _expect(model, codes, counts, barred)
        _maximise(model, codes, posterior, priors, evidence)
        if abs(likelihood - before) < TOLERANCE * counts[: len(evidence.candidates.counts)].sum():
            break
        before = likelihood
    return model


def _barred(model: Model, patterns: Patterns) -> Floats:
    """[patterns, classes] 0 where the class may explain the pattern, a large negative number where not."""
    allowed = patterns.allowed or model.classes
    if not set(allowed) & set(model.classes):
        allowed = (STRANGER,)
    row = np.array([0.0 if cls in allowed else -1e6 for cls in model.classes])
    return np.tile(row, (len(patterns.counts), 1))


def _expect(model: Model, slot_codes: Codes, counts: Floats, barred: Floats) -> tuple[Floats, float]:
    """[patterns, classes] expected pair counts, and the log likelihood."""
    scores = model.class_log_odds() + barred
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
    priors: dict[tuple[str, str], Floats],
    evidence: Evidence,
) -> None:
    for place, cls in enumerate(model.classes):
        model.counts[cls] = float(posterior[:, place].sum()) + 1e-3
    for column, slot in enumerate(model.slots):
        seen: dict[str, Floats] = {}
        for place, cls in enumerate(model.classes):
            table = table_name(cls, slot, model.classes)
            counted = np.bincount(slot_codes[:, column], posterior[:, place], slot.size)
            seen[table] = seen[table] + counted if table in seen else counted.astype(float)
        for table, pairs in seen.items():
            prior = priors[(slot.name, table)] * _prior_strength(table, slot, float(pairs.sum()))
            model.tables[(slot.name, table)] = _table(slot, pairs, prior, table, evidence)


def _prior_strength(table: str, slot: Slot, pairs: float) -> float:
    """Pseudo-pairs behind the starting table: relatives and twins must not drift into one person's errors, nor one person into them:
    where doubles are few and families many, the tables of one person would otherwise be learned from twins.

    Strangers and neighbours are counted in billions; a ten-millionth of that keeps levels never sampled possible.
    """
    if table in {"stranger", "neighbour"}:
        return max(1.0, pairs * 1e-7)
    if table == "twin":
        return 3000.0
    if table == "relative" and slot.group is Group.PERSON:
        return 1000.0
    return {"match": 200.0, "moved": 100.0, "relative": 50.0}[table]


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


def _joint_table(counted: Floats, prior: Floats, first: Comparison, second: Comparison, *, independent: bool) -> Floats:
    """Table over two codes; code 0 of either means missing and holds the other's margin."""
    grid, start = counted.reshape(first.size, second.size), prior.reshape(first.size, second.size)
    if independent:
        a = _normalised(grid[1:].sum(axis=1) + start[1:, 1:].sum(axis=1))
        b = _normalised(grid[:, 1:].sum(axis=0) + start[1:, 1:].sum(axis=0))
        inner = np.outer(a, b)
    else:
        both_known = grid[1:, 1:] + start[1:, 1:]
        inner = _normalised(both_known.ravel()).reshape(both_known.shape)  # type: ignore[assignment]
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


def _start(model: Model, evidence: Evidence) -> None:
    """Starting tables and class sizes; strangers start as the pairs outside the candidates (or as all pairs)."""
    outside = [p for p in evidence.samples if STRANGER in p.allowed] or [evidence.candidates]
    codes = np.concatenate([model.slot_codes(p.codes) for p in outside])
    counts = np.concatenate([p.counts for p in outside])
    for column, slot in enumerate(model.slots):
        guess = [np.array([level.guess for level in c.levels]) for c in slot.comparisons]
        guess = [_banded_guess(c, g, evidence) for c, g in zip(slot.comparisons, guess, strict=True)]
        stranger = _start_stranger(
            slot, np.bincount(codes[:, column], counts, slot.size).astype(float), evidence, model.rows
        )
        for cls in model.classes:
            table = table_name(cls, slot, model.classes)
            model.tables[(slot.name, table)] = _start_table(slot, table, guess, stranger)
    total = float(evidence.candidates.counts.sum())
    households = sum(float(p.counts.sum()) for p in evidence.samples if RELATIVE in p.allowed)
    rows = float(model.rows)
    sizes = {
        STAYED: 0.1 * rows,
        MOVED: 0.01 * rows,
        RELATIVE: households + 0.05 * rows,
        TWIN: 0.002 * rows,
        NEIGHBOUR: 0.01 * model.pairs,
        STRANGER: max(model.pairs * 0.98, total * 0.5) + 1.0,
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


def _start_stranger(slot: Slot, counted: Floats, evidence: Evidence, rows: int) -> Floats:
    """Strangers' table; a level never sampled gets a trace, a cell of a joint table a trace of its row."""
    trace = max(float(counted.sum()) * 1e-7, START_TRACE * rows)
    if len(slot.comparisons) == 2:
        first, second = slot.comparisons
        inner = counted.reshape(first.size, second.size)[1:, 1:]
        margin = _normalised(inner.sum(axis=0) + trace)
        by_first = inner.sum(axis=1, keepdims=True)
        spread = inner + 0.01 * (by_first + trace) * margin + trace / 10
        return joint_with_margins(_normalised(spread.ravel()).reshape(inner.shape))
    counted = counted + trace
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
    dates = np.full(first.size - 1, 1e-5)
    dates[:2] = (0.05, 0.95)
    serials = np.full(second.size - 1, 0.005)
    serials[1:4] = (0.2, 0.4, 0.3)
    return joint_with_margins(np.outer(_normalised(dates), _normalised(serials)))
