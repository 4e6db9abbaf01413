"""A decreed stage in the sandbox, written straight into the empty tables: the acts of programmes are not what is simulated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.apps import apps

_AREA = "1872"


def decreed_stage(people: Sequence[tuple[int, int, str]], *, amount_rp: int, at: datetime) -> int:
    """A frozen decree with one entitlement for each (family, person, wilayah). Returns the stage."""
    models: Any = apps.get_app_config("programs")
    programme = models.get_model("Programme").objects.create(
        wilayah=_AREA, code="SIMULASI", name="Program contoh", form="tunai", active_from=date(2026, 1, 1), made_at=at, made_by="simulasi"
    )  # fmt: skip
    stage = models.get_model("Stage").objects.create(
        programme=programme, wilayah=_AREA, year=2026, number=4, label="Tahap contoh", active_from=date(2026, 10, 1), active_to=date(2027, 1, 1),
        months=3, fund="apbd_kab", budget_rp=amount_rp * len(people), state="decreed", state_since=at, made_at=at, made_by="simulasi",
    )  # fmt: skip
    decree = models.get_model("Decree").objects.create(
        stage=stage, wilayah=_AREA, state="frozen", number="460/1/2026", date=date(2026, 11, 1), count=len(people),
        total_rp=amount_rp * len(people), drafted_at=at, drafted_by="simulasi", frozen_at=at, frozen_by="simulasi-2", digest="0" * 64,
    )  # fmt: skip
    entitlement = models.get_model("Entitlement")
    entitlement.objects.bulk_create(
        [
            entitlement(
                stage=stage, decree=decree, family_id=family, person_id=person, wilayah=wilayah, amount_rp=amount_rp
            )
            for family, person, wilayah in people
        ],
        batch_size=1_000,
    )  # fmt: skip
    return int(stage.pk)
