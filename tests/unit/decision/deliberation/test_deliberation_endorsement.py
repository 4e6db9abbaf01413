"""From the closed session to the endorsed list: bulk acts with preview and undo, samples, a frozen list, two different people."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from desk_door import CITY, VILLAGE
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from test_deliberation_papers import address, closed, words_of
from test_deliberation_session import ELSEWHERE, LURAH, refused

from pilar.core.ids import encode_id
from pilar.core.scope import Actor, Scope
from pilar.decision.deliberation.actions import endorsement, papers, verification
from pilar.decision.deliberation.models import EndorsedUsul, Endorsement, SampleDraw
from pilar.decision.deliberation.queries import verification as desk
from pilar.decision.deliberation.rules import sample_of
from pilar.decision.proposals.bulk import preview_steps
from pilar.decision.proposals.models import BulkStep, Usul

pytestmark = pytest.mark.django_db


def someone(name: str, *can: str) -> Actor:
    return Actor(username=name, role="uji", scope=Scope(("1872",), frozenset(can or {"*"})), channel="test")


VERIFIER, HEAD = someone("verifikator"), someone("kepala")


def at_office(at: datetime) -> Usul:
    session = closed(at)
    refused("SIDANG-018", verification.endorse_session, session_id=session.pk, by=LURAH, at=at)
    papers.issue_papers(session_id=session.pk, address=address, by=LURAH, at=at)
    assert verification.endorse_session(session_id=session.pk, by=LURAH, at=at).count == 1
    assert verification.endorse_session(session_id=session.pk, by=LURAH, at=at).count == 0
    return Usul.objects.get(state="disahkan_kelurahan")


def verified(at: datetime) -> Usul:
    usul = at_office(at)
    verification.step_many(usul_ids=[usul.pk], target="diverifikasi_dinas", by=VERIFIER, at=at)
    return usul


def endorse(at: datetime, by: Actor = HEAD) -> Endorsement:
    made, _left = endorsement.endorse(area="1872", period="2026-11", signer="Dra. Ani", signer_nip="", by=by, at=at)
    return Endorsement.objects.get(pk=made)


def test_the_endorsed_list_is_frozen_and_its_change_is_seen(metro: None, at: datetime) -> None:
    verified(at)
    made = endorse(at)
    assert (made.count, made.letter.number) == (1, "400.9/001/DINSOS/XI/2026")
    assert endorsement.list_is_whole(made)
    EndorsedUsul.objects.update(name="ORANG LAIN")
    assert not endorsement.list_is_whole(made)


def test_who_verified_does_not_endorse(metro: None, at: datetime) -> None:
    verified(at)
    problem = refused("SIDANG-021", endorse, at=at, by=VERIFIER)
    assert "Verifikator tidak mengesahkan" in problem.sentence
    assert Endorsement.objects.count() == 0


def test_an_endorsement_is_taken_back_until_something_was_sent(metro: None, at: datetime) -> None:
    usul = verified(at)
    made = endorse(at)
    refused("USUL-003", endorsement.take_back, endorsement_id=made.pk, by=HEAD, at=at, reason=" ")
    later = at + timedelta(minutes=5)
    assert endorsement.take_back(endorsement_id=made.pk, by=HEAD, at=later, reason="salah periode") == 1
    usul.refresh_from_db()
    assert usul.state == "diverifikasi_dinas"
    refused("SIDANG-020", endorsement.take_back, endorsement_id=made.pk, by=HEAD, at=later, reason="lagi")
    again = endorse(at + timedelta(hours=1))
    from pilar.decision.proposals.actions import take_step

    take_step(usul_id=usul.pk, target="dikirim_siks_ng", by=CITY, at=at + timedelta(hours=2))
    refused("USUL-011", endorsement.take_back, endorsement_id=again.pk, by=HEAD, at=at + timedelta(hours=3), reason="x")


def test_the_preview_tells_what_the_act_then_does(metro: None, at: datetime) -> None:
    usul = at_office(at)
    others = list(Usul.objects.exclude(pk=usul.pk).values_list("pk", flat=True))
    found = preview_steps(usul_ids=[usul.pk, *others], target="diverifikasi_dinas", by=VERIFIER)
    done = verification.step_many(usul_ids=[usul.pk, *others], target="diverifikasi_dinas", by=VERIFIER, at=at)
    assert (len(found.ready), len(found.refused)) == (done.count, len(done.refused)) == (1, 2)
    refused("SIDANG-021", verification.step_many, usul_ids=others, target="diverifikasi_dinas", by=VERIFIER, at=at)


def test_a_sample_is_redrawn_the_same(metro: None, at: datetime) -> None:
    at_office(at)
    first = SampleDraw.objects.get(pk=verification.draw_sample(area="1872", size=3, seed=7, by=VERIFIER, at=at))
    second = SampleDraw.objects.get(pk=verification.draw_sample(area="1872", size=3, seed=7, by=VERIFIER, at=at))
    rows = [list(one.rows.order_by("position").values_list("usul_id", flat=True)) for one in (first, second)]
    assert rows[0] == rows[1] and first.population_hash == second.population_hash
    row = first.rows.first()
    assert row is not None
    refused("SIDANG-007", verification.note_sample, row_id=row.pk, outcome="berbeda", note="", by=VERIFIER, at=at)
    refused("UMUM-404", verification.note_sample, row_id=row.pk, outcome="sesuai", note="", by=ELSEWHERE, at=at)
    verification.note_sample(row_id=row.pk, outcome="berbeda", note="rumah kosong", by=VERIFIER, at=at)
    refused("SIDANG-019", verification.draw_sample, area="187201", size=0, seed=1, by=VERIFIER, at=at)


@given(st.lists(st.integers(1, 10**9), unique=True, max_size=60), st.integers(0, 10**6), st.integers(0, 80))
def test_a_sample_depends_on_seed_and_ids_alone(ids: list[int], seed: int, size: int) -> None:
    chosen = sample_of(ids, size, seed)
    assert chosen == sample_of(sorted(ids), size, seed)
    assert len(chosen) == min(size, len(ids)) and set(chosen) <= set(ids)


def test_the_desk_names_why_to_look_twice(metro: None, at: datetime) -> None:
    at_office(at)
    (place,) = desk.overview(VERIFIER.scope, at + timedelta(days=9))
    assert (place.code, place.to_verify, place.oldest_days, place.late) == (VILLAGE, 1, 9, True)
    (line,) = desk.village_desk(VERIFIER.scope, VILLAGE, at)
    assert line.session == "Sidang November 2026"
    assert desk.overview(ELSEWHERE.scope, at) == []


def test_the_office_works_through_its_pages(browser: Callable[..., Client], metro: None, at: datetime) -> None:
    usul = at_office(at)
    verifier, head = browser("vera", "verifikator", "1872"), browser("kadis", "kepala_dinas", "1872")
    assert "Menunggu verifikasi" in verifier.get("/verifikasi/").text
    page = f"/verifikasi/{VILLAGE}/"
    assert usul.name in verifier.get(page).text
    chosen = {"pilih": encode_id(usul.pk), "target": "diverifikasi_dinas"}
    assert "1 usulan menjadi" in verifier.post(f"{page}proses/", chosen).text
    assert Usul.objects.get(pk=usul.pk).state == "disahkan_kelurahan"
    verifier.post(f"{page}proses/", chosen | {"sure": "1"})
    assert Usul.objects.get(pk=usul.pk).state == "diverifikasi_dinas"
    act = BulkStep.objects.get(target_state="diverifikasi_dinas")
    verifier.post(f"/verifikasi/batalkan/{encode_id(act.pk)}/", {"reason": "salah pilih"})
    assert Usul.objects.get(pk=usul.pk).state == "disahkan_kelurahan"
    refusing = {"pilih": encode_id(usul.pk), "target": "dikembalikan", "sure": "1"}
    assert "Tulis alasannya" in verifier.post(f"{page}proses/", refusing).text
    verifier.post(f"{page}proses/", chosen | {"sure": "1"})
    made = head.post(
        "/pengesahan/sahkan/", {"period": "2026-11", "signer": "Dra. Ani Wijaya", "signer_nip": "19700101"}
    )
    assert made.status_code == 302, made.text
    listed = head.get(made.url)
    assert usul.name in listed.text and "Daftar ini utuh" in listed.text
    assert "Dra. Ani Wijaya" in words_of(head.get(made.url + "pengantar.pdf").content)
    officer = browser("petugas", "pengisi_data", "1872")
    book = load_workbook(io.BytesIO(officer.get(made.url + "daftar.xlsx").content))
    assert any(usul.name in str(cell.value) for row in book.active.iter_rows() for cell in row)
    assert verifier.post(made.url + "batal/", {"reason": "x"}).status_code == 403
    lurah = browser("lurah_b", "lurah", "1872011003")
    assert lurah.get("/verifikasi/").status_code == 403
    assert lurah.get(made.url).status_code == 403
