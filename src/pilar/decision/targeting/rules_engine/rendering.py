"""One typed tree to SQL of one dialect. Names come from the catalogue, values from checked constants."""

from __future__ import annotations

from collections.abc import Mapping

from .catalogue import Kind
from .dialects import Dialect
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

#: Longer lists become joins in some planners, far slower for a handful of values.
_SHORT_LIST = 4


class Renderer:
    """Writes trees over columns `f_<field>` and, per distinct member predicate i, counts `t{i}` (surely) and
    `h{i}` (at most). Nodes in `named` are columns already."""

    def __init__(self, dialect: Dialect, counts: Mapping[Expression, int]) -> None:
        self._dialect = dialect
        self._counts = counts
        self.named: dict[Expression, str] = {}

    def sql(self, node: Expression) -> str:
        """SQL text, always in parentheses or a single token."""
        if node in self.named:
            return self.named[node]
        if isinstance(node, Constant):
            return self._constant(node)
        if isinstance(node, FieldRef):
            return f"f_{node.name}"
        if isinstance(node, Not):
            return f"(NOT {self.sql(node.operand)})"
        if isinstance(node, Junction):
            return "(" + f" {node.operator} ".join(self.sql(operand) for operand in node.operands) + ")"
        if isinstance(node, Comparison):
            return self._comparison(node)
        if isinstance(node, Membership):
            return self._membership(node)
        if isinstance(node, IsNull):
            return f"({self.sql(node.operand)} IS NULL)"
        if isinstance(node, InRange):
            x = self.sql(node.operand)
            if node.kind is Kind.INTEGER:
                x = f"CAST({x} AS BIGINT)"
            return f"(CASE WHEN {x} BETWEEN {node.bounds[0]} AND {node.bounds[1]} THEN {x} END)"
        if isinstance(node, Arithmetic):
            return self._arithmetic(node)
        if isinstance(node, YearsSince):
            born = self.sql(node.operand)
            age = self._dialect.whole_division(f"({node.today} - {born})", 10000)
            return f"(CASE WHEN {born} <= {node.today} THEN {age} END)"
        low, high = self._span(node, as_double=False)
        return f"(CASE WHEN {low} = {high} THEN {low} END)"

    def _constant(self, node: Constant) -> str:
        if node.kind is Kind.BOOLEAN:
            return "TRUE" if node.value else "FALSE"
        if isinstance(node.value, str):
            return self._dialect.text(node.value)
        if node.kind is Kind.NUMBER:
            return f"CAST({node.value:.15g} AS {self._dialect.double})"
        return str(node.value) if node.value >= 0 else f"({node.value})"

    def wide(self, node: Expression) -> str:
        """A whole number as 64 bits: two short literals multiplied would overflow 32 in some engines."""
        text = self.sql(node)
        return f"CAST({text} AS BIGINT)" if isinstance(node, Constant) else text

    def _double(self, node: Expression) -> str:
        text = self.sql(node)
        return text if node.kind is Kind.NUMBER else f"CAST({text} AS {self._dialect.double})"

    def _membership(self, node: Membership) -> str:
        kinds = {node.operand.kind, *(choice.kind for choice in node.choices)}
        if kinds == {Kind.INTEGER}:
            return self._runs(self.sql(node.operand), [int(choice.value) for choice in node.choices])
        write = self._double if Kind.NUMBER in kinds else self.sql
        operand, choices = write(node.operand), [write(choice) for choice in node.choices]
        parts = [choices[start : start + _SHORT_LIST] for start in range(0, len(choices), _SHORT_LIST)]
        return "(" + " OR ".join(f"{operand} IN ({', '.join(part)})" for part in parts) + ")"

    def _runs(self, operand: str, numbers: list[int]) -> str:
        """Whole numbers as spans: faster than a list, and no planner turns them into a join."""
        spans: list[list[int]] = []
        for number in sorted(set(numbers)):
            if spans and spans[-1][1] == number - 1:
                spans[-1][1] = number
            else:
                spans.append([number, number])
        tests = [f"{operand} = {low}" if low == high else f"{operand} BETWEEN {low} AND {high}" for low, high in spans]
        return "(" + " OR ".join(tests) + ")"

    def _arithmetic(self, node: Arithmetic) -> str:
        if node.kind is Kind.INTEGER:
            return f"({self.wide(node.left)} {node.operator} {self.wide(node.right)})"
        left, right = self._double(node.left), self._double(node.right)
        if node.operator == "/":
            return f"({left} / NULLIF({right}, 0))"
        return f"({left} {node.operator} {right})"

    def _comparison(self, node: Comparison) -> str:
        as_double = Kind.NUMBER in (node.left.kind, node.right.kind)
        if not any(isinstance(side, MemberCount) for side in (node.left, node.right)):
            write = self._double if as_double else self.sql
            return f"({write(node.left)} {node.operator} {write(node.right)})"
        l_low, l_high = self._span(node.left, as_double=as_double)
        r_low, r_high = self._span(node.right, as_double=as_double)
        if node.operator in ("=", "<>"):
            apart, same = ("FALSE", "TRUE") if node.operator == "=" else ("TRUE", "FALSE")
            return (
                f"(CASE WHEN {l_high} < {r_low} OR {l_low} > {r_high} THEN {apart} "
                f"WHEN {l_low} = {l_high} AND {r_low} = {r_high} AND {l_low} = {r_low} THEN {same} END)"
            )
        first, second = (f"{l_low} {node.operator} {r_high}", f"{l_high} {node.operator} {r_low}")
        surely, possibly = (first, second) if node.operator in (">", ">=") else (second, first)
        return f"(CASE WHEN {surely} THEN TRUE WHEN NOT ({possibly}) THEN FALSE END)"

    def _span(self, node: Expression, *, as_double: bool) -> tuple[str, str]:
        if not isinstance(node, MemberCount):
            text = self._double(node) if as_double else self.sql(node)
            return (text, text)
        number = self._counts[node.predicate]
        low, high = f"t{number}", f"h{number}"
        if as_double:
            return (f"CAST({low} AS {self._dialect.double})", f"CAST({high} AS {self._dialect.double})")
        return (low, high)
