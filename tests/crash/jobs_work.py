"""The program that the crash tests run: loads Django once, then forks a child for each command it reads.

Commands on standard input, one a line: `worker`, `ask FIRST COUNT`, `doze SECONDS`, `write NUMBER SECONDS FILE`,
`tick COUNT`. Each answers with the child's process id; `worker` and `write` go on, the others have ended by then.
"""

import json
import os
import random
import signal
import sys
import time
import traceback
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilar.settings")

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from pilar.core import clock  # noqa: E402
from pilar.core.jobs import actions, leases, schedules, worker  # noqa: E402
from pilar.core.jobs import run as running  # noqa: E402
from pilar.core.jobs.models import Job  # noqa: E402
from pilar.core.jobs.rules import Hourly  # noqa: E402
from pilar.core.jobs.run import Run  # noqa: E402
from pilar.core.jobs.tasks import job  # noqa: E402
from pilar.core.scope import Actor  # noqa: E402

STEPS, ROWS_PER_STEP = 8, 25
ROWS = STEPS * ROWS_PER_STEP
LEASE = timedelta(seconds=1)
PUBLISH = "INSERT INTO crash_published SELECT %s, count(*) FROM crash_row WHERE batch = %s"
SCHEMA = (
    "CREATE TABLE crash_row (batch bigint NOT NULL, place bigint NOT NULL)",
    "CREATE INDEX crash_row_batch ON crash_row (batch)",
    "CREATE TABLE crash_published (batch bigint NOT NULL, promised bigint NOT NULL)",
    "CREATE TABLE crash_counter (value bigint NOT NULL)",
    "INSERT INTO crash_counter VALUES (0)",
    "CREATE TABLE crash_ledger (writer bigint NOT NULL, value bigint NOT NULL)",
)


def flaky(batch: int) -> bool:
    """Raises on its first attempt."""
    return batch % 10 == 0


def hopeless(batch: int) -> bool:
    """Raises on every attempt, before the publication."""
    return batch % 31 == 0


@job(title="Muat")
def load(run: Run, batch: int) -> int:
    """Stage 200 rows in 8 steps (no constraint would hide a row staged twice), then publish in one more."""
    for step in range(run.cursor or 0, STEPS):
        if (step == 4 and flaky(batch) and run.attempt == 1) or (step == 6 and hopeless(batch)):
            raise OSError("stumbled on purpose")
        with run.step(cursor=step + 1, done=(step + 1) * ROWS_PER_STEP, total=ROWS, message="Memuat"):
            with connection.cursor() as cursor:
                first = step * ROWS_PER_STEP
                rows = [(batch, place) for place in range(first, first + ROWS_PER_STEP)]
                cursor.executemany("INSERT INTO crash_row VALUES (%s, %s)", rows)
            time.sleep(random.random() * 0.003)
    if run.cursor == STEPS:  # killed after the publication, the next attempt finds nothing left to do
        with run.step(cursor=STEPS + 1, message="Terbit"), connection.cursor() as cursor:
            cursor.execute(PUBLISH, [batch, batch])
            time.sleep(random.random() * 0.003)
    return batch


@job(title="Berkala")
def recurring(run: Run) -> None:
    """Only its being asked for counts."""


@job(title="Lama")
def sleepy(run: Run, seconds: float) -> str:
    """Longer than three leases without a step: only the heartbeat keeps it."""
    time.sleep(seconds)
    with run.step(cursor=1), connection.cursor() as cursor:
        cursor.execute("INSERT INTO crash_row VALUES (0, 0)")
    return "bangun"


def serve() -> None:
    """A worker with a short lease, quick retries and two lanes."""
    worker.run_process(lanes=(("default",), ("heavy", "default")))


def ask(first: int, count: int) -> None:
    for batch in range(first, first + count):
        actions.request(task=load, args=[batch], by=Actor.system(), at=clock.now(), unique_key=f"load:{batch}")


def doze(seconds: float) -> None:
    actions.request(task=sleepy, args=[seconds], by=Actor.system(), at=clock.now())


def write(number: int, seconds: float, file: str) -> None:
    """Read the counter, write it plus one, enter it in the ledger, until the time is over. Keeps waits and errors."""
    waits, errors = [], []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.monotonic()
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
                cursor.execute("SELECT value FROM crash_counter" + lock)
                value = cursor.fetchone()[0] + 1
                cursor.execute("UPDATE crash_counter SET value = %s", [value])
                cursor.execute("INSERT INTO crash_ledger VALUES (%s, %s)", [number, value])
        except django.db.DatabaseError as error:
            errors.append(str(error))
        waits.append(time.monotonic() - begun)
    Path(file).write_text(json.dumps({"waits": waits, "errors": errors}))


def tick(count: int) -> None:
    """Several workers look at the schedules at the same instant, over several due times."""
    schedules.SCHEDULES.clear()
    schedules.schedule("berkala", recurring, Hourly(0))
    begun = clock.now()
    schedules.make_due(begun)
    connection.close()
    children = []
    for _ in range(count):
        child = os.fork()
        if child == 0:
            for hour in range(1, 25):
                schedules.make_due(begun + timedelta(hours=hour))
                Job.objects.filter(state="waiting").update(state="done", finished_at=begun)
            os._exit(0)
        children.append(child)
    failed = [child for child in children if os.waitpid(child, 0)[1] != 0]
    os._exit(len(failed))


def make_tables() -> None:
    """The tables of the test, unless the installation is a copy of one that has them."""
    if "crash_counter" in connection.introspection.table_names():
        connection.close()
        return
    with connection.cursor() as cursor:
        for statement in SCHEMA:
            cursor.execute(statement)
    connection.close()


def in_child(words: list[str]) -> None:
    random.seed()
    leases.LEASE = running.LEASE = LEASE
    worker.retry_delay = lambda failures: timedelta(milliseconds=50 * failures)
    match words:
        case ["worker"]:
            serve()
        case ["ask", first, count]:
            ask(int(first), int(count))
        case ["doze", seconds]:
            doze(float(seconds))
        case ["write", number, seconds, file]:
            write(int(number), float(seconds), file)
        case ["tick", count]:
            tick(int(count))


def main() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    make_tables()
    print("ready", flush=True)
    for line in sys.stdin:
        words = line.split()
        child = os.fork()
        if child == 0:
            try:
                in_child(words)
            except BaseException:  # noqa: BLE001  a forked child must never return into the parent's loop
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        status = 0
        if words[0] in ("ask", "doze", "tick"):
            status = os.waitpid(child, 0)[1]
        print(f"{child} {status}", flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.modules["jobs_work"] = sys.modules["__main__"]
    for work in (load, sleepy, recurring):
        work.func.__module__ = "jobs_work"
    main()
