"""Who lives in a family: relations, sexes and ages that fit together, for all families at once.

Ages are in days before the reference date. Constraints that hold for every family: a parent is at least 15 and a
mother at most 46 years older than a child, spouses are at least 17, a parent or parent-in-law is at least 15 years
older, the head is 18-97. Shapes follow the census roughly (mean size about 3.5, one head in six a woman); exact
shares are judgement.
"""

from dataclasses import dataclass

import numpy as np

from pilar.demo.draws import Bools, Floats, Ints, chance, curve, weighted

# Status hubungan dalam keluarga (SHDK) as in the KK.
HEAD, HUSBAND, WIFE, CHILD, SON_IN_LAW, GRANDCHILD, PARENT, PARENT_IN_LAW, KIN, HELPER = range(1, 11)
YEAR = 365.2425
LARGEST_FAMILY = 12
_MOST_CHILDREN = 9
_HEAD_AGES = ((17, 0.0), (18, 0.08), (22, 0.75), (27, 2.0), (32, 2.7), (40, 2.8), (50, 2.4), (60, 1.7), (68, 1.0),
              (76, 0.45), (84, 0.15), (96, 0.01))  # fmt: skip
_COUPLE = ((18, 0.25), (22, 0.5), (27, 0.82), (35, 0.88), (50, 0.87), (60, 0.78), (70, 0.6), (80, 0.36), (95, 0.12))
_LONE_WOMAN = ((18, 0.35), (30, 0.45), (45, 0.7), (60, 0.8), (90, 0.8))
_NEVER_WOMAN = ((20, 0.85), (30, 0.3), (40, 0.12), (60, 0.05))
_NEVER_MAN = ((20, 0.95), (30, 0.75), (40, 0.42), (60, 0.1))
_STAYS = ((0, 1.0), (17, 0.985), (19, 0.95), (22, 0.88), (25, 0.72), (28, 0.5), (32, 0.3), (40, 0.15), (60, 0.06))
_FERTILITY = ((25, 2.2), (45, 2.4), (60, 3.1), (75, 4.0))


@dataclass(frozen=True, slots=True)
class Members:
    """People in family order; every array has one entry per person."""

    family: Ints
    relation: Ints  # SHDK 1-10
    female: Bools
    age_days: Ints
    never_married: Bools
    married_child: Bools  # the child whose spouse and children live in the same family
    twin: Bools  # born on the same day as the sibling one row above


class _Parts:
    """Collects groups of members until all are known."""

    def __init__(self) -> None:
        self._parts: list[tuple[Ints, int, Bools, Floats, Bools, Bools, Bools]] = []

    def add(self, family: Ints, relation: int, female: Bools, age: Floats, **flags: Bools) -> None:
        none = np.zeros(family.size, dtype=bool)
        self._parts.append((family, relation, female, age, flags.get("never", none), flags.get("married", none),
                            flags.get("twin", none)))  # fmt: skip

    def members(self, families: int) -> Members:
        family = np.concatenate([part[0] for part in self._parts])
        relation = np.concatenate([np.full(part[0].size, part[1], dtype=np.int8) for part in self._parts])
        age = np.concatenate([part[3] for part in self._parts])
        twin = np.concatenate([part[6] for part in self._parts])
        order = np.lexsort((twin, -age, relation, family))
        place = np.arange(order.size) - np.searchsorted(family[order], np.arange(families))[family[order]]
        order = order[place < LARGEST_FAMILY]
        female, never, married = (np.concatenate([part[i] for part in self._parts])[order] for i in (2, 4, 5))
        days = np.floor(age[order] * YEAR).astype(np.int32)
        kept_twin = twin[order]
        kept_twin[1:] &= days[1:] == days[:-1]
        return Members(family[order], relation[order], female, days, never, married, kept_twin)


def compose_families(rng: np.random.Generator, families: int, welfare: Floats) -> Members:
    """Members of `families` families whose latent welfare (standard normal in the nation) is given."""
    parts = _Parts()
    everyone = np.arange(families, dtype=np.int32)
    head_age = 17 + weighted(rng, families, curve(_HEAD_AGES, np.arange(17, 97))) + rng.random(families)
    head_age = np.maximum(head_age, 18.01)
    couple = chance(rng, curve(_COUPLE, head_age))
    head_female = ~couple & chance(rng, curve(_LONE_WOMAN, head_age))
    head_female |= couple & chance(rng, 0.012, families)
    never_share = np.where(head_female, curve(_NEVER_WOMAN, head_age), curve(_NEVER_MAN, head_age))
    never = ~couple & chance(rng, never_share)
    parts.add(everyone, HEAD, head_female, head_age, never=never)

    older = np.clip(rng.normal(3.6, 4.0, families), -2.4, 22)
    spouse_age = np.clip(np.where(head_female, head_age + older, head_age - older), 17.05, 96)
    for relation, is_female in ((WIFE, True), (HUSBAND, False)):
        rows = everyone[couple & (head_female != is_female)]
        parts.add(rows, relation, np.full(rows.size, is_female), spouse_age[rows])

    mother_age = np.where(head_female, head_age, np.where(couple, spouse_age, head_age - older))
    _add_children(rng, parts, mother_age, ~never, couple, welfare)
    _add_elders(rng, parts, head_age, spouse_age, couple)
    _add_others(rng, parts, head_age, welfare)
    return parts.members(families)


