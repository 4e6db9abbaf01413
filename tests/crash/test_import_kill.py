"""`pilar import` killed with SIGKILL at random moments: nothing half, nothing lost, nothing twice (goal R1).

PILAR_CRASH_KILLS (default 4) makes it long. Runs on the engine of PILAR_DATABASE_URL, in databases of its own.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.crash.import_file import write
from tests.crash.import_office import Office, office

KILLS = int(os.environ.get("PILAR_CRASH_KILLS", "4"))
ROWS = 3_000
SMALL_STEPS = """
import sys, django; django.setup()
from pilar.evidence.intake.publish import run
from pilar.evidence.intake.stage import run as stage
from pilar.core.jobs import leases, rules, worker, run as running
from datetime import timedelta
run.SLICE_ROWS, stage.CHUNK = 150, 300
leases.LEASE = running.LEASE = timedelta(seconds=1)
from pilar.cli.root import root
sys.argv = ["pilar", *sys.argv[1:]]
root()
"""


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office before its first file; the tests work in copies of it."""
    with office(tmp_path_factory.mktemp("kantor") / "kosong") as made:
        yield made


def words(file: Path) -> list[str]:
    return [
        "import",
        str(file),
        "--profile",
        "dtsen-member-detail",
        "--as-of",
        "2026-06-30",
        "--option",
        "regency=1872",
        "--json",
    ]


def killed_at(made: Office, file: Path, seconds: float) -> bool:
    """Run the import with small steps and kill it after so many seconds. True when it was still running then."""
    process = subprocess.Popen(
        [sys.executable, "-c", SMALL_STEPS, *words(file)],
        env=made.environ, cwd=Path(__file__).parents[2], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    assert process.stderr is not None
    assert process.returncode == 0, process.stderr.read()[-3000:]
    return False


@pytest.mark.timeout(600 + KILLS * 30)
def test_a_killed_import_ends_like_an_undisturbed_one(tmp_path: Path, empty: Office) -> None:
    file = write(tmp_path / "anggota.csv", ROWS)
    with office(tmp_path / "tenang", empty) as calm:
        begun = time.monotonic()
        expected = calm.pilar(*words(file))
        length = time.monotonic() - begun
        state = calm.state()
    assert expected["rows"] == ROWS + 1
    rng, killed, attempts = random.Random(os.urandom(8)), 0, 0
    while killed < KILLS:
        with office(tmp_path / f"mati-{attempts}", empty) as made:
            attempts += 1
            while killed < KILLS and killed_at(made, file, rng.uniform(0.7, length * 1.5 + 1)):
                killed += 1
            time.sleep(1.1)
            result = made.pilar(*words(file))
            assert result["rows"] == result["accepted"] + result["quarantined"] + sum(result["other"].values())
            same = ("state", "rows", "accepted", "quarantined", "other", "faults", "published")
            assert {key: result[key] for key in same} == {key: expected[key] for key in same}
            assert made.state() == state
            assert made.pilar("audit", "verify", "--json")["ok"]
            assert not list((made.home / "staged").glob("*"))
        assert attempts < KILLS * 20, "the import ends before it can be killed"


def test_two_processes_with_the_same_file_make_one_batch(tmp_path: Path, empty: Office) -> None:
    file = write(tmp_path / "anggota.csv", ROWS)
    with office(tmp_path / "kantor", empty) as made:
        both = [made.start(*words(file)) for _ in range(2)]
        answers = []
        for process in both:
            out, errors = process.communicate(timeout=240)
            assert process.returncode == 0, errors[-3000:]
            answers.append(json.loads(out))
        assert answers[0]["batch"] == answers[1]["batch"]
        assert {answer["state"] for answer in answers} == {"terbit"}
        assert (
            answers[0]["published"] == answers[1]["published"]
            and answers[0]["published"]["rows"] == answers[0]["accepted"]
        )
        counted = made.python(
            "import django; django.setup()\nfrom pilar.evidence.registry.models import Observation, Person\n"
            "print(Person.objects.count(), Observation.objects.filter(subject_kind=2).count())"
        )
        assert counted.split() == [str(answers[0]["accepted"])] * 2
        assert made.pilar("audit", "verify", "--json")["ok"]
