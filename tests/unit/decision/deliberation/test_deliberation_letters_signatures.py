"""Letters to families are written once for each decision; an electronic signature says what it is worth."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path

import pytest
from desk_door import CITY, VILLAGE
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from test_deliberation_papers import address, closed, words_of
from test_deliberation_session import ELSEWHERE, LURAH, refused

from pilar.config import config
from pilar.core.bulk.files import open_kept
from pilar.core.ids import encode_id
from pilar.decision.deliberation.actions import papers, signatures
from pilar.decision.deliberation.actions.notices import ask_for_letters, print_letters
from pilar.decision.deliberation.documents import signing
from pilar.decision.deliberation.models import (
    LetterNumber,
    Notice,
    NoticePrint,
    PaperSignature,
    SessionItem,
    SessionPaper,
)
from pilar.decision.deliberation.rules import working_days_after
from pilar.decision.proposals.models import Usul, UsulTransition


def step(phase: str, done: int, total: int) -> AbstractContextManager[object]:
    return transaction.atomic()


def asked(at: datetime) -> int:
    return ask_for_letters(kind="penolakan", area="1872", signer="Dra. Ani", signer_nip="19700101", by=CITY, at=at)


@pytest.mark.django_db
def test_a_refused_family_gets_one_letter_with_reason_law_and_last_day(metro: None, at: datetime) -> None:
    refused("SIDANG-025", asked, at=at)
    name = closed(at).items.get(decision="tidak_layak").name
    made, again = asked(at), asked(at)
    assert print_letters(print_id=made, by=CITY, at=at, step=step) == {"letters": 1}
    assert print_letters(print_id=made, by=CITY, at=at, step=step) == {"letters": 1}
    assert print_letters(print_id=again, by=CITY, at=at, step=step) == {"letters": 0}
    notice = Notice.objects.get()
    text = words_of(open_kept(NoticePrint.objects.select_related("file").get(pk=made).file.sha256).read())
    for part in (name, "rumah dan mobil baru", "Pasal 77", "keberatan", notice.letter.number, "Dra. Ani"):
        assert part in text, part
    assert "1872010" not in text and notice.until_date > at.date()
    refused("SIDANG-025", asked, at=at)


@pytest.mark.django_db
def test_a_crash_while_printing_numbers_nobody_twice(
    metro: None, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed(at)
    made = asked(at)

    def broken(*_arguments: object, **_named: object) -> bytes:
        raise OSError("listrik padam")

    monkeypatch.setattr("pilar.decision.deliberation.actions.notices.notices_pdf", broken)
    with pytest.raises(OSError, match="listrik"):
        print_letters(print_id=made, by=CITY, at=at, step=step)
    monkeypatch.undo()
    assert print_letters(print_id=made, by=CITY, at=at, step=step) == {"letters": 1}
    assert (Notice.objects.count(), LetterNumber.objects.filter(wilayah="1872").count()) == (1, 1)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 60))
def test_working_days_end_on_a_working_day(day: date, count: int) -> None:
    end = working_days_after(day, count)
    assert end.weekday() < 5
    between = [date.fromordinal(one) for one in range(day.toordinal() + 1, end.toordinal() + 1)]
    assert sum(one.weekday() < 5 for one in between) == count


@pytest.mark.django_db
def test_a_signed_paper_says_that_nobody_certified_it(
    browser: Callable[..., Client], metro: None, at: datetime
) -> None:
    session = closed(at)
    papers.issue_papers(session_id=session.pk, address=address, by=LURAH, at=at)
    paper = SessionPaper.objects.get(kind="berita_acara")
    refused("UMUM-404", signatures.sign_paper, paper_id=paper.pk, by=ELSEWHERE, at=at)
    signatures.sign_paper(paper_id=paper.pk, by=LURAH, at=at)
    refused("SIDANG-027", signatures.sign_paper, paper_id=paper.pk, by=LURAH, at=at)
    row = PaperSignature.objects.get()
    data = open_kept(row.file.sha256).read()
    assert row.level == "lokal" and signing.check(data) == signing.Checked(True, row.fingerprint)
    assert not signing.check(data.replace(b"/Type /Page", b"/Type /Pagf", 1)).intact
    assert not signing.check(open_kept(paper.file.sha256).read()).intact
    assert (config().keys_dir / signing.LOCAL).stat().st_mode & 0o077 == 0
    page = Client().get(f"/periksa/{paper.check_code}/").text
    assert "tidak tersertifikasi" in page and row.fingerprint in page and "SITI" not in page
    other = browser("lurah_b", "lurah", "1872011003")
    assert other.get(f"/musyawarah/surat-ttd/{encode_id(row.pk)}/").status_code == 404
    assert browser("lurah_a", "lurah", VILLAGE).get(f"/musyawarah/surat-ttd/{encode_id(row.pk)}/").content == data


def test_only_a_listed_authority_certifies(tmp_path: Path, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the office's own certificate: uncertified until its issuer is listed; a wrong passphrase is told."""
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

    from pilar.core.documents import Letter, Letterhead, render_pdf

    monkeypatch.setattr(type(config()), "keys_dir", property(lambda _self: tmp_path))
    template = tmp_path / "surat.typ"
    template.write_text('#import "letter.typ": *\n#let data = json("data.json")\n#show: paper.with(data.letter)\nIsi.')
    letter = Letter(title="Surat", letterhead=Letterhead(government="", office="Dinas"))
    data = render_pdf(template, {"letter": letter.as_data()}, at=at)
    (tmp_path / signing.GIVEN).write_bytes(signing._made(at))
    assert not signing.sign(data, signer_name="Ani", reason="uji", at=at).certified
    certificate = pkcs12.load_pkcs12((tmp_path / signing.GIVEN).read_bytes(), None).cert
    assert certificate is not None
    (tmp_path / signing.AUTHORITIES).mkdir()
    (tmp_path / signing.AUTHORITIES / "induk.pem").write_bytes(certificate.certificate.public_bytes(Encoding.PEM))
    assert signing.sign(data, signer_name="Ani", reason="uji", at=at).certified
    (tmp_path / signing.GIVEN).write_bytes(b"bukan sertifikat")
    refused("SIDANG-026", signing.sign, data=data, signer_name="Ani", reason="uji", at=at)


