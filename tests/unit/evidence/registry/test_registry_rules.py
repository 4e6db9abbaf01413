"""NIK, KK, ages, and what cannot be in a family."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilar.evidence.registry.names import name_tokens, search_key
from pilar.evidence.registry.rules import Member, age_on, check_kk, check_nik, digits_of, family_faults


def codes(faults: list) -> list[str]:
    return [fault.code for fault in faults]


@pytest.mark.parametrize(
    ("nik", "found"),
    [
        ("1872010302800001", []),
        ("187201030280000", ["REG-N01"]),
        ("1872010302800000", ["REG-N02"]),
        ("1872013213800001", ["REG-N03"]),
        ("1872013002800001", ["REG-N03"]),
        ("1872012902010001", ["REG-N03"]),
        ("1872012902000001", []),
        ("2272010302800001", ["REG-N07"]),
        ("18720103028000AB", ["REG-N01"]),
        ("１８７２０１０３０２８００００１", ["REG-N01"]),
        ("", ["REG-N01"]),
    ],
)
def test_structure_of_a_nik(nik: str, found: list[str]) -> None:
    assert codes(check_nik(nik)) == found


def test_a_nik_that_contradicts_the_record_is_a_warning_only() -> None:
    faults = check_nik("1872014302800001", birth_date=date(1980, 2, 4), sex=1)
    assert {fault.severity for fault in faults} == {"warning"} and codes(faults) == ["REG-N05", "REG-N06"]
    assert not check_nik("1872014302800001", birth_date=date(1980, 2, 3), sex=2)


def test_the_day_of_a_kk_has_no_forty() -> None:
    assert codes(check_kk("1872014302800001")) == ["REG-N04"]
    assert codes(check_kk("1872010302200001")) == []


@given(st.dates(date(1930, 1, 1), date(2026, 1, 1)), st.sampled_from((1, 2)), st.integers(1, 9999))
def test_every_nik_made_by_the_rule_passes(born: date, sex: int, serial: int) -> None:
    nik = f"3573{1:02d}{born.day + 40 * (sex == 2):02d}{born:%m%y}{serial:04d}"
    assert check_nik(nik, birth_date=born, sex=sex) == []


@given(st.integers(0, 10**16 - 1), st.lists(st.sampled_from(" .-'’/_\u00a0"), min_size=16, max_size=16))
def test_digits_are_found_in_any_spelling(number: int, signs: list[str]) -> None:
    digits = f"{number:016d}"
    assert digits_of("".join(a + b for a, b in zip(digits, signs, strict=True))) == digits


def test_age_counts_completed_years() -> None:
    assert age_on(date(2000, 11, 25), date(2026, 11, 24)) == 25
    assert age_on(date(2000, 11, 24), date(2026, 11, 24)) == 26
    assert age_on(None, date(2026, 1, 1)) is None and age_on(date(2027, 1, 1), date(2026, 1, 1)) is None


def test_what_cannot_be_in_a_family() -> None:
    today, adult, child = date(2026, 11, 24), date(1980, 1, 1), date(2020, 1, 1)
    head = Member(1, 1, adult)
    assert family_faults([head, Member(2, 3, child)], today) == []
    assert "lebih dari satu" in family_faults([head, Member(2, 1, adult)], today)[0]
    assert "belum mempunyai" in family_faults([Member(2, 3, child)], today)[0]
    assert "belum mempunyai" in family_faults([Member(1, 1, adult, alive=False), Member(2, 2, adult)], today)[0]
    assert len(family_faults([Member(1, 1, child), Member(2, 3, adult)], today)) == 2
    assert family_faults([], today) == []


@given(st.text(max_size=80))
def test_names_of_any_kind_give_plain_search_words(text: str) -> None:
    assert all(word.isascii() for word in search_key(text).split())
    assert all("'" not in word[:1] for word in name_tokens(text))
