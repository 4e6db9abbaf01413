"""Reading sheets and delimited text as rows of text cells, each with its row number in the file.

`open_tables(stream, name)` finds out what a file is and gives its sheets. Cells come as text: numbers of sixteen digits or
more in scientific notation (a spreadsheet has already lost their end), dates in ISO form, empty cells as "".
"""

from pilar.core.bulk.readers.detect import open_tables
from pilar.core.bulk.readers.rows import BrokenRow, Piece, PlainLine, RawRow, TableSource

__all__ = ["BrokenRow", "Piece", "PlainLine", "RawRow", "TableSource", "open_tables"]
