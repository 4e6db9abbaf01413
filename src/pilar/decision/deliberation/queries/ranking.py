"""The order of need that the meeting makes: what it stands at, who has been compared, and whom to compare next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pilar.core.scope import Scope
from pilar.decision.deliberation.models import Session
from pilar.decision.deliberation.queries.sessions import ItemLine, table_of
from pilar.decision.deliberation.rules import next_pair, order_by_comparisons


@dataclass(frozen=True, slots=True)
class Ranking:
    """Items from the neediest on, as they stand. `compared`: the order that the comparisons give; `pair`: whom to compare
    next (None: every neighbour was compared); `answers`: how many comparisons were told."""

    lines: tuple[ItemLine, ...]
    compared: tuple[ItemLine, ...]
    pair: tuple[ItemLine, ItemLine] | None
    answers: int


def ranked_first(lines: Sequence[ItemLine]) -> list[ItemLine]:
    """Lines by rank; those without one behind, in the order of the table."""
    return sorted(lines, key=lambda one: (one.rank is None, one.rank or 0, one.position))


def ranking_of(scope: Scope, session: Session) -> Ranking:
    """The order of a session. Needs deliberation.view.

    A proposal to stop, a refusal and a flag have no place among those who wait for aid.
    """
    lines = ranked_first([one for one in table_of(scope, session, findings=False) if has_place(one)])
    by_id = {one.id: one for one in lines}
    acts = session.acts.filter(kind="banding", outcome="berlaku").order_by("id").values_list("order", flat=True)
    wins = [(int(pair[0]), int(pair[1])) for pair in acts if pair and len(pair) == 2]
    compared = order_by_comparisons([one.id for one in lines], wins)
    pair = next_pair(compared, wins)
    return Ranking(
        tuple(lines), tuple(by_id[one] for one in compared), (by_id[pair[0]], by_id[pair[1]]) if pair else None, len(wins)
    )  # fmt: skip


def has_place(line: ItemLine) -> bool:
    """True when an item stands in the order of need."""
    return line.origin not in ("penghentian", "tanda") and line.decision != "tidak_layak"
