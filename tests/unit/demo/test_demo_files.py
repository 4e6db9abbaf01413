"""Every file read back: each cell is the truth or a logged damage, and no more is logged than is there."""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from pilar.demo.city import City
from pilar.demo.errors.profile import ErrorProfile
from pilar.demo.sheets.bdt2015 import write_bdt2015
from pilar.demo.sheets.bnba import write_bnba
from pilar.demo.sheets.checklists import CHECK_LISTS, write_check_list
from pilar.demo.sheets.dtsen_detail import write_dtsen_family_detail, write_dtsen_member_detail
from pilar.demo.sheets.dtsen_family import COLUMNS, write_dtsen_family_v2, write_dtsen_family_v3
from pilar.demo.sheets.dukcapil import write_dukcapil_results
from pilar.demo.sheets.files import MessyFile
from pilar.demo.sheets.opensid import write_opensid_recipients

WHOLE_LINE = {"line_short", "line_long", "line_broken"}
WRITERS: dict[str, tuple[Callable[..., MessyFile], str]] = {
    "v2": (write_dtsen_family_v2, "keluarga_dtsen_v2_2026_metro.xlsx"),
    "v3": (write_dtsen_family_v3, "keluarga_dtsen_v3_2026_metro.csv"),
    "keluarga": (write_dtsen_family_detail, "rinci_keluarga.xlsx"),
    "anggota": (write_dtsen_member_detail, "rinci_anggota.csv"),
    "anggota_xlsx": (write_dtsen_member_detail, "rinci_anggota.xlsx"),
    "bdt": (partial(write_bdt2015, kelurahan="1872021002"), "bdt.xlsx"),
    "bnba": (partial(write_bnba, kelurahan="1872021001"), "bnba.xlsx"),
    "pkh": (partial(write_opensid_recipients, programme="PKH"), "pkh.xlsx"),
    "pbi": (partial(write_opensid_recipients, programme="PBI-JK", kelurahan="1872011004"), "pbi.xlsx"),
    "dukcapil": (write_dukcapil_results, "padan.csv"),
    **{
        spec.code: (partial(write_check_list, code=spec.code), spec.file_name.format(city="metro"))
        for spec in CHECK_LISTS
    },
}


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return str(value)


def cells_of(made: MessyFile) -> dict[int, list[str]]:
    """Row number to cells, as an importer would see them (broken lines stay two rows)."""
    if made.sheet:
        sheet = CalamineWorkbook.from_path(str(made.path)).get_sheet_by_name(made.sheet)
        return {at: [_text(v) for v in row] for at, row in enumerate(sheet.to_python(skip_empty_area=False), start=1)}
    text = made.path.read_bytes().decode(made.encoding)
    quoting = csv.QUOTE_NONE if made.delimiter == "|" else csv.QUOTE_MINIMAL
    lines = text.split("\n")[:-1]
    return {
        at: next(csv.reader(io.StringIO(line), delimiter=made.delimiter, quoting=quoting), [])
        for at, line in enumerate(lines, start=1)
    }


def rows_of(made: MessyFile, cells: dict[int, list[str]]) -> dict[int, dict[str, str]]:
    return {row: dict(zip(made.columns, cells[row], strict=True)) for row in made.rows["row"].to_pylist()}


