"""How fast a provider's file is reconciled, against a reconciler that goes row by row through the ORM, written for the comparison.

    PILAR_HOME=$(mktemp -d) .venv/bin/python benchmarks/delivery/reconcile.py --lines 200000 --rival 2000

Measured from the kept file to the stored, judged lines: opening the sealed file, reading, sealing the raw text, matching, writing
(`judge`); telling the books is measured apart (`books`), since it is the work of disbursement. Memory: peak of the process in MiB at
each size. The rival reads the same rows with csv.DictReader and asks the ORM for each line; it says nothing about duplicates.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import resource
import time
from datetime import UTC, date, datetime
from typing import Any

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
HEAD = "No;No Referensi;No Rekening;Nama;Nominal;Tanggal;Status;Keterangan;No Jurnal"


def main() -> None:
    """Migrate a home of its own, fill it, measure, print JSON."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--lines", type=int, default=200_000)
    asked.add_argument("--rival", type=int, default=2_000)
    options = asked.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilar.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    sizes = [options.lines // 4, options.lines // 2, options.lines]
    results = [measure(size, number) for number, size in enumerate(sizes, start=1)]
    rival = measure_rival(options.rival)
    last = results[-1]
    shown = {
        "engine": connection.vendor,
        "load": round(os.getloadavg()[0], 1),
        "runs": results,
        "rival": rival,
        "times_faster_per_line": round(rival["seconds_per_line"] * last["lines"] / last["judge_seconds"], 1),
        "times_less_cpu_per_line": round(rival["cpu_seconds_per_line"] * last["lines"] / last["judge_cpu_seconds"], 1),
    }
    print(json.dumps(shown, indent=1))


def make_orders(count: int, number: int) -> list[tuple[str, str, str]]:
    """Instructions that were sent, straight into the tables. Returns (e2e, name, last four)."""
    from django.db import connection

    from pilar.core.bulk.write import insert_tuples
    from pilar.core.ids import new_ids
    from pilar.delivery.disbursement.models import Batch
    from pilar.delivery.disbursement.references import reference
    from pilar.delivery.programs.models import Decree, Programme, Stage

    programme, _ = Programme.objects.get_or_create(
        wilayah="1872",
        code="UKUR",
        defaults={"name": "Ukur", "form": "tunai", "active_from": date(2026, 1, 1), "made_at": AT, "made_by": "u"},
    )
    stage = Stage.objects.create(
        programme=programme, wilayah="1872", year=2026, number=number, label="u", active_from=date(2026, 1, 1), active_to=date(2027, 1, 1),
        fund="apbd_kota", budget_rp=count * 200_000, state="ordering", state_since=AT, made_at=AT, made_by="u",
    )  # fmt: skip
    decree = Decree.objects.create(
        stage=stage, wilayah="1872", state="frozen", number="1", date=date(2026, 1, 1), count=count, total_rp=count * 200_000, drafted_at=AT,
        drafted_by="a", frozen_at=AT, frozen_by="b", digest="a" * 64,
    )  # fmt: skip
    batch = Batch.objects.create(
        stage=stage, wilayah="1872", number=1, channel="bri", profile="u", state="transmitted", count=count, total_rp=count * 200_000, made_by="a",
        made_at=AT, approved_by="b", approved_at=AT, sent_by="c", sealed_at=AT, transmitted_at=AT,
    )  # fmt: skip
    ids = new_ids(count)
    names = [f"SITI AMINAH {n}" for n in range(count)]
    when = connection.ops.adapt_datetimefield_value(AT)
    place = "1872031002"
    insert_tuples(
        "programs_entitlement",
        ("id", "stage_id", "decree_id", "family_id", "person_id", "wilayah", "sequence", "amount_rp", "kind"),
        [(i, stage.pk, decree.pk, i, i, place, 1, 200_000, "tunai") for i in ids],
    )
    insert_tuples(
        "disbursement_instruction",
        (
            "id", "entitlement_id", "stage_id", "family_id", "person_id", "wilayah", "attempt", "e2e", "channel", "batch_id", "amount_rp", "name",
            "account_last4", "state", "state_since", "sent_at", "reason_code", "reason_text", "from_retur",
        ),
        [
            (
                key, i, stage.pk, i, i, place, 1, reference(i, 1), "bri", batch.pk, 200_000, name, f"{n % 10_000:04d}", "sent", when, when, "", "",
                False,
            )
            for n, (key, i, name) in enumerate(zip(new_ids(count), ids, names, strict=True))
        ],
    )  # fmt: skip
    return [(reference(i, 1), name, f"{n % 10_000:04d}") for n, (i, name) in enumerate(zip(ids, names, strict=True))]


def make_file(orders: list[tuple[str, str, str]]) -> bytes:
    """A result sheet: 2 % rejected, 0.5 % too small, 0.1 % never ordered, the rest paid."""
    out = [HEAD]
    for n, (e2e, name, last) in enumerate(orders):
        status, words = ("GAGAL", "Rekening pasif") if n % 50 == 0 else ("SUKSES", "")
        amount = "20.000" if n % 200 == 1 else "Rp 200.000,00"
        code = f"ASING{n}" if n % 1_000 == 2 else e2e
        out.append(f"{n + 1};{code};771234{last};{name};{amount};24/11/2026;{status};{words};{e2e[-12:]}")
    return "\n".join((*out, "")).encode()


def measure(count: int, number: int) -> dict[str, Any]:
    """One file of `count` lines in an office where nothing else is on the way."""
    from pilar.core.bulk.files import keep_bytes
    from pilar.core.scope import Actor
    from pilar.delivery.disbursement.models import Instruction
    from pilar.delivery.reconciliation.actions import receive as receiving

    Instruction.objects.filter(state="sent").update(state="cancelled")
    by = Actor.system()
    file = keep_bytes("ukur.csv", [make_file(make_orders(count, number))], by=by, at=AT)
    books = {"seconds": 0.0, "cpu": 0.0}
    tell = receiving.tell_books

    def timed(*args: Any, **kwargs: Any) -> None:
        start, used = time.perf_counter(), time.process_time()
        tell(*args, **kwargs)
        books["seconds"] += time.perf_counter() - start
        books["cpu"] += time.process_time() - used

    receiving.tell_books = timed
    start, used = time.perf_counter(), time.process_time()
    try:
        receiving.receive(
            file=file,
            file_name="ukur.csv",
            channel="bri",
            profile="hasil-salur",
            stage_id=None,
            area="1872",
            by=by,
            at=AT,
        )
    finally:
        receiving.tell_books = tell
    whole, cpu = time.perf_counter() - start, time.process_time() - used
    return {
        "lines": count,
        "judge_seconds": round(whole - books["seconds"], 2),
        "judge_cpu_seconds": round(cpu - books["cpu"], 2),
        "books_seconds": round(books["seconds"], 2),
        "books_cpu_seconds": round(books["cpu"], 2),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def measure_rival(count: int) -> dict[str, Any]:
    """The usual way: for each row look up the order, look whether the line is known, compare, save."""
    from django.db import transaction

    from pilar.core.bulk.files import keep_bytes
    from pilar.core.scope import Actor
    from pilar.delivery.reconciliation.models import Inbound

    data = make_file(make_orders(count, 99))
    file = keep_bytes("saingan.csv", [data], by=Actor.system(), at=AT)
    inbound = Inbound.objects.create(
        wilayah="1872",
        file=file,
        file_name="saingan.csv",
        sha256=file.sha256,
        channel="bri",
        state="diterapkan",
        received_at=AT,
        received_by="u",
    )
    start, used = time.perf_counter(), time.process_time()
    with transaction.atomic():  # one commit for all: the rival does not pay for the disk
        _row_by_row(data, inbound)
    seconds, cpu = time.perf_counter() - start, time.process_time() - used
    return {"lines": count, "seconds_per_line": seconds / count, "cpu_seconds_per_line": cpu / count}


def _row_by_row(data: bytes, inbound: Any) -> None:
    from pilar.core.ids import new_id
    from pilar.delivery.disbursement.models import Instruction
    from pilar.delivery.reconciliation.models import Line

    for number, row in enumerate(csv.DictReader(io.StringIO(data.decode()), delimiter=";"), start=2):
        order = Instruction.objects.filter(e2e=row["No Referensi"]).select_related("batch", "stage").first()
        amount = int(row["Nominal"].removeprefix("Rp ").removesuffix(",00").replace(".", ""))
        known = Line.objects.filter(inbound__channel="bri", bank_reference=row["No Jurnal"]).exists()
        line = Line(
            pk=new_id(),
            inbound=inbound,
            wilayah="1872",
            row=number,
            kind="paid",
            e2e=row["No Referensi"],
            bank_reference=row["No Jurnal"],
        )
        line.amount_rp, line.name, line.account_last4 = amount, row["Nama"], row["No Rekening"][-4:]
        line.code = (
            "tidak_dipesan"
            if order is None
            else "ganda_lain"
            if known
            else "cocok"
            if amount == order.amount_rp
            else "kurang"
        )
        line.instruction_id, line.order_rp = (order.pk, order.amount_rp) if order else (None, None)
        line.save(force_insert=True)


if __name__ == "__main__":
    main()
