"""Errors of clerks, written without looking at the matcher's rules: each function damages one text.

Rates per record follow the study (design/evidence-linkage.md, section 11); they are judgement, not measurement.
"""

from __future__ import annotations

import random

KEYBOARD = {
    "a": "sqz", "b": "vnh", "c": "xvd", "d": "sfe", "e": "wrd", "f": "dgr", "g": "fht", "h": "gjn", "i": "uok",
    "j": "hkn", "k": "jli", "l": "kop", "m": "nj", "n": "bmh", "o": "ipl", "p": "ol", "q": "wa", "r": "etf",
    "s": "adw", "t": "ryg", "u": "yij", "v": "cbf", "w": "qes", "x": "zcs", "y": "tuh", "z": "xa",
}  # fmt: skip
RESPELL = [
    ("u", "oe"), ("j", "dj"), ("c", "tj"), ("y", "j"), ("sy", "s"), ("sy", "sj"), ("kh", "k"), ("f", "p"), ("v", "f"),
    ("z", "s"), ("i", "y"), ("k", "q"), ("h", ""), ("ah", "a"), ("iy", "i"), ("dd", "d"), ("mm", "m"), ("e", "i"),
    ("o", "u"), ("d", "dh"), ("t", "th"), ("nn", "n"), ("n", "nn"), ("l", "ll"), ("aa", "a"), ("ie", "i"), ("kh", "ch"),
]  # fmt: skip
MUHAMMAD = ["Mohamad", "Mohammad", "Moh.", "Moch.", "Muh.", "M.", "Muhamad", "Mochamad", "Mokhamad", "Md"]
TITLES = ["H.", "Hj.", "Drs.", "Ir.", "KH.", "Ust.", "Rd.", "Bpk", "Ibu", "Alm."]
DEGREES = [", S.Pd.", ", S.E", " SH", ", S.Sos", ", A.Md", " ST"]


def typo(word: str, rng: random.Random) -> str:
    """One keyboard slip: a neighbour key, a lost, doubled or swapped letter."""
    if len(word) < 3:
        return word
    i = rng.randrange(1, len(word))
    kind = rng.random()
    if kind < 0.4:
        return word[:i] + rng.choice(KEYBOARD.get(word[i].lower(), "e")) + word[i + 1 :]
    if kind < 0.65:
        return word[:i] + word[i + 1 :]
    if kind < 0.8:
        return word[:i] + word[i] + word[i:]
    return word[: i - 1] + word[i] + word[i - 1] + word[i + 1 :]


def respell(word: str, rng: random.Random) -> str:
    """Another habitual spelling of the same word."""
    if word == "Muhammad":
        return rng.choice(MUHAMMAD)
    lower = word.lower()
    fits = [(a, b) for a, b in RESPELL if a in lower]
    if not fits:
        return word
    a, b = rng.choice(fits)
    places = [i for i in range(len(lower)) if lower.startswith(a, i)]
    i = rng.choice(places)
    return (lower[:i] + b + lower[i + len(a) :]).capitalize()


def damage_name(name: str, rng: random.Random, scale: float) -> str:
    """A name as the next clerk writes it."""
    words = name.split()
    for i, word in enumerate(words):
        if rng.random() < (0.35 if word == "Muhammad" else 0.055 * scale):
            words[i] = respell(word, rng)
        if rng.random() < 0.02 * scale:
            words[i] = typo(words[i], rng)
    if len(words) > 1:
        chance = rng.random()
        if chance < 0.05 * scale:
            words.pop(rng.randrange(len(words)))
        elif chance < 0.085 * scale:
            i = rng.randrange(len(words))
            words[i] = words[i][0] + rng.choice(["", "."])
        elif chance < 0.097 * scale:
            words.reverse()
        elif chance < 0.115 * scale:
            i = rng.randrange(len(words) - 1)
            words[i : i + 2] = [words[i] + words[i + 1].lower()]
    text = " ".join(words)
    chance = rng.random()
    if chance < 0.06 * scale:
        text = rng.choice(TITLES) + " " + text
    elif chance < 0.07 * scale:
        text += rng.choice(DEGREES)
    elif chance < 0.078 * scale:
        text += rng.choice([" alias ", " bin ", " binti ", " / "]) + rng.choice(
            ["Leman", "Udin", "Ujang", "Minah", "Amat"]
        )
    style = rng.random()
    return text.upper() if style < 0.5 else text.lower() if style < 0.55 else text


def wrong_digit(number: str, rng: random.Random) -> str:
    i = rng.randrange(len(number))
    return number[:i] + rng.choice([d for d in "0123456789" if d != number[i]]) + number[i + 1 :]


def swapped_digits(number: str, rng: random.Random) -> str:
    i = rng.randrange(len(number) - 1)
    return number[:i] + number[i + 1] + number[i] + number[i + 2 :]


def damage_nik(nik: str, relative: str, rng: random.Random, scale: float) -> str:
    """A NIK as typed: missing, wrong digits, a relative's, rounded by a spreadsheet, a placeholder."""
    chance = rng.random() / scale
    for limit, damaged in (
        (0.055, lambda: ""),
        (0.080, lambda: wrong_digit(nik, rng)),
        (0.092, lambda: swapped_digits(nik, rng)),
        (0.098, lambda: wrong_digit(wrong_digit(nik, rng), rng)),
        (0.110, lambda: relative),
        (0.120, lambda: nik[:15] + "0"),
        (
            0.124,
            lambda: rng.choice(["0", "9999999999999999", "1234567890123456", "0000000000000000", nik[:12] + "0000"]),
        ),
        (0.134, lambda: nik[:12] + f"{rng.randrange(1, 9999):04d}"),
        (0.142, lambda: nik[:6] + f"{rng.randrange(1, 29):02d}" + nik[8:]),
    ):
        if chance < limit:
            return damaged()
    return nik


def damage_date(date: str, rng: random.Random, scale: float) -> str:
    """A birth date "yyyy-mm-dd" as typed, sometimes in another layout."""
    y, m, d = date.split("-")
    chance = rng.random() / scale
    if chance < 0.015 and int(d) <= 12:
        m, d = d, m
    elif chance < 0.029:
        y = str(int(y) + rng.choice([-10, -2, -1, 1, 2, 10]))
    elif chance < 0.043:
        d = f"{max(1, min(28, int(d) + rng.choice([-10, -3, -1, 1, 3, 10]))):02d}"
    elif chance < 0.057:
        m, d = "01", "01"
    elif chance < 0.077:
        return ""
    return f"{d}/{m}/{y}" if rng.random() < 0.2 else f"{y}-{m}-{d}"
