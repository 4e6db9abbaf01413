"""The question "already registered?" through the service, against a register in the database of this process.

    PILAR_HOME=/tmp/home-meja python -m benchmarks.linkage.desk --size 1000000 [--rounds 500]

Fills the empty database with the synthetic register (once), matches it whole by the product's own job (once), then asks: one
person by `likely_persons`, by the page (Django's test client, whole stack), and 1,000 rows at once. People asked for come from
another list of the same persons with its own errors. One in ten is nobody of the register (a name and date of a removed person).
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilar.settings")
os.environ.setdefault("PILAR_REQUIRE_MFA", "false")

ROLES = {
    "national_id": "nik", "family_id": "kk", "name": "name", "sex": "sex", "birth_place": "birth_place", "birth_date": "birth_date",
    "mother_name": "mother_name", "address": "address", "area": "kel", "rw": "rw", "rt": "rt",
}  # fmt: skip
FORM = {"name": "name", "national_id": "nik", "family_id": "kk", "birth_date": "birth_date", "birth_place": "birth_place", "sex": "sex",
        "mother_name": "mother_name", "address": "address"}  # fmt: skip


def fill_and_match(size: int, seed: int, trained_on: int) -> None:
    from benchmarks.linkage.register import fill, measured

    from pilar.core.clock import now
    from pilar.core.jobs import worker
    from pilar.core.scope import Actor
    from pilar.evidence.linkage import jobs
    from pilar.evidence.linkage.models import PersonKeySet, Run
    from pilar.evidence.registry.models import Person

    if not Person.objects.exists():
        with measured("menulis register"):
            fill(size, seed)
    if PersonKeySet.objects.exists():
        return
    if size > trained_on:
        with measured(f"melatih pada {trained_on:,}, lalu kunci semua"):
            train_and_write_keys(trained_on)
        return
    with measured("memadankan seluruh register"):
        run_id = jobs.request_run(kind=jobs.WHOLE, by=Actor.system(), at=now())
        worker.run_pending()
    run = Run.objects.get(pk=run_id)
    print("   ", run.state, run.brake, run.counts, flush=True)


def train_and_write_keys(trained_on: int) -> None:
    """What a whole run leaves for the counter, without its pairs: a model of the first persons, and the keys of all."""
    from django.db import transaction

    from pilar.config import config
    from pilar.core.bulk.engine import analysis
    from pilar.core.clock import now
    from pilar.core.scope import Actor, Scope
    from pilar.evidence.linkage.actions import keys
    from pilar.evidence.linkage.actions.models import keep_model
    from pilar.evidence.linkage.engine import Limits, Store, link_store, parse_map
    from pilar.evidence.linkage.engine.pipeline import Clock
    from pilar.evidence.linkage.queries.frame import register_frame
    from pilar.evidence.linkage.rules import REGISTER_MAP

    frame = register_frame(Scope.system())
    with analysis() as engine:
        store = Store(engine, parse_map(REGISTER_MAP))
        store.load([frame.table.slice(0, trained_on)])
        model = link_store(store, model=None, limits=Limits(), clock=Clock()).model
        store = Store(engine, parse_map(REGISTER_MAP))
        store.load([frame.table], model.profile)
        with transaction.atomic():
            keep_model(model=model, by=Actor.system(), at=now())
            written = keys.write_keys(engine, store, frame.ids, None, model, wilayah=config().office, at=now())
    print(f"    {written:,} kunci", flush=True)


def asked_for(size: int, seed: int, count: int) -> list[dict[str, str]]:
    """Rows of the other list as text by role, with "person" for the truth."""
    from benchmarks.linkage.generator import Plan, make_other_list, make_persons

    plan = Plan(size, seed, 1.0)
    other = make_other_list(make_persons(plan), plan, 0.9, 0.5).sample(count, random_state=1)
    rows = other.astype(object).where(other.notna(), "").to_dict("records")
    return [{role: str(row[column]) for role, column in ROLES.items()} | {"person": str(row["person"])} for row in rows]


def truth_of(size: int, seed: int) -> dict[int, int]:
    """Person of the generator behind each id of the register: ids grow in the order of the records."""
    from benchmarks.linkage.generator import Plan, make_persons, make_records

    from pilar.evidence.registry.models import Person

    plan = Plan(size, seed, 1.0)
    records = make_records(make_persons(plan), plan).reset_index(drop=True)
    ids = Person.objects.order_by("pk").values_list("pk", flat=True)
    return dict(zip(ids.iterator(chunk_size=50_000), records["person"].tolist(), strict=True))


def timed(name: str, asks: list[Callable[[], Any]]) -> list[Any]:
    import numpy as np

    for ask in asks[:5]:
        ask()
    wall, cpu, answers = [], [], []
    for ask in asks[5:]:
        begun, spent = time.perf_counter(), time.process_time()
        answers.append(ask())
        wall.append(1000 * (time.perf_counter() - begun))
        cpu.append(1000 * (time.process_time() - spent))
    points = [f"{label} p50 {p50:.1f} p95 {p95:.1f} p99 {p99:.1f}" for label, values in (("ms", wall), ("cpu ms", cpu))
              for p50, p95, p99 in [np.percentile(values, [50, 95, 99])]]  # fmt: skip
    print(f"{name:<40} {'; '.join(points)}; load {os.getloadavg()[0]:.1f}", flush=True)
    return answers


def ask_one_by_one(rows: list[dict[str, str]], truth: dict[int, int]) -> None:
    from datetime import date

    from pilar.core.scope import Scope
    from pilar.evidence.linkage.queries.known import likely_persons

    scope, today = Scope.system(), date(2026, 11, 24)
    for name, roles in (
        ("layanan: semua isian", list(ROLES)),
        ("layanan: nama, tanggal, NIK", ["name", "birth_date", "national_id"]),
        ("layanan: nama, tanggal", ["name", "birth_date"]),
    ):
        answers = timed(
            name,
            [lambda row=row, roles=roles: likely_persons(scope, {r: row[r] for r in roles}, today) for row in rows],
        )
        right = wrong = 0
        for row, found in zip(rows[5:], answers, strict=True):
            best = found[0] if found and found[0].is_match else None
            same = best is not None and str(truth[best.person_id]) == row["person"]
            right += same
            wrong += best is not None and not same
        print(f"    ditemukan {right} dari {len(answers)}, keliru {wrong}", flush=True)


def ask_by_page(rows: list[dict[str, str]]) -> None:
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    from pilar.core.clock import now
    from pilar.core.scope import Actor
    from pilar.demo.staff import make_login
    from pilar.foundation.wilayah.actions import load_national_areas

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    if not get_user_model().objects.filter(username="meja").exists():
        load_national_areas(by=Actor.system(), at=now())
        make_login("meja", "pengisi_data", "3501", "Meja")
    client = Client(raise_request_exception=True)
    client.force_login(get_user_model().objects.get(username="meja"))
    rows = [row for row in rows if row["area"].startswith("3501")]
    asks = [lambda row=row: client.post("/padanan/sudah-terdaftar/", {FORM[r]: row[r] for r in FORM}) for row in rows]
    answers = timed("halaman: semua isian formulir", asks)
    print(
        f"    dengan isi {sum(1 for a in answers if b'<' in a.content)}, kode { ({a.status_code for a in answers}) }",
        flush=True,
    )


def ask_at_once(rows: list[dict[str, str]], truth: dict[int, int]) -> None:
    columns = {role: [row[role] for row in rows] for role in ROLES}
    _answered({role: cells[-20:] for role, cells in columns.items()})
    for _ in range(3):
        begun, spent = time.perf_counter(), time.process_time()
        answer, ids = _answered(columns)
        took, used = time.perf_counter() - begun, time.process_time() - spent
        kept = [outcome in ("padan", "beda") for outcome in answer.outcome]
        said = [
            (row["person"], str(truth[ids[person]]))
            for row, person, is_said in zip(rows, answer.person.tolist(), kept, strict=True)
            if is_said
        ]
        right = sum(1 for asked, found in said if asked == found)
        print(
            f"{len(rows):,} baris sekaligus: {took:.3f} s, cpu {used:.3f} s, ditemukan {right}, keliru {len(said) - right}; load {os.getloadavg()[0]:.1f}",
            flush=True,
        )


def _answered(columns: dict[str, list[str]]) -> tuple[Any, list[int]]:
    """The work of a list job between reading its file and writing its rows."""
    from pilar.core.bulk.engine import analysis
    from pilar.core.scope import Scope
    from pilar.evidence.linkage.matching.lists import match_list
    from pilar.evidence.linkage.queries.known_many import sharing_frame
    from pilar.evidence.linkage.queries.models import active_judge, limits_of, present_thresholds

    judge = active_judge()
    assert judge is not None
    with analysis() as engine:
        found = sharing_frame(engine, Scope.system(), columns)
        assert found is not None
        frame, narrowed = found
        answer = match_list(
            engine, frame, columns, model=judge.model, limits=limits_of(present_thresholds()), narrowed=narrowed
        )
        return answer, frame.ids.tolist()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument(
        "--trained-on",
        type=int,
        default=100_000,
        help="larger registers: a model of so many, and keys of all, without pairs",
    )
    parser.add_argument("--part", default="one,page,many")
    given = parser.parse_args()
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    fill_and_match(given.size, given.seed, given.trained_on)
    rows, truth = asked_for(given.size, given.seed, 1_000), truth_of(given.size, given.seed)
    if "one" in given.part:
        ask_one_by_one(rows[: given.rounds], truth)
    if "page" in given.part:
        ask_by_page(rows[: given.rounds])
    if "many" in given.part:
        ask_at_once(rows, truth)
    from pilar.config import config

    files = sum(path.stat().st_size for path in Path(config().home).rglob("*.db*"))
    print(f"berkas basis data {files / 2**30:.2f} GB", flush=True)


if __name__ == "__main__":
    main()