@pytest.mark.parametrize("name", WRITERS)
def test_every_cell_is_true_or_logged(metro: City, tmp_path: Path, name: str) -> None:
    write, file_name = WRITERS[name]
    clean = write(metro, tmp_path / f"bersih_{file_name}", errors=ErrorProfile.none(), seed=4)
    spoilt = write(metro, tmp_path / file_name, errors=ErrorProfile(), seed=4)
    assert clean.rows.num_rows > 0
    false_hits = {"false_same_name", "false_nik"}
    assert set(clean.damages["kind"].to_pylist()) <= false_hits
    by_id = _by_true_id(clean)
    damages = spoilt.damages.to_pylist()
    whole = {d["row"] for d in damages if d["kind"] in WHOLE_LINE}
    log = {(d["row"], d["column"]): d for d in damages if d["column"]}
    assert len(log) == sum(1 for d in damages if d["column"])  # no cell damaged twice
    cells = cells_of(spoilt)
    derived = {"NO"} if name in ("bnba", "dukcapil") else set()
    if name == "dukcapil":
        derived |= set(spoilt.columns[3:])  # answers follow from the damaged request
    compared = 0
    for row, true_id in zip(spoilt.rows["row"].to_pylist(), spoilt.rows["true_id"].to_pylist(), strict=True):
        if row in whole:
            continue
        written = dict(zip(spoilt.columns, cells[row], strict=True))
        repaired = {
            column: log[row, column]["true_value"]
            if (row, column) in log and log[row, column]["kind"] not in false_hits
            else value
            for column, value in written.items()
        }
        for column, damage in ((c, log[row, c]) for c in written if (row, c) in log):
            assert written[column] == damage["written_value"], damage
            if damage["kind"] not in false_hits:
                assert damage["written_value"] != damage["true_value"] or damage["kind"] == "date_cell", damage
        if true_id:
            kept = tuple(value for column, value in repaired.items() if column not in derived)
            assert kept in by_id[true_id], (row, true_id)
            compared += 1
    assert compared > 0
    assert {d["file"] for d in damages} <= {file_name}


def _by_true_id(made: MessyFile) -> dict[int, set[tuple[str, ...]]]:
    cells = cells_of(made)
    derived = {"NO"} if made.profile in ("bnba_usulan", "hasil_padan_dukcapil") else set()
    if made.profile == "hasil_padan_dukcapil":
        derived |= set(made.columns[3:])
    found: dict[int, set[tuple[str, ...]]] = {}
    for row, true_id in zip(made.rows["row"].to_pylist(), made.rows["true_id"].to_pylist(), strict=True):
        record = zip(made.columns, cells[row], strict=True)
        found.setdefault(true_id, set()).add(tuple(value for column, value in record if column not in derived))
    return found


@pytest.mark.parametrize("name", WRITERS)
def test_rows_that_are_no_records_are_logged(metro: City, tmp_path: Path, name: str) -> None:
    write, file_name = WRITERS[name]
    made = write(metro, tmp_path / file_name, errors=ErrorProfile().scaled(3), seed=6)
    cells = cells_of(made)
    records = set(made.rows["row"].to_pylist()) | {made.header_row}
    extra = {d["row"]: d["kind"] for d in made.damages.to_pylist() if not d["column"]}
    second_halves = {row + 1 for row, kind in extra.items() if kind == "line_broken"}
    unexplained = {
        row
        for row, values in cells.items()
        if any(values) and row not in records and row not in extra and row not in second_halves
    }
    assert unexplained == set()
    for row, kind in extra.items():
        if kind == "blank_row":
            assert not any(cells.get(row, [])), row
        if kind == "line_short":
            assert len(cells[row]) < len(made.columns)
        if kind == "line_long":
            assert len(cells[row]) > len(made.columns)
    assert len(made.rows["row"].to_pylist()) == len(set(made.rows["row"].to_pylist()))
    doubled = sum(1 for d in made.damages.to_pylist() if d["kind"] == "row_doubled")
    ids = [i for i in made.rows["true_id"].to_pylist() if i]
    assert len(ids) - len(set(ids)) <= doubled


def test_family_files_have_the_columns_and_form_seen(metro: City, tmp_path: Path) -> None:
    made = write_dtsen_family_v3(metro, tmp_path / "v3.csv", errors=ErrorProfile().scaled(4), seed=1)
    raw = made.path.read_bytes()
    assert raw.split(b"\n", 1)[0].decode() == "|".join(COLUMNS)
    kinds = set(made.damages["kind"].to_pylist())
    assert {"line_short", "line_long", "line_broken", "cp1252", "row_doubled", "kk_rounded", "blank_row"} <= kinds
    assert b"\x92" in raw or b"\x96" in raw
    assert made.encoding == "latin-1"


