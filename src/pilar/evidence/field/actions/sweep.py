"""The nightly look after the field: held entity changes, half-written files, and what has waited too long."""

import time
from datetime import datetime, timedelta

from pilar.core.audit import actions as audit
from pilar.core.scope import Actor
from pilar.evidence.field.actions.entities import force_held
from pilar.evidence.field.ingest.blobs import leftovers, missing
from pilar.evidence.field.models import Attachment, Quarantine

LEFTOVER_AFTER = timedelta(days=1)
"""No post takes that long: what was last written before belongs to a request that broke off."""
STALE_AFTER = timedelta(days=7)


def sweep(*, by: Actor, at: datetime) -> dict[str, int]:
    """Counts: entity changes applied after five days, half-written files removed, quarantine rows open for more than a week,
    files that the database names and the disk has not (never removed from the record: a phone may send them again)."""
    forced = force_held(by=by, at=at)
    removed = 0
    for path in leftovers(time.time() - LEFTOVER_AFTER.total_seconds()):
        path.unlink(missing_ok=True)
        removed += 1
    named = Attachment.objects.exclude(sha256="").values_list("sha256", flat=True).distinct()
    found = {
        "forced": forced,
        "leftovers": removed,
        "stale_held": Quarantine.objects.filter(settled_at__isnull=True, received_at__lt=at - STALE_AFTER).count(),
        "missing_files": len(missing(named)),
    }
    audit.record("field.swept", by=by, at=at, rows=forced + removed, after=found)
    return found
