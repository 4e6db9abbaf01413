"""The page of a recipient's accounts and KKS cards: declared steps only, replacement in one act, numbers masked, scope kept."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from tests.unit.decision.conftest import browser, metro  # noqa: F401  fixtures

from pilar.core.audit.models import AuditEvent
from pilar.core.ids import encode_id
from pilar.core.scope import Actor
from pilar.delivery.disbursement.actions.accounts import set_account
from pilar.delivery.disbursement.models import Card, CardStep, PayAccount

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


def test_a_card_from_print_to_replacement(browser: Browser, stage: int) -> None:  # noqa: F811
    account = PayAccount.objects.order_by("pk")[0]
    maker, page = browser("siti", "pengisi_data"), f"/penyaluran/orang/{encode_id(account.person_id)}/"
    shown = maker.get(page).content.decode()
    assert f"•••• {account.last4}" in shown
    assert "00120000000" not in shown
    assert "Belum ada kartu" in shown
    assert maker.post(f"{page}kartu/", {"channel": "bri", "last4": "12", "on": "24-11-2026"}).status_code == 422
    maker.post(f"{page}kartu/", {"channel": "bri", "last4": "4321", "on": "02-11-2026"})
    card = Card.objects.get()
    step = f"{page}kartu/langkah/"
    skipped = maker.post(step, {"card": card.pk, "target": "aktif", "on": "03-11-2026"})
    assert skipped.status_code == 422
    for target in ("dicetak", "diterima_cabang", "didistribusikan", "aktif", "hilang", "diganti"):
        answer = maker.post(step, {"card": card.pk, "target": target, "on": "04-11-2026", "note": "catatan uji"})
        assert answer.status_code == 302, target
    card.refresh_from_db()
    after = Card.objects.exclude(pk=card.pk).get()
    assert (card.state, after.state, after.replaces_id) == ("diganti", "belum_dicetak", card.pk)
    assert CardStep.objects.count() == AuditEvent.objects.filter(act="disbursement.card.step").count() == 8
    assert "catatan uji" in maker.get(page).content.decode()
    reader = browser("budi", "kepala_bidang")
    assert "Catat langkah berikutnya" not in reader.get(page).content.decode()
    assert reader.post(step, {"card": after.pk, "target": "dicetak", "on": "05-11-2026"}).status_code == 403
    assert browser("lain", "pengisi_data", "3573").get(page).status_code == 404
    stranger = PayAccount.objects.exclude(person_id=account.person_id)[0].person_id
    other = maker.post(
        f"/penyaluran/orang/{encode_id(stranger)}/kartu/langkah/", {"card": after.pk, "target": "dicetak"}
    )
    assert other.status_code == 404


def test_an_account_noted_after_midnight_bears_the_day_of_the_office(stage: int) -> None:
    person = PayAccount.objects.order_by("pk")[0].person_id
    night = datetime(2026, 11, 24, 18, tzinfo=UTC)  # one o'clock in Metro
    set_account(
        person_id=person, channel="bri", number="1234567890", holder="", state="aktif", by=Actor.system(), at=night
    )
    assert PayAccount.objects.get(person_id=person, channel="bri", ended_at=None).as_of == date(2026, 11, 25)
