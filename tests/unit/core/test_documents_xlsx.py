"""Workbooks that people hold: cell types as another program reads them, nothing that runs, nothing lost."""

import datetime as dt
import re
import resource
import sys
import tempfile
import zipfile
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from pilar.core.documents import Column, Sheet, file_name, qr_png, qr_svg, write_xlsx
from pilar.core.documents.text import disarmed

AT = dt.datetime(2026, 11, 24, 7, 5, tzinfo=dt.UTC)
COLUMNS = (
    Column(title="Nama", width=30),
    Column(title="NIK", kind="nik", width=19),
    Column(title="Lahir", kind="date"),
    Column(title="Anggota", kind="number"),
    Column(title="Bantuan", kind="rupiah"),
)
ROW = ("Siti Aminah", "0372014102900001", dt.date(1990, 2, 1), 4, 2_400_000)


def workbook(rows, **changes) -> bytes:
    return write_xlsx([Sheet(name="Usulan", columns=COLUMNS, rows=rows)], title="Daftar & Contoh", at=AT, **changes)


def read_back(made: bytes, sheet: int = 0) -> list[list[object]]:
    """Rows below the head of the columns, as calamine reads them."""
    rows = CalamineWorkbook.from_filelike(BytesIO(made)).get_sheet_by_index(sheet).to_python()
    return rows[rows.index([column.title for column in COLUMNS]) + 1 :]


def part(made: bytes, name: str) -> str:
    return zipfile.ZipFile(BytesIO(made)).read(name).decode()


def test_kinds_come_back_as_they_are():
    assert read_back(workbook([ROW])) == [["Siti Aminah", "0372014102900001", dt.date(1990, 2, 1), 4.0, 2_400_000.0]]


def test_values_of_another_kind_stay_readable_text():
    row = (None, "", "31 Februari", "banyak", Decimal("12.5"))
    assert read_back(workbook([row])) == [["", "", "31 Februari", "banyak", 12.5]]
    row = ("x", 1872010101900001, dt.date(1850, 5, 20), float("nan"), 10**17)
    assert read_back(workbook([row])) == [["x", "1872010101900001", "1850-05-20", "nan", "100000000000000000"]]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "  =", "＝"])
def test_cells_that_could_run_are_disarmed(start):
    made = workbook([(f'{start}HYPERLINK("http://x.invalid")', f"{start}1", None, None, None)])
    name, nik, *_ = read_back(made)[0]
    assert name.startswith("'")
    assert nik.startswith("'")
    assert "<f>" not in part(made, "xl/worksheets/sheet1.xml")
    assert "hyperlink" not in part(made, "xl/worksheets/sheet1.xml").replace("HYPERLINK", "")


@given(st.text(max_size=30))
def test_disarmed_never_begins_with_a_sign_that_runs(text):
    found = disarmed(text)
    assert not found.lstrip(" \u00a0").startswith(("=", "+", "-", "@", "\t", "\r"))
    assert found.removeprefix("'") == text or found == text


def test_title_notes_and_head_are_disarmed_too():
    sheet = Sheet(name="a", columns=(Column(title="=1+1"),), rows=[], notes=("+62 812",))
    rows = CalamineWorkbook.from_filelike(BytesIO(write_xlsx([sheet], title="=cmd", at=AT))).get_sheet_by_index(0)
    assert [row[0] for row in rows.to_python()] == ["'=cmd", "'+62 812", "", "'=1+1"]


def test_print_setup_filter_frozen_head_and_mark():
    made = workbook([ROW] * 3, synthetic=True, author="Dinas Sosial")
    xml = part(made, "xl/worksheets/sheet1.xml")
    assert 'orientation="landscape"' in xml
    assert 'fitToHeight="0"' in xml
    assert "Halaman &amp;P dari &amp;N" in xml
    assert "Daftar &amp;&amp; Contoh" in xml
    assert 'state="frozen"' in xml
    assert re.search(r'<autoFilter ref="A4:E7"', xml)
    assert "Print_Titles" in part(made, "xl/workbook.xml")
    assert "DATA SINTETIS" in str(CalamineWorkbook.from_filelike(BytesIO(made)).get_sheet_by_index(0).to_python())
    assert "DATA SINTETIS" in xml
    core = part(made, "docProps/core.xml")
    assert "Daftar &amp; Contoh" in core
    assert "Dinas Sosial" in core
    assert "SINTETIS" not in part(workbook([ROW]), "xl/worksheets/sheet1.xml")


def test_too_long_and_unseen_texts_are_cut_in_sight():
    name = read_back(workbook([("x" * 40_000, "\u202e12\x07", None, None, None)]))[0]
    assert len(name[0]) == 32_767
    assert name[0].endswith("(dipotong)")
    assert name[1] == "12"


def test_sheet_names_are_made_acceptable_and_different():
    sheets = [Sheet(name=n, columns=(Column(title="a"),), rows=[]) for n in ("A/B:*", "a b", "", "History", "x" * 50)]
    made = write_xlsx(sheets, title="t", at=AT)
    names = CalamineWorkbook.from_filelike(BytesIO(made)).sheet_names
    assert names == ["A B", "a b 2", "Lembar", "Lembar 2", "x" * 31]


def test_faulty_calls_are_refused():
    with pytest.raises(ValueError, match="needs a sheet"):
        write_xlsx([], title="t", at=AT)
    with pytest.raises(ValueError, match="zip"):
        workbook([("only one",)])


def test_no_rows_and_equal_bytes():
    assert read_back(workbook([])) == []
    assert workbook([ROW]) == workbook([ROW])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs the RAM disk")
def test_rows_stream_and_no_file_lies_on_disk(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    seen: set[str] = set()

    def rows():
        for number in range(40_000):
            if number % 10_000 == 0:
                seen.update(path.name for path in tmp_path.iterdir())
            yield (f"Orang {number}", f"{number:016d}", dt.date(1990, 2, 1), number % 9, number)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    made = workbook(rows())
    grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert seen == set()
    assert list(tmp_path.iterdir()) == []
    assert grown_mb < 60
    assert len(read_back(made)) == 40_000


def test_file_names():
    assert file_name("BNBA", "Hadimulyo Barat", "2026-11", extension="pdf") == "bnba-hadimulyo-barat-2026-11.pdf"
    assert file_name("../../etc/passwd\x00", extension="xlsx") == "etc-passwd.xlsx"
    assert file_name("Désa Sûmber", extension="pdf") == "desa-sumber.pdf"
    assert file_name("😀", extension="pdf") == "dokumen.pdf"
    assert file_name("CON", extension="pdf") == "dokumen-con.pdf"
    assert len(file_name("x" * 500, extension="pdf")) == 104
    with pytest.raises(ValueError, match="extension"):
        file_name("a", extension="../sh")


def test_qr_images():
    assert b"<svg" in qr_svg("https://contoh.invalid/d/1")
    assert qr_png("https://contoh.invalid/d/1").startswith(b"\x89PNG")
    with pytest.raises(ValueError, match="address"):
        qr_svg("  ")
    with pytest.raises(ValueError):
        qr_svg("x" * 5000)
