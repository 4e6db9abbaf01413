"""A payment batch with one instruction, of one place."""

from datetime import date

from tests.unit.evidence.registry.two_cities import AT

from pilar.core.bulk.files import keep_bytes
from pilar.core.scope import Actor, Scope
from pilar.delivery.disbursement.models import Batch, BatchPrint, Instruction, StageAct
from pilar.delivery.programs.models import Decree, Entitlement


def payment_rows(mark: str, place: str, family: int, person: int, stage: int, decree: int) -> dict[str, int]:
    """The entitlement of the person, ordered over the post office."""
    by = f"petugas.{mark.lower()}"
    entitlement = Entitlement.objects.filter(stage_id=stage, person_id=person).first() or Entitlement.objects.create(
        stage_id=stage,
        decree=Decree.objects.get(pk=decree),
        family_id=family,
        person_id=person,
        wilayah=place,
        amount_rp=600_000,
    )
    batch = Batch.objects.create(
        stage_id=stage,
        wilayah=place[:10],
        number=1,
        channel="pos",
        profile="pos_csv",
        count=1,
        total_rp=600_000,
        made_by=by,
        made_at=AT,
    )
    row = Instruction.objects.create(
        entitlement=entitlement, stage_id=stage, family_id=family, person_id=person, wilayah=place, attempt=1, e2e=f"P{mark}"[:19], channel="pos",
        batch=batch, amount_rp=600_000, name=f"{mark} SATU", state_since=AT,
    )  # fmt: skip
    StageAct.objects.create(stage_id=stage, code="sk", on_date=date(2026, 11, 1), number=f"SK {mark}", by=by, at=AT)
    officer = Actor(username=by, role="uji", scope=Scope((place[:10],), frozenset({"*"})), channel="test")
    kept = keep_bytes(f"undangan-{mark}.pdf", [f"%PDF {mark}".encode()], by=officer, at=AT)
    printing = BatchPrint.objects.create(
        batch=batch, wilayah=place[:10], kind="undangan", place=f"Kantor pos {mark}", on_date=date(2026, 11, 26), signer=f"Lurah {mark}",
        numbers=[f"400/{mark}"], count=1, total_rp=600_000, file=kept, asked_at=AT, asked_by=by, made_at=AT,
    )  # fmt: skip
    return {"pay_batch": batch.pk, "instruction": row.pk, "batch_print": printing.pk}
