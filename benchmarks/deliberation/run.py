"""How fast are the table page, its API and the papers? A kelurahan with 500 candidates, and letters for 1,000 families.

    PILAR_HOME=/dev/shm/ukur-sidang .venv/bin/python benchmarks/deliberation/run.py --candidates 500 --letters 1000

Makes its own office in PILAR_HOME (which must be empty or made by this script); prints one line a figure and writes JSON with --json FILE.
Pages are asked through Django's own door (middleware, login, templates, database), without the HTTP server.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

VILLAGE, PASSWORD = "1872011001", "sapu lidi biru 7"


def p95(times: list[float]) -> float:
    """The 95th percentile in milliseconds."""
    return round(statistics.quantiles(times, n=20)[18] * 1000, 1)


def timed(act: Callable[[], Any], rounds: int) -> dict[str, float]:
    """Median and p95 in milliseconds of `rounds` calls, after three to warm up."""
    for _ in range(3):
        act()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return {"median_ms": round(statistics.median(times) * 1000, 1), "p95_ms": p95(times)}


def office() -> Any:
    """Kota Metro with its areas; returns the acting person."""
    from django.core.management import call_command

    from pilar.core.clock import now
    from pilar.core.scope import Actor, Scope
    from pilar.foundation.wilayah import actions as wilayah

    call_command("migrate", verbosity=0)
    wilayah.load_national_areas(by=Actor.system(), at=now(), within=("1872",))
    return Actor(username="ukur", role="uji", scope=Scope(("1872",), frozenset({"*"})), channel="bench")


def usulan(count: int, state: str) -> list[Any]:
    """So many usulan of invented people in one state, each with the step that led there."""
    from pilar.core import vault
    from pilar.core.clock import now
    from pilar.core.ids import new_ids
    from pilar.decision.proposals.models import Usul, UsulTransition

    at = now()
    niks = [f"187201010190{len(state):02d}{n:04d}"[:16] for n in range(count)]
    rows = [
        Usul(
            id=key, wilayah=VILLAGE + "001" + f"{n % 9 + 1:03d}", name=f"KELUARGA CONTOH {state.upper()} {n}", kind="bansos", programme="PKH",
            address=f"JALAN MAWAR NOMOR {n}", rationale="SAKIT MENAHUN", channel="rt_rw", state=state, is_open=state != "tidak_layak",
            state_since=at, created_at=at, created_by="rt", subject_key=f"{state[:4]}{n:012d}".encode(),
            nik_sealed=vault.seal("registry.person.nik", nik), nik_index=vault.blind_index("registry.person.nik", nik),
        )
        for n, (key, nik) in enumerate(zip(new_ids(count), niks, strict=True))
    ]  # fmt: skip
    Usul.objects.bulk_create(rows, batch_size=500)
    steps = [
        UsulTransition(
            usul=row, at=at, by="lurah", role="lurah", capability="deliberation.manage", source_state="dijadwalkan_musyawarah",
            target_state=state, reason="Sudah mampu: rumah dan kendaraan baru",
        )
        for row in rows
    ]  # fmt: skip
    UsulTransition.objects.bulk_create(steps, batch_size=500)
    return rows


def browser() -> Any:
    """A logged-in lurah of the kelurahan."""
    from datetime import date

    from django.test import Client

    from pilar.core.clock import now
    from pilar.foundation.accounts.models import Assignment, User

    user = User(username="ukur-lurah", full_name="Lurah Ukur")
    user.set_password(PASSWORD)
    user.save()
    Assignment.objects.create(
        user=user, role="lurah", wilayah=VILLAGE, active_from=date(2020, 1, 1), created_at=now(), created_by="ukur"
    )
    client = Client()
    client.post("/akun/masuk/", {"login": user.username, "password": PASSWORD})
    return client


def table(client: Any, candidates: int, rounds: int) -> dict[str, Any]:
    """The table page, its state (whole and short), one told decision, and the screen."""
    import uuid

    from pilar.core.clock import now
    from pilar.core.ids import encode_id
    from pilar.decision.deliberation.models import Session, SessionItem

    rows = usulan(candidates, "dijadwalkan_musyawarah")
    session = Session.objects.create(
        wilayah=VILLAGE, period=f"{now():%Y-%m}", form="musyawarah", starts_at=now(), venue="Balai", state="berlangsung", created_at=now(),
        created_by="ukur",
    )  # fmt: skip
    items = [
        SessionItem(session=session, usul=row, position=n, wilayah=row.wilayah, name=row.name, origin="baru")
        for n, row in enumerate(rows, start=1)
    ]
    SessionItem.objects.bulk_create(items, batch_size=500)
    place = f"/musyawarah/{encode_id(session.pk)}"
    left = iter(items * 3)

    def told() -> None:
        item = next(left)
        act = {
            "key": str(uuid.uuid4()),
            "kind": "putus",
            "item": encode_id(item.pk),
            "decision": "layak",
            "base": "0",
            "settles": True,
        }
        sent = json.dumps({"device": "alat-ukur-01", "acts": [act]})
        answer = client.post(f"{place}/tindakan/", sent, content_type="application/json")
        assert answer.status_code == 200, answer.text[:300]

    def page(address: str) -> Callable[[], None]:
        def ask() -> None:
            answer = client.get(address)
            assert answer.status_code == 200, (address, answer.status_code)

        return ask

    return {
        "table page": timed(page(f"{place}/meja/"), rounds),
        "state, short": timed(page(f"{place}/keadaan/"), rounds),
        "state, whole": timed(page(f"{place}/keadaan/?semua=1"), rounds),
        "one decision told": timed(told, rounds),
        "public screen": timed(page(f"{place}/layar/"), rounds),
    }


def letters(by: Any, count: int) -> dict[str, Any]:
    """Letters for so many families, as the job makes them."""
    from django.db import transaction

    from pilar.core.clock import now
    from pilar.decision.deliberation.actions.notices import ask_for_letters, print_letters
    from pilar.decision.deliberation.models import NoticePrint

    usulan(count, "tidak_layak")
    made = ask_for_letters(kind="penolakan", area="1872", signer="Kepala Dinas", signer_nip="", by=by, at=now())
    start, seen = time.perf_counter(), []

    def step(phase: str, done: int, total: int) -> Any:
        seen.append((phase, done, total))
        return transaction.atomic()

    result = print_letters(print_id=made, by=by, at=now() + timedelta(seconds=1), step=step)
    seconds = round(time.perf_counter() - start, 2)
    row = NoticePrint.objects.select_related("file").get(pk=made)
    assert result["letters"] == count == row.count
    return {"families": count, "seconds": seconds, "steps told": len(seen), "bytes": row.file.size if row.file else 0}


def main() -> int:
    """Measure; the exit code says whether both promises hold (p95 of pages ≤ 100 ms, documents ≤ 10 s)."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--candidates", type=int, default=500)
    asked.add_argument("--letters", type=int, default=1000)
    asked.add_argument("--rounds", type=int, default=60)
    asked.add_argument("--json", type=Path)
    given = asked.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilar.settings")
    os.environ["PILAR_SYNTHETIC"] = "1"
    os.environ.setdefault("PILAR_ALLOWED_HOSTS", "testserver,127.0.0.1")
    os.environ.setdefault("PILAR_REQUIRE_MFA", "0")
    import django

    django.setup()
    by = office()
    figures: dict[str, Any] = table(browser(), given.candidates, given.rounds)
    figures["letters"] = letters(by, given.letters)
    for name, one in figures.items():
        print(f"{name:20} {one}")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1))
    slow = [name for name, one in figures.items() if one.get("p95_ms", 0) > 100]
    return 1 if slow or figures["letters"]["seconds"] > 10 else 0


if __name__ == "__main__":
    sys.exit(main())
