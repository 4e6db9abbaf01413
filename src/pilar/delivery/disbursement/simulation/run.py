"""Starting the workers, killing some, letting the storm pass, then asking the invariants."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from django.db import connections

from pilar.delivery.disbursement.models import Instruction, Txn
from pilar.delivery.disbursement.simulation.bank import SimulatedBank
from pilar.delivery.disbursement.simulation.invariants import check
from pilar.delivery.disbursement.simulation.naive import NaiveOffice, without_guards
from pilar.delivery.disbursement.simulation.office import Office, clerk
from pilar.delivery.disbursement.simulation.sandbox import people_with_entitlements, sandbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to simulate. `variant` "": the design; a, b, c: a naive office. `seconds` is the length of the storm."""

    families: int = 300
    workers: int = 8
    faults: bool = False
    seed: int = 1
    seconds: float = 14.0
    variant: str = ""


def _office(plan: Plan, stage: int, folder: Path, began: float, *, calm: bool = False) -> Office:
    faults = 1.0 if plan.faults and not calm else 0.0
    bank = SimulatedBank(folder / "bank.db", plan.seed, faults)
    crash = 0.01 * faults
    if plan.variant:
        return NaiveOffice(stage, bank, began, crash, variant=plan.variant)
    return Office(stage, bank, began, crash)


def _worker(plan: Plan, stage: int, folder: Path, began: float, seed: int, ends: float) -> None:
    connections.close_all()
    random.seed(seed)
    _office(plan, stage, folder, began).work_until(ends)


def simulate(plan: Plan) -> dict[str, Any]:
    """Run it. The answer's `broken` names the invariants that do not hold."""
    with sandbox() as folder:
        stage = people_with_entitlements(plan.families)
        if plan.variant:
            if plan.variant == "a":
                without_guards()
            _decree(plan, stage, folder)
        began = time.monotonic()
        crashed, killed = _storm(plan, stage, folder, began)
        office = _office(plan, stage, folder, began, calm=True)
        office.drain()
        statement = office.bank.statement()
        found = check(statement, by=clerk("rekonsiliasi"), at=office.at())
        states = {
            state: Instruction.objects.filter(state=state).count()
            for state in ("draft", "sent", "unknown", "paid", "rejected", "returned", "cancelled")
        }
        return {
            "engine": connections["default"].vendor, "variant": plan.variant or "design", "families": plan.families, "workers": plan.workers,
            "seed": plan.seed, "faults": plan.faults, "seconds": round(time.monotonic() - began, 1), "crashed": crashed, "killed": killed,
            "files_repeated": office.bank.files_repeated(), "instructions": states, "transactions": Txn.objects.count(),
            "bank_events": len(statement), "invariants": found, "broken": [name for name, number in found.items() if number],
        }  # fmt: skip


def _decree(plan: Plan, stage: int, folder: Path) -> None:
    """Naive offices never book a decree themselves: one proper batch, voided at once, puts it into the books."""
    office = Office(stage, SimulatedBank(folder / "bank.db", plan.seed, 0.0), time.monotonic())
    office.make(1)
    office.void_one()


def _storm(plan: Plan, stage: int, folder: Path, began: float) -> tuple[int, int]:
    """(processes that died of themselves, processes killed with SIGKILL)."""
    connections.close_all()  # a forked process must not share a connection
    fork = multiprocessing.get_context("fork")
    ends, chance = began + plan.seconds, random.Random(plan.seed)  # noqa: S311
    number, crashed, killed = plan.workers, 0, 0

    def start(seed: int) -> BaseProcess:
        process = fork.Process(target=_worker, args=(plan, stage, folder, began, seed, ends))
        process.start()
        return process

    running = [start(plan.seed * 1_000 + one) for one in range(plan.workers)]
    next_kill = began + 0.5 + chance.random()
    while running and time.monotonic() < ends + 30:
        time.sleep(0.05)
        if plan.faults and time.monotonic() > next_kill and time.monotonic() < ends:
            victim = chance.choice(running)
            if victim.is_alive() and victim.pid:
                os.kill(victim.pid, signal.SIGKILL)
                killed += 1
            next_kill = time.monotonic() + 0.15 + 0.5 * chance.random()
        for process in [one for one in running if not one.is_alive()]:
            running.remove(process)
            died = process.exitcode != 0
            crashed += int(died and process.exitcode != -signal.SIGKILL)
            if died and time.monotonic() < ends:
                number += 1
                running.append(start(plan.seed * 1_000 + number))
    for process in running:
        process.kill()
        process.join()
    return crashed, killed
