"""Statement lines meet orders by the whole account number: masked, without zeros, of somebody else, and judged again later."""

import pytest
from tests.unit.delivery.reconciliation.paying_stage import PayingStage, classes, make_stage, states, take

from pilar.core import vault
from pilar.delivery.disbursement.models import Instruction
from pilar.delivery.disbursement.rules import ACCOUNT_FIELD
from pilar.delivery.reconciliation.models import Line

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> PayingStage:
    """Four people; the accounts of the first two end with the same four digits."""
    made = make_stage(4)
    for order, number in zip(
        made.orders, ("001201000001234", "001299990001234", "001201000005555", "001201000006666"), strict=True
    ):
        order.account_last4 = number[-4:]
        Instruction.objects.filter(pk=order.pk).update(
            account_sealed=vault.seal(ACCOUNT_FIELD, number), account_index=vault.blind_index(ACCOUNT_FIELD, number),
            account_last4=number[-4:], name="SITI AMINAH" if number.endswith("1234") else order.name,
        )  # fmt: skip
    return made


def sheet(*rows: str) -> bytes:
    return "\n".join(("No Rekening;Nama;Nominal;Tanggal;Status;No Jurnal", *rows, "")).encode()


def test_same_last_digits_name_and_amount_are_told_apart(stage: PayingStage) -> None:
    got = take(sheet("001299990001234;SITI AMINAH;200000;24/11/2026;SUKSES;J1"), stage)
    assert classes(got) == ["cocok"]
    assert states(stage) == ["sent", "paid", "sent", "sent"]


def test_a_masked_account_of_two_people_stays_in_doubt(stage: PayingStage) -> None:
    got = take(sheet("***********1234;SITI AMINAH;200000;24/11/2026;SUKSES;J1"), stage)
    assert classes(got) == ["pasangan_ragu"]
    assert set(states(stage)) == {"sent"}


def test_the_account_alone_is_enough_and_a_strange_name_is_not_paid(stage: PayingStage) -> None:
    got = take(
        sheet(
            "001201000005555;;200000;24/11/2026;SUKSES;J1", "001201000006666;ORANG ASING;200000;24/11/2026;SUKSES;J2"
        ),
        stage,
    )
    assert classes(got) == ["cocok", "beda_nama"]
    assert states(stage) == ["sent", "sent", "paid", "sent"]


def test_zeros_that_a_spreadsheet_dropped_are_seen_through(stage: PayingStage) -> None:
    assert classes(take(sheet("1201000005555;;200000;24/11/2026;SUKSES;J1"), stage)) == ["cocok"]


def test_our_reference_with_somebody_elses_account_is_not_paid(stage: PayingStage) -> None:
    order = stage.orders[2]
    data = stage.csv(stage.row(2).replace(f";{order.account_last4};", ";998877665555;"))
    assert classes(take(data, stage)) == ["beda_rekening"]
    assert set(states(stage)) == {"sent"}


def test_a_return_before_its_payment_finds_the_account_when_it_is_judged_again(stage: PayingStage) -> None:
    early = take(sheet("001299990001234;SITI AMINAH;200000;24/11/2026;RETUR;R1"), stage)
    assert classes(early) == ["tanpa_pasangan"]
    kept = Line.objects.get(inbound_id=early.inbound_id, row=2)
    assert kept.account_last4 == "1234"
    assert vault.unseal(ACCOUNT_FIELD, kept.account_sealed) == "001299990001234"
    take(sheet("001299990001234;SITI AMINAH;200000;24/11/2026;SUKSES;J1"), stage, name="susul.csv")
    take(sheet("001201000001234;SITI AMINAH;200000;24/11/2026;SUKSES;J2"), stage, name="susul-2.csv")
    assert states(stage)[0] == "paid"
    assert classes(early) == ["retur"]
    assert states(stage)[1] == "returned"
    posted = Line.objects.filter(code="cocok")
    assert not posted.exclude(account_sealed=None).exists()
