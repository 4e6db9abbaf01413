"""Conditions on a pair of prepared records: written once, compiled to DuckDB SQL, Spark SQL and Python.

A condition is two-valued: what is missing on either side makes a leaf false, so that `Not` means the same in SQL
and in Python. The left record is `l`, the right one `r`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

Record = Mapping[str, Any]
Test = Callable[[Record, Record], bool]


class Dialect(Protocol):
    """Spelling of the few functions that differ between SQL engines; each returns a SQL boolean or integer."""

    def bits_apart(self, column: str) -> str: ...
    def hamming(self, left: str, right: str) -> str: ...
    def levenshtein(self, left: str, right: str) -> str: ...
    def similarity(self, left: str, right: str) -> str: ...
    def shares(self, left: str, right: str) -> str: ...
    def contains(self, left: str, right: str) -> str: ...


class Condition(Protocol):
    def sql(self, dialect: Dialect) -> str: ...
    def test(self) -> Test: ...


@dataclass(frozen=True)
class Equal:
    """Left column equals right column (`other` if the right one has another name)."""

    column: str
    other: str = ""

    def sql(self, dialect: Dialect) -> str:
        return f"l.{self.column} = r.{self.other or self.column}"

    def test(self) -> Test:
        a, b = self.column, self.other or self.column
        return lambda left, right: left[a] is not None and left[a] == right[b]


@dataclass(frozen=True)
class SamePart:
    """Characters `start`..`start + length - 1` (from 1) of both columns are equal."""

    column: str
    start: int
    length: int

    def sql(self, dialect: Dialect) -> str:
        part = f"substr({{}}.{self.column}, {self.start}, {self.length})"
        return f"{part.format('l')} = {part.format('r')}"

    def test(self) -> Test:
        cut = slice(self.start - 1, self.start - 1 + self.length)
        column = self.column

        def same(left: Record, right: Record) -> bool:
            a, b = left[column], right[column]
            return a is not None and b is not None and a[cut] == b[cut]

        return same


@dataclass(frozen=True)
class WithinDigits:
    """Codes of one fixed length differ in at most `most` places."""

    column: str
    most: int

    def sql(self, dialect: Dialect) -> str:
        return f"{dialect.hamming('l.' + self.column, 'r.' + self.column)} <= {self.most}"

    def test(self) -> Test:
        column, most = self.column, self.most

        def near(left: Record, right: Record) -> bool:
            a, b = left[column], right[column]
            if a is None or b is None or len(a) != len(b):
                return False
            return sum(map(str.__ne__, a, b)) <= most

        return near


@dataclass(frozen=True)
class WithinEdits:
    """Texts of at least `shortest` characters are at most `most` insertions, deletions or changes apart.

    `letters`: column with the set of characters of the text as bits. One edit changes that set by two at most, so
    comparing the sets first spares nearly every edit distance between strangers without changing the answer.
    """

    column: str
    most: int
    shortest: int = 0
    letters: str = ""

    def sql(self, dialect: Dialect) -> str:
        a, b = f"l.{self.column}", f"r.{self.column}"
        first = f"{dialect.bits_apart(self.letters)} <= {2 * self.most} and " if self.letters else ""
        return (
            f"({first}abs(length({a}) - length({b})) <= {self.most} and length({a}) >= {self.shortest} "
            f"and length({b}) >= {self.shortest} and {dialect.levenshtein(a, b)} <= {self.most})"
        )

    def test(self) -> Test:
        from rapidfuzz.distance import Levenshtein

        column, most, shortest = self.column, self.most, self.shortest

        def near(left: Record, right: Record) -> bool:
            a, b = left[column], right[column]
            if a is None or b is None or min(len(a), len(b)) < shortest:
                return False
            return bool(Levenshtein.distance(a, b, score_cutoff=most) <= most)

        return near


@dataclass(frozen=True)
class Alike:
    """Jaro-Winkler similarity is at least `least` (0..1) and the character sets differ in at most `apart`."""

    column: str
    least: float
    letters: str
    apart: int = 6

    def sql(self, dialect: Dialect) -> str:
        similarity = dialect.similarity("l." + self.column, "r." + self.column)
        return f"({dialect.bits_apart(self.letters)} <= {self.apart} and {similarity} >= {self.least})"

    def test(self) -> Test:
        from rapidfuzz.distance import JaroWinkler

        column, least, letters, apart = self.column, self.least, self.letters, self.apart

        def alike(left: Record, right: Record) -> bool:
            a, b = left[column], right[column]
            if a is None or b is None or (left[letters] ^ right[letters]).bit_count() > apart:
                return False
            return bool(JaroWinkler.similarity(a, b) >= least)

        return alike


@dataclass(frozen=True)
class Shares:
    """Two lists have an element in common. `bits`: column with one bit per element hash, compared first."""

    column: str
    bits: str

    def sql(self, dialect: Dialect) -> str:
        shared = dialect.shares(f"l.{self.column}", f"r.{self.column}")
        return f"((l.{self.bits} & r.{self.bits}) <> 0 and {shared})"

    def test(self) -> Test:
        column = self.column

        def shares(left: Record, right: Record) -> bool:
            a, b = left[column], right[column]
            return a is not None and b is not None and not set(a).isdisjoint(b)

        return shares


@dataclass(frozen=True)
class Contains:
    """One list holds every element of the other. `bits`: column with one bit per element hash, compared first."""

    column: str
    bits: str

    def sql(self, dialect: Dialect) -> str:
        a, b = f"l.{self.column}", f"r.{self.column}"
        p, q = f"l.{self.bits}", f"r.{self.bits}"
        whole = f"({dialect.contains(a, b)} or {dialect.contains(b, a)})"
        return f"(((({p} & {q}) = {p}) or (({p} & {q}) = {q})) and {whole})"

    def test(self) -> Test:
        column = self.column

        def contains(left: Record, right: Record) -> bool:
            a, b = left[column], right[column]
            if a is None or b is None:
                return False
            return set(a) <= set(b) or set(b) <= set(a)

        return contains


@dataclass(frozen=True)
class Near:
    """Two numbers differ by at most `most`."""

    column: str
    most: float

    def sql(self, dialect: Dialect) -> str:
        return f"abs(l.{self.column} - r.{self.column}) <= {self.most}"

    def test(self) -> Test:
        column, most = self.column, self.most

        def near(left: Record, right: Record) -> bool:
            a, b = left[column], right[column]
            return a is not None and b is not None and abs(a - b) <= most

        return near


@dataclass(frozen=True)
class AtLeast:
    """The left record's number is at least `least`; used for properties that equal values share."""

    column: str
    least: float

    def sql(self, dialect: Dialect) -> str:
        return f"l.{self.column} >= {self.least!r}"

    def test(self) -> Test:
        column, least = self.column, self.least
        return lambda left, right: left[column] is not None and left[column] >= least


