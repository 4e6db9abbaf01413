"""Which dated alternatives an area uses on a day, and the rules that follow: one resolved rule set per different choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pilar.decision.targeting.rules_engine.resolution import ResolvedRules, resolve
from pilar.decision.targeting.rules_engine.rulebook import RuleBook


@dataclass(frozen=True, slots=True)
class Choice:
    """`key` is answered with `alternative` in an area ("" everywhere) from a day on."""

    wilayah: str
    key: str
    alternative: str
    valid_from: date


@dataclass(frozen=True)
class RuleGroup:
    """Rules of the families whose deepest chosen area is `wilayah` ("" for the rest)."""

    wilayah: str
    choices: Mapping[str, str]
    rules: ResolvedRules

    def as_data(self) -> dict[str, object]:
        """What a run keeps: area, choices that differ from the file's own, version of the meaning."""
        return {"wilayah": self.wilayah, "choices": dict(self.choices), "meaning": self.rules.version}


def effective(choices: Iterable[Choice], area: str, day: date) -> dict[str, str]:
    """The choices in force for one area: the deepest area counts, there the newest date."""
    inside = [one for one in choices if area.startswith(one.wilayah) and one.valid_from <= day]
    found: dict[str, str] = {}
    for one in sorted(inside, key=lambda one: (len(one.wilayah), one.valid_from)):
        found[one.key] = one.alternative
    return found


def rule_groups(book: RuleBook, choices: Sequence[Choice], area: str, day: date) -> tuple[RuleGroup, ...]:
    """The rules of an area on a day, the widest area first.

    Choices for keys or alternatives that the book no longer has are left out: the file's own choice counts.

    Raises:
        RulesRefused: the rules are not usable on that day.
    """
    known = book.alternatives()
    usable = [one for one in choices if one.alternative in known.get(one.key, ())]
    below = {one.wilayah for one in usable if one.wilayah.startswith(area) and one.wilayah != area}
    groups: list[RuleGroup] = []
    for place in ["", *sorted(below, key=lambda code: (len(code), code))]:
        chosen = effective(usable, place or area, day)
        groups.append(RuleGroup(place, chosen, resolve(book.choosing(chosen), day)))
    return tuple(groups)


def groups_from_data(book: RuleBook, kept: Sequence[Mapping[str, object]], day: date) -> tuple[RuleGroup, ...]:
    """The groups a run kept, for doing it again."""
    found = []
    for one in kept:
        chosen = one["choices"]
        if not isinstance(chosen, dict):
            raise TypeError("choices of a run are a mapping")
        found.append(RuleGroup(str(one["wilayah"]), chosen, resolve(book.choosing(chosen), day)))
    return tuple(found)
