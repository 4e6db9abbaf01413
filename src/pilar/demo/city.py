"""Generates a whole city: `generate_city` is the public door of the generator."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pilar.demo.areas import Areas, areas_of
from pilar.demo.places import Place, place_of

LABEL = "DATA SINTETIS"
AS_OF = date(2026, 11, 1)
TABLES = ("families", "persons", "programmes", "ppks", "pillars")


@dataclass(frozen=True, slots=True)
class City:
    """The truth of one synthetic city at DTSEN version 3, as Arrow tables whose metadata say DATA SINTETIS.

    families: one row per KK ever in version 2 or 3, in order of kelurahan, RW, RT; `family_id` 1..n.
    persons: in family order, head first; `person_id` 1..n. `keberadaan` 1 present, 2 dead, 3 moved (Regsosek 404).
    programmes: family_id, person_id, programme, source, since. ppks: person_id, ppks ("PPKS-01".."PPKS-26").
    pillars: kind, person_id, nik, name, area_code, phone, since, decree.
    """

    place: Place
    areas: Areas
    seed: int
    as_of: date
    families: Any
    persons: Any
    programmes: Any
    ppks: Any
    pillars: Any

    def write_parquet(self, folder: Path) -> list[Path]:
        """Writes every table to `folder` as <table>.parquet and returns the paths. The files hold NIK in the clear."""
        import pyarrow.parquet as pq

        folder.mkdir(parents=True, exist_ok=True)
        paths = []
        for name in TABLES:
            path = folder / f"{name}.parquet"
            pq.write_table(getattr(self, name), path, compression="zstd")
            paths.append(path)
        return paths


def generate_city(area_table: Any, *, city: str = "18.72", persons: int, seed: int) -> City:
    """A synthetic city of exactly `persons` persons on the real areas of `city` (code with or without dots).

    `area_table`: rows of (code, name, ...) as a list or an Arrow table, at least the kelurahan (10 digits) and
    kecamatan (6 digits) of the city; further columns are ignored. Raises ValueError for an unknown city, a table
    without its areas, fewer than one person, or more persons than the synthetic serial range can number.
    """
    from pilar.demo.assembly import assemble

    if persons < 1:
        raise ValueError(f"persons must be at least 1, not {persons}")
    place = place_of(city)
    areas = areas_of(area_table, place)
    tables = assemble(place, areas, persons=persons, seed=seed, as_of=AS_OF)
    labelled = {name: table.replace_schema_metadata({"pilar": LABEL}) for name, table in tables.items()}
    return City(place=place, areas=areas, seed=seed, as_of=AS_OF, **labelled)
