"""Workers killed with SIGKILL and frozen with SIGSTOP at random moments; many writers at once (goals R1, R4).

PILAR_CRASH_KILLS (default 15) and PILAR_WRITERS_SECONDS (default 4) make it long. Runs on the engine of
PILAR_DATABASE_URL, in a database of its own.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from pilar.core.db.sqlite.base import keyed_connection

KILLS = int(os.environ.get("PILAR_CRASH_KILLS", "15"))
WRITE_SECONDS = float(os.environ.get("PILAR_WRITERS_SECONDS", "4"))
WORKERS = 3
ROWS = 200
PROGRAM = Path(__file__).with_name("jobs_work.py")


class Office:
    """One installation of its own: a database, and the program that forks workers."""

    def __init__(self, home: Path, url: str) -> None:
        self.home, self.url = home, url
        self.children: list[int] = []
        environment = os.environ | {"PILAR_HOME": str(home), "PILAR_DATABASE_URL": url, "PYTHONPATH": "src"}
        self.errors = (home / "errors.log").open("w+")
        self.program = subprocess.Popen(
            [sys.executable, str(PROGRAM)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
            cwd=PROGRAM.parents[2],
        )
        if self._line() != "ready":
            pytest.fail((home / "errors.log").read_text()[-3000:])
        self.connection = self.connect()

    @property
    def engine(self) -> str:
        return "PostgreSQL" if self.url else "SQLite"

    def command(self, *words: Any) -> tuple[int, int]:
        """Fork a child for the command; its process id and (for those that are waited for) exit status."""
        assert self.program.stdin is not None
        self.program.stdin.write(" ".join(map(str, words)) + "\n")
        self.program.stdin.flush()
        child, status = self._line().split()
        if words[0] in ("worker", "write"):
            self.children.append(int(child))
        return int(child), int(status)

    def connect(self) -> Any:
        if self.url:
            import psycopg

            return psycopg.connect(self.url, autocommit=True)
        path = self.home / "pilar.db"
        factory = keyed_connection(str(self.home / "keys" / "database.key"))
        return factory(str(path), timeout=20, isolation_level=None, check_same_thread=False)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.connection.execute(sql).fetchall()]

    def one(self, sql: str) -> Any:
        return self.rows(sql)[0][0]

    def close(self) -> None:
        """End the workers that still run (the program has not asked for their status, so no id was given anew)."""
        for child in self.children:
            if not gone(child):
                os.kill(child, signal.SIGKILL)
        assert self.program.stdin is not None
        self.connection.close()
        self.program.stdin.close()
        self.program.wait(30)
        self.errors.close()

    def _line(self) -> str:
        assert self.program.stdout is not None
        return self.program.stdout.readline().strip()


def _path(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@contextmanager
def installation(home: Path, like: Office | None = None) -> Iterator[Office]:
    """A fresh installation with its tables, or a copy of one that is closed; its PostgreSQL database goes away afterwards."""
    base = os.environ.get("PILAR_DATABASE_URL", "")
    if like is not None:
        shutil.copytree(like.home, home)
    home.mkdir(parents=True, exist_ok=True)
    if not base:
        made = Office(home, "")
        try:
            yield made
        finally:
            made.close()
        return
    import psycopg

    name = f"pilar_crash_{os.getpid()}_{random.randrange(10**6)}"
    template = f" TEMPLATE {urlsplit(like.url).path.lstrip('/')}" if like is not None else ""
    with psycopg.connect(base, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}{template}")
        try:
            made = Office(home, _path(base, name))
            try:
                yield made
            finally:
                made.close()
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An installation with its tables, closed; every test works in a copy of it."""
    with installation(tmp_path_factory.mktemp("kantor") / "kosong") as made:
        made.close()
        yield made


@pytest.fixture
def office(empty: Office, tmp_path: Path) -> Iterator[Office]:
    with installation(tmp_path / "kantor", like=empty) as made:
        yield made


