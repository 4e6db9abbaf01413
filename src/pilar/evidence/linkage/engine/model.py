"""The trained model: five ways in which two records can stand to each other, and how often each level occurs in each.

A pair is one person who stayed, one person who moved, a relative of one household, a twin, a neighbour, or two
strangers. Each explanation ("class") has a probability table per comparison; some share tables (a person who moved
has the same name errors as one who stayed). The weight of a pair is the log2 odds of "one person" against all the
others together; this replaces the observed household strata of the study by classes that are learned, so it also
works where no family card is known. NIK and birth date of different people are dependent (twelve digits repeat the
date), so those classes hold one joint table for the two.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pilar.evidence.linkage.engine.comparisons import Comparison, comparisons_of
from pilar.evidence.linkage.engine.keys import Key
from pilar.evidence.linkage.engine.prepare import Profile
from pilar.evidence.linkage.engine.schema import Field, Group, LinkageError, Schema

Floats = np.ndarray[Any, np.dtype[np.float64]]
Codes = np.ndarray[Any, np.dtype[np.int64]]

FORMAT = 1
STAYED, MOVED, STRANGER, NEIGHBOUR, RELATIVE, TWIN = "stayed", "moved", "stranger", "neighbour", "relative", "twin"
MATCH_CLASSES = (STAYED, MOVED)
# Pairs of one person, relatives and twins grow with the number of records; strangers with its square.
LINEAR_CLASSES = (STAYED, MOVED, RELATIVE, TWIN)
CLASS_TITLES = {
    STAYED: "orang yang sama",
    MOVED: "orang yang sama yang pindah",
    STRANGER: "dua orang yang tidak berhubungan",
    NEIGHBOUR: "dua tetangga",
    RELATIVE: "dua anggota satu keluarga",
    TWIN: "dua anak kembar",
}


@dataclass(frozen=True)
class Slot:
    """One or two comparisons that share a table. Code of a joint slot = first code * size of second + second."""

    comparisons: tuple[Comparison, ...]

    @property
    def name(self) -> str:
        return "+".join(c.name for c in self.comparisons)

    @property
    def group(self) -> Group:
        return self.comparisons[0].group

    @property
    def size(self) -> int:
        return int(np.prod([c.size for c in self.comparisons]))


def slots_of(comparisons: tuple[Comparison, ...], profile: Profile) -> tuple[Slot, ...]:
    """Comparisons as slots; a NIK is joined to the birth date that it repeats."""
    by_name = {c.name: c for c in comparisons}
    if not (profile.nik and "birth_date" in by_name and "national_id" in by_name):
        return tuple(Slot((c,)) for c in comparisons)
    joint = Slot((by_name["birth_date"], by_name["national_id"]))
    return (joint, *(Slot((c,)) for c in comparisons if c.name not in {"birth_date", "national_id"}))


def table_name(cls: str, slot: Slot, classes: tuple[str, ...]) -> str:
    """Which table class `cls` uses for `slot`; equal names mean shared parameters."""
    group = slot.group
    if cls in MATCH_CLASSES:
        own = cls == MOVED and group is Group.RESIDENCE
        return "moved" if own else "match"
    if cls == STRANGER:
        return "stranger"
    if cls == NEIGHBOUR:
        # The district inside a NIK and the place of birth go with the village of today.
        local = group is Group.RESIDENCE or slot.name == "birth_place" or len(slot.comparisons) == 2
        return "neighbour" if local else "stranger"
    if cls == TWIN and group is Group.PERSON:
        return "twin"
    return "relative"


@dataclass
class Model:
    """Everything needed to score a pair. `tables[(slot, table)]`: probability per code, 1.0 where missing.

    `counts`: expected pairs per class in the training list of `rows` records (and `pairs` possible pairs).
    `shares`: per banded comparison nothing is kept; the bands are decided on the prepared records.
    """

    schema: Schema
    profile: Profile
    classes: tuple[str, ...]
    tables: dict[tuple[str, str], Floats]
    counts: dict[str, float]
    rows: int
    pairs: float
    keys: tuple[Key, ...] = ()
    notes: tuple[str, ...] = ()
    comparisons: tuple[Comparison, ...] = field(init=False)
    slots: tuple[Slot, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.comparisons = comparisons_of(self.schema, self.profile)
        self.slots = slots_of(self.comparisons, self.profile)

    @property
    def version(self) -> str:
        """First 12 hex digits of the SHA-256 of the canonical JSON: the same model has the same version."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:12]

    def class_log_odds(self, rows: int | None = None) -> Floats:
        """log2 of expected pairs per class; rescaled from the training size to a register of `rows` records."""
        grow = 1.0 if rows is None else rows / self.rows
        scale = [grow if cls in LINEAR_CLASSES else grow**2 for cls in self.classes]
        return np.log2(np.array([max(self.counts[c], 1e-9) for c in self.classes]) * np.array(scale))

    def log_tables(self, slot: Slot) -> Floats:
        """[class, code] log2 probabilities of one slot."""
        rows = [self.tables[(slot.name, table_name(cls, slot, self.classes))] for cls in self.classes]
        return np.log2(np.maximum(np.stack(rows), 1e-12))

    def slot_codes(self, codes: Codes) -> Codes:
        """[pairs, slots] codes from [pairs, comparisons] codes."""
        place = {c.name: i for i, c in enumerate(self.comparisons)}
        out = np.zeros((len(codes), len(self.slots)), np.int64)
        for column, slot in enumerate(self.slots):
            for comparison in slot.comparisons:
                out[:, column] = out[:, column] * comparison.size + codes[:, place[comparison.name]]
        return out

    def log_table_list(self) -> list[Floats]:
        """`log_tables` of every slot, to pass to `weights` again and again."""
        return [self.log_tables(slot) for slot in self.slots]

    def class_scores(self, codes: Codes, rows: int | None = None, tables: list[Floats] | None = None) -> Floats:
        """[pairs, classes] log2 of prior times likelihood for [pairs, comparisons] codes."""
        scores = np.tile(self.class_log_odds(rows), (len(codes), 1))
        slot_codes = self.slot_codes(codes)
        for column, table in enumerate(tables or self.log_table_list()):
            scores += table[:, slot_codes[:, column]].T
        return scores

    def weights(self, codes: Codes, rows: int | None = None, tables: list[Floats] | None = None) -> Floats:
        """log2 odds of "one person" for [pairs, comparisons] codes."""
        scores = self.class_scores(codes, rows, tables)
        is_match = np.array([cls in MATCH_CLASSES for cls in self.classes])
        return _log2_sum(scores[:, is_match]) - _log2_sum(scores[:, ~is_match])

    def to_json(self) -> str:
        """Canonical JSON (sorted keys, 9 significant digits)."""
        body = {
            "format": FORMAT,
            "id_column": self.schema.id_column,
            "fields": [[f.role, f.column] for f in self.schema.fields],
            "profile": {"nik": self.profile.nik, "kk": self.profile.kk, "area_code": self.profile.area_code},
            "classes": list(self.classes),
            "tables": {
                f"{slot}|{table}": [float(f"{p:.9g}") for p in probabilities]
                for (slot, table), probabilities in sorted(self.tables.items())
            },
            "counts": {cls: float(f"{n:.9g}") for cls, n in self.counts.items()},
            "rows": self.rows,
            "pairs": self.pairs,
            "keys": [[atom.name for atom in key.atoms] for key in self.keys],
            "notes": list(self.notes),
        }
        return json.dumps(body, sort_keys=True, ensure_ascii=False)

    @staticmethod
    def from_json(text: str) -> Model:
        """Read `to_json`. Raises LinkageError for another format number or tables that do not fit the fields."""
        from pilar.evidence.linkage.engine.keys import atoms_of

        try:
            body = json.loads(text)
        except json.JSONDecodeError as error:
            raise LinkageError(f"Berkas model bukan JSON: {error}") from error
        if body.get("format") != FORMAT:
            raise LinkageError(f"Format model {body.get('format')!r} tidak dikenal; versi ini membaca {FORMAT}.")
        schema = Schema(body["id_column"], tuple(Field(role, column) for role, column in body["fields"]))
        profile = Profile(**body["profile"])
        atoms = {atom.name: atom for atom in atoms_of(schema, profile)}
        model = Model(
            schema=schema,
            profile=profile,
            classes=tuple(body["classes"]),
            tables={_table_key(name): np.array(values) for name, values in body["tables"].items()},
            counts=body["counts"],
            rows=body["rows"],
            pairs=body["pairs"],
            keys=tuple(Key(tuple(atoms[name] for name in names)) for names in body["keys"]),
            notes=tuple(body["notes"]),
        )
        model.check()
        return model

    def check(self) -> None:
        """Raise LinkageError if a table is missing or has the wrong length."""
        for slot in self.slots:
            for cls in self.classes:
                table = self.tables.get((slot.name, table_name(cls, slot, self.classes)))
                if table is None or len(table) != slot.size:
                    raise LinkageError(f"Tabel model untuk {slot.name}/{cls} hilang atau panjangnya salah.")


def _table_key(name: str) -> tuple[str, str]:
    slot, _, table = name.rpartition("|")
    return slot, table


def _log2_sum(scores: Floats) -> Floats:
    top = scores.max(axis=1)
    return np.asarray(top + np.log2(np.exp2(scores - top[:, None]).sum(axis=1)))
