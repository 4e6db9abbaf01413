"""What a reader yields."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row with its number in the file (from 1) and its cells as text."""

    number: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A line that is not a row: why (problem code of the import report) and its beginning as text."""

    number: int
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class TableSource:
    """One sheet (or the one table of a text file). `rows()` reads from the start each time."""

    sheet: str
    rows: Callable[[], Iterator[RawRow | BrokenRow]]
