"""Build and seal a payment list, against the same work row by row with the ORM, in one run, in a sandbox on the configured database.

    .venv/bin/python benchmarks/delivery/build_list.py [--families 100000] [--rival 2000]

The rival ("per-row ORM") makes for each entitlement one Instruction, two Txn and four Posting objects and writes one CSV row. It runs
on fewer families, since it is linear; both are compared per row. Prints JSON: seconds of each phase, rows per second, ratio.
"""

import argparse
import csv
import io
import json
import os
import time
from itertools import pairwise

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilar.settings")

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from pilar.core import vault  # noqa: E402
from pilar.core.clock import now  # noqa: E402
from pilar.core.ids import new_id  # noqa: E402
from pilar.core.scope import Scope  # noqa: E402
from pilar.delivery.disbursement.actions.batches import approve, seal  # noqa: E402
from pilar.delivery.disbursement.actions.build import build_batch  # noqa: E402
from pilar.delivery.disbursement.models import Batch, Instruction, PayAccount, Posting, Txn  # noqa: E402
from pilar.delivery.disbursement.queries.orders import ready_of  # noqa: E402
from pilar.delivery.disbursement.references import reference  # noqa: E402
from pilar.delivery.disbursement.rules import ACCOUNT_FIELD  # noqa: E402
from pilar.delivery.disbursement.simulation.office import clerk  # noqa: E402
from pilar.delivery.disbursement.simulation.sandbox import people_with_entitlements, sandbox  # noqa: E402
from pilar.delivery.programs import queries as programs  # noqa: E402


def set_based(families: int) -> dict[str, float]:
    with sandbox():
        stage = people_with_entitlements(families)
        _members()
        clock, used = [time.perf_counter()], time.process_time()
        chosen = list(ready_of(Scope.system(), stage).values_list("pk", flat=True))
        batch = build_batch(
            stage_id=stage, channel="bri", profile="himbara_csv", entitlement_ids=chosen, by=clerk("penyusun"), at=now()
        )
        clock.append(time.perf_counter())
        approve(batch_id=batch, by=clerk("penyetuju"), at=now())
        clock.append(time.perf_counter())
        seal(batch_id=batch, by=clerk("pengirim"), at=now())
        clock.append(time.perf_counter())
        cpu = time.process_time() - used
        assert Instruction.objects.filter(state="sent").count() == families
        assert Txn.objects.count() == 2 * families + 1
    parts = [round(b - a, 2) for a, b in pairwise(clock)]
    return {
        "build_s": parts[0],
        "approve_s": parts[1],
        "seal_s": parts[2],
        "total_s": round(clock[-1] - clock[0], 2),
        "cpu_s": round(cpu, 2),
    }  # of this process; PostgreSQL works in another


def _members() -> None:
    """Everybody takes part in the programme, so that sealing has to look for those who left."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO programs_membership (id, programme_id, family_id, person_id, wilayah, per_family, state, is_open, since, reason, "
            "rule_version, exit_reason) SELECT e.id, s.programme_id, e.family_id, e.person_id, e.wilayah, true, 'aktif', true, '2026-01-01', "
            "'', '', '' FROM programs_entitlement e JOIN programs_stage s ON s.id = e.stage_id"
        )


def per_row(families: int) -> float:
    with sandbox():
        stage = people_with_entitlements(families)
        start = time.perf_counter()
        with transaction.atomic():
            batch = Batch.objects.create(
                stage_id=stage,
                wilayah="",
                number=1,
                channel="bri",
                profile="himbara_csv",
                count=families,
                total_rp=1,
                made_by="a",
                made_at=now(),
            )
            out = csv.writer(io.StringIO())
            for one in programs.entitlements_of(Scope.system(), stage):
                if Instruction.objects.filter(
                    entitlement_id=one.pk, state__in=("draft", "sent", "unknown", "paid")
                ).exists():
                    continue
                account = PayAccount.objects.get(person_id=one.person_id, channel="bri", ended_at=None)
                row = Instruction.objects.create(
                    pk=new_id(),
                    entitlement_id=one.pk,
                    stage_id=stage,
                    family_id=one.family_id,
                    person_id=one.person_id,
                    wilayah=one.wilayah,
                    attempt=1,
                    e2e=reference(one.pk, 1),
                    channel="bri",
                    batch=batch,
                    amount_rp=one.amount_rp,
                    name=account.holder,
                    account_sealed=account.number_sealed,
                    account_index=account.number_index,
                    state="draft",
                    state_since=now(),
                )
                for kind, source, target in (("order", "payable", "committed"), ("send", "committed", "transit")):
                    number = new_id()
                    Posting.objects.create(txn_id=number, account=source, amount_rp=-one.amount_rp)
                    Posting.objects.create(
                        txn_id=number,
                        account=target,
                        channel="bri" if target == "transit" else "",
                        amount_rp=one.amount_rp,
                    )
                    Txn.objects.create(pk=number, kind=kind, subject_id=row.pk, at=now())
                out.writerow([row.e2e, vault.unseal(ACCOUNT_FIELD, row.account_sealed), row.name, row.amount_rp])
                row.state = "sent"
                row.save()
        return time.perf_counter() - start


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--families", type=int, default=100_000)
    arguments.add_argument("--rival", type=int, default=2_000)
    given = arguments.parse_args()
    ours, rival = set_based(given.families), per_row(given.rival)
    ratio = (rival / given.rival) / (ours["total_s"] / given.families)
    print(
        json.dumps(
            {
                "engine": connection.vendor,
                "load": round(os.getloadavg()[0], 1),
                "families": given.families,
                **ours,
                "goal_s": 5.0 * given.families / 100_000,
                "rival": "per-row ORM",
                "rival_families": given.rival,
                "rival_s": round(rival, 2),
                "times_faster_per_row": round(ratio, 1),
            }
        )
    )


if __name__ == "__main__":
    main()
