"""A file through the pages: uploaded, checked, reported, published by another person, mended and offered again."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from intake_sheets import family_file, kk, line, only_batch, work
from openpyxl import Workbook, load_workbook

from pilar.core.audit.models import AuditEvent
from pilar.core.ids import encode_id
from pilar.evidence.intake.models import Batch, QuarantineRow

pytestmark = pytest.mark.django_db(transaction=True)

GOOD = family_file(line(1, 2), line(2, 3, 1), line(3, 4, 2))
FAULTY = family_file(line(1, 2), line(2, 99), line(3, 4, card="123"), line(4, 5, name="=HYPERLINK(1)"), "kurang|kolom")
Send = Callable[..., Any]


def text_of(answer: Any) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def page(client: Client, batch: Batch, rest: str = "") -> Any:
    return client.get(f"/kiriman/{encode_id(batch.pk)}/{rest}")


def publish(client: Client, batch: Batch) -> Any:
    return client.post(f"/kiriman/{encode_id(batch.pk)}/terbitkan/")


def mended_sheet(data: bytes, changes: dict[str, dict[str, str]]) -> bytes:
    """The downloaded sheet with cells set: origin row → heading → text."""
    book = load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        for heading, value in changes.get(str(sheet.cell(row, 1).value), {}).items():
            sheet.cell(row, heads[heading]).value = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_clean_file_is_reported_and_published_by_another_person(
    officer: Client, verifier: Client, send: Send
) -> None:
    assert send(officer, GOOD).status_code == 302
    batch = only_batch()
    waiting = page(officer, batch)
    assert "Memeriksa berkas" in text_of(waiting)
    assert 'http-equiv="refresh"' in waiting.content.decode()
    work()
    report = text_of(page(officer, batch))
    assert "4 baris = 3 diterima + 0 karantina + 1 kepala kolom" in report
    assert "rekan lain yang berwenang" in report
    assert publish(officer, batch).status_code == 403
    assert "Terbitkan 3 baris bersih" in text_of(page(verifier, batch))
    assert publish(verifier, batch).status_code == 302
    work()
    batch.refresh_from_db()
    assert batch.state == "terbit"
    assert "3 keluarga baru" in text_of(page(verifier, batch))
    assert AuditEvent.objects.filter(act="intake.batch.released").count() == 1


def test_the_same_file_twice_says_so(officer: Client, send: Send) -> None:
    send(officer, GOOD)
    work()
    answer = send(officer, GOOD, name="../../etc/nama lain.csv")
    batch = only_batch()
    assert answer.url == f"/kiriman/{encode_id(batch.pk)}/"
    assert "sudah pernah dikirim" in text_of(officer.get(answer.url))


def test_faults_lead_to_rows_with_masked_values(officer: Client, send: Send) -> None:
    send(officer, FAULTY)
    work()
    batch = only_batch()
    report = text_of(page(officer, batch))
    assert "6 baris = 2 diterima + 3 karantina + 1 kepala kolom" in report
    for code in ("BRK-103", "BRK-501", "BRK-601"):
        assert code in report
    rows = text_of(page(officer, batch, "masalah/BRK-103/"))
    assert "nomor_kartu_keluarga" in rows
    assert "123" not in rows.replace("BRK-103", "")
    assert page(officer, batch, "masalah/BRK-999/").status_code == 404
    assert "Jumlah kolom baris ini" in text_of(page(officer, batch, "karantina/"))


def test_quarantine_is_downloaded_mended_and_offered_again(officer: Client, verifier: Client, send: Send) -> None:
    send(officer, FAULTY)
    work()
    batch = only_batch()
    publish(verifier, batch)
    work()
    sheet = page(officer, batch, "karantina/unduh/")
    assert sheet.status_code == 200
    event = AuditEvent.objects.get(act="intake.quarantine.downloaded")
    assert event.rows == 3
    mended = mended_sheet(sheet.content, {"3": {"desil_nasional": "9"}, "4": {"nomor_kartu_keluarga": "456"}})
    answer = officer.post(f"/kiriman/{encode_id(batch.pk)}/perbaikan/", {"berkas": io.BytesIO(mended)})
    assert answer.status_code == 302
    work()
    again = only_batch(mends=batch)
    assert again.counts["accepted"] == 1
    publish(verifier, again)
    work()
    states = dict(QuarantineRow.objects.filter(batch=batch).values_list("row", "state"))
    assert states == {3: "diperbaiki", 4: "menunggu", 6: "menunggu"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT version_id) FROM registry_dtsenentry")
        assert cursor.fetchone() == (3, 1)
    second = mended_sheet(page(officer, again, "karantina/unduh/").content, {"3": {"nomor_kartu_keluarga": kk(3)}})
    officer.post(f"/kiriman/{encode_id(again.pk)}/perbaikan/", {"berkas": io.BytesIO(second)})
    work()
    third = only_batch(mends=again)
    publish(verifier, third)
    work()
    assert QuarantineRow.objects.get(batch=again, row=3).state == "diperbaiki"
    assert QuarantineRow.objects.get(batch=batch, row=4).state == "diperbaiki"


def test_downloaded_cells_are_text_and_keep_their_content(officer: Client, send: Send) -> None:
    send(officer, family_file(line(1, 99, name="=1+1"), line(2, 98, name="+62 SIAPA"), line(3, 1)))
    work()
    data = page(officer, only_batch(), "karantina/unduh/").content
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[1]}
    cell = sheet.cell(2, heads["nama_kepala_keluarga"])
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)
    assert sheet.cell(2, heads["nomor_kartu_keluarga"]).value == kk(1)
    assert "BRK-501" in sheet.cell(2, heads["Masalah"]).value


def test_a_row_is_set_aside_with_a_reason(officer: Client, send: Send) -> None:
    send(officer, FAULTY)
    work()
    batch = only_batch()
    row = QuarantineRow.objects.get(batch=batch, row=3)
    address = f"/kiriman/{encode_id(batch.pk)}/karantina/{encode_id(row.pk)}/"
    assert officer.post(address, {}).status_code == 422
    assert officer.post(address, {"alasan": "sudah dicatat"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.reason, row.settled_by) == ("dikesampingkan", "sudah dicatat", "pengisi")
    assert officer.post(address, {"alasan": "lagi"}).status_code == 409


def test_a_batch_is_called_off_and_may_come_again(officer: Client, send: Send) -> None:
    send(officer, GOOD)
    work()
    batch = only_batch()
    officer.post(f"/kiriman/{encode_id(batch.pk)}/batalkan/", {"alasan": "salah berkas"})
    batch.refresh_from_db()
    assert batch.state == "batal"
    send(officer, GOOD)
    work()
    batch.refresh_from_db()
    assert batch.state == "siap"


def test_a_village_sees_only_its_own_batches(browser: Callable[..., Client], officer: Client, send: Send) -> None:
    send(officer, GOOD)
    work()
    village = browser("desa", "operator_kelurahan", "1872011001")
    assert "dtsen.csv" not in text_of(village.get("/kiriman/"))
    for rest in ("", "karantina/", "masalah/BRK-501/", "karantina/unduh/", "kemajuan/", "batalkan/", "cocokkan/"):
        assert page(village, only_batch(), rest).status_code == 404
    send(village, GOOD)
    work()
    own = Batch.objects.get(wilayah="1872011001")
    assert (own.counts["accepted"], own.counts["faults"]) == (1, {"BRK-403": 2})


def test_a_person_without_the_capability_stays_outside(browser: Callable[..., Client]) -> None:
    stranger = browser("ketua", "rt", "1872011001001001")
    for address in ("/kiriman/", "/kiriman/unggah/", "/kiriman/cocokkan/", "/kiriman/unggah/dtsen-family/"):
        assert stranger.get(address).status_code == 403


def test_queries_do_not_grow_with_rows(officer: Client, send: Send) -> None:
    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert officer.get(address).status_code == 200
        return len(seen)

    send(officer, family_file(line(1, 99), line(2, 2)), name="a.csv")
    work()
    first = only_batch()
    count("/kiriman/")  # names of areas are remembered from here on
    few = [count("/kiriman/"), count(f"/kiriman/{encode_id(first.pk)}/karantina/")]
    many = family_file(*[line(number, 99) for number in range(40)], line(50, 1))
    for name, desil in (("b.csv", 1), ("c.csv", 2), ("d.csv", 3)):
        send(officer, many + line(60, desil) + "\n", name=name)
    work()
    large = Batch.objects.order_by("-id")[0]
    assert [count("/kiriman/"), count(f"/kiriman/{encode_id(large.pk)}/karantina/")] == few


BAD = [
    ("kosong.csv", b"", "kosong"),
    ("palsu.xlsx", b"%PDF-1.7\n" + b"x" * 500, "bukan lembar kerja"),
    ("rusak.xlsx", b"PK\x03\x04" + b"\x00" * 200, "rusak"),
    ("satu-baris.csv", b"a" * (10 << 20), "Tidak ada kepala kolom"),
    ("ganda.csv", GOOD.replace("is_siks_ng", "desil_nasional", 1).encode(), "muncul dua kali"),
    ("lain.csv", b"a;b;c\n1;2;3\n", "Tidak ada kepala kolom"),
]


@pytest.mark.parametrize(("name", "content", "words"), BAD, ids=[row[0] for row in BAD])
def test_bad_files_get_a_clear_word(officer: Client, send: Send, name: str, content: bytes, words: str) -> None:
    answer = send(officer, content, name=name)
    if answer.status_code == 422:
        assert words in text_of(answer)
        return
    work()
    batch = only_batch()
    assert batch.state == "gagal"
    shown = text_of(page(officer, batch))
    assert words in shown
    assert "Cocokkan kolom sendiri" in shown
    assert page(officer, batch, "cocokkan/").status_code == 302


def test_a_zip_bomb_is_refused(officer: Client, send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    from pilar.config import config

    monkeypatch.setattr(config(), "max_unpacked_mb", 0)
    book, target = Workbook(), io.BytesIO()
    book.save(target)
    send(officer, target.getvalue(), name="bom.xlsx")
    work()
    assert "membengkak" in text_of(page(officer, only_batch()))


def test_a_file_above_the_limit_is_refused(officer: Client, send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    from pilar.config import config

    monkeypatch.setattr(config(), "max_upload_mb", 1)
    answer = send(officer, b"x" * (2 << 20), name="besar.csv")
    assert answer.status_code == 422
    assert "lebih besar dari 1 MB" in text_of(answer)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = officer.cookies
    token = strict.get("/kiriman/unggah/dtsen-family/").context["csrf_token"]
    answer = send(strict, b"x" * (2 << 20), name="besar.csv", csrfmiddlewaretoken=str(token))
    assert answer.status_code == 422


def test_a_missing_file_or_future_date_is_said_at_the_field(officer: Client, send: Send) -> None:
    answer = officer.post("/kiriman/unggah/dtsen-family/", {"per_tanggal": "30-06-2026"})
    assert (answer.status_code, "Pilih berkasnya dulu" in text_of(answer)) == (422, True)
    answer = send(officer, GOOD, per_tanggal="01-01-2999")
    assert "belum tiba" in text_of(answer)
    assert not Batch.objects.exists()
    assert officer.get("/kiriman/unggah/tidak-ada/").status_code == 404


def test_two_people_sending_the_same_file_at_once_make_one_batch(
    officer: Client, browser: Callable[..., Client], send: Send
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def run(client: Client) -> Any:
        try:
            return send(client, GOOD)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(run, (officer, browser("kedua", "pengisi_data"))))
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.url for answer in answers}) == 1
    work()
    assert only_batch().counts["accepted"] == 3