@pytest.mark.django_db
def test_a_family_reads_why_its_aid_is_stopped_not_the_number_of_the_list(metro: None, at: datetime) -> None:
    session = closed(at)
    usul = Usul(
        wilayah=VILLAGE, kind="penghentian", programme="PKH", state="disahkan_kepala_opd", state_since=at, channel="rt_rw",
        name="BUDI HARTONO", rationale="SUDAH MAMPU", subject_key=b"1" * 16, created_at=at, created_by="uji",
    )  # fmt: skip
    usul.save(force_insert=True)
    UsulTransition.objects.create(
        usul=usul, at=at, by="kadis", role="kepala_dinas", capability="proposals.approve",
        target_state="disahkan_kepala_opd", reason="Pengesahan 2026-11",
    )  # fmt: skip
    SessionItem.objects.create(
        session=session, wilayah=VILLAGE, origin="penghentian", usul=usul, usul_revision=1, name=usul.name, position=9,
        decision="layak", reason_code="R06", words="Warga membenarkan: punya kios.",
    )  # fmt: skip
    made = ask_for_letters(kind="penghentian", area="1872", signer="Dra. Ani", signer_nip="19700101", by=CITY, at=at)
    print_letters(print_id=made, by=CITY, at=at, step=step)
    notice = Notice.objects.get(kind="penghentian")
    assert "punya kios" in notice.reason and "Pengesahan" not in notice.reason
    text = words_of(open_kept(NoticePrint.objects.select_related("file").get(pk=made).file.sha256).read())
    assert "punya kios" in text and "Metro, " in text and "Kota Metro, 2" not in text and "Halaman" not in text
