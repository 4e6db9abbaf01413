"""A list that leaves the program: who took which rows, and how many."""

from datetime import datetime

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.scope import Actor


def record_families_sheet(*, wilayah: str, filters: list[str], rows: int, by: Actor, at: datetime) -> None:
    """One event for a downloaded list of families. `filters`: keys of the filters that were set, without their words."""
    by.scope.require("export.named")
    with transaction.atomic():
        audit.record(
            "registry.families.downloaded", by=by, at=at, wilayah=wilayah, rows=rows, after={"filters": filters}
        )
