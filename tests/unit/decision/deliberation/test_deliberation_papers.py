"""Papers of a session: issued once with a number and a code, checked by anybody, and looked at as pages."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from desk_door import CITY, VILLAGE
from django.test import Client
from pypdf import PdfReader
from test_deliberation_session import LAPTOP, LURAH, refused, session_with, told

from pilar.core.bulk.files import keep_bytes, open_kept
from pilar.core.ids import encode_id
from pilar.decision.deliberation.actions import close, papers
from pilar.decision.deliberation.actions.table import Told, hear
from pilar.decision.deliberation.documents import papers as documents
from pilar.decision.deliberation.documents.content import content_of
from pilar.decision.deliberation.models import LetterNumber, Session, SessionItem, SessionPaper

pytestmark = pytest.mark.django_db


def address(code: str) -> str:
    return f"https://pilar.example/periksa/{code}/"


def closed(at: datetime) -> Session:
    session = session_with(at, "SITI AMINAH", "BUDI SANTOSO", "RINI WATI")
    first, second, third = session.items.order_by("position")
    acts = [
        told(first),
        told(second, "tidak_layak", reason_code="R06", words="rumah dan mobil baru"),
        told(third, "tunda", words="menunggu kunjungan"),
        Told(key="keberatan-1", kind="keberatan", item_id=second.pk, name="Pak Darto", words="mobil itu milik adiknya"),
    ]
    hear(session_id=session.pk, told=acts, device=LAPTOP, by=LURAH, at=at)
    close.close_session(session_id=session.pk, by=LURAH, at=at + timedelta(hours=2))
    session.refresh_from_db()
    return session


def words_of(data: bytes) -> str:
    pages = [page.extract_text().replace("\u200b", "") for page in PdfReader(io.BytesIO(data)).pages]
    return " ".join(" ".join(pages).split())


def test_papers_are_issued_once_with_one_number(metro: None, at: datetime) -> None:
    session = closed(at)
    assert papers.issue_papers(session_id=session.pk, address=address, by=LURAH, at=at) == [
        "berita_acara",
        "daftar_hadir",
        "bnba",
    ]
    assert papers.issue_papers(session_id=session.pk, address=address, by=LURAH, at=at) == []
    assert [one.number for one in LetterNumber.objects.all()] == ["400.9/001/KEL/XI/2026"]
    minutes = SessionPaper.objects.get(kind="berita_acara")
    with open_kept(minutes.file.sha256) as stream:
        text = words_of(stream.read())
    for part in (
        "400.9/001/KEL/XI/2026",
        "Pak Darto",
        "mobil itu milik adiknya",
        session.record_hash[:20],
        minutes.check_code,
    ):
        assert part.replace(" ", "") in text.replace(" ", ""), part
    assert "Sudah mampu" in words_of(open_kept(SessionPaper.objects.get(kind="bnba").file.sha256).read())


def test_a_crash_between_two_papers_is_made_good_by_the_next_call(
    metro: None, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = closed(at)

    def broken(*_arguments: object, **_named: object) -> bytes:
        raise OSError("listrik padam")

    monkeypatch.setitem(papers.MAKERS, "daftar_hadir", broken)
    with pytest.raises(OSError, match="listrik"):
        papers.issue_papers(session_id=session.pk, address=address, by=LURAH, at=at)
    monkeypatch.setitem(papers.MAKERS, "daftar_hadir", documents.attendance_pdf)
    assert papers.issue_papers(session_id=session.pk, address=address, by=LURAH, at=at) == ["daftar_hadir", "bnba"]
    assert LetterNumber.objects.count() == 1


def test_numbers_are_masked_unless_somebody_may_see_them_and_says_why(metro: None, at: datetime) -> None:
    session = closed(at)
    assert "••" in content_of(session).rows[0].nik or "*" in content_of(session).rows[0].nik
    assert content_of(session, unmasked=True).rows[0].nik.isdigit()
    refused("SIDANG-007", papers.export_bnba, session_id=session.pk, by=CITY, at=at, unmasked=True)
    assert (
        papers.export_bnba(session_id=session.pk, by=CITY, at=at, unmasked=True, reason="key-in SIKS-NG")[:2] == b"PK"
    )


def test_anybody_checks_a_paper_and_a_forged_one_is_told(
    browser: Callable[..., Client], metro: None, at: datetime
) -> None:
    session = closed(at)
    lurah = browser("lurah_a", "lurah", VILLAGE)
    lurah.post(f"/musyawarah/{encode_id(session.pk)}/surat/")
    paper = SessionPaper.objects.get(kind="berita_acara")
    anybody = Client()
    page = anybody.get(f"/periksa/{paper.check_code}/")
    assert "Surat ini tercatat" in page.text and paper.sha256 in page.text
    assert "SITI" not in page.text
    with open_kept(paper.file.sha256) as stream:
        genuine = stream.read()
    for data, sentence in ((genuine, "sama persis"), (genuine.replace(b"SITI", b"SATI") + b" ", "berbeda dari surat")):
        sent = anybody.post(f"/periksa/{paper.check_code}/", {"file": io.BytesIO(data)})
        assert sentence in sent.text
    forged = anybody.get(f"/periksa/{paper.check_code[:-1]}{'0' if paper.check_code[-1] != '0' else '1'}/")
    assert forged.status_code == 404 and "tidak dikenal" in forged.text
    SessionItem.objects.filter(session=session).update(words="disunting")
    assert "berubah sesudahnya" in anybody.get(f"/periksa/{paper.check_code}/").text
    other = browser("lurah_b", "lurah", "1872011003")
    assert other.get(f"/musyawarah/surat/{encode_id(paper.pk)}/").status_code == 404
    assert lurah.get(f"/musyawarah/surat/{encode_id(paper.pk)}/").content == genuine


def test_a_scan_that_is_none_is_refused_and_a_true_one_kept(metro: None, at: datetime) -> None:
    session = closed(at)
    papers.issue_papers(session_id=session.pk, address=address, by=LURAH, at=at)
    paper = SessionPaper.objects.get(kind="berita_acara")
    file = keep_bytes("pindaian.pdf", [b"%PDF-1.7 pindaian"], by=LURAH, at=at)
    refused("SIDANG-017", papers.add_scan, paper_id=paper.pk, file=file, head=b"MZ\x90\x00", by=LURAH, at=at)
    papers.add_scan(paper_id=paper.pk, file=file, head=b"%PDF-1.7", by=LURAH, at=at)
    paper.refresh_from_db()
    assert paper.scan_id == file.pk


def test_invitations_carry_one_page_and_one_code_a_guest(metro: None, at: datetime) -> None:
    session = session_with(at, "SITI AMINAH")
    seen: list[str] = []

    def door(code: str) -> str:
        seen.append(code)
        return f"https://pilar.example/hadir/{code}/"

    data = papers.invitations(session_id=session.pk, address=door, by=LURAH, at=at)
    assert len(PdfReader(io.BytesIO(data)).pages) == 5
    assert len(set(seen)) == 5
    papers.invitations(session_id=session.pk, address=door, by=LURAH, at=at)
    assert LetterNumber.objects.count() == 1


def test_photos_and_scans_come_through_the_pages(browser: Callable[..., Client], metro: None, at: datetime) -> None:
    session = closed(at)
    papers.issue_papers(session_id=session.pk, address=address, by=LURAH, at=at)
    paper = SessionPaper.objects.get(kind="bnba")
    lurah = browser("lurah_a", "lurah", VILLAGE)
    place = f"/musyawarah/surat/{encode_id(paper.pk)}/pindaian/"
    bad = lurah.post(place, {"scan": io.BytesIO(b"MZ\x90 bukan surat")}, follow=True)
    assert "bukan PDF, JPEG atau PNG" in bad.text
    good = io.BytesIO(b"%PDF-1.7 pindaian bertanda tangan")
    good.name = "../../pindaian.pdf"
    assert "Pindaian disimpan" in lurah.post(place, {"scan": good}, follow=True).text
    photos = f"/musyawarah/{encode_id(session.pk)}/foto/"
    assert "bukan foto" in lurah.post(photos, {"photo": io.BytesIO(b"GIF89a")}, follow=True).text
    assert "Foto disimpan" in lurah.post(photos, {"photo": io.BytesIO(b"\xff\xd8\xff\xe0 foto")}, follow=True).text
    assert session.photos.count() == 1


def test_a_paper_bears_the_day_of_the_office_not_of_the_server(
    browser: Callable[..., Client], metro: None, at: datetime
) -> None:
    session = closed(at)
    Session.objects.filter(pk=session.pk).update(starts_at=datetime(2026, 11, 4, 18, 30, tzinfo=UTC))
    browser("lurah_a", "lurah", VILLAGE).post(f"/musyawarah/{encode_id(session.pk)}/surat/")
    paper = SessionPaper.objects.get(kind="berita_acara")
    assert "5 November 2026" in Client().get(f"/periksa/{paper.check_code}/").text
