"""Which roles and areas a person holds on a day. Pure: no Django, no clock, no database.

Periods are half-open: an assignment runs from `active_from` up to, not including, `active_to`; both equal: never.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Held:
    """One assignment: role code, area code ("" is the whole country), half-open period (`active_to` None: open)."""

    role: str
    wilayah: str
    active_from: date
    active_to: date | None = None

    def runs_on(self, day: date) -> bool:
        return self.active_from <= day and (self.active_to is None or day < self.active_to)

    def meets(self, other: "Held") -> bool:
        """True when the two periods share a day and one area contains the other."""
        if self.active_from == self.active_to or other.active_from == other.active_to:
            return False
        begins_before = other.active_to is None or self.active_from < other.active_to
        ends_after = self.active_to is None or other.active_from < self.active_to
        contained = self.wilayah.startswith(other.wilayah) or other.wilayah.startswith(self.wilayah)
        return begins_before and ends_after and contained


def areas_on(held: Iterable[Held], role: str, day: date) -> tuple[str, ...]:
    """The areas in which `role` runs on `day`: the union of its assignments, areas inside others left out, sorted."""
    codes = sorted({one.wilayah for one in held if one.role == role and one.runs_on(day)})
    kept: list[str] = []
    for code in codes:
        # Sorted, so a containing area comes before what it contains.
        if not any(code.startswith(wider) for wider in kept):
            kept.append(code)
    return tuple(kept)


def roles_on(held: Iterable[Held], day: date, order: Sequence[str]) -> list[str]:
    """Roles that run on `day`, highest first as in `order`; a role that is not declared there gives no rights."""
    running = {one.role for one in held if one.runs_on(day)}
    return [role for role in order if role in running]
