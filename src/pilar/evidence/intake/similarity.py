"""How alike two names are: the measure of the civil registry, and one that forgives titles and order. Pure."""

from difflib import SequenceMatcher
from functools import lru_cache

from pilar.evidence.registry.names import name_tokens, skeleton

PADAN_PERCENT = 60
"""From here on the civil registry speaks of a match [src:MKDTKS H, domain 1.9]; common names collide, so it is loose."""


@lru_cache(maxsize=100_000)
def padan_percent(asked: str, held: str) -> int:
    """Ratcliff-Obershelp likeness in percent; of names with aliases ("A / B") the best part counts.

    >>> padan_percent("SITI AMINAH", "SITI AMINAH / IBU AMI")
    100
    """
    parts = [part.strip() for part in held.split("/") if part.strip()]
    return max((round(100 * SequenceMatcher(None, asked, part, autojunk=False).ratio()) for part in parts), default=0)


@lru_cache(maxsize=100_000)
def agreement_percent(one: str, other: str) -> int:
    """Like `padan_percent`, but titles, bin/binti, spelling of Muhammad and order of words do not count.

    >>> agreement_percent("Hj. Aminah Siti", "SITI AMINAH")
    100
    """
    ours, theirs = name_tokens(one), name_tokens(other)
    plain = padan_percent(" ".join(sorted(ours)), " ".join(sorted(theirs)))
    folded = padan_percent(" ".join(sorted(map(skeleton, ours))), " ".join(sorted(map(skeleton, theirs))))
    return max(plain, folded, padan_percent(" ".join(ours), " ".join(theirs)))
