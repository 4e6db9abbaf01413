"""Two records of one person (or family) become one: which value holds, fact by fact. Pure: no Django, no database, no clock.

A state is what the observations of one record say: key -> value with its date and the id of its observation (ids grow with
time). States are joined the same way every time, so a merge can be taken back by joining again without it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Side = Literal["kept", "gone"]
NUMBER_KEYS = ("nik", "kk")
SEALED_KEYS = frozenset({*NUMBER_KEYS, "mother_sealed", "phone_sealed"})
IDENTITY = (
    "name",
    "sex",
    "birth_date",
    "birth_place",
    "nik",
    "kk",
    "mother_sealed",
    "phone_sealed",
    "address",
    "head_name",
)
"""Who somebody is (or what card and house a family has): the kept record wins unless it is silent or the reviewer chose."""
PLACE = frozenset({"wilayah", "relation"})
"""Follow the family in which the person is placed and are not joined here."""
STATE = ("status", "died_date")
OTHER_MEMBER = 8
"""Relation 8 of question 409 (lainnya): somebody who comes into a family that has a living head."""

RULES = ("dipilih", "satu", "utama", "terbaru", "sama")
"""Why a value holds: the reviewer chose it, only one record knows, identity of the kept record, the newer one, both agree."""


@dataclass(frozen=True, slots=True)
class Said:
    """One value: None says that it does not hold any more. `number`: id of the observation."""

    value: Any
    as_of: date
    number: int


State = dict[str, Said]


@dataclass(frozen=True, slots=True)
class Statement:
    """One observation: `owner` is the record it speaks of, `machine` that a merge, split or their undoing wrote it."""

    number: int
    subject: int
    owner: int
    as_of: date
    source_id: int
    machine: bool
    facts: Mapping[str, Any]
    sealed: bytes | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line of the journal: both values, whose holds, by which rule (a key of RULES)."""

    key: str
    kept: Any
    gone: Any
    winner: Side
    rule: str


def fold(statements: Iterable[Statement], number_key: str) -> State:
    """Newest as-of date wins fact by fact, ties by the order of recording (docs/adr/0004)."""
    state: State = {}
    for each in sorted(statements, key=lambda one: (one.as_of, one.number)):
        for key, value in each.facts.items():
            state[key] = Said(value, each.as_of, each.number)
        if each.sealed is not None:
            state[number_key] = Said(each.sealed, each.as_of, each.number)
    return state


def join(kept: State, gone: State, chosen: Mapping[str, str], since: int) -> State:
    """The state of the kept record once `gone` is part of it. `chosen`: key -> "gone" where the reviewer said so; what was said
    of the kept record after the merge (observation id above `since`) outweighs that choice."""
    joined = dict(kept)
    for key in gone.keys() - PLACE:
        winner, _ = _decide(key, kept.get(key), gone[key], chosen.get(key, ""), since)
        if winner == "gone":
            joined[key] = gone[key]
    return joined


def compare(kept: State, gone: State, chosen: Mapping[str, str], keys: Iterable[str]) -> list[Verdict]:
    """The journal of a merge: every key that either record knows, except those on which both agree silently empty."""
    lines = []
    for key in keys:
        mine, theirs = kept.get(key), gone.get(key)
        left, right = (None if each is None else each.value for each in (mine, theirs))
        if key in PLACE or (empty(left) and empty(right)):
            continue
        winner, rule = _decide(key, mine, theirs, chosen.get(key, ""), since=0)
        lines.append(Verdict(key, left, right, winner, "sama" if left == right else rule))
    return lines


def _decide(key: str, kept: Said | None, gone: Said | None, chosen: str, since: int) -> tuple[Side, str]:
    if gone is None or empty(gone.value):
        return "kept", "satu"
    later = since > 0 and kept is not None and kept.number > since
    if kept is None or (empty(kept.value) and not later):
        return "gone", "satu"
    if chosen == "gone" and not later:
        return "gone", "dipilih"
    if key in IDENTITY:
        return "kept", "dipilih" if chosen == "kept" else "utama"
    newer = (gone.as_of, gone.number) > (kept.as_of, kept.number)
    return ("gone" if newer else "kept"), "terbaru"


def empty(value: Any) -> bool:
    """Nothing known."""
    return value is None or value == ""
