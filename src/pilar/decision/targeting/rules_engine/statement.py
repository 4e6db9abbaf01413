"""Resolved rules to one set-based statement: one row per family, three columns per programme.

Shape (innermost first): declared fields under fixed names; member predicates, shared parts computed once, counted
per family; conditions likewise; one number per condition (0 met, 1 not met, 2^16 unknown); both masks of a
programme in one sum; masks, outcome and amount apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .catalogue import Field, Kind, Subject
from .dialects import DIALECTS, Dialect, Engine
from .expression import Constant, Expression, FieldRef, MemberCount, walk
from .rendering import Renderer
from .resolution import ResolvedComponent, ResolvedProgramme, ResolvedRules
from .sharing import layers

_UNKNOWN = 2**16
#: Conditions whose bits fit in one half of a 32-bit word: narrow columns are faster in every engine.
_WORD = 15


@dataclass(frozen=True)
class Columns:
    """Names of one programme's result columns; `components` by component key, only when asked for.

    not_met, unknown: bit masks; amount: rupiah, 0 unless met. Met = both masks are 0.
    """

    programme: str
    not_met: str
    unknown: str
    amount: str
    components: Mapping[str, str]


@dataclass(frozen=True)
class Statement:
    """`sql` selects `family` and the columns of every programme, in no particular order of rows."""

    sql: str
    engine: Engine
    columns: tuple[Columns, ...]


def compile_statement(
    rules: ResolvedRules,
    engine: Engine,
    *,
    families: str = "families",
    members: str | None = "members",
    family_key: str = "family",
    member_family_key: str = "family",
    components: bool = False,
) -> Statement:
    """One SELECT for all programmes in force.

    Args:
        rules: from `resolve`.
        engine: dialect to write.
        families: table with one row per family: `family_key` and the fields named by the rules.
        members: table with one row per member, or None when members are not known (their conditions are then
            unknown for everybody).
        components: also give each component's amount before the programme's `most_amount`.

    Raises:
        ValueError: a table or key name that cannot be quoted.
    """
    writer = _Writer(rules, DIALECTS[engine], has_members=members is not None, components=components)
    source = writer.source(families, members, family_key, member_family_key)
    return Statement(writer.outer(source), engine, writer.columns)


class _Writer:
    def __init__(self, rules: ResolvedRules, dialect: Dialect, *, has_members: bool, components: bool) -> None:
        self._rules = rules
        self._dialect = dialect
        self._has_members = has_members
        self._components = components
        self._conditions: dict[Expression, int] = {}
        self._numbers: dict[Expression, int] = {}
        self._counts: dict[Expression, int] = {}
        for tree in self._trees():
            for node in walk(tree):
                if isinstance(node, MemberCount):
                    self._counts.setdefault(node.predicate, len(self._counts))
        self._renderer = Renderer(dialect, self._counts)
        self.columns = tuple(
            Columns(
                item.key,
                f"p{number}_not_met",
                f"p{number}_unknown",
                f"p{number}_amount",
                {part.component.key: f"p{number}_c{index}" for index, part in enumerate(item.components)}
                if components
                else {},
            )
            for number, item in enumerate(rules.programmes)
        )

    def _trees(self) -> Iterator[Expression]:
        """All top-level trees; gives conditions and numbers their columns on the way."""
        for programme in self._rules.programmes:
            for condition in programme.conditions:
                self._conditions.setdefault(condition.tree, len(self._conditions))
                yield condition.tree
            for component in programme.components:
                for tree in (component.units, component.each):
                    if not isinstance(tree, Constant):
                        self._numbers.setdefault(tree, len(self._numbers))
                        yield tree

    def source(self, families: str, members: str | None, family_key: str, member_key: str) -> str:
        """Family fields beside member counts."""
        q = self._dialect.name
        parts = [f"{q(family_key)} AS family", *self._fields(Subject.FAMILY)]
        inner = f"SELECT {', '.join(parts)} FROM {q(families)}"
        if not self._counts:
            return inner
        if members is None:
            unknown = [f"CAST(NULL AS BIGINT) AS {c}{n}" for n in self._counts.values() for c in "th"]
            return f"SELECT s.*, {', '.join(unknown)} FROM ({inner}) s"
        member_fields = ", ".join([f"{q(member_key)} AS family", *self._fields(Subject.MEMBER)])
        people, names = self._layered(f"SELECT {member_fields} FROM {q(members)}", list(self._counts), "b")
        counted = ", ".join(
            f"COUNT(CASE WHEN {names[node]} THEN 1 END) AS t{number}, COUNT(*) - COUNT({names[node]}) AS u{number}"
            for node, number in self._counts.items()
        )
        grouped = f"SELECT family, {counted} FROM ({people}) r GROUP BY family"
        filled = ", ".join(
            f"COALESCE(m.t{n}, 0) AS t{n}, COALESCE(m.t{n} + m.u{n}, 0) AS h{n}" for n in self._counts.values()
        )
        return f"SELECT s.*, {filled} FROM ({inner}) s LEFT JOIN ({grouped}) m ON m.family = s.family"

    def _layered(self, source: str, trees: list[Expression], prefix: str) -> tuple[str, dict[Expression, str]]:
        """`source` with a column for every tree and shared part, and the names of those columns."""
        renderer, sql = Renderer(self._dialect, self._counts), source
        for layer in layers(trees):
            columns = {node: f"{prefix}{len(renderer.named) + place}" for place, node in enumerate(layer)}
            added = ", ".join(f"{renderer.sql(node)} AS {name}" for node, name in columns.items())
            sql = f"SELECT z.*, {added} FROM ({sql}) z{self._dialect.fence}"
            renderer.named |= columns
        return sql, renderer.named

    def _fields(self, subject: Subject) -> list[str]:
        """Used fields of a subject under their fixed names, checked against their ranges."""
        names = {
            node.name
            for tree in (*self._conditions, *self._numbers, *self._counts)
            for node in walk(tree)
            if isinstance(node, FieldRef) and node.subject is subject
        }
        declared = self._rules.catalogue.of(subject)
        return [f"{field_sql(self._dialect, declared[name])} AS f_{name}" for name in sorted(names)]

    def outer(self, source: str) -> str:
        """The layers from truth values to the result."""
        fence = self._dialect.fence
        judged, names = self._layered(source, [*self._conditions, *self._numbers], "k")
        states = [
            f"CASE WHEN {names[node]} THEN 0 WHEN {names[node]} IS NULL THEN {_UNKNOWN} ELSE 1 END AS s{number}"
            for node, number in self._conditions.items()
        ]
        numbers = [f"CAST({names[node]} AS BIGINT) AS n{number}" for node, number in self._numbers.items()]
        truths = f"SELECT {', '.join(['family', *states, *numbers])} FROM ({judged}) a{fence}"
        sums: list[str] = []
        final: list[str] = []
        for item, columns in zip(self._rules.programmes, self.columns, strict=True):
            inner, outer = self._programme(item, columns)
            sums += inner
            final += outer
        summed = f"SELECT {', '.join(['family', *sums])} FROM ({truths}) b{fence}"
        return f"SELECT {', '.join(['family', *final])} FROM ({summed}) c"

    def _programme(self, item: ResolvedProgramme, columns: Columns) -> tuple[list[str], list[str]]:
        prefix = columns.not_met.removesuffix("_not_met")
        inner: list[str] = []
        words = []
        for start in range(0, len(item.conditions), _WORD):
            chunk = item.conditions[start : start + _WORD]
            word = f"{prefix}_w{start}"
            weighted = (f"s{self._conditions[condition.tree]} * {1 << bit}" for bit, condition in enumerate(chunk))
            inner.append(f"{' + '.join(weighted)} AS {word}")
            words.append((word, start))
        masks = [(f"({word} & {_UNKNOWN - 1})", self._dialect.high_word(word, 16), start) for word, start in words]
        not_met = " + ".join(_shifted(low, start) for low, _, start in masks)
        unknown = " + ".join(_shifted(high, start) for _, high, start in masks)
        clear = " AND ".join(f"{word} = 0" for word, _ in words)
        if not item.components:
            final = [f"{not_met} AS {columns.not_met}", f"{unknown} AS {columns.unknown}"]
            return inner, [*final, f"CAST(0 AS BIGINT) AS {columns.amount}"]
        takes, known = self._takes(item)
        parts = [f"{taken} * {self._number(part.each)}" for taken, part in zip(takes, item.components, strict=True)]
        total = " + ".join(parts)
        amount = f"CASE WHEN {known} THEN {total} END" if known else total
        inner.append(f"{amount} AS {prefix}_a")
        for index, part_sql in enumerate(parts if self._components else []):
            inner.append(f"{part_sql} AS {prefix}_v{index}")
        missing = f"CASE WHEN {prefix}_a IS NULL THEN {1 << len(item.conditions)} ELSE 0 END"
        paid = f"{prefix}_a"
        if item.most_amount is not None:
            paid = f"CASE WHEN {paid} > {item.most_amount} THEN {item.most_amount} ELSE {paid} END"
        guard = f"{clear} AND {prefix}_a IS NOT NULL"
        final = [
            f"{not_met} AS {columns.not_met}",
            f"{unknown} + {missing} AS {columns.unknown}",
            f"CASE WHEN {guard} THEN {paid} ELSE 0 END AS {columns.amount}",
        ]
        for index, column in enumerate(columns.components.values()):
            final.append(f"CASE WHEN {guard} THEN {prefix}_v{index} ELSE 0 END AS {column}")
        return inner, final

    def _number(self, tree: Expression) -> str:
        return self._renderer.wide(tree) if isinstance(tree, Constant) else f"n{self._numbers[tree]}"

    def _takes(self, item: ResolvedProgramme) -> tuple[list[str], str]:
        """Units that count per component, and the test that all numbers are known."""
        limited = [self._limited(part) for part in item.components]
        needed = {
            self._number(tree)
            for part in item.components
            for tree in (part.units, part.each)
            if not isinstance(tree, Constant)
        }
        known = " AND ".join(f"{name} IS NOT NULL" for name in sorted(needed))
        if item.most_units is None:
            return limited, known
        takes = []
        for index, units in enumerate(limited):
            before = " + ".join(limited[:index]) or "0"
            left = f"({item.most_units} - ({before}))"
            takes.append(f"(CASE WHEN {left} <= 0 THEN 0 WHEN {units} > {left} THEN {left} ELSE {units} END)")
        return takes, known

    def _limited(self, part: ResolvedComponent) -> str:
        units = self._number(part.units)
        return units if part.most is None else f"(CASE WHEN {units} > {part.most} THEN {part.most} ELSE {units} END)"


def field_sql(dialect: Dialect, declared: Field) -> str:
    """A column as rules compare it: dates as yyyymmdd, numbers unknown outside their declared range."""
    column = dialect.name(declared.name)
    if declared.kind is Kind.DATE:
        return dialect.date_number(column)
    if not declared.kind.numeric:
        return column
    cast = column if declared.kind is Kind.INTEGER else f"CAST({column} AS {dialect.double})"
    if declared.has_range:
        return f"CASE WHEN {column} BETWEEN {declared.bounds[0]} AND {declared.bounds[1]} THEN {cast} END"
    return cast


def _shifted(mask: str, bits: int) -> str:
    """A mask moved up to its place; 64 bits as soon as there is more than one word."""
    return f"CAST({mask} AS BIGINT) * {1 << bits}" if bits else mask
