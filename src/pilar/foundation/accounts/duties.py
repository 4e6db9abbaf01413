"""Separation of duties: whom an assignment or an act on a record would put on both sides of the table."""

from .capabilities import CAPABILITIES, INCOMPATIBLE_DUTIES
from .roles import ROLES


def duties_conflict(role: str, other: str) -> str | None:
    """Indonesian reason why one person must not hold both roles for overlapping areas, else None.

    Only "person" pairs count here; "record" pairs are checked on the record by `record_conflict`. KeyError for
    an unknown role.
    """
    ours, theirs = ROLES[role].capabilities, ROLES[other].capabilities
    for pair in INCOMPATIBLE_DUTIES:
        if pair.within == "person" and (
            (pair.first in ours and pair.second in theirs) or (pair.second in ours and pair.first in theirs)
        ):
            return pair.reason
    return None


def record_conflict(wanted: str, done: frozenset[str]) -> str | None:
    """Indonesian reason why a person who has used the capabilities `done` on a record may not use `wanted` on it.

    Every pair counts, of both kinds. KeyError for an undeclared capability.
    """
    for capability in (wanted, *done):
        CAPABILITIES[capability]
    for pair in INCOMPATIBLE_DUTIES:
        if (wanted == pair.first and pair.second in done) or (wanted == pair.second and pair.first in done):
            return pair.reason
    return None
