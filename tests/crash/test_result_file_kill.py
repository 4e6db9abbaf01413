"""A provider's file whose reader is killed with SIGKILL at random moments: every line kept once, every payment booked once.

PILAR_CRASH_KILLS (default 3) makes it long. Runs on the engine of PILAR_DATABASE_URL, in a database of its own.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from tests.crash.import_office import ROOT, Office, office

KILLS = int(os.environ.get("PILAR_CRASH_KILLS", "3"))
SENT = """
import django; django.setup()
from pilar.core.bulk.files import keep_bytes
from pilar.core.clock import now
from pilar.core.scope import Actor, Scope
from pilar.delivery.disbursement.actions import batches
from pilar.delivery.disbursement.actions.build import build_batch
from pilar.delivery.disbursement.models import Instruction
from pilar.delivery.disbursement.queries import ready_of
from pilar.delivery.disbursement.simulation.sandbox import people_with_entitlements
from pilar.delivery.reconciliation.jobs import take_in
def who(name): return Actor(username=name, role="uji", scope=Scope(("1872",), frozenset({"*"})), channel="test")
stage, at = people_with_entitlements(600), now()
chosen = list(ready_of(Scope.system(), stage).values_list("pk", flat=True))
batch = build_batch(stage_id=stage, channel="bri", profile="himbara_csv", entitlement_ids=chosen, by=who("satu"), at=at)
batches.approve(batch_id=batch, by=who("dua"), at=at)
batches.seal(batch_id=batch, by=who("tiga"), at=at)
rows = ["No Referensi;Nama;Nominal;Tanggal;Status;Keterangan;No Jurnal"]
for place, one in enumerate(Instruction.objects.order_by("pk")):
    failed = place % 10 == 0
    rows.append(f"{one.e2e};{one.name};600.000;24/11/2026;{'GAGAL' if failed else 'SUKSES'};{'Rekening pasif' if failed else ''};J{place}")
rows.append("PX00000000000000000;ORANG ASING;600.000;24/11/2026;SUKSES;;J9999")
by = who("empat")
kept = keep_bytes("hasil.csv", ["\\n".join(rows).encode()], by=by, at=at)
take_in(file=kept, file_name="hasil.csv", channel="bri", profile="hasil-salur", stage_id=stage, area="1872", by=by, at=at)
"""
WORK = """
import django; django.setup()
from datetime import timedelta
from pilar.core.jobs import leases, worker, run as running
from pilar.delivery.reconciliation.actions import staging
staging.CHUNK = 20
leases.LEASE = running.LEASE = timedelta(seconds=1)
worker.retry_delay = lambda failures: timedelta(0)
print("ready", flush=True)
while worker.run_pending(limit=3): pass
"""
BOOKS = """
import django, json; django.setup()
from collections import Counter
from django.db.models import Sum
from pilar.delivery.disbursement.models import Answer, Instruction, Posting, Txn
from pilar.delivery.reconciliation.models import Inbound, Line, RepairCase
print(json.dumps({
    "file": list(Inbound.objects.values_list("state", flat=True)), "lines": dict(Counter(Line.objects.values_list("code", flat=True))),
    "rows": Line.objects.values("row").distinct().count(), "orders": dict(Counter(Instruction.objects.values_list("state", flat=True))),
    "answers": Answer.objects.count(), "txns": dict(Counter(Txn.objects.values_list("kind", flat=True))),
    "disbursed": Posting.objects.filter(account="disbursed").aggregate(s=Sum("amount_rp"))["s"] or 0,
    "sum": Posting.objects.aggregate(s=Sum("amount_rp"))["s"], "cases": RepairCase.objects.count(),
}))
"""


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office whose 600 payments are at the bank and whose result file waits for its reader."""
    with office(tmp_path_factory.mktemp("kantor") / "terkirim") as made:
        made.python(SENT)
        yield made


def reader(made: Office) -> "subprocess.Popen[str]":
    """A worker whose program is loaded and begins now."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORK], env=made.environ, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def books(made: Office) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(made.python(BOOKS))
    return found


EXPECTED = {
    "file": ["diterapkan"], "lines": {"bukan_data": 1, "cocok": 540, "gagal": 60, "tidak_dipesan": 1}, "rows": 602,
    "orders": {"paid": 540, "rejected": 60}, "answers": 600, "disbursed": 540 * 600_000, "sum": 0, "cases": 60,
}  # fmt: skip


@pytest.mark.timeout(600 + KILLS * 60)
def test_a_killed_reader_loses_no_line_and_books_nothing_twice(sent: Office) -> None:
    before = books(sent)
    assert (before["file"], before["lines"], before["disbursed"]) == (["antre"], {}, 0)
    rng, killed = random.Random(os.urandom(8)), 0
    for _ in range(KILLS):
        process = reader(sent)
        try:
            process.wait(
                timeout=rng.uniform(0.0, 2.0 if killed else 0.2)
            )  # a quick machine reads all in less than a second
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            killed += 1
        process.communicate(timeout=60)
        now = books(sent)
        assert now == before or (now | EXPECTED) == now, now  # nothing or all of it
        time.sleep(1.1)
    assert killed, "the reading ends before it can be killed"
    for _ in range(2):
        _, errors = reader(sent).communicate(timeout=120)
        now = books(sent)
        assert (now | EXPECTED) == now, (now, errors[-2000:])
        assert now["txns"]["paid"] == 540
        assert now["txns"]["rejected"] == 60
