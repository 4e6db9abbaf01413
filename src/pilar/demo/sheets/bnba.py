"""BNBA usulan: the proposals of one kelurahan in a month, as a workbook with title rows, blanks and a total."""

from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from pilar.demo.city import City
from pilar.demo.errors.apply import Fields, spoil
from pilar.demo.errors.draft import day_month_year
from pilar.demo.errors.profile import ErrorProfile
from pilar.demo.proposals import propose
from pilar.demo.sheets import views
from pilar.demo.sheets.files import LABEL, MessyFile, write_workbook
from pilar.demo.streams import stream

PROFILE = "bnba_usulan"
_MONTHS = ("JANUARI", "FEBRUARI", "MARET", "APRIL", "MEI", "JUNI", "JULI", "AGUSTUS", "SEPTEMBER", "OKTOBER",
           "NOVEMBER", "DESEMBER")  # fmt: skip


def _columns(city: City, proposals: Any) -> tuple[dict[str, Any], Any]:
    families = city.families.take(pc.subtract(proposals["family_id"], 1))
    persons = city.persons.take(pc.subtract(families["head_person_id"], 1))
    size = persons.num_rows
    sex = pc.if_else(pc.equal(persons["jenis_kelamin"], 1), "L", "P")
    columns = {
        "NO": views.cells(pc.cast(families["family_id"], "int64")),
        "NIK": views.cells(persons["nik"]),
        "NO KK": views.cells(families["kk"]),
        "NAMA": views.cells(persons["name"]),
        "TEMPAT LAHIR": views.cells(persons["birth_place"]),
        "TANGGAL LAHIR": views.cells(persons["birth_date"]),
        "NAMA IBU KANDUNG": views.cells(persons["mother_name"]),
        "JK": views.cells(sex),
        "ALAMAT": views.cells(families["address"]),
        "RT": views.cells(families["rt"]),
        "RW": views.cells(families["rw"]),
        "KODE WILAYAH": views.cells(families["kelurahan_code"]),
        "JENIS USULAN": views.cells(proposals["kind"]),
        "ALASAN": views.cells(proposals["reason"]),
        "KETERANGAN": views.constant(LABEL, size),
    }
    columns["NO"][:] = range(1, size + 1)
    return columns, persons


def write_bnba(truth: City, path: Path, *, errors: ErrorProfile, seed: int, kelurahan: str) -> MessyFile:
    """The workbook of `kelurahan` (10 digits); true_id = person_id of the head of the proposed family."""
    rng = stream(seed, PROFILE, kelurahan)
    proposals = propose(truth, seed)
    codes = truth.families["kelurahan_code"].take(pc.subtract(proposals["family_id"], 1))
    columns, persons = _columns(truth, proposals.filter(pc.equal(codes, kelurahan)))
    draft = views.draft_of(columns, persons["person_id"], persons["family_id"])
    draft.renderers["TANGGAL LAHIR"] = day_month_year
    what = Fields(
        names=("NAMA", "NAMA IBU KANDUNG"), niks=("NIK",), kks=("NO KK",), dates=("TANGGAL LAHIR",),
        optional=("TEMPAT LAHIR", "RT", "RW", "ALASAN"),
    )  # fmt: skip
    spoil(draft, what, errors, rng, encoding="")
    at = int(truth.areas.codes.searchsorted(int(kelurahan)))
    level = truth.areas.level_word(at).upper()
    month = f"{_MONTHS[truth.as_of.month - 1]} {truth.as_of.year}"
    titles = (
        f"DAFTAR USULAN BY NAME BY ADDRESS (BNBA) {level} {truth.areas.names[at].upper()}",
        f"KECAMATAN {truth.areas.district_names[at].upper()} {truth.place.name.upper()}",
        f"BULAN {month} - {LABEL}",
    )
    head = "LURAH" if level == "KELURAHAN" else "KEPALA DESA"
    return write_workbook(draft, path, profile=PROFILE, sheet="BNBA", errors=errors, rng=rng, titles=titles,
                          total_label="JUMLAH", closing=(f"Mengetahui, {head}", LABEL))  # fmt: skip
