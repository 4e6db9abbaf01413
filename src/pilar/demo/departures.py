"""Who of a KK is no longer there: the dead still on the card and those who moved away (Regsosek 404)."""

import numpy as np

from pilar.demo.draws import Bools, Ints, chance, curve
from pilar.demo.households import CHILD, HEAD, HELPER, KIN, Members
from pilar.demo.people import MARRIED, WIDOWED

PRESENT, DEAD, MOVED = 1, 2, 3
_DIES_IN_A_YEAR = ((0, 0.015), (1, 0.001), (20, 0.001), (45, 0.004), (60, 0.014), (75, 0.05), (90, 0.17))


def departures(
    rng: np.random.Generator, members: Members, age: Ints, marital: Ints, as_of_days: int
) -> tuple[Ints, Ints]:
    """Codes 1 present, 2 dead, 3 moved, and the day of the event (days since 1970, 0 for the present).

    Heads are never gone: a family whose head dies has a new head in the truth. Changes `marital` of a widowed head.
    """
    head = members.relation == HEAD
    dead = ~head & chance(rng, curve(_DIES_IN_A_YEAR, age) * 1.3)
    may_move = ~head & np.isin(members.relation, (CHILD, KIN, HELPER)) & (age >= 19) & (age <= 35)
    moved = ~dead & may_move & chance(rng, 0.045, age.size)
    state = np.select([dead, moved], [DEAD, MOVED], PRESENT).astype(np.int8)
    gone = state != PRESENT
    back = 5 + np.floor(rng.random(age.size) * 470).astype(np.int64)
    event = np.where(gone, as_of_days - np.minimum(back, np.maximum(members.age_days - 1, 1)), 0)
    _widow_heads(members, dead & (marital == MARRIED), marital)
    return state, event


def _widow_heads(members: Members, dead: Bools, marital: Ints) -> None:
    spouses = np.flatnonzero(dead & np.isin(members.relation, (2, 3)))
    heads = np.searchsorted(members.family, members.family[spouses])
    marital[heads] = WIDOWED
