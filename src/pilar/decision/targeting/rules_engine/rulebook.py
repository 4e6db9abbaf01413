"""The content of a rule file as dated data, before any meaning is checked.

Every part keeps the file and line it came from. Dates are half-open: `from` is the first day, `until` the
first day no longer in force.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from .catalogue import Catalogue, Subject
from .parsing import ParameterValue
from .problems import RuleProblem

OPEN_END = date.max
#: Changes whenever the same file could give another answer than before.
ENGINE_VERSION = "1"


@dataclass(frozen=True)
class Place:
    file: str
    line: int

    def problem(self, reason: str) -> RuleProblem:
        return RuleProblem(self.file, self.line, reason)


@dataclass(frozen=True)
class Source:
    """Legal basis, where the fact was found, and how sure it is (H high, M medium, L low, bg background)."""

    basis: str = ""
    source: str = ""
    sureness: str = ""


@dataclass(frozen=True)
class Text:
    """One sentence in both languages; `{name}` is replaced by a parameter's value."""

    id: str
    en: str


@dataclass(frozen=True)
class Dated:
    """A version of something: in force on `start <= day < end`; `alternative` only if chosen."""

    key: str
    start: date
    end: date
    alternative: str
    place: Place = field(compare=False)

    def in_force(self, day: date) -> bool:
        return self.start <= day < self.end


@dataclass(frozen=True)
class Parameter(Dated):
    value: ParameterValue
    unit: str = ""
    source: Source = Source()


@dataclass(frozen=True)
class Condition(Dated):
    subject: Subject
    when: str
    met: Text
    not_met: Text
    unknown: Text
    source: Source = Source()
    when_place: Place = field(default=Place("", 0), compare=False)


@dataclass(frozen=True)
class Component:
    """Part of an amount: `each` rupiah for every unit.

    `member` = expression over a member (units are persons), else `units` = whole number over the family,
    else one unit. `most` = parameter or number limiting the units.
    """

    key: str
    label: Text
    each: str
    member: str
    units: str
    most: str
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Stage:
    """A payment stage: months (1-12) of the year."""

    key: str
    months: tuple[int, ...]


@dataclass(frozen=True)
class Programme(Dated):
    name: Text
    conditions: tuple[str, ...]
    components: tuple[Component, ...]
    most_units: str = ""
    most_amount: str = ""
    stages: tuple[Stage, ...] = ()
    note: str = ""
    source: Source = Source()

    def stage_on(self, day: date) -> str:
        """Key of the payment stage of a day, empty without stages."""
        return next((stage.key for stage in self.stages if day.month in stage.months), "")


@dataclass(frozen=True)
class RuleBook:
    """Everything read from a rule file and its includes, with the office's choices among alternatives."""

    title: str
    catalogue: Catalogue
    parameters: tuple[Parameter, ...]
    conditions: tuple[Condition, ...]
    programmes: tuple[Programme, ...]
    choices: Mapping[str, str] = field(default_factory=dict)
    choice_places: Mapping[str, Place] = field(default_factory=dict)

    def choosing(self, choices: Mapping[str, str]) -> RuleBook:
        """The same book with other choices among the dated alternatives."""
        return replace(self, choices={**self.choices, **choices})

    def chosen(self, items: Iterable[Dated]) -> Iterator[Dated]:
        """Versions without an alternative and those of the chosen alternative."""
        for item in items:
            if not item.alternative or self.choices.get(item.key) == item.alternative:
                yield item

    def alternatives(self) -> dict[str, tuple[str, ...]]:
        """Per key the alternatives a Dinas can choose from."""
        found: dict[str, dict[str, None]] = {}
        for item in (*self.parameters, *self.conditions, *self.programmes):
            if item.alternative:
                found.setdefault(item.key, {})[item.alternative] = None
        return {key: tuple(names) for key, names in found.items()}

    def version(self) -> str:
        """SHA-256 over meaning (not comments, layout or file names); same rules, same version."""
        content = {
            "engine": ENGINE_VERSION,
            "fields": [
                [subject, repr(sorted(self.catalogue.of(subject).values(), key=lambda f: f.name))]
                for subject in Subject
            ],
            "parameters": sorted(repr(_bare(item)) for item in self.parameters),
            "conditions": sorted(repr(_bare(item)) for item in self.conditions),
            "programmes": [repr(_bare(item)) for item in self.programmes],
            "choices": sorted(self.choices.items()),
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def _bare(item: Dated) -> Dated:
    """Without places, which are not meaning."""
    nowhere = Place("", 0)
    if isinstance(item, Condition):
        return replace(item, place=nowhere, when_place=nowhere)
    if isinstance(item, Programme):
        components = tuple(replace(component, place=nowhere) for component in item.components)
        return replace(item, place=nowhere, components=components)
    return replace(item, place=nowhere)
