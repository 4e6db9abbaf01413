"""The ministry's own name rule, shown beside ours so that an office sees what the centre will say.

Simil (Ratcliff-Obershelp, the ratio of Python's `difflib.SequenceMatcher`) of the two names, an alias after "/"
counted as a name of its own; the best part counts, 60 % or more is PADAN (design/domain.md 1.9). The rule looks at
the name only and is loose: common names collide.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

PADAN_FROM = 0.60


@dataclass(frozen=True)
class KemensosAnswer:
    """`similarity`: 0..1 of the best pair of name parts; `padan`: the centre would call the names equal."""

    similarity: float
    padan: bool

    @property
    def sentence(self) -> str:
        word = "PADAN" if self.padan else "TIDAK PADAN"
        return f"Aturan Kemensos: kemiripan nama {100 * self.similarity:.0f}% ({word}, batas 60%)."


def compare_names(left: str, right: str) -> KemensosAnswer:
    """Similarity of two names by the ministry's rule; an empty name is never PADAN.

    >>> compare_names("SITI AMINAH", "SITI AMINA").padan, compare_names("BUDI", "WAHYUNINGSIH").padan
    (True, False)
    """
    best = max((_ratio(a, b) for a in _parts(left) for b in _parts(right)), default=0.0)
    return KemensosAnswer(round(best, 4), best >= PADAN_FROM)


def _parts(name: str) -> list[str]:
    return [part for piece in name.upper().split("/") if (part := " ".join(piece.split()))]


def _ratio(left: str, right: str) -> float:
    return SequenceMatcher(None, left, right, autojunk=False).ratio()
