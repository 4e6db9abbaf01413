"""XLSX that people hold and print: typed columns, a head that stays, page numbers, and no cell that runs.

Every text is written as text, identifiers too, so that a NIK is never 1.87E+15. The rows stream: a sheet costs one row of
Python memory at a time. The spool that xlsxwriter needs for it lies on the RAM disk, never on a disk (personal data);
where there is no RAM disk the workbook is built in memory.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any, Literal

from pilar.core.documents.text import disarmed, seen

Kind = Literal["text", "number", "date", "rupiah", "nik"]
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_000_000
RAM_DISK = "/dev/shm"  # noqa: S108
SYNTHETIC = "DATA SINTETIS – BUKAN ORANG NYATA"
_LONGEST_TEXT = 32_767
_CUT = " … (dipotong)"
_NUMBER_FORMATS = {"text": "@", "nik": "@", "number": "#,##0.###", "date": "dd/mm/yyyy", "rupiah": '"Rp" #,##0'}
# Numbers with more digits than a double holds are identifiers, or become wrong: they stay text.
_EXACT = 10**15


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: title, kind of its cells, width in characters."""

    title: str
    kind: Kind = "text"
    width: float = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet. `notes` are lines between the title and the head ("Wilayah: …"). A row has one value per column.

    Values: text and nik: str or None; number: int, float or Decimal; rupiah: int; date: date, or datetime already on the local clock. A value of
    another type than its column's kind is written as text, so that nothing is lost and the fault is seen.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]]
    notes: Sequence[str] = ()


def write_xlsx(
    sheets: Sequence[Sheet], *, title: str, at: dt.datetime, author: str = "", synthetic: bool = False
) -> bytes:
    """The workbook; equal arguments give equal bytes.

    title: stands above each sheet, at its foot and in the properties. at: moment of making. Raises ValueError when there is no
    sheet, a row has not as many values as columns, or a sheet has more than a million rows.
    """
    from xlsxwriter import Workbook

    if not sheets:
        raise ValueError("a workbook needs a sheet")
    target = BytesIO()
    spool = {"constant_memory": True, "tmpdir": RAM_DISK} if os.access(RAM_DISK, os.W_OK) else {"in_memory": True}
    workbook = Workbook(
        target, {**spool, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    workbook.set_properties(
        {"title": seen(title), "author": seen(author), "created": at.astimezone(dt.UTC).replace(tzinfo=None),
         "comments": SYNTHETIC if synthetic else ""}
    )  # fmt: skip
    taken: set[str] = set()
    for sheet in sheets:
        _write_sheet(workbook, sheet, _sheet_name(sheet.name, taken), seen(title), synthetic)
    workbook.close()
    return target.getvalue()


def _write_sheet(workbook: Any, sheet: Sheet, name: str, title: str, synthetic: bool) -> None:
    worksheet = workbook.add_worksheet(name)
    cells = [_cell_format(workbook, column.kind) for column in sheet.columns]
    for number, (column, cell) in enumerate(zip(sheet.columns, cells, strict=True)):
        worksheet.set_column(number, number, column.width, cell)
    head = _write_head(workbook, worksheet, sheet, title, synthetic)
    _set_page(worksheet, len(sheet.columns), head, title, synthetic)
    writers = [_WRITERS[column.kind] for column in sheet.columns]
    row_number = head
    for row_number, row in enumerate(sheet.rows, start=head + 1):
        if row_number > MOST_ROWS:
            raise ValueError(f"sheet {name} has more than {MOST_ROWS} rows; divide it")
        for number, (value, write, cell) in enumerate(zip(row, writers, cells, strict=True)):
            if value is not None and value != "":
                write(worksheet, row_number, number, value, cell)
    worksheet.autofilter(head, 0, row_number, len(sheet.columns) - 1)


def _write_head(workbook: Any, worksheet: Any, sheet: Sheet, title: str, synthetic: bool) -> int:
    """Title, notes, mark and the head of the columns; returns the row number of the head."""
    bold = workbook.add_format({"bold": True, "font_size": 13, "num_format": "@"})
    plain = workbook.add_format({"num_format": "@"})
    mark = workbook.add_format({"bold": True, "num_format": "@"})
    head_format = workbook.add_format({"bold": True, "text_wrap": True, "valign": "bottom", "top": 1, "bottom": 2})
    lines = [(title, bold), *((note, plain) for note in sheet.notes), *([(SYNTHETIC, mark)] if synthetic else [])]
    for number, (line, line_format) in enumerate(lines):
        worksheet.write_string(number, 0, _text(line), line_format)
    head = len(lines) + 1
    for number, column in enumerate(sheet.columns):
        worksheet.write_string(head, number, _text(column.title), head_format)
    worksheet.freeze_panes(head + 1, 0)
    worksheet.repeat_rows(head)
    return head


def _set_page(worksheet: Any, columns: int, head: int, title: str, synthetic: bool) -> None:
    worksheet.set_landscape()
    worksheet.set_paper(9)
    worksheet.fit_to_pages(1, 0)
    worksheet.set_margins(left=0.6, right=0.5, top=0.7, bottom=0.7)
    if synthetic:
        worksheet.set_header(f"&R&B{SYNTHETIC}")
    # "&" begins a code in Excel's footers; 255 characters are the most it keeps.
    worksheet.set_footer(f"&L{title.replace('&', '&&')[:150]}&RHalaman &P dari &N")


def _cell_format(workbook: Any, kind: Kind) -> Any:
    facts: dict[str, Any] = {
        "num_format": _NUMBER_FORMATS[kind],
        "valign": "top",
        "bottom": 4,
        "bottom_color": "#999999",
    }
    if kind == "text":
        facts["text_wrap"] = True
    return workbook.add_format(facts)


def _text(value: Any) -> str:
    text = disarmed(seen(str(value)))
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - len(_CUT)] + _CUT


def _write_text(worksheet: Any, row: int, column: int, value: Any, cell: Any) -> None:
    worksheet.write_string(row, column, _text(value), cell)


def _write_number(worksheet: Any, row: int, column: int, value: Any, cell: Any) -> None:
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    if is_number and -_EXACT < value < _EXACT:
        worksheet.write_number(row, column, value, cell)
    else:
        _write_text(worksheet, row, column, value, cell)


def _write_date(worksheet: Any, row: int, column: int, value: Any, cell: Any) -> None:
    # Excel's calendar begins in 1900, and it knows no time zone.
    day = value.date() if isinstance(value, dt.datetime) else value
    if isinstance(day, dt.date) and day.year > 1900:
        worksheet.write_datetime(row, column, day, cell)
    else:
        _write_text(worksheet, row, column, value, cell)


_WRITERS: dict[Kind, Callable[[Any, int, int, Any, Any], None]] = {
    "text": _write_text,
    "nik": _write_text,
    "number": _write_number,
    "rupiah": _write_number,
    "date": _write_date,
}


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel accepts: without []:*?/\\ and outer apostrophes, at most 31 characters, not yet taken."""
    plain = re.sub(r"[\[\]:*?/\\]+", " ", seen(name)).strip(" '")[:31].strip(" '")
    base = "Lembar" if plain.lower() in {"", "history"} else plain
    found, number = base, 2
    while found.lower() in taken:
        found, number = f"{base[:27]} {number}", number + 1
    taken.add(found.lower())
    return found
