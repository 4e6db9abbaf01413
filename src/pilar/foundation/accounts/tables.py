"""What the pages show of roles and assignments: words instead of codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from pilar.core.scope import Scope
from pilar.foundation.accounts.models import Assignment
from pilar.foundation.accounts.words import role_label
from pilar.foundation.wilayah.queries import resolve


@dataclass(frozen=True, slots=True)
class AssignmentLine:
    """One assignment as a page shows it; `open` while it runs or is still to come."""

    row: Assignment
    label: str
    area: str
    open: bool


def assignment_lines(rows: Sequence[Assignment], scope: Scope, day: date) -> list[AssignmentLine]:
    """Lines in the given order, areas by name; `day` tells which are still open."""
    names = resolve(scope, [row.wilayah for row in rows if row.wilayah])
    return [
        AssignmentLine(
            row,
            role_label(row.role),
            names[row.wilayah].path if row.wilayah else gettext("Seluruh Indonesia"),
            row.active_to is None or row.active_to > day,
        )
        for row in rows
    ]
