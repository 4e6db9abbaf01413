"""The plain-Python meaning of the rules, one family at a time: for reason sheets and as the yardstick of tests.

Values are Python's own; None is unknown. Slow on purpose (clear first); lists of families go through
`statement`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from .catalogue import Field, Kind, Subject
from .constants import as_number
from .expression import (
    Arithmetic,
    Comparison,
    Constant,
    Expression,
    FieldRef,
    InRange,
    IsNull,
    Junction,
    MemberCount,
    Membership,
    Not,
    YearsSince,
)
from .resolution import ResolvedProgramme, ResolvedRules

Cell = bool | int | float | str | date | None
Row = Mapping[str, Cell]
Number = int | float


@dataclass(frozen=True)
class ComponentAmount:
    key: str
    units: int
    amount: int


@dataclass(frozen=True)
class Outcome:
    """One family and programme. `truths[i]` belongs to condition i; amounts are rupiah, 0 unless met."""

    programme: str
    outcome: str
    not_met: int
    unknown: int
    amount: int
    truths: tuple[bool | None, ...]
    components: tuple[ComponentAmount, ...]


def evaluate(rules: ResolvedRules, family: Row, members: Sequence[Row] | None) -> list[Outcome]:
    """All programmes for one family; `members=None` means that the members are not known."""
    facts = facts_of(rules, family, members)
    return [evaluate_programme(programme, facts) for programme in rules.programmes]


def facts_of(rules: ResolvedRules, family: Row, members: Sequence[Row] | None) -> Facts:
    """What rules see of a family: declared fields in their ranges."""
    clean_family = clean_row(rules.catalogue.of(Subject.FAMILY), family)
    clean_members = None
    if members is not None:
        clean_members = [clean_row(rules.catalogue.of(Subject.MEMBER), member) for member in members]
    return Facts(clean_family, clean_members)


@dataclass(frozen=True)
class Facts:
    """A cleaned row, and the cleaned rows of its members (None: not known). A member is looked at with `members=()`."""

    row: Mapping[str, bool | int | float | str | None]
    members: Sequence[Mapping[str, bool | int | float | str | None]] | None


def clean_row(fields: Mapping[str, Field], row: Row) -> dict[str, bool | int | float | str | None]:
    """Declared fields only; out of range is unknown; dates become yyyymmdd."""
    clean: dict[str, bool | int | float | str | None] = {}
    for name, declared in fields.items():
        value = row.get(name)
        if isinstance(value, date):
            value = as_number(value)
        elif declared.has_range and value is not None and not isinstance(value, str):
            low, high = declared.bounds
            value = value if low <= value <= high else None
        if value is not None and declared.kind is Kind.NUMBER and not isinstance(value, str):
            value = float(value)
        clean[name] = value
    return clean


def evaluate_programme(programme: ResolvedProgramme, scope: Facts) -> Outcome:
    """One programme for one family."""
    truths = tuple(truth(item.tree, scope) for item in programme.conditions)
    not_met = sum(1 << bit for bit, value in enumerate(truths) if value is False)
    unknown = sum(1 << bit for bit, value in enumerate(truths) if value is None)
    components = _amount(programme, scope)
    if components is None:
        unknown |= 1 << len(truths)
    outcome = "not_met" if not_met else "unknown" if unknown else "met"
    if outcome != "met" or components is None:
        return Outcome(programme.key, outcome, not_met, unknown, 0, truths, ())
    total = sum(item.amount for item in components)
    if programme.most_amount is not None:
        total = min(total, programme.most_amount)
    return Outcome(programme.key, outcome, not_met, unknown, total, truths, components)


def _amount(programme: ResolvedProgramme, scope: Facts) -> tuple[ComponentAmount, ...] | None:
    left = programme.most_units
    found = []
    for item in programme.components:
        units, each = number(item.units, scope), number(item.each, scope)
        if units is None or each is None:
            return None
        taken = int(units) if item.most is None else min(int(units), item.most)
        if left is not None:
            taken = min(taken, left)
            left -= taken
        found.append(ComponentAmount(item.component.key, taken, taken * int(each)))
    return tuple(found)


def truth(node: Expression, scope: Facts) -> bool | None:
    """Three-valued truth of a boolean tree."""
    if isinstance(node, Not):
        value = truth(node.operand, scope)
        return None if value is None else not value
    if isinstance(node, Junction):
        return _junction(node.operator, [truth(operand, scope) for operand in node.operands])
    if isinstance(node, Comparison):
        return _comparison(node, scope)
    if isinstance(node, Membership):
        operand = _value(node.operand, scope)
        return None if operand is None else operand in [choice.value for choice in node.choices]
    if isinstance(node, IsNull):
        return _value(node.operand, scope) is None
    found = _value(node, scope)
    return None if found is None else bool(found)


def number(node: Expression, scope: Facts) -> Number | None:
    """Value of a numeric tree, None when unknown."""
    value = _value(node, scope)
    assert value is None or not isinstance(value, str)  # noqa: S101  (typed by the parser)
    return value


def _value(node: Expression, scope: Facts) -> bool | int | float | str | None:
    if isinstance(node, Constant):
        return node.value
    if isinstance(node, FieldRef):
        return scope.row[node.name]
    if isinstance(node, InRange):
        value = number(node.operand, scope)
        return value if value is not None and node.bounds[0] <= value <= node.bounds[1] else None
    if isinstance(node, Arithmetic):
        return _arithmetic(node, scope)
    if isinstance(node, YearsSince):
        born = number(node.operand, scope)
        return None if born is None or born > node.today else (node.today - int(born)) // 10000
    if isinstance(node, MemberCount):
        low, high = _count(node, scope)
        return low if low == high else None
    return truth(node, scope)


def _junction(operator: str, values: list[bool | None]) -> bool | None:
    deciding = operator == "OR"
    if deciding in values:
        return deciding
    return None if None in values else not deciding


def _arithmetic(node: Arithmetic, scope: Facts) -> Number | None:
    left, right = number(node.left, scope), number(node.right, scope)
    if left is None or right is None:
        return None
    if node.kind is Kind.NUMBER:
        left, right = float(left), float(right)
    if node.operator == "/":
        return None if right == 0 else left / right
    if node.operator == "*":
        return left * right
    return left + right if node.operator == "+" else left - right


def _count(node: MemberCount, scope: Facts) -> tuple[int | None, int | None]:
    """Fewest and most members that may fulfil the predicate."""
    if scope.members is None:
        return (None, None)
    values = [truth(node.predicate, Facts(member, ())) for member in scope.members]
    surely = values.count(True)
    return (surely, surely + values.count(None))


def _span(node: Expression, scope: Facts) -> tuple[Number | None, Number | None]:
    if isinstance(node, MemberCount):
        return _count(node, scope)
    value = number(node, scope)
    return (value, value)


def _comparison(node: Comparison, scope: Facts) -> bool | None:
    if not any(isinstance(side, MemberCount) for side in (node.left, node.right)):
        left, right = _value(node.left, scope), _value(node.right, scope)
        return None if left is None or right is None else _compare(node.operator, left, right)
    left_low, left_high = _span(node.left, scope)
    right_low, right_high = _span(node.right, scope)
    if left_low is None or left_high is None or right_low is None or right_high is None:
        return None
    pairs = [(left_low, right_high), (left_high, right_low)]
    if node.operator in ("=", "<>"):
        apart = left_high < right_low or left_low > right_high
        if apart:
            return node.operator == "<>"
        return node.operator == "=" if left_low == left_high == right_low == right_high else None
    answers = {_compare(node.operator, a, b) for a, b in pairs}
    return answers.pop() if len(answers) == 1 else None


def _compare(operator: str, left: bool | int | float | str, right: bool | int | float | str) -> bool:
    if operator == "=":
        return left == right
    if operator == "<>":
        return left != right
    if isinstance(left, str) or isinstance(right, str):
        raise TypeError("texts have no order in rules")
    if operator in ("<", "<="):
        return left < right if operator == "<" else left <= right
    return left > right if operator == ">" else left >= right
