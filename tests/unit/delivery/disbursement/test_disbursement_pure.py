"""References, verdicts, chart, machines and names: pure rules."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilar.delivery.disbursement.chart import ACCOUNTS_BY_CODE, FUND, MOVEMENTS
from pilar.delivery.disbursement.lifecycle import (
    BATCH_STATES_BY_CODE,
    BATCH_STEPS,
    INSTRUCTION_STEPS,
    LIVE,
    STATES_BY_CODE,
    missing_before,
)
from pilar.delivery.disbursement.lists import CARD_STATES_BY_CODE, CARD_STEPS
from pilar.delivery.disbursement.references import parts, reference
from pilar.delivery.disbursement.rules import account_digits
from pilar.delivery.disbursement.verdicts import KINDS, weigh, weigh_all
from pilar.foundation.accounts.capabilities import CAPABILITIES

IDS = st.integers(0, (1 << 63) - 1)


@given(IDS, st.integers(1, 99))
def test_a_reference_fits_nineteen_signs_and_tells_what_it_is(entitlement: int, attempt: int) -> None:
    text = reference(entitlement, attempt)
    assert len(text) <= 19
    assert text.isalnum()
    assert text == text.upper()
    assert parts(text) == (entitlement, attempt)
    assert reference(entitlement, attempt) == text


@given(IDS, st.integers(1, 98))
def test_another_attempt_has_another_reference(entitlement: int, attempt: int) -> None:
    assert reference(entitlement, attempt) != reference(entitlement, attempt + 1)


@given(IDS, st.integers(1, 99), st.integers(1, 15))
def test_exchanged_neighbours_are_found(entitlement: int, attempt: int, place: int) -> None:
    text = reference(entitlement, attempt)
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    assert swapped == text or parts(swapped) is None


@pytest.mark.parametrize("attempt", [0, 100, -1])
def test_attempts_outside_the_field_are_refused(attempt: int) -> None:
    with pytest.raises(ValueError, match="attempt"):
        reference(1, attempt)


@pytest.mark.parametrize("text", ["", "P", "X" * 17, "P00000000000000ZZ0", "1872014101900001"])
def test_strange_references_are_none_of_ours(text: str) -> None:
    assert parts(text) is None


def test_every_step_stands_between_declared_states_and_capabilities() -> None:
    for steps, states in ((INSTRUCTION_STEPS, STATES_BY_CODE), (BATCH_STEPS, BATCH_STATES_BY_CODE)):
        for step in steps:
            assert {step.source, step.target} <= set(states)
            assert step.capability in CAPABILITIES
    leaving_unknown = {step.target for step in INSTRUCTION_STEPS if step.source == "unknown"}
    assert leaving_unknown == {"paid", "rejected"}
    assert all("bukti_penyalur" in step.needs for step in INSTRUCTION_STEPS if step.source == "unknown")
    assert set(LIVE) == {"draft", "sent", "unknown", "paid"}


def test_movements_stand_between_declared_accounts() -> None:
    for one in MOVEMENTS.values():
        assert {one.source, one.target} <= set(ACCOUNTS_BY_CODE)
        assert one.source != one.target
    assert [one.kind for one in MOVEMENTS.values() if one.source == FUND] == ["decree"]


def test_card_steps_lead_to_declared_states() -> None:
    assert set(CARD_STEPS) == set(CARD_STATES_BY_CODE)
    assert {target for targets in CARD_STEPS.values() for target in targets} <= set(CARD_STATES_BY_CODE)


def test_acts_ask_for_what_comes_before() -> None:
    assert missing_before("sp2d", frozenset()) == ("sk", "spm")
    assert missing_before("si", frozenset({"sk", "spm", "sp2d"})) == ()
    with pytest.raises(KeyError):
        missing_before("tidak_ada", frozenset())


@given(
    st.lists(
        st.sampled_from([("paid",), ("rejected",), ("paid", "returned"), ("rejected", "treasury")]),
        min_size=1,
        max_size=1,
    ),
    st.data(),
)
def test_consistent_answers_end_the_same_in_any_order_and_any_parts(
    truths: list[tuple[str, ...]], data: st.DataObject
) -> None:
    truth = truths[0]
    ends = set()
    for order in permutations(truth * 2):
        cut = data.draw(st.integers(0, len(order)))
        state, paid, held, booked = "sent", False, [], []
        for part in (order[:cut], order[cut:]):
            kinds = [*part, *held]
            state, books, results = weigh_all(state, kinds, superseded=False, was_paid=paid)  # type: ignore[arg-type]
            held = [kind for kind, result in zip(kinds, results, strict=True) if result == "conflict"]
            paid = paid or "paid" in books
            booked += books
        assert held == []
        assert len(booked) == len(set(booked))
        ends.add((state, tuple(sorted(booked))))
    assert len(ends) == 1


@given(st.sampled_from(sorted(STATES_BY_CODE)), st.sampled_from(KINDS), st.booleans(), st.booleans())
def test_a_verdict_moves_only_along_declared_steps(state: str, kind: str, superseded: bool, paid: bool) -> None:
    verdict = weigh(state, kind, superseded=superseded, was_paid=paid)  # type: ignore[arg-type]
    if verdict.result != "posted":
        assert verdict.state == state
        assert verdict.books == ()
        return
    allowed = {(step.source, step.target) for step in INSTRUCTION_STEPS}
    assert (state, verdict.state) in allowed or (state in ("sent", "unknown") and verdict.state == "returned")


def test_an_answer_to_something_never_sent_is_a_conflict() -> None:
    for state in ("draft", "cancelled"):
        for kind in KINDS:
            assert weigh(state, kind, superseded=False).result == "conflict"


def test_money_of_a_later_attempt_does_not_go_back_twice() -> None:
    assert weigh("rejected", "treasury", superseded=True).result == "conflict"
    assert weigh("rejected", "treasury", superseded=False).books == ("unspent",)
    assert weigh("returned", "treasury", superseded=False).books == ("refund",)


@pytest.mark.parametrize(
    ("text", "digits"),
    [("0012-01-012345-50-9", "001201012345509"), ("12345", ""), ("1" * 21, ""), ("12 34 56", "123456"), ("12345a", "")],
)
def test_account_numbers_are_read_in_any_shape(text: str, digits: str) -> None:
    assert account_digits(text) == digits
