"""Ranges of whole-number arithmetic: what could overflow 64 bits is refused before it can run."""

from __future__ import annotations

from .catalogue import WIDEST_RANGE, Kind
from .expression import Arithmetic, Bounds, Expression, FieldRef, InRange, bounds_of, walk
from .problems import ExpressionRefused

MOST_FACTORS = 8
LARGEST_INTEGER = 2**63 - 1
#: Range of an undeclared whole number where it is multiplied and the widest range could overflow.
FACTOR_RANGE = 2 * 10**9


def ranged(node: Expression) -> Expression:
    return InRange(node, node.kind, node.bounds) if isinstance(node, FieldRef) else node


def narrowed(left: Expression, right: Expression) -> tuple[Expression, Expression]:
    """Factors whose product could overflow: fields without a declared range count up to FACTOR_RANGE only."""
    low, high = combined("*", bounds_of(left), bounds_of(right))
    if max(abs(low), abs(high)) <= LARGEST_INTEGER:
        return left, right

    def narrow(node: Expression) -> Expression:
        if not isinstance(node, InRange):
            return node
        low, high = node.bounds
        bounds = (
            -FACTOR_RANGE if low == -WIDEST_RANGE else low,
            FACTOR_RANGE if high == WIDEST_RANGE else high,
        )
        return InRange(node.operand, node.kind, bounds)

    return narrow(left), narrow(right)


def check_magnitude(node: Expression) -> None:
    """Refuses what could overflow a 64-bit whole number or lose itself in tiny fractions."""
    low, high = bounds_of(node)
    if node.kind is Kind.INTEGER and max(abs(low), abs(high)) > LARGEST_INTEGER:
        raise ExpressionRefused(
            f"hasil hitungan dapat meluap ({low:.3g} sampai {high:.3g}); beri isian batas min dan max"
        )
    factors = sum(1 for part in walk(node) if isinstance(part, Arithmetic) and part.operator in "*/")
    if factors > MOST_FACTORS:
        raise ExpressionRefused(f"paling banyak {MOST_FACTORS} perkalian dan pembagian dalam satu hitungan")


def combined(operator: str, left: Bounds, right: Bounds) -> Bounds:
    if operator == "+":
        return (left[0] + right[0], left[1] + right[1])
    if operator == "-":
        return (left[0] - right[1], left[1] - right[0])
    if operator == "*":
        products = [a * b for a in left for b in right]
        return (min(products), max(products))
    # A divisor can be as small as one millionth: number fields carry six decimals.
    widest = max(abs(left[0]), abs(left[1])) * 10**6
    return (-widest, widest)
