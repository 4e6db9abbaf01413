"""Why two records are one person or not: each field's weight and a sentence in Indonesian."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from pilar.evidence.linkage.engine.limits import DECISION_TITLES, Limits
from pilar.evidence.linkage.engine.model import CLASS_TITLES, MATCH_CLASSES, Codes, Floats, Model, Slot

CLEAR = 1.0


@dataclass(frozen=True)
class FieldEvidence:
    """`weight`: log2 odds that this field adds (+ for one person, - against); `words`: what was seen."""

    fields: tuple[str, ...]
    title: str
    words: str
    weight: float


@dataclass(frozen=True)
class Explanation:
    """`prior` plus the weights of `fields` is `weight` (the small rest of the other explanations is in `prior`)."""

    weight: float
    probability: float
    decision: str
    rival: str
    prior: float
    fields: tuple[FieldEvidence, ...]
    model_version: str

    @property
    def sentence(self) -> str:
        """One sentence: what speaks for and against, and what else the pair could be."""
        order = sorted(self.fields, key=lambda f: -abs(f.weight))
        pro = [f.words for f in order if f.weight >= CLEAR][:4]
        contra = [f.words for f in order if f.weight <= -CLEAR][:4]
        parts = []
        if pro:
            parts.append(", ".join(pro))
        if contra:
            parts.append(("tetapi " if pro else "") + ", ".join(contra))
        seen = "; ".join(parts) or "tidak ada bidang yang cukup berbicara"
        title = DECISION_TITLES[self.decision]
        percent = f"{100 * self.probability:.1f}%".replace(".", ",")
        rival = f" Kemungkinan lain: {self.rival}." if self.decision != "match" or self.probability < 0.99 else ""
        return f"{seen[0].upper()}{seen[1:]} — {title} (peluang {percent}).{rival}"

    def as_data(self) -> dict[str, Any]:
        """For JSON and templates."""
        return {
            "weight": round(self.weight, 3),
            "probability": round(self.probability, 6),
            "decision": self.decision,
            "rival": self.rival,
            "prior": round(self.prior, 3),
            "fields": [{**vars(f), "weight": round(f.weight, 3)} for f in self.fields],
            "sentence": self.sentence,
            "model_version": self.model_version,
        }


def explain(model: Model, codes: list[int], limits: Limits | None = None, rows: int | None = None) -> Explanation:
    """Explain one pair from its level codes (one per comparison of the model, 0 = missing).

    Weights compare the best "one person" explanation with the best other one (strangers, neighbours, relatives,
    twins); `rows`: size of the register if it differs from the training list.
    """
    return explain_many(model, np.array([codes], np.int64), limits, rows)[0]


def explain_many(
    model: Model,
    codes: Codes,
    limits: Limits | None = None,
    rows: int | None = None,
    tables: list[Floats] | None = None,
    version: str | None = None,
) -> list[Explanation]:
    """`explain` for [pairs, comparisons] codes, the tables read once. `tables`, `version`: of the model, if they are known already."""
    limits = limits or Limits()
    if not len(codes):
        return []
    tables, version = tables or model.log_table_list(), version or model.version
    scores = model.class_scores(codes, rows, tables)
    weights = model.weights(codes, rows, tables)
    is_match = np.array([cls in MATCH_CLASSES for cls in model.classes])
    one = np.argmax(np.where(is_match, scores, -np.inf), axis=1)
    other = np.argmax(np.where(is_match, -np.inf, scores), axis=1)
    slot_codes = model.slot_codes(codes)
    gained = np.stack(
        [table[one, slot_codes[:, i]] - table[other, slot_codes[:, i]] for i, table in enumerate(tables)], axis=1
    )
    place = {c.name: i for i, c in enumerate(model.comparisons)}
    told = []
    for pair, weight, rival, gains in zip(
        codes.tolist(), weights.tolist(), other.tolist(), gained.tolist(), strict=True
    ):
        fields = tuple(_evidence(slot, pair, place, gain) for slot, gain in zip(model.slots, gains, strict=True))
        told.append(
            Explanation(
                weight=weight,
                probability=float(1.0 / (1.0 + np.exp2(-weight))),
                decision=limits.decide(weight),
                rival=CLASS_TITLES[model.classes[rival]],
                prior=weight - sum(gains),
                fields=fields,
                model_version=version,
            )
        )
    return told


def _evidence(slot: Slot, pair: list[int], place: dict[str, int], gain: float) -> FieldEvidence:
    seen = [
        c.levels[pair[place[c.name]] - 1].label if pair[place[c.name]] else f"{c.title} tidak dapat dibandingkan"
        for c in slot.comparisons
    ]
    return FieldEvidence(
        tuple(c.name for c in slot.comparisons), " dan ".join(c.title for c in slot.comparisons), ", ".join(seen), gain
    )


def fingerprint(model: Model, pair: list[int]) -> str:
    """32 hex digits that are equal when every field compares the same, however common its value has become.

    Levels that differ only by the frequency of the value share a sentence; the first of them stands for all.
    """
    seen = []
    for comparison, code in zip(model.comparisons, pair, strict=True):
        labels = [level.label for level in comparison.levels]
        seen.append(f"{comparison.name}={labels.index(labels[code - 1]) + 1 if code else 0}")
    return hashlib.sha256(";".join(seen).encode()).hexdigest()[:32]
