"""Composes names as rows of word numbers, so that a million names are array work."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pilar.demo.draws import Bools, Ints, chance, skewed, weighted
from pilar.demo.names import shared
from pilar.demo.names.catalogue import CULTURE_NAMES, CULTURES
from pilar.demo.names.culture import Culture

TITLE, HONORIFIC, PREFIX, FIRST, SECOND, THIRD, SURNAME, LINK, FATHER = range(9)
SLOTS = 9
ABSENT = -1
_LINKS = ("BIN", "BINTI", "H.", "HJ.")


@cache
def vocabulary() -> tuple[str, ...]:
    """Every word of every list once; its position is the word's number."""
    lists: list[Sequence[str]] = [_LINKS]
    lists += [value for name, value in vars(shared).items() if name.isupper() and "SHARES" not in name]
    for culture in CULTURES.values():
        lists += [culture.male, culture.female, culture.male_second, culture.female_second]
        lists += [culture.surnames, culture.honorifics]
    return tuple(dict.fromkeys(word for words in lists for word in words))


@cache
def _numbers() -> dict[str, int]:
    return {word: number for number, word in enumerate(vocabulary())}


def word_number(word: str) -> int:
    """The number of a word. Raises KeyError for a word in no list."""
    return _numbers()[word]


def draw_words(
    rng: np.random.Generator, words: Sequence[str], size: int, shares: Sequence[float] | None = None
) -> Ints:
    """Numbers of `size` words of the list, commonest first unless `shares` says otherwise."""
    numbers = np.array([word_number(word) for word in words], dtype=np.int32)
    weights = np.asarray(shares, dtype=np.float64) if shares is not None else skewed(len(words))
    return numbers[weighted(rng, size, weights)]


def cohort_of(birth_year: Ints) -> Ints:
    """0 born before 1965, 1 born 1965-1989, 2 born since 1990."""
    return np.digitize(birth_year, (1965, 1990))


def compose(rng: np.random.Generator, culture: Ints, female: Bools, birth_year: Ints) -> Ints:
    """Word numbers (n, SLOTS), -1 where a slot is empty, for people of `culture` (position in CULTURE_NAMES)."""
    names = np.full((culture.size, SLOTS), ABSENT, dtype=np.int32)
    cohort = cohort_of(birth_year)
    for number, culture_name in enumerate(CULTURE_NAMES):
        for is_female in (False, True):
            rows = np.flatnonzero((culture == number) & (female == is_female))
            if rows.size:
                names[rows] = _compose_group(rng, CULTURES[culture_name], is_female, cohort[rows])
    return names


def _compose_group(rng: np.random.Generator, culture: Culture, female: bool, cohort: Ints) -> Ints:
    size = cohort.size
    names = np.full((size, SLOTS), ABSENT, dtype=np.int32)
    traditional = chance(rng, np.asarray(culture.traditional)[cohort])
    muslim = ~traditional & chance(rng, culture.muslim, size)
    own = culture.female if female else culture.male
    names[:, FIRST] = draw_words(rng, own, size)
    _overwrite(rng, names, FIRST, muslim, shared.MUSLIM_FEMALE if female else shared.MUSLIM_MALE)
    christian = ~traditional & ~muslim & chance(rng, float(sum(culture.religions[1:3])) / 130, size)
    _overwrite(rng, names, FIRST, christian, shared.CHRISTIAN_FEMALE if female else shared.CHRISTIAN_MALE)
    modern = ~traditional & ~muslim & ~christian
    _overwrite(rng, names, FIRST, modern, shared.MODERN_FEMALE if female else shared.MODERN_MALE)

    several = ~chance(rng, np.asarray(culture.one_word)[cohort])
    second_own = culture.female_second if female else culture.male_second
    modern_last = shared.MODERN_FEMALE_LAST if female else shared.MODERN_MALE_LAST
    own_second = several & chance(rng, np.asarray((0.85, 0.6, 0.3))[cohort])
    _overwrite(rng, names, SECOND, several, modern_last)
    _overwrite(rng, names, SECOND, own_second, second_own)
    third = several & chance(rng, np.asarray((0.02, 0.1, 0.38))[cohort])
    _overwrite(rng, names, THIRD, third, modern_last)
    _add_prefix(rng, names, culture, female, cohort, muslim)
    _add_family_words(rng, names, culture, several)
    _drop_repeats(names)
    return names


