"""The traps of the evidence file and the bad lines of the issue, each through the whole matching."""

import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.delivery.reconciliation.matching_desk import judge, line, order

CASES: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]], dict[int, str]]] = {
    "exact": ([order(1)], [line(1, e2e="E1")], {1: "cocok"}),
    "ten times too small": ([order(1)], [line(1, e2e="E1", amount=20_000)], {1: "kurang"}),
    "above the entitlement": ([order(1)], [line(1, e2e="E1", amount=2_000_000)], {1: "lebih"}),
    "never ordered": ([order(1)], [line(1, e2e="X9")], {1: "tidak_dipesan"}),
    "one fee does not block": (
        [order(1), order(2)], [line(1, e2e="E1"), line(2, kind="fee", amount=2_500), line(3, e2e="E2")],
        {1: "cocok", 2: "biaya", 3: "cocok"},
    ),
    "two equal fees are two fees": ([], [line(1, kind="fee", ref=""), line(2, kind="fee", ref="")], {1: "biaya", 2: "biaya"}),
    "repeated in the file": ([order(1)], [line(1, e2e="E1"), line(2, e2e="E1", ref="J1")], {1: "cocok", 2: "ganda_berkas"}),
    "paid twice": ([order(1)], [line(1, e2e="E1"), line(2, e2e="E1")], {1: "cocok", 2: "bayar_dua_kali"}),
    "reference used for two contents": (
        [order(1), order(2)], [line(1, e2e="E1", ref="J"), line(2, e2e="E2", ref="J")], {1: "acuan_bentrok", 2: "acuan_bentrok"},
    ),
    "in parts": ([order(1)], [line(1, e2e="E1", amount=150_000), line(2, e2e="E1", amount=50_000)], {1: "bagian", 2: "bagian"}),
    "parts that are not whole": ([order(1)], [line(1, e2e="E1", amount=150_000), line(2, e2e="E1", amount=40_000)], {1: "kurang", 2: "kurang"}),
    "wrong name": ([order(1, name="BUDI SANTOSO")], [line(1, e2e="E1", name="SRI WAHYUNI")], {1: "beda_nama"}),
    "name cut and turned": ([order(1, name="Hj. Siti Nurjanah")], [line(1, e2e="E1", name="NURJANAH SITI")], {1: "cocok"}),
    "wrong account": ([order(1)], [line(1, e2e="E1", account="12349999")], {1: "beda_rekening"}),
    "other provider": ([order(1, channel="pos")], [line(1, e2e="E1")], {1: "beda_penyalur"}),
    "other stage": ([order(1, stage_id=2)], [line(1, e2e="E1")], {1: "tahap_lain"}),
    "never sent": ([order(1, state="draft")], [line(1, e2e="E1")], {1: "batal_dibayar"}),
    "by account, amount and name": (
        [order(1, name="BUDI SANTOSO"), order(2, name="SRI WAHYUNI")], [line(1, account="99770001", name="SANTOSO BUDI")], {1: "cocok"},
    ),
    "account fits two": (
        [order(1, name="BUDI SANTOSO"), order(2, name="BUDI SANTOSO", account="770001")],
        [line(1, account="770001", name="BUDI SANTOSO")], {1: "pasangan_ragu"},
    ),
    "one line for two months": (
        [order(1, name="BUDI SANTOSO"), order(2, name="BUDI SANTOSO", account="770001")],
        [line(1, account="770001", name="BUDI SANTOSO", amount=400_000)], {1: "gabungan"},
    ),
    "rejected": ([order(1)], [line(1, e2e="E1", kind="rejected", amount=None, reason_code="AC04")], {1: "gagal"}),
    "returned after payment": ([order(1, state="paid")], [line(1, e2e="E1", kind="returned")], {1: "retur"}),
    "returned before payment": ([order(1)], [line(1, e2e="E1", kind="returned")], {1: "mendahului"}),
    "paid and reversed in one file": ([order(1)], [line(1, e2e="E1"), line(2, e2e="E1", kind="reversal")], {1: "cocok", 2: "pembalikan"}),
    "debit of a batch": (
        [order(1), order(2)], [line(1, family="mutasi", amount=400_000, ref="D")], {1: "gabungan_berkas"},
    ),
    "unreadable": ([order(1)], [line(1, e2e="E1", amount=None, fault="nominal_rusak")], {1: "nominal_rusak"}),
    "still under way": ([order(1)], [line(1, e2e="E1", kind="pending")], {1: "proses"}),
    "nothing points to it": ([order(1)], [line(1)], {1: "tanpa_pasangan"}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_class_of_a_line(name: str) -> None:
    orders, lines, wanted = CASES[name]
    classes, told = judge(orders, lines)
    assert classes == wanted
    posted = {"cocok", "bagian", "gabungan", "gagal", "tidak_diambil", "retur", "pembalikan"}
    assert bool(told) == bool(posted & set(wanted.values()))


def test_books_are_told_the_order_never_the_wrong_amount() -> None:
    orders = [order(1), order(2), order(3, name="A B C"), order(4, name="A B C", account="770003")]
    lines = [
        line(1, e2e="E1", amount=150_000),
        line(2, e2e="E1", amount=50_000),
        line(3, e2e="E2", amount=20_000),
        line(4, account="770003", name="A B C", amount=400_000),
    ]
    assert judge(orders, lines)[1] == [
        ("paid", "J1", 1, 200_000),
        ("paid", "J4#3", 3, 200_000),
        ("paid", "J4#4", 4, 200_000),
    ]


def test_totals_beyond_32_bits() -> None:
    orders = [order(n, amount=3_000_000_000) for n in (1, 2)]
    classes, told = judge(
        orders, [line(1, e2e="E1", amount=3_000_000_000), line(2, family="mutasi", amount=6_000_000_000)]
    )
    assert classes == {1: "cocok", 2: "gabungan_berkas"}
    assert told == [("paid", "J1", 1, 3_000_000_000)]


def _known(n: int, **facts: Any) -> dict[str, Any]:
    base = {
        "n": n,
        "ref": "J1",
        "kind": "paid",
        "e2e": "E1",
        "amount": 200_000,
        "day": None,
        "family": "laporan",
        "instruction_id": 1,
    }
    return {**base, "posted": True, **facts}


def test_earlier_files() -> None:
    paid = [order(1, state="paid")]
    assert judge(paid, [line(5, e2e="E1", ref="J1")], [_known(1)])[0] == {5: "ganda_lain"}
    assert judge(paid, [line(5, e2e="E1", ref="J2")], [_known(1)])[0] == {5: "bayar_dua_kali"}
    assert judge(paid, [line(5, e2e="E9", ref="J1")], [_known(1)])[0] == {5: "acuan_bentrok"}
    # The statement of the account confirms what the report said: no second payment.
    assert judge(paid, [line(5, e2e="E1", ref="B7", family="mutasi")], [_known(1)])[0] == {5: "ganda_lain"}
    assert judge(paid, [line(5, ref="J1", kind="returned", day=date(2026, 11, 3))], [_known(1)])[0] == {5: "retur"}


def test_nothing_read_pays_nobody() -> None:
    assert judge([order(1), order(2)], []) == ({}, [])


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**31))
def test_order_of_lines_does_not_matter(seed: int) -> None:
    """Shuffled lines give the same classes per content and the same outcomes."""
    rng = random.Random(seed)
    orders = [order(n, name=f"ORANG {chr(65 + n)}A", state=rng.choice(["sent", "sent", "paid"])) for n in range(1, 7)]
    lines = []
    for n in range(1, 13):
        target = rng.randrange(1, 8)
        kind = rng.choice(["paid", "paid", "rejected", "returned", "fee"])
        amount = rng.choice([200_000, 100_000, 20_000])
        lines.append(line(n, e2e=f"E{target}", kind=kind, amount=amount, ref=f"J{rng.randrange(1, 11)}"))
    shuffled = lines[:]
    rng.shuffle(shuffled)
    again = [one | {"n": place, "row": place} for place, one in enumerate(shuffled, start=100)]
    first, told = judge(orders, lines)
    second, told_again = judge(orders, again)

    def contents(rows: list[dict[str, Any]], classes: dict[int, str]) -> list[tuple[Any, ...]]:
        return sorted((one["e2e"], one["kind"], one["ref"], one["amount"], classes[one["n"]]) for one in rows)

    assert contents(lines, first) == contents(again, second)
    assert told == told_again
