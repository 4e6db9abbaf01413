"""Payment under kill -9: workers die at random points between seal and answer; whoever comes next completes, and the books balance.

Runs the real command with real processes in a sandbox on the engine under test; the naive offices must break what the design holds.
"""

import json
import os
import subprocess
import sys

import pytest


def simulate(*words: str) -> tuple[int, dict]:
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "pilar.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "pilar", "pay", "simulate", "--faults", "--json", *words],
        capture_output=True,
        text=True,
        timeout=200,
        env=environ,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr[-2000:]
    return done.returncode, json.loads(done.stdout)


def test_killed_workers_leave_books_that_balance() -> None:
    code, found = simulate("--families", "60", "--workers", "3", "--seconds", "5", "--seed", "4")
    assert found["broken"] == []
    assert code == 0
    assert found["killed"] + found["crashed"] > 0
    assert found["instructions"]["sent"] == found["instructions"]["unknown"] == 0
    assert found["bank_events"] > 0


MONEY_WRONG = {"paid_twice_by_the_bank", "bank_minus_ledger_rp", "I7_retried_without_evidence", "I9_sum_of_entitlement"}
"""What a naive office breaks; which of them first is a matter of chance in a few seconds."""


@pytest.mark.parametrize("variant", ["b", "c"])
def test_a_naive_office_breaks_the_same_invariants(variant: str) -> None:
    code, found = simulate("--families", "40", "--workers", "3", "--seconds", "4", "--seed", "2", "--variant", variant)
    assert code == 1
    assert MONEY_WRONG & set(found["broken"]), found["broken"]
