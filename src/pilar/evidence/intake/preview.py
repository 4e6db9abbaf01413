"""The head of a kept file as the matching screen shows it: headings and first rows, long numbers masked."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from pilar.core.bulk.files import open_kept
from pilar.core.bulk.models import StoredFile
from pilar.core.bulk.readers import open_tables
from pilar.core.bulk.readers.layout import Heading, find_heading, heading_key, other_kind
from pilar.core.problems import problem
from pilar.evidence.intake.kinds import Kind
from pilar.evidence.intake.stage.plan import peek

NO_COLUMNS = problem(
    "BRK-013",
    "Tidak ditemukan kepala kolom di berkas “{name}”.",
    "Pastikan satu baris di bagian atas lembar berisi nama-nama kolom, lalu unggah lagi.",
)
MAX_COLUMNS = 150
_SAMPLES = 12
_LONG_NUMBER = re.compile(r"\d(?:[\s.'\-]?\d){8,}")


@dataclass(frozen=True, slots=True)
class SheetHead:
    """Headings and the first data rows (as read, not masked) of the sheet that a mapping is made for."""

    sheet: str
    heading_row: int
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    other_sheets: tuple[str, ...]

    @property
    def key(self) -> str:
        """What sheets with the same headings have in common."""
        return hashlib.sha256("|".join(heading_key(text) for text in self.headings).encode()).hexdigest()

    def mapping_text(self, place: int) -> str:
        """How a mapping names the column: by its heading, a doubled heading with its place."""
        keys = [heading_key(text) for text in self.headings]
        return self.headings[place] if keys.count(keys[place]) == 1 else f"{self.headings[place]}@{place}"

    def place_of(self, text: str) -> int | None:
        """The column that a mapping text means here."""
        return next((place for place in range(len(self.headings)) if self.mapping_text(place) == text), None)


def read_head(file: StoredFile, name: str, kind: Kind | None) -> SheetHead:
    """The first sheet with headings. Raises BRK-003 to BRK-005 for what is no table, BRK-013 without headings."""
    tables = open_tables(lambda: open_kept(file.sha256), name)
    known = {heading_key(text) for field in kind.fields for text in (field.label, *field.synonyms)} if kind else set()
    for table in tables:
        rows = peek(table)
        heading = find_heading(rows, known) if known else None
        if heading is None or sum(1 for key in heading.keys if key in known) < 2:
            heading = find_heading(rows, set())
        if heading is None or len(heading.columns) > MAX_COLUMNS:
            continue
        data = [row.cells for row in rows if row.number > heading.row and not other_kind(row, heading, _all(heading))]
        others = tuple(other.sheet for other in tables if other.sheet != table.sheet)
        samples = tuple(tuple(cell[:200] for cell in cells) for cells in data[:_SAMPLES])
        return SheetHead(table.sheet, heading.row, heading.columns, samples, others)
    raise NO_COLUMNS(name=name)


def _all(heading: Heading) -> tuple[int, ...]:
    return tuple(range(len(heading.columns)))


def masked_cell(text: str) -> str:
    """A cell for the screen: of a number of nine digits or more (a date has eight) only the first four and last four stay.

    >>> masked_cell("1872011109879001")
    '1872••••••••9001'
    """

    def hide(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found[0])
        return f"{digits[:4]}{'•' * (len(digits) - 8)}{digits[-4:]}"

    return _LONG_NUMBER.sub(hide, text)[:60]
