"""Goods by hand and the life of a card."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from pilar.core.bulk.files import keep_bytes
from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.delivery.disbursement.actions.batches import approve, seal
from pilar.delivery.disbursement.actions.build import build_batch
from pilar.delivery.disbursement.actions.cards import new_card, step_card
from pilar.delivery.disbursement.actions.handover import record_hand_over
from pilar.delivery.disbursement.models import Card, CardStep, HandOver, Instruction, Txn
from pilar.delivery.disbursement.queries import ready_of

pytestmark = pytest.mark.django_db
Hand = Callable[..., Actor]
DAY = date(2026, 11, 24)


def test_goods_are_paid_by_a_record_with_its_proof(stage: int, hand: Hand, at: datetime) -> None:
    chosen = list(ready_of(Scope.system(), stage).values_list("pk", flat=True))[:2]
    batch = build_batch(
        stage_id=stage, channel="barang", profile="daftar_serah", entitlement_ids=chosen, by=hand("penyusun"), at=at
    )
    row = Instruction.objects.filter(batch_id=batch).first()
    assert row is not None
    photo = keep_bytes("foto.jpg", [b"\xff\xd8foto"], by=hand("x"), at=at)

    def give(**changed: object) -> int:
        facts = {
            "instruction_id": row.pk, "received_by": "Siti", "place": "Balai", "on": DAY, "proof": "foto", "file": photo, "device_key": "hp1-1",
        } | changed  # fmt: skip
        return record_hand_over(**facts, by=hand("petugas"), at=at)

    with pytest.raises(Problem, match="SALUR-003"):
        give()
    approve(batch_id=batch, by=hand("penyetuju"), at=at)
    seal(batch_id=batch, by=hand("pengirim"), at=at)
    with pytest.raises(Problem, match="SALUR-016"):
        give(file=None)
    first = give()
    assert give() == first
    assert HandOver.objects.count() == 1
    assert Txn.objects.filter(kind="paid").count() == 1
    row.refresh_from_db()
    assert row.state == "paid"
    with pytest.raises(Problem, match="SALUR-003"):
        give(device_key="hp2-1")


def test_a_card_lives_along_declared_steps(stage: int, hand: Hand, at: datetime) -> None:
    person = ready_of(Scope.system(), stage).values_list("person_id", flat=True)[0]
    card = new_card(person_id=person, channel="bri", on=DAY, by=hand("penyusun"), at=at)
    with pytest.raises(Problem, match="SALUR-014"):
        step_card(card_id=card, target="aktif", on=DAY, by=hand("penyusun"), at=at)
    for target in ("dicetak", "diterima_cabang", "didistribusikan", "aktif", "hilang"):
        step_card(card_id=card, target=target, on=DAY, by=hand("penyusun"), at=at)
    other = new_card(person_id=person, channel="bri", on=DAY, by=hand("penyusun"), at=at, replaces=card)
    assert Card.objects.get(pk=card).state == "diganti"
    assert Card.objects.get(pk=other).replaces_id == card
    assert CardStep.objects.filter(card_id=card).count() == 7
    with pytest.raises(Problem, match="UMUM-404"):
        step_card(card_id=other, target="dicetak", on=DAY, by=hand("lain", "3573"), at=at)
