"""A provider's file with an open line and its proposal, a failed payment, a sample and a comparison, of one place."""

from datetime import date

from tests.unit.evidence.registry.two_cities import AT

from pilar.core import vault
from pilar.core.bulk.models import StoredFile
from pilar.delivery.reconciliation.models import (
    Comparison,
    ComparisonLine,
    Explanation,
    Inbound,
    Line,
    LineDecision,
    RecipientDraw,
    RecipientSample,
    RepairCase,
    RepairStep,
)
from pilar.delivery.reconciliation.rules import RAW_FIELD
from pilar.evidence.linkage.models import Run


def reconciliation_rows(mark: str, place: str, person: int, stage: int, instruction: int, file: int) -> dict[str, int]:
    """One of each thing that reconciliation keeps."""
    by, day = f"petugas.{mark.lower()}", date(2026, 11, 24)
    kept = StoredFile.objects.get(pk=file)
    inbound = Inbound.objects.create(
        wilayah=place, stage_id=stage, file=kept, file_name=f"hasil-{mark}.csv", sha256=kept.sha256, channel="pos", format="lembar",
        family="laporan", state="tertahan", held_reason=f"Berkas {mark} tidak lengkap.", line_count=1, data_count=1, total_rp=60_000,
        notes=[f"catatan {mark}"], received_at=AT, received_by=by,
    )  # fmt: skip
    line = Line.objects.create(
        inbound=inbound, wilayah=place, row=2, raw_sealed=vault.seal(RAW_FIELD, f"{mark} SATU;60.000"), kind="paid", e2e=f"P{mark}"[:19],
        bank_reference=f"J{mark}", amount_rp=60_000, on_date=day, name=f"{mark} SATU", code="kurang", instruction_id=instruction,
        order_rp=600_000,
    )  # fmt: skip
    decision = LineDecision.objects.create(
        line=line, wilayah=place, verdict="tagih", reason=f"bank {mark}", proposed_by=by, proposed_at=AT
    )
    Explanation.objects.create(
        stage_id=stage,
        wilayah=place,
        subject=f"line:{line.pk}",
        kind="salah_bank",
        reason=f"surat {mark}",
        amount_rp=60_000,
        by=by,
        at=AT,
    )
    case = RepairCase.objects.create(
        instruction_id=instruction, stage_id=stage, wilayah=place, person_id=person, e2e=f"P{mark}"[:19], channel="pos", amount_rp=600_000,
        name=f"{mark} SATU", reason="pindah", provider_words=f"pindah {mark}", owner="psm", opened_at=AT, due_date=day,
    )  # fmt: skip
    RepairStep.objects.create(case=case, act="kunjungan", note=f"rumah {mark} kosong", by=by, at=AT)
    draw = RecipientDraw.objects.create(
        stage_id=stage, wilayah=place, seed=1, size=1, population=1, population_hash="a" * 64, drawn_at=AT, drawn_by=by
    )
    sample = RecipientSample.objects.create(
        draw=draw, wilayah=place, stratum=f"{place[:6]}/pos", position=1, instruction_id=instruction, name=f"{mark} SATU", amount_rp=600_000,
        outcome="tidak_diterima", problem=f"uang {mark} tidak sampai", follow_up=True, looked_at=AT, looked_by=by,
    )  # fmt: skip
    run = Run.objects.filter(wilayah=place).first() or Run.objects.order_by("pk").first()
    comparison = Comparison.objects.create(
        wilayah=place, title=f"JKSS {mark}", party=f"Pihak {mark}", programme="JKSS", run_id=run.pk if run else 1, premium_rp=37_800, months=1,
        as_of=day, made_at=AT, made_by=by, judged_at=AT,
    )  # fmt: skip
    ComparisonLine.objects.create(comparison=comparison, wilayah=place, row=2, person_id=person, code="bukan_peserta")
    return {
        "inbound": inbound.pk, "line": line.pk, "line_decision": decision.pk, "repair_case": case.pk, "recipient_draw": draw.pk,
        "recipient_sample": sample.pk, "comparison": comparison.pk,
    }  # fmt: skip
