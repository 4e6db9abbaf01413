"""Workbooks that people hold: text stays text, formulas do not run, headings repeat, pages are set up for print."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pilar.config import config

SYNTHETIC = "DATA SINTETIS: semua orang di sini rekaan"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_CELL_LIMIT = 32_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column: heading, width in characters, how its values are written."""

    heading: str
    width: int
    kind: Literal["text", "number", "date"] = "text"


def workbook(
    *, name: str, title: Sequence[str], columns: Sequence[Column], rows: Sequence[Sequence[Any]], landscape: bool = True
) -> bytes:
    """An XLSX of one sheet: title lines, headings, rows.

    Identifiers belong in "text" columns: they keep all sixteen digits. A text that begins like a formula carries the quote prefix,
    so that no program computes it, also after it was edited. Raises ValueError when a row has another length than `columns`.
    """
    import xlsxwriter

    if any(len(row) != len(columns) for row in rows):
        raise ValueError("a row does not fit the columns")
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    sheet = book.add_worksheet(name[:31])
    style = _Styles(book)
    lines = [*title, *([SYNTHETIC] if config().synthetic else [])]
    for number, line in enumerate(lines):
        sheet.write_string(number, 0, line, style.title if number == 0 else style.plain)
    head = len(lines) + 1
    for place, column in enumerate(columns):
        sheet.write_string(head, place, column.heading, style.head)
        sheet.set_column(place, place, column.width)
    for number, row in enumerate(rows, start=head + 1):
        for place, (column, value) in enumerate(zip(columns, row, strict=True)):
            _write(sheet, number, place, column, value, style)
    _print_setup(sheet, head, len(columns), len(rows), landscape=landscape)
    book.close()
    return sink.getvalue()


class _Styles:
    """Formats of the workbook."""

    def __init__(self, book: Any) -> None:
        cell = {"border": 1, "valign": "top", "text_wrap": True, "font_size": 10}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.plain = book.add_format({"font_size": 10})
        self.head = book.add_format({**cell, "bold": True, "bg_color": "#E8EEF4", "align": "center"})
        self.text = book.add_format({**cell, "num_format": "@"})
        self.quoted = book.add_format({**cell, "num_format": "@", "quote_prefix": True})
        self.number = book.add_format({**cell, "num_format": "#,##0"})
        self.date = book.add_format({**cell, "num_format": "dd-mm-yyyy", "align": "left"})


def _write(sheet: Any, row: int, place: int, column: Column, value: Any, style: _Styles) -> None:
    if value is None or value == "":
        sheet.write_blank(row, place, None, style.text)
    elif column.kind == "number" and isinstance(value, int):
        sheet.write_number(row, place, value, style.number)
    elif column.kind == "date" and isinstance(value, date):
        sheet.write_datetime(row, place, value, style.date)
    else:
        text = str(value)[:_CELL_LIMIT]
        sheet.write_string(row, place, text, style.quoted if text.startswith(_DANGEROUS) else style.text)


def _print_setup(sheet: Any, head: int, columns: int, rows: int, *, landscape: bool) -> None:
    sheet.set_paper(9)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.freeze_panes(head + 1, 0)
    sheet.autofilter(head, 0, head + max(rows, 1), columns - 1)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
    sheet.set_footer("&L&8" + (SYNTHETIC if config().synthetic else "") + "&R&8Halaman &P dari &N")
