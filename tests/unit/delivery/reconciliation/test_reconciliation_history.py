"""Where the money of a family is: in the pages of the family and of the counter, in words, only for those who may see it."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.unit.delivery.reconciliation.paying_stage import PayingStage, make_stage, take
from tests.unit.evidence.registry.two_cities import enter, load_areas

from pilar.core.audit.models import AuditEvent
from pilar.core.ids import encode_id
from pilar.core.problems import Problem
from pilar.core.scope import Scope
from pilar.delivery.disbursement.lifecycle import STATES
from pilar.delivery.disbursement.lists import CHANNELS
from pilar.delivery.disbursement.models import Instruction
from pilar.delivery.reconciliation.queries.history import money_of
from pilar.delivery.reconciliation.queries.realisation import realisation_of
from pilar.delivery.reconciliation.rules.repair import REASONS
from pilar.delivery.reconciliation.rules.told import MEANINGS, NOT_ORDERED, next_step

pytestmark = pytest.mark.django_db
CITY = Scope(("1872",), frozenset({"*"}))


@pytest.fixture
def paid(db: None) -> PayingStage:
    """Six orders over BRI: one paid, one failed, the others on their way."""
    load_areas()
    stage = make_stage(6)
    take(stage.csv(stage.row(0), stage.row(1, status="GAGAL", words="Rekening pasif 6 bulan")), stage)
    return stage


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_every_state_reason_and_channel_has_words() -> None:
    assert set(MEANINGS) == {NOT_ORDERED, *(one.code for one in STATES)}
    for state in MEANINGS:
        for channel in CHANNELS:
            for reason in ("", *(one.code for one in REASONS)):
                said = next_step(state, by_account=channel.by_account, channel=channel.code, reason=reason)
                assert all(text.endswith(".") and len(text) > 20 for text in (said.name_id, said.name_en))


def test_the_line_says_stage_amount_date_provider_reason_and_next_step(paid: PayingStage) -> None:
    (good,) = money_of(CITY, family_id=paid.orders[0].family_id)
    assert (good.amount_rp, good.state, good.on, good.provider) == (200_000, "Diterima", date(2026, 11, 24), "BRI")
    (bad,) = money_of(CITY, family_id=paid.orders[1].family_id)
    assert (bad.state, bad.reason) == ("Gagal salur", "Rekening pasif")
    assert "mengaktifkan rekening" in bad.next_step
    assert "pasif 6 bulan" in bad.provider_words


def test_without_an_order_it_waits_and_outside_there_is_nothing(paid: PayingStage) -> None:
    order = paid.orders[2]
    Instruction.objects.filter(pk=order.pk).delete()
    (one,) = money_of(CITY, family_id=order.family_id)
    assert (one.state, one.provider) == ("Menunggu perintah bayar", "")
    assert money_of(Scope(("3573",), frozenset({"*"})), family_id=order.family_id) == []
    assert money_of(CITY, family_id=None) == []
    with pytest.raises(Problem, match="UMUM-403"):
        money_of(Scope(("1872",), frozenset({"programs.view"})), family_id=order.family_id)


def test_a_second_attempt_stands_first_and_counts_once(paid: PayingStage) -> None:
    first = Instruction.objects.get(pk=paid.orders[1].pk)
    again = Instruction.objects.get(pk=first.pk)
    again.pk, again.attempt, again.e2e, again.state, again.channel = first.pk + 1, 2, "P2", "sent", "pos"
    again.save(force_insert=True)
    (one,) = money_of(CITY, family_id=first.family_id)
    assert (one.provider, one.reason) == ("PT Pos", "")
    assert [(a.channel, a.reason) for a in one.earlier] == [("BRI", "Rekening pasif")]
    sums = realisation_of(CITY, paid.stage.pk)
    for area in sums:
        parts = ("paid", "waiting", "unknown", "failed", "returned", "treasury")
        assert area.due == area.ordered == sum(getattr(area, part) for part in parts)
        assert area.due_rp == sum(getattr(area, f"{part}_rp") for part in parts)
    assert sum(area.failed for area in sums) == 0


def test_the_pages_show_it_and_record_the_look(paid: PayingStage) -> None:
    order = paid.orders[1]
    desk = enter("loket", "front_office", "1872")
    page = desk.get(f"/penyaluran/keluarga/{encode_id(order.family_id)}/")
    assert "Gagal salur" in text_of(page) and "Rekening pasif" in text_of(page)
    counter = text_of(desk.get(f"/loket/{encode_id(order.person_id)}/"))
    assert "Uang bantuan" in counter and "mengaktifkan rekening" in counter
    slip = text_of(desk.get(f"/loket/{encode_id(order.person_id)}/cetak/"))
    assert "Rp 200.000" in slip and order.e2e not in slip and "pasif 6 bulan" not in slip
    looked = AuditEvent.objects.filter(subject_id__in=(order.family_id, order.person_id), actor="loket")
    assert looked.count() == 2
    family = desk.get(f"/keluarga/{encode_id(order.family_id)}/")
    assert "Riwayat pembayaran" in text_of(family)


def test_who_may_not_see_payments_sees_none(paid: PayingStage) -> None:
    order = paid.orders[1]
    volunteer = enter("wagiman", "psm", order.wilayah[:10])
    assert volunteer.get(f"/penyaluran/keluarga/{encode_id(order.family_id)}/").status_code == 403
    assert "Uang bantuan" not in text_of(volunteer.get(f"/loket/{encode_id(order.person_id)}/"))
    assert "Riwayat pembayaran" not in text_of(volunteer.get(f"/keluarga/{encode_id(order.family_id)}/"))
    other: Callable[..., Client] = enter
    assert (
        other("jauh", "front_office", "3573").get(f"/penyaluran/keluarga/{encode_id(order.family_id)}/").status_code
        == 404
    )
