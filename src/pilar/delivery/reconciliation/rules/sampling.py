"""Samples of recipients: a share of each stratum, chosen by the seed alone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

OUTCOMES = (
    ("diterima_penuh", "Diterima penuh"),
    ("diterima_sebagian", "Diterima sebagian"),
    ("tidak_diterima", "Tidak diterima"),
    ("tidak_ditemui", "Penerima tidak ditemui"),
)


def allocate(sizes: Mapping[str, int], wanted: int) -> dict[str, int]:
    """How many to draw per stratum: in proportion, at least one of each stratum while it lasts, largest remainders first.

    >>> allocate({"a": 90, "b": 10}, 10)
    {'a': 9, 'b': 1}
    """
    strata = {name: size for name, size in sorted(sizes.items()) if size > 0}
    total = sum(strata.values())
    wanted = min(max(wanted, 0), total)
    if not strata or not wanted:
        return {}
    if wanted <= len(strata):
        largest = sorted(strata, key=lambda name: (-strata[name], name))[:wanted]
        return {name: 1 for name in strata if name in largest}
    given = {name: max(1, wanted * size // total) for name, size in strata.items()}
    order = sorted(strata, key=lambda name: (-(wanted * strata[name] % total), name))
    while sum(given.values()) > wanted:
        most = max((name for name in given if given[name] > 1), key=lambda name: (given[name], name))
        given[most] -= 1
    while sum(given.values()) < wanted:
        for name in order:
            if given[name] < strata[name] and sum(given.values()) < wanted:
                given[name] += 1
    return given


def draw(strata: Mapping[str, Sequence[int]], wanted: int, seed: int) -> list[tuple[str, int]]:
    """(stratum, id) of the sample; the same ids and seed give the same sample, in whatever order they come."""
    given = allocate({name: len(ids) for name, ids in strata.items()}, wanted)

    def lot(number: int) -> bytes:
        return hashlib.sha256(f"{seed}:{number}".encode()).digest()

    return [(name, one) for name in sorted(given) for one in sorted(set(strata[name]), key=lot)[: given[name]]]
