"""How much of what was decreed arrived, by area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import Substr

from pilar.core.scope import Scope
from pilar.delivery.disbursement.queries import ordered_lines
from pilar.delivery.programs import queries as programs
from pilar.foundation.wilayah.queries import resolve


@dataclass(frozen=True, slots=True)
class AreaMoney:
    """One area of a stage: entitlements, paid, on the way, failed, back in the treasury (count and rupiah)."""

    code: str
    name: str
    due: int
    due_rp: int
    paid: int
    paid_rp: int
    waiting: int
    failed: int
    failed_rp: int
    treasury_rp: int


def realisation_of(scope: Scope, stage_id: int, *, length: int = 6) -> list[AreaMoney]:
    """Areas of a stage by their code of `length` digits: 6 kecamatan, 10 kelurahan. Needs disbursement.view. Two queries."""
    scope.require("disbursement.view")
    due = {
        row["area"]: row
        for row in programs.entitlements_of(scope, stage_id)
        .annotate(area=Substr("wilayah", 1, length)).values("area").order_by("area").annotate(size=Count("pk"), total=Sum("amount_rp"))
    }  # fmt: skip
    failed = Q(state__in=("rejected", "returned"))
    got = {
        row["area"]: row
        for row in ordered_lines(scope, stage_id)
        .annotate(area=Substr("wilayah", 1, length)).values("area").order_by("area")
        .annotate(
            paid=Count("pk", filter=Q(state="paid")), paid_rp=Sum("amount_rp", filter=Q(state="paid")),
            waiting=Count("pk", filter=Q(state__in=("draft", "sent", "unknown"))), failed=Count("pk", filter=failed),
            failed_rp=Sum("amount_rp", filter=failed), treasury_rp=Sum("amount_rp", filter=Q(state="treasury")),
        )
    }  # fmt: skip
    names = resolve(scope, due)
    made = []
    for code, row in due.items():
        one: Any = got.get(code, {})
        made.append(
            AreaMoney(
                code, names[code].title if code in names else code, row["size"], int(row["total"] or 0), one.get("paid") or 0,
                int(one.get("paid_rp") or 0), one.get("waiting") or 0, one.get("failed") or 0, int(one.get("failed_rp") or 0),
                int(one.get("treasury_rp") or 0),
            )
        )  # fmt: skip
    return made
