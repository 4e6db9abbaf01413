"""Latent welfare, consumption and desil.

Latent welfare is standard normal over the nation's families. A place whose poverty rate differs from the national
one is shifted so that its share below the national poverty cut is its own rate; consumption is then scaled so that
exactly that share of its *people* is below its poverty line. The desil comes, as the real one does, from a proxy
means score of dwelling and assets, so it follows consumption with errors of inclusion and exclusion.
"""

import numpy as np

from pilar.demo.draws import Floats, Ints, normal_quantile
from pilar.demo.places import NATIONAL_POVERTY_RATE, Place

_SPREAD = 0.52  # standard deviation of log consumption within a place
_DESIL_CUTS = np.array([normal_quantile(k / 10) for k in range(1, 10)])


def place_mean(place: Place) -> float:
    """Mean latent welfare of the place's families; 0 is the nation."""
    return normal_quantile(NATIONAL_POVERTY_RATE) - normal_quantile(place.poverty_rate)


def latent_welfare(rng: np.random.Generator, place: Place, area_welfare: Floats) -> Floats:
    """Latent welfare per family: the place, the kelurahan, the family."""
    own = rng.standard_normal(area_welfare.size) * np.sqrt(1 - 0.28**2)
    return place_mean(place) + area_welfare + own


def consumption(place: Place, welfare: Floats, persons: Ints) -> Ints:
    """Rupiah per person and month; the poverty rate of `place` holds over persons."""
    order = np.argsort(welfare)
    share = np.cumsum(persons[order]) / persons.sum()
    cut = welfare[order][min(int(np.searchsorted(share, place.poverty_rate)), order.size - 1)]
    rupiah = place.poverty_line * np.exp(_SPREAD * (welfare - cut))
    return np.minimum(np.round(rupiah, -3), 60_000_000).astype(np.int64)


def desil(rng: np.random.Generator, place: Place, welfare: Floats, index: Floats) -> Ints:
    """National desil 1-10 from a score of dwelling and assets (`index`), welfare and model error."""
    mean = place_mean(place)
    things = _standardised(index)
    score = 0.5 * (welfare - mean) + 0.45 * things + 0.32 * rng.standard_normal(welfare.size)
    score = _standardised(score) + mean
    return (1 + np.searchsorted(_DESIL_CUTS, score)).astype(np.int8)


def _standardised(values: Floats) -> Floats:
    """Mean 0 and standard deviation 1; all 0 where there is no spread (a city of one family)."""
    spread = values.std()
    return (values - values.mean()) / spread if spread > 0 else np.zeros(values.size)


def later_desil(rng: np.random.Generator, before: Ints) -> Ints:
    """The desil one version later: three quarters stay, most others move by one."""
    step = np.array([0, -1, 1, -2, 2, -3, 3, -5, 5, -8, 8])
    weights = np.array([74, 9, 9, 2.4, 2.4, 0.9, 0.9, 0.3, 0.3, 0.1, 0.1])
    cumulative = np.cumsum(weights) / weights.sum()
    moved = step[np.searchsorted(cumulative, rng.random(before.size), side="right")]
    return np.clip(before + moved, 1, 10).astype(np.int8)
