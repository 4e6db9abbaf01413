"""Answers of providers: idempotent, in any order, classified, exact."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.delivery.disbursement.actions.batches import approve, seal
from pilar.delivery.disbursement.actions.build import build_batch
from pilar.delivery.disbursement.actions.outcomes import Outcome, apply_outcomes
from pilar.delivery.disbursement.models import Answer, Instruction, Posting, Txn
from pilar.delivery.disbursement.queries import ready_of

pytestmark = pytest.mark.django_db
Hand = Callable[..., Actor]
DAY = date(2026, 11, 24)


@pytest.fixture
def sent(stage: int, hand: Hand, at: datetime) -> list[str]:
    """References of twelve sent instructions at BRI."""
    order(stage, hand, at)
    return list(Instruction.objects.order_by("pk").values_list("e2e", flat=True))


def order(stage: int, hand: Hand, at: datetime) -> None:
    chosen = list(ready_of(Scope.system(), stage).values_list("pk", flat=True))
    batch = build_batch(
        stage_id=stage, channel="bri", profile="himbara_csv", entitlement_ids=chosen, by=hand("penyusun"), at=at
    )
    approve(batch_id=batch, by=hand("penyetuju"), at=at)
    seal(batch_id=batch, by=hand("pengirim"), at=at)


def outcome(e2e: str, kind: str = "paid", amount: int = 600_000, reference: str = "") -> Outcome:
    return Outcome("bri", reference or f"R-{e2e}-{kind}", kind, e2e, amount, DAY)  # type: ignore[arg-type]


def apply(hand: Hand, at: datetime, *outcomes: Outcome) -> tuple[str, ...]:
    return apply_outcomes(by=hand("rekonsiliasi"), at=at, source="uji", outcomes=list(outcomes)).results


def state_of(e2e: str) -> str:
    return Instruction.objects.get(e2e=e2e).state


def on_account(account: str) -> int:
    return sum(Posting.objects.filter(account=account).values_list("amount_rp", flat=True))


def test_paid_once_however_often_it_is_told(sent: list[str], hand: Hand, at: datetime) -> None:
    assert apply(hand, at, outcome(sent[0])) == ("posted",)
    before = (Txn.objects.count(), Answer.objects.count())
    assert apply(hand, at, outcome(sent[0]), outcome(sent[0])) == ("known", "known")
    assert (Txn.objects.count(), Answer.objects.count()) == before
    assert apply(hand, at, outcome(sent[0], reference="LAIN")) == ("known",)
    assert on_account("disbursed") == 600_000


def test_twice_in_one_file_is_posted_once(sent: list[str], hand: Hand, at: datetime) -> None:
    assert apply(hand, at, outcome(sent[0]), outcome(sent[0])) == ("posted", "known")


def test_every_line_is_classified_and_nothing_is_lost(sent: list[str], hand: Hand, at: datetime) -> None:
    got = apply(
        hand, at, outcome(sent[0]), outcome("TIDAKADA"), outcome(sent[1], amount=60_000), outcome(sent[2], amount=6_000_000),
        replace(outcome(sent[3]), channel="bni"), outcome(sent[4], "rejected"), outcome(sent[4], "paid"),
    )  # fmt: skip
    assert got[:5] == ("posted", "orphan", "amount_mismatch", "amount_mismatch", "conflict")
    assert sorted(got[5:]) == ["conflict", "posted"]
    assert Answer.objects.count() == 7
    assert (state_of(sent[1]), state_of(sent[2])) == ("sent", "sent")


def test_the_same_key_with_other_content_is_a_conflict(sent: list[str], hand: Hand, at: datetime) -> None:
    apply(hand, at, outcome(sent[0], reference="R1"))
    assert apply(hand, at, outcome(sent[1], reference="R1")) == ("conflict",)
    assert state_of(sent[1]) == "sent"


def test_money_that_came_back_before_it_was_told_paid(sent: list[str], hand: Hand, at: datetime) -> None:
    assert apply(hand, at, outcome(sent[0], "returned")) == ("posted",)
    assert apply(hand, at, outcome(sent[0], "paid")) == ("known",)
    assert state_of(sent[0]) == "returned"
    assert (on_account("retur"), on_account("disbursed")) == (600_000, 0)


def test_treasury_before_the_rejection_waits_for_it(sent: list[str], hand: Hand, at: datetime) -> None:
    assert apply(hand, at, outcome(sent[0], "treasury")) == ("conflict",)
    assert apply(hand, at, outcome(sent[0], "rejected")) == ("posted",)
    assert state_of(sent[0]) == "treasury"
    assert on_account("treasury") == 600_000
    assert not Answer.objects.filter(result="conflict").exists()


def test_a_returned_payment_opens_exactly_one_attempt(stage: int, sent: list[str], hand: Hand, at: datetime) -> None:
    apply(hand, at, outcome(sent[0], "paid"), outcome(sent[0], "returned"))
    assert ready_of(Scope.system(), stage).count() == 1
    order(stage, hand, at)
    again = Instruction.objects.get(attempt=2)
    assert again.from_retur
    assert on_account("retur") == 0
    assert ready_of(Scope.system(), stage).count() == 0
    assert apply(hand, at, outcome(sent[0], "treasury")) == ("conflict",)
    apply(hand, at, outcome(again.e2e))
    assert (on_account("disbursed"), on_account("fund")) == (600_000, -7_200_000)


@pytest.mark.parametrize(
    "bad",
    [
        {"channel": "dompet"}, {"kind": "lunas"}, {"bank_reference": ""}, {"bank_reference": "x" * 65}, {"amount_rp": 0}, {"amount_rp": -5},
        {"amount_rp": 600_000.0}, {"amount_rp": True}, {"on": None},
    ],
)  # fmt: skip
def test_unreadable_outcomes_are_refused_as_a_whole(
    sent: list[str], hand: Hand, at: datetime, bad: dict[str, object]
) -> None:
    with pytest.raises(Problem) as caught:
        apply(hand, at, outcome(sent[0]), replace(outcome(sent[1]), **bad))  # type: ignore[arg-type]
    assert caught.value.code == "SALUR-013"
    assert not Answer.objects.exists()


def test_an_arrow_table_is_read_as_well(sent: list[str], hand: Hand, at: datetime) -> None:
    import pyarrow as pa

    rows = [outcome(one) for one in sent]
    names = ("channel", "bank_reference", "kind", "e2e", "amount_rp", "on", "reason_code", "reason_text")
    table = pa.table({name: [getattr(row, name) for row in rows] for name in names})
    report = apply_outcomes(by=hand("rekonsiliasi"), at=at, source="uji", outcomes=table)
    assert report.counts == {"posted": 12}
    assert report.posted_rp == 7_200_000


def test_identity_numbers_in_words_of_the_bank_are_masked(sent: list[str], hand: Hand, at: datetime) -> None:
    line = replace(outcome(sent[0], "rejected"), reason_text="NIK 1872014101900001 beda", reason_code="nik_beda")
    stray = outcome("1872014101900001", reference="R9")
    assert apply(hand, at, line, stray) == ("posted", "orphan")
    assert apply(hand, at, stray) == ("known",)
    kept = (
        "".join(f"{one.e2e}{one.reason_text}" for one in Answer.objects.all())
        + Instruction.objects.get(e2e=sent[0]).reason_text
    )
    assert "1872014101900001" not in kept


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_order_and_any_parts_end_the_same(sent: list[str], hand: Hand, at: datetime, data: st.DataObject) -> None:
    from django.db import transaction

    truth = [outcome(one) for one in sent[:6]]
    truth += [outcome(one, "returned") for one in sent[4:8]] + [outcome(one, "rejected") for one in sent[8:10]]
    truth += [outcome(sent[9], "treasury"), outcome(sent[4], "treasury")]
    order_of = data.draw(st.permutations(truth + truth[:5]))
    cut = data.draw(st.integers(0, len(order_of)))
    with transaction.atomic():
        for part in (order_of[:cut], order_of[cut:]):
            apply(hand, at, *part)
        ends = [state_of(one) for one in sent]
        sums = {code: on_account(code) for code in ("transit", "disbursed", "payable", "retur", "treasury")}
        transaction.set_rollback(True)
    assert ends == ["paid"] * 4 + ["treasury"] + ["returned"] * 3 + ["rejected", "treasury"] + ["sent"] * 2
    assert sums == {
        "transit": 1_200_000,
        "disbursed": 2_400_000,
        "payable": 600_000,
        "retur": 1_800_000,
        "treasury": 1_200_000,
    }