def test_versions_differ_by_the_movement_of_the_truth(metro: City, tmp_path: Path) -> None:
    second = write_dtsen_family_v2(metro, tmp_path / "v2.xlsx", errors=ErrorProfile.none(), seed=1)
    third = write_dtsen_family_v3(metro, tmp_path / "v3.csv", errors=ErrorProfile.none(), seed=1)
    before = dict(zip(second.rows["true_id"].to_pylist(), rows_of(second, cells_of(second)).values(), strict=True))
    after = dict(zip(third.rows["true_id"].to_pylist(), rows_of(third, cells_of(third)).values(), strict=True))
    families = {row["family_id"]: row for row in metro.families.to_pylist()}
    assert set(after) - set(before) == {i for i, row in families.items() if not row["in_v2"]}
    assert set(before) - set(after) == {i for i, row in families.items() if not row["in_v3"]}
    for family in set(before) & set(after):
        row = families[family]
        assert (before[family]["desil_nasional"], after[family]["desil_nasional"]) == (
            str(row["desil_v2"]),
            str(row["desil"]),
        )
        assert (before[family]["nomor_kartu_keluarga"], after[family]["nomor_kartu_keluarga"]) == (
            row["kk_v2"],
            row["kk"],
        )


def test_a_workbook_shows_what_spreadsheets_do_to_nik(metro: City, tmp_path: Path) -> None:
    made = write_dtsen_member_detail(metro, tmp_path / "a.xlsx", errors=ErrorProfile(), seed=2)
    sheet = CalamineWorkbook.from_path(str(made.path)).get_sheet_by_name(made.sheet).to_python(skip_empty_area=False)
    numbers = [d for d in made.damages.to_pylist() if d["kind"] == "nik_number"]
    assert numbers
    for damage in numbers:
        cell = sheet[damage["row"] - 1][0]
        assert isinstance(cell, float)
        assert int(cell) % 10 == 0
        assert str(int(cell))[:15] == damage["true_value"][:15]
    dates = [d for d in made.damages.to_pylist() if d["kind"] == "date_cell"]
    assert all(isinstance(sheet[d["row"] - 1][4], date) for d in dates)


def test_exchanged_nik_belong_to_one_family(metro: City, tmp_path: Path) -> None:
    made = write_dtsen_member_detail(metro, tmp_path / "a.csv", errors=ErrorProfile(), seed=2)
    exchanged = [d for d in made.damages.to_pylist() if d["kind"] == "nik_exchanged"]
    owner = {row["nik"]: row for row in metro.persons.to_pylist() if row["nik"]}
    assert len(exchanged) >= 10
    for damage in exchanged:
        assert owner[damage["written_value"]]["family_id"] == owner[damage["true_value"]]["family_id"]
        assert damage["written_value"] != damage["true_value"]


@pytest.mark.parametrize("code", [spec.code for spec in CHECK_LISTS])
def test_check_lists_hit_recipients_falsely_on_purpose(metro: City, tmp_path: Path, code: str) -> None:
    made = write_check_list(metro, tmp_path / _name(code), errors=ErrorProfile.none(), seed=3, code=code)
    rows = rows_of(made, cells_of(made))
    meta = {
        row: (true_id, like)
        for row, true_id, like in zip(*(made.rows[c].to_pylist() for c in ("row", "true_id", "resembles")), strict=True)
    }
    persons = {row["person_id"]: row for row in metro.persons.to_pylist()}
    niks = {row["nik"] for row in persons.values()}
    aided = set(metro.programmes["person_id"].to_pylist())
    hits = [d for d in made.damages.to_pylist() if d["kind"] in ("false_same_name", "false_nik")]
    assert {d["kind"] for d in hits} == {"false_same_name", "false_nik"}
    for hit in hits:
        true_id, like = meta[hit["row"]]
        assert true_id == 0
        assert like in aided
        expected = persons[like]["name"] if hit["kind"] == "false_same_name" else persons[like]["nik"]
        assert rows[hit["row"]][hit["column"]] == expected
        if hit["kind"] == "false_nik":
            assert hit["true_value"] not in niks


def _name(code: str) -> str:
    return next(spec.file_name for spec in CHECK_LISTS if spec.code == code).format(city="metro")


