"""Indonesian names: from what a clerk typed to words that can be compared.

Pure functions, no state, no imports of heavy packages. Two depths:

* `split_words` keeps the spelling and drops what is not name: titles (H., Hj., Drs., Rd.), degrees (S.Pd.),
  "bin"/"binti", and what follows an alias.
* `sound_key` maps one word to the sound that its spellings share: Soekarno and Sukarno, Djoko and Joko,
  Tjahjo and Cahyo, Moch. and Muhammad. It is a fixed point: the key of a key is itself.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from functools import lru_cache

MUHAMMAD = "mhd"

_MUHAMMAD_SPELLINGS = frozenset(
    """mhd md moh mohd moch mochd muh muhd mohamad mohammad mohamed mohammed mochamad mochammad mochamat mokhamad
    mokhammad muhamad muhammad muhamat muhammat muhamed muhammed muhamaad mukhamad mukhammad muchamad muchammad
    muhmmad muhhamad mohmad muhamd muhammd""".split()
)

# Words around a name that are not the name. Titles of birth and of rank (Raden, Datuk, Tengku) come and go
# between registers just as "H." does, so they count as titles.
TITLES = frozenset(
    """h hj haji hajah hajjah hajjh kh kyai kiai ust ustad ustadz ustaz ustadzah gus nyai tgk tengku teungku drs dra
    dr drg drh ir prof rd raden rr rm rngt dt datuk datuak st sutan tuanku alm almh almarhum almarhumah bpk bapak
    ibu sdr sdri tn ny nn bin binti bt bte alias als kapt letkol kol serka serda brigadir ipda iptu akp kompol
    spd sag se sh skom ssos ssi skep skm sip shum spi spt stp sst sst amd amk amdkeb mpd mm mh msi mkom mag mkes
    ap sap map phd mba mr mrs ms""".split()
)

# Name words so common that sharing only one of them says nothing.
WEAK_KEYS = frozenset({MUHAMMAD, "siti", "nur", "sri", "abdul", "ahmad", "ni", "i", "dan", "putu", "kitut", "uaian"})

# Muhammad with one slip of the keyboard; Mahmud and Ahmad are other names.
_MUHAMMAD_SHAPE = re.compile(r"m[aou]?[ck]?h[aou]?m+[ae]*m*[ae]*[dt]")

_DEGREE = re.compile(
    r"\b(?:s|m|a|d)\s?\.\s?(?:pd|e|h|t|kom|sos|si|ag|kep|km|ip|hum|kes|farm|stat|p|pi|pt|psi|ap|md|m|tr|sn|ked|keb)"
    r"(?:\s?\.\s?(?:i|sd|keb|kep|kom|pd|sos|t|p|h))?\b\.?"
)
_ALIAS = re.compile(r"(?:\s+(?:alias|als)\b|/|\(|\bpanggilan\b).*$")
NOT_WORD = re.compile(r"[^a-z0-9]+")
_APOSTROPHE = re.compile(r"[`'’‘´]")
_REPEATED = re.compile(r"(.)\1+")

# Order matters: digraphs before the single letters they contain. Each pair is old or foreign spelling -> sound.
_DIGRAPHS = (
    ("oe", "u"),
    ("dj", "j"),
    ("tj", "c"),
    ("sj", "s"),
    ("sy", "s"),
    ("nj", "ny"),
    ("kh", "h"),
    ("ch", "h"),
    ("gh", "g"),
    ("dh", "d"),
    ("th", "t"),
    ("ph", "p"),
    ("ie", "i"),
    ("ck", "k"),
    ("x", "ks"),
)
_OLD_SPELLING = re.compile(r"oe|dj|tj|sj|nj")
_LETTERS = str.maketrans({"f": "p", "v": "p", "z": "s", "q": "k", "y": "i", "w": "u", "e": "i", "o": "u"})


def fold(text: str) -> str:
    """Lower-case ASCII letters of `text`; accents fall off, other scripts are dropped."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return decomposed.encode("ascii", "ignore").decode("ascii").lower()


def main_part(folded: str) -> str:
    """The name before an alias ("alias", "/", an opening bracket) and without academic degrees."""
    kept = _ALIAS.sub("", folded).strip() or folded.replace("/", " ").replace("(", " ")
    if "." in kept:
        kept = _DEGREE.sub(" ", kept) if len(_DEGREE.sub("", kept).strip(" .,")) > 1 else kept
    return _APOSTROPHE.sub("", kept)


def split_words(text: str) -> tuple[str, ...]:
    """Words of a name in their order, titles dropped; a name made only of titles keeps its words.

    >>> split_words("H. Moch. Soleh, S.Pd. alias Leh")
    ('moch', 'soleh')
    >>> split_words("Hj. Siti Nur'aini binti Ali")
    ('siti', 'nuraini', 'ali')
    >>> split_words("Haji")
    ('haji',)
    """
    words = [word for word in NOT_WORD.split(main_part(fold(text))) if word]
    kept = [word for word in words if word not in TITLES and not (word.isdigit() and len(word) > 2)]
    return tuple(kept or words)


@lru_cache(maxsize=400_000)
def sound_key(word: str) -> str:
    """The sound of one folded word, shared by its Indonesian spellings; idempotent.

    >>> [sound_key(w) for w in ("soekarno", "sukarno", "tjahjo", "cahyo", "moch", "muhammad")]
    ['sukarnu', 'sukarnu', 'cahiu', 'cahiu', 'mhd', 'mhd']
    """
    if word in _MUHAMMAD_SPELLINGS or _MUHAMMAD_SHAPE.fullmatch(word):
        return MUHAMMAD
    key = word
    if _OLD_SPELLING.search(key):
        key = _modern_j(key)
    for _ in range(6):
        reduced = _reduce_once(key)
        if reduced == key:
            break
        key = reduced
    return MUHAMMAD if key in _MUHAMMAD_SPELLINGS else key


def _modern_j(word: str) -> str:
    """Old "j" is today's "y", but only in words that show another old digraph (Joesoef, Tjahjo)."""
    marked = word.replace("dj", "\x01").replace("tj", "c").replace("sj", "s").replace("nj", "ny")
    return marked.replace("j", "y").replace("\x01", "j").replace("oe", "u")


def _reduce_once(word: str) -> str:
    key = word
    for spelling, sound in _DIGRAPHS:
        key = key.replace(spelling, sound)
    key = _REPEATED.sub(r"\1", key.translate(_LETTERS))
    return key[:-1] if len(key) > 3 and key.endswith("h") else key


@lru_cache(maxsize=400_000)
def word_id(key: str) -> int:
    """A stable 32-bit number for a key (CRC-32, signed), so that word sets compare as integers."""
    return zlib.crc32(key.encode("ascii", "replace")) - 2**31


@lru_cache(maxsize=400_000)
def letter_bits(text: str) -> int:
    """The set of letters and digits of a folded text as 36 bits."""
    bits = 0
    for character in text:
        place = ord(character) - 97 if character >= "a" else ord(character) - 22
        bits |= 1 << (place % 36)
    return bits


def id_bits(number: int) -> int:
    """The bit (of 60) that stands for a word number in a set compared as one integer."""
    return 1 << (number % 60)


def significant(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Keys that carry identity: no initials, no words shared by a large part of the country.

    A name made only of such words keeps them all.
    """
    strong = tuple(key for key in keys if len(key) > 1 and key not in WEAK_KEYS)
    return strong or tuple(key for key in keys if len(key) > 1) or keys
