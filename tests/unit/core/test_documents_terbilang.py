"""Amounts in words: read back, they are the same number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilar.core.documents.terbilang import rupiah_in_words, terbilang

DIGITS = {
    "nol": 0, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9, "sepuluh": 10,
    "sebelas": 11,
}  # fmt: skip
LARGE = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12, "kuadriliun": 10**15}


def read(words: str) -> int:
    """A reader that knows nothing of the writer."""
    total = group = last = 0
    for word in words.replace("seratus", "satu ratus").replace("seribu", "satu ribu").split():
        if word in DIGITS:
            last = DIGITS[word]
            group += last
        elif word == "belas":
            group += 10
        elif word in ("puluh", "ratus"):
            group += last * (9 if word == "puluh" else 99)
        else:
            total, group = total + group * LARGE[word], 0
    return total + group


@given(st.one_of(st.integers(0, 1_000_000), st.integers(0, 10**18 - 1)))
def test_words_read_back_as_the_number(number: int) -> None:
    assert read(terbilang(number)) == number


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Nol rupiah"), (1000, "Seribu rupiah"), (600_000, "Enam ratus ribu rupiah"), (1_000_000, "Satu juta rupiah"),
        (2_111_100, "Dua juta seratus sebelas ribu seratus rupiah"), (12_012, "Dua belas ribu dua belas rupiah"),
        (1_001_000, "Satu juta seribu rupiah"), (21_000, "Dua puluh satu ribu rupiah"),
    ],
)  # fmt: skip
def test_amounts_as_receipts_say_them(amount: int, words: str) -> None:
    assert rupiah_in_words(amount) == words


@pytest.mark.parametrize("number", [-1, 10**18])
def test_outside_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="terbilang"):
        terbilang(number)
