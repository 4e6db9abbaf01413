"""Every read of batches, faults, quarantine and saved mappings. The scope comes first.

A batch is seen by those who cover its area. Saved mappings hold no personal data and are seen from below too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import Count, Q, QuerySet

from pilar.core.ids import decode_id, encode_id
from pilar.core.jobs.models import Job
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import AREA_LEVELS, Scope
from pilar.evidence.intake.models import Batch, QuarantineRow, RowFault, SavedMapping

PAGE = 50
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows of a keyset page and the cursor of the next one ("" on the last)."""

    rows: list[Row]
    after: str


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """A row in quarantine with its faults (column, code, what was written, masked)."""

    pk: int
    sheet: str
    row: int
    state: str
    state_label: str
    settled_at: datetime | None
    settled_by: str
    reason: str
    faults: tuple[tuple[str, str, str], ...]


def list_batches(scope: Scope, *, state: str = "", after: str = "") -> Page[Batch]:
    """Batches in the scope, newest first."""
    rows = Batch.objects.within(scope).defer("mapping").order_by("-id")
    if state:
        rows = rows.filter(state=state)
    if cursor := _cursor(after):
        rows = rows.filter(pk__lt=cursor)
    return _page(rows)


def waiting_counts(scope: Scope) -> dict[str, int]:
    """Number of batches per state in the scope."""
    rows = Batch.objects.within(scope).order_by().values_list("state").annotate(Count("id"))
    return {str(state): int(count) for state, count in rows}


def get_batch(scope: Scope, batch_id: int) -> Batch:
    """One batch with its file. Raises UMUM-404 outside the scope."""
    batch = Batch.objects.within(scope).select_related("file", "mends").filter(pk=batch_id).first()
    if batch is None:
        raise NOT_FOUND()
    return batch


def job_of(scope: Scope, batch: Batch) -> Job | None:
    """The latest job of a batch that lies in the scope."""
    if batch.job_id is None or not scope.covers(batch.wilayah):
        return None
    return Job.objects.filter(pk=batch.job_id).first()


def mending_batches(scope: Scope, batch_id: int) -> list[Batch]:
    """Batches of mended rows of this one, oldest first."""
    return list(Batch.objects.within(scope).filter(mends_id=batch_id).order_by("id"))


def quarantine_states(scope: Scope, batch_id: int) -> dict[str, int]:
    """Number of quarantined rows per state."""
    get_batch(scope, batch_id)
    rows = QuarantineRow.objects.filter(batch_id=batch_id).order_by().values_list("state").annotate(Count("id"))
    return {str(state): int(count) for state, count in rows}


def count_quarantined(scope: Scope) -> int:
    """Rows in quarantine that still wait, over all batches of the scope."""
    batches = Batch.objects.within(scope).exclude(state="batal")
    return QuarantineRow.objects.filter(batch__in=batches, state="menunggu").count()


