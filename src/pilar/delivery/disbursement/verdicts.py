"""What a provider's answers mean for one instruction: a fold over all answers known so far, in any order. Pure.

An answer is never dropped: it is posted, already known, in conflict, an orphan, or of another amount. Answers are weighed
together and in a fixed order (paid, rejected, returned, treasury), so that the order of arrival does not matter; what contradicts
money already booked stays a conflict for two people to decide. `returned` is evidence that the money had gone out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pilar.delivery.disbursement.lifecycle import AT_PROVIDER, PAID, REJECTED, RETURNED, TREASURY

Kind = Literal["paid", "rejected", "returned", "not_collected", "treasury"]
Result = Literal["posted", "known", "conflict", "orphan", "amount_mismatch"]
KINDS: tuple[Kind, ...] = ("paid", "rejected", "not_collected", "returned", "treasury")
_ORDER = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state after one answer, the ledger kinds it books, and its result."""

    state: str
    books: tuple[str, ...]
    result: Result


def weigh(state: str, kind: Kind, *, superseded: bool, was_paid: bool = False) -> Verdict:
    """One answer for an instruction in `state`. `superseded`: a later attempt exists, so its money is no longer this one's;
    `was_paid`: the money had gone out once (tells the two ways into the treasury apart).

    >>> weigh("sent", "paid", superseded=False)
    Verdict(state='paid', books=('paid',), result='posted')
    """
    refused = kind in ("rejected", "not_collected")
    if state in AT_PROVIDER:
        if kind == "paid":
            return Verdict(PAID, ("paid",), "posted")
        if refused:
            return Verdict(REJECTED, ("rejected",), "posted")
        if kind == "returned":
            return Verdict(RETURNED, ("paid", "returned"), "posted")
    if state == PAID and kind == "returned":
        return Verdict(RETURNED, ("returned",), "posted")
    if kind == "treasury" and state in (REJECTED, RETURNED) and not superseded:
        return Verdict(TREASURY, ("unspent" if state == REJECTED else "refund",), "posted")
    same = (
        (kind == "paid" and state in (PAID, RETURNED))
        or (refused and state == REJECTED)
        or (state == TREASURY and (kind == TREASURY or (not refused) == was_paid))
        or (kind == RETURNED and state == RETURNED)
    )
    return Verdict(state, (), "known" if same else "conflict")


def weigh_all(
    state: str, kinds: Sequence[Kind], *, superseded: bool, was_paid: bool = False
) -> tuple[str, tuple[str, ...], tuple[Result, ...]]:
    """All undecided answers of one instruction: its end state, what is booked in order, and a result for each in the given order."""
    results: list[Result] = ["conflict"] * len(kinds)
    books: list[str] = []
    for place in sorted(range(len(kinds)), key=lambda place: _ORDER[kinds[place]]):
        paid = was_paid or "paid" in books
        verdict = weigh(state, kinds[place], superseded=superseded, was_paid=paid)
        state, results[place] = verdict.state, verdict.result
        books += verdict.books
    return state, tuple(books), tuple(results)
