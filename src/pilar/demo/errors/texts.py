"""Damage to names and other texts, one text at a time."""

import numpy as np

from pilar.demo.names.shared import MUHAMMAD

_KEYS = {"A": "SQZ", "B": "VN", "C": "XV", "D": "SF", "E": "WR", "F": "DG", "G": "FH", "H": "GJ", "I": "UO", "J": "HK",
         "K": "JL", "L": "KM", "M": "N", "N": "BM", "O": "IP", "P": "OL", "R": "ET", "S": "AD", "T": "RY", "U": "YI",
         "V": "CB", "W": "QE", "Y": "TU", "Z": "AX"}  # fmt: skip
_OLD = (("SY", "SJ"), ("KH", "CH"), ("U", "OE"), ("J", "DJ"), ("C", "TJ"), ("Y", "J"), ("F", "P"), ("Z", "S"),
        ("AI", "AE"), ("IE", "I"), ("OE", "U"), ("DJ", "J"), ("TJ", "C"))  # fmt: skip
_TITLES_BEFORE = ("H. ", "HJ. ", "IBU ", "BPK. ", "DRS. ", "UST. ")
_TITLES_AFTER = (", S.PD", ", S.E.", ", A.MD", ", SH", " (ALM)")


def typing_error(rng: np.random.Generator, text: str) -> str:
    """One letter lost, doubled, exchanged with its neighbour or replaced by the next key."""
    if len(text) < 4:
        return text + text[-1:]
    at = int(rng.integers(1, len(text) - 1))
    kind = int(rng.integers(4))
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[: at + 1] + text[at:]
    if kind == 2:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    near = _KEYS.get(text[at].upper(), "E")
    return text[:at] + near[int(rng.integers(len(near)))] + text[at + 1 :]


def old_spelling(rng: np.random.Generator, text: str) -> str:
    """One pair of the spelling reforms (Soe/Su, Dj/J, Tj/C, Sj/Sy ...) or a doubled consonant."""
    fitting = [(new, old) for new, old in _OLD if new in text]
    if not fitting or rng.random() < 0.15:
        for at in range(1, len(text) - 1):
            if text[at] in "LNMSTR" and text[at - 1] in "AIUEO" and text[at + 1] in "AIUEO":
                return text[:at] + text[at] + text[at:]
    if not fitting:
        return text
    new, old = fitting[int(rng.integers(len(fitting)))]
    return text.replace(new, old, 1)


def muhammad_variant(rng: np.random.Generator, text: str) -> str:
    """Another spelling of a Muhammad or Ahmad in the name."""
    words = text.split(" ")
    for at, word in enumerate(words):
        if word in MUHAMMAD:
            words[at] = MUHAMMAD[int(rng.integers(len(MUHAMMAD)))]
            return " ".join(words)
    return text


def drop_word(rng: np.random.Generator, text: str) -> str:
    """One word of several is missing."""
    words = text.split(" ")
    if len(words) < 2:
        return text
    del words[int(rng.integers(len(words)))]
    return " ".join(words)


def initial(rng: np.random.Generator, text: str) -> str:
    """One word of several is only its first letter."""
    words = text.split(" ")
    if len(words) < 2:
        return text
    at = int(rng.integers(len(words)))
    words[at] = words[at][:1] + ("." if rng.random() < 0.5 else "")
    return " ".join(words)


def glue(_rng: np.random.Generator, text: str) -> str:
    """Two words written as one."""
    return text.replace(" ", "", 1)


def title(rng: np.random.Generator, text: str) -> str:
    """A title or degree that the register does not hold."""
    if rng.random() < 0.6:
        return _TITLES_BEFORE[int(rng.integers(len(_TITLES_BEFORE)))] + text
    return text + _TITLES_AFTER[int(rng.integers(len(_TITLES_AFTER)))]


def casing(rng: np.random.Generator, text: str) -> str:
    """Another case than the rest of the file."""
    return text.title() if rng.random() < 0.7 else text.lower()


def whitespace(rng: np.random.Generator, text: str) -> str:
    """Blanks before, after or doubled inside; a no-break space from a web page."""
    kind = int(rng.integers(4))
    if kind == 0:
        return text + " "
    if kind == 1:
        return "  " + text
    if kind == 2 and " " in text:
        return text.replace(" ", "  ", 1)
    return text.replace(" ", "\xa0", 1) if " " in text else text + "\xa0"


def windows_sign(_rng: np.random.Generator, text: str) -> str:
    """A typographic apostrophe or dash, as word processors put them."""
    return text.replace("'", "\u2019", 1) if "'" in text else text + "\u2013"


def windows_byte(rng: np.random.Generator, text: str) -> str:
    """The same sign as a Windows byte inside a latin-1 file, where it reads as a control character."""
    return windows_sign(rng, text).replace("\u2019", "\x92").replace("\u2013", "\x96")


def kelurahan_spelling(rng: np.random.Generator, text: str) -> str:
    """An area name as a clerk writes it: abbreviated direction, glued, split or mistyped."""
    for long, short in ((" TIMUR", " TMR"), (" BARAT", " BRT"), (" UTARA", " UTR"), (" SELATAN", " SLTN"),
                        (" TENGAH", " TGH")):  # fmt: skip
        if text.upper().endswith(long) and rng.random() < 0.7:
            return text[: -len(long)] + short
    if " " in text and rng.random() < 0.5:
        return text.replace(" ", "", 1)
    return typing_error(rng, text)
