"""Who sits at the table of a kelurahan: heads of RT and RW, PSM, TKSK, and residents in the other elements."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from pilar.demo.city import City
from pilar.demo.draws import Ints
from pilar.demo.streams import stream

_OF_PILLAR = {
    "KETUA_RT": ("rt", "Ketua RT", 5),
    "KETUA_RW": ("rw", "Ketua RW", 3),
    "PSM": ("psm", "PSM", 2),
    "OPERATOR_PUSKESOS": ("pemerintah", "Operator SIKS-NG", 1),
}
"""Kind of pillar -> element, position, and how many are invited."""
_OF_RESIDENTS = (
    ("pemerintah", "Lurah", 0),
    ("pemerintah", "Sekretaris kelurahan", 2),
    ("bpd_lpm", "Ketua LPM", 1),
    ("pkk", "Ketua PKK", 2),
    ("tokoh", "Tokoh agama", 1),
    ("tokoh", "Tokoh perempuan", 2),
    ("babin", "Bhabinkamtibmas", 1),
    ("warga", "Wakil warga", 2),
    ("warga", "Wakil warga", 1),
)
"""Element, position, and sex (1 man, 2 woman, 0 either) of residents who sit there for something else."""
DISTRICT_KINDS = {"TKSK": ("tksk", "TKSK"), "PENDAMPING_PKH": ("pendamping", "Pendamping PKH")}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the table: element (code), position, name, sex (1, 2)."""

    element: str
    position: str
    name: str
    sex: int


def elements_of(city: City, seed: int) -> dict[str, list[Person]]:
    """The people of every kelurahan's table, by its code, the lurah first; synthetic residents, as all others of the city."""
    sexes = city.persons["jenis_kelamin"].to_numpy()
    seated: dict[str, list[Person]] = {str(code): [] for code in city.areas.codes}
    adults = _adults(city)
    village = city.families["kelurahan_code"].to_pylist()
    family = city.persons["family_id"].to_numpy() - 1
    homes: dict[str, list[int]] = {}
    for row in adults.tolist():
        homes.setdefault(village[family[row]], []).append(row)
    names = city.persons["name"]
    for code, people in seated.items():
        rng = stream(seed, "elements", code)
        near = homes.get(code) or adults.tolist()
        for element, position, sex in _OF_RESIDENTS:
            fitting = [row for row in near if sex in (0, int(sexes[row]))] or near
            row = fitting[int(rng.integers(len(fitting)))]
            people.append(Person(element, position, names[row].as_py(), int(sexes[row])))
    _seat_pillars(city, seated, sexes)
    return seated


def _adults(city: City) -> Ints:
    """Rows of persons who are present and between 30 and 65."""
    born = city.persons["birth_date"].to_numpy(zero_copy_only=False).astype("datetime64[D]")
    age = (np.datetime64(city.as_of) - born).astype(int) // 365
    return np.flatnonzero((city.persons["keberadaan"].to_numpy() == 1) & (age >= 30) & (age <= 65))


def _seat_pillars(city: City, seated: dict[str, list[Person]], sexes: Any) -> None:
    """Heads of RT and RW, PSM and the operator of the kelurahan; TKSK and companions in all of their kecamatan."""
    placed: dict[tuple[str, str], int] = {}
    rows = zip(*(city.pillars[name].to_pylist() for name in ("kind", "area_code", "name", "person_id")), strict=True)
    for kind, area, name, person_id in rows:
        sex = int(sexes[person_id - 1])
        if kind in DISTRICT_KINDS:
            element, position = DISTRICT_KINDS[kind]
            for code in seated:
                if code.startswith(area) and not placed.get((kind, code)):
                    placed[kind, code] = 1
                    seated[code].append(Person(element, position, name, sex))
        elif kind in _OF_PILLAR:
            element, position, most = _OF_PILLAR[kind]
            code = area[:10]
            if placed.get((kind, code), 0) < most:
                placed[kind, code] = placed.get((kind, code), 0) + 1
                seated[code].append(Person(element, f"{position}{_number(kind, area)}", name, sex))


def _number(kind: str, area: str) -> str:
    if kind == "KETUA_RT":
        return f" {area[13:16]}/RW {area[10:13]}"
    return f" {area[10:13]}" if kind == "KETUA_RW" else ""
