"""The box: misspelt names, numbers in any spelling, hostile input."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from registry_people import BANJARSARI, IMOPURO, METRO, kk, nik

from pilar.core.scope import Scope
from pilar.evidence.registry import queries

TODAY = date(2026, 11, 24)
SCOPE = Scope(("1872",), frozenset({"*"}))
NAMES = (
    "SITI AMINAH", "MUHAMMAD YUSUF", "SRI WAHYUNINGSIH", "SUPARMAN", "DJOKO SOEHARTO", "RATNA DEWI", "AHMAD FAUZI",
    "NUR KHASANAH", "EKO PRASETYO", "HALIMATUSSA'DIYAH", "ABDUL GHOFUR", "VIVI FITRIANI", "SYAMSUL BAHRI", "TITIK HANDAYANI",
)  # fmt: skip


@pytest.fixture
def people(family: Callable[..., int]) -> None:
    for number, name in enumerate(NAMES):
        family(
            name,
            wilayah=(METRO, IMOPURO, BANJARSARI)[number % 3],
            kk=kk(number + 1),
            address=f"Jl. Kenanga {number + 1}",
        )


def names(text: str, scope: Scope = SCOPE) -> list[str]:
    return [row.name for row in queries.search_people(scope, text, TODAY).rows]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("siti aminah", "SITI AMINAH"), ("Hj. Sitti Aminnah", "SITI AMINAH"), ("aminah siti", "SITI AMINAH"),
        ("siti amina", "SITI AMINAH"), ("moch. jusuf", "MUHAMMAD YUSUF"), ("mohamad yusup", "MUHAMMAD YUSUF"),
        ("sri wahyuningsi", "SRI WAHYUNINGSIH"), ("sri wahjoeningsih", "SRI WAHYUNINGSIH"), ("soeparman", "SUPARMAN"),
        ("supaman", "SUPARMAN"), ("suprman", "SUPARMAN"), ("joko suharto", "DJOKO SOEHARTO"), ("akhmad pauzi", "AHMAD FAUZI"),
        ("nur hasanah", "NUR KHASANAH"), ("eko prasetio", "EKO PRASETYO"), ("eko prasetya", "EKO PRASETYO"),
        ("halimatus sadiyah", "HALIMATUSSA'DIYAH"), ("halimatusadiah", "HALIMATUSSA'DIYAH"), ("abdul gofur", "ABDUL GHOFUR"),
        ("fifi fitriyani", "VIVI FITRIANI"), ("samsul bakhri", "SYAMSUL BAHRI"), ("titik", "TITIK HANDAYANI"),
        ("ratna", "RATNA DEWI"), ("rtana dewi", "RATNA DEWI"), ("suparman kenanga", "SUPARMAN"), ("suparman bin karto", "SUPARMAN"),
    ],
)  # fmt: skip
def test_a_slip_still_finds_the_person(typed: str, meant: str) -> None:
    assert meant in names(typed)[:3], names(typed)


@pytest.mark.usefixtures("people")
def test_area_year_and_address_narrow_the_answer() -> None:
    assert (
        names("siti aminah metro") == ["SITI AMINAH"] and queries.search_people(SCOPE, "siti aminah metro", TODAY).area
    )
    assert names("siti aminah kel. metro 1980") == ["SITI AMINAH"]
    assert names("jl kenanga 4") == ["SUPARMAN"] and names("suparman kel. metro") == ["SUPARMAN"]
    other = queries.search_people(SCOPE, "siti aminah 1999", TODAY)
    assert [row.name for row in other.rows] == ["SITI AMINAH"] and other.loose
    assert names("SITI AMINAH", Scope((IMOPURO,))) == [] and names("siti", Scope(())) == []


@pytest.mark.usefixtures("people")
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.sampled_from(["", " ", ".", "-", "'", " - "]), min_size=16, max_size=16),
    st.sampled_from(["", "nik ", "KK: ", "'"]),
)
def test_a_number_is_found_in_any_spelling(signs: list[str], before: str) -> None:
    spelt = before + "".join(digit + sign for digit, sign in zip(nik(1), signs, strict=True))
    answer = queries.search_people(SCOPE, spelt, TODAY)
    assert answer.kind == "number" and [row.name for row in answer.rows] == ["SITI AMINAH"]


@pytest.mark.usefixtures("people")
def test_a_card_number_finds_the_family_and_a_short_one_says_so() -> None:
    assert names(kk(4)) == ["SUPARMAN"]
    short = queries.search_people(SCOPE, nik(1)[:-1], TODAY)
    assert not short.rows and "15 angka" in short.hint
    assert names("9" * 16) == [] and names(nik(1), Scope((BANJARSARI,))) == []


HOSTILE = (
    "'; DROP TABLE registry_person; --",
    '"',
    "* OR *",
    "a AND NEAR(b)",
    "%",
    "\\",
    "\x00",
    ":*",
    "!!",
    "& | !",
    "(((",
    "NOT siti",
    "^" * 500,
)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_input_is_only_words(text: str) -> None:
    assert queries.search_people(SCOPE, text, TODAY).kind == "name"
    assert names("siti aminah") == ["SITI AMINAH"]


@pytest.mark.usefixtures("people")
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=60))
def test_any_text_gets_an_answer(text: str) -> None:
    queries.search_people(SCOPE, text, TODAY)
