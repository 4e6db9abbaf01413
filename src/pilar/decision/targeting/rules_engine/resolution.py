"""A rule book at one date: every name resolved, every expression typed, every amount bounded."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from .catalogue import NAME, Catalogue, Subject
from .constants import constant_of
from .expression import MOST_MEMBERS, Constant, Expression, Junction, MemberCount, Not, bounds_of, walk
from .parsing import Names, ParameterValue, parse_boolean, parse_integer
from .problems import ExpressionRefused, RuleProblem, RulesRefused
from .rulebook import Component, Condition, Dated, Parameter, Programme, RuleBook, Text

#: One bit per condition and one for the amount, within a signed 64-bit number.
MOST_CONDITIONS = 60
#: No family receives more than this; beyond it is a mistake in the file.
MOST_AMOUNT = 10**15


@dataclass(frozen=True)
class ResolvedCondition:
    condition: Condition
    tree: Expression


@dataclass(frozen=True)
class ResolvedComponent:
    """`units` and `each` are whole-number trees; at most `most` units count (None = all)."""

    component: Component
    each: Expression
    units: Expression
    most: int | None


@dataclass(frozen=True)
class ResolvedProgramme:
    """`conditions[i]` is bit i of both masks; bit `len(conditions)` of the unknown mask is the amount.

    `components` stand in the order in which they use up `most_units`: highest rate first.
    """

    programme: Programme
    conditions: tuple[ResolvedCondition, ...]
    components: tuple[ResolvedComponent, ...]
    most_units: int | None
    most_amount: int | None

    @property
    def key(self) -> str:
        return self.programme.key


@dataclass(frozen=True)
class ResolvedRules:
    """The rules of one day: what is compiled, evaluated and stored with each decision."""

    version: str
    day: date
    catalogue: Catalogue
    parameters: dict[str, ParameterValue]
    programmes: tuple[ResolvedProgramme, ...]

    def needs_members(self) -> bool:
        """Whether any condition or component looks at members."""

        return any(
            isinstance(node, MemberCount)
            for programme in self.programmes
            for tree in (
                *(condition.tree for condition in programme.conditions),
                *(component.units for component in programme.components),
            )
            for node in walk(tree)
        )

    def sentence(self, text: Text, language: str = "id") -> str:
        """A condition's or component's sentence with parameter values filled in."""
        raw = text.en if language == "en" else text.id
        return _PLACEHOLDER.sub(lambda found: _shown(self.parameters[found.group(1)]), raw)


_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def resolve(book: RuleBook, day: date) -> ResolvedRules:
    """The rules in force on `day`.

    Raises:
        RulesRefused: anything wrong with the parts in force that day, each with line and reason.
    """
    resolver = _Resolver(book, day)
    rules = resolver.rules()
    if resolver.problems:
        raise RulesRefused(resolver.problems)
    return rules


class _Broken(Exception):
    """Another condition that this one mentions has a problem of its own, already reported there."""


D = TypeVar("D", bound=Dated)


class _Resolver:
    def __init__(self, book: RuleBook, day: date) -> None:
        self.problems: list[RuleProblem] = []
        self._book = book
        self._day = day
        self._parameters = self._in_force(book.parameters)
        self._conditions = self._in_force(book.conditions)
        self._trees: dict[str, Expression | None] = {}
        self._open: list[str] = []
        self._names = Names(
            catalogue=book.catalogue,
            today=day,
            parameters={key: item.value for key, item in self._parameters.items()},
            condition_subjects={key: item.subject for key, item in self._conditions.items()},
            condition=self._referenced,
        )
        self._known = {item.key: item for item in (*book.parameters, *book.conditions)}

    def _in_force(self, items: Iterable[D]) -> dict[str, D]:
        return {item.key: item for item in self._book.chosen(items) if item.in_force(self._day)}  # type: ignore[misc]

    def rules(self) -> ResolvedRules:
        for parameter in self._parameters.values():
            self._check_parameter(parameter)
        for key in self._conditions:
            self._tree(key)
        programmes = [self._programme(item) for item in self._in_force(self._book.programmes).values()]
        return ResolvedRules(
            version=self._book.version(),
            day=self._day,
            catalogue=self._book.catalogue,
            parameters=dict(self._names.parameters),
            programmes=tuple(item for item in programmes if item is not None),
        )

    def _check_parameter(self, parameter: Parameter) -> None:
        values = parameter.value if isinstance(parameter.value, tuple) else (parameter.value,)
        try:
            for value in values:
                constant_of(value)
        except ExpressionRefused as error:
            self.problems.append(parameter.place.problem(f"parameter '{parameter.key}': {error}"))

    def _tree(self, key: str) -> Expression | None:
        """The tree of a condition, None when it has a problem (reported once)."""
        if key in self._trees:
            return self._trees[key]
        condition = self._conditions[key]
        self._open.append(key)
        tree: Expression | None = None
        try:
            tree = parse_boolean(condition.when, condition.subject, self._names)
            self._check_texts(condition)
        except ExpressionRefused as error:
            self.problems.append(condition.when_place.problem(f"syarat '{key}': {self._reason(error)}"))
        except _Broken:
            pass
        finally:
            self._open.pop()
        self._trees[key] = tree
        return tree

    def _referenced(self, key: str) -> Expression:
        if key in self._open:
            circle = " -> ".join([*self._open[self._open.index(key) :], key])
            raise ExpressionRefused(f"rujukan melingkar {circle}")
        tree = self._tree(key)
        if tree is None:
            raise _Broken
        return tree

    def _reason(self, error: ExpressionRefused) -> str:
        """Tells an unknown name from one that exists but not on this date."""
        found = re.fullmatch(r"isian '(\w+)' tidak dikenal", str(error))
        if found and found.group(1) in self._known:
            return f"'{found.group(1)}' tidak punya nilai pada {self._day.isoformat()}"
        return str(error)

    def _check_texts(self, condition: Condition) -> None:
        for text in (condition.met, condition.not_met, condition.unknown):
            for name in _PLACEHOLDER.findall(text.id) + _PLACEHOLDER.findall(text.en):
                if name not in self._names.parameters:
                    raise ExpressionRefused(f"kalimat menyebut {{{name}}} yang bukan parameter")

    def _programme(self, programme: Programme) -> ResolvedProgramme | None:
        place, before = programme.place, len(self.problems)
        conditions = [self._listed(programme, key) for key in programme.conditions]
        if len(conditions) > MOST_CONDITIONS:
            self.problems.append(place.problem(f"paling banyak {MOST_CONDITIONS} syarat per program"))
        try:
            components = self._components(programme)
            most_units = self._limit(programme.most_units)
            most_amount = self._limit(programme.most_amount)
            components = ordered(components, most_units)
            check_amount(components, most_units)
        except ExpressionRefused as error:
            self.problems.append(place.problem(f"program '{programme.key}': {self._reason(error)}"))
            return None
        except _Broken:
            return None
        if len(self.problems) > before or any(item is None for item in conditions):
            return None
        kept = tuple(item for item in conditions if item is not None)
        return ResolvedProgramme(programme, kept, components, most_units, most_amount)

    def _listed(self, programme: Programme, key: str) -> ResolvedCondition | None:
        condition = self._conditions.get(key)
        if condition is None:
            known = key in {item.key for item in self._book.conditions}
            reason = f"tidak berlaku pada {self._day.isoformat()}" if known else "tidak dikenal"
            self.problems.append(programme.place.problem(f"program '{programme.key}': syarat '{key}' {reason}"))
            return None
        if condition.subject is not Subject.FAMILY:
            self.problems.append(programme.place.problem(f"program '{programme.key}': '{key}' adalah syarat anggota"))
            return None
        tree = self._tree(key)
        return None if tree is None else ResolvedCondition(condition, tree)

    def _components(self, programme: Programme) -> tuple[ResolvedComponent, ...]:
        found = []
        for component in programme.components:
            try:
                found.append(self._component(component))
            except ExpressionRefused as error:
                self.problems.append(component.place.problem(f"komponen '{component.key}': {self._reason(error)}"))
                raise _Broken from None
        return tuple(found)

    def _component(self, component: Component) -> ResolvedComponent:
        each = parse_integer(component.each, Subject.FAMILY, self._names)
        if component.member:
            units: Expression = MemberCount(parse_boolean(component.member, Subject.MEMBER, self._names))
        else:
            units = parse_integer(component.units or "1", Subject.FAMILY, self._names)
        for what, tree in (("satuan", units), ("rupiah", each)):
            if bounds_of(tree)[0] < 0:
                raise ExpressionRefused(f"{what} dapat negatif; nyatakan min = 0 pada isiannya")
        return ResolvedComponent(component, each, units, self._limit(component.most))

    def _limit(self, text: str) -> int | None:
        if not text:
            return None
        tree = parse_integer(text, Subject.FAMILY, self._names)
        if not isinstance(tree, Constant) or isinstance(tree.value, str) or tree.value < 0:
            raise ExpressionRefused(f"batas '{text}' harus bilangan bulat tetap atau parameter, tidak negatif")
        return int(tree.value)


def ordered(components: tuple[ResolvedComponent, ...], most_units: int | None) -> tuple[ResolvedComponent, ...]:
    """Highest rate first (file order when equal), each person in the first component that fits.

    Raises:
        ExpressionRefused: a limit over all components needs rates that are constant.
    """
    if most_units is not None:
        for component in components:
            if not isinstance(component.each, Constant):
                raise ExpressionRefused("most_units membutuhkan each yang tetap (parameter) pada tiap komponen")
        components = tuple(sorted(components, key=lambda item: -bounds_of(item.each)[1]))
    taken: Expression | None = None
    result = []
    for item in components:
        units = item.units
        if isinstance(units, MemberCount):
            predicate = units.predicate
            if taken is not None:
                units = MemberCount(Junction("AND", (predicate, Not(taken))))
            taken = predicate if taken is None else Junction("OR", (taken, predicate))
        result.append(ResolvedComponent(item.component, item.each, units, item.most))
    return tuple(result)


def check_amount(components: tuple[ResolvedComponent, ...], most_units: int | None) -> None:
    """Refuses an amount that could exceed MOST_AMOUNT.

    Raises:
        ExpressionRefused: with the largest amount possible.
    """
    largest = 0.0
    for item in components:
        units = bounds_of(item.units)[1]
        if isinstance(item.units, MemberCount):
            units = min(units, MOST_MEMBERS)
        limits = [limit for limit in (item.most, most_units) if limit is not None]
        largest += min([units, *limits]) * bounds_of(item.each)[1]
    if largest > MOST_AMOUNT:
        raise ExpressionRefused(f"jumlah dapat mencapai {largest:.3g} rupiah dan meluap; beri batas most atau max")


def _shown(value: ParameterValue) -> str:
    """A parameter as residents read it: 1.500.000 or 7,2."""
    if isinstance(value, tuple):
        return ", ".join(_shown(one) for one in value)
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    return value.strftime("%d-%m-%Y") if isinstance(value, date) else value


def names_in_use(book: RuleBook) -> dict[str, list[str]]:
    """Per name the kinds of thing that carry it (field, parameter, condition)."""
    found: dict[str, list[str]] = {}
    for name in book.catalogue.family.keys() | book.catalogue.member.keys():
        found.setdefault(name, []).append("isian")
    for kind, items in (("parameter", book.parameters), ("syarat", book.conditions)):
        for key in dict.fromkeys(item.key for item in items):
            found.setdefault(key, []).append(kind)
    return {name: kinds for name, kinds in found.items() if NAME.fullmatch(name)}
