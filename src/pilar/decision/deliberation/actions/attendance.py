"""Who came: by list, by QR or by a signature on glass; and photos of the session."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.bulk.models import StoredFile
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.decision.deliberation.actions.plan import locked
from pilar.decision.deliberation.models import Attendee, SessionPhoto


@transaction.atomic
def mark_present(
    *, session_id: int, by: Actor, at: datetime, attendee_id: int | None = None, code: str = "",
    how: Literal["daftar", "qr", "tanda"] = "daftar", sign_file: StoredFile | None = None,
) -> Attendee:  # fmt: skip
    """Somebody is here, named by id or by the code of their invitation. Again changes nothing but adds a signature.

    Raises UMUM-404, UMUM-403, SIDANG-001 (not open).
    """
    by.scope.require("deliberation.manage")
    session = locked(session_id, by, "direncanakan", "berlangsung")
    rows = session.attendees.select_for_update()
    row = rows.filter(pk=attendee_id).first() if attendee_id is not None else rows.filter(code=code).first()
    if row is None:
        raise NOT_FOUND()
    if row.present_at is not None and sign_file is None:
        return row
    row.present_at = row.present_at or at
    row.present_by = how if sign_file is None else "tanda"
    row.sign_file = sign_file or row.sign_file
    row.save(update_fields=["present_at", "present_by", "sign_file"])
    audit.record(
        "deliberation.attendee.present", by=by, at=at, wilayah=session.wilayah, subject=("attendee", row.pk), after={"how": row.present_by}
    )  # fmt: skip
    return row


@transaction.atomic
def mark_absent(*, session_id: int, attendee_id: int, by: Actor, at: datetime) -> None:
    """Take back a presence noted by mistake. Raises UMUM-404, UMUM-403, SIDANG-001."""
    by.scope.require("deliberation.manage")
    session = locked(session_id, by, "direncanakan", "berlangsung")
    row = session.attendees.select_for_update().filter(pk=attendee_id).first()
    if row is None:
        raise NOT_FOUND()
    if row.present_at is not None:
        row.present_at, row.present_by, row.sign_file = None, "", None
        row.save(update_fields=["present_at", "present_by", "sign_file"])
        audit.record(
            "deliberation.attendee.absent", by=by, at=at, wilayah=session.wilayah, subject=("attendee", row.pk)
        )


@transaction.atomic
def add_photo(
    *, session_id: int, file: StoredFile, by: Actor, at: datetime, taken_at: datetime | None = None, position: tuple[float, float] | None = None,
    caption: str = "",
) -> None:  # fmt: skip
    """Keep a photo with the time and place its camera wrote. The same file again changes nothing. Raises UMUM-404, UMUM-403."""
    by.scope.require("deliberation.manage")
    session = locked(session_id, by)
    _, fresh = SessionPhoto.objects.get_or_create(
        session=session,
        file=file,
        defaults={
            "taken_at": taken_at,
            "latitude": position[0] if position else None,
            "longitude": position[1] if position else None,
            "caption": caption[:120],
            "added_at": at,
            "added_by": by.username,
        },
    )
    if fresh:
        audit.record(
            "deliberation.photo.added", by=by, at=at, wilayah=session.wilayah, subject=("session", session.pk), after={"file": file.pk}
        )  # fmt: skip
