"""The typed tree of a permitted expression: what the SQL compiler and the reference evaluator share.

Truth is three-valued (Kleene): TRUE, FALSE, unknown (NULL). Dates are whole numbers yyyymmdd inside a tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .catalogue import Kind, Subject

Value = bool | int | float | str
Bounds = tuple[int | float, int | float]


@dataclass(frozen=True)
class Constant:
    """A literal or a parameter's value at the date; `None` never occurs."""

    kind: Kind
    value: Value


@dataclass(frozen=True)
class FieldRef:
    kind: Kind
    subject: Subject
    name: str
    bounds: Bounds = (0, 0)


@dataclass(frozen=True)
class InRange:
    """A number as it enters arithmetic: beyond `bounds` it is unknown, so that nothing can overflow."""

    operand: Expression
    kind: Kind
    bounds: Bounds


@dataclass(frozen=True)
class Not:
    operand: Expression
    kind: Kind = Kind.BOOLEAN


@dataclass(frozen=True)
class Junction:
    """AND / OR over two or more operands."""

    operator: str
    operands: tuple[Expression, ...]
    kind: Kind = Kind.BOOLEAN


@dataclass(frozen=True)
class Comparison:
    """`operator` is one of = <> < <= > >=."""

    operator: str
    left: Expression
    right: Expression
    kind: Kind = Kind.BOOLEAN


@dataclass(frozen=True)
class Membership:
    """`operand IN (constants)`; the list holds no NULL."""

    operand: Expression
    choices: tuple[Constant, ...]
    kind: Kind = Kind.BOOLEAN


@dataclass(frozen=True)
class IsNull:
    operand: Expression
    kind: Kind = Kind.BOOLEAN


@dataclass(frozen=True)
class Arithmetic:
    """+ - * on one numeric kind, / always on doubles; division by zero is unknown."""

    operator: str
    left: Expression
    right: Expression
    kind: Kind
    bounds: Bounds


@dataclass(frozen=True)
class YearsSince:
    """Completed years from a date to the evaluation date; a date in the future is unknown."""

    operand: Expression
    today: int
    kind: Kind = Kind.INTEGER


@dataclass(frozen=True)
class MemberCount:
    """How many members fulfil `predicate`; members for whom it is unknown make it a range.

    Compared with something it is decided whenever every number in the range gives the same answer.
    """

    predicate: Expression
    kind: Kind = Kind.INTEGER


Expression = (
    Constant
    | FieldRef
    | InRange
    | Not
    | Junction
    | Comparison
    | Membership
    | IsNull
    | Arithmetic
    | YearsSince
    | MemberCount
)

#: Members a family can have; only used to bound amounts.
MOST_MEMBERS = 100


def bounds_of(node: Expression) -> Bounds:
    """Inclusive range of a numeric node.

    Raises:
        TypeError: the node is not numeric.
    """
    if isinstance(node, Constant) and not isinstance(node.value, str):
        return (node.value, node.value)
    if isinstance(node, Arithmetic | InRange | FieldRef):
        return node.bounds
    if isinstance(node, MemberCount):
        return (0, MOST_MEMBERS)
    if isinstance(node, YearsSince):
        return (0, 9999)
    raise TypeError(f"{type(node).__name__} is not a number")


def children(node: Expression) -> tuple[Expression, ...]:
    """Direct operands in writing order."""
    if isinstance(node, Not | IsNull | YearsSince | Membership | InRange):
        return (node.operand,)
    if isinstance(node, Junction):
        return node.operands
    if isinstance(node, Comparison | Arithmetic):
        return (node.left, node.right)
    if isinstance(node, MemberCount):
        return (node.predicate,)
    return ()


def walk(node: Expression) -> Iterator[Expression]:
    """The node and everything below it, depth first."""
    yield node
    for child in children(node):
        yield from walk(child)
