"""How much of what was decreed arrived, by area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import Substr

from pilar.core.scope import Scope
from pilar.delivery.disbursement.queries.orders import last_attempts
from pilar.delivery.programs import queries as programs
from pilar.foundation.wilayah.queries import resolve


@dataclass(frozen=True, slots=True)
class AreaMoney:
    """One area of a stage in people and rupiah. Only the last attempt of each entitlement counts, so that
    due = not ordered + waiting + unknown + paid + failed + returned + treasury, whatever was tried before (cancelled: not ordered)."""

    code: str
    name: str
    due: int
    due_rp: int
    ordered: int
    ordered_rp: int
    paid: int
    paid_rp: int
    waiting: int
    waiting_rp: int
    unknown: int
    unknown_rp: int
    failed: int
    failed_rp: int
    returned: int
    returned_rp: int
    treasury: int
    treasury_rp: int


_STATES = {
    "paid": ("paid",), "waiting": ("draft", "sent"), "unknown": ("unknown",), "failed": ("rejected",), "returned": ("returned",),
    "treasury": ("treasury",),
}  # fmt: skip


def realisation_of(scope: Scope, stage_id: int, *, length: int = 6) -> list[AreaMoney]:
    """Areas of a stage by their code of `length` digits: 6 kecamatan, 10 kelurahan. Needs disbursement.view. Two queries."""
    scope.require("disbursement.view")
    due = {
        row["area"]: row
        for row in programs.entitlements_of(scope, stage_id)
        .annotate(area=Substr("wilayah", 1, length)).values("area").order_by("area").annotate(size=Count("pk"), total=Sum("amount_rp"))
    }  # fmt: skip
    sums: dict[str, Any] = {"ordered": Count("pk"), "ordered_rp": Sum("amount_rp")}
    for name, states in _STATES.items():
        sums[name] = Count("pk", filter=Q(state__in=states))
        sums[f"{name}_rp"] = Sum("amount_rp", filter=Q(state__in=states))
    got: dict[str, Any] = {
        row["area"]: row
        for row in last_attempts(scope, stage_id)
        .exclude(state="cancelled").annotate(area=Substr("wilayah", 1, length)).values("area").order_by("area").annotate(**sums)
    }  # fmt: skip
    names = resolve(scope, due)
    return [
        AreaMoney(
            code, names[code].title, row["size"], int(row["total"] or 0),
            *(int(got.get(code, {}).get(name) or 0) for name in sums),
        )
        for code, row in due.items()
    ]  # fmt: skip