@dataclass(frozen=True)
class Either:
    """One of the two records has this value."""

    column: str
    value: int

    def sql(self, dialect: Dialect) -> str:
        return f"(l.{self.column} = {self.value} or r.{self.column} = {self.value})"

    def test(self) -> Test:
        column, value = self.column, self.value
        return lambda left, right: left[column] == value or right[column] == value


@dataclass(frozen=True)
class All:
    parts: tuple[Condition, ...]

    def sql(self, dialect: Dialect) -> str:
        return "(" + " and ".join(part.sql(dialect) for part in self.parts) + ")"

    def test(self) -> Test:
        tests = [part.test() for part in self.parts]
        if len(tests) == 2:
            one, two = tests
            return lambda left, right: one(left, right) and two(left, right)
        return lambda left, right: all(test(left, right) for test in tests)


@dataclass(frozen=True)
class AnyOf:
    parts: tuple[Condition, ...]

    def sql(self, dialect: Dialect) -> str:
        return "(" + " or ".join(part.sql(dialect) for part in self.parts) + ")"

    def test(self) -> Test:
        tests = [part.test() for part in self.parts]
        if len(tests) == 2:
            one, two = tests
            return lambda left, right: one(left, right) or two(left, right)
        return lambda left, right: any(test(left, right) for test in tests)


@dataclass(frozen=True)
class Not:
    part: Condition

    def sql(self, dialect: Dialect) -> str:
        return f"not coalesce({self.part.sql(dialect)}, false)"

    def test(self) -> Test:
        inner = self.part.test()
        return lambda left, right: not inner(left, right)


def both(*parts: Condition) -> All:
    return All(parts)


def either(*parts: Condition) -> AnyOf:
    return AnyOf(parts)


class DuckDialect:
    """DuckDB's function names."""

    def bits_apart(self, column: str) -> str:
        return f"bit_count(xor(l.{column}, r.{column}))"

    def hamming(self, left: str, right: str) -> str:
        return f"hamming({left}, {right})"

    def levenshtein(self, left: str, right: str) -> str:
        return f"levenshtein({left}, {right})"

    def similarity(self, left: str, right: str) -> str:
        return f"jaro_winkler_similarity({left}, {right})"

    def shares(self, left: str, right: str) -> str:
        return f"list_has_any({left}, {right})"

    def contains(self, left: str, right: str) -> str:
        return f"list_has_all({left}, {right})"
