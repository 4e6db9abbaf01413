"""Is this person registered already? One person at a counter, answered from the database without an index in memory.

Candidates are whoever carries the NIK, the members of the KK and the best answers of the search box for the name; they are judged by
the model in use. A few dozen persons are opened, in memory, whatever the size of the register.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pilar.core.scope import Scope
from pilar.evidence.linkage.queries.frame import frame_of
from pilar.evidence.linkage.queries.models import active_model, limits_of, present_thresholds, read_model
from pilar.evidence.linkage.rules import REGISTER_ROLES
from pilar.evidence.registry.queries import search_people
from pilar.evidence.registry.rules import digits_of
from pilar.foundation.wilayah.queries import resolve

if TYPE_CHECKING:
    from pilar.evidence.linkage.engine import Model

SHOWN = 3


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


def likely_persons(scope: Scope, asked: Mapping[str, str], today: date) -> list[Likely]:
    """The most likely persons for fields of the engine (name, national_id, birth_date, ...), best first; nobody without a model.

    A merge weight means that the office would propose to merge; the rest are those above the review weight.
    """
    trained = active_model()
    if trained is None or not (asked.get("name") or asked.get("national_id")):
        return []
    ids = _candidates(scope, asked, today)
    if not ids:
        return []
    return _judged(scope, asked, ids, read_model(trained))


def _candidates(scope: Scope, asked: Mapping[str, str], today: date) -> list[int]:
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


def _judged(scope: Scope, asked: Mapping[str, str], ids: list[int], model: Model) -> list[Likely]:
    import numpy as np
    import pyarrow as pa

    from pilar.evidence.linkage.engine.explain import explain_many
    from pilar.evidence.linkage.engine.prepare import prepare

    frame = frame_of(scope, ids)
    limits = limits_of(present_thresholds())
    question = {role: asked.get(role) or "" for role in REGISTER_ROLES}
    both = pa.concat_tables([frame.table.select(REGISTER_ROLES), pa.table({r: pa.array([question[r]], pa.string()) for r in REGISTER_ROLES})])  # fmt: skip
    *known, wanted = prepare(both.combine_chunks(), model.schema, model.profile).to_pylist()
    _give_shares(model, known, wanted)
    code_of = [comparison.code() for comparison in model.comparisons]
    codes = np.array([[code(one, wanted) for code in code_of] for one in known], np.int64).reshape(len(known), -1)
    told = explain_many(model, codes, limits)
    best = sorted(range(len(told)), key=lambda place: -told[place].weight)[:SHOWN]
    rows = frame.table.to_pylist()
    names = resolve(scope, frame.areas)
    return [
        Likely(
            int(frame.ids[place]), rows[place]["name"], rows[place]["birth_date"], names[frame.areas[place]].path, told[place].probability,
            told[place].decision == "match", told[place].sentence,
        )
        for place in best
        if told[place].weight > limits.review_weight
    ]  # fmt: skip


def _give_shares(model: Model, known: list[dict[str, Any]], wanted: dict[str, Any]) -> None:
    """How common a value is, judged by how many of the candidates carry it: at least that many do in the register."""
    for comparison in model.comparisons:
        if comparison.frequency:
            held = sum(1 for one in known if one.get(comparison.frequency) == wanted.get(comparison.frequency))
            for record in (*known, wanted):
                record[f"{comparison.name}_share"] = held / max(model.rows, 1)
