"""Papers in PDF: hostile texts, repeated heads, kept signatures, marks on every page, an office's own template."""

import datetime as dt
import re
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from pilar.config import Config
from pilar.core.documents import Letter, Letterhead, QrMark, Signatory, pdf, render_pdf
from pilar.core.problems import Problem

AT = dt.datetime(2026, 11, 24, 7, 5, tzinfo=dt.UTC)
HEAD = Letterhead(government="Pemerintah Kota Contoh", office="Dinas Sosial", address="Jalan Mawar No. 1")
LISTING = """#import "letter.typ": *
#let data = json("data.json")
#show: paper.with(data.letter)
#listing(
  columns: (2em, 1fr, 6cm), head: ("No.", "Nama", "Catatan"), right: (0,),
  rows: data.rows.map(row => row.map(text => [#flowing(text)])), end: closing(data.letter),
)
"""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(pdf, "config", lambda: Config(home=tmp_path))
    return tmp_path


@pytest.fixture
def template(tmp_path) -> Path:
    path = tmp_path / "daftar.typ"
    path.write_text(LISTING, encoding="utf-8")
    return path


def letter(**changes) -> Letter:
    facts = {
        "title": "Daftar Contoh",
        "letterhead": HEAD,
        "place_date": "Contoh, 24 November 2026",
        "signatories": [Signatory(role="Lurah Contoh", name="Agus Setiawan", nip="19700101 199503 1 002")],
        "qr": QrMark(url="https://contoh.invalid/d/1", caption="Pindai untuk memeriksa"),
    }
    return Letter(**{**facts, **changes})


def pages(made: bytes) -> list[str]:
    """Text of each page on one line, without the breaks that long words may take."""
    reader = PdfReader(BytesIO(made))
    return [re.sub(r"\s+", " ", page.extract_text().replace("\u200b", "")) for page in reader.pages]


def made_of(template: Path, rows: list[list[str]], **changes) -> list[str]:
    return pages(render_pdf(template, {"letter": letter(**changes).as_data(), "rows": rows}, at=AT))


def numbered(count: int) -> list[list[str]]:
    return [[str(number), f"Orang ke-{number}", "Tidak ada catatan"] for number in range(1, count + 1)]


def test_every_page_has_head_row_number_and_marks(template):
    found = made_of(template, numbered(150), synthetic=True, draft=True)
    assert len(found) > 3
    for number, text in enumerate(found, start=1):
        assert "No. Nama Catatan" in text
        assert f"Halaman {number} dari {len(found)}" in text
        assert "DATA SINTETIS" in text
        assert "RANCANGAN" in text
    whole = " ".join(found)
    assert all(f"Orang ke-{number} " in whole for number in range(1, 151))


def test_no_mark_when_not_asked(template):
    text = made_of(template, numbered(3))[0]
    assert "SINTETIS" not in text
    assert "RANCANGAN" not in text


@pytest.mark.parametrize("landscape", [False, True])
def test_signature_is_never_alone_whatever_the_number_of_rows(template, landscape):
    for count in range(1, 45):
        found = made_of(template, numbered(count), landscape=landscape)
        last = found[-1]
        assert "Agus Setiawan" in last
        assert last.index("Contoh, 24 November 2026") < last.index("Agus Setiawan")
        kept = [f"Orang ke-{number}" for number in range(max(1, count - 1), count + 1)]
        assert all(name in last for name in kept), count
        assert "No. Nama Catatan" in last


