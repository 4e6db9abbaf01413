"""NIK, registered birth date and birth place.

NIK as in Dukcapil: kecamatan of first registration, date with +40 on the day of women, serial - here always
9001-9999, which no registry reaches (serials restart for every kecamatan and date).
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from pilar.demo.areas import Areas
from pilar.demo.draws import Ints, chance, skewed, weighted
from pilar.demo.households import YEAR, Members
from pilar.demo.placement import date_digits, serials
from pilar.demo.places import Place


@dataclass(frozen=True, slots=True)
class Identities:
    """One entry per person."""

    nik: Ints  # 0: has none
    birth_days: Ints  # registered date, days since 1970
    birth_place: Ints  # 0 the place itself, k the origin k-1 of the place


def identify(
    rng: np.random.Generator, place: Place, areas: Areas, members: Members, district: Ints, as_of: date
) -> Identities:
    """Identities for `members`; `district` is the kecamatan code (6 digits) of each person's family."""
    size = members.age_days.size
    today = (as_of - date(1970, 1, 1)).days
    birth = today - members.age_days.astype(np.int64)
    _default_dates(rng, birth, members.age_days > 50 * YEAR)
    twins = np.flatnonzero(members.twin)
    birth[twins] = birth[twins - 1]

    districts = np.array(areas.districts, dtype=np.int64)
    young = members.age_days < 15 * YEAR
    draw = rng.random(size)
    own = draw < np.where(young, 0.9, 0.7)
    elsewhere = draw > np.where(young, 0.97, 0.87)
    origin = weighted(rng, size, skewed(len(place.origins), 0.8, 2))
    origin_codes = np.array([int(code) * 100 for code, _ in place.origins], dtype=np.int64)
    prefix = np.where(own, district, districts[weighted(rng, size, np.ones(districts.size))])
    foreign = origin_codes[origin] + 1 + np.floor(rng.random(size) * 18).astype(np.int64)
    prefix = np.where(elsewhere, foreign, prefix)
    prefix[twins] = prefix[twins - 1]

    front = prefix * 1_000_000 + date_digits(birth, members.female)
    nik = front * 10_000 + serials(front, "NIK")
    age = members.age_days / YEAR
    missing = chance(rng, np.select([age < 1, age > 70], [0.2, 0.03], 0.009))
    nik[missing] = 0
    inside = prefix // 100 == int(place.code)
    return Identities(nik, birth, np.where(inside, 0, origin + 1).astype(np.int16))


def _default_dates(rng: np.random.Generator, birth: Ints, old: Ints) -> None:
    """One in eight people over fifty was registered on 1 January, 31 December or 1 July of the year."""
    rows = np.flatnonzero(old & chance(rng, 0.13, birth.size))
    year = birth[rows].astype("datetime64[D]").astype("datetime64[Y]")
    offset = np.array([0, 364, 181])[weighted(rng, rows.size, (55, 35, 10))]
    birth[rows] = year.astype("datetime64[D]").astype(np.int64) + offset
