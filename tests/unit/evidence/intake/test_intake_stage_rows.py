"""Every row of a file is accepted, quarantined or named as no data; every fault has its code, row and column."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from intake_door import (
    MEMBER_HEAD,
    PLACE,
    adds_up,
    born,
    bring,
    csv_of,
    family,
    faults_of,
    kk,
    nik,
    person,
    workbook_of,
)

from pilar.core.ids import decode_id
from pilar.evidence.intake.faults import FAULTS, Severity
from pilar.evidence.intake.models import QuarantineRow, RowFault
from pilar.evidence.registry.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("metro")]
GOOD = family(1, "SITI AMINAH", "BUDI SANTOSO")
SHORT = dict(zip(MEMBER_HEAD, "kk nik name sex birth relation district village rt rw address".split(), strict=True))
DIGITS = nik(500, born(500))


def one(**changed: str) -> list[dict[str, str]]:
    """Two good rows and a third one with something changed (row 4 of the file)."""
    row = person(2, 500, "DEWI LESTARI", relation=1)
    return [*GOOD, {key: changed.get(SHORT.get(key, ""), cell) for key, cell in row.items()}]


CELLS: dict[str, tuple[list[dict[str, str]], tuple[int, str, str]]] = {
    "kk empty": (one(kk=""), (4, MEMBER_HEAD[0], "BRK-101")),
    "name empty": (one(name=" "), (4, "nama", "BRK-101")),
    "scientific": (one(nik="1.87201051079E+15"), (4, MEMBER_HEAD[1], "BRK-102")),
    "comma": (one(nik="1,87201E+15"), (4, MEMBER_HEAD[1], "BRK-102")),
    "short": (one(nik="187201051079"), (4, MEMBER_HEAD[1], "BRK-103")),
    "long": (one(nik="18720105107900012"), (4, MEMBER_HEAD[1], "BRK-103")),
    "letters": (one(nik="18720105107900O2"), (4, MEMBER_HEAD[1], "BRK-104")),
    "signs only": (one(nik="--"), (4, MEMBER_HEAD[1], "BRK-104")),
    "no such day": (one(nik="1872013202790002"), (4, MEMBER_HEAD[1], "BRK-105")),
    "no such day of a woman": (one(nik="1872017202790002"), (4, MEMBER_HEAD[1], "BRK-105")),
    "month 13": (one(nik="1872011013790002"), (4, MEMBER_HEAD[1], "BRK-105")),
    "filler": (one(nik="1111111111111111"), (4, MEMBER_HEAD[1], "BRK-106")),
    "filler number": (one(nik="1872011002790000"), (4, MEMBER_HEAD[1], "BRK-106")),
    "other birth": (one(birth="03-03-1981"), (4, "tanggal_lahir", "BRK-107")),
    "other sex": (one(sex="P"), (4, "jenis_kelamin", "BRK-108")),
    "unknown province": (one(nik="88" + DIGITS[2:]), (4, MEMBER_HEAD[1], "BRK-109")),
    "apostrophe": (one(nik="'" + DIGITS), (4, MEMBER_HEAD[1], "BRK-111")),
    "dots": (one(nik=f"{DIGITS[:6]}.{DIGITS[6:12]}.{DIGITS[12:]}"), (4, MEMBER_HEAD[1], "BRK-111")),
    "card day": (one(kk="1872013902180001"), (4, MEMBER_HEAD[0], "BRK-125")),
    "no date": (one(birth="kemarin"), (4, "tanggal_lahir", "BRK-201")),
    "30 February": (one(birth="30-02-1980"), (4, "tanggal_lahir", "BRK-201")),
    "future": (one(birth="05-05-2999"), (4, "tanggal_lahir", "BRK-202")),
    "before 1900": (one(birth="05-05-1899"), (4, "tanggal_lahir", "BRK-202")),
    "first of January": (one(birth="01-01-1980"), (4, "tanggal_lahir", "BRK-203")),
    "sex": (one(sex="X"), (4, "jenis_kelamin", "BRK-301")),
    "relation": (one(relation="TETANGGA"), (4, "status_hubungan_keluarga", "BRK-302")),
    "no name": (one(name="12345"), (4, "nama", "BRK-303")),
    "no village": (one(village="ATLANTIS"), (4, "kelurahan_desa_ktp", "BRK-402")),
    "no place": (one(village="", district=""), (4, "kelurahan_desa_ktp", "BRK-404")),
    "rt": (one(rt="bawah"), (4, "rt_ktp", "BRK-405")),
    "lost letter": (one(name="SITI N�R"), (4, "nama", "BRK-604")),
    "again": ([*GOOD, {**GOOD[1], "nama": "ORANG LAIN"}], (4, MEMBER_HEAD[1], "BRK-701")),
    "second head": ([*GOOD, person(1, 77, "BAMBANG", relation=1)], (4, "status_hubungan_keluarga", "BRK-704")),
}  # fmt: skip


@pytest.mark.parametrize("case", CELLS)
def test_each_fault_is_named_at_its_place(case: str) -> None:
    rows, expected = CELLS[case]
    result = bring(csv_of(rows))
    assert adds_up(result) and result["rows"] == 4 and result["other"] == {"kepala kolom": 1}
    assert expected in faults_of(result)
    error = FAULTS[expected[2]].severity == Severity.ERROR
    assert (result["accepted"], result["quarantined"]) == ((2, 1) if error else (3, 0))
    assert Person.objects.count() == result["accepted"]


def test_each_quarantined_row_keeps_its_cells_and_no_number_in_the_clear() -> None:
    result = bring(csv_of(one(nik="18720105107900O2")))
    from pilar.core import vault

    row = QuarantineRow.objects.get(batch_id=decode_id(result["batch"]))
    assert (row.row, row.state) == (4, "menunggu")
    assert b"18720105107900O2" not in bytes(row.cells_sealed)
    assert "18720105107900O2" in vault.unseal("intake.quarantine.cells", row.cells_sealed)
    assert RowFault.objects.get(batch_id=row.batch_id, code="BRK-104").shown == "1872••••••••00O2"


FAMILY_HEAD = "nomor_kartu_keluarga|nama_kepala_keluarga|desil_nasional|kode_kabupaten_kota|kabupaten_kota|kecamatan|kelurahan_desa|is_gc_kemensos|is_pbi_se|is_siks_ng"


def family_line(
    number: int, *, card: str = "", desil: str = "3", code: str = "1872", village: str = "METRO", flag: str = "0"
) -> str:
    return f"{card or kk(number)}|KEPALA {chr(65 + number)}|{desil}|{code}|METRO|METRO PUSAT|{village}|{flag}|0|1"


@pytest.mark.parametrize(
    ("bad", "column", "code"),
    [
        (family_line(2, desil="11"), "desil_nasional", "BRK-501"),
        (family_line(2, desil="tiga"), "desil_nasional", "BRK-501"),
        (family_line(2, desil=""), "desil_nasional", "BRK-101"),
        (family_line(2, flag="mungkin"), "is_gc_kemensos", "BRK-504"),
        (family_line(2, card=kk(1)), "nomor_kartu_keluarga", "BRK-702"),
        (family_line(2) + "|lebih", "", "BRK-601"),
        (family_line(2).replace("|METRO PUSAT", ""), "", "BRK-601"),
        (family_line(2, village="TIDAK ADA"), "kelurahan_desa", "BRK-402"),
    ],
)
def test_faults_of_a_family_delivery(bad: str, column: str, code: str) -> None:
    result = bring("\n".join([FAMILY_HEAD, family_line(1), bad]) + "\n", profile="dtsen-family", version="v3")
    assert adds_up(result) and (3, column, code) in faults_of(result)
    assert result["accepted"] == (2 if code == "BRK-504" else 1)


def test_codes_and_numbers_of_the_catalogue_that_make_no_sense_leave_the_fact_empty() -> None:
    from pilar.evidence.intake.fields import person_fact_fields

    fields = {f.key: f for f in person_fact_fields()}
    coded = next(f for f in fields.values() if f.variable and f.variable.kind == "single")
    number = next(f for f in fields.values() if f.variable and f.variable.kind == "number")
    rows = [{**row, coded.key: "99", number.key: "99999999"} for row in GOOD]
    result = bring(csv_of(rows))
    assert {(2, coded.key, "BRK-502"), (2, number.key, "BRK-503")} <= faults_of(result)
    assert result["accepted"] == 2


def test_outside_the_area_and_unknown_codes(make_actor: Callable[..., Any]) -> None:
    rows = [
        {**row, "kode_kelurahan_desa_ktp": code}
        for row, code in zip(one(), ["1872011001", "1872021001", "1872999999"], strict=True)
    ]
    result = bring(csv_of(rows), actor=make_actor("187201"))
    assert adds_up(result) and result["accepted"] == 1
    assert {(3, "BRK-403"), (4, "BRK-401")} == {(row, code) for row, _, code in faults_of(result)}


def test_last_digit_lost_by_a_spreadsheet_is_seen_over_the_whole_sheet() -> None:
    rows = [person(n, n * 10, f"ORANG {chr(65 + n)}", relation=1) for n in range(25)]
    for row in rows:
        row["nomor_induk_kependudukan"] = row["nomor_induk_kependudukan"][:-1] + "0"
    rows = [row for row in rows if not row["nomor_induk_kependudukan"].endswith("0000")]
    result = bring(csv_of(rows))
    assert adds_up(result) and result["faults"]["BRK-110"] == len(rows)
    assert result["accepted"] == 0 and Person.objects.count() == 0
    assert QuarantineRow.objects.count() == len(rows)


def test_a_sheet_with_titles_numbering_totals_blanks_and_numbers() -> None:
    width = len(MEMBER_HEAD)
    table: list[list[Any]] = [
        ["2026: DAFTAR ANGGOTA KELUARGA", *[None] * (width - 1)],
        [None] * width,
        [head.upper().replace("_", " ") for head in MEMBER_HEAD],
        list(range(1, width + 1)),
        *[list(row.values()) for row in GOOD],
        [None] * width,
        list(person(3, 30, "RUDI HARTONO", relation=1, nik=float(nik(30, born(30)))).values()),  # type: ignore[arg-type]
        list(person(4, 40, "SRI WAHYUNI", relation=1, woman=True).values()),
        ["JUMLAH", None, 4, *[None] * (width - 3)],
    ]
    table[7][4] = born(30)
    table[8][1] = "'" + table[8][1]
    result = bring(workbook_of(table, merged=["A1:K1"]), name="daftar.xlsx")
    assert adds_up(result) and result["rows"] == 10
    assert result["other"] == {"judul": 2, "kepala kolom": 1, "nomor kolom": 1, "kosong": 1, "jumlah": 1}
    assert (result["accepted"], result["quarantined"]) == (3, 1)
    assert {(8, "BRK-102"), (9, "BRK-111")} == {(row, code) for row, _, code in faults_of(result)}


def test_headings_over_two_rows_and_a_second_sheet() -> None:
    from io import BytesIO

    from openpyxl import Workbook

    book = Workbook()
    first, second = book.active, book.create_sheet("Kelurahan dua")
    first.append(["No KK", "NIK", "Nama", "L/P", "Tanggal lahir", "Alamat", None, None, None])
    first.append([None, None, None, None, None, "Kecamatan", "Kelurahan", "RT", "RW"])
    first.append([kk(1), nik(10, born(10)), "JOKO", "L", born(10), *PLACE, "1", "2"])
    second.append(["NIK", "No KK", "Nama", "Kecamatan", "Kelurahan"])
    second.append([nik(20, born(20)), kk(2), "TONO", *PLACE])
    book.create_sheet("Catatan").append(["bebas"])
    out = BytesIO()
    book.save(out)
    result = bring(out.getvalue(), name="dua.xlsx")
    assert (result["accepted"], result["quarantined"]) == (2, 0) and adds_up(result), faults_of(result)
    assert set(Person.objects.values_list("name", "wilayah")) == {("JOKO", "1872011001002001"), ("TONO", "1872011001")}


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be-bom", "cp1252"])
def test_encodings(coding: str) -> None:
    text = csv_of([*GOOD, person(2, 500, "RENÉ DESCARTES", relation=1)])
    data = b"\xfe\xff" + text.encode("utf-16-be") if coding == "utf-16-be-bom" else text.encode(coding)
    result = bring(data)
    assert adds_up(result) and result["accepted"] == 3
    assert Person.objects.filter(name="RENÉ DESCARTES").exists()


def test_v3_lines_of_latin_1_with_stray_quotes_and_malformed_lines() -> None:
    lines = [
        FAMILY_HEAD,
        family_line(1),
        family_line(2).replace("KEPALA C", 'KEPALA "C'),
        "rusak|saja",
        family_line(3).replace("KEPALA D", "KÉPALA D"),
    ]
    result = bring(("\r\n".join(lines) + "\r\n").encode("latin-1"), profile="dtsen-family", version="v3")
    assert adds_up(result) and (result["accepted"], result["quarantined"]) == (3, 1)
    assert {(4, "", "BRK-601")} == faults_of(result)


def test_quotes_that_never_close_break_one_line_and_quotes_that_do_keep_their_newline() -> None:
    head = csv_of(GOOD, sign=",").splitlines()[0]
    good = [
        ",".join(row.values())
        for row in [*GOOD, *family(2, "DEWI", "EKO"), *family(3, *(f"ANAK {chr(65 + i)}" for i in range(26)))]
    ]
    good[1] = good[1].replace("JL MAWAR 3", '"JL MAWAR 3,\nBLOK ""B"""')
    good[2] = good[2].replace("JL MAWAR 3", '"JL MAWAR 3')
    result = bring("\n".join([head, *good]) + "\n")
    assert adds_up(result) and result["quarantined"] == 1 and result["accepted"] == len(good) - 1
    assert {code for _, _, code in faults_of(result)} == {"BRK-603"}


def test_dates_in_the_ways_offices_write_them() -> None:
    day = date(1979, 3, 5)
    written = [
        "05-03-1979",
        "5/3/1979",
        "5.3.79",
        "1979-03-05",
        "5 Maret 1979",
        "5 Mar 1979",
        "19790305",
        "28919",
        "05-03-1979 00:00",
    ]
    rows = [
        person(n, n * 10, f"ORANG {chr(65 + n)}", relation=1, birth=text, nik=nik(n, day))
        for n, text in enumerate(written)
    ]
    result = bring(csv_of(rows))
    assert result["accepted"] == len(written), faults_of(result)
    assert set(Person.objects.values_list("birth_date", flat=True)) == {day}
