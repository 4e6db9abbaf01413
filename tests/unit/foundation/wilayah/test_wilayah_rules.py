"""Codes, kinds, search keys and tile places: pure rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilar.core.problems import Problem
from pilar.foundation.wilayah import layout, rules, spelling
from pilar.foundation.wilayah.rules import Kind

LENGTHS = (2, 4, 6, 10, 13, 16)
codes = st.sampled_from(LENGTHS).flatmap(lambda n: st.text("123456789", min_size=n, max_size=n))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("18", Kind.PROVINSI),
        ("1802", Kind.KABUPATEN),
        ("1871", Kind.KOTA),
        ("187201", Kind.KECAMATAN),
        ("1872011004", Kind.KELURAHAN),
        ("6408012001", Kind.DESA),
        ("9103013001", Kind.DESA_ADAT),
        ("1872011004002", Kind.RW),
        ("1872011004002003", Kind.RT),
    ],
)
def test_the_code_tells_the_kind(code: str, kind: Kind) -> None:
    assert rules.kind_of(code) is kind


@pytest.mark.parametrize("code", ["1872014004", "", "1", "18720", "187201100400"])
def test_a_code_of_no_known_kind_is_refused(code: str) -> None:
    with pytest.raises(Problem, match="WIL-002"):
        rules.kind_of(code)


@pytest.mark.parametrize("text", ["", "18.7", "ab", "1872-01", "18 72", "١٨", "18720110040020031"])
def test_malformed_codes_are_refused(text: str) -> None:
    with pytest.raises(Problem, match="WIL-002"):
        rules.plain_code(text)


@given(codes)
def test_dots_come_and_go(code: str) -> None:
    assert rules.plain_code(rules.dotted(code)) == code


@given(codes)
def test_the_parent_is_the_last_ancestor_but_one(code: str) -> None:
    chain = ["", *rules.ancestors(code)]
    assert chain[-1] == code
    assert rules.parent_code(code) == chain[-2]
    assert rules.next_level(chain[-2]) == len(code)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yosomulyo", "YOSO MULYO"),
        ("Yosomulyo", "Josomoeljo"),
        ("Purwosari II", "Purwosari 2"),
        ("Petanduk-XIV", "Petanduk 14"),
        ("Ba'u", "Bau"),
        ("Kp. Tempel", "Kampung Tempel"),
        ("Tanjung Karang", "Tandjoeng Karang"),
        ("Cimahi", "Tjimahi"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert spelling.search_key(one) == spelling.search_key(other)


@pytest.mark.parametrize(("one", "other"), [("Purwosari I", "Purwosari II"), ("Metro Barat", "Metro Timur")])
def test_different_places_keep_different_keys(one: str, other: str) -> None:
    assert spelling.search_key(one) != spelling.search_key(other)


@given(st.text())
def test_any_text_has_a_key_of_letters_and_digits(text: str) -> None:
    key = spelling.search_key(text)
    assert key == "" or (key.isascii() and key.isalnum() and key == key.lower())


def test_words_for_the_kind() -> None:
    assert spelling.without_prefix("KEL. METRO") == (frozenset({Kind.KELURAHAN}), "metro")
    assert spelling.without_prefix("Kelapa Tujuh") == (frozenset(), "Kelapa Tujuh")
    assert spelling.area_key("Kota Administrasi Jakarta Pusat") == spelling.search_key("jakarta pusat")
    assert spelling.area_key("Kotabumi") == spelling.search_key("kotabumi")


@given(st.lists(st.integers(0, 40), max_size=30))
def test_tiles_never_lie_on_each_other_and_always_lie_the_same(groups: list[int]) -> None:
    places = layout.tile_places(groups)
    assert [len(spots) for spots in places] == groups
    flat = [spot for spots in places for spot in spots]
    assert len(set(flat)) == len(flat)
    assert all(column >= 0 and row >= 0 for column, row in flat)
    assert layout.tile_places(groups) == places
