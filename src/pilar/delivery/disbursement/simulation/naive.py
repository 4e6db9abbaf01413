"""Three offices as one would write them without thinking of crashes. They must break the invariants, to show that these can be broken.

a: no lock and no unique index: looks whether a payment exists, then makes one. b: talks to the bank inside the transaction. c: takes
a time-out for a failure and pays again. Each draws a new reference for every attempt, as such systems do.
"""

from __future__ import annotations

import os
import random
import secrets
import time
from dataclasses import dataclass

from django.db import connection, transaction

from pilar.core.ids import new_id
from pilar.core.scope import Scope
from pilar.delivery.disbursement.actions.ledger import book_rows
from pilar.delivery.disbursement.lifecycle import REJECTED, SENT
from pilar.delivery.disbursement.models import Batch, Instruction, Posting, Txn
from pilar.delivery.disbursement.queries.orders import ready_of
from pilar.delivery.disbursement.simulation.office import _SIZE, CRASHED, Office, clerk
from pilar.delivery.programs import queries as programs

VARIANTS = ("a", "b", "c")


def without_guards() -> None:
    """The sandbox loses the index that allows one live instruction only."""
    with connection.schema_editor() as editor:
        constraint = next(one for one in Instruction._meta.constraints if one.name == "instruction_one_live")
        editor.remove_constraint(Instruction, constraint)


@dataclass(slots=True)
class NaiveOffice(Office):
    """Makes and sends in one step, row by row."""

    variant: str = "a"

    def make(self, size: int = _SIZE) -> None:
        ready = list(ready_of(Scope.system(), self.stage_id).values_list("pk", flat=True)[: 20 * size])
        chosen = random.sample(ready, min(size, len(ready)))
        if not chosen:
            return
        time.sleep(random.random() * 0.05)  # noqa: S311  the moment between looking and writing
        if self.variant == "b":
            with transaction.atomic():
                batch = self._write(chosen)
                self._send(batch)
                if random.random() < 4 * self.crash:  # noqa: S311
                    os._exit(CRASHED)
        else:
            with transaction.atomic():
                batch = self._write(chosen)
            self._send(batch)

    def _write(self, chosen: list[int]) -> Batch:
        rows = list(programs.entitlements_of(Scope.system(), self.stage_id).filter(pk__in=chosen))
        batch = Batch(
            stage_id=self.stage_id, wilayah="", number=secrets.randbelow(1 << 30), channel="pos", profile="pos_csv", state="transmitted",
            count=len(rows), total_rp=sum(row.amount_rp for row in rows), made_by="a", made_at=self.at(), approved_by="b", sent_by="c",
            sealed_at=self.at(),
        )  # fmt: skip
        batch.save(force_insert=True)
        for row in rows:
            attempt = Instruction.objects.filter(entitlement_id=row.pk).count() + 1
            instruction = Instruction(
                pk=new_id(), entitlement_id=row.pk, stage_id=self.stage_id, family_id=row.family_id, person_id=row.person_id, wilayah=row.wilayah,
                attempt=attempt, e2e=f"N{secrets.token_hex(8)}", channel="pos", batch=batch, amount_rp=row.amount_rp, name="-", state=SENT,
                state_since=self.at(), sent_at=self.at(),
            )  # fmt: skip
            instruction.save(force_insert=True)
            book_rows([(instruction.pk, row.amount_rp, "", "order")], at=self.at())
            book_rows([(instruction.pk, row.amount_rp, "pos", "send")], at=self.at())
        return batch

    def _send(self, batch: Batch) -> None:
        rows = list(Instruction.objects.filter(batch=batch))
        lines = ["KODE_BAYAR;NILAI", *(f"{row.e2e};{row.amount_rp}" for row in rows)]
        try:
            self.bank.deliver("pos", "daftar.csv", "\r\n".join(lines).encode())
        except TimeoutError:
            if self.variant == "c":
                self._fail(rows)
            elif self.variant == "b":
                raise

    def _fail(self, rows: list[Instruction]) -> None:
        """No answer, so it failed: the families may be paid again."""
        with transaction.atomic():
            still = Instruction.objects.filter(pk__in=[row.pk for row in rows], state=SENT)
            freed = [(row.pk, row.amount_rp, "pos", "rejected") for row in still]
            if freed:
                book_rows(freed, at=self.at())
                still.update(state=REJECTED)

    def take(self, step: object) -> None:  # type: ignore[override]
        try:
            Office.take(self, step)  # type: ignore[arg-type]
        except TimeoutError:  # variant b: the transaction is rolled back, the bank may have paid
            self._count("TimeoutError")

    def drain(self) -> None:
        rows = list(Instruction.objects.filter(state__in=(SENT, "unknown")).values_list("e2e", flat=True))
        answers = self.bank.inquire(rows)
        if answers:
            from pilar.delivery.disbursement.actions.outcomes import apply_outcomes

            apply_outcomes(by=clerk("rekonsiliasi"), at=self.at(), source="tanya", outcomes=answers)


def books_of(stage_id: int) -> tuple[int, int]:
    """(transactions, postings) in the sandbox."""
    return Txn.objects.count(), Posting.objects.count()
