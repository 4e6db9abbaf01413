"""Phones on a bad line against server workers that are killed: 0 lost, 0 double, every byte right, no orphan file.

The storm of benchmarks/field/storm.py in short, on the engine of PILAR_DATABASE_URL; PILAR_STORM_RECORDS (default 20) makes it long.
The deliberately naive door in the same harness must fail, otherwise the storm would find nothing.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.crash.import_office import ROOT, office

RECORDS = os.environ.get("PILAR_STORM_RECORDS", "20")
pytestmark = pytest.mark.timeout(600)
STORM = ROOT / "benchmarks" / "field" / "storm.py"


def _storm(environ: dict[str, str], *words: str) -> tuple[int, dict[str, Any]]:
    asked = f"--records {RECORDS} --photo-kb 24 --kill-every 0.5 2 --give-up 400".split()
    command = [sys.executable, str(STORM), *asked, *words]
    done = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, check=False, timeout=500)
    assert done.stdout, done.stderr[-3000:]
    return done.returncode, json.loads(done.stdout)


def test_nothing_is_lost_and_nothing_is_double(tmp_path: Path) -> None:
    with office(tmp_path / "kantor") as made:
        status, seen = _storm(made.environ, "--home", str(made.home))
    bad = ("lost", "double", "wrong", "unknown", "orphans", "rows_without_file", "held")
    assert {key: seen[key] for key in bad} == dict.fromkeys(bad, 0)
    assert status == 0
    # A storm without spoiled connections and kills proves nothing.
    assert seen["cut"] and seen["lost_answers"] + seen["cut_answers"] and seen["kills"]


@pytest.mark.one_engine
def test_a_naive_door_fails_in_the_same_storm(tmp_path: Path) -> None:
    status, seen = _storm(dict(os.environ), "--naive", "--home", str(tmp_path))
    assert status == 1
    assert seen["double"] + seen["wrong"] + seen["lost"]
