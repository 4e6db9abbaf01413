"""Announced for its days and no longer; objections hold a usulan, are heard together, answered by another person, never lapse."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from desk_door import CITY, VILLAGE
from django.test import Client
from test_deliberation_endorsement import someone
from test_deliberation_papers import closed, words_of
from test_deliberation_session import ELSEWHERE, LURAH, refused

from pilar.core.ids import encode_id
from pilar.decision.deliberation.actions import objections
from pilar.decision.deliberation.models import Announcement, Objection
from pilar.decision.deliberation.queries import objections as queries
from pilar.decision.proposals.models import Usul

pytestmark = pytest.mark.django_db
COUNTER, HEAD = someone("loket"), someone("kabid")
TOLD = {"side": "menolak", "objector": "Pak Darto", "words": "punya dua mobil"}


def test_the_public_sees_names_on_the_days_and_not_after(metro: None, at: datetime) -> None:
    session = closed(at)
    objections.announce(session_id=session.pk, by=LURAH, at=at)
    refused("SIDANG-023", objections.announce, session_id=session.pk, by=LURAH, at=at)
    row = Announcement.objects.get()
    assert (row.to_date - row.from_date).days == 6
    inside = queries.public_list(row.public_code, at)
    assert inside is not None and [one.programme for one in inside.rows] == ["Program Keluarga Harapan"]
    after = queries.public_list(row.public_code, at + timedelta(days=30))
    assert after is not None and after.rows == () and not after.open
    assert queries.public_list("0" * 20, at) is None


def test_an_objection_holds_the_usulan_and_is_answered_by_another(metro: None, at: datetime) -> None:
    closed(at)
    usul = Usul.objects.get(state="layak")
    first = objections.receive(usul_id=usul.pk, **TOLD, by=COUNTER, at=at)
    again = objections.receive(usul_id=usul.pk, side="menolak", objector="Bu Ani", words="benar", by=COUNTER, at=at)
    assert (first.joined, again.joined, again.objection_id) == (False, True, first.objection_id)
    usul.refresh_from_db()
    assert usul.state == "sanggah_terbuka"
    refused("SIDANG-007", objections.decide, objection_id=first.objection_id, upheld=True, answer=" ", by=HEAD, at=at)
    objections.decide(objection_id=first.objection_id, upheld=False, answer="mobil milik adiknya", by=HEAD, at=at)
    usul.refresh_from_db()
    assert usul.state == "layak"
    refused("SIDANG-024", objections.decide, objection_id=first.objection_id, upheld=True, answer="x", by=HEAD, at=at)
    second = objections.receive(usul_id=usul.pk, **TOLD, by=COUNTER, at=at)
    objections.decide(objection_id=second.objection_id, upheld=True, answer="benar, diperiksa lagi", by=HEAD, at=at)
    usul.refresh_from_db()
    assert usul.state == "praverifikasi"
    refused("SIDANG-022", objections.receive, usul_id=usul.pk, **TOLD, by=COUNTER, at=at)
    refused("UMUM-404", objections.receive, usul_id=usul.pk, **TOLD, by=ELSEWHERE, at=at)


def test_silence_escalates_once_and_removes_nobody(metro: None, at: datetime) -> None:
    closed(at)
    usul = Usul.objects.get(state="layak")
    made = objections.receive(usul_id=usul.pk, **TOLD, by=COUNTER, at=at)
    assert objections.escalate_overdue(by=CITY, at=at + timedelta(days=14)) == 0
    late = at + timedelta(days=15)
    assert [objections.escalate_overdue(by=CITY, at=late) for _ in range(2)] == [1, 0]
    row = Objection.objects.get(pk=made.objection_id)
    usul.refresh_from_db()
    assert (row.state, usul.state, usul.is_open) == ("diterima", "sanggah_terbuka", True)
    assert queries.count_open(HEAD.scope, late.date()) == (1, 1)


def test_objections_through_the_pages(browser: Callable[..., Client], metro: None, at: datetime) -> None:
    session = closed(at)
    lurah = browser("lurah_a", "lurah", VILLAGE)
    lurah.post(f"/musyawarah/{encode_id(session.pk)}/umumkan/")
    code = Announcement.objects.get().public_code
    shown = Client().get(f"/pengumuman/{code}/").text
    assert "Diumumkan" in shown
    poster = lurah.get(f"/musyawarah/{encode_id(session.pk)}/pengumuman.pdf").content
    name = Usul.objects.get(state="layak").name
    text = words_of(poster)
    assert (
        name in text and "Program Keluarga Harapan" in text and "1872" not in text.split("Pindai")[0].split("http")[0]
    )
    operator = browser("operator_a", "operator_kelurahan", VILLAGE)
    usul = Usul.objects.get(state="layak")
    place = f"/sanggah/baru/{encode_id(usul.pk)}/"
    assert operator.post(place, {"side": "menolak"}).status_code == 422
    made = operator.post(place, TOLD | {"channel": "datang_langsung", "phone": "0812 3456 7890"})
    page = operator.get(made.url)
    assert "punya dua mobil" in page.text and "0812" not in page.text
    assert "Jawaban diputuskan oleh" in page.text
    head = browser("kabid_a", "kepala_bidang", "1872")
    assert name in head.get("/sanggah/").text
    head.post(made.url, {"act": "ditolak", "answer": "mobil milik adiknya"})
    assert "mobil milik adiknya" in head.get(made.url).text
    other = browser("operator_b", "operator_kelurahan", "1872011003")
    assert other.get(made.url).status_code == 404
    assert name not in other.get("/sanggah/").text
