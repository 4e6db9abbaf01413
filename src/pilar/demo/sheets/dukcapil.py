"""Results of matching a batch of persons with the civil registry (padan Dukcapil), one row per person asked.

The request carries the NIK and name as the office holds them (with this file's damage); the answer follows from
comparing them with the truth: equal NIK and name PADAN; equal NIK, name similarity (Ratcliff-Obershelp, as Dukcapil)
of at least 60 % PADAN DENGAN PERBEDAAN, below TIDAK PADAN; NIK one digit off with the right name TYPO; NIK of nobody
TIDAK DITEMUKAN; the dead MENINGGAL. BELUM REKAM, NIK GANDA, GAGAL TEKNIS and BELUM DICEK are drawn.
"""

from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pilar.demo.city import City
from pilar.demo.draws import Ints
from pilar.demo.errors.apply import Fields, spoil
from pilar.demo.errors.draft import Cells, Draft
from pilar.demo.errors.profile import ErrorProfile
from pilar.demo.sheets import views
from pilar.demo.sheets.files import MessyFile, write_text
from pilar.demo.streams import stream

PROFILE = "hasil_padan_dukcapil"
RESULTS = (
    "PADAN",
    "PADAN DENGAN PERBEDAAN",
    "TYPO",
    "TIDAK PADAN",
    "TIDAK DITEMUKAN",
    "BELUM REKAM",
    "NIK GANDA",
    "MENINGGAL",
    "BELUM DICEK",
    "GAGAL TEKNIS",
)
_DRAWN = {"BELUM REKAM": 0.015, "NIK GANDA": 0.006, "GAGAL TEKNIS": 0.008, "BELUM DICEK": 0.006}
_ANSWERED = ("PADAN", "PADAN DENGAN PERBEDAAN", "TYPO", "MENINGGAL", "NIK GANDA")
PADAN_SHARE = 60  # percent, Dukcapil
_RELATIONS = (
    "",
    "KEPALA KELUARGA",
    "SUAMI",
    "ISTRI",
    "ANAK",
    "MENANTU",
    "CUCU",
    "ORANG TUA",
    "MERTUA",
    "FAMILI LAIN",
    "PEMBANTU",
)
_MARITAL = ("", "BELUM KAWIN", "KAWIN", "CERAI HIDUP", "CERAI MATI")
_EDUCATION = (
    "",
    "TIDAK/BELUM SEKOLAH",
    "BELUM TAMAT SD/SEDERAJAT",
    "TAMAT SD/SEDERAJAT",
    "SLTP/SEDERAJAT",
    "SLTA/SEDERAJAT",
    "DIPLOMA I/II",
    "AKADEMI/DIPLOMA III/S. MUDA",
    "DIPLOMA IV/STRATA I",
    "STRATA II",
)


def write_dukcapil_results(
    truth: City, path: Path, *, errors: ErrorProfile, seed: int, person_ids: Any = None
) -> MessyFile:
    """Semicolon CSV in UTF-8 for `person_ids` (Arrow or list), by default one person in twenty; true_id = person_id.

    Without damage in `errors` the requests are exact, so results are PADAN, MENINGGAL and the drawn ones. Batches of
    400 or more contain every drawn result at least once.
    """
    rng = stream(seed, PROFILE)
    ids = _batch(truth, rng, person_ids)
    persons = truth.persons.take(pa.array(ids - 1))
    requested = views.draft_of(
        {
            "NO": views.cells(pa.array(np.arange(1, ids.size + 1))),
            "NIK_DIMINTA": views.cells(persons["nik"]),
            "NAMA_DIMINTA": views.cells(persons["name"]),
        },
        persons["person_id"],
        persons["family_id"],
    )
    spoil(requested, Fields(names=("NAMA_DIMINTA",), niks=("NIK_DIMINTA",)), errors, rng, encoding="utf-8")
    _answer(truth, requested, rng)
    return write_text(requested, path, profile=PROFILE, delimiter=";", encoding="utf-8", errors=errors, rng=rng)


def _batch(city: City, rng: np.random.Generator, person_ids: Any) -> Ints:
    if person_ids is not None:
        values = person_ids.to_pylist() if hasattr(person_ids, "to_pylist") else list(person_ids)
        return np.array(values, dtype=np.int64)
    has_nik = np.flatnonzero(city.persons["nik"].is_valid().to_numpy())
    return has_nik[rng.random(has_nik.size) < 0.05] + 1


def similarity(asked: str, held: str) -> int:
    """Percent of Ratcliff-Obershelp likeness; the best part of a name with aliases ("/") counts."""
    parts = (part.strip() for part in held.split("/"))
    return max(round(100 * SequenceMatcher(None, asked, part, autojunk=False).ratio()) for part in parts)


