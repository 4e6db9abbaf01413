"""Acts and looks that the audit chain holds on subjects, for those who may read it."""

from collections.abc import Sequence

from pilar.core.audit.models import AuditEvent
from pilar.core.audit.queries import list_events
from pilar.core.scope import Scope


def looks_at(scope: Scope, subject_ids: Sequence[int], limit: int = 100) -> list[AuditEvent]:
    """Newest first. Raises UMUM-403 without `audit.read`."""
    return list(list_events(scope).filter(subject_kind__in=("person", "family"), subject_id__in=subject_ids)[:limit])
