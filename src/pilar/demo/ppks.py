"""The 26 PPKS types in believable numbers; a person can carry several.

Types with an age or sex rule keep it (Permensos 8/2012 as condensed in the design notes). Rates per thousand of the
people a type can apply to are judgement; sensitive types are rare on purpose. PPKS-26 (remote communities) is drawn
for Dayak families only.
"""

from dataclasses import dataclass

import numpy as np

from pilar.demo.draws import Bools, Floats, Ints, chance


@dataclass(frozen=True, slots=True)
class Situation:
    """What the types depend on, one entry per person."""

    age: Ints
    female: Bools
    desil: Ints
    head: Bools
    lone_head: Bools
    without_parents: Bools
    disabled: Bools
    occupation_poor: Bools  # pemulung
    hiv: Bools
    welfare: Floats
    remote: Bools


def assign(rng: np.random.Generator, who: Situation) -> tuple[Ints, Ints]:
    """Row numbers and type numbers (1-26), ordered by person."""
    poor = who.desil <= 3
    very_poor = who.desil <= 1
    child = who.age < 18
    adult = ~child
    rates: dict[int, tuple[Bools, float]] = {
        1: (poor & (who.age <= 4), 0.012),
        2: (poor & (who.age >= 6) & (who.age <= 18) & who.without_parents, 0.16),
        3: ((who.age >= 12) & child, 0.0006),
        4: (poor & (who.age >= 5) & child, 0.002),
        5: (child & who.disabled, 0.75),
        6: (child, 0.0005),
        7: (child & poor, 0.0008),
        8: ((who.age >= 60) & poor & who.lone_head, 0.38),
        9: (adult & who.disabled, 0.6),
        10: (adult & who.female & (who.age < 50), 0.0002),
        11: (adult & very_poor & who.lone_head, 0.006),
        12: (very_poor & (who.age >= 10), 0.002),
        13: (who.occupation_poor, 0.8),
        14: (adult, 0.00005),
        15: (adult & ~who.female & (who.age < 65) & (who.age > 18), 0.0012),
        16: (who.hiv, 0.8),
        17: ((who.age >= 15) & (who.age < 50), 0.0006),
        18: (who.age >= 12, 0.00003),
        19: (adult, 0.0004),
        20: (adult & (who.age < 55) & (who.desil <= 5), 0.0006),
        21: (who.desil <= 6, 0.001),
        22: (who.desil <= 6, 0.0001),
        23: (who.female & (who.age >= 18) & (who.age < 60) & poor & who.lone_head, 0.55),
        24: (who.head & very_poor, 0.5),
        25: (who.head, 0.0015),
        26: (who.head & who.remote & poor, 0.3),
    }
    rows, types = [], []
    for number, (applies, rate) in rates.items():
        candidates = np.flatnonzero(applies)
        hit = candidates[chance(rng, rate, candidates.size)]
        rows.append(hit)
        types.append(np.full(hit.size, number, dtype=np.int8))
    all_rows, all_types = np.concatenate(rows), np.concatenate(types)
    order = np.lexsort((all_types, all_rows))
    return all_rows[order], all_types[order]
