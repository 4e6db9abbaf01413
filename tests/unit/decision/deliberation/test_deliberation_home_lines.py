"""What of the musyawarah stands on a person's home: the session to hold, what a closed one lacks, late desks, silence."""

from datetime import date, datetime, timedelta

import pytest
from desk_door import CITY, VILLAGE, propose, usulan, work
from test_deliberation_endorsement import HEAD, verified
from test_deliberation_exchange import sent
from test_deliberation_objections import COUNTER, TOLD
from test_deliberation_papers import closed
from test_deliberation_session import ELSEWHERE, LURAH

from pilar.core.scope import Actor, Scope
from pilar.decision.deliberation.actions import calendar, objections
from pilar.decision.deliberation.models import SentUsul
from pilar.decision.deliberation.queries.waiting import last_days
from pilar.decision.proposals.models import Usul
from pilar.foundation.accounts.roles import ROLES
from pilar.web.home import LATE, LATER, TODAY, WEEK, waiting_for

pytestmark = pytest.mark.django_db


def lines(by: Actor, at: datetime) -> dict[str, tuple[int, str]]:
    return {one.what: (one.clock, one.when) for one in waiting_for(by, at)}


def test_the_session_is_called_until_its_last_day(metro: None, at: datetime) -> None:
    propose(usulan(1, "SITI AMINAH"), usulan(2, "BUDI SANTOSO"))
    work()
    Usul.objects.update(state="praverifikasi")
    text = "Adakan musyawarah di 1 kelurahan/desa: 2 usulan menunggu"
    seen = {day: lines(LURAH, at.replace(day=day)).get(text) for day in (2, 10, 14, 15)}
    assert {day: line and line[0] for day, line in seen.items()} == {2: LATER, 10: WEEK, 14: TODAY, 15: LATE}
    assert seen[2] == (LATER, "sampai 14 November 2026")
    assert not any("Adakan" in what for what in lines(ELSEWHERE, at))
    calendar.set_window(
        area=VILLAGE, act="musyawarah", first_day=None, last_day=None, valid_from=date(2026, 11, 1), basis="Uji", by=CITY, at=at
    )  # fmt: skip
    assert not any("Adakan" in what for what in lines(LURAH, at))


def test_the_last_day_is_that_of_the_deepest_area_and_latest_date(metro: None, at: datetime) -> None:
    for area, last, since in (("1872", 9, 11), (VILLAGE, 20, 9), (VILLAGE, 31, 10), (VILLAGE, 5, 12)):
        calendar.set_window(
            area=area, act="musyawarah", first_day=1, last_day=last, valid_from=date(2026, since, 1), basis="Uji", by=CITY, at=at
        )  # fmt: skip
    found = last_days([VILLAGE, "1872011003", "3573011001"], "musyawarah", date(2026, 11, 1))
    assert found == {VILLAGE: date(2026, 11, 30), "1872011003": date(2026, 11, 9), "3573011001": date(2026, 11, 14)}


def test_a_closed_session_asks_for_its_papers_and_objections_have_clocks(metro: None, at: datetime) -> None:
    closed(at)
    assert "1 sidang ditutup, suratnya belum terbit" in lines(LURAH, at) or (
        "1 sidang belum punya pindaian bertanda tangan" in lines(LURAH, at)
    )
    usul = Usul.objects.get(state="layak")
    objections.receive(usul_id=usul.pk, **TOLD, by=COUNTER, at=at)
    assert lines(CITY, at)["1 sanggah menunggu jawaban"][0] == WEEK
    late = lines(CITY, at + timedelta(days=15))
    assert late["1 sanggah lewat tenggat"][0] == LATE and "1 sanggah menunggu jawaban" not in late


def test_a_desk_is_late_after_its_days(metro: None, at: datetime) -> None:
    verified(at)
    Usul.objects.filter(state="diverifikasi_dinas").update(state="disahkan_kelurahan", state_since=at)
    assert not any("tenggat meja" in what for what in lines(HEAD, at + timedelta(days=6)))
    assert any("usulan lewat tenggat meja" in what for what in lines(HEAD, at + timedelta(days=8)))


def test_silence_of_siks_ng_is_counted_for_who_sends(metro: None, at: datetime) -> None:
    sent(at)
    count = SentUsul.objects.count()
    assert lines(CITY, at + timedelta(days=9))[f"{count} usulan belum dijawab SIKS-NG"] == (LATER, "paling lama 9 hari")
    SentUsul.objects.update(answered_at=at, status="1")
    assert not any("SIKS-NG" in what for what in lines(CITY, at))


def test_every_role_has_a_home(metro: None, at: datetime) -> None:
    for code, role in ROLES.items():
        by = Actor(username="uji", role=code, scope=Scope((VILLAGE,), role.capabilities), channel="test")
        assert waiting_for(by, at) == []