def list_faults(scope: Scope, batch_id: int, code: str, *, after: str = "") -> Page[RowFault]:
    """Faults of one code, in the order of the rows of the file."""
    get_batch(scope, batch_id)
    rows = RowFault.objects.filter(batch_id=batch_id, code=code).order_by("row", "id")
    number, _, place = after.partition("-")
    if number.isascii() and number.isdigit() and (cursor := _cursor(place)):
        row = min(int(number), 2**31 - 1)
        rows = rows.filter(Q(row__gt=row) | Q(row=row, pk__gt=cursor))
    found = list(rows[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Page(found[:PAGE], f"{last.row}-{encode_id(last.pk)}" if last else "")


def list_quarantine(scope: Scope, batch_id: int, *, state: str = "", after: str = "") -> Page[QuarantinedRow]:
    """Quarantined rows with their faults; the cells stay sealed."""
    get_batch(scope, batch_id)
    rows = QuarantineRow.objects.filter(batch_id=batch_id).defer("cells_sealed").order_by("id")
    if state:
        rows = rows.filter(state=state)
    if cursor := _cursor(after):
        rows = rows.filter(pk__gt=cursor)
    page = _page(rows)
    return Page(_with_faults(batch_id, page.rows), page.after)


def get_quarantined(scope: Scope, batch_id: int, row_id: int) -> QuarantinedRow:
    """One quarantined row. Raises UMUM-404."""
    get_batch(scope, batch_id)
    rows = list(QuarantineRow.objects.filter(batch_id=batch_id, pk=row_id).defer("cells_sealed"))
    if not rows:
        raise NOT_FOUND()
    return _with_faults(batch_id, rows)[0]


def sealed_rows(scope: Scope, batch_id: int, *, start: int, count: int) -> list[QuarantineRow]:
    """Quarantined rows that still wait, with sealed cells, in the order of the file, `count` from place `start`."""
    get_batch(scope, batch_id)
    rows = QuarantineRow.objects.filter(batch_id=batch_id, state="menunggu").order_by("sheet", "row")
    return list(rows[start : start + count])


def faults_of(batch_id: int, rows: Iterable[tuple[str, int]]) -> dict[tuple[str, int], list[tuple[str, str, str]]]:
    """Faults (column, code, shown) of rows of a batch that the caller was allowed to read."""
    wanted = list(rows)
    found: dict[tuple[str, int], list[tuple[str, str, str]]] = {place: [] for place in wanted}
    numbers = sorted({row for _, row in wanted})
    for start in range(0, len(numbers), 500):
        faults = RowFault.objects.filter(batch_id=batch_id, row__in=numbers[start : start + 500]).order_by("id")
        for sheet, row, column, code, shown in faults.values_list("sheet", "row", "column", "code", "shown"):
            if (sheet, row) in found:
                found[(sheet, row)].append((column, code, shown))
    return found


def _with_faults(batch_id: int, rows: list[QuarantineRow]) -> list[QuarantinedRow]:
    faults = faults_of(batch_id, [(row.sheet, row.row) for row in rows])
    return [
        QuarantinedRow(
            row.pk, row.sheet, row.row, row.state, row.get_state_display(), row.settled_at, row.settled_by, row.reason,
            tuple(faults[(row.sheet, row.row)]),
        )
        for row in rows
    ]  # fmt: skip


def list_mappings(scope: Scope, *, headings_key: str = "") -> list[SavedMapping]:
    """Saved mappings of the scope's areas and of the offices above them, by name."""
    rows = SavedMapping.objects.filter(in_or_above(scope))
    if headings_key:
        rows = rows.filter(headings_key=headings_key)
    return list(rows.order_by("name", "-id"))


def get_mapping(scope: Scope, mapping_id: int) -> SavedMapping:
    """One saved mapping. Raises UMUM-404."""
    found = SavedMapping.objects.filter(in_or_above(scope), pk=mapping_id).first()
    if found is None:
        raise NOT_FOUND()
    return found


def has_half_published() -> bool:
    """Whether any batch stands between its first slice and its end; for a rotation of keys, which asks for the whole office."""
    return Batch.objects.filter(state="diterbitkan").exists()


def in_or_above(scope: Scope) -> Q:
    """The condition on `wilayah`: inside the scope, or an area that holds one of the scope's areas."""
    if "" in scope.prefixes:
        return Q()
    above = {prefix[:length] for prefix in scope.prefixes for length in (0, *AREA_LEVELS) if length <= len(prefix)}
    return scope.filter() | Q(wilayah__in=sorted(above))


def _cursor(text: str) -> int | None:
    try:
        return decode_id(text) if text else None
    except ValueError:
        return None


def _page(rows: QuerySet[Any]) -> Page[Any]:
    found = list(rows[: PAGE + 1])
    return Page(found[:PAGE], encode_id(found[PAGE - 1].pk) if len(found) > PAGE else "")
