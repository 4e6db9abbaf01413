"""The truth as columns of cells, the form the sheet writers start from."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from pilar.demo.city import City
from pilar.demo.draws import Ints
from pilar.demo.errors.draft import Cells, Draft

PIECE = 40_000
"""Rows of a file that are held as Python cells at once."""


def cells(column: Any) -> Cells:
    """An Arrow column as an object array of Python values."""
    values = column.to_pylist()
    result = np.empty(len(values), dtype=object)
    result[:] = values
    return result


def pieces(table: Any) -> Iterator[Any]:
    """The table in slices of PIECE rows, cut where a family ends (rows are in family order); an empty table is one slice."""
    family = table["family_id"].to_numpy()
    start = 0
    while start == 0 or start < family.size:
        stop = start + PIECE
        if stop < family.size:
            stop = int(np.searchsorted(family, family[stop - 1], side="right"))
        yield table.slice(start, stop - start)
        start = stop


def constant(value: Any, size: int) -> Cells:
    """The same cell in every row."""
    return np.full(size, value, dtype=object)


def area_position(city: City, codes: Any) -> Ints:
    """Positions in `city.areas` for an Arrow column of 10-digit codes."""
    import pyarrow.compute as pc

    numbers = pc.cast(codes, "int64").to_numpy()
    return np.searchsorted(city.areas.codes, numbers)


def kelurahan_cells(city: City, positions: Ints) -> Cells:
    """Upper-case names of kelurahan."""
    return np.array([name.upper() for name in city.areas.names], dtype=object)[positions]


def district_cells(city: City, positions: Ints) -> Cells:
    """Upper-case names of kecamatan."""
    return np.array([name.upper() for name in city.areas.district_names], dtype=object)[positions]


def kelurahan_choices(city: City) -> tuple[str, ...]:
    """All kelurahan names as written in files."""
    return tuple(name.upper() for name in city.areas.names)


def families_of(city: City, persons: Any) -> Any:
    """The family row of every person row."""
    return city.families.take(_minus_one(persons["family_id"]))


def persons_by_id(city: City, ids: Any) -> Any:
    """Person rows for person ids."""
    return city.persons.take(_minus_one(ids))


def _minus_one(ids: Any) -> Any:
    import pyarrow.compute as pc

    return pc.subtract(ids, 1)


def draft_of(columns: dict[str, Cells], true_id: Any, family_id: Any) -> Draft:
    """A draft from columns and Arrow id columns."""
    as_ints = [np.asarray(ids.to_numpy(), dtype=np.int64).copy() for ids in (true_id, family_id)]
    return Draft(columns=columns, true_id=as_ints[0], family_id=as_ints[1])


def place_title(city: City) -> str:
    """KOTA METRO, KABUPATEN KUTAI TIMUR."""
    return city.place.name.upper()


def short_name(city: City) -> str:
    """metro, kutai_timur: the part of a file name."""
    return city.place.name.split(" ", 1)[1].lower().replace(" ", "_")
