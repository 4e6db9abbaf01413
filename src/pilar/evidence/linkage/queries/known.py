"""Is this person registered already? One person at a counter, or a thousand rows, answered from the database without an index in memory.

Candidates are whoever shares a stored key, carries the NIK, is a member of the KK, or was registered since the keys were written under
a name like it; where no keys stand (a small register), the best answers of the search box. They are judged by the model in use. A few dozen
persons are opened, in memory, whatever the size of the register.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pilar.core.scope import Scope
from pilar.evidence.linkage.queries.frame import records_of
from pilar.evidence.linkage.queries.keyed import carrying_numbers, registered_since, sharing_keys, usable_keys
from pilar.evidence.linkage.queries.models import Judge, active_judge, limits_of, present_thresholds
from pilar.evidence.registry.names import name_tokens
from pilar.evidence.registry.queries import search_people
from pilar.evidence.registry.queries.likeness import rank_names
from pilar.evidence.registry.rules import digits_of
from pilar.foundation.wilayah.queries import resolve

if TYPE_CHECKING:
    from pilar.evidence.linkage.engine import Model

Record = dict[str, Any]

SHOWN = 3
MOST_RECENT_ALIKE = 10
_ALIKE = 70.0
"""Likeness of names, 0-100, from which somebody registered since the last run is judged."""


@dataclass(frozen=True, slots=True)
class Likely:
    """A registered person who may be the one asked for. `sentence` says why; no identifier in it."""

    person_id: int
    name: str
    birth_date: str
    place: str
    probability: float
    is_match: bool
    sentence: str
    weight: float


def likely_persons(scope: Scope, asked: Mapping[str, str], today: date) -> list[Likely]:
    """The most likely persons for fields of the engine (name, national_id, birth_date, ...), best first; nobody without a model.

    A merge weight means that the office would propose to merge; the rest are those above the review weight.
    """
    from pilar.evidence.linkage.engine.fewrows import prepare_few

    judge = active_judge()
    if judge is None or not (asked.get("name") or asked.get("national_id")):
        return []
    (wanted,) = prepare_few([asked], judge.model.schema, judge.model.profile)
    people = records_of(scope, _candidates(scope, asked, wanted, today, judge))
    return _judged(scope, wanted, people, judge) if people else []


def _candidates(scope: Scope, asked: Mapping[str, str], wanted: Record, today: date, judge: Judge) -> list[int]:
    held = usable_keys(scope, judge.version)
    if held is None:
        return _by_search(scope, asked, today)
    numbers = carrying_numbers(asked.get("national_id", ""), asked.get("family_id", ""))
    words = " ".join(name_tokens(asked.get("name", "")))
    recent = rank_names(words, registered_since(held), _ALIKE)[:MOST_RECENT_ALIKE] if words else []
    shared = sharing_keys(judge.model, wanted)
    return list(dict.fromkeys([*numbers, *shared, *(number for number, _ in recent)]))


def _by_search(scope: Scope, asked: Mapping[str, str], today: date) -> list[int]:
    questions = [digits_of(asked[role]) for role in ("national_id", "family_id") if asked.get(role)]
    questions = [number for number in questions if len(number) == 16]
    if asked.get("name"):
        questions.append(asked["name"])
        if asked.get("birth_date"):
            questions.append(f"{asked['name']} {_year(asked['birth_date'])}".strip())
    found = (row.id for question in questions for row in search_people(scope, question, today).rows)
    return list(dict.fromkeys(found))


def _year(text: str) -> str:
    return next((part for part in text.replace("/", "-").split("-") if len(part) == 4 and part.isdigit()), "")


def _judged(scope: Scope, wanted: Record, people: list[Record], judge: Judge) -> list[Likely]:
    import numpy as np

    from pilar.evidence.linkage.engine.explain import explain_many
    from pilar.evidence.linkage.engine.fewrows import prepare_few

    model, limits = judge.model, limits_of(present_thresholds())
    known = prepare_few(people, model.schema, model.profile)
    _give_shares(model, known, wanted)
    codes = np.array([[code(one, wanted) for code in judge.codes] for one in known], np.int64)
    weights = model.weights(codes, None, judge.tables)
    best = [place for place in np.argsort(-weights, kind="stable")[:SHOWN] if weights[place] > limits.review_weight]
    told = explain_many(model, codes[best], limits, None, judge.tables, judge.version)
    names = resolve(scope, {people[place]["areas"] for place in best}) if best else {}
    return [
        Likely(
            people[place]["id"], people[place]["name"], people[place]["birth_date"], names[people[place]["areas"]].path, one.probability,
            one.decision == "match", one.sentence, one.weight,
        )
        for place, one in zip(best, told, strict=True)
    ]  # fmt: skip


def _give_shares(model: Model, known: list[Record], wanted: Record) -> None:
    """How common a value is, judged by how many of the candidates carry it: at least that many do in the register."""
    for comparison in model.comparisons:
        if comparison.frequency:
            held = sum(1 for one in known if one.get(comparison.frequency) == wanted.get(comparison.frequency))
            for record in (*known, wanted):
                record[f"{comparison.name}_share"] = held / max(model.rows, 1)
