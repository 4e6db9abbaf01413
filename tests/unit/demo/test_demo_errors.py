"""The damages themselves."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilar.demo.errors import numbers, texts
from pilar.demo.errors.draft import Draft
from pilar.demo.errors.profile import ErrorProfile

NIKS = st.integers(10**15, 10**16 - 1).map(str)
NAMES = st.lists(st.text("ABDEGHIKLMNOPRSTUWYZ", min_size=2, max_size=9), min_size=1, max_size=4).map(" ".join)
SEEDS = st.integers(0, 10_000)


@given(NIKS, SEEDS)
def test_one_digit_changes_exactly_one(nik: str, seed: int) -> None:
    other = numbers.one_digit(np.random.default_rng(seed), nik)
    assert len(other) == 16
    assert sum(a != b for a, b in zip(nik, other, strict=True)) == 1


@given(NIKS, SEEDS)
def test_transposed_keeps_the_digits(nik: str, seed: int) -> None:
    assert sorted(numbers.transposed(np.random.default_rng(seed), nik)) == sorted(nik)


@given(NIKS)
def test_a_spreadsheet_number_survives_a_float(nik: str) -> None:
    number = numbers.as_number(np.random.default_rng(0), nik)
    assert int(float(number)) // 10 == int(nik) // 10
    assert number % 10 == 0


@given(st.dates(date(1930, 1, 1), date(2026, 10, 31)), SEEDS)
def test_damaged_dates_are_dates(day: date, seed: int) -> None:
    rng = np.random.default_rng(seed)
    swapped = numbers.swapped(rng, day)
    assert swapped == day or (swapped.month, swapped.day) == (day.day, day.month)
    assert numbers.default_date(rng, day).timetuple().tm_yday in (1, 365, 366)
    assert abs(numbers.other_year(rng, day).year - day.year) in (0, 1, 10)


@given(NAMES, SEEDS)
def test_damaged_names_stay_texts_without_delimiters(name: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    for alter in (
        texts.typing_error,
        texts.old_spelling,
        texts.muhammad_variant,
        texts.drop_word,
        texts.initial,
        texts.glue,
        texts.casing,
        texts.whitespace,
        texts.windows_byte,
        texts.kelurahan_spelling,
    ):
        changed = alter(rng, name)
        assert changed
        assert "|" not in changed
        assert "\n" not in changed
        changed.encode("latin-1")


def _draft() -> Draft:
    cells = np.empty(6, dtype=object)
    cells[:] = ["A", "B", None, "D", "E", "F"]
    return Draft({"x": cells}, true_id=np.arange(1, 7), family_id=np.zeros(6, dtype=np.int64))


def test_a_cell_is_damaged_once_and_only_when_it_changes() -> None:
    draft = _draft()
    assert draft.put("one", "x", [0, 1], ["A", "b"]) == 1
    assert draft.put("two", "x", [1], ["c"]) == 0
    assert [(d.position, d.kind, d.true_value) for d in draft.damages] == [(1, "one", "B")]
    assert 2 not in draft.pick(np.random.default_rng(0), "x", 1.0)


def test_doubled_rows_take_their_damages_along() -> None:
    draft = _draft()
    draft.put("typo", "x", [3], ["d"])
    draft.double_rows(np.random.default_rng(1), 1.0)
    assert draft.size == 12
    damaged = [d.position for d in draft.damages if d.kind == "typo"]
    assert len(damaged) == 2
    assert all(draft.columns["x"][at] == "d" and draft.true_id[at] == 4 for at in damaged)
    assert sum(d.kind == "row_doubled" for d in draft.damages) == 6


def test_profiles_scale_and_clean() -> None:
    assert ErrorProfile().scaled(1000).nik_digit == 1.0
    assert ErrorProfile.none().scaled(5) == ErrorProfile.none()
    assert ErrorProfile().scaled(0.5).name_typo == pytest.approx(0.01)
