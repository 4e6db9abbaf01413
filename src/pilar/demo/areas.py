"""The area table of the caller, reduced to the kelurahan of one city."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from pilar.demo.places import Place


@dataclass(frozen=True, slots=True)
class Areas:
    """The kelurahan/desa of one city in code order; every array has one entry per kelurahan."""

    codes: np.ndarray[Any, Any]  # 10 digits, int64
    names: tuple[str, ...]
    district_codes: np.ndarray[Any, Any]  # 6 digits, int64
    district_names: tuple[str, ...]
    is_city: bool

    @property
    def districts(self) -> tuple[int, ...]:
        """Codes of the kecamatan, ascending."""
        return tuple(int(code) for code in np.unique(self.district_codes))

    def level_word(self, position: int) -> str:
        """Kelurahan or Desa: the seventh digit of the code is 1 for a kelurahan."""
        return "Kelurahan" if int(self.codes[position]) // 1000 % 10 == 1 else "Desa"


def _rows(area_table: Any) -> Iterable[tuple[str, str]]:
    if hasattr(area_table, "to_pylist"):
        names = area_table.column_names[:2]
        return zip(*(area_table.column(name).to_pylist() for name in names), strict=True)
    return [(str(row[0]), str(row[1])) for row in area_table]


def areas_of(area_table: Any, place: Place) -> Areas:
    """Kelurahan of `place` from rows of (code, name, ...), as a list or an Arrow table with these columns first.

    Codes may carry dots. Besides the 10-digit kelurahan the table must hold their 6-digit kecamatan.
    Raises ValueError when the place has no kelurahan in the table or a kecamatan is missing.
    """
    by_code: dict[str, str] = {}
    for code, name in _rows(area_table):
        plain = str(code).replace(".", "")
        if plain.startswith(place.code):
            by_code[plain] = str(name)
    villages = sorted(code for code in by_code if len(code) == 10)
    if not villages:
        raise ValueError(f"the area table has no kelurahan of {place.name} ({place.code})")
    missing = sorted({code[:6] for code in villages} - by_code.keys())
    if missing:
        raise ValueError(f"the area table lacks kecamatan {', '.join(missing)}")
    return Areas(
        codes=np.array([int(code) for code in villages], dtype=np.int64),
        names=tuple(by_code[code] for code in villages),
        district_codes=np.array([int(code[:6]) for code in villages], dtype=np.int64),
        district_names=tuple(by_code[code[:6]] for code in villages),
        is_city=place.kind == "Kota",
    )
