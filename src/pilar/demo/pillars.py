"""Pillars of social welfare and heads of RT and RW, chosen among the residents of their area.

Numbers: PSM as reported (Padang 312, Tangerang 823) or assumed, one TKSK per kecamatan (Permensos 28/2018), one
pendamping PKH per about 250 PKH families, Tagana, Puskesos operators and Karang Taruna heads per kelurahan.
Phone numbers start with 0840, which no operator uses.
"""

from typing import Any

import numpy as np
import pyarrow as pa

from pilar.demo.areas import Areas
from pilar.demo.draws import Bools, Ints
from pilar.demo.places import Place

KINDS = ("PSM", "TKSK", "PENDAMPING_PKH", "TAGANA", "OPERATOR_PUSKESOS", "KETUA_KARANG_TARUNA", "KETUA_RW", "KETUA_RT")
WELFARE_STAFF = ("TKSK", "PENDAMPING_PKH", "PSM")


class _Picker:
    """Draws residents without choosing anyone twice."""

    def __init__(self, rng: np.random.Generator, kelurahan: Ints, suitable: Bools) -> None:
        self._order = np.flatnonzero(suitable)
        self._order = self._order[np.argsort(rng.random(self._order.size))]
        self._kelurahan = kelurahan
        self._used = np.zeros(kelurahan.size, dtype=bool)

    def pick(self, areas: Ints, count: int, fit: Bools | None = None) -> Ints:
        """Up to `count` rows living in `areas`, elsewhere in the city when the area has too few people."""
        free = self._order[~self._used[self._order]]
        if fit is not None:
            free = free[fit[free]]
        here = np.isin(self._kelurahan[free], areas)
        chosen = np.concatenate([free[here], free[~here]])[:count]
        self._used[chosen] = True
        return chosen


def appoint(
    rng: np.random.Generator, place: Place, areas: Areas, *, kelurahan: Ints, rt_code: Any, age: Ints, head: Bools,
    educated: Bools, eligible: Bools, pkh_families: int,
) -> tuple[list[str], list[int], list[str]]:  # fmt: skip
    """Kinds, person rows and duty areas (6, 10, 13 or 16 digits). `eligible`: present and with a NIK."""
    picker = _Picker(rng, kelurahan, eligible & (age >= 20) & (age <= 58))
    kinds: list[str] = []
    rows: list[int] = []
    duty: list[str] = []

    def add(kind: str, chosen: Ints, area: str) -> None:
        kinds.extend([kind] * chosen.size)
        rows.extend(int(row) for row in chosen)
        duty.extend([area] * chosen.size)

    for code in areas.districts:
        inside = np.flatnonzero(areas.district_codes == code)
        add("TKSK", picker.pick(inside, 1, educated & (age < 50)), str(code))
    quota = _spread(place.psm, areas.codes.size)
    for number, code in enumerate(areas.codes):
        here = np.array([number])
        add("PSM", picker.pick(here, quota[number]), str(code))
        add("OPERATOR_PUSKESOS", picker.pick(here, 1, educated), str(code))
        add("KETUA_KARANG_TARUNA", picker.pick(here, 1, age <= 45), str(code))
    everywhere = np.arange(areas.codes.size)
    add("TAGANA", picker.pick(everywhere, max(8, areas.codes.size // 2), age <= 45), place.code)
    companions = picker.pick(everywhere, max(1, round(pkh_families / 250)), educated)
    for position, row in enumerate(companions):
        add("PENDAMPING_PKH", np.array([row]), str(areas.districts[position % len(areas.districts)]))
    for kind, length in (("KETUA_RW", 13), ("KETUA_RT", 16)):
        chosen, places = _neighbourhood_heads(rng, rt_code, length, head & eligible & (age >= 28), rows)
        kinds.extend([kind] * len(chosen))
        rows.extend(chosen)
        duty.extend(places)
    return kinds, rows, duty


def _spread(total: int, places: int) -> list[int]:
    """`total` over `places` as evenly as possible."""
    return [total // places + (1 if number < total % places else 0) for number in range(places)]


def _neighbourhood_heads(
    rng: np.random.Generator, rt_code: Any, length: int, suitable: Bools, taken: list[int]
) -> tuple[list[int], list[str]]:
    """One resident head of family per RW (13 digits) or RT (16 digits)."""
    free = suitable.copy()
    free[taken] = False
    candidates = np.flatnonzero(free)
    candidates = candidates[np.argsort(rng.random(candidates.size))]
    codes = rt_code[candidates] // 10 ** (16 - length)
    found, first = np.unique(codes, return_index=True)
    return [int(row) for row in candidates[first]], [str(code) for code in found]


def pillar_table(
    rng: np.random.Generator, kinds: list[str], rows: list[int], duty: list[str], persons: Any, as_of_days: int
) -> Any:
    """Arrow table pillar_id, kind, person_id, nik, name, area_code, phone, since, decree."""
    count = len(rows)
    taken = pa.array(rows, type=pa.int64())
    since = as_of_days - 60 - np.floor(rng.random(count) * 3000).astype(np.int64)
    serial = rng.permutation(90_000_000)[:count] if count > 1_000_000 else _distinct(rng, count)
    years = (since.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970).tolist()
    return pa.table({
        "pillar_id": pa.array(np.arange(1, count + 1)),
        "kind": pa.array(kinds),
        "person_id": persons["person_id"].take(taken),
        "nik": persons["nik"].take(taken),
        "name": persons["name"].take(taken),
        "area_code": pa.array(duty),
        "phone": pa.array([f"0840{number:08d}" for number in serial.tolist()]),
        "since": pa.array(since.astype("datetime64[D]")),
        "decree": pa.array([f"460/{number % 900 + 1}/SINTETIS/{year}" for number, year in enumerate(years)]),
    })  # fmt: skip


def _distinct(rng: np.random.Generator, count: int) -> Ints:
    numbers = np.unique(rng.integers(10_000_000, 99_999_999, count * 2 + 10))
    return rng.permutation(numbers)[:count]
