"""How people misspell a name at a desk, and the question they then type: written apart from the search and from the demo's errors.

Each slip is one of the kinds that a listener or a typist makes. `slip_name` may take several; it never returns the name unchanged
unless no slip fits.
"""

import random
from collections.abc import Callable

_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_HEARD = (
    ("f", "p"), ("p", "f"), ("v", "f"), ("z", "j"), ("z", "s"), ("j", "z"), ("sy", "s"), ("s", "sy"), ("kh", "h"), ("kh", "k"),
    ("q", "k"), ("dh", "d"), ("th", "t"), ("t", "th"), ("ai", "ae"), ("au", "ao"), ("ny", "ni"), ("w", "u"), ("y", "i"), ("i", "y"),
    ("u", "oe"), ("j", "dj"), ("c", "tj"), ("ie", "i"), ("iy", "i"), ("o", "u"), ("u", "o"), ("e", "a"), ("a", "e"), ("d", "t"),
    ("h", ""), ("g", "k"), ("x", "ks"),
)  # fmt: skip


def _heard(rng: random.Random, word: str) -> str:
    fitting = [(old, new, at) for old, new in _HEARD for at in range(len(word)) if word.startswith(old, at)]
    if not fitting:
        return word
    old, new, at = rng.choice(fitting)
    return word[:at] + new + word[at + len(old) :]


def _lost(rng: random.Random, word: str) -> str:
    at = rng.randrange(len(word))
    return word[:at] + word[at + 1 :]


def _doubled(rng: random.Random, word: str) -> str:
    at = rng.randrange(len(word))
    return word[: at + 1] + word[at:]


def _exchanged(rng: random.Random, word: str) -> str:
    at = rng.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _near_key(rng: random.Random, word: str) -> str:
    at = rng.randrange(len(word))
    for row in _KEYBOARD:
        place = row.find(word[at])
        if place >= 0:
            return (
                word[:at]
                + row[place - 1 if place and (rng.random() < 0.5 or place == len(row) - 1) else place + 1]
                + word[at + 1 :]
            )
    return word


def _pressed_twice(rng: random.Random, word: str) -> str:
    at = rng.randrange(len(word) + 1)
    return word[:at] + rng.choice("aiueonrstlkmd") + word[at:]


_IN_A_WORD: tuple[tuple[float, Callable[[random.Random, str], str]], ...] = (
    (0.36, _heard), (0.16, _lost), (0.12, _doubled), (0.12, _exchanged), (0.14, _near_key), (0.10, _pressed_twice),
)  # fmt: skip


def _one_slip(rng: random.Random, words: list[str]) -> list[str]:
    """One more slip: mostly inside a word, else a word left out, words exchanged, joined, or shortened to a letter."""
    kind = rng.random()
    if len(words) >= 3 and kind < 0.10:
        out = rng.randrange(1, len(words))
        return words[:out] + words[out + 1 :]
    if len(words) >= 2 and kind < 0.15:
        return [words[1], words[0], *words[2:]]
    if len(words) >= 2 and kind < 0.20:
        return [words[0] + words[1], *words[2:]]
    if len(words) >= 3 and kind < 0.23:
        return [*words[:-1], words[-1][0]]
    long = [at for at, word in enumerate(words) if len(word) >= 4] or list(range(len(words)))
    at = rng.choice(long)
    if len(words[at]) < 2:
        return words
    (change,) = rng.choices([each for _, each in _IN_A_WORD], [weight for weight, _ in _IN_A_WORD])
    return [*words[:at], change(rng, words[at]), *words[at + 1 :]]


def slip_name(rng: random.Random, name: str) -> str:
    """The name with one slip (60 %), two (30 %) or three (10 %), in small letters."""
    words = [word for word in name.lower().replace(".", " ").replace(",", " ").split() if word]
    for _ in range(rng.choices((1, 2, 3), (60, 30, 10))[0]):
        for _again in range(8):
            changed = _one_slip(rng, words)
            if changed != words:
                words = changed
                break
    return " ".join(words)