HOSTILE = [
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0": *',
    "*tebal* _miring_ `kode` $x^2$ <label> @rujukan",
    '"kutip" \\ garis miring \\u{202E} // komentar /* blok */',
    "#panic()] [) }{",
    "= Judul palsu",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_is_printed_as_it_is(template, text):
    assert text in made_of(template, [["1", text, "-"]])[0]


def test_marks_that_turn_text_and_control_characters_are_taken_out(template):
    text = made_of(template, [["1", "Siti \u202eanimA\u202c\x07\x00 Aminah\ud800", "-"]])[0]
    assert "Siti animA Aminah" in text


def test_emoji_and_unknown_scripts_become_boxes_and_arabic_stays(template):
    text = made_of(template, [["1", "Budi 😀 ᨅ محمد Santoso", "-"]])[0]
    assert "Budi □ □" in text
    assert "Santoso" in text
    assert "محمد" in text or "دمحم" in text


def test_a_word_of_300_letters_stays_inside_its_cell(template):
    word = "Panjang" * 43
    made = render_pdf(template, {"letter": letter().as_data(), "rows": [["1", word, "sebelah"]]}, at=AT)
    assert word in pages(made)[0].replace(" ", "")
    right_edges = []
    PdfReader(BytesIO(made)).pages[0].extract_text(
        visitor_text=lambda text, _cm, tm, _font, _size: right_edges.append(tm[4]) if "Panjang" in text else None
    )
    assert right_edges
    assert max(right_edges) < 400


def test_no_rows_say_so_and_keep_the_signature(template):
    found = made_of(template, [])
    assert len(found) == 1
    assert "Tidak ada data." in found[0]
    assert "Agus Setiawan" in found[0]


def test_portrait_landscape_and_f4(template):
    def size(**changes) -> tuple[int, int]:
        made = render_pdf(template, {"letter": letter(**changes).as_data(), "rows": []}, at=AT)
        box = PdfReader(BytesIO(made)).pages[0].mediabox
        return round(box.width), round(box.height)

    assert size() == (595, 842)
    assert size(landscape=True) == (842, 595)
    assert size(paper="f4") == (609, 935)


def test_three_signatories_with_leads_stand_together(template):
    people = [Signatory(role=f"Jabatan {n}", name=f"Nama {n}", lead="Mengetahui," if n == 3 else "") for n in (1, 2, 3)]
    text = made_of(template, numbered(2), signatories=people)[0]
    assert text.index("24 November") < text.index("Mengetahui,") < text.index("Jabatan 1") < text.index("Nama 3")
    with pytest.raises(ValueError, match="three"):
        letter(signatories=[*people, people[0]])


def test_metadata_archive_standard_and_equal_bytes(template):
    data = {"letter": letter().as_data(), "rows": numbered(3)}
    made = render_pdf(template, data, at=AT)
    assert made == render_pdf(template, data, at=AT)
    reader = PdfReader(BytesIO(made))
    assert reader.metadata.title == "Daftar Contoh"
    xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert re.search(r"pdfaid:part>2<.*pdfaid:conformance>B<", xmp, re.DOTALL)
    fonts = {font["/BaseFont"] for page in reader.pages for font in page["/Resources"]["/Font"].get_object().values()}
    assert all("AtkinsonHyperlegible" in font for font in fonts)


def test_the_office_may_replace_a_template(template, home):
    folder = home / "templat"
    folder.mkdir()
    (folder / "daftar.typ").write_text('#set document(title: "x")\nTemplat kantor', encoding="utf-8")
    assert made_of(template, [])[0].strip() == "Templat kantor"


def test_a_broken_template_is_named(template, home):
    folder = home / "templat"
    folder.mkdir()
    (folder / "daftar.typ").write_text("#tidak-ada()", encoding="utf-8")
    with pytest.raises(Problem, match=r"DOKUMEN-500.*daftar\.typ") as caught:
        made_of(template, [])
    assert "templat" in caught.value.advice


@pytest.mark.parametrize("source", ['#read("/rahasia.txt")', '#read("../rahasia.txt")', '#read("rahasia.txt")'])
def test_a_template_reads_no_file_of_the_office(template, home, monkeypatch, source):
    (home / "rahasia.txt").write_text("rahasia", encoding="utf-8")
    monkeypatch.chdir(home)
    template.write_text(source, encoding="utf-8")
    with pytest.raises(Problem, match="DOKUMEN-500"):
        render_pdf(template, {}, at=AT)
