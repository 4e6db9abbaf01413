"""Pure rules of the table: periods, windows, quorum, what an act does to an item, order from comparisons, the hash of a record."""

from __future__ import annotations

import calendar
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Literal

from django.utils.translation import gettext as translate

from pilar.decision.deliberation.lists import DECISIONS_BY_CODE, ELEMENTS_BY_CODE

Outcome = Literal["berlaku", "sama", "bentrok"]


def month_of(period: str) -> date:
    """First day of a period "2026-11". Raises ValueError."""
    if not re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", period):
        raise ValueError(period)
    return date(int(period[:4]), int(period[5:]), 1)


def window_days(month: date, first: int | None, last: int | None) -> tuple[date, date] | None:
    """The days of a window in a month; a day after the month's end is its last day. None when the act is closed."""
    if first is None or last is None:
        return None
    end = calendar.monthrange(month.year, month.month)[1]
    return month.replace(day=min(first, end)), month.replace(day=min(last, end))


def working_days_after(day: date, count: int) -> date:
    """The day that lies `count` working days (Monday to Friday) behind `day`. Public holidays are not known here: they only
    make the time longer (UU 30/2014 Pasal 77 counts working days)."""
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many must be present: in all, and at least so many of each named element."""

    total: int
    elements: Mapping[str, int]


def quorum_lacking(needed: Quorum, present: Mapping[str, int]) -> list[str]:
    """What is lacking, in words; empty when the quorum is met."""
    lacking = [
        translate("%(element)s kurang %(n)s")
        % {"element": ELEMENTS_BY_CODE[code].name, "n": count - present.get(code, 0)}
        for code, count in needed.elements.items()
        if present.get(code, 0) < count
    ]
    there = sum(present.values())
    if there < needed.total:
        lacking.insert(
            0, translate("hadir %(n)s dari paling sedikit %(total)s orang") % {"n": there, "total": needed.total}
        )
    return lacking


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the meeting says about an item."""

    decision: str = ""
    reason_code: str = ""
    words: str = ""


def verdict_lacks(verdict: Verdict) -> bool:
    """True when the decision asks for a reason that is not given. KeyError for an unknown decision."""
    asked = DECISIONS_BY_CODE[verdict.decision]
    if asked.needs_words:
        return not verdict.words.strip()
    return asked.needs_reason and not (verdict.reason_code or verdict.words.strip())


def judge(*, standing: Verdict, head: int, base: int, told: Verdict, settles: bool) -> Outcome:
    """What an arriving decision does: it counts when its device had seen the head, or nothing stood; the same is no change;
    else two people decided without seeing each other, and people must settle it (`settles`: this act does)."""
    if standing == told:
        return "sama"
    if settles or base == head or not standing.decision:
        return "berlaku"
    return "bentrok"


@dataclass(frozen=True, slots=True)
class Past:
    """One earlier act on an item: its id, the verdict it set (a decision), the act it took back, and whether it counted."""

    id: int
    kind: str
    verdict: Verdict
    undoes: int | None
    counted: bool


def fold(acts: Iterable[Past]) -> tuple[Verdict, int]:
    """The verdict that stands after the acts in their order, and the act that set it (0: none)."""
    standing: list[tuple[Verdict, int]] = []
    undone: set[int] = set()
    for act in acts:
        if not act.counted:
            continue
        if act.kind == "putus":
            standing.append((act.verdict, act.id))
        elif act.kind == "batal" and act.undoes is not None:
            undone.add(act.undoes)
    for verdict, number in reversed(standing):
        if number not in undone:
            return verdict, number
    return Verdict(), 0


def order_by_comparisons(items: Sequence[int], wins: Iterable[tuple[int, int]]) -> list[int]:
    """Items from the neediest on, by share of comparisons won (poorer, less poor), then by given order.

    Copeland's count: each pair of items is won by whoever won it more often; a tie gives half to both. Items never
    compared keep their place in the middle (share one half).
    """
    beaten: dict[tuple[int, int], int] = {}
    known = set(items)
    for poorer, other in wins:
        if poorer in known and other in known and poorer != other:
            beaten[(poorer, other)] = beaten.get((poorer, other), 0) + 1
    points = dict.fromkeys(items, 0.0)
    met = dict.fromkeys(items, 0)
    for first, second in {tuple(sorted(pair)) for pair in beaten}:
        ahead, behind = beaten.get((first, second), 0), beaten.get((second, first), 0)
        share = 0.5 if ahead == behind else float(ahead > behind)
        points[first] += share
        points[second] += 1 - share
        met[first] += 1
        met[second] += 1
    place = {item: at for at, item in enumerate(items)}
    return sorted(items, key=lambda item: (-(points[item] / met[item] if met[item] else 0.5), place[item]))


def next_pair(order: Sequence[int], wins: Iterable[tuple[int, int]]) -> tuple[int, int] | None:
    """The next two to compare: neighbours of the present order that nobody has compared yet, from the top; None when each
    neighbour has been compared (the order then rests on answers all the way down)."""
    met = {frozenset(pair) for pair in wins}
    return next(((a, b) for a, b in pairwise(order) if frozenset((a, b)) not in met), None)


def record_hash(record: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over the canonical JSON of a closed session."""
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def sample_of(ids: Sequence[int], size: int, seed: int) -> list[int]:
    """`size` of the ids, chosen by the seed alone: those with the smallest SHA-256 of "seed:id". Redrawn, it is the same."""

    def lot(number: int) -> bytes:
        return hashlib.sha256(f"{seed}:{number}".encode()).digest()

    return sorted(ids, key=lot)[:size]
