"""What a reader yields."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple


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


class PlainLine(NamedTuple):
    """A line of delimited text without quotes that is not yet taken apart: its cells are what stands between the signs."""

    number: int
    text: str
    sign: str

    @property
    def row(self) -> RawRow:
        return RawRow(self.number, self.text.split(self.sign))


Piece = RawRow | BrokenRow | PlainLine


@dataclass(frozen=True, slots=True)
class TableSource:
    """One sheet (or the one table of a text file). `pieces()` reads from the start each time; in bulk a PlainLine need not be
    taken apart in Python at all."""

    sheet: str
    pieces: Callable[[], Iterator[Piece]]

    def rows(self) -> Iterator[RawRow | BrokenRow]:
        """The same, every row as its cells."""
        for piece in self.pieces():
            yield piece.row if isinstance(piece, PlainLine) else piece
