"""Correcting a NIK or a KK number: the old one stays findable."""

from datetime import datetime

from django.db import transaction

from pilar.core import vault
from pilar.core.scope import Actor
from pilar.evidence.registry.actions import problems, record
from pilar.evidence.registry.rules import KK_FIELD, NIK_FIELD


@transaction.atomic
def correct_nik(*, person_id: int, revision: int, nik: str, seen: bool, reason: str, by: Actor, at: datetime) -> int:
    """Give a person the right NIK ("" takes a wrong one away). Returns the new revision.

    Raises UMUM-404, -409, REG-101, -103, -104, -114, -119.
    """
    by.scope.require("registry.person.edit")
    row = record.lock_person(by, person_id, revision)
    if not reason.strip():
        raise problems.EVIDENCE_NEEDED()
    digits = record.checked_nik(nik, birth_date=row.birth_date, sex=row.sex, seen=seen, own=row.pk)
    old = vault.unseal(NIK_FIELD, row.nik_sealed)
    if digits == old:
        raise problems.NOTHING_CHANGED()
    act = record.begin("Perbaikan NIK", by=by, at=at, newest=row.as_of)
    record.keep_former(act, "nik", row, reason)
    sealed, index = record.sealed_pair(NIK_FIELD, digits)
    record.change_person(act, row, nik_sealed=sealed, nik_index=index)
    record.observe_person(act, row.pk, {} if sealed else {"nik": None}, sealed)
    record.finish(
        act, "registry.nik.corrected", ("person", row.pk), row.wilayah, before={"nik": vault.mask_digits(old)},
        after={"nik": vault.mask_digits(digits)}, reason=reason,
    )  # fmt: skip
    return row.revision + 1


@transaction.atomic
def correct_kk(*, family_id: int, revision: int, kk: str, seen: bool, reason: str, by: Actor, at: datetime) -> int:
    """Give a family its right or new KK number. Returns the new revision. Raises like `correct_nik`, with REG-102."""
    by.scope.require("registry.family.edit")
    row = record.lock_family(by, family_id, revision)
    if row.status != "aktif":
        raise problems.FAMILY_CLOSED()
    if not reason.strip():
        raise problems.EVIDENCE_NEEDED()
    digits = record.checked_kk(kk, seen=seen, own=row.pk)
    old = vault.unseal(KK_FIELD, row.kk_sealed)
    if digits == old:
        raise problems.NOTHING_CHANGED()
    act = record.begin("Perbaikan nomor KK", by=by, at=at, newest=row.as_of)
    record.keep_former(act, "kk", row, reason)
    sealed, index = record.sealed_pair(KK_FIELD, digits)
    record.change_family(act, row, kk_sealed=sealed, kk_index=index)
    record.observe_family(act, row.pk, {} if sealed else {"kk": None}, sealed)
    record.finish(
        act, "registry.kk.corrected", ("family", row.pk), row.wilayah, before={"kk": vault.mask_digits(old)},
        after={"kk": vault.mask_digits(digits)}, reason=reason,
    )  # fmt: skip
    return row.revision + 1
