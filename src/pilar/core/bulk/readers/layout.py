"""Where the headings stand, and which rows are no data: blank, totals, repeated headings, column numbers, notes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pilar.core.bulk.readers.rows import BrokenRow, RawRow

_SEARCHED_ROWS = 40
_TOTAL = re.compile(r"^\s*(sub\s*)?(total|jumlah|jml|rekap\w*|grand total)\b", re.IGNORECASE)


class Other(StrEnum):
    """Rows that are not data, each counted under its own name."""

    TITLE = "judul"
    HEADING = "kepala kolom"
    BLANK = "kosong"
    TOTAL = "jumlah"
    NUMBERING = "nomor kolom"
    NOTE = "catatan"


def heading_key(text: str) -> str:
    """Headings compared without case, signs and spaces.

    >>> heading_key(" No. KK ") == heading_key("NO_KK")
    True
    """
    return re.sub(r"[^a-z0-9]", "", text.lower())


@dataclass(frozen=True, slots=True)
class Heading:
    """The row number of the headings and the heading of each column (two-row headings are joined)."""

    row: int
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    first: int

    @classmethod
    def of(cls, row: int, columns: tuple[str, ...]) -> "Heading":
        keys = tuple(heading_key(column) for column in columns)
        return cls(row, columns, keys, next(index for index, key in enumerate(keys) if key))

    def is_repeated(self, cells: Sequence[str]) -> bool:
        """The headings once more, further down in the sheet. Judged by the first heading before all others."""
        first = self.first
        if first >= len(cells) or not cells[first] or cells[first][:1].isdigit():
            return False
        if heading_key(cells[first]) != self.keys[first]:
            return False
        return [heading_key(cell) for cell in cells[: len(self.columns)]] == list(self.keys)


def find_heading(rows: Sequence[RawRow], known: set[str]) -> Heading | None:
    """The row among the first ones with the most known headings; None when no row has any.

    `known` holds keys made by `heading_key`; when it is empty the row with the most filled text cells is taken.
    """
    best, found = 0, None
    for position, row in enumerate(rows[:_SEARCHED_ROWS]):
        keys = [heading_key(cell) for cell in row.cells]
        score = (
            len({key for key in keys if key in known}) if known else sum(1 for key in keys if key and not key.isdigit())
        )
        if score > best:
            best, found = score, position
    if found is None:
        return None
    return _join(rows, found + 1 if _has_second_row(rows, found, known) else found)


def _has_second_row(rows: Sequence[RawRow], position: int, known: set[str]) -> bool:
    """The row below holds nothing but known headings, some of them where this one is empty: headings over two rows."""
    if position + 1 >= len(rows):
        return False
    above, below = rows[position].cells, rows[position + 1].cells
    filled = [index for index, cell in enumerate(below) if cell.strip()]
    below_empty = any(index >= len(above) or not above[index].strip() for index in filled)
    return below_empty and all(heading_key(below[index]) in known for index in filled)


def _join(rows: Sequence[RawRow], position: int) -> Heading:
    """Fill empty headings from the row above (merged cells keep their text in the upper left one)."""
    columns = [cell.strip() for cell in rows[position].cells]
    if position:
        above = [cell.strip() for cell in rows[position - 1].cells]
        columns = [
            column or (above[index] if index < len(above) and sum(map(bool, above)) > 1 else "")
            for index, column in enumerate(columns)
        ]
    return Heading.of(rows[position].number, tuple(columns))


def other_kind(row: RawRow, heading: Heading, required: Sequence[int]) -> Other | None:
    """Why a row below the headings is no data, or None when it is."""
    if any(index < len(row.cells) and row.cells[index] for index in required):
        return _kind_despite_values(row, heading)
    filled = [index for index, cell in enumerate(row.cells) if cell.strip()]
    if not filled:
        return Other.BLANK
    if heading.is_repeated(row.cells):
        return Other.HEADING
    if _is_numbering(row.cells):
        return Other.NUMBERING
    if _TOTAL.match(row.cells[filled[0]]):
        return Other.TOTAL
    return Other.NOTE if len(filled) <= 2 else None


def _kind_despite_values(row: RawRow, heading: Heading) -> Other | None:
    """A row with something in a required column is data, unless it repeats headings, numbers columns or is blank."""
    if heading.is_repeated(row.cells):
        return Other.HEADING
    if _is_numbering(row.cells):
        return Other.NUMBERING
    first = next((cell for cell in row.cells if cell and not cell.isspace()), "")
    if not first:
        return Other.BLANK
    if first[:1].isdigit() or not _TOTAL.match(first):
        return None
    return Other.TOTAL if sum(1 for cell in row.cells if cell.strip()) <= 3 else None


def _is_numbering(cells: Sequence[str]) -> bool:
    """1, 2, 3, ... under the headings, as Indonesian office sheets have it."""
    first = next((cell.strip().strip("()") for cell in cells if cell.strip()), "")
    if first != "1":
        return False
    digits = [cell.strip().strip("()") for cell in cells if cell.strip()]
    return len(digits) >= 3 and digits == [str(number) for number in range(1, len(digits) + 1)]


def rows_ahead(rows: Sequence[RawRow | BrokenRow]) -> list[RawRow]:
    """Only the rows that could be read."""
    return [row for row in rows if isinstance(row, RawRow)]
