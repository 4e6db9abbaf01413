"""The head of the office endorses: the list is frozen and hashed, gets its letter, and can be taken back until it was sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.problems import NOT_ALLOWED, NOT_FOUND
from pilar.core.scope import Actor
from pilar.decision.deliberation import problems
from pilar.decision.deliberation.actions.papers import give_number
from pilar.decision.deliberation.models import EndorsedUsul, Endorsement
from pilar.decision.deliberation.rules import month_of, record_hash
from pilar.decision.proposals.bulk import Refused, take_steps, undo_steps
from pilar.decision.proposals.models import Usul

TARGET = "disahkan_kepala_opd"


@transaction.atomic
def endorse(
    *, area: str, period: str, signer: str, signer_nip: str, by: Actor, at: datetime, note: str = ""
) -> tuple[int, tuple[Refused, ...]]:
    """Endorse everything verified in a city or regency; returns the endorsement and who could not be endorsed.

    Raises UMUM-403, SIDANG-013 (period), SIDANG-019 (nothing verified). Usulan that this person verified are refused.
    """
    by.scope.require("proposals.approve")
    if len(area) != 4 or not by.scope.covers(area):
        raise NOT_ALLOWED()
    try:
        month_of(period)
    except ValueError as error:
        raise problems.BAD_PERIOD(period=period[:20]) from error
    ids = list(
        Usul.objects.within(by.scope.narrowed(area))
        .filter(state="diverifikasi_dinas")
        .order_by("wilayah", "name", "pk")
        .values_list("pk", flat=True)
    )
    done = take_steps(usul_ids=ids, target=TARGET, by=by, at=at, reason=note or f"Pengesahan {period}", wilayah=area)
    if not done.count:
        why = done.refused[0].why if done.refused else problems.NOTHING_CHOSEN().advice
        raise problems.NONE_TOOK_IT(why=why)
    rows = [_frozen(row, n) for n, row in enumerate(_moved(ids, done.refused), start=1)]
    letter = give_number(area=area, subject=f"Surat pengantar pengesahan {period}", by=by, at=at)
    made = Endorsement(
        wilayah=area, period=period, letter=letter, list_hash=record_hash(list_of(rows)), count=len(rows), bulk_id=done.bulk_id,
        signer=signer[:120], signer_nip=signer_nip[:30], endorsed_at=at, endorsed_by=by.username,
    )  # fmt: skip
    made.save(force_insert=True)
    for row in rows:
        row.endorsement = made
    EndorsedUsul.objects.bulk_create(rows, batch_size=500)
    audit.record(
        "deliberation.list.endorsed", by=by, at=at, wilayah=area, subject=("endorsement", made.pk),
        after={"hash": made.list_hash, "period": period, "number": letter.number}, rows=len(rows),
    )  # fmt: skip
    return made.pk, done.refused


def _moved(ids: list[int], refused: tuple[Refused, ...]) -> list[Usul]:
    left = {one.usul_id for one in refused}
    by_id = {
        row.pk: row for start in range(0, len(ids), 500) for row in Usul.objects.filter(pk__in=ids[start : start + 500])
    }
    return [by_id[pk] for pk in ids if pk not in left]


def _frozen(row: Usul, position: int) -> EndorsedUsul:
    return EndorsedUsul(
        usul=row, position=position, wilayah=row.wilayah, name=row.name, kind=row.kind, programme=row.programme, reason=row.reason,
        revision=row.revision,
    )  # fmt: skip


def list_of(rows: list[EndorsedUsul]) -> dict[str, Any]:
    """What the hash of an endorsed list covers: every row in its order."""
    return {
        "rows": [[r.position, r.usul_id, r.wilayah, r.name, r.kind, r.programme, r.reason, r.revision] for r in rows]
    }


def list_is_whole(endorsement: Endorsement) -> bool:
    """True when the frozen rows still give the hash."""
    return endorsement.list_hash == record_hash(list_of(list(endorsement.rows.order_by("position"))))


@transaction.atomic
def take_back(*, endorsement_id: int, by: Actor, at: datetime, reason: str) -> int:
    """Take an endorsement back as a whole; its list stays readable. Returns how many usulan went back.

    Raises UMUM-404, UMUM-403, SIDANG-020 (done before), USUL-003 (no reason), USUL-011 (something was sent).
    """
    by.scope.require("proposals.approve")
    row = Endorsement.objects.within(by.scope).select_for_update().filter(pk=endorsement_id).first()
    if row is None:
        raise NOT_FOUND()
    if row.undone_at is not None:
        raise problems.ALREADY_UNDONE()
    count = undo_steps(bulk_id=row.bulk_id, by=by, at=at, reason=reason)
    row.undone_at, row.undone_by, row.undone_reason = at, by.username, reason.strip()[:500]
    row.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    audit.record(
        "deliberation.list.taken_back", by=by, at=at, wilayah=row.wilayah, subject=("endorsement", row.pk), reason=reason.strip(), rows=count
    )  # fmt: skip
    return count
