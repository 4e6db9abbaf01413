"""Hand-over told by devices: every act once, the first receipt counts, each proof is kept."""

import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.decision.conftest import browser, metro  # noqa: F401  fixtures

from pilar.core.ids import encode_id
from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.delivery.disbursement.actions.batches import approve, seal
from pilar.delivery.disbursement.actions.build import build_batch
from pilar.delivery.disbursement.actions.handing import Told, hear, read_told
from pilar.delivery.disbursement.models import HandOver, HandOverTold, Instruction, Txn
from pilar.delivery.disbursement.queries import ready_of

pytestmark = pytest.mark.django_db
Hand = Callable[..., Actor]
PNG = b"\x89PNG\r\n\x1a\n" + b"tanda tangan"
TEXT = "data:image/png;base64," + base64.b64encode(PNG).decode()


@pytest.fixture
def cash(stage: int, hand: Hand, at: datetime) -> int:
    """A sealed batch of four people, paid by hand."""
    chosen = list(ready_of(Scope.system(), stage).values_list("pk", flat=True))[:4]
    made = build_batch(
        stage_id=stage, channel="tunai", profile="daftar_serah", entitlement_ids=chosen, by=hand("satu"), at=at
    )
    approve(batch_id=made, by=hand("dua"), at=at)
    seal(batch_id=made, by=hand("tiga"), at=at)
    return made


def people(batch: int) -> list[int]:
    return list(Instruction.objects.filter(batch_id=batch).order_by("pk").values_list("pk", flat=True))


def receipt(person: int, key: str, at: datetime, **changed: Any) -> Told:
    facts = {
        "key": key,
        "kind": "terima",
        "instruction_id": person,
        "told_at": at,
        "received_by": "Siti",
        "place": "Balai",
        "image": PNG,
    }
    return Told(**(facts | changed))


def test_two_devices_and_repeats_pay_once_and_keep_every_proof(cash: int, hand: Hand, at: datetime) -> None:
    first, second, third, _ = people(cash)
    one = [receipt(first, "telepon-a-0001", at), receipt(second, "telepon-a-0002", at)]
    two = [
        receipt(second, "telepon-b-0001", at, received_by="Budi"),
        receipt(third, "telepon-b-0002", at, kind="absen", image=b""),
    ]

    def outcomes(told: list[Told], device: str) -> list[str]:
        return [heard.outcome for heard in hear(batch_id=cash, told=told, device=device, by=hand(device), at=at)]

    assert outcomes(one, "perangkat-a") == ["berlaku", "berlaku"]
    assert outcomes(two, "perangkat-b") == ["sudah", "berlaku"]
    assert outcomes([*two, *one], "perangkat-b") == ["sudah", "berlaku", "berlaku", "berlaku"]
    assert (HandOver.objects.count(), HandOverTold.objects.count(), Txn.objects.filter(kind="paid").count()) == (
        2,
        4,
        2,
    )
    kept = HandOverTold.objects.get(key="telepon-b-0001")
    assert kept.file is not None and kept.received_by == "Budi"
    assert HandOver.objects.get(instruction_id=second).received_by == "Siti"
    # Absent first, then found after all: the receipt counts.
    assert outcomes([receipt(third, "telepon-a-0003", at)], "perangkat-a") == ["berlaku"]
    assert Instruction.objects.get(pk=third).state == "paid"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(8)), cuts=st.lists(st.integers(1, 4), max_size=4))
def test_any_order_and_any_portion_ends_in_one_receipt_each(
    cash: int, hand: Hand, at: datetime, order: list[int], cuts: list[int]
) -> None:
    told = [
        receipt(person, f"perangkat-{device}-{place}", at)
        for place, person in enumerate(people(cash))
        for device in "ab"
    ]
    rows = [told[n] for n in order]
    start = 0
    for size in (*cuts, len(rows)):
        hear(
            batch_id=cash, told=rows[start : start + size + 1], device="perangkat-a", by=hand("x"), at=at
        )  # one is told again
        start += size
    assert HandOver.objects.count() == 4 == Txn.objects.filter(kind="paid").count()
    assert HandOverTold.objects.count() == 8
    assert HandOverTold.objects.filter(outcome="berlaku").count() == 4


