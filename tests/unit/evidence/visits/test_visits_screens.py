"""The desk in a browser: roles, preview, reassign, review with a photo, note, notes of looks."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from field_records import add_form, record

from pilar.core.audit.models import AuditEvent
from pilar.core.ids import encode_id
from pilar.core.scope import Actor
from pilar.evidence.registry.models import FamilyFacts
from pilar.evidence.visits import actions
from pilar.evidence.visits.models import Assignment, Review
from pilar.evidence.visits.plan import plan_distribution

GANJAR = "1872031002"


@pytest.fixture
def desk(metro: None, volunteer: Callable[..., Actor], enter: Callable[[Actor], Client]) -> Client:
    return enter(volunteer("verif", "1872", role="verifikator"))


def test_from_asking_to_the_register_in_the_browser(
    desk: Client, chief: Actor, at: datetime, families: Callable[..., list[int]], volunteer: Callable[..., Actor]
) -> None:
    add_form("pilar_cek_lapangan", at)
    one, two = volunteer("psm1", GANJAR), volunteer("psm2", GANJAR)
    asked = [actions.Question(n, "Uji", ("uji", n)) for n in families(4, GANJAR)]
    actions.ask_visits(by=chief, at=at, kind="cek_lapangan", questions=asked)
    page = desk.get("/kunjungan/bagi/")
    assert "Bagikan 4 kunjungan" in page.content.decode()
    assert desk.post("/kunjungan/bagi/", {"digest": "lain"}).status_code == 409
    assert desk.post("/kunjungan/bagi/", {"digest": page.context["plan"].digest}).status_code == 302
    task = Assignment.objects.filter(volunteer_id=one.user_id).first()
    assert task is not None
    address = f"/kunjungan/daftar/{encode_id(task.pk)}/"
    assert desk.post(address, {"petugas": str(two.user_id), "alasan": "", "revision": task.revision}).status_code == 422
    moved = {"petugas": str(two.user_id), "alasan": "Dekat", "revision": task.revision}
    assert desk.post(address, moved).status_code == 302
    assert desk.post(address, moved).status_code in (409, 422)
    for path in ("/kunjungan/", "/kunjungan/daftar/", "/kunjungan/ulang/", "/kunjungan/hasil/bersih/"):
        assert desk.get(path).status_code == 200
    away = f"/kunjungan/petugas/{encode_id(one.user_id or 0)}/berhalangan/"
    assert desk.post(away, {"mulai": "24-11-2026", "sampai": "20-11-2026", "alasan": "Sakit"}).status_code == 422
    task.refresh_from_db()
    record(task, two, at, {"luas_lantai": "36"}, name="uuid:1")
    desk.post("/kunjungan/hasil/ambil/")
    row = Review.objects.get()
    page = desk.get(f"/kunjungan/hasil/{encode_id(row.pk)}/")
    assert "Luas lantai" in page.content.decode() and "bukan tuduhan" not in page.content.decode()
    judged = {"act": "terima", "isian": ["luas_lantai"], "revision": row.revision}
    assert desk.post(f"/kunjungan/hasil/{encode_id(row.pk)}/putuskan/", judged).status_code == 302
    assert FamilyFacts.objects.get().luas_lantai == 36
    assert AuditEvent.objects.filter(act="visits.review.viewed", actor="verif", subject_id=row.family_id).count() == 1


def test_volunteers_and_village_heads_have_no_desk(
    metro: None, volunteer: Callable[..., Actor], enter: Callable[[Actor], Client]
) -> None:
    for role in ("psm", "lurah", "kepala_dinas"):
        client = enter(volunteer(f"u{role}", GANJAR, role=role))
        assert client.get("/kunjungan/").status_code == 403


def test_a_photo_is_shown_only_through_its_own_record(
    desk: Client, chief: Actor, at: datetime, families: Callable[..., list[int]], volunteer: Callable[..., Actor]
) -> None:
    from pilar.evidence.field.models import Attachment

    add_form("pilar_cek_lapangan", at)
    who = volunteer("psm1", GANJAR)
    asked = [actions.Question(n, "Uji", ("uji", n)) for n in families(2, GANJAR)]
    actions.ask_visits(by=chief, at=at, kind="cek_lapangan", questions=asked)
    actions.distribute(area="1872", digest=plan_distribution(chief.scope, "1872", at.date()).digest, by=chief, at=at)
    for n, task in enumerate(Assignment.objects.order_by("pk")):
        record(task, who, at, {"luas_lantai": str(30 + n)}, name=f"uuid:{n}", photo="rumah.jpg")
    desk.post("/kunjungan/hasil/ambil/")
    first, second = Review.objects.order_by("instance_id")
    other = Attachment.objects.get(version_id=second.version_id)
    assert desk.get(f"/kunjungan/hasil/{encode_id(first.pk)}/foto/{encode_id(other.pk)}/").status_code == 404
    own = Attachment.objects.get(version_id=first.version_id)
    assert desk.get(f"/kunjungan/hasil/{encode_id(first.pk)}/foto/{encode_id(own.pk)}/").status_code == 404
    refused = desk.post(
        f"/kunjungan/hasil/{encode_id(first.pk)}/putuskan/", {"act": "terima", "isian": "luas_lantai", "revision": 1}
    )
    assert refused.status_code == 409
    assert "KUN-017" in refused.content.decode()
