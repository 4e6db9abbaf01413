"""The hand-over list of a batch as devices hold it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.decision.proposals.places import rt_rw
from pilar.delivery.disbursement.lifecycle import AT_PROVIDER, PAID
from pilar.delivery.disbursement.lists import BY_HAND
from pilar.delivery.disbursement.models import Batch, HandOverTold, Instruction
from pilar.delivery.disbursement.queries.orders import batch_row
from pilar.foundation.wilayah.queries import AreaName, resolve


@dataclass(frozen=True, slots=True)
class HandLine:
    """One recipient. `state`: "" waiting, "terima", "absen", "lain" (closed in another way)."""

    id: int
    name: str
    address: str
    unit: str
    village: str
    e2e: str
    amount_rp: int
    state: str
    received_by: str
    at: datetime | None


def handing_batch(scope: Scope, batch_id: int) -> Batch:
    """A sealed batch by hand. Raises UMUM-403, UMUM-404."""
    scope.require("disbursement.reconcile")
    batch = batch_row(scope, batch_id)
    if batch.channel not in BY_HAND or batch.state not in ("sealed", "transmitted"):
        raise NOT_FOUND()
    return batch


def hand_lines(scope: Scope, batch: Batch) -> list[HandLine]:
    """Everybody of the batch in the scope, by kelurahan and name. Three queries."""
    rows = Instruction.objects.within(scope).filter(batch=batch).select_related("family", "hand_over")
    told = HandOverTold.objects.filter(instruction__batch=batch, kind="absen", outcome="berlaku").order_by("pk")
    absent = dict(told.values_list("instruction_id", "told_at"))
    found = list(rows)
    names = resolve(scope, {one.wilayah[:10] for one in found})
    lines = [_line(one, absent.get(one.pk), names) for one in found]
    return sorted(lines, key=lambda one: (one.village, one.name, one.id))


def _state(state: str, is_received: bool, absent: datetime | None) -> str:
    if is_received or state == PAID:
        return "terima"
    if state not in AT_PROVIDER:
        return "lain"
    return "absen" if absent else ""


def _line(row: Instruction, absent: datetime | None, names: Mapping[str, AreaName]) -> HandLine:
    received = getattr(row, "hand_over", None)
    code = row.wilayah[:10]
    return HandLine(
        row.pk, row.name, row.family.address if row.family_id else "", rt_rw(row.wilayah), names[code].title, row.e2e,
        row.amount_rp, _state(row.state, received is not None, absent), received.received_by if received else "", received.at if received else absent,
    )  # fmt: skip
