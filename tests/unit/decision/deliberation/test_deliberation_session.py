"""A session from plan to close: what lacks is named, devices that could not see each other lose nothing, a hash covers all."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from desk_door import CITY, VILLAGE, propose, usulan, work
from django.db import IntegrityError, transaction

from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.decision.deliberation.actions import attendance, calendar, close, plan
from pilar.decision.deliberation.actions.plan import Guest
from pilar.decision.deliberation.actions.table import Told, hear
from pilar.decision.deliberation.models import Session, SessionItem, TableAct
from pilar.decision.deliberation.queries import sessions
from pilar.decision.proposals import actions as proposals
from pilar.decision.proposals.bulk import take_steps, undo_steps
from pilar.decision.proposals.models import Usul

pytestmark = pytest.mark.django_db
LURAH = Actor(username="lurah", role="lurah", scope=Scope((VILLAGE,), frozenset({"*"})), channel="test")
ELSEWHERE = Actor(username="lain", role="lurah", scope=Scope(("1872011003",), frozenset({"*"})), channel="test")
LAPTOP, PHONE = "laptop-0001", "telepon-0001"


def keys() -> Any:
    number = 0
    while True:
        number += 1
        yield f"kunci-{number:04d}"


KEYS = keys()


def told(item: SessionItem, decision: str = "layak", **more: Any) -> Told:
    return Told(key=next(KEYS), kind="putus", item_id=item.pk, decision=decision, **more)


def session_with(at: datetime, *names: str, guests: bool = True) -> Session:
    propose(*(usulan(number, name) for number, name in enumerate(names, start=1)))
    work()
    for row in Usul.objects.filter(state="diusulkan_rt"):
        proposals.take_step(usul_id=row.pk, target="praverifikasi", by=CITY, at=at)
    starts = at.replace(day=10)
    made = plan.plan_session(area=VILLAGE, period="2026-11", starts_at=starts, by=LURAH, at=at)
    assert plan.lay_table(session_id=made, by=LURAH, at=at) == len(names)
    if guests:
        people = [
            Guest(element="pemerintah", name="Pak Lurah"),
            *(Guest(element="rt", name=f"RT {n}") for n in range(4)),
        ]
        plan.invite(session_id=made, guests=people, by=LURAH, at=at)
    plan.open_session(session_id=made, by=LURAH, at=at)
    session = Session.objects.get(pk=made)
    for one in session.attendees.all():
        attendance.mark_present(session_id=made, attendee_id=one.pk, by=LURAH, at=at)
    return session


def refused(code: str, act: Any, **arguments: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        act(**arguments)
    assert caught.value.code == code, caught.value
    return caught.value


def test_a_decided_session_moves_its_usulan_and_closes_with_a_hash(metro: None, at: datetime) -> None:
    session = session_with(at, "SITI AMINAH", "BUDI SANTOSO", "RINI WATI")
    first, second, third = session.items.order_by("position")
    acts = [
        told(first),
        told(second, "tidak_layak", reason_code="R06", words="rumah dan mobil baru"),
        told(third, "tunda", words="menunggu kunjungan"),
    ]
    assert {one.outcome for one in hear(session_id=session.pk, told=acts, device=LAPTOP, by=LURAH, at=at)} == {
        "berlaku"
    }
    digest = close.close_session(session_id=session.pk, by=LURAH, at=at + timedelta(hours=2))
    session.refresh_from_db()
    assert (session.state, session.record_hash) == ("ditutup", digest)
    states = dict(Usul.objects.values_list("name", "state"))
    assert states == {
        "SITI AMINAH": "layak",
        "BUDI SANTOSO": "tidak_layak",
        "RINI WATI": "dijadwalkan_musyawarah",
    } or sorted(states.values()) == ["dijadwalkan_musyawarah", "layak", "tidak_layak"]
    assert close.record_is_whole(session)
    SessionItem.objects.filter(pk=first.pk).update(words="diubah diam-diam")
    assert not close.record_is_whole(session)


def test_what_lacks_for_closing_is_named_in_turn(metro: None, at: datetime) -> None:
    session = session_with(at, "SITI AMINAH", guests=False)
    assert "hadir 0" in refused("SIDANG-003", close.close_session, session_id=session.pk, by=LURAH, at=at).sentence
    calendar.set_setting(
        area=VILLAGE, key="quorum", value={"total": 0}, valid_from=at.date(), basis="Uji", by=LURAH, at=at
    )
    refused("SIDANG-004", close.close_session, session_id=session.pk, by=LURAH, at=at)
    item = session.items.get()
    hear(session_id=session.pk, told=[told(item)], device=LAPTOP, by=LURAH, at=at)
    hear(
        session_id=session.pk, told=[told(item, "tunda", words="belum jelas")], device=PHONE, by=LURAH, at=at
    )  # base 0: unseen
    refused("SIDANG-005", close.close_session, session_id=session.pk, by=LURAH, at=at)
    item.refresh_from_db()
    assert (item.decision, item.clashes) == ("layak", 1)
    hear(
        session_id=session.pk,
        told=[told(item, "tunda", words="belum jelas", settles=True)],
        device=LAPTOP,
        by=LURAH,
        at=at,
    )
    item.refresh_from_db()
    assert (item.decision, item.clashes) == ("tunda", 0)
    assert close.close_session(session_id=session.pk, by=LURAH, at=at)


def test_the_same_act_again_changes_nothing_and_answers_the_same(metro: None, at: datetime) -> None:
    session = session_with(at, "SITI AMINAH")
    act = told(session.items.get())
    first = hear(session_id=session.pk, told=[act], device=LAPTOP, by=LURAH, at=at)
    assert hear(session_id=session.pk, told=[act, act], device=LAPTOP, by=LURAH, at=at) == first * 2
    assert TableAct.objects.count() == 1


def test_a_decision_is_taken_back_until_the_close(metro: None, at: datetime) -> None:
    session = session_with(at, "SITI AMINAH")
    item = session.items.get()
    (heard,) = hear(session_id=session.pk, told=[told(item)], device=LAPTOP, by=LURAH, at=at)
    undo = Told(key=next(KEYS), kind="batal", item_id=item.pk, undoes=heard.act_id, base=heard.act_id)
    hear(session_id=session.pk, told=[undo], device=LAPTOP, by=LURAH, at=at)
    item.refresh_from_db()
    assert (item.decision, item.head) == ("", 0)
    hear(session_id=session.pk, told=[told(item, "layak")], device=LAPTOP, by=LURAH, at=at)
    close.close_session(session_id=session.pk, by=LURAH, at=at)
    (late,) = hear(
        session_id=session.pk, told=[told(item, "tunda", words="x")], device=PHONE, by=LURAH, at=at + timedelta(days=1)
    )
    session.refresh_from_db()
    assert late.outcome == "terlambat"
    assert close.record_is_whole(session)


def test_an_act_that_cannot_stand_is_refused_alone(metro: None, at: datetime) -> None:
    session = session_with(at, "SITI AMINAH", "BUDI SANTOSO")
    first, second = session.items.order_by("position")
    answers = hear(
        session_id=session.pk,
        told=[
            told(first, "tidak_layak"),
            told(second),
            told(first, "entah"),
            told(first, "tidak_layak", reason_code="R99"),
        ],
        device=LAPTOP,
        by=LURAH,
        at=at,
    )
    assert [one.outcome for one in answers] == ["ditolak", "berlaku", "ditolak", "ditolak"]
    assert "memerlukan alasan" in answers[0].sentence


def test_nobody_decides_on_their_own_proposal(metro: None, at: datetime) -> None:
    mine = proposals.Subject(name="SITI AMINAH", wilayah=VILLAGE)
    made = proposals.propose(subject=mine, kind="bansos", programme="PKH", by=LURAH, at=at)
    proposals.take_step(usul_id=made.usul_id, target="praverifikasi", by=CITY, at=at)
    session_id = plan.plan_session(area=VILLAGE, period="2026-11", starts_at=at.replace(day=10), by=CITY, at=at)
    plan.lay_table(session_id=session_id, by=CITY, at=at)
    plan.open_session(session_id=session_id, by=CITY, at=at)
    item = SessionItem.objects.get()
    (own,) = hear(session_id=session_id, told=[told(item)], device=LAPTOP, by=LURAH, at=at)
    (other,) = hear(session_id=session_id, told=[told(item)], device=LAPTOP, by=CITY, at=at)
    assert (own.outcome, other.outcome) == ("ditolak", "berlaku")


def test_what_changed_outside_must_be_known_before_closing(metro: None, at: datetime) -> None:
    session = session_with(at, "SITI AMINAH", "BUDI SANTOSO")
    first, second = session.items.order_by("position")
    hear(session_id=session.pk, told=[told(first), told(second)], device=LAPTOP, by=LURAH, at=at)
    proposals.withdraw(usul_id=first.usul_id or 0, by=CITY, at=at, reason="pindah ke Lampung Tengah")
    refused("SIDANG-009", close.close_session, session_id=session.pk, by=LURAH, at=at)
    first.refresh_from_db()
    assert "dibatalkan" in first.changed_note
    close.accept_changes(session_id=session.pk, item_ids=[first.pk], by=LURAH, at=at)
    close.close_session(session_id=session.pk, by=LURAH, at=at)
    assert Usul.objects.get(pk=first.usul_id).state == "dibatalkan"
    assert Usul.objects.get(pk=second.usul_id).state == "layak"


def test_the_calendar_keeps_sessions_inside_their_days(metro: None, at: datetime) -> None:
    asked = {"area": VILLAGE, "by": LURAH, "at": at}
    problem = refused("SIDANG-002", plan.plan_session, period="2026-11", starts_at=at.replace(day=20), **asked)
    assert "01-11-2026" in problem.sentence and "14-11-2026" in problem.sentence
    calendar.set_window(
        area="1872",
        act="musyawarah",
        first_day=15,
        last_day=31,
        valid_from=at.date(),
        basis="Perwali uji",
        by=CITY,
        at=at,
    )
    made = plan.plan_session(period="2026-11", starts_at=at.replace(day=20), **asked)
    refused("SIDANG-010", plan.plan_session, period="2026-11", starts_at=at.replace(day=21), **asked)
    refused("SIDANG-013", plan.plan_session, period="2026-13", starts_at=at.replace(day=21), **asked)
    refused("SIDANG-012", plan.plan_session, period="2026-11", starts_at=at.replace(day=21), form="sptjm", **asked)
    refused("SIDANG-011", plan.open_session, session_id=made, by=LURAH, at=at)
    refused("UMUM-404", plan.open_session, session_id=made, by=ELSEWHERE, at=at)


def test_a_clock_set_back_is_noticed(metro: None, at: datetime) -> None:
    session = session_with(at, "SITI AMINAH")
    item = session.items.get()
    early = at - timedelta(days=1)
    refused("SIDANG-015", hear, session_id=session.pk, told=[told(item)], device=LAPTOP, by=LURAH, at=early)


def test_an_act_at_the_table_is_never_written_twice(metro: None, at: datetime) -> None:
    session = session_with(at, "SITI AMINAH")
    act = told(session.items.get())
    hear(session_id=session.pk, told=[act], device=LAPTOP, by=LURAH, at=at)
    row = TableAct.objects.get()
    row.pk += 1
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_reads_of_a_table_stay_within_its_kelurahan_and_few(
    metro: None, at: datetime, django_assert_max_num_queries: Any
) -> None:
    session = session_with(at, "SITI AMINAH", "BUDI SANTOSO")
    with django_assert_max_num_queries(6):
        lines = sessions.table_of(LURAH.scope, session)
    assert {one.masked_name for one in lines} == {"S*** A*****", "B*** S******"}
    assert [one.items for one in sessions.list_sessions(LURAH.scope)] == [2]
    assert sessions.list_sessions(ELSEWHERE.scope) == []
    refused("UMUM-404", sessions.get_session, scope=ELSEWHERE.scope, session_id=session.pk)
    assert sessions.totals_of(session).by_decision[""] == 2
    assert sessions.quorum_of(session, at)[1] == []


def test_many_steps_are_undone_as_a_whole_or_not_at_all(metro: None, at: datetime) -> None:
    propose(usulan(1, "SITI AMINAH"), usulan(2, "BUDI SANTOSO"))
    ids = list(Usul.objects.values_list("pk", flat=True))
    done = take_steps(usul_ids=[*ids, 1], target="praverifikasi", by=CITY, at=at)
    assert (done.count, [one.usul_id for one in done.refused]) == (2, [1])
    again = take_steps(usul_ids=ids, target="praverifikasi", by=CITY, at=at)
    assert (again.bulk_id, again.count, len(again.refused)) == (0, 0, 2)
    assert undo_steps(bulk_id=done.bulk_id, by=CITY, at=at, reason="salah pilih") == 2
    assert set(Usul.objects.values_list("state", flat=True)) == {"diusulkan_rt"}
    refused("USUL-011", undo_steps, bulk_id=done.bulk_id, by=CITY, at=at, reason="sekali lagi")
    other = take_steps(usul_ids=ids, target="praverifikasi", by=CITY, at=at + timedelta(minutes=1))
    proposals.withdraw(usul_id=ids[0], by=CITY, at=at + timedelta(minutes=2), reason="pindah")
    refused("USUL-011", undo_steps, bulk_id=other.bulk_id, by=CITY, at=at + timedelta(minutes=3), reason="salah")
    assert Usul.objects.get(pk=ids[1]).state == "praverifikasi"
