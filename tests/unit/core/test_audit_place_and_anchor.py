"""Events that name no area are filed where somebody watches, and the head is anchored every day without being asked."""

from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import transaction

from pilar.core.audit import actions, anchors, queries
from pilar.core.audit import jobs as audit_jobs
from pilar.core.audit.models import AuditEvent
from pilar.core.clock import now
from pilar.core.jobs import schedules, worker
from pilar.core.scope import Actor, Scope

pytestmark = pytest.mark.django_db
READ = frozenset({"audit.read"})


@pytest.fixture
def metro(monkeypatch: pytest.MonkeyPatch) -> None:
    office = SimpleNamespace(office="1872")
    monkeypatch.setattr(actions, "config", lambda: office)
    monkeypatch.setattr(queries, "config", lambda: office)


def _record(at: datetime, *areas: str) -> str:
    with transaction.atomic():
        seq = actions.record("uji", by=Actor("siti", "operator", Scope(areas)), at=at)
    return AuditEvent.objects.get(pk=seq).wilayah


def test_an_event_without_area_is_filed_under_the_one_area_of_its_actor_else_under_the_office(
    metro: None, at: datetime
) -> None:
    assert _record(at, "1872011002") == "1872011002"
    assert _record(at, "1872011002", "1872011003") == "1872"
    assert _record(at, "") == "1872" and _record(at) == "1872"
    assert queries.verify(Scope.system()).broken is None


def test_older_events_without_area_are_seen_by_those_who_watch_the_whole_office_and_by_nobody_else(
    metro: None, at: datetime
) -> None:
    with transaction.atomic():
        actions.record("uji", by=Actor("siti", "operator", Scope(("1872011002",))), at=at)
        event = AuditEvent.objects.get()
        event.pk, event.wilayah = 2, ""
        event.save(force_insert=True)

    def seen(*areas: str) -> list[int]:
        return sorted(queries.list_events(Scope(areas, READ)).values_list("seq", flat=True))

    assert seen("1872") == [1, 2] and seen("18") == [1, 2]
    assert seen("187201") == [1] and seen("1872011002") == [1]
    assert seen("3573") == [] and seen() == []


def test_without_a_configured_office_a_whole_city_sees_them(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    nowhere = SimpleNamespace(office="")
    monkeypatch.setattr(actions, "config", lambda: nowhere)
    monkeypatch.setattr(queries, "config", lambda: nowhere)
    assert _record(at) == ""
    assert queries.list_events(Scope(("1872",), READ)).count() == 1
    assert queries.list_events(Scope(("187201",), READ)).count() == 0


def test_the_head_is_anchored_once_a_day_by_the_worker(
    at: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anchors, "anchors_path", lambda: tmp_path / "jangkar.jsonl")
    schedules.discover()
    daily = schedules.SCHEDULES["audit-jangkar"]
    assert daily.task is audit_jobs.anchor
    _record(at, "1872")
    schedules.make_due(now() - timedelta(days=2))
    before = list(anchors.read())
    for _ in range(2):
        schedules.make_due(now())
        worker.run_pending()
    made = list(anchors.read())[len(before) :]
    assert [one.seq >= 1 and len(one.digest) == 64 for one in made] == [True]
    assert anchors.first_mismatch(Scope((), READ)) is None
