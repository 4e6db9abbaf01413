"""Quarantine: what was not accepted is kept whole until a person settles it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from pilar.core import vault
from pilar.core.audit import actions as audit
from pilar.core.problems import CHANGED_MEANWHILE
from pilar.core.scope import Actor
from pilar.evidence.field.ingest.blobs import Kept
from pilar.evidence.field.models import Device, Quarantine, Submission
from pilar.evidence.field.queries.held import get_held
from pilar.evidence.field.rules import HELD_FIELD


def hold(
    reason: str, *, form_id: str, instance_id: str, xml: bytes, sha256: str, files: Sequence[Kept], wilayah: str,
    submission: Submission | None, device: Device | None, by: Actor, at: datetime,
) -> None:  # fmt: skip
    """Inside the transaction of the post. The same bytes for the same reason are one row that counts its visits."""
    row = Quarantine(
        reason=reason, form_name=form_id, instance_id=instance_id, wilayah=wilayah, submission=submission, device=device,
        username=by.username, xml_sealed=vault.seal(HELD_FIELD, xml.decode("latin-1")), sha256=sha256, received_at=at, count=0,
    )  # fmt: skip
    Quarantine.objects.bulk_create([row], ignore_conflicts=True)
    same = Quarantine.objects.select_for_update().get(
        form_name=form_id, instance_id=instance_id, sha256=sha256, reason=reason
    )
    have = {(one["name"], one["sha256"]) for one in same.files}
    new = [one for one in files if (one.name, one.sha256) not in have]
    same.files = same.files + [
        {"name": one.name, "sha256": one.sha256, "size": one.size, "media_type": one.media_type} for one in new
    ]
    same.count = F("count") + 1  # type: ignore[assignment]
    same.save(update_fields=["files", "count"])
    if same.pk == row.pk:
        audit.record(
            "field.quarantine.held", by=by, at=at, wilayah=wilayah, subject=("field-quarantine", same.pk),
            after={"reason": reason, "form": form_id, "instance": instance_id, "sha256": sha256},
        )  # fmt: skip


def release_same(form_id: str, instance_id: str, sha256: str, *, by: Actor, at: datetime) -> None:
    """What waited in quarantine with the very bytes that were now accepted is settled by itself."""
    Quarantine.objects.filter(
        form_name=form_id, instance_id=instance_id, sha256=sha256, settled_at__isnull=True
    ).update(settled_at=at, settled_by=by.username, settlement="diterima")


@transaction.atomic
def set_aside(*, held_id: int, note: str, by: Actor, at: datetime) -> None:
    """A person explains why a held post needs nothing more. The bytes stay. Raises UMUM-404, UMUM-409."""
    row = get_held(by.scope, held_id)
    changed = Quarantine.objects.filter(pk=row.pk, settled_at__isnull=True).update(
        settled_at=at, settled_by=by.username, settlement="dikesampingkan", note=note[:300]
    )
    if not changed:
        raise CHANGED_MEANWHILE()
    audit.record(
        "field.quarantine.set_aside", by=by, at=at, wilayah=row.wilayah, subject=("field-quarantine", row.pk), reason=note,
        before={"reason": row.reason},
    )  # fmt: skip