def test_members_of_check_lists_are_what_the_list_says(metro: City, tmp_path: Path) -> None:
    persons = {row["person_id"]: row for row in metro.persons.to_pylist()}
    rules: dict[str, Callable[[dict[str, Any]], bool]] = {
        "asn": lambda p: p["office"] == "asn",
        "meninggal": lambda p: p["keberadaan"] == 2,
        "pindah": lambda p: p["keberadaan"] == 3,
        "upah": lambda p: p["upah"] > metro.place.minimum_wage,
        "pengurus_perusahaan": lambda p: p["company_officer"],
        "pensiunan": lambda p: p["pekerjaan"] == "PENSIUNAN",
    }
    for code, rule in rules.items():
        made = write_check_list(metro, tmp_path / _name(code), errors=ErrorProfile.none(), seed=3, code=code)
        members = [i for i in made.rows["true_id"].to_pylist() if i]
        assert members
        assert all(rule(persons[i]) for i in members), code


def test_unknown_lists_and_programmes_are_refused(metro: City, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no check list"):
        write_check_list(metro, tmp_path / "x.xlsx", errors=ErrorProfile(), seed=1, code="dokter")
    with pytest.raises(ValueError, match="no programme"):
        write_opensid_recipients(metro, tmp_path / "x.xlsx", errors=ErrorProfile(), seed=1, programme="BLT")


def test_dukcapil_answers_follow_from_the_request(metro: City, tmp_path: Path) -> None:
    made = write_dukcapil_results(metro, tmp_path / "padan.csv", errors=ErrorProfile().scaled(2), seed=1)
    persons = {row["person_id"]: row for row in metro.persons.to_pylist()}
    whole = {d["row"] for d in made.damages.to_pylist() if d["kind"] in WHOLE_LINE}
    seen = set()
    cells = cells_of(made)
    for row, true_id in zip(made.rows["row"].to_pylist(), made.rows["true_id"].to_pylist(), strict=True):
        if row in whole:
            continue
        answer = dict(zip(made.columns, cells[row], strict=True))
        person = persons[true_id]
        seen.add(answer["HASIL"])
        if answer["HASIL"] == "PADAN":
            assert (answer["NIK_DIMINTA"], answer["NAMA_DIMINTA"]) == (person["nik"], person["name"])
        if answer["HASIL"] == "MENINGGAL":
            assert person["keberadaan"] == 2
        if answer["HASIL"] == "PADAN DENGAN PERBEDAAN":
            assert int(answer["KEMIRIPAN_NAMA"]) >= 60
        if answer["HASIL"] in ("TIDAK DITEMUKAN", "BELUM REKAM", "GAGAL TEKNIS", "BELUM DICEK"):
            assert answer["NAMA_LGKP"] == ""
        if answer["HASIL"] in ("PADAN", "TYPO", "PADAN DENGAN PERBEDAAN"):
            assert (answer["NIK"], answer["NAMA_LGKP"], answer["NAMA_LGKP_IBU"]) == (
                person["nik"],
                person["name"],
                person["mother_name"],
            )
    assert len(seen) == 10, seen


def test_bdt_has_101_columns_with_pair_codes(metro: City, tmp_path: Path) -> None:
    made = write_bdt2015(metro, tmp_path / "bdt.xlsx", errors=ErrorProfile.none(), seed=1)
    assert len(made.columns) == 101
    rows = rows_of(made, cells_of(made)).values()
    assert {row["ac"] for row in rows} <= {"1", "2"}
    assert {row["lemari_es"] for row in rows} <= {"3", "4"}
    assert all(int(row["umur"]) >= 0 for row in rows)
    assert {row["no_urut_art"] for row in rows} >= {"1", "2", "3"}


def test_same_seed_writes_the_same_bytes(small: City, tmp_path: Path) -> None:
    for name in ("v3", "v2", "asn"):
        write, file_name = WRITERS[name]
        first = write(small, tmp_path / f"1_{file_name}", errors=ErrorProfile(), seed=4)
        second = write(small, tmp_path / f"2_{file_name}", errors=ErrorProfile(), seed=4)
        other = write(small, tmp_path / f"3_{file_name}", errors=ErrorProfile(), seed=5)
        assert first.path.read_bytes() == second.path.read_bytes()
        assert first.path.read_bytes() != other.path.read_bytes()
