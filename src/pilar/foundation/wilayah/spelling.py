"""Search keys of area names: one key for the ways in which offices write the same name.

"KEL. YOSO MULYO", "Josomulyo" and "Yosomulyo" share a key. Spelling rules are the old orthography (EYD 1972: oe/u,
dj/j, tj/c, j/y, nj/ny, sj/sy, ch/kh) and what typists do: doubled letters, spaces, signs, Roman numerals.
"""

import re
import unicodedata

from pilar.foundation.wilayah.rules import Kind

_WORDS: dict[str, str] = {
    "mns": "meunasah",
    "kp": "kampung",
    "kpg": "kampung",
    "tgk": "teungku",
    "perk": "perkebunan",
    "tj": "tanjung",
    "tg": "tanjung",
    "sei": "sungai",
    "bt": "batu",
    "gn": "gunung",
    "lb": "lubuk",
}
_PREFIXES: dict[str, tuple[Kind, ...]] = {
    "kel": (Kind.KELURAHAN,),
    "kelurahan": (Kind.KELURAHAN,),
    "ds": (Kind.DESA, Kind.DESA_ADAT),
    "desa": (Kind.DESA, Kind.DESA_ADAT),
    "nagari": (Kind.DESA, Kind.DESA_ADAT),
    "gampong": (Kind.DESA, Kind.DESA_ADAT),
    "pekon": (Kind.DESA, Kind.DESA_ADAT),
    "kec": (Kind.KECAMATAN,),
    "kecamatan": (Kind.KECAMATAN,),
    "distrik": (Kind.KECAMATAN,),
    "kab": (Kind.KABUPATEN,),
    "kabupaten": (Kind.KABUPATEN,),
    "kota": (Kind.KOTA,),
    "kotamadya": (Kind.KOTA,),
    "prov": (Kind.PROVINSI,),
    "provinsi": (Kind.PROVINSI,),
    "propinsi": (Kind.PROVINSI,),
}
KIND_WORDS = frozenset(_PREFIXES)
"""Words that name a kind of area, not an area."""
_OLD_SPELLING = (
    ("oe", "u"), ("dj", "j"), ("tj", "c"), ("sj", "s"), ("sy", "s"), ("ch", "h"), ("kh", "h"), ("ie", "i"), ("j", "i"),
    ("y", "i"), ("v", "f"), ("dh", "d"), ("th", "t"), ("x", "ks"), ("q", "k"), ("z", "s"),
)  # fmt: skip
_ROMAN = {"i": 1, "v": 5, "x": 10}
_TOKEN = re.compile(r"[a-z]+|[0-9]+")
_DOUBLED = re.compile(r"([a-z])\1+")


def tokens(text: str) -> list[str]:
    """Lower-case words and numbers of a text, without accents and signs; Roman numerals I to XXXIX after the first word
    become digits."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    found = _TOKEN.findall(plain)
    return [_number(word) if place else word for place, word in enumerate(found)]


def _number(word: str) -> str:
    if word.isdigit():
        return str(int(word))
    if len(word) > 6 or any(letter not in _ROMAN for letter in word):
        return word
    values = [_ROMAN[letter] for letter in word]
    total = sum(-v if v < max(values[at:]) else v for at, v in enumerate(values))
    return str(total)


def search_key(name: str) -> str:
    """Key of a whole name, words joined: "Ganjar Agung II" -> "ganiaragung2"; "" without letters or digits."""
    joined = "".join(_WORDS.get(word, word) for word in tokens(name))
    for old, new in _OLD_SPELLING:
        joined = joined.replace(old, new)
    return _DOUBLED.sub(r"\1", joined)


def area_key(name: str) -> str:
    """Search key of an area without the word for its kind: "Kota Metro" -> key of "Metro"."""
    words = tokens(name)
    kept = words[1:] if len(words) > 1 and words[0] in ("kabupaten", "kota", "provinsi") else words
    if len(kept) > 1 and kept[0] == "administrasi":
        kept = kept[1:]
    return search_key(" ".join(kept))


def without_prefix(name: str) -> tuple[frozenset[Kind], str]:
    """Kinds that a leading word claims, and the rest: "KEL. METRO" -> ({kelurahan}, "metro"); else (∅, name)."""
    words = tokens(name)
    if len(words) > 1 and words[0] in _PREFIXES:
        return frozenset(_PREFIXES[words[0]]), " ".join(words[1:])
    return frozenset(), name


def digits_of(key: str) -> str:
    """Numbers inside a key; two names with different numbers are never one place (Purwosari 1, Purwosari 2)."""
    return "-".join(re.findall(r"[0-9]+", key))
