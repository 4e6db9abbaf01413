"""Pages of the musyawarah as people use them: plan, open, decide, attend, close; scope; the door for devices."""

import base64
import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from desk_door import CITY, VILLAGE, propose, usulan, work
from django.test import Client
from test_deliberation_session import LAPTOP, LURAH, keys, session_with, told

from pilar.core.ids import encode_id
from pilar.decision.deliberation.actions import calendar
from pilar.decision.deliberation.actions.table import hear
from pilar.decision.deliberation.models import Session, TableAct
from pilar.decision.proposals import actions as proposals
from pilar.decision.proposals.models import Usul

pytestmark = pytest.mark.django_db
OTHER_VILLAGE = "1872011003"


def path(session: Session, *more: str) -> str:
    return "/".join(["/musyawarah", encode_id(session.pk), *more, ""])


def post_acts(client: Client, session: Session, *acts: dict[str, Any], device: str = "laptop-0001") -> Any:
    body = json.dumps({"device": device, "acts": list(acts)})
    return client.post(path(session, "tindakan"), body, content_type="application/json")


def test_a_session_goes_from_plan_to_close_in_the_browser(
    browser: Callable[..., Client], metro: None, at: datetime
) -> None:
    propose(usulan(1, "SITI AMINAH"))
    work()
    calendar.set_window(
        area="1872", act="musyawarah", first_day=1, last_day=31, valid_from=at.date(), basis="Uji", by=CITY, at=at
    )
    calendar.set_setting(
        area="1872", key="quorum", value={"total": 1}, valid_from=at.date(), basis="Uji", by=CITY, at=at
    )
    client = browser("lurah_a", "lurah", VILLAGE)
    planned = client.post(
        "/musyawarah/baru/", {"form": "musyawarah", "date": "24-11-2026", "time": "09:00", "venue": "Balai Kelurahan"}
    )
    session = Session.objects.get()
    assert planned.url == path(session)
    assert "SITI AMINAH" in client.get(planned.url).text
    assert client.post(path(session, "buka")).url == path(session, "meja")
    item = session.items.get()
    assert "SITI AMINAH" in client.get(path(session, "meja")).text
    screen = client.get(path(session, "layar")).text
    assert "S*** A*****" in screen and "SITI AMINAH" not in screen
    sent = client.post(path(session, "meja", encode_id(item.pk)), {"decision": "layak", "base": "0"}, follow=True)
    assert "Tercatat." in sent.text
    client.post(
        path(session, "hadir", "undang"), {"element": "rt", "people": "Pak Darto; Ketua RT 3; 003/001; 0812 3456 7890"}
    )
    guest = session.attendees.get()
    assert "0812" not in client.get(path(session, "hadir")).text
    pixel = b"\x89PNG\r\n\x1a\n" + b"0" * 20
    client.post(
        path(session, "hadir", encode_id(guest.pk), "tanda-tangan"),
        {"image": "data:image/png;base64," + base64.b64encode(pixel).decode()},
    )
    guest.refresh_from_db()
    assert guest.present_by == "tanda"
    page = client.get(path(session, "tutup"))
    assert "Ya, tutup sidang" in page.text
    session.refresh_from_db()
    client.post(path(session, "tutup"), {"revision": session.revision})
    session.refresh_from_db()
    assert session.state == "ditutup"
    assert Usul.objects.get().state == "layak"
    assert session.record_hash in client.get(path(session)).text


def test_nobody_outside_the_kelurahan_sees_or_acts(browser: Callable[..., Client], metro: None, at: datetime) -> None:
    session = session_with(at, "SITI AMINAH")
    client = browser("lurah_b", "lurah", OTHER_VILLAGE)
    assert "2026-11" not in client.get("/musyawarah/").text.split("<h2>Sidang</h2>")[1]
    for page in ("", "meja", "layar", "keadaan", "hadir", "tutup", "batal"):
        assert client.get(path(session, page) if page else path(session)).status_code == 404, page
    for act in ("isi", "buka", "berubah", "tutup"):
        assert client.post(path(session, act), {"revision": "1"}).status_code == 404, act
    answer = post_acts(
        client,
        session,
        {"key": next(keys()), "kind": "putus", "item": encode_id(session.items.get().pk), "decision": "layak"},
    )
    assert answer.status_code == 404
    assert TableAct.objects.count() == 0
    mayor = browser("wali", "kepala_daerah", "1872")
    assert mayor.get("/musyawarah/").status_code == 403


