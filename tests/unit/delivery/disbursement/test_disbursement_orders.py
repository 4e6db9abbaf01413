"""From entitlements to a sealed file: who may, what is refused, what the file holds."""

import csv
import hashlib
import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from pilar.core.audit.models import AuditEvent
from pilar.core.bulk.files import open_kept
from pilar.core.ids import new_id
from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.delivery.disbursement.actions.accounts import set_account
from pilar.delivery.disbursement.actions.batches import approve, override, seal, void
from pilar.delivery.disbursement.actions.build import build_batch
from pilar.delivery.disbursement.actions.transmit import mark_unknown, record_handed_over, transmit_due
from pilar.delivery.disbursement.models import Batch, BatchFile, Instruction, Outbox, PayAccount, Posting, Txn
from pilar.delivery.disbursement.queries import board_of, progress_by_village, ready_of

pytestmark = pytest.mark.django_db
Hand = Callable[..., Actor]


def ready(stage: int) -> list[int]:
    return list(ready_of(Scope.system(), stage).order_by("pk").values_list("pk", flat=True))


def made(
    stage: int, hand: Hand, at: datetime, count: int = 12, channel: str = "bri", profile: str = "himbara_csv"
) -> int:
    chosen = ready(stage)[:count]
    return build_batch(
        stage_id=stage, channel=channel, profile=profile, entitlement_ids=chosen, by=hand("penyusun"), at=at
    )


def refused(code: str, act: Callable[[], object]) -> Problem:
    with pytest.raises(Problem) as caught:
        act()
    assert caught.value.code == code
    return caught.value


def test_a_batch_goes_through_three_hands_into_a_sealed_file(stage: int, hand: Hand, at: datetime) -> None:
    batch = made(stage, hand, at)
    approve(batch_id=batch, by=hand("penyetuju"), at=at)
    digests = seal(batch_id=batch, by=hand("pengirim"), at=at)
    row, file = Batch.objects.get(pk=batch), BatchFile.objects.get(batch=batch)
    with open_kept(file.sha256) as stream:
        data = stream.read()
    assert digests == [file.sha256] == [hashlib.sha256(data).hexdigest()]
    lines = list(csv.DictReader(io.StringIO(data.decode()), delimiter=";"))
    assert (row.count, row.total_rp) == (file.count, file.total_rp) == (12, 7_200_000)
    assert len(lines) == 12
    assert sum(int(line["NOMINAL"]) for line in lines) == 7_200_000
    known = {one.e2e: one for one in Instruction.objects.filter(batch=batch)}
    assert {line["NO_REFERENSI"] for line in lines} == set(known)
    assert all(line["NO_REKENING"].endswith(known[line["NO_REFERENSI"]].account_last4) for line in lines)
    assert {one.state for one in known.values()} == {"sent"}
    assert Outbox.objects.get(batch=batch).delivered_at is None
    assert list(AuditEvent.objects.filter(act__startswith="disbursement.").values_list("act", flat=True)) == [
        "disbursement.batch.made", "disbursement.batch.approved", "disbursement.batch.sealed",
    ]  # fmt: skip


def test_an_empty_selection_pays_nobody(stage: int, hand: Hand, at: datetime) -> None:
    refused(
        "SALUR-001",
        lambda: build_batch(
            stage_id=stage, channel="bri", profile="himbara_csv", entitlement_ids=[], by=hand("a"), at=at
        ),
    )
    assert not Instruction.objects.exists()


def test_maker_approver_and_sender_differ(stage: int, hand: Hand, at: datetime) -> None:
    batch = made(stage, hand, at)
    refused("SALUR-004", lambda: approve(batch_id=batch, by=hand("penyusun"), at=at))
    refused("SALUR-003", lambda: seal(batch_id=batch, by=hand("pengirim"), at=at))
    approve(batch_id=batch, by=hand("penyetuju"), at=at)
    for name in ("penyusun", "penyetuju"):
        refused("SALUR-004", lambda name=name: seal(batch_id=batch, by=hand(name), at=at))
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(pk=batch).update(sent_by="penyetuju")


@pytest.mark.parametrize(
    ("what", "capability"),
    [(approve, "disbursement.approve"), (seal, "disbursement.send"), (mark_unknown, "disbursement.send")],
)
def test_each_act_needs_its_capability(
    stage: int, hand: Hand, at: datetime, what: Callable[..., object], capability: str
) -> None:
    batch = made(stage, hand, at)
    refused("UMUM-403", lambda: what(batch_id=batch, by=hand("x", can={"disbursement.order"}), at=at))


