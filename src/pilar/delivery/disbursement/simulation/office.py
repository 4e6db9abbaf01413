"""One worker of the simulated office: random steps of the real work, with the real actions, until told to stop."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, OperationalError, connection

from pilar.core.problems import Problem
from pilar.core.scope import Actor, Scope
from pilar.delivery.disbursement.actions.batches import approve, seal, void
from pilar.delivery.disbursement.actions.build import build_batch
from pilar.delivery.disbursement.actions.outcomes import apply_outcomes
from pilar.delivery.disbursement.actions.transmit import mark_unknown, transmit_due
from pilar.delivery.disbursement.lifecycle import APPROVED, AT_PROVIDER, DRAFT, PROPOSED, TRANSMITTED, UNKNOWN
from pilar.delivery.disbursement.models import Batch, Instruction
from pilar.delivery.disbursement.queries.orders import ready_of
from pilar.delivery.disbursement.simulation.bank import SimulatedBank

_START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
_SIZE = 6
CRASHED = 137


def clerk(name: str) -> Actor:
    """Somebody of the office; who makes, approves and sends differs."""
    return Actor(username=name, role="simulasi", scope=Scope.system(), channel="simulasi")


@dataclass(slots=True)
class Office:
    """The steps of one worker. A simulated hour passes in a second. `crash`: chance that the process dies after a step."""

    stage_id: int
    bank: SimulatedBank
    began: float
    crash: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)

    def at(self) -> datetime:
        return _START + timedelta(hours=time.monotonic() - self.began)

    def work_until(self, ends: float) -> None:
        """Random steps until the clock or the work runs out."""
        steps: tuple[tuple[Callable[[], object], int], ...] = (
            (self.make, 4), (self.approve_one, 4), (self.seal_one, 4), (self.transmit, 5), (self.hear, 5), (self.overdue, 2), (self.ask, 3),
            (self.void_one, 1),
        )  # fmt: skip
        while time.monotonic() < ends:
            step = random.choices([one for one, _ in steps], [weight for _, weight in steps])[0]  # noqa: S311
            self.take(step)
            if random.random() < 0.02 and self.finished():  # noqa: S311
                return

    def take(self, step: Callable[[], object]) -> None:
        """One step; being second, or waiting too long for a lock, is everyday life and not an error."""
        try:
            step()
            self._count(step.__name__)
        except Problem as refusal:
            self._count(refusal.code)
        except (OperationalError, DatabaseError) as error:
            self._count(type(error).__name__)
            connection.close()
        if random.random() < self.crash:  # noqa: S311
            os._exit(CRASHED)

    def _count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1

    def finished(self) -> bool:
        """Every entitlement is paid and nothing is under way."""
        open_rows = Instruction.objects.filter(stage_id=self.stage_id, state__in=(DRAFT, *AT_PROVIDER)).exists()
        return not open_rows and not ready_of(Scope.system(), self.stage_id).exists()

    def make(self, size: int = _SIZE) -> None:
        ready = list(ready_of(Scope.system(), self.stage_id).values_list("pk", flat=True)[: 20 * size])
        if ready:
            chosen = random.sample(ready, min(size, len(ready)))
            channel, profile = random.choice((("bri", "himbara_csv"), ("pos", "pos_csv")))  # noqa: S311
            build_batch(
                stage_id=self.stage_id, channel=channel, profile=profile, entitlement_ids=chosen, by=clerk("penyusun"), at=self.at()
            )  # fmt: skip

    def _one(self, state: str) -> int | None:
        found = list(Batch.objects.filter(stage_id=self.stage_id, state=state).values_list("pk", flat=True)[:10])
        return random.choice(found) if found else None  # noqa: S311

    def approve_one(self) -> None:
        if (batch := self._one(PROPOSED)) is not None:
            approve(batch_id=batch, by=clerk("penyetuju"), at=self.at())

    def seal_one(self) -> None:
        if (batch := self._one(APPROVED)) is not None:
            seal(batch_id=batch, by=clerk("pengirim"), at=self.at())

    def void_one(self) -> None:
        if (batch := self._one(PROPOSED)) is not None:
            void(batch_id=batch, reason="disusun ulang", by=clerk("penyusun"), at=self.at())

    def _deliver(self, channel: str, name: str, data: bytes) -> str:
        receipt = self.bank.deliver(channel, name, data)
        if random.random() < self.crash:  # noqa: S311  the bank has the file, nobody noted it
            os._exit(CRASHED)
        return receipt

    def transmit(self) -> None:
        transmit_due(deliver=self._deliver, by=clerk("pengirim"), at=self.at())

    def hear(self) -> None:
        answers = self.bank.answers()
        if answers:
            apply_outcomes(by=clerk("rekonsiliasi"), at=self.at(), source="simulasi", outcomes=answers)

    def overdue(self) -> None:
        if (batch := self._one(TRANSMITTED)) is not None:
            mark_unknown(batch_id=batch, by=clerk("pengirim"), at=self.at())

    def ask(self) -> None:
        rows = Instruction.objects.filter(stage_id=self.stage_id, state=UNKNOWN).values_list("e2e", flat=True)
        answers = self.bank.inquire(list(rows[:20]))
        if answers:
            apply_outcomes(by=clerk("rekonsiliasi"), at=self.at(), source="tanya", outcomes=answers)

    def drain(self) -> None:
        """After the storm: what is sealed is sent, everything unanswered asked, until nothing moves."""
        for _ in range(60):
            for step in (self.transmit, self.hear):
                self.take(step)
            for batch in Batch.objects.filter(state__in=(PROPOSED, APPROVED)).values_list("pk", "state"):
                self.take(
                    (lambda pk: lambda: void(batch_id=pk, reason="akhir", by=clerk("penyusun"), at=self.at()))(batch[0])
                )
            rows = list(Instruction.objects.filter(state__in=AT_PROVIDER).values_list("e2e", flat=True))
            if not rows:
                break
            answers = self.bank.inquire(rows)
            if answers:
                apply_outcomes(by=clerk("rekonsiliasi"), at=self.at(), source="tanya", outcomes=answers)
            self.began -= 1.0  # an hour passes, so that the outbox tries again
