"""Ids and scopes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilar.core.ids import decode_id, encode_id, new_id, new_ids
from pilar.core.problems import Problem
from pilar.core.scope import Scope

codes = st.sampled_from([2, 4, 6, 10, 13, 16]).flatmap(
    lambda length: st.text("0123456789", min_size=length, max_size=length)
)


@given(st.integers(0, (1 << 63) - 1))
def test_an_id_survives_its_address_form(number: int) -> None:
    assert decode_id(encode_id(number)) == number


@given(st.text(max_size=20))
def test_no_text_crashes_the_decoder(text: str) -> None:
    try:
        assert encode_id(decode_id(text)) == text.lower().replace("i", "1").replace("l", "1").replace("o", "0")
    except ValueError:
        pass


def test_ids_grow_and_blocks_do_not_overlap() -> None:
    block, single = new_ids(1000), new_id()
    assert len(block) == 1000 and single > block[-1] and new_ids(3).start > single


@given(st.lists(codes, max_size=4), codes)
def test_sql_and_python_agree_on_what_a_scope_covers(prefixes: list[str], code: str) -> None:
    scope = Scope(tuple(prefixes))
    _, bounds = scope.sql("wilayah")
    in_range = any(low <= code < high for low, high in zip(bounds[::2], bounds[1::2], strict=True))
    assert scope.covers(code) == in_range


@given(st.lists(codes, max_size=3), codes, codes)
def test_narrowing_is_intersection(prefixes: list[str], inner: str, code: str) -> None:
    scope = Scope(tuple(prefixes))
    assert scope.narrowed(inner).covers(code) == (scope.covers(code) and code.startswith(inner))


def test_a_scope_without_prefix_sees_nothing_and_a_strange_prefix_is_refused() -> None:
    assert not Scope(()).covers("1872010001")
    assert Scope(()).sql("wilayah") == ("1=0", [])
    with pytest.raises(ValueError):
        Scope(("18.72",))


def test_a_missing_capability_is_a_problem_with_a_number() -> None:
    with pytest.raises(Problem) as caught:
        Scope(("18",)).require("audit.read")
    assert caught.value.code == "UMUM-403"