def test_another_area_sees_no_batch_and_orders_nothing(stage: int, hand: Hand, at: datetime) -> None:
    batch = made(stage, hand, at)
    refused("UMUM-404", lambda: approve(batch_id=batch, by=hand("lain", "3573"), at=at))


def test_who_has_a_live_instruction_is_not_ordered_again(stage: int, hand: Hand, at: datetime) -> None:
    chosen = ready(stage)[:3]
    made(stage, hand, at, count=3)
    refused(
        "SALUR-007",
        lambda: build_batch(
            stage_id=stage, channel="pos", profile="pos_csv", entitlement_ids=chosen, by=hand("penyusun"), at=at
        ),
    )
    old = Instruction.objects.first()
    assert old is not None
    twin = {
        field.attname: getattr(old, field.attname)
        for field in Instruction._meta.concrete_fields
        if field.name not in ("id", "e2e")
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Instruction(pk=new_id(), e2e="LAIN", **twin).save(force_insert=True)


def test_without_a_working_account_a_bank_is_refused_and_the_post_is_not(stage: int, hand: Hand, at: datetime) -> None:
    PayAccount.objects.filter(pk=PayAccount.objects.values("pk")[:1]).update(state="pasif")
    said = refused("SALUR-007", lambda: made(stage, hand, at))
    assert "BRI" in said.sentence
    assert not Instruction.objects.exists()
    assert not Txn.objects.exists()
    made(stage, hand, at, channel="pos", profile="pos_csv")


def test_unknown_channels_and_shapes_are_refused(stage: int, hand: Hand, at: datetime) -> None:
    refused("SALUR-002", lambda: made(stage, hand, at, channel="dompet"))
    refused("SALUR-008", lambda: made(stage, hand, at, channel="pos", profile="himbara_csv"))


@pytest.mark.parametrize("status", ["meninggal", "pindah_keluar", "digabung"])
def test_the_dead_and_moved_are_not_sealed_without_a_reason(stage: int, hand: Hand, at: datetime, status: str) -> None:
    batch = made(stage, hand, at)
    row = Instruction.objects.filter(batch=batch).first()
    assert row is not None
    row.person.__class__.objects.filter(pk=row.person_id).update(status=status)
    approve(batch_id=batch, by=hand("penyetuju"), at=at)
    refused("SALUR-005", lambda: seal(batch_id=batch, by=hand("pengirim"), at=at))
    assert Instruction.objects.filter(state="draft").count() == 12
    refused("SALUR-006", lambda: override(instruction_id=row.pk, reason=" ", by=hand("penyetuju"), at=at))
    override(instruction_id=row.pk, reason="Ahli waris menerima menurut SK", by=hand("penyetuju"), at=at)
    seal(batch_id=batch, by=hand("pengirim"), at=at)


def test_voiding_puts_the_money_back_and_the_next_attempt_has_a_new_reference(
    stage: int, hand: Hand, at: datetime
) -> None:
    batch = made(stage, hand, at)
    first = set(Instruction.objects.values_list("e2e", flat=True))
    refused("SALUR-006", lambda: void(batch_id=batch, reason="", by=hand("penyusun"), at=at))
    assert void(batch_id=batch, reason="salah penyalur", by=hand("penyusun"), at=at) == 12
    assert on_account("committed") == 0
    made(stage, hand, at)
    second = set(Instruction.objects.filter(attempt=2).values_list("e2e", flat=True))
    assert len(second) == 12
    assert not first & second


def on_account(account: str) -> int:
    return sum(Posting.objects.filter(account=account).values_list("amount_rp", flat=True))


def test_a_changed_account_voids_what_was_approved(stage: int, hand: Hand, at: datetime) -> None:
    batch = made(stage, hand, at)
    approve(batch_id=batch, by=hand("penyetuju"), at=at)
    row = Instruction.objects.filter(batch=batch).first()
    assert row is not None
    set_account(
        person_id=row.person_id, channel="bri", number="0098-7654-321", holder="KELUARGA CONTOH", state="aktif", by=hand("penyusun"), at=at
    )  # fmt: skip
    assert Batch.objects.get(pk=batch).state == "void"
    assert set(Instruction.objects.filter(batch=batch).values_list("state", flat=True)) == {"cancelled"}
    refused("SALUR-003", lambda: seal(batch_id=batch, by=hand("pengirim"), at=at))


def test_the_ledger_moves_with_the_batch(stage: int, hand: Hand, at: datetime) -> None:
    batch = made(stage, hand, at, count=5)
    assert (on_account("fund"), on_account("payable"), on_account("committed")) == (-7_200_000, 4_200_000, 3_000_000)
    approve(batch_id=batch, by=hand("penyetuju"), at=at)
    seal(batch_id=batch, by=hand("pengirim"), at=at)
    assert (on_account("committed"), on_account("transit")) == (0, 3_000_000)
    assert sum(Posting.objects.values_list("amount_rp", flat=True)) == 0


def test_the_outbox_sends_the_same_bytes_until_the_provider_says_so(stage: int, hand: Hand, at: datetime) -> None:
    batch = made(stage, hand, at)
    approve(batch_id=batch, by=hand("penyetuju"), at=at)
    seal(batch_id=batch, by=hand("pengirim"), at=at)
    seen: list[bytes] = []

    def silent(channel: str, name: str, data: bytes) -> str:
        seen.append(data)
        if len(seen) == 1:
            raise TimeoutError("no answer")
        return "TERIMA-1"

    assert transmit_due(deliver=silent, by=hand("pengirim"), at=at) == {"delivered": 0, "failed": 1}
    assert set(Instruction.objects.values_list("state", flat=True)) == {"sent"}
    assert transmit_due(deliver=silent, by=hand("pengirim"), at=at) == {"delivered": 0, "failed": 0}
    later = at + timedelta(hours=1)
    assert transmit_due(deliver=silent, by=hand("pengirim"), at=later) == {"delivered": 1, "failed": 0}
    assert seen[0] == seen[1]
    assert Batch.objects.get(pk=batch).state == "transmitted"
    refused("SALUR-003", lambda: record_handed_over(batch_id=batch, receipt="x", by=hand("pengirim"), at=later))
    assert transmit_due(deliver=silent, by=hand("pengirim"), at=later + timedelta(days=1)) == {
        "delivered": 0,
        "failed": 0,
    }


def test_the_board_and_the_progress_count_the_same(stage: int, hand: Hand, at: datetime) -> None:
    made(stage, hand, at, count=4)
    board = board_of(Scope.system(), stage)
    assert (board.decreed, board.ready) == (12, 8)
    assert [(line.state.code, line.count, line.total_rp) for line in board.lines] == [("draft", 4, 2_400_000)]
    assert sum(line.count for line in progress_by_village(Scope.system(), stage)) == 4
    narrow = Scope(("1872011001",), frozenset({"*"}))
    assert {line.code for line in progress_by_village(narrow, stage)} <= {"1872011001"}


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE disbursement_posting SET amount_rp = amount_rp",
        "DELETE FROM disbursement_posting",
        "UPDATE disbursement_txn SET kind = 'paid'",
        "DELETE FROM disbursement_txn",
        "INSERT INTO disbursement_posting (id, txn_id, account, channel, amount_rp) SELECT 7, min(id), 'fund', '', 5 FROM disbursement_txn",
        "INSERT INTO disbursement_txn (id, kind, subject_id, at) VALUES (9, 'paid', 9, CURRENT_TIMESTAMP)",
    ],
)
def test_the_ledger_refuses_change_and_imbalance(stage: int, hand: Hand, at: datetime, sql: str) -> None:
    made(stage, hand, at)
    from django.db import DatabaseError

    with pytest.raises(DatabaseError, match="ledger"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_an_unbalanced_transaction_is_refused(stage: int) -> None:
    from django.db import DatabaseError

    number = new_id()
    with pytest.raises(DatabaseError, match="balance"), transaction.atomic():
        Posting(txn_id=number, account="payable", amount_rp=-5).save(force_insert=True)
        Posting(txn_id=number, account="committed", amount_rp=4).save(force_insert=True)
        Txn(pk=number, kind="order", subject_id=1, at=datetime.now().astimezone()).save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_a_posting_without_its_transaction_does_not_commit() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting(txn_id=new_id(), account="payable", amount_rp=5).save(force_insert=True)
