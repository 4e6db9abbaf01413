"""Names, NIK, dates and addresses: tables of what clerks write, and properties that hold for any text."""

from __future__ import annotations

import doctest
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilar.evidence.linkage.engine import addresses, dates, kemensos, names, nik

WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14)
DIGITS16 = st.text(alphabet="0123456789", min_size=16, max_size=16)


@pytest.mark.parametrize("module", [names, nik, dates, addresses, kemensos])
def test_examples_in_the_docstrings_hold(module: object) -> None:
    result = doctest.testmod(module)
    assert result.failed == 0
    assert result.attempted > 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Soekarno", "Sukarno"), ("Djoko", "Joko"), ("Tjahjo", "Cahyo"), ("Achmad", "Ahmad"), ("Akhmad", "Ahmad"),
        ("Joesoef", "Yusuf"), ("Moch.", "Muhammad"), ("Mohd", "Muhamad"), ("Sjarif", "Syarif"),
        ("Noer", "Nur"), ("Fatimah", "Fatima"), ("Rizqi", "Rizki"), ("Chairul", "Khairul"),
        ("Muhmamad", "Muhammad"),
    ],
)  # fmt: skip
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert [names.sound_key(w) for w in names.split_words(one)] == [
        names.sound_key(w) for w in names.split_words(other)
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Yulianto", "Yulianti"), ("Budi", "Siti"), ("Ahmad", "Mahmud"), ("Mahmud", "Muhammad"), ("Wayan", "Made")],
)
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert names.sound_key(one.lower()) != names.sound_key(other.lower())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("H. Moch. Soleh, S.Pd.", ("moch", "soleh")),
        ("Hj. Siti Nur'aini binti Ali", ("siti", "nuraini", "ali")),
        ("BUDI SANTOSO alias BUDIS", ("budi", "santoso")),
        ("Slamet / Mbah Met", ("slamet",)),
        ("Drs. Haji Ir.", ("drs", "haji", "ir")),
        ("José Müller", ("jose", "muller")),
        ("  ", ()),
        ("12345", ("12345",)),
    ],
)
def test_words_of_a_name(text: str, words: tuple[str, ...]) -> None:
    assert names.split_words(text) == words


@given(WORDS)
def test_the_key_of_a_key_is_itself(word: str) -> None:
    key = names.sound_key(word)
    assert names.sound_key(key) == key


@given(st.text(max_size=60))
def test_any_text_becomes_plain_words_that_stay_as_they_are(text: str) -> None:
    words = names.split_words(text)
    assert all(word.isascii() and word.isalnum() and word == word.lower() for word in words)
    assert names.split_words(" ".join(words)) == words or any(w in names.TITLES or w.isdigit() for w in words)


@given(DIGITS16)
def test_a_clean_nik_is_clean_again_and_has_a_possible_date(digits: str) -> None:
    clean = nik.clean_nik(digits)
    if clean is not None:
        assert nik.clean_nik(clean) == clean == digits
        assert 1 <= int(nik.parts(clean).ddmmyy[:2]) <= 31
        assert nik.parts(clean).serial != "0000"


@given(DIGITS16, DIGITS16)
def test_digits_apart_is_symmetric_and_bounded_by_hamming(left: str, right: str) -> None:
    apart = nik.digits_apart(left, right)
    assert apart == nik.digits_apart(right, left)
    assert apart <= sum(map(str.__ne__, left, right))
    assert (apart == 0) == (left == right)


@pytest.mark.parametrize(
    "junk",
    ["0", "9999999999999999", "1234567890123456", "", None, "357301410190", "3573014101900000", "3573013213900001"],
)
def test_numbers_that_are_nobodys_nik(junk: str | None) -> None:
    assert nik.clean_nik(junk) is None


def test_a_spreadsheet_rounded_nik_is_seen_as_one_lost_digit() -> None:
    assert nik.lost_last_digit("3573014101900007", "3573014101900000")
    assert not nik.lost_last_digit("3573014101900007", "3573014101900008")
    assert nik.digits_of("3.57301410190000E+15") == "3573014101900000"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1990-05-04", (1990, 5, 4)), ("04/05/1990", (1990, 5, 4)), ("4-5-90", (1990, 5, 4)), ("19900504", (1990, 5, 4)),
        ("4 Mei 1990", (1990, 5, 4)), ("May 4, 1990", (1990, 5, 4)), ("1990-05-04 00:00:00", (1990, 5, 4)),
        ("32997", (1990, 5, 4)), ("25/13/1990", None), ("13/25/1990", None), ("1990", None), ("-", None), (None, None),
        ("05/25/1990", (1990, 5, 25)), ("1990-13-05", (1990, 5, 13)),
    ],
)  # fmt: skip
def test_dates_in_any_layout(text: str | None, expected: tuple[int, int, int] | None) -> None:
    found = dates.parse_date(text)
    assert (tuple(found) if found else None) == expected


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2026, 12, 31)))
def test_iso_and_indonesian_order_give_the_same_date(day: date) -> None:
    assert (
        dates.parse_date(f"{day:%Y-%m-%d}") == dates.parse_date(f"{day:%d/%m/%Y}") == dates.parse_date(f"{day:%Y%m%d}")
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Jl. Kawi No. 12 RT 003 RW 05", ("kawi", "12", "3", "5")),
        ("Jalan Kawi 12 RT.3/RW.5", ("kawi", "12", "3", "5")),
        ("Kp. Melayu RT 1/2", ("melayu", "", "1", "2")),
        ("Dusun Krajan 003/005", ("krajan", "", "3", "5")),
        ("", ("", "", "", "")),
    ],
)
def test_addresses(text: str, parts: tuple[str, str, str, str]) -> None:
    assert tuple(addresses.parse_address(text)) == parts


def test_the_ministrys_rule_counts_the_best_alias_part() -> None:
    answer = kemensos.compare_names("SUTRISNO / PAK TRIS", "PAK TRIS")
    assert answer.padan
    assert answer.similarity == 1.0
    assert not kemensos.compare_names("", "BUDI").padan
    assert "PADAN" in answer.sentence
