"""Names as they are searched: one spelling for the many ways an Indonesian name is written. Pure.

A token is folded (old spelling, doubled letters, titles dropped) and then reduced to a skeleton that survives the usual
slips of ear and keyboard. Search compares skeletons; people see names as they were written.
"""

import re
from functools import lru_cache

_TITLES = frozenset(
    "h hj hi drs dra dr ir prof kh ky ust ustd ustz alm almh bpk bapak ibu sdr sdri tn ny nn an se sh st spd sag ssos skom "
    "skm mpd msi mm mh amd amdkeb sip spdi r rr raden".split()
)
_LINKS = frozenset({"bin", "binti", "bt", "bte", "b"})
_MUHAMMAD = frozenset(
    "muhammad mohammad muhamad mohamad muhamat muhammat moehammad moehamad mochammad mochamad moch moh mohd muh muhd m mhd mukhammad "
    "mukhamad".split()
)
_OLD_SPELLING = (
    ("oe", "u"), ("dj", "j"), ("tj", "c"), ("sj", "sy"), ("nj", "ny"), ("ch", "kh"), ("kh", "h"), ("ph", "f"),
    ("th", "t"), ("dh", "d"), ("sy", "s"), ("ny", "n"), ("y", "i"), ("j", "i"), ("v", "f"), ("p", "f"), ("z", "s"), ("x", "s"),
    ("q", "k"), ("dz", "s"), ("'", ""),
)  # fmt: skip
_LETTERS = re.compile(r"[^a-z' ]+")
_DOUBLED = re.compile(r"(.)\1+")


def clean_name(text: str) -> str:
    """A name in capitals with single spaces, as the family card writes it.

    >>> clean_name("  siti   Aminah ")
    'SITI AMINAH'
    """
    return " ".join(text.upper().split())


def name_tokens(text: str) -> list[str]:
    """The words of a name that tell people apart: no titles, no bin/binti, Muhammad in one spelling.

    >>> name_tokens("Hj. Siti Aminah binti Moch. Djoemadi, S.Pd")
    ['siti', 'aminah', 'muhammad', 'djoemadi']
    """
    plain = _LETTERS.sub(" ", text.lower().replace(".", " ").replace("`", "'"))
    joined = re.sub(r"\bs (pd|ag|sos|kom|e|h|t|ip)\b", " ", plain)
    words = [word.strip("'") for word in joined.split()]
    kept = [word for word in words if word and word not in _TITLES and word not in _LINKS]
    return ["muhammad" if word in _MUHAMMAD else word for word in kept] or [word for word in words if word]


@lru_cache(maxsize=200_000)
def skeleton(token: str) -> str:
    """The part of a word that survives misspelling: folded, first letter and consonants.

    >>> skeleton("yuliani") == skeleton("juliani"), skeleton("soekarno") == skeleton("sukarno")
    (True, True)
    """
    folded = token
    for old, new in _OLD_SPELLING:
        folded = folded.replace(old, new)
    folded = _DOUBLED.sub(r"\1", folded)
    tail = re.sub(r"[aiueowh]", "", folded[1:])
    return folded[:1] + tail if len(tail) >= 2 else folded[:3] or token


@lru_cache(maxsize=200_000)
def _word_key(word: str) -> str:
    """The skeleton of a plain lower-case word; "" for titles and links."""
    if word in _TITLES or word in _LINKS:
        return ""
    return skeleton("muhammad" if word in _MUHAMMAD else word)


def search_key(name: str) -> str:
    """The skeletons of a name, in order, separated by spaces; at most 120 characters.

    >>> search_key("Moch. Soeharto")
    'mmd srt'
    """
    words = name.lower().split()
    joined = "".join(words)
    if (
        joined.isascii() and joined.isalpha() and "s" not in words
    ):  # nothing to tidy: the way of nearly every name in bulk
        key = " ".join(filter(None, map(_word_key, words)))
        if key:
            return key[:120]
    return " ".join(skeleton(token) for token in name_tokens(name))[:120]


def search_document(name: str, wilayah: str, birth_year: int | None, address: str) -> str:
    """What the person index holds: name skeletons, area tokens, year of birth, words of the address.

    >>> search_document("Siti Aminah", "1872010001", 1979, "Jl. Mawar 3")
    'sit amn w1872 w187201 w1872010001 y1979 ajl amawar a3'
    """
    year = [f"y{birth_year}"] if birth_year else []
    return " ".join([search_key(name), *_area_words(wilayah), *year, *_address_words(address)])


@lru_cache(maxsize=50_000)
def _area_words(wilayah: str) -> tuple[str, ...]:
    return tuple(f"w{wilayah[:length]}" for length in (4, 6, 10) if len(wilayah) >= length)


@lru_cache(maxsize=5_000)
def _address_words(address: str) -> tuple[str, ...]:
    """The members of a family share their address, so a short memory is enough."""
    return tuple(f"a{word}" for word in re.findall(r"[a-z0-9]+", address.lower()))
