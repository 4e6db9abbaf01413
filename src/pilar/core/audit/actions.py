"""Writing the chain."""

from datetime import datetime
from typing import Any

from django.db import connection

from pilar.config import config
from pilar.core.audit.models import AuditEvent, AuditHead
from pilar.core.audit.rules import GENESIS, instant, link_digest
from pilar.core.scope import Actor
from pilar.core.vault.masking import mask_numbers

_ADVISORY_LOCK = 0x50494C4152  # "PILAR": one writer at a time at the end of the chain on PostgreSQL


class OutsideTransaction(RuntimeError):
    """An act was recorded outside its transaction: it could be kept while the act is lost."""


def record(
    act: str,
    *,
    by: Actor,
    at: datetime,
    wilayah: str = "",
    subject: tuple[str, int] | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    rows: int | None = None,
) -> int:
    """Append one event to the chain, inside the transaction of the act. Returns its place.

    `before` and `after` hold plain JSON values and never an unmasked NIK, KK, name of mother or telephone. `rows` is the number
    of rows of a bulk act, whose list is kept by the act itself (name its batch in `after`). An act without an area of its own is
    filed under the one area of its actor, else under the office, so that somebody watches it. Numbers typed into `reason` are
    masked. Raises OutsideTransaction.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(act)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])
    head = AuditHead.objects.filter(pk=1).first()
    seq = head.seq + 1 if head else 1
    previous = bytes(head.digest) if head else GENESIS
    event = AuditEvent(
        seq=seq,
        at=at,
        act=act,
        actor=by.username,
        role=by.role,
        channel=by.channel,
        wilayah=wilayah or _place_of(by),
        subject_kind=subject[0] if subject else "",
        subject_id=subject[1] if subject else None,
        reason=mask_numbers(reason or by.purpose),
        data={key: value for key, value in (("before", before), ("after", after)) if value is not None},
        rows=rows,
        previous=previous,
    )
    event.digest = link_digest(previous, seq, body_of(event))
    event.save(force_insert=True)
    AuditHead.objects.update_or_create(pk=1, defaults={"seq": seq, "digest": event.digest})
    return seq


def _place_of(by: Actor) -> str:
    areas = by.scope.prefixes
    return areas[0] if len(areas) == 1 and areas[0] else config().office


def body_of(event: AuditEvent) -> dict[str, Any]:
    """The content that the digest covers."""
    return {
        "at": instant(event.at),
        "act": event.act,
        "actor": event.actor,
        "role": event.role,
        "channel": event.channel,
        "wilayah": event.wilayah,
        "subject": [event.subject_kind, event.subject_id],
        "reason": event.reason,
        "data": event.data,
        "rows": event.rows,
    }
