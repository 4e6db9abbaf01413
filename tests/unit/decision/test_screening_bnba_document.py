"""The draft BNBA of the desk check: what a lurah signs says what the data say, whatever the data are."""

import datetime as dt
import re
import time
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from pilar.config import Config
from pilar.core.documents import Letterhead, Signatory, pdf
from pilar.decision.screening.documents import (
    Bnba,
    BnbaFinding,
    BnbaRow,
    SeverityTotal,
    bnba_file_name,
    bnba_pdf,
    bnba_xlsx,
)

GOLDEN = Path(__file__).parent / "test_screening_bnba_document.txt"
HOLDS = BnbaFinding(
    severity="Menahan", code="PRA-203", sentence="NIK ini dipakai 2 orang dalam data.", next="Minta KTP-el."
)
WARNS = BnbaFinding(severity="Peringatan", code="PRA-205", sentence="Nomor KK berbeda dari KK keluarganya dalam data.")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(pdf, "config", lambda: Config(home=tmp_path))


def row(number: int, **changes) -> BnbaRow:
    facts = {
        "no": number,
        "nama": f"SITI AMINAH {number}",
        "nik_masked": f"1872••••••••{number:04d}",
        "kk_masked": f"1872••••••••{number + 5000:04d}",
        "rt_rw": "003/007",
        "jenis": "Perbaikan data",
        "findings": ((), (HOLDS,), (HOLDS, WARNS))[number % 3],
    }
    return BnbaRow(**{**facts, **changes})


def bnba(rows, **changes) -> Bnba:
    facts = {
        "letterhead": Letterhead(
            government="Pemerintah Kota Contoh", office="Dinas Sosial", address="Jalan Mawar No. 1"
        ),
        "area_path": ("Kota Contoh", "Contoh Pusat", "Melati"),
        "period": "November 2026",
        "generated_at": dt.datetime(2026, 11, 24, 7, 5, tzinfo=dt.UTC),
        "zone": "WIB",
        "place": "Contoh",
        "rows": rows,
        "totals": (SeverityTotal(severity="Menahan", count=1_234), SeverityTotal(severity="Peringatan", count=2)),
        "clean": 7,
        "signatories": (
            Signatory(role="Operator Kelurahan", lead="Disusun oleh,"),
            Signatory(role="Lurah Melati", lead="Mengetahui,", name="Drs. Agus Setiawan", nip="19700101 199503 1 002"),
        ),
        "url": "https://contoh.invalid/bnba/0abcdefghijkl",
        "record": "0abcdefghijkl",
        "synthetic": True,
    }
    return Bnba(**{**facts, **changes})


def pages(made: bytes) -> list[str]:
    reader = PdfReader(BytesIO(made))
    return [re.sub(r"\s+", " ", page.extract_text().replace("\u200b", "")).strip() for page in reader.pages]


def test_the_text_of_a_small_list_is_the_golden_text():
    """After a wanted change of the paper: look at the page, then write the new text with the line below."""
    found = "\n".join(pages(bnba_pdf(bnba([row(1), row(2), row(3)])))) + "\n"
    # GOLDEN.write_text(found, encoding="utf-8")
    assert found == GOLDEN.read_text(encoding="utf-8")


def test_all_rows_heads_and_findings_are_there():
    found = pages(bnba_pdf(bnba([row(number) for number in range(1, 121)])))
    whole = " ".join(found)
    for number in range(1, 121):
        assert f"SITI AMINAH {number} 1872" in whole
    assert whole.count("PRA-203") == 80
    assert whole.count("PRA-205") == 40
    for number, text in enumerate(found, start=1):
        assert "NIK / No. KK" in text
        assert f"Halaman {number} dari {len(found)}" in text
        assert "DATA SINTETIS" in text
    assert "1.234" in found[0]
    assert "Wilayah Kota Contoh › Contoh Pusat › Melati" in found[0]
    assert "24 November 2026 14.05 WIB" in found[0]


