"""Skip rules as data: one declaration, four readings (Python, SQL, XLSForm, a sentence).

The logic is three-valued, exactly that of SQL: a comparison with an unknown value is unknown, and a rule is
true or false only where the unknown parts cannot change the answer. A rule names the whole chain it hangs on
(age, then attendance, then level), so that a child of three is *not asked* and not *unknown*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from django.utils.translation import get_language

AGE = "umur"
SEX = "jenis_kelamin"

Operator = Literal["in", ">=", "<=", "between"]


class Described(Protocol):
    """What the sentence of a rule needs to know about a variable."""

    @property
    def label(self) -> str: ...

    def answer_name(self, code: int) -> str:
        """Name of an answer code in the language of the page."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`key` is one of `numbers` ("in"), at least / at most the one number, or between the two (inclusive)."""

    key: str
    operator: Operator
    numbers: tuple[int, ...]

    def __post_init__(self) -> None:
        expected = {"in": max(1, len(self.numbers)), ">=": 1, "<=": 1, "between": 2}[self.operator]
        if len(self.numbers) != expected:
            raise ValueError(f"{self.operator} on {self.key} takes another count of numbers")

    def evaluate(self, values: Mapping[str, object]) -> bool | None:
        """True, False, or None where the value is absent or no whole number."""
        value = values.get(self.key)
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        if self.operator == "in":
            return value in self.numbers
        if self.operator == "between":
            return self.numbers[0] <= value <= self.numbers[1]
        return value >= self.numbers[0] if self.operator == ">=" else value <= self.numbers[0]

    def keys(self) -> Iterator[str]:
        yield self.key

    def sql(self, column: Callable[[str], str]) -> str:
        name = column(self.key)
        if self.operator == "in":
            return f"{name} IN ({', '.join(map(str, self.numbers))})"
        if self.operator == "between":
            return f"{name} BETWEEN {self.numbers[0]} AND {self.numbers[1]}"
        return f"{name} {self.operator} {self.numbers[0]}"

    def relevant(self) -> str:
        field = "${" + self.key + "}"
        if self.operator == "in":
            # A select_one answer is text in XForms, so the code is compared as text.
            parts = [f"{field} = '{number}'" for number in self.numbers]
            return parts[0] if len(parts) == 1 else f"({' or '.join(parts)})"
        if self.operator == "between":
            return f"{field} >= {self.numbers[0]} and {field} <= {self.numbers[1]}"
        return f"{field} {self.operator} {self.numbers[0]}"

    def sentence(self, catalogue: Mapping[str, Described]) -> str:
        label = catalogue[self.key].label
        label = label if label[:2].isupper() else label[0].lower() + label[1:]
        unit = _word(" tahun", " years") if self.key == AGE else ""
        if self.operator == "in":
            names = [f"“{catalogue[self.key].answer_name(number)}”" for number in self.numbers]
            return f"{label} {_word('adalah', 'is')} {_joined(names, _word('atau', 'or'))}"
        if self.operator == "between":
            return f"{label} {self.numbers[0]} {_word('sampai', 'to')} {self.numbers[1]}{unit}"
        bound = _word("paling sedikit", "at least") if self.operator == ">=" else _word("paling banyak", "at most")
        return f"{label} {bound} {self.numbers[0]}{unit}"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when one of the branches is true; each branch is itself a rule.

    `summary` says what a long list of branches amounts to, for people who read the form: Indonesian, English.
    """

    branches: tuple[AskedIf, ...]
    summary: tuple[str, str] = ("", "")

    def evaluate(self, values: Mapping[str, object]) -> bool | None:
        outcomes = [branch.evaluate(values) for branch in self.branches]
        if True in outcomes:
            return True
        return None if None in outcomes else False

    def keys(self) -> Iterator[str]:
        for branch in self.branches:
            yield from branch.keys()

    def sql(self, column: Callable[[str], str]) -> str:
        return f"({' OR '.join(branch.sql(column) for branch in self.branches)})"

    def relevant(self) -> str:
        return f"({' or '.join(f'({branch.relevant()})' for branch in self.branches)})"

    def sentence(self, catalogue: Mapping[str, Described]) -> str:
        if self.summary[0]:
            return _word(*self.summary)
        return _word("salah satu berlaku: ", "one of these holds: ") + "; ".join(
            branch.condition(catalogue) for branch in self.branches
        )


@dataclass(frozen=True, slots=True)
class AskedIf:
    """All `terms` must hold; no terms means: always asked."""

    terms: tuple[Comparison | AnyOf, ...] = ()

    def __and__(self, other: AskedIf) -> AskedIf:
        return AskedIf(self.terms + other.terms)

    @property
    def always(self) -> bool:
        return not self.terms

    def evaluate(self, values: Mapping[str, object]) -> bool | None:
        """True: asked; False: not asked; None: cannot be said from what is known.

        `values` holds answer codes under variable keys, whole years under "umur", 1/2 under "jenis_kelamin".
        """
        outcomes = [term.evaluate(values) for term in self.terms]
        if False in outcomes:
            return False
        return None if None in outcomes else True

    def keys(self) -> Iterator[str]:
        """Keys of the variables the rule reads, in order, with repeats."""
        for term in self.terms:
            yield from term.keys()

    def sql(self, column: Callable[[str], str] = lambda key: f'"{key}"') -> str:
        """SQL condition, NULL where unknown. `column` turns a key into a column expression (age, alias)."""
        if self.always:
            return "TRUE"
        return f"({' AND '.join(term.sql(column) for term in self.terms)})"

    def relevant(self) -> str:
        """XLSForm `relevant` expression, empty when always asked. XForms knows no unknown: blank is false."""
        return " and ".join(term.relevant() for term in self.terms)

    def condition(self, catalogue: Mapping[str, Described]) -> str:
        """The condition alone, to stand behind "jika"."""
        return _joined([term.sentence(catalogue) for term in self.terms], _word("dan", "and"))

    def sentence(self, catalogue: Mapping[str, Described]) -> str:
        """The rule as a sentence in the language of the page; KeyError when it names a variable not in `catalogue`."""
        if self.always:
            return _word("Ditanyakan kepada semua.", "Asked of everybody.")
        return f"{_word('Ditanyakan jika', 'Asked if')} {self.condition(catalogue)}."


ALWAYS = AskedIf()


def one_of(key: str, *codes: int) -> AskedIf:
    return AskedIf((Comparison(key, "in", codes),))


def at_least(key: str, number: int) -> AskedIf:
    return AskedIf((Comparison(key, ">=", (number,)),))


def at_most(key: str, number: int) -> AskedIf:
    return AskedIf((Comparison(key, "<=", (number,)),))


def between(key: str, low: int, high: int) -> AskedIf:
    return AskedIf((Comparison(key, "between", (low, high)),))


def any_of(branches: Iterable[AskedIf], *, summary: tuple[str, str] = ("", "")) -> AskedIf:
    return AskedIf((AnyOf(tuple(branches), summary),))


def _joined(parts: list[str], last: str) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def _word(indonesian: str, english: str) -> str:
    return english if get_language() == "en" else indonesian
