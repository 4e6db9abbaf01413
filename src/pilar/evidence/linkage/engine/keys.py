"""Which records may meet at all: blocking keys chosen from the data, not from a fixed list.

An *atom* is one column (or part of one) that two records of a person are likely to share. A *key* is one to three
atoms of different fields. `choose_keys` measures on a sample how many pairs each combination would make and picks,
greedily, the keys that lose the fewest true pairs for a pair budget that is a constant per record. So the number
of candidates per person does not grow with the register: where one atom is selective enough in a small list, two
or three are combined in a large one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from pilar.evidence.linkage.engine.prepare import NAME_KINDS, Profile
from pilar.evidence.linkage.engine.schema import Group, Schema

Hashes = np.ndarray[Any, np.dtype[np.uint64]]

MAX_KEYS = 18
# What reaching a pair a second time is worth beside the first: the imagined errors are only imagined.
SECOND_KEY = 0.3
# A key costing up to this part of the whole budget is hardly dearer than a free one.
CHEAP_SHARE = 0.5
LEAST_GAIN = 0.0002
SIMULATED = 9_000
# A third of the imagined pairs each: errors as guessed, twice and three times as frequent. The true rates are not
# known before training, and a key too many costs little while a lost pair is never seen again.
ERROR_SCALES = (1.0, 2.0, 3.0)
SAMPLE_ROWS = 15_000
# First guesses of how often a field of one person is written differently, and how often a family has moved.
MOVED = 0.07


Value = Callable[[Mapping[str, Any]], Any]


@dataclass(frozen=True)
class Atom:
    """`sql`: DuckDB/Spark expression over prepared columns, null if unusable; `value`: the same in Python.

    `field`: the field it comes from; `error`: guess of the share of true pairs whose field differs; `survives`: guess of the share of those pairs
    in which this part of the field is nevertheless equal.
    """

    name: str
    sql: str
    field: str
    error: float
    survives: float
    residence: bool = False
    value: Value | None = dataclasses.field(default=None, compare=False, repr=False)

    def text(self, record: Mapping[str, Any]) -> str | None:
        """The atom of one prepared record as text, None if missing."""
        found = self.value(record) if self.value else record[self.sql]
        return None if found is None else str(found)


@dataclass(frozen=True)
class Key:
    """Atoms that must all agree; `name` joins theirs with "+"."""

    atoms: tuple[Atom, ...]

    @property
    def name(self) -> str:
        return "+".join(atom.name for atom in self.atoms)


def atoms_of(schema: Schema, profile: Profile) -> tuple[Atom, ...]:
    """Every atom that the mapped fields offer."""
    atoms: list[Atom] = []
    for field in schema.fields:
        s, residence = field.slug, field.group is Group.RESIDENCE
        if field.kind in NAME_KINDS:
            atoms += _name_atoms(s, 0.4 if field.kind == "mother_name" else 0.25)
        elif field.kind == "birth_date":
            atoms += _date_atoms(s)
        elif field.kind == "address":
            atoms.append(Atom("street", f"{s}_street", s, 0.12, 0.0, residence))
        elif field.kind in {"national_id", "family_id", "phone"}:
            atoms += _number_atoms(s, 16 if _is_sixteen(field.kind, profile) else 0, residence)
        elif field.kind in {"birth_place", "text"} or (field.kind == "area" and not profile.area_code):
            atoms.append(Atom(s, f"{s}_txt", s, 0.08, 0.0, residence))
        elif field.kind in {"area", "postcode", "exact"}:
            atoms.append(Atom(s, s, s, 0.05, 0.0, residence))
    if schema.has("given_name") and schema.has("surname"):
        atoms += _whole_name_atoms()
    if schema.has("rt") and schema.has("rw"):
        atoms.append(Atom("rt_rw", "rt || '/' || rw", "rt_rw", 0.08, 0.0, True, _rt_and_rw))
    return tuple(atoms)


def _is_sixteen(kind: str, profile: Profile) -> bool:
    return (kind == "national_id" and profile.nik) or (kind == "family_id" and profile.kk)


def _number_atoms(s: str, length: int, residence: bool) -> list[Atom]:
    error = 0.35 if residence else 0.15
    atoms = [Atom(s, s, s, error, 0.0, residence)]
    if length:
        atoms.append(Atom(f"{s}_head", f"substr({s}, 1, 8)", s, error, 0.45, residence, _part(s, 0, 8)))
        atoms.append(Atom(f"{s}_tail", f"substr({s}, 9, 8)", s, error, 0.45, residence, _part(s, 8, None)))
    else:
        long = f"case when length({s}) >= 5 then "
        head, tail = f"{long}substr({s}, 1, length({s}) - 3) end", f"{long}substr({s}, 4) end"
        atoms.append(Atom(f"{s}_head", head, s, error, 0.3, residence, _part(s, 0, -3, shortest=5)))
        atoms.append(Atom(f"{s}_tail", tail, s, error, 0.3, residence, _part(s, 3, None, shortest=5)))
    return atoms


def _date_atoms(s: str) -> list[Atom]:
    return [
        Atom(s, s, s, 0.1, 0.0),
        Atom(f"{s}_ym", f"substr({s}, 1, 6)", s, 0.1, 0.35, value=_part(s, 0, 6)),
        Atom(f"{s}_md", f"substr({s}, 5, 4)", s, 0.1, 0.35, value=_part(s, 4, None)),
        Atom(f"{s}_y", f"{s}_y", s, 0.1, 0.5),
    ]


def _name_atoms(s: str, error: float) -> list[Atom]:
    atoms = [Atom(f"{s}_key", f"{s}_key", s, error, 0.0)]
    for part, survives in (("first", 0.6), ("last", 0.5), ("min", 0.5), ("max", 0.5)):
        atoms.append(Atom(f"{s}_{part}", f"{s}_{part}", s, error, survives))
    start = f"substr({s}_glue, 1, 4)"
    atoms.append(Atom(f"{s}_start", start, s, error, 0.55, value=_part(f"{s}_glue", 0, 4)))
    return atoms


def _whole_name_atoms() -> list[Atom]:
    both = ("given_name_first", "surname_first")
    atoms = []
    for name, function, choose in (("whole_min", "least", min), ("whole_max", "greatest", max)):
        # least and greatest skip what is missing in DuckDB and in Spark alike.
        sql = f"{function}({both[0]}, {both[1]})"
        field_name = "given_name" if function == "least" else "surname"
        atoms.append(Atom(name, sql, field_name, 0.25, 0.4, value=_extreme(both, choose)))
    return atoms


def _part(column: str, start: int, stop: int | None, shortest: int = 0) -> Value:
    def part(record: Mapping[str, Any]) -> str | None:
        text = record[column]
        return None if text is None or len(text) < shortest else text[start:stop]

    return part


def _rt_and_rw(record: Mapping[str, Any]) -> str | None:
    rt, rw = record["rt"], record["rw"]
    return None if rt is None or rw is None else f"{rt}/{rw}"


def _extreme(columns: tuple[str, ...], choose: Callable[..., int]) -> Value:
    def extreme(record: Mapping[str, Any]) -> int | None:
        known = [record[column] for column in columns if record[column] is not None]
        return choose(known) if known else None

    return extreme


def mix(columns: list[Hashes]) -> Hashes:
    """One 64-bit key per row out of the hashes of its atoms; 0 where any atom is missing (0)."""
    out = columns[0].copy()
    missing = columns[0] == 0
    for column in columns[1:]:
        out ^= out >> np.uint64(29)
        out *= np.uint64(0x9E3779B97F4A7C15)
        out += column
        out *= np.uint64(0xBF58476D1CE4E5B9)
        missing |= column == 0
    if len(columns) > 1:
        out ^= out >> np.uint64(32)
    out[missing] = 0
    return out


def pairs_made(key: Hashes, cap: int) -> tuple[int, int]:
    """(pairs inside groups of at most `cap` rows, rows in larger groups) of a key column."""
    ordered = np.sort(key[key != 0])
    if not len(ordered):
        return 0, 0
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1], [True])))
    sizes = np.diff(starts)
    small = sizes[sizes <= cap].astype(np.int64)
    return int((small * (small - 1) // 2).sum()), int(sizes[sizes > cap].sum())


def choose_keys(atoms: tuple[Atom, ...], hashes: dict[str, Hashes], budget_per_row: float) -> list[Key]:
    """Greedy choice: most true pairs kept per candidate pair, until the budget or the gain runs out.

    `hashes`: per atom name a column of 64-bit hashes, 0 for missing. `budget_per_row`: candidate pairs per record
    that all keys together may make.
    """
    rows = len(next(iter(hashes.values())))
    rng = np.random.default_rng(7)
    taken = rng.choice(rows, SAMPLE_ROWS, replace=False) if rows > SAMPLE_ROWS else np.arange(rows)
    sample = {name: column[np.sort(taken)] for name, column in hashes.items()}
    usable = [atom for atom in atoms if (sample[atom.name] != 0).mean() > 0.02]
    kept = _simulate(usable, sample, rng)
    costs = _costs(usable, sample, rows, budget_per_row)
    return _greedy(costs, kept, budget_per_row)


def _simulate(atoms: list[Atom], sample: dict[str, Hashes], rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Per atom, in which of `SIMULATED` imagined true pairs it is equal on both sides."""
    scale = np.resize(np.array(ERROR_SCALES), SIMULATED)
    moved = rng.random(SIMULATED) < MOVED * scale
    field_fails: dict[str, np.ndarray] = {}
    kept: dict[str, np.ndarray] = {}
    for atom in atoms:
        present = (sample[atom.name] != 0).mean()
        if atom.field not in field_fails:
            field_fails[atom.field] = rng.random(SIMULATED) < np.minimum(atom.error * scale, 0.7)
        both_present = rng.random(SIMULATED) < present**2
        equal = ~field_fails[atom.field] | (rng.random(SIMULATED) < atom.survives)
        kept[atom.name] = equal & both_present & ~(moved & atom.residence)
    return kept


