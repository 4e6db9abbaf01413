"""Words for levels and titles of heads, by region, as dated data."""

from datetime import date, datetime

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.foundation.wilayah import rules
from pilar.foundation.wilayah.actions.national import mark_changed
from pilar.foundation.wilayah.models import LevelName


def set_level_name(
    *,
    by: Actor,
    at: datetime,
    wilayah: str,
    level: int,
    kind: str,
    label: str,
    short: str,
    head_title: str,
    legal_basis: str,
    valid_from: date,
) -> int:
    """Set what a level is called in a region from a day on; the word before it ends on that day. Returns its id.

    Raises UMUM-403, UMUM-404 outside the scope, WIL-006, WIL-008, WIL-009, WIL-011.
    """
    by.scope.require("wilayah.manage")
    if not by.scope.covers(wilayah):
        raise NOT_FOUND()
    label, short, head_title = (" ".join(text.split()) for text in (label, short, head_title))
    if not label:
        raise rules.NAME_EMPTY()
    if not legal_basis.strip():
        raise rules.BASIS_EMPTY()
    if valid_from > rules.latest_day(at):
        raise rules.DATE_AHEAD(date=valid_from.isoformat())
    with transaction.atomic():
        open_rows = LevelName.objects.select_for_update().filter(
            wilayah=wilayah, level=level, kind=kind, valid_to__isnull=True
        )
        before = open_rows.first()
        if before and before.valid_from and before.valid_from >= valid_from:
            raise rules.PERIOD_INVALID()
        open_rows.update(valid_to=valid_from)
        row = LevelName.objects.create(
            wilayah=wilayah, level=level, kind=kind, label=label, short=short or label, head_title=head_title,
            legal_basis=legal_basis.strip(), valid_from=valid_from,
        )  # fmt: skip
        mark_changed()
        audit.record(
            "wilayah.level_name.set", by=by, at=at, wilayah=wilayah, subject=("level_name", row.pk), reason=legal_basis,
            before={"label": before.label} if before else None, after={"label": label, "level": level, "kind": kind},
        )  # fmt: skip
    return row.pk