def test_without_proof_refused_and_noted_and_a_lying_clock_is_not_believed(cash: int, hand: Hand, at: datetime) -> None:
    first, second, *_ = people(cash)
    (refused,) = hear(
        batch_id=cash, told=[receipt(first, "telepon-a-0001", at, image=b"")], device="perangkat-a", by=hand("x"), at=at
    )
    assert refused.outcome == "ditolak" and "tanda tangan" in refused.sentence
    assert Instruction.objects.get(pk=first).state == "sent"
    hear(
        batch_id=cash, told=[receipt(second, "telepon-a-0002", at - timedelta(days=900))], device="perangkat-a", by=hand("x"), at=at
    )  # fmt: skip
    assert abs((HandOver.objects.get().on_date - at.date()).days) <= 1


def test_nobody_outside_and_no_other_batch(cash: int, hand: Hand, at: datetime) -> None:
    first = people(cash)[0]
    for by in (hand("jauh", "3573"),):
        with pytest.raises(Problem, match="UMUM-404"):
            hear(batch_id=cash, told=[receipt(first, "telepon-a-0001", at)], device="perangkat-a", by=by, at=at)
    with pytest.raises(Problem, match="UMUM-403"):
        hear(batch_id=cash, told=[], device="perangkat-a", by=hand("lihat", can={"disbursement.view"}), at=at)
    with pytest.raises(Problem, match="UMUM-404"):
        hear(batch_id=cash, told=[receipt(1, "telepon-a-0001", at)], device="perangkat-a", by=hand("x"), at=at)
    assert not HandOverTold.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"key": "x"}, {"kind": "bayar"}, {"instruction": "5"}, {"told_at": "kemarin"}, {"told_at": "2026-11-24T08:00:00"}, {"proof": "cap"},
        {"image": "###"}, {"image": base64.b64encode(b"GIF89a").decode()}, {"image": base64.b64encode(PNG + b"0" * 1_600_000).decode()},
    ],
)  # fmt: skip
def test_what_is_no_act_is_refused(changed: dict[str, Any]) -> None:
    good = {
        "key": "telepon-a-0001",
        "kind": "terima",
        "instruction": 5,
        "told_at": "2026-11-24T08:00:00Z",
        "image": TEXT,
    }
    assert read_told(good).image == PNG
    with pytest.raises(Problem, match="SALUR-034"):
        read_told(good | changed)
    with pytest.raises(Problem, match="SALUR-034"):
        read_told("terima")


def test_the_doors_of_a_device(browser: Callable[..., Client], cash: int) -> None:  # noqa: F811
    officer = browser("rina", "verifikator")
    page = f"/penyaluran/serah/{encode_id(cash)}/"
    assert "Siapkan untuk luring" in officer.get(page).content.decode()
    items = officer.get(f"{page}keadaan/").json()["items"]
    assert [one["state"] for one in items] == ["", "", "", ""]
    act = {
        "key": "telepon-a-0001", "kind": "terima", "instruction": items[0]["id"], "told_at": "2026-11-24T08:00:00Z", "image": TEXT,
        "received_by": "Siti", "place": "Balai",
    }  # fmt: skip

    def tell(body: Any) -> Any:
        return officer.post(
            f"{page}kirim/",
            json.dumps(body),
            content_type="application/json",
            headers={"X-Pilar-Device": "perangkat-a"},
        )

    for _ in range(2):
        answer = tell({"acts": [act]}).json()
        assert [one["outcome"] for one in answer["heard"]] == ["berlaku"]
        assert sorted(one["state"] for one in answer["items"]) == ["", "", "", "terima"]
    for body in ({}, {"acts": "x"}, {"acts": [{"instruction": "zzz"}]}, {"acts": [act] * 21}):
        assert tell(body).status_code == 422
    assert browser("siti", "pengisi_data").get(page).status_code == 403
    worker = Client().get("/penyaluran/serah/luring.js")
    assert worker.headers["Content-Type"].startswith("text/javascript") and b"pilar-meja:" in worker.content
