"""Which parts of many trees are worth computing once: each becomes a column of an inner layer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from .catalogue import Kind
from .expression import Constant, Expression, FieldRef, MemberCount, children


def layers(trees: Iterable[Expression]) -> list[list[Expression]]:
    """Nodes to name, innermost layer first: all `trees`, and every yes/no part that two or more places use.

    A layer mentions only named nodes of earlier layers. Predicates over members are not entered.
    """
    tops = list(dict.fromkeys(trees))
    uses: Counter[Expression] = Counter()
    seen: set[Expression] = set()
    waiting = list(tops)
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        below = () if isinstance(node, MemberCount) else children(node)
        uses.update(below)
        waiting += below
    named = dict.fromkeys(tops)
    named |= {
        node: None
        for node, number in uses.items()
        if number > 1 and node.kind is Kind.BOOLEAN and not isinstance(node, FieldRef | Constant)
    }
    depths: dict[Expression, int] = {}
    result: list[list[Expression]] = []
    for node in named:
        depth = _depth(node, named, depths)
        while len(result) < depth:
            result.append([])
        result[depth - 1].append(node)
    return result


def _depth(node: Expression, named: dict[Expression, None], known: dict[Expression, int]) -> int:
    """One more than the deepest named node below, 1 when there is none."""
    if node not in known:
        deepest = 0
        for child in () if isinstance(node, MemberCount) else children(node):
            below = _depth(child, named, known)
            deepest = max(deepest, below if child in named else below - 1)
        known[node] = deepest + 1
    return known[node]