def _answer(city: City, draft: Draft, rng: np.random.Generator) -> None:
    """Adds the answer columns to the request."""
    rows = draft.true_id - 1
    persons = city.persons.take(pa.array(rows))
    everybody = set(city.persons["nik"].drop_null().to_pylist())
    held_nik, held_name = views.cells(persons["nik"]), views.cells(persons["name"])
    dead = persons["keberadaan"].to_numpy() == 2
    drawn = _draw_results(rng, draft.size)
    results, percents = [], []
    for at, (asked_nik, asked_name) in enumerate(
        zip(draft.columns["NIK_DIMINTA"], draft.columns["NAMA_DIMINTA"], strict=True)
    ):
        percent = similarity(asked_name or "", held_name[at])
        result = drawn[at] or _compare(
            asked_nik, held_nik[at], percent, asked_name == held_name[at], everybody, dead[at]
        )
        results.append(result)
        percents.append(percent if result in (*_ANSWERED, "TIDAK PADAN") else None)
    draft.columns["HASIL"] = np.array(results, dtype=object)
    draft.columns["KEMIRIPAN_NAMA"] = np.array(percents, dtype=object)
    answered = np.isin(results, _ANSWERED)
    draft.columns["KETERANGAN"] = np.array(
        ["Data Tidak Ditemukan" if result == "TIDAK DITEMUKAN" else None for result in results], dtype=object
    )
    for name, cells in _registry_fields(city, persons).items():
        cells[~answered] = None
        draft.columns[name] = cells


def _draw_results(rng: np.random.Generator, size: int) -> list[str]:
    names = ["", *_DRAWN]
    cumulative = np.cumsum([1 - sum(_DRAWN.values()), *_DRAWN.values()])
    drawn = [names[k] for k in np.searchsorted(cumulative, rng.random(size), side="right").clip(0, len(names) - 1)]
    if size >= 400:
        for at, name in zip(rng.permutation(size)[: len(_DRAWN)].tolist(), _DRAWN, strict=True):
            drawn[at] = name
    return drawn


def _compare(asked: Any, held: str | None, percent: int, same: bool, everybody: set[str], dead: bool) -> str:
    if asked == held and held is not None:
        if dead:
            return "MENINGGAL"
        if same:
            return "PADAN"
        return "PADAN DENGAN PERBEDAAN" if percent >= PADAN_SHARE else "TIDAK PADAN"
    if not asked or len(str(asked)) != 16:
        return "TIDAK DITEMUKAN"
    if asked in everybody:
        return "TIDAK PADAN"
    off = sum(a != b for a, b in zip(str(asked), held or "", strict=False)) if held else 16
    return "TYPO" if off <= 1 and percent >= 90 else "TIDAK DITEMUKAN"


def _registry_fields(city: City, persons: Any) -> dict[str, Cells]:
    """The fields of a Dukcapil hit, as the registry holds them."""
    families = views.families_of(city, persons)
    at = views.area_position(city, families["kelurahan_code"])
    size = persons.num_rows
    code = city.place.code
    villages = [str(value) for value in city.areas.codes[at]]
    fathers = city.persons["name"].take(pc.subtract(persons["father_person_id"], 1))

    def text(choices: tuple[str, ...], column: str) -> Cells:
        return np.array(choices, dtype=object)[persons[column].to_numpy()]

    return {
        "NO_KK": views.cells(families["kk"]),
        "NIK": views.cells(persons["nik"]),
        "NAMA_LGKP": views.cells(persons["name"]),
        "STAT_HBKEL": text(_RELATIONS, "shdk"),
        "JENIS_KLMIN": text(("", "LAKI-LAKI", "PEREMPUAN"), "jenis_kelamin"),
        "TMPT_LHR": views.cells(persons["birth_place"]),
        "TGL_LHR": np.array([day.isoformat() for day in persons["birth_date"].to_pylist()], dtype=object),
        "STATUS_KAWIN": text(_MARITAL, "status_kawin"),
        "PDDK_AKH": text(_EDUCATION, "pendidikan_kk"),
        "JENIS_PKRJN": views.cells(pc.cast(persons["pekerjaan"], "string")),
        "NAMA_LGKP_IBU": views.cells(persons["mother_name"]),
        "NAMA_LGKP_AYAH": views.cells(fathers),
        "ALAMAT": views.cells(families["address"]),
        "DUSUN": views.constant(None, size),
        "NO_RT": views.cells(families["rt"]),
        "NO_RW": views.cells(families["rw"]),
        "NO_PROP": views.constant(code[:2], size),
        "PROP_NAME": views.constant(city.place.province.upper(), size),
        "NO_KAB": views.constant(code[2:], size),
        "KAB_NAME": views.constant(city.place.name.upper(), size),
        "NO_KEC": np.array([v[4:6] for v in villages], dtype=object),
        "KEC_NAME": views.district_cells(city, at),
        "NO_KEL": np.array([v[6:] for v in villages], dtype=object),
        "KEL_NAME": views.kelurahan_cells(city, at),
    }
