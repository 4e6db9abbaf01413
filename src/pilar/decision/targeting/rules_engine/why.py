"""Which facts decide a condition for one family: the smallest part of its tree that already gives the answer.

Pure; same truth as `reference`. Of an OR that holds, the first part that holds; of an AND that fails, the first that
fails; of something unknown, the parts that are unknown and those that ask whether a fact is there at all (without that
fact they would decide); of a question about members, those who fulfil it or might.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .expression import Expression, FieldRef, IsNull, Junction, MemberCount, Not, children, walk
from .reference import Facts, truth


@dataclass(frozen=True, slots=True)
class Deciding:
    """A field that decides: of the family (`member` None), or of the member at this place in the list of members."""

    member: int | None
    field: str


@dataclass(frozen=True, slots=True)
class Why:
    """The deciding fields, in the order of the tree; `nobody`: a question about members that no member fulfils."""

    fields: tuple[Deciding, ...]
    nobody: bool


def why(tree: Expression, facts: Facts, *, only_open: bool = False) -> Why:
    """What decides `tree` for this family; `only_open`: of members only those who might fulfil it, not those who do."""
    seen: dict[Deciding, None] = {}
    asked_members = False
    found_member = False
    for node in _deciding_nodes(tree, facts):
        counts = [part for part in walk(node) if isinstance(part, MemberCount)]
        asked_members = asked_members or bool(counts)
        for one in counts:
            for member, field in _members(one.predicate, facts, only_open=only_open):
                found_member = True
                seen[Deciding(member, field)] = None
        for part in _outside_members(node):
            seen[Deciding(None, part.name)] = None
    return Why(tuple(seen), asked_members and not found_member)


def _deciding_nodes(node: Expression, facts: Facts) -> Iterator[Expression]:
    if isinstance(node, Not):
        yield from _deciding_nodes(node.operand, facts)
        return
    if not isinstance(node, Junction):
        yield node
        return
    whole = truth(node, facts)
    values = [(operand, truth(operand, facts)) for operand in node.operands]
    if whole is None:
        chosen = [operand for operand, value in values if value is None or _asks_for_a_fact(operand)]
    elif whole is (node.operator == "OR"):
        chosen = [next(operand for operand, value in values if value is whole)]
    else:
        chosen = [operand for operand, _value in values]
    for operand in chosen:
        yield from _deciding_nodes(operand, facts)


def _asks_for_a_fact(node: Expression) -> bool:
    return any(isinstance(part, IsNull) for part in walk(node))


def _members(predicate: Expression, facts: Facts, *, only_open: bool) -> Iterator[tuple[int, str]]:
    for place, row in enumerate(facts.members or ()):
        own = Facts(row, ())
        value = truth(predicate, own)
        if value is None or (value and not only_open):
            for node in _deciding_nodes(predicate, own):
                for part in walk(node):
                    if isinstance(part, FieldRef):
                        yield place, part.name


def _outside_members(node: Expression) -> Iterator[FieldRef]:
    """Fields of the family itself: walking does not enter a question about members."""
    if isinstance(node, MemberCount):
        return
    if isinstance(node, FieldRef):
        yield node
        return
    for child in children(node):
        yield from _outside_members(child)
