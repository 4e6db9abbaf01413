"""What is sent to SIKS-NG is kept; statuses that come back are matched, unknown ones stay in quarantine, silence is listed."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from desk_door import CITY, VILLAGE, bring
from django.test import Client
from openpyxl import load_workbook
from test_deliberation_endorsement import HEAD, verified
from test_deliberation_papers import words_of
from test_deliberation_session import ELSEWHERE, refused

from pilar.core import vault
from pilar.core.ids import encode_id
from pilar.core.problems import Problem
from pilar.decision.deliberation.actions import endorsement, exchange
from pilar.decision.deliberation.models import Endorsement, Sending, SentUsul, SiksAnswer
from pilar.decision.deliberation.queries import exchange as queries
from pilar.decision.deliberation.sheets import EXPORT_KEYS, PROFILES
from pilar.decision.proposals.models import Usul

pytestmark = pytest.mark.django_db


def endorsed(at: datetime) -> Endorsement:
    verified(at)
    made, _ = endorsement.endorse(area="1872", period="2026-11", signer="Dra. Ani", signer_nip="", by=HEAD, at=at)
    return Endorsement.objects.get(pk=made)


def sent(at: datetime, profile: str = "bnba-lengkap") -> Sending:
    row = endorsed(at)
    made = exchange.send_list(endorsement_id=row.pk, profile=profile, reason="key-in November", by=CITY, at=at)
    return Sending.objects.get(pk=made)


def nik_of(usul: Usul) -> str:
    return str(vault.unseal("registry.person.nik", usul.nik_sealed))


def test_every_profile_names_only_facts_that_are_exported() -> None:
    assert {key for one in PROFILES for _heading, key, _kind in one.columns} <= set(EXPORT_KEYS)


def test_the_sheet_holds_whole_numbers_and_is_made_once(metro: None, at: datetime) -> None:
    row = sent(at)
    usul = Usul.objects.get(state="dikirim_siks_ng")
    opened = exchange.open_sheet(sending_id=row.pk, reason="unggah", by=CITY, at=at)
    from pilar.core.bulk.files import open_kept

    with open_kept(opened.file.sha256) as stream:
        book = load_workbook(io.BytesIO(stream.read()))
    cells = {str(cell.value) for line in book.active.iter_rows() for cell in line}
    assert {nik_of(usul), usul.name, VILLAGE} <= cells
    endorsed_id = row.endorsement_id
    again = {"endorsement_id": endorsed_id, "profile": "nik-program", "by": CITY, "at": at}
    refused("SIDANG-019", exchange.send_list, reason="lagi", **again)
    refused("SIDANG-007", exchange.send_list, reason=" ", **again)
    refused("SIDANG-006", exchange.send_list, reason="x", **(again | {"profile": "lain"}))
    refused("UMUM-404", exchange.send_list, reason="x", **(again | {"by": ELSEWHERE}))
    cards = words_of(exchange.key_in_cards(sending_id=row.pk, reason="key-in", by=CITY, at=at))
    assert usul.name in cards and nik_of(usul) in cards.replace(" ", "")


def test_returned_statuses_are_matched_and_unknown_ones_stay_in_quarantine(metro: None, at: datetime) -> None:
    row = sent(at)
    usul = Usul.objects.get(state="dikirim_siks_ng")
    lines = [
        "NIK;NAMA;STATUS",
        f"{nik_of(usul)};{usul.name};gagal cek rekening",
        "1872010203900009;ORANG LAIN;CALON PENERIMA",
        f"{nik_of(usul)};X;STATUS BARU 2027",
    ]
    report = bring(lines, "siks-status", name="status.csv")
    assert (report["accepted"], report["quarantined"]) == (2, 1)
    usul.refresh_from_db()
    assert usul.state == "gagal_pusat"
    answer = SentUsul.objects.get(sending=row)
    assert (answer.status, answer.told) == ("cek_rekening_gagal", "gagal cek rekening")
    assert SiksAnswer.objects.count() == 1
    assert bring(lines, "siks-status", name="status.csv")["repeated"]
    assert SiksAnswer.objects.count() == 1
    counts = {code: n for code, _words, _tone, n in queries.counts_by_status(CITY.scope, row)}
    assert counts == {"": 0, "cek_rekening_gagal": 1}


def test_what_has_no_answer_is_listed_by_its_age(metro: None, at: datetime) -> None:
    sent(at)
    (line,) = queries.sent_lines(CITY.scope, at + timedelta(days=12), status="")
    assert (line.days, line.label) == (12, "Belum ada jawaban")
    assert queries.sent_lines(ELSEWHERE.scope, at, status="") == []


def test_the_exchange_through_its_pages(browser: Callable[..., Client], metro: None, at: datetime) -> None:
    row = endorsed(at)
    officer = browser("petugas", "pengisi_data", "1872")
    page = officer.get(f"/pengesahan/{encode_id(row.pk)}/")
    assert "Kirim ke SIKS-NG" in page.text
    made = officer.post(f"/pengesahan/{encode_id(row.pk)}/kirim/", {"profile": "nik-program", "reason": "key-in"})
    name = Usul.objects.get(state="dikirim_siks_ng").name
    shown = officer.get(made.url)
    assert name in shown.text and "Belum ada jawaban" in shown.text
    assert name in officer.get("/kiriman-siks/").text
    assert officer.post(f"{made.url}kartu/", {"reason": "key-in"})["Content-Type"] == "application/pdf"
    assert officer.post(f"{made.url}lembar/", {"reason": ""}).status_code == 422
    lurah = browser("lurah_b", "lurah", "1872011003")
    assert lurah.get(made.url).status_code == 403
    with pytest.raises(Problem):
        queries.get_sending(ELSEWHERE.scope, Sending.objects.get().pk)
