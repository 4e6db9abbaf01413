"""Result sheets (XLSX, XLS, ODS, CSV) through a profile: every row becomes a line, whatever is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from pilar.core.bulk.readers import BrokenRow, PlainLine, RawRow, TableSource
from pilar.core.bulk.readers.layout import Heading, Other, find_heading, other_kind
from pilar.core.problems import problem
from pilar.delivery.reconciliation.readers.profile import SheetProfile, kind_of_status
from pilar.delivery.reconciliation.readers.shape import Reading, ReadLine
from pilar.delivery.reconciliation.rules.dates import DateRefused, day_of
from pilar.delivery.reconciliation.rules.money import AmountRefused, rupiah_of

NO_HEADING = problem(
    "REKON-002",
    "Kepala kolom berkas “{name}” tidak cocok dengan profil “{profile}”: kolom nominal tidak ditemukan.",
    "Pilih profil penyalur yang benar, atau tambahkan judul kolomnya pada profil itu.",
)
HEAD_ROWS, PROBED, SHIFTS = 60, 200, (-2, -1, 1, 2)
_PLAUSIBLE_RP = 10**9
_REASON_OF_BREAK = {"BRK-602": "baris terlalu panjang", "BRK-603": "tanda kutip tidak ditutup"}


def sheet_reading(tables: list[TableSource], name: str, profile: SheetProfile) -> Reading:
    """The reading of a workbook or text. Raises REKON-002 when no table has a column of amounts."""
    headings = {table.sheet: _heading(table, profile) for table in tables}
    if not any(headings.values()):
        raise NO_HEADING(name=name, profile=profile.label)

    def source(reading: Reading) -> Iterator[ReadLine]:
        for table in tables:
            heading = headings[table.sheet]
            if heading is None:
                yield from _strange_sheet(table)
            else:
                yield from _SheetRows(reading, table, heading, profile).lines()

    return Reading("lembar", source, control_needed=profile.control)


def _heading(table: TableSource, profile: SheetProfile) -> Heading | None:
    rows = [row for row in islice(table.rows(), HEAD_ROWS) if isinstance(row, RawRow)]
    found = find_heading(rows, profile.known)
    if found is None or not set(profile.columns["amount"]) & set(found.keys):
        return None
    return found


def _strange_sheet(table: TableSource) -> Iterator[ReadLine]:
    for row in table.rows():
        text = row.text if isinstance(row, BrokenRow) else "\t".join(row.cells)
        if text.strip():
            yield ReadLine(
                row.number,
                text,
                kind="note",
                fault="bukan_data",
                fault_text=f"lembar “{table.sheet}” tanpa kolom nominal",
            )


class _SheetRows:
    """The rows of one table under its headings."""

    def __init__(self, reading: Reading, table: TableSource, heading: Heading, profile: SheetProfile) -> None:
        self.reading, self.table, self.heading, self.profile = reading, table, heading, profile
        self.at = {
            field: next((index for index, key in enumerate(heading.keys) if key in keys), -1)
            for field, keys in profile.columns.items()
        }
        for key in ("e2e", "bank_reference", "date", "account", "name", "status", "reason_code", "reason_text"):
            self.at.setdefault(key, -1)
        self.width = max(self.at.values()) + 1
        self.needed = [index for index in (self.at["amount"], self.at["e2e"], self.at["account"]) if index >= 0]
        self.shift = self._shift_of_sheet()

    def lines(self) -> Iterator[ReadLine]:
        if self.shift:
            self.reading.shifted = True
            self.reading.notes.append(self._shift_words(self.shift))
        for piece in self.table.pieces():
            if isinstance(piece, BrokenRow):
                why = _REASON_OF_BREAK.get(piece.code, piece.code)
                yield ReadLine(piece.number, piece.text, fault="baris_rusak", fault_text=why)
                continue
            if isinstance(piece, PlainLine):
                cells, raw = piece.text.split(piece.sign), piece.text
            else:
                cells, raw = piece.cells, "\t".join(piece.cells)
            yield self._line(piece.number, cells, raw)

    def _line(self, number: int, cells: list[str], raw: str) -> ReadLine:
        if number <= self.heading.row:
            what = "kepala kolom" if number == self.heading.row else "judul"
            return ReadLine(number, raw, kind="note", fault="bukan_data", fault_text=what)
        other = other_kind(RawRow(number, cells), self.heading, self.needed)
        if other is not None:
            if other is Other.TOTAL:
                self._take_totals(cells)
            return ReadLine(number, raw, kind="note", fault="bukan_data", fault_text=str(other.value))
        return self._data(number, cells, raw)

    def _data(self, number: int, cells: list[str], raw: str) -> ReadLine:
        at, size = self.at, len(cells)

        def cell(field: str) -> str:
            index = at[field]
            return cells[index].strip() if 0 <= index < size else ""

        status = cell("status")
        kind = kind_of_status(self.profile, status)
        fault, why, amount, day = "", "", None, None
        try:
            amount = rupiah_of(cell("amount"))
        except AmountRefused as refusal:
            fault, why = "nominal_rusak", f"{refusal}: “{cell('amount')[:40]}”"
        if at["date"] >= 0:
            try:
                day = day_of(cell("date"))
            except DateRefused as refusal:
                fault, why = (fault, why) if fault else ("tanggal_rusak", str(refusal))
        if not kind:
            fault, why = (fault, why) if fault else ("status_asing", status[:60])
        if amount is not None and amount < 0:
            # A minus on a result sheet takes an earlier payment back.
            kind, amount = ("reversal" if kind == "paid" else kind), -amount
        if self.shift:
            fault, why = "kolom_bergeser", self._shift_words(self.shift)
        elif fault and (moved := self._shift_of_row(cells)):
            fault, why = "kolom_bergeser", self._shift_words(moved)
        return ReadLine(
            number, raw, kind or "unknown", cell("e2e").upper(), cell("bank_reference"), amount, day, re.sub(r"\W", "", cell("account")),
            cell("name")[:120], cell("reason_code")[:40], (cell("reason_text") or ("" if kind == "paid" else status))[:200], fault, why,
        )  # fmt: skip

    def _take_totals(self, cells: Sequence[str]) -> None:
        """The row of totals: the amount under its column, the count in the only other cell with digits."""
        index = self.at["amount"]
        for place, text in enumerate(cells):
            if not any(sign.isdigit() for sign in text):
                continue
            try:
                number = rupiah_of(re.sub(r"(?i)\b(kpm|orang|baris|penerima|data)\b", "", text))
            except AmountRefused:
                continue
            if place == index:
                self.reading.control_total_rp = number
            elif number < 10_000_000:
                self.reading.control_count = number

    def _score(self, cells: Sequence[str], moved: int) -> tuple[int, int]:
        """How many typed columns read well when all are moved by so many places, and how many there are."""
        good = asked = 0
        for field in ("amount", "date", "status"):
            index = self.at[field]
            if index < 0:
                continue
            asked += 1
            place = index + moved
            text = cells[place].strip() if 0 <= place < len(cells) else ""
            good += self._reads(field, text)
        return good, asked

    def _reads(self, field: str, text: str) -> bool:
        try:
            if field == "amount":
                return 0 < abs(rupiah_of(text)) < _PLAUSIBLE_RP
            if field == "date":
                return bool(day_of(text))
            return bool(text) and bool(kind_of_status(self.profile, text))
        except (AmountRefused, DateRefused):
            return False

    def _shift_of_sheet(self) -> int:
        rows = [
            row.cells
            for row in islice(self.table.rows(), self.heading.row + PROBED)
            if isinstance(row, RawRow)
            and row.number > self.heading.row
            and other_kind(row, self.heading, self.needed) is None
        ]
        if not rows:
            return 0

        def share(moved: int) -> float:
            scores = [self._score(cells, moved) for cells in rows]
            return sum(good for good, _ in scores) / max(sum(asked for _, asked in scores), 1)

        here = share(0)
        if here >= 0.5:
            return 0
        best = max(SHIFTS, key=share)
        return best if share(best) >= 0.8 else 0

    def _shift_of_row(self, cells: Sequence[str]) -> int:
        good, asked = self._score(cells, 0)
        if asked < 2 or good * 2 > asked:
            return 0
        return next((moved for moved in (1, -1) if self._score(cells, moved) == (asked, asked)), 0)

    def _shift_words(self, moved: int) -> str:
        place = self.at["amount"]
        side = "kanan" if moved > 0 else "kiri"
        return (
            f"Judul “{self.heading.columns[place]}” ada di kolom {place + 1}, tetapi nominalnya ada di kolom {place + moved + 1}: "
            f"isi bergeser {abs(moved)} kolom ke {side}"
        )