def test_a_device_sends_again_and_nothing_is_doubled(browser: Callable[..., Client], metro: None, at: datetime) -> None:
    session = session_with(at, "SITI AMINAH", "BUDI SANTOSO")
    client = browser("lurah_a", "lurah", VILLAGE)
    whole = client.get(path(session, "keadaan") + "?semua=1").json()
    assert [len(whole["items"]), len(whole["decisions"])] == [2, 4]
    assert not re.search(
        r"[0-9]{16}", json.dumps([{k: v for k, v in one.items() if k != "head"} for one in whole["items"]])
    )
    act = {"key": "perangkat-0001", "kind": "putus", "item": whole["items"][0]["id"], "decision": "layak", "base": "0"}
    first = post_acts(client, session, act).json()
    again = post_acts(client, session, act, {**act, "key": "perangkat-0002", "decision": "tidak_layak"}).json()
    assert first["heard"][0]["outcome"] == again["heard"][0]["outcome"] == "berlaku"
    assert again["heard"][1]["outcome"] == "ditolak" and "alasan" in again["heard"][1]["sentence"]
    assert TableAct.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", '{"acts": 1}', '{"device": "laptop-0001", "acts": [{}]}', '{"device": "x", "acts": []}',
     '{"device": "laptop-0001", "acts": [{"key": "kunci-0001", "kind": "putus", "item": "!!"}]}', "\x00\xff"],
)  # fmt: skip
def test_unreadable_acts_are_refused_with_a_sentence(
    browser: Callable[..., Client], metro: None, at: datetime, body: str
) -> None:
    session = session_with(at, "SITI AMINAH")
    client = browser("lurah_a", "lurah", VILLAGE)
    answer = client.post(path(session, "tindakan"), body, content_type="application/json")
    assert answer.status_code == 422
    assert "SIDANG-008" in answer.text


def test_the_calendar_changes_with_a_date_and_a_basis(
    browser: Callable[..., Client], metro: None, at: datetime
) -> None:
    head = browser("kabid", "kepala_bidang", "1872")
    refused = head.post(
        "/musyawarah/jadwal/ubah/musyawarah/?wilayah=1872",
        {"first_day": 20, "last_day": 3, "valid_from": "01-12-2026", "basis": "x"},
    )
    assert refused.status_code == 422
    head.post(
        "/musyawarah/jadwal/ubah/musyawarah/?wilayah=1872",
        {"first_day": 3, "last_day": 9, "valid_from": "01-11-2026", "basis": "Perwali 1"},
    )
    assert "Perwali 1" in head.get("/musyawarah/jadwal/?wilayah=1872").text
    for key, text in (("sanggah_days", "10"), ("ranking", "ya")):
        sent = head.post(
            f"/musyawarah/jadwal/pengaturan/{key}/?wilayah=1872",
            {"value": text, "valid_from": "01-11-2026", "basis": "Uji"},
        )
        assert sent.status_code == 302, sent.text
    quorum = "/musyawarah/jadwal/pengaturan/quorum/?wilayah=1872"
    dated = {"valid_from": "01-11-2026", "basis": "Uji"}
    assert 'name="element_rt"' in head.get(quorum).text
    assert head.post(quorum, {"total": "2", "element_rt": "2", "element_psm": "1", **dated}).status_code == 422
    assert head.post(quorum, {"total": "", "element_rt": "-1", **dated}).status_code == 422
    assert head.post(quorum, {"total": "4", "element_rt": "2", "element_psm": "1", **dated}).status_code == 302
    bad = head.post(
        "/musyawarah/jadwal/pengaturan/letter_form/?wilayah=1872",
        {"value": "{urut.__class__}", "valid_from": "01-11-2026", "basis": "Uji"},
    )
    assert bad.status_code == 422 and "SIDANG-014" not in bad.text
    outside = head.get("/musyawarah/jadwal/?wilayah=3573")
    assert outside.status_code == 404
    lurah = browser("lurah_a", "lurah", VILLAGE)
    assert lurah.get("/musyawarah/jadwal/ubah/musyawarah/").status_code == 403
    assert "4 hadir, di antaranya 2 Ketua RT, 1 PSM/kader" in lurah.get("/musyawarah/jadwal/").text
    assert LURAH.scope.covers(VILLAGE)


def test_the_page_shows_what_changed_outside_and_lets_it_be_known_before_closing(
    browser: Callable[..., Client], metro: None, at: datetime
) -> None:
    session = session_with(at, "SITI AMINAH", "BUDI SANTOSO")
    first, second = session.items.order_by("position")
    hear(session_id=session.pk, told=[told(first), told(second)], device=LAPTOP, by=LURAH, at=at)
    proposals.withdraw(usul_id=first.usul_id or 0, by=CITY, at=at, reason="pindah ke Lampung Tengah")
    client = browser("lurah_a", "lurah", VILLAGE)
    before = client.get(path(session)).text
    assert (
        "Berubah di luar sidang" in before
        and f'value="{encode_id(first.pk)}"' in before
        and "Tutup sidang" not in before
    )
    client.post(path(session, "berubah"), {"item": encode_id(first.pk)})
    assert "Tutup sidang" in client.get(path(session)).text
