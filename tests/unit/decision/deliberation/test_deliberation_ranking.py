"""The order of need: by hand, by comparisons, where the area ranks and nowhere else; it is kept as acts and stands in the papers."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from desk_door import VILLAGE
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from test_deliberation_pages import OTHER_VILLAGE, path
from test_deliberation_session import LAPTOP, LURAH, session_with, told

from pilar.core.clock import now
from pilar.core.ids import encode_id
from pilar.decision.deliberation.actions import close
from pilar.decision.deliberation.actions.table import hear
from pilar.decision.deliberation.documents.content import content_of
from pilar.decision.deliberation.models import Session, TableAct
from pilar.decision.deliberation.queries.ranking import ranking_of
from pilar.decision.deliberation.rules import next_pair, order_by_comparisons

NAMES = ("SITI AMINAH", "BUDI SANTOSO", "RINI WATI")


def ranked_session(at: datetime, *names: str) -> Session:
    session = session_with(at, *names)
    Session.objects.filter(pk=session.pk).update(ranked=True)
    session.refresh_from_db()
    return session


@given(truth=st.permutations(range(1, 7)))
def test_answers_that_agree_lead_to_their_order(truth: list[int]) -> None:
    wins: list[tuple[int, int]] = []
    items = sorted(truth)
    for _ in range(15):  # no more than all the pairs there are
        pair = next_pair(order_by_comparisons(items, wins), wins)
        if pair is None:
            break
        wins.append(pair if truth.index(pair[0]) < truth.index(pair[1]) else (pair[1], pair[0]))
    assert next_pair(order_by_comparisons(items, wins), wins) is None
    assert sorted(order_by_comparisons(items, wins)) == items
    everything = [(a, b) for at, a in enumerate(truth) for b in truth[at + 1 :]]
    assert order_by_comparisons(items, everything) == truth


@pytest.mark.django_db
def test_families_are_moved_without_a_script(browser: Callable[..., Client], metro: None, at: datetime) -> None:
    session = ranked_session(at, *NAMES)
    client = browser("lurah_a", "lurah", VILLAGE)
    first, second, third = session.items.order_by("position")
    page = client.get(path(session, "urutkan")).text
    assert page.index(first.name) < page.index(third.name)
    client.post(path(session, "urutkan", "geser"), {"item": encode_id(third.pk), "arah": "naik"})
    client.post(path(session, "urutkan", "geser"), {"item": encode_id(third.pk), "arah": "naik"})
    client.post(path(session, "urutkan", "geser"), {"item": encode_id(third.pk), "arah": "naik"})  # already on top
    order = dict(session.items.values_list("pk", "rank"))
    assert order == {third.pk: 1, first.pk: 2, second.pk: 3}
    assert TableAct.objects.filter(kind="urut").count() == 2
    assert "urutan 1" in client.get(path(session, "layar") + f"?item={encode_id(third.pk)}").text
    for bad in (
        {"item": "!!", "arah": "naik"},
        {"item": encode_id(first.pk), "arah": "miring"},
        {"item": "", "arah": ""},
    ):
        assert client.post(path(session, "urutkan", "geser"), bad).status_code == 404
    assert browser("lurah_b", "lurah", OTHER_VILLAGE).get(path(session, "urutkan")).status_code == 404


@pytest.mark.django_db
def test_comparisons_are_acts_and_their_order_is_taken_over(
    browser: Callable[..., Client], metro: None, at: datetime
) -> None:
    session = ranked_session(at, *NAMES)
    client = browser("lurah_a", "lurah", VILLAGE)
    first, second, third = session.items.order_by("position")
    truth = [second.pk, third.pk, first.pk]
    while (pair := ranking_of(LURAH.scope, session).pair) is not None:
        poorer, other = sorted((pair[0].id, pair[1].id), key=truth.index)
        client.post(path(session, "urutkan", "banding"), {"miskin": encode_id(poorer), "lain": encode_id(other)})
        assert TableAct.objects.filter(kind="banding").count() <= 3
    told_so = TableAct.objects.filter(kind="banding").first()
    assert told_so is not None and told_so.item_id == told_so.order[0]
    assert set(session.items.values_list("rank", flat=True)) == {None}
    client.post(path(session, "urutkan", "simpan"))
    assert list(session.items.order_by("rank").values_list("pk", flat=True)) == truth
    same = {"miskin": encode_id(first.pk), "lain": encode_id(first.pk)}
    assert client.post(path(session, "urutkan", "banding"), same).status_code == 404


@pytest.mark.django_db
def test_the_order_stands_in_the_bnba_and_nothing_moves_after_the_close(
    browser: Callable[..., Client], metro: None, at: datetime
) -> None:
    session = ranked_session(at, *NAMES)
    client = browser("lurah_a", "lurah", VILLAGE)
    first, second, third = session.items.order_by("position")
    client.post(path(session, "urutkan", "geser"), {"item": encode_id(third.pk), "arah": "naik"})
    acts = [told(first), told(second, "tidak_layak", reason_code="R06"), told(third)]
    hear(session_id=session.pk, told=acts, device=LAPTOP, by=LURAH, at=now())
    assert [one.id for one in ranking_of(LURAH.scope, session).lines] == [first.pk, third.pk]
    close.close_session(session_id=session.pk, by=LURAH, at=now() + timedelta(hours=1))
    session.refresh_from_db()
    rows = content_of(session).part("A")
    assert [(row.name, row.rank, row.no) for row in rows] == [(first.name, 1, 1), (third.name, 2, 2)]
    client.post(path(session, "urutkan", "geser"), {"item": encode_id(third.pk), "arah": "naik"})
    assert TableAct.objects.filter(kind="urut", outcome="terlambat").count() == 1
    assert close.record_is_whole(session)
    assert "Naik" not in client.get(path(session, "urutkan")).text


@pytest.mark.django_db
def test_an_area_that_does_not_rank_has_no_such_page(browser: Callable[..., Client], metro: None, at: datetime) -> None:
    session = session_with(at, NAMES[0])
    client = browser("lurah_a", "lurah", VILLAGE)
    assert client.get(path(session, "urutkan")).status_code == 404
    assert "Urutkan" not in client.get(path(session)).text