def _add_children(
    rng: np.random.Generator, parts: _Parts, mother_age: Floats, ever_married: Bools, couple: Bools, welfare: Floats
) -> None:
    families = mother_age.size
    born = np.minimum(rng.poisson(curve(_FERTILITY, mother_age) - 0.06 * welfare), _MOST_CHILDREN)
    first = np.clip(rng.normal(23.2 + 0.9 * welfare, 3.8, families), 17.5, 39)
    gaps = 1.1 + rng.gamma(2.2, 1.5, (families, _MOST_CHILDREN))
    gaps[:, 0] = 0
    twin = chance(rng, 0.011, families * _MOST_CHILDREN).reshape(families, _MOST_CHILDREN)
    twin[:, 0] = False
    gaps[twin] = 0
    mother_at_birth = first[:, None] + np.cumsum(gaps, axis=1)
    age = mother_age[:, None] - mother_at_birth
    exists = (np.arange(_MOST_CHILDREN) < born[:, None]) & (mother_at_birth < 45) & (age > 0)
    exists &= (ever_married & chance(rng, np.where(couple, 1.0, 0.8)))[:, None]
    exists &= rng.random(age.shape) < curve(_STAYS, age.ravel()).reshape(age.shape)
    family, order = np.nonzero(exists)
    ages = age[family, order]
    female = chance(rng, np.where(ages > 21, 0.46, 0.487))
    married = _one_per_family(family, chance(rng, np.where((ages > 20) & (ages < 42), 0.16, 0.0)))
    is_twin = twin[family, order]
    is_twin[1:] &= (family[1:] == family[:-1]) & (ages[1:] == ages[:-1])
    is_twin[:1] = False
    parts.add(family.astype(np.int32), CHILD, female, ages, never=~married, married=married, twin=is_twin)
    _add_young_couple(rng, parts, family[married].astype(np.int32), female[married], ages[married])


def _one_per_family(family: Ints, wanted: Bools) -> Bools:
    rows = np.flatnonzero(wanted)
    _, first = np.unique(family[rows], return_index=True)
    kept = np.zeros(family.size, dtype=bool)
    kept[rows[first]] = True
    return kept


def _add_young_couple(rng: np.random.Generator, parts: _Parts, family: Ints, female: Bools, age: Floats) -> None:
    """The spouse and the children of a married child who stayed with the parents."""
    gap = np.clip(rng.normal(2.5, 3, age.size), -2.4, 12)
    spouse_age = np.maximum(np.where(female, age + gap, age - gap), 17.1)
    parts.add(family, SON_IN_LAW, ~female, spouse_age)
    mother_age = np.where(female, age, spouse_age)
    count = np.minimum(rng.poisson(1.0, family.size), 3)
    at_birth = 17.5 + np.cumsum(1.2 + rng.gamma(2.0, 1.9, (family.size, 3)), axis=1)
    grandchild_age = mother_age[:, None] - at_birth
    rows, order = np.nonzero((np.arange(3) < count[:, None]) & (grandchild_age > 0))
    parts.add(family[rows], GRANDCHILD, chance(rng, 0.487, rows.size), grandchild_age[rows, order],
              never=np.ones(rows.size, dtype=bool))  # fmt: skip


def _add_elders(rng: np.random.Generator, parts: _Parts, head_age: Floats, spouse_age: Floats, couple: Bools) -> None:
    plans = ((PARENT, True, head_age, 0.055), (PARENT, False, head_age, 0.014),
             (PARENT_IN_LAW, True, spouse_age, 0.04), (PARENT_IN_LAW, False, spouse_age, 0.01))  # fmt: skip
    for relation, is_female, younger, share in plans:
        age = younger + 17 + rng.gamma(6.0, 1.5, younger.size) + (0 if is_female else 3)
        here = chance(rng, share, younger.size) & (age < 97) & (age > 42) & (age - younger < 44)
        if relation == PARENT_IN_LAW:
            here &= couple
        rows = np.flatnonzero(here).astype(np.int32)
        parts.add(rows, relation, np.full(rows.size, is_female), age[rows])


def _add_others(rng: np.random.Generator, parts: _Parts, head_age: Floats, welfare: Floats) -> None:
    """Grandchildren without their parents, other kin, household help."""
    families = head_age.size
    rows = np.flatnonzero((head_age > 52) & chance(rng, 0.05, families)).astype(np.int32)
    parts.add(rows, GRANDCHILD, chance(rng, 0.487, rows.size), rng.uniform(0.5, 16, rows.size),
              never=np.ones(rows.size, dtype=bool))  # fmt: skip
    rows = np.flatnonzero(chance(rng, 0.04, families)).astype(np.int32)
    age = rng.gamma(2.2, 11.0, rows.size).clip(1, 88)
    parts.add(rows, KIN, chance(rng, 0.52, rows.size), age, never=chance(rng, np.where(age < 35, 0.95, 0.4)))
    rows = np.flatnonzero((welfare > 1.4) & chance(rng, 0.035, families)).astype(np.int32)
    parts.add(rows, HELPER, chance(rng, 0.85, rows.size), rng.uniform(18, 55, rows.size),
              never=chance(rng, 0.6, rows.size))  # fmt: skip