def _overwrite(rng: np.random.Generator, names: Ints, slot: int, where: Bools, words: Sequence[str]) -> None:
    rows = np.flatnonzero(where)
    names[rows, slot] = draw_words(rng, words, rows.size)


def _add_prefix(
    rng: np.random.Generator, names: Ints, culture: Culture, female: bool, cohort: Ints, muslim: Bools
) -> None:
    """Muhammad and its spellings before a man's name, Siti or Nur before a woman's."""
    base = np.asarray((0.05, 0.09, 0.2) if not female else (0.14, 0.1, 0.06))[cohort]
    prefixed = chance(rng, base * culture.muslim * np.where(muslim, 1.6, 0.8))
    rows = np.flatnonzero(prefixed)
    words = shared.SITI if female else shared.MUHAMMAD
    shares = shared.SITI_SHARES if female else shared.MUHAMMAD_SHARES
    names[rows, PREFIX] = draw_words(rng, words, rows.size, shares)


def _add_family_words(rng: np.random.Generator, names: Ints, culture: Culture, several: Bools) -> None:
    if culture.surnames:
        _overwrite(rng, names, SURNAME, several & chance(rng, culture.surname_share, several.size), culture.surnames)
    if culture.honorifics:
        _overwrite(rng, names, HONORIFIC, chance(rng, culture.honorific_share, several.size), culture.honorifics)


def _drop_repeats(names: Ints) -> None:
    """No word twice in a name: a later slot that repeats an earlier one becomes empty."""
    for slot in range(1, SLOTS):
        for earlier in range(slot):
            same = (names[:, slot] == names[:, earlier]) & (names[:, slot] != ABSENT)
            names[same, slot] = ABSENT


def pass_on(rng: np.random.Generator, names: Ints, child: Ints, father: Ints, share: float) -> None:
    """`share` of the children (row numbers) end in their father's first word, as many families do."""
    rows = np.flatnonzero(chance(rng, share, child.size) & (names[child, SURNAME] == ABSENT))
    names[child[rows], THIRD] = ABSENT
    names[child[rows], SURNAME] = names[father[rows], FIRST]
    own = names[child[rows], FIRST] == names[father[rows], FIRST]
    names[child[rows[own]], SURNAME] = ABSENT
    known = names[father, SURNAME]
    clan = np.isin(known, _clan_words())
    names[child[clan], SURNAME] = known[clan]
    _drop_repeats(names)


@cache
def _clan_words() -> Any:
    return np.array(sorted({word_number(w) for c in CULTURES.values() for w in c.surnames}), dtype=np.int32)


def make_twins_alike(names: Ints, first: Ints, second: Ints) -> None:
    """The second twin shares every word with the first but the first word."""
    for slot in (PREFIX, SECOND, THIRD, SURNAME):
        names[second, slot] = names[first, slot]
    _drop_repeats(names)


def add_titles(names: Ints, rows: Ints, female: Bools) -> None:
    """H. or Hj. before the names of `rows`."""
    names[rows, TITLE] = np.where(female[rows], word_number("HJ."), word_number("H."))


def add_fathers(rng: np.random.Generator, names: Ints, rows: Ints, female: Bools) -> None:
    """bin or binti and a father's name after the names of `rows`."""
    names[rows, LINK] = np.where(female[rows], word_number("BINTI"), word_number("BIN"))
    names[rows, FATHER] = draw_words(rng, shared.MUSLIM_MALE, rows.size)


def as_text(names: Ints) -> Any:
    """The names as an Arrow string array."""
    dictionary = pa.array(vocabulary(), type=pa.string())
    parts = [dictionary.take(pa.array(column, mask=column == ABSENT, type=pa.int32())) for column in names.T]
    return pc.binary_join_element_wise(*parts, " ", null_handling="skip")
