"""Which quarantined rows a mended sheet has mended: the sheet names them in columns that the download wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from pilar.core.audit import actions as audit
from pilar.core.bulk.files import open_kept
from pilar.core.bulk.readers import RawRow
from pilar.core.bulk.readers.layout import heading_key, other_kind
from pilar.core.scope import Actor
from pilar.evidence.intake.kinds import kind_of
from pilar.evidence.intake.models import Batch, QuarantineRow
from pilar.evidence.intake.profiles import profile_of
from pilar.evidence.intake.stage.plan import Plan, make_plans

ORIGIN_ROW = "Baris asal"
ORIGIN_SHEET = "Lembar asal"
PROBLEM = "Masalah"
ADVICE = "Cara memperbaiki"
ADDED_HEADINGS = (ORIGIN_ROW, ORIGIN_SHEET, PROBLEM, ADVICE)
"""Columns that the quarantine sheet has in front of the original ones; no profile reads them."""

Place = tuple[str, int]
"""(sheet, row) of a file."""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class MendedRows:
    """Rows of a batch that a later batch has mended."""

    batch_id: int
    places: frozenset[Place]


def mended_rows(batch: Batch) -> list[MendedRows]:
    """What the accepted rows of `batch` mend: rows of the batch it mends, of the one that this one mends, and so on."""
    found: list[MendedRows] = []
    places: frozenset[Place] | None = None
    while batch.mends_id is not None:
        origins = _origins(batch)
        if places is None:
            waiting = set(QuarantineRow.objects.filter(batch_id=batch.pk).values_list("sheet", "row"))
            places = frozenset(place for place in origins if place not in waiting)
        places = frozenset(origins[place] for place in places if place in origins)
        found.append(MendedRows(batch.mends_id, places))
        batch = Batch.objects.select_related("file").get(pk=batch.mends_id)
    return found


def _origins(batch: Batch) -> dict[Place, Place]:
    """Place in this file → place in the file that it mends, for every data row that names one."""
    profile = profile_of(batch.profile)
    plans = make_plans(
        lambda: open_kept(batch.file.sha256), batch.file_name, profile, kind_of(profile.kind), batch.mapping
    )
    return {place: origin for plan in plans for place, origin in _origins_of(plan)}


def _origins_of(plan: Plan) -> Iterable[tuple[Place, Place]]:
    keys = plan.heading.keys
    if heading_key(ORIGIN_ROW) not in keys:
        return
    row_at = keys.index(heading_key(ORIGIN_ROW))
    sheet_at = keys.index(heading_key(ORIGIN_SHEET)) if heading_key(ORIGIN_SHEET) in keys else None
    for row in plan.table.rows():
        if (
            not isinstance(row, RawRow)
            or row.number <= plan.heading.row
            or other_kind(row, plan.heading, plan.required)
        ):
            continue
        number = row.cells[row_at].strip() if row_at < len(row.cells) else ""
        sheet = row.cells[sheet_at].strip() if sheet_at is not None and sheet_at < len(row.cells) else ""
        if number.isascii() and number.isdigit():
            yield (plan.table.sheet[:60], row.number), (sheet[:60], int(number))


def settle_mended(mended: list[MendedRows], *, by: Actor, at: datetime) -> None:
    """Mark the originals as mended, inside the caller's transaction, with one audit event per batch."""
    for entry in mended:
        count = 0
        for sheet, rows in _by_sheet(entry.places).items():
            for start in range(0, len(rows), _AT_ONCE):
                count += QuarantineRow.objects.filter(
                    Q(batch_id=entry.batch_id, sheet=sheet, row__in=rows[start : start + _AT_ONCE], state="menunggu")
                ).update(state="diperbaiki", settled_at=at, settled_by=by.username)
        if count:
            wilayah = Batch.objects.values_list("wilayah", flat=True).get(pk=entry.batch_id)
            audit.record(
                "intake.rows.mended", by=by, at=at, wilayah=wilayah, subject=("batch", entry.batch_id), rows=count
            )


def _by_sheet(places: Iterable[Place]) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for sheet, row in sorted(places):
        rows.setdefault(sheet, []).append(row)
    return rows
