"""Any other sheet: its columns are guessed, corrected, kept under a name and recognised the next time."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from intake_sheets import only_batch, work

from pilar.core.ids import encode_id
from pilar.evidence.intake.fields import FAMILY, PERSON, PLACE
from pilar.evidence.intake.guess import guess_fields
from pilar.evidence.intake.models import Batch, SavedMapping
from pilar.evidence.intake.preview import masked_cell

HEADS = "No;Identitas;Kartu;Sebutan;Gender;Lahir;Kontak;Rumah;Desa"
ROWS = [
    "1;1872014101800001;1872010105180001;SITI AMINAH;P;01-01-1980;081234567890;JL. MAWAR 1;METRO",
    "2;1872010202800002;1872010105180001;BUDI SANTOSO;L;02-02-1980;081234567891;JL. MAWAR 1;METRO",
    "3;1872014303800003;1872010205180002;RINA WATI;P;03-03-1980;081234567892;JL. MELATI 2;IMOPURO",
]
SHEET = "\n".join((HEADS, *ROWS)) + "\n"


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def start(client: Client, content: str = SHEET, name: str = "warga.csv") -> str:
    answer = client.post("/kiriman/cocokkan/", {"berkas": SimpleUploadedFile(name, content.encode())})
    assert answer.status_code == 302, words(answer)
    return str(answer.url)


def unused(count: int) -> dict[str, str]:
    return {f"kolom_{place}": "-" for place in range(count)}


def chosen(form: Any) -> dict[str, str]:
    """What the drop-downs show."""
    return {field.name: field.value() or "" for field in form.columns}


def test_columns_are_guessed_from_what_stands_in_them() -> None:
    rows = [row.split(";") for row in ROWS]
    guessed = guess_fields(HEADS.split(";"), rows, (*FAMILY, *PERSON))
    assert guessed == ["", "nik", "kk", "name", "sex", "birth_date", "phone", "", ""]


def test_headings_win_over_content_and_no_field_is_used_twice() -> None:
    fields = (*FAMILY, *PERSON)
    assert guess_fields(["NO_KK", "x"], [["1872014101800001", "1872014101800001"]], fields) == ["kk", "nik"]
    assert guess_fields(["a", "b"], [["L", "P"], ["P", "L"]], fields) == ["sex", ""]
    assert guess_fields(["", "a"], [], fields) == ["", ""]


def test_long_numbers_are_masked() -> None:
    assert masked_cell("NIK 1872014101800001, HP 0812-3456-7890") == "NIK 1872••••••••0001, HP 0812••••7890"
    assert masked_cell("2019-12-01") == "2019-12-01"
    assert masked_cell("RT 003") == "RT 003"


@pytest.mark.django_db(transaction=True)
def test_a_sheet_is_matched_kept_and_recognised(officer: Client) -> None:
    address = start(officer)
    first = officer.get(address)
    assert "1872••••••••0001" in words(first)
    assert "1872014101800001" not in first.content.decode()
    asked = officer.get(f"{address}?jenis=member")
    guess = chosen(asked.context["form"])
    assert guess["kolom_1"] == "nik" and guess["kolom_8"] == "village_name"
    answer = officer.post(f"{address}?jenis=member", guess | {"per_tanggal": "30-06-2026", "nama": "Warga Desa"})
    assert answer.status_code == 302, words(answer)
    work()
    batch = only_batch()
    assert (batch.state, batch.counts["accepted"], batch.profile) == ("siap", 3, "peta:member")
    again = start(officer, SHEET.replace("SITI", "SITA"), "bulan-depan.csv")
    assert again.endswith("?jenis=member")
    page = officer.get(again)
    assert "susunan “Warga Desa” dipakai" in words(page)
    assert chosen(page.context["form"]) == guess
    saved = SavedMapping.objects.get()
    assert "Warga Desa" in words(officer.get("/kiriman/unggah/"))
    upload = {
        "berkas": SimpleUploadedFile("c.csv", SHEET.replace("RINA", "RANI").encode()),
        "per_tanggal": "30-06-2026",
    }
    assert officer.post(f"/kiriman/unggah/simpanan/{encode_id(saved.pk)}/", upload).status_code == 302
    work()
    assert Batch.objects.filter(profile="peta:member", state="siap").count() == 2


@pytest.mark.django_db(transaction=True)
def test_missing_and_double_choices_are_said(officer: Client) -> None:
    address = start(officer) + "?jenis=member"
    answer = officer.post(address, {**unused(9), "kolom_1": "nik", "kolom_2": "nik", "per_tanggal": "30-06-2026"})
    assert answer.status_code == 422
    assert "Sudah dipakai untuk kolom “Identitas”" in words(answer)
    assert "Belum ada kolom untuk: Nomor KK, Nama." in words(answer)
    assert not Batch.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_doubled_heading_is_told_apart_by_its_place(officer: Client) -> None:
    content = "KK;NAMA;NAMA;DESA\n1872010105180001;SITI AMINAH;IBU SATU;METRO\n"
    address = start(officer, content) + "?jenis=member"
    fields = {"kolom_0": "kk", "kolom_1": "mother_name", "kolom_2": "name", "kolom_3": "village_name"}
    assert officer.post(address, fields | {"per_tanggal": "30-06-2026"}).status_code == 302
    work()
    batch = only_batch()
    assert (batch.counts["accepted"], batch.mapping["name"]) == (1, "NAMA@2")


@pytest.mark.django_db(transaction=True)
def test_an_address_alone_opens_no_file(officer: Client, browser: Callable[..., Client]) -> None:
    address = start(officer)
    assert browser("lain", "pengisi_data").get(address).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.4 x", b"\x00\x01\x02" * 99, b"1\n2\n3\n"], ids=["empty", "pdf", "binary", "numbers"]
)
def test_what_is_no_sheet_is_refused_with_a_word(officer: Client, content: bytes) -> None:
    answer = officer.post("/kiriman/cocokkan/", {"berkas": io.BytesIO(content)})
    assert answer.status_code == 422
    assert "BRK" in words(answer) or "unggah lagi" in words(answer)


@pytest.mark.django_db(transaction=True)
def test_wide_and_strange_sheets_do_not_break_the_page(officer: Client) -> None:
    address = start(officer, "A;B\n" + ";".join("x" * 40 for _ in range(30)) + "\n" + "<script>;=1\n")
    page = officer.get(f"{address}?jenis=aid")
    assert page.status_code == 200
    assert "<script>;" not in page.content.decode()
    assert officer.get(f"{address}?jenis=tidak-ada").status_code == 200


@pytest.mark.parametrize(
    ("heading", "cell", "field"),
    [
        ("Nama Warga", "BUDI", "name"),
        ("Nomor Induk", "1872014103900001", "nik"),
        ("No Kartu Klrg", "1872014103900001", "kk"),
        ("Tgl Lhr", "01/03/1990", "birth_date"),
        ("Kel", "Imopuro", "village_name"),
        ("Kec", "Metro Pusat", "district_name"),
        ("Almt Rumah", "RT 1", "address"),
        ("Nm Ibu Kandung", "TUMINI", "mother_name"),
        ("Nama Bank", "BRI", ""),
        ("Nomor Induk", "DINAS SOSIAL", ""),
    ],
)
def test_shortened_headings_are_read_by_their_words(heading: str, cell: str, field: str) -> None:
    assert guess_fields([heading], [[cell], [cell]], (*FAMILY, *PERSON, *PLACE)) == [field]


def test_a_place_is_never_taken_for_a_name() -> None:
    rows = [["Metro Pusat", "SITI AMINAH"], ["Metro Timur", "BUDI SANTOSO"]]
    assert guess_fields(["Kec", "Sebutan"], rows, PERSON) == ["", "name"]
