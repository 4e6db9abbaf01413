"""The BDT/PBDT file of 2015: 101 columns, one row per member with the household's columns repeated.

Columns, order and answer codes come from the register's declaration of the file. Yes/no columns use the pairs 1/2
and 3/4 in turn. Only families that may have been listed then: head at least 31 today, desil 1-5 today; members are
those born before September 2015. Answers the truth does not know (condition of walls, number of rooms) are drawn
from welfare; the family-planning block and columns whose 2015 codes are not confirmed stay empty.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pilar.demo.city import City
from pilar.demo.draws import Ints
from pilar.demo.errors.apply import Fields, spoil
from pilar.demo.errors.draft import Cells
from pilar.demo.errors.profile import ErrorProfile
from pilar.demo.sheets import views
from pilar.demo.sheets.files import MessyFile, write_workbook
from pilar.demo.streams import stream
from pilar.evidence.registry.catalogue import bdt2015_codes as codes
from pilar.evidence.registry.catalogue.bdt2015 import BDT_COLUMNS

PROFILE = "bdt_2015"
NAMES = {column.number: column.name for column in BDT_COLUMNS}
_YEAR_OF_FILE = 2015
# column number: (truth column, map of 2015 codes to today's)
_TRANSLATED: dict[int, tuple[str, Mapping[int, int]]] = {
    16: ("status_kepemilikan_rumah", codes.OWNERSHIP), 19: ("jenis_lantai_terluas", codes.FLOOR),
    20: ("jenis_dinding_terluas", codes.WALL), 22: ("jenis_atap_terluas", codes.ROOF),
    25: ("sumber_air_minum_utama", codes.WATER), 32: ("pembuangan_akhir_tinja", codes.SEWAGE),
}  # fmt: skip
_ASSETS = {
    33: "tabung_gas", 34: "lemari_es", 35: "ac", 36: "pemanas_air", 37: "telepon_rumah", 38: "tv_datar",
    39: "emas_perhiasan", 40: "komputer_laptop_tablet", 41: "sepeda", 42: "sepeda_motor", 43: "mobil", 44: "perahu",
    46: "kapal_perahu_motor",
}  # fmt: skip
_HERDS = {53: "sapi", 54: "kerbau", 55: "kuda", 56: "babi", 57: "kambing_domba"}
# Today's code to that of 2015 where the declaration gives no exact inverse.
_LIGHT = {1: 1, 2: 1, 3: 2, 4: 3}
_FUEL = {1: 1, 2: 2, 3: 2, 4: 3, 5: 4, 6: 4, 7: 5, 8: 6, 9: 7, 10: 8, 11: 8, 12: 9}
_TOILET = {1: 1, 2: 2, 3: 3, 4: 3, 5: 3, 6: 4}
_CLOSET = {0: 4, 1: 1, 2: 2, 3: 2, 4: 3}


def _inverse(forward: Mapping[int, int]) -> dict[int, int]:
    result: dict[int, int] = {}
    for old, new in forward.items():
        result.setdefault(new, old)
    return result


def _mapped(values: Ints, mapping: Mapping[int, int]) -> Cells:
    return np.array([mapping.get(int(value)) for value in values], dtype=object)


def _pair(number: int, yes: Any) -> Cells:
    """1/2 or 3/4, whichever pair the declaration gives this column."""
    forward = BDT_COLUMNS[number - 1].code_map or codes.PAIR_12
    back = _inverse(forward)
    return np.where(np.asarray(yes, dtype=bool), back[1], back[2]).astype(object)


def _chosen(city: City, kelurahan: str | None) -> tuple[Any, Any]:
    """Persons of the file and the family of each."""
    heads = city.persons["birth_date"].take(pc.subtract(city.families["head_person_id"], 1))
    listed = pc.and_(pc.less_equal(city.families["desil"], 5), pc.less(heads, pa.scalar(date(1996, 1, 1))))
    if kelurahan is not None:
        listed = pc.and_(listed, pc.equal(city.families["kelurahan_code"], kelurahan))
    flags = listed.take(pc.subtract(city.persons["family_id"], 1))
    born = pc.less(city.persons["birth_date"], pa.scalar(date(_YEAR_OF_FILE, 9, 1)))
    persons = city.persons.filter(pc.and_(flags, born))
    return persons, views.families_of(city, persons)


def _household(city: City, persons: Any, families: Any, rng: np.random.Generator) -> dict[int, Cells]:
    size = persons.num_rows
    at = views.area_position(city, families["kelurahan_code"])
    village = np.array([str(code) for code in city.areas.codes], dtype=object)[at]
    number = families["family_id"].to_numpy()
    _, first, inverse, count = np.unique(number, return_index=True, return_inverse=True, return_counts=True)
    names = views.cells(city.persons["name"].take(pc.subtract(families["head_person_id"], 1)))
    rw, rt = views.cells(families["rw"]), views.cells(families["rt"])
    desil = families["desil"].to_numpy()
    rooms = rng.integers(2, 6, first.size)[inverse]
    code = city.place.bps_code
    return {
        1: np.array([f"S{n:06d}" for n in number], dtype=object),
        2: np.array([f"{code}{n:010d}" for n in number], dtype=object),
        3: views.constant(city.place.province.upper(), size), 4: views.constant(code[:2], size),
        5: views.constant(city.place.name.split(" ", 1)[1].upper(), size), 6: views.constant(code[2:], size),
        7: views.district_cells(city, at), 8: np.array([f"{int(v[4:6]) * 10:03d}" for v in village], dtype=object),
        9: views.kelurahan_cells(city, at), 10: np.array([v[7:] for v in village], dtype=object),
        11: np.array([f"RT {t} RW {w}" for t, w in zip(rt, rw, strict=True)], dtype=object),
        12: views.cells(families["address"]), 13: names, 14: np.array(count[inverse].tolist(), dtype=object),
        15: views.constant(1, size), 24: np.array(np.maximum(rooms - 1, 1).tolist(), dtype=object),
        49: np.array((rooms + 1).tolist(), dtype=object),
        21: np.array(np.where(desil > 3, 1, 2).tolist(), dtype=object),
        23: np.array(np.where(desil > 3, 1, 2).tolist(), dtype=object),
        78: np.array(np.minimum(desil * 9, 40).tolist(), dtype=object),
    }  # fmt: skip


def _dwelling(city: City, families: Any) -> dict[int, Cells]:
    values = {name: families[name].to_numpy() for name in (
        "bukti_kepemilikan_lahan", "sumber_penerangan_utama", "daya_terpasang", "bahan_bakar_utama_memasak",
        "fasilitas_bab", "jenis_kloset", "sumber_air_minum_utama")}  # fmt: skip
    result = {n: _mapped(families[name].to_numpy(), _inverse(back)) for n, (name, back) in _TRANSLATED.items()}
    water = values["sumber_air_minum_utama"]
    result |= {
        17: np.where(values["bukti_kepemilikan_lahan"] > 0, 1, 2).astype(object),
        18: views.cells(families["luas_lantai"]),
        26: np.select([water == 3, water <= 2], [2, 1], 3).astype(object),
        27: _mapped(values["sumber_penerangan_utama"], _LIGHT),
        28: np.array([p if p > 0 else (6 if light == 2 else None) for p, light in zip(
            values["daya_terpasang"].tolist(), values["sumber_penerangan_utama"].tolist(), strict=True)], dtype=object),
        29: _mapped(values["bahan_bakar_utama_memasak"], _FUEL),
        30: _mapped(values["fasilitas_bab"], _TOILET),
        31: _mapped(values["jenis_kloset"], _CLOSET),
        45: _pair(45, np.zeros(families.num_rows, dtype=bool)), 47: _pair(47, np.zeros(families.num_rows, dtype=bool)),
        50: _pair(50, families["aset_tidak_bergerak_lahan_lainnya"].to_numpy() == 1),
        52: _pair(52, families["aset_tidak_bergerak_rumah_lainnya"].to_numpy() == 1),
    }  # fmt: skip
    result |= {n: _pair(n, families[f"aset_bergerak_{name}"].to_numpy() == 1) for n, name in _ASSETS.items()}
    result |= {n: views.cells(families[f"jumlah_ternak_{name}"]) for n, name in _HERDS.items()}
    return result | _aid(city, families)


def _aid(city: City, families: Any) -> dict[int, Cells]:
    def holds(programme: str) -> Any:
        who = city.programmes.filter(pc.equal(city.programmes["programme"], programme))["family_id"]
        return pc.is_in(families["family_id"], value_set=who.combine_chunks()).to_numpy()

    pkh, food, insured = holds("PKH"), holds("SEMBAKO"), holds("PBI-JK")
    no = np.zeros(families.num_rows, dtype=bool)
    return {59: _pair(59, food), 60: _pair(60, pkh), 61: _pair(61, insured), 62: _pair(62, no), 63: _pair(63, no),
            64: _pair(64, no), 65: _pair(65, pkh), 66: _pair(66, food), 67: _pair(67, no)}  # fmt: skip


def _members(persons: Any) -> dict[int, Cells]:
    born = persons["birth_date"].to_numpy().astype("datetime64[Y]").astype(np.int64) + 1970
    age = np.maximum(_YEAR_OF_FILE - born, 0)
    family = persons["family_id"].to_numpy()
    start = np.flatnonzero(np.r_[True, family[1:] != family[:-1]])
    line = np.arange(family.size) - np.repeat(start, np.diff(np.r_[start, family.size])) + 1
    relation = views.cells(persons["status_hubungan_keluarga"])
    school = np.select([age < 7, age < 18], [0, 1], 2).astype(object)
    school[age < 5] = None
    marital = np.where(age < 17, 1, persons["status_kawin"].to_numpy())
    illness = _inverse(codes.ILLNESS)
    return {
        79: np.array(line.tolist(), dtype=object), 80: views.cells(persons["name"]), 81: views.cells(persons["nik"]),
        82: relation, 83: views.constant(1, family.size), 84: relation.copy(),
        85: views.cells(persons["jenis_kelamin"]), 86: np.array(age.tolist(), dtype=object),
        87: np.array(marital.tolist(), dtype=object), 92: views.constant(0, family.size),
        93: np.array([illness.get(c, 9) for c in persons["penyakit_kronis"].to_pylist()], dtype=object),
        94: school, 101: views.cells(pc.if_else(pc.equal(persons["status_dalam_pekerjaan_utama"], 0), None,
                                                persons["status_dalam_pekerjaan_utama"])),
    }  # fmt: skip


def write_bdt2015(
    truth: City, path: Path, *, errors: ErrorProfile, seed: int, kelurahan: str | None = None
) -> MessyFile:
    """The workbook, of one kelurahan (10 digits) or of the whole city; true_id = person_id."""
    rng = stream(seed, PROFILE, kelurahan or "")
    persons, families = _chosen(truth, kelurahan)
    known = _household(truth, persons, families, rng) | _dwelling(truth, families) | _members(persons)
    empty = views.constant(None, persons.num_rows)
    columns = {name: known.get(number, empty.copy()) for number, name in NAMES.items()}
    draft = views.draft_of(columns, persons["person_id"], persons["family_id"])
    what = Fields(names=("nama",), niks=("nik",), optional=("alamat", "umur", "daya"), kelurahan="nama_desa",
                  kelurahan_names=views.kelurahan_choices(truth))  # fmt: skip
    spoil(draft, what, errors, rng, encoding="")
    return write_workbook(draft, path, profile=PROFILE, sheet="BDT", errors=errors, rng=rng)
