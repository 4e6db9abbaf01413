"""What a record says in the words of the register, and where and under which names it says other things."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pilar.core.scope import Scope
from pilar.evidence.field.queries.mapping import mapped_facts
from pilar.evidence.field.queries.submissions import Answers
from pilar.evidence.registry.catalogue import VARIABLES

ADDRESS = ("alamat", "address")


def family_facts(scope: Scope, answers: Answers) -> dict[str, Any]:
    """Facts about the dwelling and the family by the declared mapping of the form; unanswered ones are left out. An answer that is
    no value of its variable stays text, so that the register's own check names it."""
    mapped = mapped_facts(scope, answers.submission.pk)
    found = {key: value for key, value in mapped.family.items() if key not in ADDRESS}
    found |= {one.key: one.text for one in mapped.faults if VARIABLES[one.key].subject == "family"}
    address = next((said(answers.flat, name) for name in ADDRESS if said(answers.flat, name)), "")
    return found | ({"address": address} if address else {})


def point_of(flat: Mapping[str, str]) -> tuple[float, float] | None:
    """The first geopoint of a record ("lat lon altitude accuracy" in a node whose name says so); None when there is none."""
    for path, text in flat.items():
        name = path.rsplit("/", 1)[-1].lower()
        if not any(word in name for word in ("gps", "lokasi", "titik", "geopoint", "koordinat")):
            continue
        try:
            numbers = [float(part) for part in text.split()]
        except ValueError:
            continue
        if len(numbers) >= 2 and abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180:
            return numbers[0], numbers[1]
    return None


def said(flat: Mapping[str, str], name: str) -> str:
    """Text of the first node of this name; "" when there is none."""
    return next((text for path, text in flat.items() if path.rsplit("/", 1)[-1] == name), "")