def _costs(atoms: list[Atom], sample: dict[str, Hashes], rows: int, budget_per_row: float) -> dict[Key, float]:
    """Expected pairs per record of every useful combination; a combination cheap enough is not extended."""
    scale = (rows / len(next(iter(sample.values())))) ** 2 / rows
    most = budget_per_row / 4
    costs: dict[Key, float] = {}
    cheap: list[frozenset[str]] = []
    for size in (1, 2, 3):
        for combination in combinations(atoms, size):
            names = frozenset(atom.name for atom in combination)
            if len({atom.field for atom in combination}) < size or any(done <= names for done in cheap):
                continue
            made, _ = pairs_made(mix([sample[atom.name] for atom in combination]), len(sample[combination[0].name]))
            cost = made * scale
            if cost <= most:
                costs[Key(combination)] = cost
                if cost <= most / 20:
                    cheap.append(names)
    return costs


def _greedy(costs: dict[Key, float], kept: dict[str, np.ndarray], budget_per_row: float) -> list[Key]:
    doubt = np.ones(SIMULATED)
    reach = {key: np.logical_and.reduce([kept[atom.name] for atom in key.atoms]) for key in costs}
    chosen: list[Key] = []
    left = budget_per_row
    while len(chosen) < MAX_KEYS:
        open_keys = [key for key in costs if key not in chosen and costs[key] <= left]
        if not open_keys:
            break
        gains = {key: float((reach[key] * doubt).mean()) for key in open_keys}
        best = max(open_keys, key=lambda key: gains[key] / (costs[key] + budget_per_row * CHEAP_SHARE))
        if gains[best] < LEAST_GAIN:
            break
        chosen.append(best)
        doubt[reach[best]] *= SECOND_KEY
        left -= costs[best]
    return chosen
