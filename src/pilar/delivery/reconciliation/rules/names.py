"""Names as banks print them, compared without titles, order of words and spelling."""

from __future__ import annotations

from functools import lru_cache

from pilar.evidence.linkage.engine.names import significant, sound_key, split_words

SHORTEST_CUT = 12
"""Banks cut names; a name of at least so many letters that begins the other one is the same name."""


@lru_cache(maxsize=400_000)
def name_key(text: str) -> str:
    """Sounds of the words of a name in alphabetical order; "" for no name.

    >>> name_key("Hj. SITI AMINAH, S.Pd.") == name_key("Aminah Siti")
    True
    """
    return " ".join(sorted(significant(tuple(sound_key(word) for word in split_words(text)))))


@lru_cache(maxsize=200_000)
def names_agree(one: str, other: str) -> bool:
    """Whether two writings may be one person: equal keys, one cut off, or all words of the shorter in the longer (at least two)."""
    if not one.strip() or not other.strip():
        return True  # nothing is said against it
    first, second = name_key(one), name_key(other)
    if first == second:
        return True
    short, long = sorted((set(first.split()), set(second.split())), key=len)
    if len(short) >= 2 and short <= long:
        return True
    plain, full = sorted((" ".join(split_words(one)), " ".join(split_words(other))), key=len)
    return len(plain) >= SHORTEST_CUT and full.startswith(plain)