def wait_until(reached: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "not reached in time"
        time.sleep(0.1)


def gone(child: int) -> bool:
    """Ended, although its parent may not have asked for its status yet."""
    try:
        return Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


class Watcher(threading.Thread):
    """Looks at the publications all the time, as a reader of the page would."""

    def __init__(self, office: Office) -> None:
        super().__init__(daemon=True)
        self.office, self.over = office, threading.Event()
        self.looks, self.half = 0, 0

    def run(self) -> None:
        connection = self.office.connect()
        while not self.over.wait(0.02):
            self.half += connection.execute(
                "SELECT count(*) FROM crash_published p WHERE promised <> 200 "
                "OR (SELECT count(*) FROM crash_row r WHERE r.batch = p.batch) <> 200"
            ).fetchone()[0]
            self.looks += 1
        connection.close()


@pytest.mark.timeout(3600 if KILLS > 30 else 300)
def test_killed_and_frozen_workers_lose_nothing_and_do_nothing_twice(office: Office) -> None:
    dice = random.Random(os.environ.get("PILAR_CRASH_SEED"))
    workers = [office.command("worker")[0] for _ in range(WORKERS)]
    watcher = Watcher(office)
    watcher.start()
    asked = kills = frozen = 0
    begun = time.monotonic()
    while kills < KILLS:
        waiting = office.one("SELECT count(*) FROM jobs_job WHERE state IN ('waiting', 'running')")
        if waiting < 15 or asked < 40:  # on a slow machine too there is a hopeless job, the 31st
            _, status = office.command("ask", asked + 1, 20)
            assert status == 0
            asked += 20
        time.sleep(dice.random() * 0.5)
        place = dice.randrange(WORKERS)
        if frozen < KILLS // 8 and dice.random() < 0.15:
            frozen += 1
            os.kill(workers[place], signal.SIGSTOP)
            time.sleep(1.0 + dice.random())
            os.kill(workers[place], signal.SIGCONT)
            continue
        os.kill(workers[place], signal.SIGKILL)
        kills += 1
        workers[place] = office.command("worker")[0]
    wait_until(lambda: office.one("SELECT count(*) FROM jobs_job WHERE state IN ('waiting', 'running')") == 0, 120)
    seconds = time.monotonic() - begun
    for child in workers:
        os.kill(child, signal.SIGTERM)
    wait_until(lambda: all(gone(child) for child in workers), 15)
    watcher.over.set()
    watcher.join()

    taken_over = office.one("SELECT count(*) FROM jobs_job WHERE claims > attempts + 1 AND state = 'done'")
    most = office.one("SELECT max(claims) FROM jobs_job")
    print(
        f"\n{office.engine}: {kills} kills, {frozen} freezes, {asked} jobs of {ROWS} rows in {seconds:.1f} s; "
        f"{taken_over} taken over from a vanished worker, most claims of one job {most}; "
        f"{watcher.looks} looks at the publications, {watcher.half} half"
    )
    hopeless = [batch for batch in range(1, asked + 1) if batch % 31 == 0]
    assert office.one("SELECT count(*) FROM jobs_job") == asked
    ended = dict(office.rows("SELECT state, count(*) FROM jobs_job GROUP BY state"))
    assert (ended.pop("done"), ended.pop("failed", 0), ended) == (asked - len(hopeless), len(hopeless), {})
    assert watcher.half == 0 and watcher.looks > 50
    assert office.rows("SELECT batch, place FROM crash_row GROUP BY batch, place HAVING count(*) > 1") == []
    assert office.one("SELECT count(*) FROM crash_published") == asked - len(hopeless)
    assert office.one("SELECT count(DISTINCT batch) FROM crash_published WHERE promised = 200") == asked - len(hopeless)
    published = "SELECT count(*) FROM crash_row WHERE batch IN (SELECT batch FROM crash_published)"
    assert office.one(published) == ROWS * (asked - len(hopeless))
    attempts = office.rows(
        "SELECT state, min(attempts), max(attempts) FROM jobs_job WHERE state = 'failed' GROUP BY state"
    )
    assert attempts == [("failed", 3, 3)], "a hopeless job has exactly three attempts, kills do not count"
    assert office.one("SELECT max(attempts) FROM jobs_job WHERE state = 'done'") == 1
    assert office.one("SELECT count(*) FROM jobs_job WHERE problem_code NOT IN ('', 'KERJA-500')") == 0
    assert office.one("SELECT count(*) FROM audit_auditevent") == asked
    if not office.url:
        assert office.rows("PRAGMA integrity_check") == [("ok",)]
        assert office.rows("PRAGMA cipher_integrity_check") == []
    assert "database is locked" not in (office.home / "errors.log").read_text()


def test_sixteen_writers_lose_no_update_and_meet_no_lock(office: Office) -> None:
    files = [office.home / f"writer-{number}.json" for number in range(16)]
    children = [office.command("write", n, WRITE_SECONDS, file)[0] for n, file in enumerate(files)]
    wait_until(lambda: all(gone(child) for child in children), WRITE_SECONDS + 60)
    told = [json.loads(file.read_text()) for file in files]
    errors = [error for one in told for error in one["errors"]]
    waits = sorted(wait for one in told for wait in one["waits"])
    ledger = [row[0] for row in office.rows("SELECT value FROM crash_ledger ORDER BY value")]
    per_writer = [row[0] for row in office.rows("SELECT count(*) FROM crash_ledger GROUP BY writer")]
    p50, p99 = (waits[len(waits) * share // 100] * 1000 for share in (50, 99))
    print(
        f"\n{office.engine}: 16 writers, {WRITE_SECONDS:.0f} s: {len(ledger)} updates, {len(errors)} errors, "
        f"p50 {p50:.1f} ms, p99 {p99:.0f} ms, longest {waits[-1] * 1000:.0f} ms; "
        f"per writer {min(per_writer)} to {max(per_writer)}"
    )
    assert errors == []
    assert ledger == list(range(1, len(waits) + 1)), "every update once, none lost"
    assert office.one("SELECT value FROM crash_counter") == len(ledger)


def test_a_stopped_worker_hands_its_job_on(office: Office) -> None:
    office.command("ask", 1, 60)
    child, _ = office.command("worker")
    wait_until(lambda: office.one("SELECT count(*) FROM crash_row") > 0, 20)
    begun = time.monotonic()
    os.kill(child, signal.SIGTERM)
    wait_until(lambda: gone(child), 10)
    took = time.monotonic() - begun
    left = office.one("SELECT count(*) FROM jobs_job WHERE state = 'waiting'")
    print(f"\nstopped in {took:.2f} s with {left} of 60 jobs waiting")
    assert left > 0
    assert office.one("SELECT count(*) FROM jobs_job WHERE state = 'running'") == 0
    assert office.one("SELECT max(interruptions) FROM jobs_job") == 0
    office.command("worker")
    wait_until(lambda: office.one("SELECT count(*) FROM jobs_job WHERE state IN ('waiting', 'running')") == 0, 60)
    assert office.rows("SELECT batch, place FROM crash_row GROUP BY batch, place HAVING count(*) > 1") == []


def test_the_heartbeat_keeps_a_long_job_with_its_worker(office: Office) -> None:
    office.command("doze", 4)
    for _ in range(2):
        office.command("worker")
    wait_until(lambda: office.one("SELECT count(*) FROM jobs_job WHERE state = 'done'") == 1, 40)
    assert office.rows("SELECT claims, interruptions FROM jobs_job") == [(1, 0)], "four leases long, claimed once"
    assert office.one("SELECT count(*) FROM crash_row") == 1


def test_four_workers_make_one_job_for_each_due_time(office: Office) -> None:
    _, status = office.command("tick", 4)
    assert status == 0
    ticks = office.one("SELECT count(*) FROM jobs_tick WHERE job_id IS NOT NULL")
    jobs = office.one("SELECT count(*) FROM jobs_job WHERE name = 'jobs_work.recurring'")
    twice = office.rows("SELECT job_id FROM jobs_tick WHERE job_id IS NOT NULL GROUP BY job_id HAVING count(*) > 1")
    print(f"\n4 workers, 24 due times: {ticks} ticks, {jobs} jobs")
    assert 1 <= jobs == ticks <= 24, "a due time is passed over when another worker is already at a later one"
    assert twice == []
    assert office.rows("SELECT due_at FROM jobs_tick GROUP BY due_at HAVING count(*) > 1") == []
