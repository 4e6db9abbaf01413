"""Birth dates as typed: every order and separator, month names, spreadsheet serials, two-digit years."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january", "feb februari february pebruari peb", "mar maret march mrt", "apr april",
            "mei may", "jun juni june", "jul juli july", "agu ags agt aug agustus august", "sep sept september",
            "okt oct oktober october", "nov november nop nopember", "des dec desember december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_PIECES = re.compile(r"\d+|[a-z]+")
_TIME = re.compile(r"[t\s]\d{1,2}:\d{2}.*$")
_EXCEL_EPOCH = date(1899, 12, 30)
OLDEST_YEAR, NEWEST_YEAR = 1850, 2100


class DateParts(NamedTuple):
    year: int
    month: int
    day: int


def parse_date(text: str | None, *, pivot: int = 26) -> DateParts | None:
    """A date from text, day first where the order is open (Indonesian habit), else None.

    `pivot`: two-digit years up to it are 20yy. A day that its month does not have (31 April) is kept as typed,
    because it still agrees with the same error elsewhere; a month over 12 with a day up to 12 is swapped.

    >>> parse_date("17-08-1945"), parse_date("19450817"), parse_date("17 Agustus 1945"), parse_date("1945-08-17")
    (DateParts(year=1945, month=8, day=17), DateParts(year=1945, month=8, day=17), \
DateParts(year=1945, month=8, day=17), DateParts(year=1945, month=8, day=17))
    >>> parse_date("00/00/0000") is None
    True
    """
    if not text:
        return None
    pieces = _PIECES.findall(_TIME.sub("", text.strip().lower()))
    if len(pieces) == 1 and pieces[0].isdigit():
        return _from_digits(pieces[0], pivot)
    # A year alone is not a date: unknown is not false, so nothing is compared.
    return _from_pieces(pieces, pivot) if len(pieces) == 3 else None


def _from_digits(digits: str, pivot: int) -> DateParts | None:
    if len(digits) == 8:
        year_first = _valid(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        return year_first or _valid(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
    if len(digits) == 6:
        return _valid(_century(int(digits[4:]), pivot), int(digits[2:4]), int(digits[:2]))
    if len(digits) == 5 and 3_000 < int(digits) < 60_000:
        day = _EXCEL_EPOCH + timedelta(days=int(digits))
        return DateParts(day.year, day.month, day.day)
    return None


def _from_pieces(pieces: list[str], pivot: int) -> DateParts | None:
    first, middle, last = pieces
    if middle in _MONTHS and first.isdigit() and last.isdigit():
        if len(first) == 4:
            return _valid(int(first), _MONTHS[middle], int(last))
        return _valid(_century(int(last), pivot), _MONTHS[middle], int(first))
    if first in _MONTHS and middle.isdigit() and last.isdigit():
        return _valid(_century(int(last), pivot), _MONTHS[first], int(middle))
    if not (first.isdigit() and middle.isdigit() and last.isdigit()):
        return None
    if len(first) == 4:
        return _valid(int(first), int(middle), int(last))
    return _valid(_century(int(last), pivot), int(middle), int(first))


def _century(year: int, pivot: int) -> int:
    if year >= 100:
        return year
    return 2000 + year if year <= pivot else 1900 + year


def _valid(year: int, month: int, day: int) -> DateParts | None:
    if month > 12 and 1 <= day <= 12:
        month, day = day, month
    if OLDEST_YEAR <= year <= NEWEST_YEAR and 1 <= month <= 12 and 1 <= day <= 31:
        return DateParts(year, month, day)
    return None
