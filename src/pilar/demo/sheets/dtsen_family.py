"""The family files of DTSEN as handed to a local government: version 2 as XLSX, version 3 as pipe CSV in latin-1.

Columns as seen in 2026. `kode_kabupaten_kota` is the BPS code (Kutai Timur 6404), since BPS makes the file.
"""

from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from pilar.demo.city import City
from pilar.demo.errors.apply import Fields, spoil
from pilar.demo.errors.draft import Draft
from pilar.demo.errors.profile import ErrorProfile
from pilar.demo.sheets import views
from pilar.demo.sheets.files import MessyFile, write_text, write_workbook
from pilar.demo.streams import stream

PROFILE_V2, PROFILE_V3 = "dtsen_keluarga_v2", "dtsen_keluarga_v3"
COLUMNS = (
    "nomor_kartu_keluarga", "nama_kepala_keluarga", "desil_nasional", "kode_kabupaten_kota", "kabupaten_kota",
    "kecamatan", "kelurahan_desa", "is_gc_kemensos", "is_pbi_se", "is_siks_ng",
)  # fmt: skip


def _draft(city: City, version: int) -> Draft:
    table = city.families.filter(city.families[f"in_v{version}"])
    suffix = "_v2" if version == 2 else ""
    positions = views.area_position(city, table[f"kelurahan_code{suffix}"])
    size = table.num_rows
    values = {
        "nomor_kartu_keluarga": views.cells(table[f"kk{suffix}"]),
        "nama_kepala_keluarga": views.cells(_head_names(city, table)),
        "desil_nasional": views.cells(table[f"desil{suffix}"]),
        "kode_kabupaten_kota": views.constant(city.place.bps_code, size),
        "kabupaten_kota": views.constant(city.place.name.split(" ", 1)[1].upper(), size),
        "kecamatan": views.district_cells(city, positions),
        "kelurahan_desa": views.kelurahan_cells(city, positions),
        **{name: views.cells(table[name]) for name in COLUMNS[-3:]},
    }
    return views.draft_of({name: values[name] for name in COLUMNS}, table["family_id"], table["family_id"])


def _head_names(city: City, table: Any) -> Any:
    return city.persons["name"].take(pc.subtract(table["head_person_id"], 1))


def _fields(city: City) -> Fields:
    return Fields(names=("nama_kepala_keluarga",), kks=("nomor_kartu_keluarga",), optional=("desil_nasional",),
                  kelurahan="kelurahan_desa", kelurahan_names=views.kelurahan_choices(city))  # fmt: skip


def write_dtsen_family_v2(truth: City, path: Path, *, errors: ErrorProfile, seed: int) -> MessyFile:
    """The workbook of version 2, true_id = family_id."""
    rng = stream(seed, PROFILE_V2)
    draft = _draft(truth, 2)
    spoil(draft, _fields(truth), errors, rng, encoding="")
    return write_workbook(draft, path, profile=PROFILE_V2, sheet="Sheet1", errors=errors, rng=rng)


def write_dtsen_family_v3(truth: City, path: Path, *, errors: ErrorProfile, seed: int) -> MessyFile:
    """The text file of version 3, true_id = family_id."""
    rng = stream(seed, PROFILE_V3)
    draft = _draft(truth, 3)
    spoil(draft, _fields(truth), errors, rng, encoding="latin-1")
    return write_text(draft, path, profile=PROFILE_V3, delimiter="|", encoding="latin-1", errors=errors, rng=rng)
