"""Sending an endorsed list to SIKS-NG: the sheet is made and kept, the usulan step, once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import override

from pilar.config import config
from pilar.core import vault
from pilar.core.audit import actions as audit
from pilar.core.bulk.files import keep_bytes
from pilar.core.documents import Column, Sheet, write_xlsx
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.decision.deliberation import problems
from pilar.decision.deliberation.documents.content import KK, NIK
from pilar.decision.deliberation.models import EndorsedUsul, Endorsement, Sending, SentUsul
from pilar.decision.deliberation.sheets import PROFILES_BY_CODE, SheetProfile
from pilar.decision.proposals.bulk import take_steps
from pilar.decision.proposals.lists import KINDS_BY_CODE
from pilar.decision.proposals.models import Usul

MOTHER = "registry.person.mother"


@transaction.atomic
def send_list(*, endorsement_id: int, profile: str, reason: str, by: Actor, at: datetime) -> int:
    """Make the sheet of what is endorsed and not yet sent, keep it, and note it as sent; returns the sending.

    The sheet holds whole numbers, so registry.nik.unmask and a reason are needed. Raises UMUM-404, UMUM-403, SIDANG-006 (profile),
    -007 (no reason), -019 (nothing left to send), -020 (endorsement taken back).
    """
    by.scope.require("proposals.send")
    by.scope.require("registry.nik.unmask")
    if profile not in PROFILES_BY_CODE:
        raise problems.UNKNOWN_CODE(code=profile[:30])
    if not reason.strip():
        raise problems.REASON_NEEDED(decision="Membuat lembar SIKS-NG")
    row = (
        Endorsement.objects.within(by.scope)
        .select_for_update()
        .select_related("letter")
        .filter(pk=endorsement_id)
        .first()
    )
    if row is None:
        raise NOT_FOUND()
    if row.undone_at is not None:
        raise problems.ALREADY_UNDONE()
    listed = EndorsedUsul.objects.within(by.scope).filter(endorsement=row, usul__state="disahkan_kepala_opd")
    ids = list(listed.order_by("position").values_list("usul_id", flat=True))
    done = take_steps(
        usul_ids=ids, target="dikirim_siks_ng", by=by, at=at, reason=f"Nomor {row.letter.number}", wilayah=row.wilayah
    )
    if not done.count:
        raise problems.NOTHING_CHOSEN()
    left = {one.usul_id for one in done.refused}
    usul = [one for one in _in_order(ids) if one.pk not in left]
    with override("id"):
        data = sheet_of(PROFILES_BY_CODE[profile], usul, number=row.letter.number, at=at)
    file = keep_bytes(f"siks-ng-{row.period}-{profile}.xlsx", [data], by=by, at=at)
    made = Sending(
        wilayah=row.wilayah, endorsement=row, profile=f"{profile} {PROFILES_BY_CODE[profile].version}", file=file, sha256=file.sha256,
        count=len(usul), bulk_id=done.bulk_id, sent_at=at, sent_by=by.username,
    )  # fmt: skip
    made.save(force_insert=True)
    SentUsul.objects.bulk_create(
        [SentUsul(sending=made, usul=one, wilayah=one.wilayah, position=n) for n, one in enumerate(usul, start=1)],
        batch_size=500,
    )
    audit.record(
        "deliberation.list.sent", by=by, at=at, wilayah=row.wilayah, subject=("sending", made.pk),
        after={"profile": made.profile, "sha256": file.sha256, "endorsement": row.pk}, reason=reason.strip()[:500], rows=len(usul),
    )  # fmt: skip
    return int(made.pk)


def _in_order(ids: list[int]) -> list[Usul]:
    rows = {
        one.pk: one for start in range(0, len(ids), 500) for one in Usul.objects.filter(pk__in=ids[start : start + 500])
    }
    return [rows[pk] for pk in ids]


def sheet_of(profile: SheetProfile, usul: list[Usul], *, number: str, at: datetime) -> bytes:
    """The workbook of a profile; whole numbers."""
    columns = tuple(Column(title=heading, kind=kind) for heading, _key, kind in profile.columns)  # type: ignore[arg-type]
    facts = facts_of(usul)
    rows = [tuple(one[key] for _heading, key, _kind in profile.columns) for one in facts]
    sheet = Sheet(
        name="Usulan", columns=columns, rows=rows, notes=(f"Nomor {number}", f"Lembar {profile.code} {profile.version}")
    )
    return write_xlsx([sheet], title="Usulan untuk SIKS-NG", at=at, synthetic=config().synthetic)


def facts_of(usul: list[Usul]) -> list[dict[str, Any]]:
    """What the sheets and key-in cards may say of each usulan; whole numbers."""
    niks = vault.unseal_many(NIK, [one.nik_sealed for one in usul])
    kks = vault.unseal_many(KK, [one.kk_sealed for one in usul])
    mothers = vault.unseal_many(MOTHER, [one.mother_sealed for one in usul])
    return [
        {
            "no": n, "nik": nik or "", "kk": kk or "", "name": one.name, "birth_place": one.birth_place, "birth_date": one.birth_date,
            "mother": mother or "", "sex": {1: "L", 2: "P"}.get(one.sex or 0, ""), "address": one.address,
            "rt": one.wilayah[13:16], "rw": one.wilayah[10:13], "area": one.wilayah[:10],
            "kind": KINDS_BY_CODE[one.kind].name_id + (f": {one.programme}" if one.programme else ""), "programme": one.programme,
            "rationale": one.rationale, "note": one.note,
        }
        for n, (one, nik, kk, mother) in enumerate(zip(usul, niks, kks, mothers, strict=True), start=1)
    ]  # fmt: skip


@transaction.atomic
def key_in_cards(*, sending_id: int, reason: str, by: Actor, at: datetime) -> bytes:
    """One printed card a family, in the order of the sheet, for keying in by hand. Needs unmask and a reason.

    Raises UMUM-404, UMUM-403, SIDANG-007.
    """
    from pilar.decision.deliberation.documents.cards import cards_pdf

    by.scope.require("proposals.send")
    by.scope.require("registry.nik.unmask")
    if not reason.strip():
        raise problems.REASON_NEEDED(decision="Mencetak kartu key-in")
    row = Sending.objects.within(by.scope).select_related("endorsement__letter").filter(pk=sending_id).first()
    if row is None:
        raise NOT_FOUND()
    usul = [
        one.usul
        for one in SentUsul.objects.within(by.scope).filter(sending=row).select_related("usul").order_by("position")
    ]
    with override("id"):
        data = cards_pdf(facts_of(usul), number=row.endorsement.letter.number, at=at)
    audit.record(
        "deliberation.cards.printed", by=by, at=at, wilayah=row.wilayah, subject=("sending", row.pk), reason=reason.strip()[:500],
        rows=len(usul),
    )  # fmt: skip
    return data


@transaction.atomic
def open_sheet(*, sending_id: int, reason: str, by: Actor, at: datetime) -> Sending:
    """The sending whose kept sheet may be opened; the look is audited. Raises UMUM-404, UMUM-403, SIDANG-007."""
    by.scope.require("proposals.send")
    by.scope.require("registry.nik.unmask")
    if not reason.strip():
        raise problems.REASON_NEEDED(decision="Membuka lembar")
    row = Sending.objects.within(by.scope).select_related("file").filter(pk=sending_id).first()
    if row is None:
        raise NOT_FOUND()
    audit.record(
        "deliberation.sheet.opened", by=by, at=at, wilayah=row.wilayah, subject=("sending", row.pk), reason=reason.strip()[:500],
        rows=row.count,
    )  # fmt: skip
    return row
