"""What changes between DTSEN version 2 and version 3: families new and gone, moves, new KK numbers, desil."""

from dataclasses import dataclass

import numpy as np

from pilar.demo.draws import Bools, Ints, chance
from pilar.demo.placement import LAST_SERIAL
from pilar.demo.welfare import later_desil


@dataclass(frozen=True, slots=True)
class Movement:
    """One entry per family; the truth itself is the state at version 3."""

    in_v2: Bools
    in_v3: Bools
    kelurahan_v2: Ints  # position in Areas
    kk_v2: Ints
    desil_v2: Ints
    desil_v3: Ints


def move(rng: np.random.Generator, kelurahan: Ints, kk: Ints, desil_v2: Ints, areas: int) -> Movement:
    """2 % of the families are new in version 3, 1.8 % gone, 1.5 % moved within the city, 2.5 % have a new KK.

    The old KK number of a renumbered family was issued a month earlier and is in use nowhere else; a family whose
    old number would clash keeps its number.
    """
    size = kk.size
    new = chance(rng, 0.02, size)
    gone = ~new & chance(rng, 0.018, size)
    moved = ~new & ~gone & chance(rng, 0.015, size)
    shift = 1 + np.floor(rng.random(size) * max(areas - 1, 1)).astype(np.int64)
    before = np.where(moved, (kelurahan + shift) % areas, kelurahan)
    renumbered = ~new & ~gone & (moved | chance(rng, 0.025, size))
    # Digits of a KK from the right: 4 serial, 2 year, 2 month, 2 day, 6 kecamatan.
    month_back = np.where((kk // 1_000_000) % 100 > 1, 1_000_000, 0)
    old = kk - month_back
    old = old - old % 10_000 + (LAST_SERIAL + 9001 - kk % 10_000)
    free = ~np.isin(old, kk)
    rows = np.flatnonzero(renumbered & free)
    _, first = np.unique(old[rows], return_index=True)
    renumbered = np.zeros(size, dtype=bool)
    renumbered[rows[first]] = True
    desil_v3 = later_desil(rng, desil_v2)
    return Movement(~new, ~gone, before, np.where(renumbered, old, kk), desil_v2, desil_v3)
