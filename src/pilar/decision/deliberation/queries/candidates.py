"""What waits for the table of a kelurahan: usulan after the desk check, postponed ones, open flags, and families named by others.

Higher packages and other contexts may add families (disagreement of rank, likely poor but unlisted) with `add_source`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pilar.core.scope import Scope
from pilar.decision.deliberation.models import Session
from pilar.decision.proposals.queries import UsulFilter, filtered
from pilar.decision.screening.queries import open_flags_for_table

SCHEDULED, CHECKED = "dijadwalkan_musyawarah", "praverifikasi"
_ORIGIN_OF_KIND = {"perbaikan_data": "perbaikan", "pemindahan_wilayah": "perbaikan", "penghentian": "penghentian"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something for the table. `needs_step`: a usulan still to be scheduled."""

    origin: str
    subject: str
    subject_id: int
    name: str
    wilayah: str
    family_id: int | None = None
    revision: int | None = None
    needs_step: bool = False


Source = Callable[[Scope, str], Iterable[Candidate]]
_SOURCES: list[Source] = []


def add_source(source: Source) -> None:
    """Let another context name families for the table: called with (scope, kelurahan)."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def candidates_of(scope: Scope, session: Session) -> list[Candidate]:
    """All that waits and is not on this table, in order of RW, RT and name. Needs proposals.view and screening.view."""
    there = {(one.origin, one.usul_id or one.flag_id or one.family_id) for one in session.items.all()}
    on_table = {one.usul_id for one in session.items.all() if one.usul_id}
    found = [*_usul(scope, session.wilayah), *_flags(scope, session.wilayah)]
    for source in _SOURCES:
        found += source(scope, session.wilayah)
    fresh = [
        one
        for one in found
        if (one.origin, one.subject_id) not in there and not (one.subject == "usul" and one.subject_id in on_table)
    ]
    return sorted(fresh, key=lambda one: (one.wilayah, one.name, one.subject_id))


def _usul(scope: Scope, area: str) -> Iterable[Candidate]:
    for state in (CHECKED, SCHEDULED):
        for row in filtered(scope, UsulFilter(state=state, area=area)):
            origin = "sanggah" if row.came_from == "sanggah_terbuka" else _ORIGIN_OF_KIND.get(row.kind, "baru")
            revision = row.revision + (state == CHECKED)
            yield Candidate(origin, "usul", row.pk, row.name, row.wilayah, row.family_id, revision, state == CHECKED)


def _flags(scope: Scope, area: str) -> Iterable[Candidate]:
    for flag in open_flags_for_table(scope, area):
        yield Candidate("tanda", "flag", flag.pk, flag.person.name, flag.wilayah, flag.family_id)
