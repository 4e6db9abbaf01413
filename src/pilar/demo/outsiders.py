"""People who are not in the city: they fill the lists of other offices and are taken for residents."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from pilar.demo.city import City
from pilar.demo.draws import chance, weighted
from pilar.demo.names import compose as naming
from pilar.demo.names.catalogue import CULTURE_NAMES
from pilar.demo.placement import LAST_SERIAL, date_digits, digits16


@dataclass(frozen=True, slots=True)
class Outsiders:
    """Arrow columns, one entry per person."""

    nik: Any
    name: Any
    birth_date: Any


def invent(rng: np.random.Generator, city: City, size: int) -> Outsiders:
    """Adults of 22-60 from elsewhere, with NIK of the synthetic range that nobody in the city has."""
    female = chance(rng, 0.45, size)
    birth = (np.datetime64(city.as_of) - np.datetime64("1970-01-01")).astype(np.int64)
    birth_days = birth - rng.integers(22 * 365, 60 * 365, size)
    codes = np.array([int(code) for code, _ in city.place.origins], dtype=np.int64) * 100
    prefix = codes[rng.integers(0, codes.size, size)] + 1 + rng.integers(0, 18, size)
    front = prefix * 1_000_000 + date_digits(birth_days, female)
    # From the top of the range, the city itself numbers from the bottom.
    nik = front * 10_000 + LAST_SERIAL - np.arange(size) % 400
    years = birth_days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    mix = [city.place.cultures.get(name, 0.0) for name in CULTURE_NAMES]
    names = naming.compose(rng, weighted(rng, size, mix), female, years)
    return Outsiders(digits16(nik), naming.as_text(names), pa.array(birth_days.astype("datetime64[D]")))
