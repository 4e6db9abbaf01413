"""Whoever opens a page that names a person leaves a line: who, when, why, about whom (UU 27/2022 art. 31)."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.access.scope_offices import Office, fill, open_versions
from tests.unit.evidence.registry.two_cities import AT, enter, load_areas

from pilar.core.audit.models import AuditEvent
from pilar.core.ids import encode_id
from pilar.foundation.accounts import doors

pytestmark = pytest.mark.django_db
RT = "1872011001002003"


@pytest.fixture
def office(db: None, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(doors, "proved_recently", lambda request: True)
    load_areas()
    return fill("ALFANI", RT, 1, open_versions())


@pytest.fixture
def client(office: Office) -> Client:
    return enter("pengisi", "pengisi_data", "1872")


def _events(act: str) -> list[Any]:
    return list(AuditEvent.objects.filter(act=act, actor="pengisi"))


def _digits(text: str) -> str:
    return re.sub(r"(?<=\d)[ .\u2009\xa0](?=\d)", "", text)


@pytest.mark.parametrize(
    ("address", "act", "kind"),
    [
        ("/keluarga/{family}/", "registry.family.viewed", "family"),
        ("/keluarga/{family}/riwayat/", "registry.family.viewed", "family"),
        ("/orang/{person}/", "registry.person.viewed", "person"),
        ("/orang/{person}/riwayat/", "registry.person.viewed", "person"),
        ("/loket/{person}/", "registry.person.viewed", "person"),
        ("/loket/{person}/cetak/", "registry.person.viewed", "person"),
        ("/usulan/{usul}/", "proposals.usul.viewed", "person"),
        ("/usulan/{usul}/perbaiki/", "proposals.usul.viewed", "person"),
        ("/tanda/{flag}/", "screening.flag.viewed", "person"),
        ("/tanda/{flag}/langkah/diminta/", "screening.flag.viewed", "person"),
    ],
)
def test_a_look_leaves_who_when_why_and_about_whom(
    client: Client, office: Office, address: str, act: str, kind: str
) -> None:
    page = address.format(**{key: encode_id(getattr(office, key)) for key in ("family", "person", "usul", "flag")})
    client.post("/tujuan/", {"tujuan": "pengaduan"})
    for _ in range(2):  # the second look within five minutes is the same look
        assert client.get(page).status_code in {200, 302}
    (event,) = _events(act)
    assert event.subject_kind == kind and event.subject_id == getattr(office, kind)
    assert event.wilayah.startswith(RT[:10]) and event.role == "pengisi_data" and event.reason
    if "/loket/" not in address:
        assert "engaduan" in event.reason


@pytest.mark.parametrize(
    ("role", "address", "act", "kind", "subject"),
    [
        ("front_office", "/sanggah/{objection}/", "deliberation.objection.viewed", "person", "person"),
        ("front_office", "/sanggah/{objection}/bukti/", "deliberation.objection.viewed", "person", "person"),
        ("front_office", "/sanggah/baru/{usul}/", "deliberation.objection.viewed", "person", "person"),
        ("verifikator", "/peringkat/kunjungan/{task}/", "registry.family.viewed", "family", "family"),
        ("pengisi_data", "/kelayakan/keluarga/{family}/isian/", "registry.family.viewed", "family", "family"),
    ],
)
def test_pages_of_a_case_that_name_one_person_leave_a_line(
    office: Office, role: str, address: str, act: str, kind: str, subject: str
) -> None:
    names = ("objection", "usul", "task", "family")
    page = address.format(**{key: encode_id(getattr(office, key)) for key in names})
    assert enter("pengisi", role, "1872").get(page).status_code == 200
    (event,) = _events(act)
    assert (event.subject_kind, event.subject_id) == (kind, getattr(office, subject)) and event.reason


def test_exports_of_named_lists_leave_a_line_with_the_number_of_rows(client: Client, office: Office) -> None:
    for address, act in (
        ("/keluarga/unduh/", "registry.families.downloaded"),
        (f"/praverifikasi/{RT[:10]}/bnba.xlsx", "proposals.bnba.exported"),
    ):
        assert client.get(address).status_code == 200
        (event,) = _events(act)
        assert event.rows == 1 and event.wilayah


def test_opening_a_number_is_an_act_with_a_reason(client: Client, office: Office) -> None:
    page = f"/buka/person/{encode_id(office.person)}/nik/"
    assert office.nik not in _digits(client.post(page, {"alasan": ""}).text) and not _events("registry.nik.unmasked")
    from pilar.evidence.registry.rules import UNMASK_REASONS

    code, words = next(iter(UNMASK_REASONS.items()))
    assert office.nik in _digits(client.post(page, {"alasan": code}).text)
    (event,) = _events("registry.nik.unmasked")
    assert (event.subject_kind, event.subject_id, event.reason) == ("person", office.person, words)
    assert office.nik not in repr(event.data) and event.at.date() >= date(2026, 1, 1) and AT


def test_somebody_who_is_not_registered_is_named_by_the_usulan(client: Client, office: Office) -> None:
    from pilar.core.scope import Actor
    from pilar.decision.proposals import actions

    made = actions.propose(
        subject=actions.Subject(name="ORANG BARU", sex=1, birth_date=date(1980, 2, 3), wilayah=RT[:10]), kind="bansos",
        programme="PKH", by=Actor.system(), at=AT,
    )  # fmt: skip
    assert client.get(f"/usulan/{encode_id(made.usul_id)}/").status_code == 200
    (event,) = _events("proposals.usul.viewed")
    assert (event.subject_kind, event.subject_id) == ("usul", made.usul_id)
