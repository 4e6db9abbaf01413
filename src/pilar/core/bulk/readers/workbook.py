"""Workbooks through calamine. Formulas come as their stored values; links to other files are not followed."""

import io
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

from pilar.core.bulk.readers.rows import BrokenRow, RawRow, TableSource

_EXACT = 10**15
"""Excel keeps 15 significant digits: a longer number in a numeric cell has already lost its end."""


def cell_text(value: Any) -> str:
    """A cell as text.

    >>> cell_text(12.0), cell_text(1.5), cell_text(1.87201410790000e15)
    ('12', '1.5', '1.87201410790000E+15')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float | int):
        return _number_text(float(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(sep=" ")
    if isinstance(value, date | time | timedelta):
        return str(value)
    return "" if value is None else str(value)


def _number_text(value: float) -> str:
    if abs(value) >= _EXACT:
        return f"{value:.14E}"
    return str(int(value)) if value.is_integer() else repr(value)


def workbook_tables(open_stream: Callable[[], BinaryIO]) -> list[TableSource]:
    """The visible sheets that hold anything, in their order."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with open_stream() as stream:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(stream.read()))
    wanted = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    tables = []
    for name in wanted:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.total_height:
            tables.append(TableSource(name, _rows_of(sheet)))
    return tables


def _rows_of(sheet: Any) -> Callable[[], Iterator[RawRow | BrokenRow]]:
    def rows() -> Iterator[RawRow | BrokenRow]:
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            yield RawRow(number, [cell_text(cell) for cell in cells])

    return rows
