"""Persons of all families: marital status, religion, names of themselves and their mothers."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from pilar.demo.draws import Bools, Floats, Ints, chance, curve, weighted
from pilar.demo.households import (
    CHILD,
    GRANDCHILD,
    HEAD,
    HUSBAND,
    PARENT,
    PARENT_IN_LAW,
    SON_IN_LAW,
    WIFE,
    YEAR,
    Members,
)
from pilar.demo.names import compose as naming
from pilar.demo.names.catalogue import CULTURE_NAMES, CULTURES
from pilar.demo.places import Place

NEVER, MARRIED, DIVORCED, WIDOWED = 1, 2, 3, 4
_WIDOWED = ((25, 0.05), (40, 0.35), (60, 0.8), (80, 0.96))


@dataclass(frozen=True, slots=True)
class Kinship:
    """Row numbers of parents within the family (-1: not in it), one entry per person."""

    mother: Ints
    father: Ints
    first_row: Ints  # first row (the head) of every family


def kinship(members: Members, families: int) -> Kinship:
    """Finds parents through the relations of the KK."""
    size = members.family.size
    rows = np.arange(size)
    first_row = np.searchsorted(members.family, np.arange(families))
    spouse = np.full(families, -1)
    is_spouse = (members.relation == WIFE) | (members.relation == HUSBAND)
    spouse[members.family[is_spouse]] = rows[is_spouse]
    child = _row_of(members, members.married_child, families)
    in_law = _row_of(members, members.relation == SON_IN_LAW, families)
    mother, father = np.full(size, -1), np.full(size, -1)

    def link(children: Bools, parents: tuple[Ints, Ints]) -> None:
        who = rows[children]
        for parent in parents:
            row = parent[members.family[who]]
            known = row >= 0
            target, source = who[known], row[known]
            women = members.female[source]
            mother[target[women]] = source[women]
            father[target[~women]] = source[~women]

    link(members.relation == CHILD, (first_row, spouse))
    young_couple = (members.relation == GRANDCHILD) & (child[members.family] >= 0) & (in_law[members.family] >= 0)
    link(young_couple, (child, in_law))
    for relation, adult in ((PARENT, first_row), (PARENT_IN_LAW, spouse)):
        elder = rows[members.relation == relation]
        younger = adult[members.family[elder]]
        known = younger >= 0
        women = known & members.female[elder]
        mother[younger[women]] = elder[women]
        men = known & ~members.female[elder]
        father[younger[men]] = elder[men]
    _drop_impossible(members, mother)
    _drop_impossible(members, father)
    return Kinship(mother, father, first_row)


def _row_of(members: Members, which: Bools, families: int) -> Ints:
    found = np.full(families, -1)
    found[members.family[which]] = np.flatnonzero(which)
    return found


def _drop_impossible(members: Members, parent: Ints) -> None:
    """A grandchild older than the young couple's marriage allows belongs to somebody else."""
    known = np.flatnonzero(parent >= 0)
    gap = members.age_days[parent[known]] - members.age_days[known]
    parent[known[gap < 15 * YEAR]] = -1


def marital_status(rng: np.random.Generator, members: Members, families: int) -> Ints:
    """Codes of Regsosek 408 that agree with who lives in the family."""
    age = members.age_days / YEAR
    relation = members.relation
    alone = np.where(chance(rng, curve(_WIDOWED, age)), WIDOWED, DIVORCED)
    status = np.where(members.never_married, NEVER, alone)
    paired = np.zeros(families, dtype=bool)
    spouse = (relation == WIFE) | (relation == HUSBAND)
    paired[members.family[spouse]] = True
    status[spouse | ((relation == HEAD) & paired[members.family])] = MARRIED
    status[members.married_child | (relation == SON_IN_LAW)] = MARRIED
    for elder in (PARENT, PARENT_IN_LAW):
        rows = np.flatnonzero(relation == elder)
        both = np.bincount(members.family[rows], minlength=families) == 2
        status[rows[both[members.family[rows]]]] = MARRIED
    left = (relation == CHILD) & ~members.married_child & (age > 23) & chance(rng, 0.07, age.size)
    status[left] = DIVORCED
    status[age < 16] = NEVER
    return status.astype(np.int8)


@dataclass(frozen=True, slots=True)
class Named:
    """Names and what goes with them, one entry per person."""

    culture: Ints
    religion: Ints
    names: Any  # Arrow strings
    mothers: Any  # Arrow strings


def name_people(
    rng: np.random.Generator, place: Place, members: Members, kin: Kinship, birth_year: Ints, welfare: Floats
) -> Named:
    """Names everybody in the manner of the family's culture; one spouse in eight comes from another culture."""
    families = kin.first_row.size
    mix = [place.cultures.get(name, 0.0) for name in CULTURE_NAMES]
    of_family = weighted(rng, families, mix)
    culture = of_family[members.family]
    outside = np.isin(members.relation, (WIFE, HUSBAND, SON_IN_LAW, PARENT_IN_LAW))
    other = weighted(rng, families, mix)
    married_out = chance(rng, 0.12, families)
    culture = np.where(outside & married_out[members.family], other[members.family], culture)
    religion = _religions(rng, of_family)[members.family]

    names = naming.compose(rng, culture, members.female, birth_year)
    children = np.flatnonzero(kin.father >= 0)
    order = children[np.argsort(-members.age_days[children], kind="stable")]
    naming.pass_on(rng, names, order, kin.father[order], 0.09)
    twins = np.flatnonzero(members.twin)
    naming.make_twins_alike(names, twins - 1, twins)
    mothers = naming.as_text(_mother_names(rng, names, members, kin, culture, birth_year))
    muslim = religion == 1
    pilgrims = muslim & (members.age_days > 45 * YEAR) & chance(rng, 0.035 * np.clip(welfare + 1, 0, 2))
    naming.add_titles(names, np.flatnonzero(pilgrims), members.female)
    patronyms = muslim & (members.age_days > 30 * YEAR) & chance(rng, 0.006, muslim.size)
    naming.add_fathers(rng, names, np.flatnonzero(patronyms), members.female)
    return Named(culture, religion, naming.as_text(names), mothers)


def _religions(rng: np.random.Generator, culture: Ints) -> Ints:
    religion = np.ones(culture.size, dtype=np.int8)
    for number, name in enumerate(CULTURE_NAMES):
        rows = np.flatnonzero(culture == number)
        religion[rows] = 1 + weighted(rng, rows.size, CULTURES[name].religions)
    return religion


def _mother_names(
    rng: np.random.Generator, names: Ints, members: Members, kin: Kinship, culture: Ints, birth_year: Ints
) -> Ints:
    """The mother in the family, else an invented one; children of one family without her share the invention."""
    size = culture.size
    source = np.arange(size)
    child = members.relation == CHILD
    orphans = np.flatnonzero(child & (kin.mother < 0))
    first = np.full(kin.first_row.size, -1)
    first[members.family[orphans[::-1]]] = orphans[::-1]
    source[orphans] = first[members.family[orphans]]
    invented = naming.compose(rng, culture, np.ones(size, dtype=bool), birth_year - 26)
    result = invented[source]
    known = kin.mother >= 0
    result[known] = names[kin.mother[known]]
    return result
