"""Pure rules of the table, by example and by property."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilar.decision.deliberation.area_settings import SETTINGS, letter_form_works
from pilar.decision.deliberation.rules import (
    Past,
    Quorum,
    Verdict,
    fold,
    judge,
    month_of,
    order_by_comparisons,
    quorum_lacking,
    record_hash,
    window_days,
)

VERDICTS = st.builds(Verdict, st.sampled_from(["layak", "tidak_layak", "tunda"]), st.sampled_from(["", "R06"]))


def test_a_window_ends_with_its_month() -> None:
    assert window_days(date(2026, 2, 1), 20, 31) == (date(2026, 2, 20), date(2026, 2, 28))
    assert window_days(date(2026, 2, 1), None, None) is None


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "26-11", "2026-1", "", "2026-11-01"])
def test_a_period_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        month_of(text)


def test_the_quorum_names_what_lacks() -> None:
    needed = Quorum(5, {"rt": 2})
    assert quorum_lacking(needed, {"rt": 1, "psm": 2}) == ["hadir 3 dari paling sedikit 5 orang", "Ketua RT kurang 1"]
    assert quorum_lacking(needed, {"rt": 2, "psm": 3}) == []


@given(VERDICTS, VERDICTS, st.integers(0, 5), st.integers(0, 5))
def test_a_decision_seen_by_nobody_else_never_overwrites(
    standing: Verdict, told: Verdict, head: int, base: int
) -> None:
    outcome = judge(standing=standing, head=head, base=base, told=told, settles=False)
    if standing == told:
        assert outcome == "sama"
    elif base == head:
        assert outcome == "berlaku"
    else:
        assert outcome == "bentrok"


@given(st.lists(st.tuples(VERDICTS, st.booleans(), st.booleans()), max_size=12))
def test_the_fold_is_the_last_counted_verdict_not_taken_back(steps: list[tuple[Verdict, bool, bool]]) -> None:
    acts, expected = [], []
    for number, (verdict, counted, undo) in enumerate(steps, start=1):
        acts.append(Past(number * 2, "putus", verdict, None, counted))
        if counted:
            expected.append((verdict, number * 2))
        if undo and expected:
            acts.append(Past(number * 2 + 1, "batal", Verdict(), expected.pop()[1], True))
    assert fold(acts) == (expected[-1] if expected else (Verdict(), 0))


@given(st.permutations(range(6)))
def test_whole_comparisons_give_the_order(order: list[int]) -> None:
    wins = [(order[a], order[b]) for a in range(6) for b in range(a + 1, 6)]
    assert order_by_comparisons(range(6), wins) == order


def test_items_never_compared_keep_the_middle_and_their_order() -> None:
    assert order_by_comparisons([1, 2, 3, 4], [(4, 1)]) == [4, 2, 3, 1]


def test_the_hash_does_not_depend_on_the_order_of_keys() -> None:
    assert record_hash({"a": 1, "b": [2]}) == record_hash({"b": [2], "a": 1}) != record_hash({"a": 1, "b": [3]})


@pytest.mark.parametrize("form", ["{kode}/{tahun}", "{urut.__class__}", "{rahasia}{urut}", "{urut", "{urut:q}"])
def test_a_form_of_letter_numbers_that_cannot_be_filled_is_refused(form: str) -> None:
    assert not letter_form_works(form)


def test_every_default_of_a_setting_is_valid_itself() -> None:
    assert [one.key for one in SETTINGS if not one.valid(one.default)] == []
