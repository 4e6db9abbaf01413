"""Text of one expression to a typed tree: sqlglot parses, a whitelist of node types and names accepts.

Everything not named here is refused: functions, subqueries, casts, comments, placeholders, quoted names,
second statements. The text itself never reaches a database; SQL is written anew from the tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from .catalogue import NAME, Catalogue, Field, Kind, Subject
from .constants import as_number, constant_of, number_constant, text_constant
from .expression import (
    Arithmetic,
    Comparison,
    Constant,
    Expression,
    FieldRef,
    IsNull,
    Junction,
    MemberCount,
    Membership,
    Not,
    YearsSince,
    bounds_of,
    walk,
)
from .problems import ExpressionRefused
from .ranges import check_magnitude, combined, narrowed, ranged

MOST_CHARACTERS = 2000
MOST_PARENTHESES = 40
MOST_NODES = 400
MOST_EXPANDED_NODES = 5000

#: sqlglot node type -> the arguments that may be set on it.
_ALLOWED: dict[type[exp.Expr], frozenset[str]] = {
    exp.Column: frozenset({"this"}),
    exp.Identifier: frozenset({"this", "quoted"}),
    exp.Literal: frozenset({"this", "is_string"}),
    exp.Boolean: frozenset({"this"}),
    exp.Null: frozenset(),
    exp.Paren: frozenset({"this"}),
    exp.And: frozenset({"this", "expression"}),
    exp.Or: frozenset({"this", "expression"}),
    exp.Not: frozenset({"this"}),
    exp.Neg: frozenset({"this"}),
    exp.EQ: frozenset({"this", "expression"}),
    exp.NEQ: frozenset({"this", "expression"}),
    exp.LT: frozenset({"this", "expression"}),
    exp.LTE: frozenset({"this", "expression"}),
    exp.GT: frozenset({"this", "expression"}),
    exp.GTE: frozenset({"this", "expression"}),
    exp.Between: frozenset({"this", "low", "high"}),
    exp.In: frozenset({"this", "expressions"}),
    exp.Is: frozenset({"this", "expression"}),
    exp.Add: frozenset({"this", "expression"}),
    exp.Sub: frozenset({"this", "expression"}),
    exp.Mul: frozenset({"this", "expression"}),
    exp.Div: frozenset({"this", "expression", "typed", "safe"}),
    exp.Cast: frozenset({"this", "to"}),
    exp.DataType: frozenset({"this", "nested"}),
    exp.Anonymous: frozenset({"this", "expressions"}),
}
_COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_ARITHMETIC: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}
_QUANTIFIERS = ("ANY_MEMBER", "NO_MEMBER", "EVERY_MEMBER", "COUNT_MEMBERS")
_FUNCTIONS = (*_QUANTIFIERS, "YEARS_SINCE")
ParameterValue = bool | int | float | str | date | tuple[bool | int | float | str, ...]


def refuse(reason: str) -> ExpressionRefused:
    return ExpressionRefused(reason)


@dataclass(frozen=True)
class Names:
    """What an expression may mention at one date.

    `conditions(subject, key)` gives the tree of another condition; it raises ExpressionRefused for a circle.
    """

    catalogue: Catalogue
    today: date
    parameters: Mapping[str, ParameterValue] = field(default_factory=dict)
    condition_subjects: Mapping[str, Subject] = field(default_factory=dict)
    condition: Callable[[str], Expression] | None = None


def parse_boolean(text: str, subject: Subject, names: Names) -> Expression:
    """A condition's tree.

    Raises:
        ExpressionRefused: outside the permitted language, an unknown name, or not a yes/no answer.
    """
    node = _parse(text, subject, names)
    if node.kind is not Kind.BOOLEAN:
        raise refuse(f"syarat harus berupa ya/tidak, bukan {node.kind.value}")
    return node


def parse_integer(text: str, subject: Subject, names: Names) -> Expression:
    """A whole-number tree (amounts, units).

    Raises:
        ExpressionRefused: outside the permitted language, an unknown name, or not a whole number.
    """
    node = _parse(text, subject, names)
    if node.kind is not Kind.INTEGER:
        raise refuse(f"harus berupa bilangan bulat, bukan {node.kind.value}")
    return node


def _parse(text: str, subject: Subject, names: Names) -> Expression:
    tree = _syntax(text)
    try:
        node = _Builder(subject, names).build(tree)
    except RecursionError:
        raise refuse("ungkapan terlalu bertingkat") from None
    if sum(1 for _ in walk(node)) > MOST_EXPANDED_NODES:
        raise refuse(f"ungkapan lebih dari {MOST_EXPANDED_NODES} unsur setelah syarat lain disisipkan")
    return node


def _syntax(text: str) -> exp.Expr:
    """sqlglot's tree after the whitelist of node types and arguments."""
    if not text.strip():
        raise refuse("ungkapan kosong")
    if len(text) > MOST_CHARACTERS or text.count("(") > MOST_PARENTHESES:
        raise refuse(f"ungkapan terlalu panjang (paling banyak {MOST_CHARACTERS} huruf, {MOST_PARENTHESES} kurung)")
    if re.search(r"--|/\*|\*/|;|#|\\|\x00", text):
        raise refuse("komentar, titik koma, pagar dan garis miring terbalik tidak diizinkan")
    try:
        statements = sqlglot.parse(text)
    except (SqlglotError, RecursionError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise refuse(f"ungkapan tidak dapat dibaca: {re.sub(chr(27) + r'[^m]*m', '', first)}") from None
    if len(statements) != 1 or statements[0] is None:
        raise refuse("hanya satu ungkapan yang diizinkan")
    tree = statements[0]
    nodes = 0
    for node in tree.walk():
        nodes += 1
        _check_node(node)
    if nodes > MOST_NODES:
        raise refuse(f"ungkapan lebih dari {MOST_NODES} unsur")
    return tree


def _check_node(node: exp.Expr) -> None:
    allowed = _ALLOWED.get(type(node))
    if allowed is None:
        raise refuse(f"unsur {type(node).__name__} tidak diizinkan: {node.sql(comments=False)[:60]}")
    extra = {key for key, value in node.args.items() if value not in (None, [], False)} - allowed
    if extra or node.comments:
        raise refuse(f"bentuk {type(node).__name__} ini tidak diizinkan ({', '.join(sorted(extra)) or 'komentar'})")


class _Builder:
    """Turns one whitelisted sqlglot tree into a typed tree for one subject."""

    def __init__(self, subject: Subject, names: Names) -> None:
        self._subject = subject
        self._names = names

    def build(self, node: exp.Expr) -> Expression:
        if isinstance(node, exp.Paren):
            return self.build(node.this)
        if isinstance(node, exp.Column):
            return self._name(node)
        if isinstance(node, exp.Literal | exp.Boolean | exp.Cast):
            return self._constant(node)
        if isinstance(node, exp.And | exp.Or):
            return self._junction(node)
        if isinstance(node, exp.Not):
            return Not(self._boolean(node.this, "NOT"))
        if type(node) in _COMPARISONS:
            return self._comparison(_COMPARISONS[type(node)], self.build(node.this), self.build(node.expression))
        if isinstance(node, exp.Between):
            operand = self.build(node.this)
            low = self._comparison(">=", operand, self.build(node.args["low"]))
            return Junction("AND", (low, self._comparison("<=", operand, self.build(node.args["high"]))))
        if isinstance(node, exp.In):
            return self._membership(node)
        if isinstance(node, exp.Is):
            if not isinstance(node.expression, exp.Null):
                raise refuse("setelah IS hanya boleh NULL atau NOT NULL")
            return IsNull(self.build(node.this))
        if type(node) in _ARITHMETIC:
            return self._arithmetic(_ARITHMETIC[type(node)], self.build(node.this), self.build(node.expression))
        if isinstance(node, exp.Neg):
            return self._negative(self.build(node.this))
        if isinstance(node, exp.Anonymous):
            return self._function(node)
        if isinstance(node, exp.Null):
            raise refuse("NULL hanya boleh dalam IS NULL atau IS NOT NULL")
        raise refuse(f"unsur {type(node).__name__} tidak diizinkan di sini")

    def _name(self, node: exp.Column) -> Expression:
        identifier = node.this
        if not isinstance(identifier, exp.Identifier) or identifier.quoted or not NAME.fullmatch(identifier.name):
            raise refuse(f"nama tidak sah: {node.sql(comments=False)[:60]}")
        name = identifier.name
        fields = self._names.catalogue.of(self._subject)
        if name in fields:
            declared: Field = fields[name]
            return FieldRef(declared.kind, self._subject, name, declared.bounds)
        if name in self._names.parameters:
            return self._parameter(name)
        if name in self._names.condition_subjects:
            return self._condition(name)
        other = Subject.MEMBER if self._subject is Subject.FAMILY else Subject.FAMILY
        if name in self._names.catalogue.of(other):
            where = "anggota (pakai ANY_MEMBER dan sejenisnya)" if other is Subject.MEMBER else "keluarga"
            raise refuse(f"'{name}' adalah isian {where}, tidak dapat dipakai di sini")
        raise refuse(f"isian '{name}' tidak dikenal")

    def _parameter(self, name: str) -> Constant:
        value = self._names.parameters[name]
        if isinstance(value, tuple):
            raise refuse(f"parameter '{name}' adalah daftar; pakai dalam IN ({name})")
        return constant_of(value)

    def _condition(self, name: str) -> Expression:
        if self._names.condition_subjects[name] is not self._subject:
            raise refuse(f"syarat '{name}' adalah syarat {self._names.condition_subjects[name].value}")
        if self._names.condition is None:
            raise refuse(f"syarat '{name}' tidak dapat dipakai di sini")
        return self._names.condition(name)

    def _constant(self, node: exp.Expr) -> Constant:
        if isinstance(node, exp.Boolean):
            return Constant(Kind.BOOLEAN, bool(node.this))
        if isinstance(node, exp.Cast):
            literal, target = node.this, node.to
            if not (target.is_type("DATE") and isinstance(literal, exp.Literal) and literal.is_string):
                raise refuse("CAST tidak diizinkan; tanggal ditulis DATE '2026-01-31'")
            try:
                return constant_of(date.fromisoformat(literal.name))
            except ValueError:
                raise refuse(f"tanggal tidak sah: {literal.name[:20]}") from None
        if node.is_string:
            return text_constant(node.name)
        return number_constant(node.name)

    def _boolean(self, node: exp.Expr, where: str) -> Expression:
        built = self.build(node)
        if built.kind is not Kind.BOOLEAN:
            raise refuse(f"{where} membutuhkan ya/tidak, bukan {built.kind.value}")
        return built

    def _junction(self, node: exp.Expr) -> Junction:
        operator = "AND" if isinstance(node, exp.And) else "OR"
        operands: list[Expression] = []
        for side in (node.this, node.expression):
            built = self._boolean(side, operator)
            operands += built.operands if isinstance(built, Junction) and built.operator == operator else (built,)
        return Junction(operator, tuple(operands))

    def _comparison(self, operator: str, left: Expression, right: Expression) -> Comparison:
        comparable = left.kind is right.kind or (left.kind.numeric and right.kind.numeric)
        if not comparable:
            raise refuse(f"jenis tidak cocok: {left.kind.value} {operator} {right.kind.value}")
        if left.kind in (Kind.BOOLEAN, Kind.TEXT) and operator not in ("=", "<>"):
            raise refuse(f"{left.kind.value} hanya dapat dibandingkan dengan = atau <>")
        return Comparison(operator, left, right)

    def _membership(self, node: exp.In) -> Membership:
        operand = self.build(node.this)
        choices: list[Constant] = []
        for item in node.expressions:
            choices += self._choices(item)
        if not choices:
            raise refuse("daftar IN kosong")
        for choice in choices:
            self._comparison("=", operand, choice)
        return Membership(operand, tuple(choices))

    def _choices(self, item: exp.Expr) -> list[Constant]:
        if isinstance(item, exp.Column) and not self._names.catalogue.of(self._subject).get(item.name):
            value = self._names.parameters.get(item.name)
            if isinstance(value, tuple):
                return [constant_of(one) for one in value]
        built = self.build(item)
        if not isinstance(built, Constant):
            raise refuse("daftar IN hanya boleh berisi nilai tetap atau parameter")
        return [built]

    def _arithmetic(self, operator: str, left: Expression, right: Expression) -> Expression:
        if not (left.kind.numeric and right.kind.numeric):
            raise refuse(f"hitungan {operator} membutuhkan bilangan, bukan {left.kind.value} dan {right.kind.value}")
        left, right = ranged(left), ranged(right)
        kind = Kind.NUMBER if operator == "/" or Kind.NUMBER in (left.kind, right.kind) else Kind.INTEGER
        if kind is Kind.INTEGER and operator == "*":
            left, right = narrowed(left, right)
        bounds = combined(operator, bounds_of(left), bounds_of(right))
        result = Arithmetic(operator, left, right, kind, bounds)
        check_magnitude(result)
        return result

    def _negative(self, operand: Expression) -> Expression:
        if isinstance(operand, Constant) and operand.kind.numeric and not isinstance(operand.value, str):
            return Constant(operand.kind, -operand.value)
        return self._arithmetic("-", Constant(Kind.INTEGER, 0), operand)

    def _function(self, node: exp.Anonymous) -> Expression:
        name = str(node.this).upper()
        if name not in _FUNCTIONS:
            raise refuse(f"fungsi {name[:40]} tidak diizinkan; yang ada: {', '.join(_FUNCTIONS)}")
        if len(node.expressions) != 1:
            raise refuse(f"{name} membutuhkan tepat satu isi")
        if name == "YEARS_SINCE":
            operand = self.build(node.expressions[0])
            if operand.kind is not Kind.DATE:
                raise refuse("YEARS_SINCE membutuhkan tanggal")
            return YearsSince(operand, as_number(self._names.today))
        if self._subject is Subject.MEMBER:
            raise refuse(f"{name} tidak dapat dipakai di dalam syarat anggota")
        predicate = _Builder(Subject.MEMBER, self._names)._boolean(node.expressions[0], name)
        return quantified(name, predicate)


def quantified(name: str, predicate: Expression) -> Expression:
    """ANY/NO/EVERY are comparisons of one count: exists = at least one, every = none that fails."""
    one = Constant(Kind.INTEGER, 1)
    if name == "COUNT_MEMBERS":
        return MemberCount(predicate)
    if name == "ANY_MEMBER":
        return Comparison(">=", MemberCount(predicate), one)
    if name == "NO_MEMBER":
        return Comparison("<", MemberCount(predicate), one)
    return Comparison("<", MemberCount(Not(predicate)), one)
