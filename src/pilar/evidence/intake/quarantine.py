"""The quarantine of a batch as a workbook: what was wrong and how to mend it stands in front of the original cells."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from pilar.core import vault
from pilar.core.scope import Scope
from pilar.evidence.intake import queries
from pilar.evidence.intake.faults import FAULTS, Severity
from pilar.evidence.intake.mending import ADDED_HEADINGS
from pilar.evidence.intake.models import QuarantineRow

if TYPE_CHECKING:
    import xlsxwriter

CELLS = "intake.quarantine.cells"
"""Name of the sealed field (see jobs)."""
ROWS_PER_PART = 20_000
"""Rows of one downloaded sheet; more come in further parts, each made within seconds."""
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_BAD_SHEET_SIGNS = str.maketrans("[]:*?/\\'", "        ")


def quarantine_workbook(scope: Scope, batch_id: int, *, part: int = 1) -> tuple[bytes, int]:
    """(XLSX, number of rows) of the waiting rows of a batch, part by part (from 1).

    All cells are text; a text that a spreadsheet could take for a formula carries Excel's own quote mark, so its content stays.
    Nothing is written to disk. Raises UMUM-404 outside the scope.
    """
    rows = queries.sealed_rows(scope, batch_id, start=(part - 1) * ROWS_PER_PART, count=ROWS_PER_PART)
    faults = queries.faults_of(batch_id, [(row.sheet, row.row) for row in rows])
    texts = vault.unseal_many(CELLS, [bytes(row.cells_sealed) for row in rows])
    sheets: dict[str, list[tuple[QuarantineRow, dict[str, str]]]] = {}
    for row, text in zip(rows, texts, strict=True):
        cells = {key: value for key, value in json.loads(text or "{}").items() if key not in ADDED_HEADINGS}
        sheets.setdefault(row.sheet, []).append((row, cells))
    return _written(sheets, faults), len(rows)


def _written(
    sheets: dict[str, list[tuple[QuarantineRow, dict[str, str]]]],
    faults: dict[tuple[str, int], list[tuple[str, str, str]]],
) -> bytes:
    import xlsxwriter

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        for number, (name, rows) in enumerate((sheets or {"": []}).items(), start=1):
            _sheet(book, _sheet_name(name, number, len(sheets)), rows, faults)
    return target.getvalue()


def _sheet_name(name: str, number: int, count: int) -> str:
    plain = name.translate(_BAD_SHEET_SIGNS).strip() or "Karantina"
    return plain[:31] if count < 2 else f"{number} {plain}"[:31]


def _sheet(
    book: xlsxwriter.Workbook,
    name: str,
    rows: list[tuple[QuarantineRow, dict[str, str]]],
    faults: dict[tuple[str, int], list[tuple[str, str, str]]],
) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E6DCC6", "border": 1})
    plain = book.add_format({"num_format": "@", "valign": "top"})
    words = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    quoted = book.add_format({"num_format": "@", "valign": "top", "quote_prefix": True})
    headings = list(dict.fromkeys(key for _, cells in rows for key in cells))
    for column, heading in enumerate((*ADDED_HEADINGS, *headings)):
        sheet.write_string(0, column, heading, head)
    for line, (row, cells) in enumerate(rows, start=1):
        found = faults[(row.sheet, row.row)]
        own = (str(row.row), row.sheet, _sentences(found), _advice(found))
        for column, text in enumerate(own):
            sheet.write_string(line, column, text, words if column > 1 else plain)
        for column, heading in enumerate(headings, start=len(own)):
            text = str(cells.get(heading, ""))[:32_000]
            sheet.write_string(line, column, text, quoted if text.startswith(_FORMULA_SIGNS) else plain)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 1, 11)
    sheet.set_column(2, 3, 48)
    sheet.set_column(4, 3 + max(len(headings), 1), 20)
    if rows:
        sheet.autofilter(0, 0, len(rows), 3 + len(headings))


def _grave(found: list[tuple[str, str, str]]) -> list[tuple[str, Any]]:
    """(column, declared fault) of what keeps the row out; warnings do not need mending."""
    return [
        (column, FAULTS[code])
        for column, code, _ in found
        if code in FAULTS and FAULTS[code].severity == Severity.ERROR
    ]


def _sentences(found: list[tuple[str, str, str]]) -> str:
    return "\n".join(
        f"{fault.code} {column + ': ' if column else ''}{fault.sentence}" for column, fault in _grave(found)
    )


def _advice(found: list[tuple[str, str, str]]) -> str:
    return "\n".join(dict.fromkeys(fault.mend for _, fault in _grave(found)))
