"""The decision table of a rule text on a day: conditions as rows, programmes as columns, all from the same file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from pilar.decision.targeting.book import checked_book, read_book
from pilar.decision.targeting.rules_engine.catalogue import Subject
from pilar.decision.targeting.rules_engine.expression import Constant
from pilar.decision.targeting.rules_engine.resolution import ResolvedProgramme, ResolvedRules, resolve
from pilar.decision.targeting.rules_engine.rulebook import OPEN_END, Condition, Dated, Parameter, RuleBook, Source, Text


@dataclass(frozen=True, slots=True)
class Part:
    """One component of an amount: words, rupiah per unit (None when it is no constant), most units."""

    label: str
    each: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class Column:
    """A programme in force. `until` None: no end."""

    key: str
    name: str
    start: date
    until: date | None
    source: Source
    parts: tuple[Part, ...]
    most_units: int | None
    most_amount: int | None
    stages: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    """A condition in force: its sentences with values, its expression, basis, dates, place in the files, one tick per column."""

    key: str
    met: str
    not_met: str
    unknown: str
    when: str
    source: Source
    start: date
    until: date | None
    file: str
    number: int
    ticks: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A condition about one member, or one that only other conditions use."""

    key: str
    when: str
    source: Source
    subject: str


@dataclass(frozen=True, slots=True)
class Value:
    """One dated version of a parameter; `index` is its place among the [[parameter]] of `file`."""

    key: str
    value: str
    unit: str
    alternative: str
    start: date
    until: date | None
    source: Source
    file: str
    index: int
    in_force: bool


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """Everything the page of a version shows for one day."""

    day: date
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    terms: tuple[Term, ...]


def text_of(text: Text) -> str:
    """A name in the language of the page."""
    return text.en if get_language() == "en" else text.id


def decision_table(files: Mapping[str, str], choices: Mapping[str, str], day: date) -> DecisionTable:
    """The table of a rule text on a day.

    Raises:
        RulesRefused: the text is refused.
    """
    book = checked_book(files)
    known = book.alternatives()
    usable = {key: name for key, name in choices.items() if name in known.get(key, ())}
    rules = resolve(book.choosing(usable), day)
    programmes = rules.programmes
    used: dict[str, Condition] = {}
    for programme in programmes:
        for item in programme.conditions:
            used.setdefault(item.condition.key, item.condition)
    ticks = [{item.condition.key for item in programme.conditions} for programme in programmes]
    lines = tuple(_line(rules, condition, [condition.key in one for one in ticks]) for condition in used.values())
    return DecisionTable(day, tuple(_column(one) for one in programmes), lines, _terms(book, used, day))


def _line(rules: ResolvedRules, condition: Condition, ticks: Sequence[bool]) -> Line:
    language = "en" if get_language() == "en" else "id"
    return Line(
        key=condition.key,
        met=rules.sentence(condition.met, language),
        not_met=rules.sentence(condition.not_met, language),
        unknown=rules.sentence(condition.unknown, language),
        when=" ".join(condition.when.split()),
        source=condition.source,
        start=condition.start,
        until=_until(condition),
        file=condition.when_place.file,
        number=condition.when_place.line,
        ticks=tuple(ticks),
    )


def _until(item: Dated) -> date | None:
    return None if item.end == OPEN_END else item.end


def _column(item: ResolvedProgramme) -> Column:
    programme = item.programme
    parts = tuple(
        Part(
            text_of(part.component.label),
            int(part.each.value) if isinstance(part.each, Constant) else None,
            part.most,
        )
        for part in item.components
    )
    return Column(
        key=programme.key,
        name=text_of(programme.name),
        start=programme.start,
        until=_until(programme),
        source=programme.source,
        parts=parts,
        most_units=item.most_units,
        most_amount=item.most_amount,
        stages=tuple(stage.key for stage in programme.stages),
        note=programme.note,
    )


def _terms(book: RuleBook, used: Mapping[str, Condition], day: date) -> tuple[Term, ...]:
    return tuple(
        Term(
            one.key, " ".join(one.when.split()), one.source, "anggota" if one.subject is Subject.MEMBER else "keluarga"
        )
        for one in book.conditions
        if one.key not in used
        and one.in_force(day)
        and (not one.alternative or book.choices.get(one.key) == one.alternative)
    )


def parameter_values(files: Mapping[str, str], day: date) -> tuple[Value, ...]:
    """Every dated parameter of a text that reads, with its place for the form.

    Raises:
        RulesRefused: the shape of the text is wrong.
    """
    book = read_book(files)
    counts: dict[str, int] = {}
    found = []
    for one in book.parameters:
        index = counts.get(one.place.file, 0)
        counts[one.place.file] = index + 1
        in_force = one.in_force(day) and (not one.alternative or book.choices.get(one.key) == one.alternative)
        found.append(_value(one, index, in_force))
    return tuple(sorted(found, key=lambda one: (one.key, one.alternative, one.start)))


def _value(one: Parameter, index: int, in_force: bool) -> Value:
    return Value(
        key=one.key,
        value=toml_value(one.value),
        unit=one.unit,
        alternative=one.alternative,
        start=one.start,
        until=_until(one),
        source=one.source,
        file=one.place.file,
        index=index,
        in_force=in_force,
    )


def toml_value(value: object) -> str:
    """A parameter as its file writes it."""
    if isinstance(value, tuple):
        return "[" + ", ".join(toml_value(one) for one in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)
