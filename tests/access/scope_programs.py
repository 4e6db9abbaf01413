"""One row of each thing that programmes keep about a place: programme, stage, member, frozen decree with its paper."""

from datetime import date

from tests.unit.evidence.registry.two_cities import AT

from pilar.core.bulk.models import StoredFile
from pilar.core.ids import new_id
from pilar.delivery.programs.models import (
    Decree,
    DecreeLine,
    DecreePaper,
    DecreePart,
    Entitlement,
    EntitlementPart,
    Membership,
    MembershipStep,
    Programme,
    Stage,
    StageQuota,
)


def programme_rows(mark: str, place: str, number: int, family: int, person: int, file: int) -> dict[str, int]:
    """A programme of the kelurahan with one member who is decreed."""
    village, by = place[:10], f"petugas.{mark.lower()}"
    programme = Programme.objects.create(
        wilayah=village, code=f"UJI{number}", name=f"Program {mark}", form="tunai", tariff="sembako", active_from=date(2026, 1, 1), made_at=AT,
        made_by=by,
    )  # fmt: skip
    stage = Stage.objects.create(
        programme=programme, wilayah=village, year=2026, number=number, label=f"Tahap {mark}", active_from=date(2026, 10, 1),
        active_to=date(2027, 1, 1), months=3, fund="apbn", budget_rp=1_000_000, state_since=AT, made_at=AT, made_by=by,
    )  # fmt: skip
    StageQuota.objects.create(stage=stage, wilayah=village, quota=3)
    member = Membership.objects.create(
        programme=programme,
        family_id=family,
        person_id=person,
        wilayah=place,
        per_family=True,
        state="aktif",
        since=date(2026, 1, 1),
    )
    MembershipStep.objects.create(
        membership=member,
        act="daftar",
        to_state="aktif",
        on=date(2026, 1, 1),
        at=AT,
        by=by,
        note=f"daftar {mark}",
        bulk_id=new_id(),
    )
    decree = Decree.objects.create(
        stage=stage, wilayah=village, count=1, total_rp=600_000, drafted_at=AT, drafted_by=by
    )
    line = DecreeLine.objects.create(
        decree=decree,
        membership=member,
        position=1,
        family_id=family,
        person_id=person,
        wilayah=place,
        name=f"{mark} SATU",
        amount_rp=600_000,
    )
    DecreePart.objects.create(line=line, component="sembako", amount_rp=600_000)
    Decree.objects.filter(pk=decree.pk).update(
        state="frozen",
        frozen_at=AT,
        frozen_by="kepala",
        number=f"SK/{mark}",
        date=date(2026, 11, 1),
        digest="a" * 64,
        signer=f"Kepala {mark}",
    )
    owed = Entitlement.objects.create(
        pk=line.pk, stage=stage, decree=decree, family_id=family, person_id=person, wilayah=place, amount_rp=600_000
    )
    EntitlementPart.objects.create(entitlement=owed, component="sembako", amount_rp=600_000)
    paper = DecreePaper.objects.create(
        decree=decree, kind="bnba", check_code=f"{number:020d}", file_id=file, sha256=StoredFile.objects.get(pk=file).sha256, rows=1,
        issued_at=AT, issued_by=by,
    )  # fmt: skip
    return {
        "programme": programme.pk, "stage": stage.pk, "member": member.pk, "decree": decree.pk, "decree_paper": paper.pk,
    }  # fmt: skip
