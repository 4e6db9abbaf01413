"""A stateful test: the office acts at random, a bank with its own truth answers at random; the invariants hold after every step."""

import random
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from pilar.delivery.disbursement.models import Instruction
from pilar.delivery.disbursement.simulation.bank import SimulatedBank
from pilar.delivery.disbursement.simulation.invariants import against_bank, check
from pilar.delivery.disbursement.simulation.office import Office, clerk
from pilar.delivery.disbursement.simulation.sandbox import people_with_entitlements

pytestmark = pytest.mark.django_db


class Payment(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        random.seed(7)
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.folder: Any = tempfile.TemporaryDirectory()
        bank = SimulatedBank(Path(self.folder.name) / "bank.db", 3, 1.0)
        self.office = Office(people_with_entitlements(9), bank, time.monotonic())

    def teardown(self) -> None:
        self.office.drain()
        found = check(self.office.bank.statement(), by=clerk("rekonsiliasi"), at=self.office.at())
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        self.folder.cleanup()
        assert {name for name, number in found.items() if number} == set()

    def _take(self, name: str) -> None:
        with transaction.atomic():
            self.office.take(getattr(self.office, name))

    @rule()
    def make(self) -> None:
        self._take("make")

    @rule()
    def approve(self) -> None:
        self._take("approve_one")

    @rule()
    def seal(self) -> None:
        self._take("seal_one")

    @rule()
    def transmit(self) -> None:
        self._take("transmit")

    @rule()
    def hear(self) -> None:
        self._take("hear")

    @rule()
    def overdue(self) -> None:
        self._take("overdue")

    @rule()
    def ask(self) -> None:
        self._take("ask")

    @rule()
    def void(self) -> None:
        self._take("void_one")

    @invariant()
    def the_bank_never_pays_twice(self) -> None:
        assert against_bank(self.office.bank.statement())["paid_twice_by_the_bank"] == 0

    @invariant()
    def at_most_one_live(self) -> None:
        live = list(
            Instruction.objects.filter(state__in=("draft", "sent", "unknown", "paid")).values_list(
                "entitlement_id", flat=True
            )
        )
        assert len(live) == len(set(live))


def test_the_machine_of_an_instruction_holds_its_invariants(db: None) -> None:
    assert connection.in_atomic_block
    run_state_machine_as_test(
        Payment,
        settings=settings(
            max_examples=6, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