def test_the_signature_keeps_two_rows_with_it():
    for count in range(1, 26):
        last = pages(bnba_pdf(bnba([row(number) for number in range(1, count + 1)])))[-1]
        assert "Drs. Agus Setiawan" in last
        assert "Mengetahui," in last
        for number in range(max(1, count - 1), count + 1):
            assert f"SITI AMINAH {number} 1872" in last, count


def test_an_empty_list_says_so():
    found = pages(bnba_pdf(bnba([], clean=0, totals=())))
    assert len(found) == 1
    assert "Tidak ada usulan pada periode ini." in found[0]
    assert "Lurah Melati" in found[0]


def test_hostile_texts_are_printed_as_they_are():
    hostile = row(
        1,
        nama='#panic("x") *A* 😀 \u202eB ' + "Panjang" * 42,
        jenis="[x](y) $z$ \\",
        findings=[BnbaFinding(severity="<b>", code="@rujukan", sentence='"]#{}', next="// bukan komentar")] * 8,
    )
    text = " ".join(pages(bnba_pdf(bnba([hostile, hostile, hostile]))))
    squeezed = text.replace(" ", "")
    assert squeezed.count('#panic("x")*A*□B' + "Panjang" * 42) == 3
    assert text.count('"]#{}') == 24
    assert text.count("// bukan komentar") == 24


def lowest_text(made: bytes) -> float:
    """Distance in points from the lower edge of the paper to the lowest text of all pages."""
    found: list[float] = []
    for page in PdfReader(BytesIO(made)).pages:
        page.extract_text(
            visitor_text=lambda text, cm, tm, _font, _size: (
                found.append(cm[3] * tm[5] + cm[5]) if text.strip() else None
            )
        )
    return min(found)


@pytest.mark.parametrize("findings", [1, 8, 15, 25, 40, 90])
def test_tall_last_rows_do_not_push_the_signature_off_the_paper(findings):
    """Last rows that fill more than a page together with the signature are divided, not cut off at the edge."""
    made = bnba_pdf(bnba([row(number, findings=[WARNS] * findings) for number in (1, 2, 3)]))
    text = " ".join(pages(made))
    assert text.count("PRA-205") == 3 * findings
    assert "Drs. Agus Setiawan" in text
    assert lowest_text(made) > 20


def test_a_thousand_rows_take_less_than_five_seconds():
    data = bnba([row(number) for number in range(1, 1001)])
    bnba_pdf(bnba([row(1)]))
    started = time.process_time()
    made = bnba_pdf(data)
    assert time.process_time() - started < 5
    assert len(PdfReader(BytesIO(made)).pages) > 30


def test_the_workbook_has_a_row_per_proposal_and_per_finding():
    made = bnba_xlsx(bnba([row(1), row(2), row(3, nama="=1+1")]))
    book = CalamineWorkbook.from_filelike(BytesIO(made))
    assert book.sheet_names == ["Usulan", "Temuan"]
    proposals, findings = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    assert any("DATA SINTETIS" in str(cells[0]) for cells in proposals)
    table = proposals[-3:]
    assert table[0][:7] == [
        1.0,
        "SITI AMINAH 1",
        "1872••••••••0001",
        "1872••••••••5001",
        "003/007",
        "Perbaikan data",
        1.0,
    ]
    assert table[1][6:] == [
        2.0,
        f"Menahan PRA-203: {HOLDS.sentence} → Minta KTP-el.\nPeringatan PRA-205: {WARNS.sentence}",
    ]
    assert table[2][1] == "'=1+1"
    assert [cells[6:8] for cells in findings[-3:]] == [
        ["Menahan", "PRA-203"],
        ["Menahan", "PRA-203"],
        ["Peringatan", "PRA-205"],
    ]


def test_the_file_name():
    assert bnba_file_name(bnba([]), "pdf") == "bnba-melati-november-2026.pdf"
