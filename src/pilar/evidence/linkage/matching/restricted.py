"""The office's model for a list that holds fewer fields, with its expectations counted anew for that list."""

from __future__ import annotations

import numpy as np

from pilar.evidence.linkage.engine import Model, Schema
from pilar.evidence.linkage.engine.model import MATCH_CLASSES, STRANGER, Codes, Floats, Slot, table_name

_ROUNDS = 30


def restricted(model: Model, schema: Schema) -> Model:
    """The model over the fields of `schema` (a part of its own). Tables are margins of the trained ones.

    Where two explanations share a table in the smaller model, that of strangers stands for both.
    """
    small = Model(schema, model.profile, model.classes, {}, dict(model.counts), model.rows, model.pairs)
    whole = {name: slot for slot in model.slots for name in (c.name for c in slot.comparisons)}
    ordered = [cls for cls in model.classes if cls != STRANGER] + [cls for cls in model.classes if cls == STRANGER]
    for slot in small.slots:
        source = whole[slot.comparisons[0].name]
        for cls in ordered:
            table = model.tables[(source.name, table_name(cls, source, model.classes))]
            small.tables[(slot.name, table_name(cls, slot, model.classes))] = _margin(table, source, slot)
    small.check()
    return small


def _margin(table: Floats, source: Slot, slot: Slot) -> Floats:
    """A joint table keeps the margins in its first row and column."""
    if len(source.comparisons) == len(slot.comparisons):
        return table
    grid = table.reshape(source.comparisons[0].size, source.comparisons[1].size)
    return grid[:, 0] if slot.comparisons[0].name == source.comparisons[0].name else grid[0]


def recounted(model: Model, codes: Codes, counts: Floats, *, rows: int, most: int, pairs: float) -> Model:
    """The model with class sizes that fit these candidate pairs; the tables stay.

    `codes` [patterns, comparisons] and `counts` (pairs of each); `rows` of both lists, `most` pairs of one person that there can be,
    `pairs` possible pairs, of which those that are no candidates are strangers.
    """
    tables = model.log_table_list()
    slots = model.slot_codes(codes)
    seen = np.zeros((len(codes), len(model.classes)))
    for column, table in enumerate(tables):
        seen += table[:, slots[:, column]].T
    outside = max(pairs - float(counts.sum()), 0.0)
    sizes = np.array([max(model.counts[cls], 1.0) for cls in model.classes])
    is_match = np.array([cls in MATCH_CLASSES for cls in model.classes])
    stranger = model.classes.index(STRANGER)
    for _ in range(_ROUNDS):
        scores = seen + np.log2(sizes)
        shares = np.exp2(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        sizes = (shares * counts[:, None]).sum(axis=0) + 0.5
        sizes[stranger] += outside
        over = sizes[is_match].sum() / most
        if over > 1:
            sizes[is_match] /= over
    return Model(
        model.schema, model.profile, model.classes, model.tables,
        dict(zip(model.classes, sizes.tolist(), strict=True)), rows, pairs,
    )  # fmt: skip
