"""Times of the register side: a synthetic register written into a database of its own, matched whole, incrementally and with a list.

    PILAR_HOME=/tmp/home-ukur python -m benchmarks.linkage.register --size 100000

Uses the database of `PILAR_HOME`, which must be empty of persons. Prints one line per step: seconds, counts, peak memory.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilar.settings")


@contextmanager
def measured(name: str) -> Iterator[None]:
    start, cpu = time.perf_counter(), time.process_time()
    yield
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name:<28} {time.perf_counter() - start:8.1f} s  cpu {time.process_time() - cpu:8.1f} s  puncak {peak:6.0f} MB",
        flush=True,
    )


def fill(size: int, seed: int) -> tuple[list[tuple[int, int]], Path]:
    """Write a register; returns the true pairs (ids) and a list (CSV) of a third of its persons."""
    import pandas as pd
    import pyarrow as pa
    from benchmarks.linkage.generator import Plan, make_other_list, make_persons, make_records

    from pilar.core import vault
    from pilar.core.bulk.engine import analysis
    from pilar.core.bulk.write import insert_query
    from pilar.core.ids import new_ids
    from pilar.evidence.registry.names import search_document
    from pilar.evidence.registry.rules import KK_FIELD, MOTHER_FIELD, NIK_FIELD

    plan = Plan(size, seed, 1.0)
    persons = make_persons(plan)
    records = make_records(persons, plan).reset_index(drop=True)
    text = records.astype(object).where(records.notna(), "")
    start = new_ids(len(records)).start
    ids = list(range(start, start + len(records)))
    card = pd.factorize(text["kk"].where(text["kk"] != "", text["rec_id"].astype(str)))[0]
    family_start = new_ids(int(card.max()) + 1).start
    digits = [str(number) if len(str(number)) == 16 and str(number).isdigit() else None for number in text["nik"]]
    kks = [str(number) if len(str(number)) == 16 and str(number).isdigit() else None for number in text["kk"]]
    born = pd.to_datetime(text["birth_date"], errors="coerce", format="mixed").dt.date
    area = [
        f"{str(kel)[:10]:0<10}{str(rw)[-3:]:0>3}{str(rt)[-3:]:0>3}"
        for kel, rw, rt in zip(text["kel"], text["rw"], text["rt"], strict=True)
    ]
    years = [None if pd.isna(day) else day.year for day in born]
    searched = [
        search_document(str(name), code, year, str(line))
        for name, code, year, line in zip(text["name"], area, years, text["address"], strict=True)
    ]
    table = pa.table(
        {
            "id": ids, "family_id": [family_start + int(c) for c in card], "wilayah": area, "name": [str(n)[:120] for n in text["name"]],
            "search_text": searched,
            "sex": [{"L": 1, "P": 2}.get(str(s)[:1].upper()) for s in text["sex"]], "birth_date": pa.array(born.where(born.notna(), None), pa.date32()),
            "birth_place": [str(p)[:80] for p in text["birth_place"]], "address": [str(a)[:250] for a in text["address"]],
            "nik_sealed": pa.array(vault.seal_many(NIK_FIELD, digits), pa.binary()), "nik_index": pa.array(vault.blind_index_many(NIK_FIELD, digits), pa.binary()),
            "mother_sealed": pa.array(vault.seal_many(MOTHER_FIELD, [str(m) for m in text["mother_name"]]), pa.binary()),
            "kk_sealed": pa.array(vault.seal_many(KK_FIELD, kks), pa.binary()), "kk_index": pa.array(vault.blind_index_many(KK_FIELD, kks), pa.binary()),
        }
    )  # fmt: skip
    with analysis() as engine:
        engine.register("made", table)
        insert_query(
            engine, "registry_family",
            ["id", "wilayah", "kk_sealed", "kk_index", "address", "head_name", "member_count", "status", "as_of", "revision"],
            "SELECT family_id, min(wilayah), any_value(kk_sealed), any_value(kk_index), any_value(address), '', count(*), 'aktif', DATE '2026-06-30', 1 "
            "FROM made GROUP BY 1 ORDER BY 1",
        )  # fmt: skip
        insert_query(
            engine, "registry_person",
            ["id", "wilayah", "family_id", "name", "search_text", "nik_sealed", "nik_index", "sex", "birth_date", "birth_place", "mother_sealed",
             "status", "as_of", "revision"],
            "SELECT id, wilayah, family_id, name, search_text, nik_sealed, nik_index, sex, birth_date, birth_place, mother_sealed, 'hidup', DATE '2026-06-30', 1 "
            "FROM made ORDER BY id",
        )  # fmt: skip
    who: dict[int, list[int]] = {}
    for number, person in zip(ids, records["person"].tolist(), strict=True):
        who.setdefault(person, []).append(number)
    truth = [(a, b) for same in who.values() for place, a in enumerate(same) for b in same[place + 1 :]]
    other = make_other_list(persons, plan, 0.33, 0.3)
    path = Path(tempfile.mkdtemp()) / "daftar.csv"
    other[["nik", "name", "birth_date", "sex"]].rename(
        columns={"name": "nama", "birth_date": "tanggal lahir", "sex": "jk"}
    ).to_csv(path, index=False)
    return truth, path


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=3)
    given = parser.parse_args()
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from pilar.core.bulk.files import keep_path
    from pilar.core.clock import now
    from pilar.core.jobs import worker
    from pilar.core.scope import Actor
    from pilar.evidence.linkage import jobs, list_jobs
    from pilar.evidence.linkage.models import CandidatePair, Run
    from pilar.evidence.registry.models import Person

    actor = Actor.system()
    with measured("menulis register"):
        truth, path = fill(given.size, given.seed)
    print(f"{Person.objects.count():,} orang, {len(truth):,} pasangan benar", flush=True)

    def show(run_id: int) -> None:
        run = Run.objects.get(pk=run_id)
        print("   ", run.state, run.brake, run.counts, flush=True)

    with measured("seluruh register"):
        run_id = jobs.request_run(kind=jobs.WHOLE, by=actor, at=now())
        worker.run_pending()
    show(run_id)
    found = set(CandidatePair.objects.filter(subject_kind=2, band="gabung").values_list("left_id", "right_id"))
    right = len(found & set(truth))
    print(
        f"    usul gabung: presisi {right / max(len(found), 1):.4f}, ingat {right / max(len(truth), 1):.4f}", flush=True
    )
    with measured("seluruh register lagi"):
        run_id = jobs.request_run(kind=jobs.WHOLE, by=actor, at=now())
        worker.run_pending()
    show(run_id)
    Person.objects.filter(pk__in=[a for a, _ in truth[:1000]]).update(revision=2)
    with measured("susulan 1.000 orang"):
        run_id = jobs.request_run(kind=jobs.CHANGED, by=actor, at=now())
        worker.run_pending()
    show(run_id)
    with measured("daftar lain"):
        file = keep_path(path, by=actor, at=now())
        run_id = list_jobs.request_list(file=file, file_name="daftar.csv", mapping={}, by=actor, at=now())
        worker.run_pending()
    show(run_id)


if __name__ == "__main__":
    main()
