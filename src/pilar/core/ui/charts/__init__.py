"""Charts as SVG made on the server: the same in page and print, safe under the strict Content-Security-Policy.

Each chart's title states the finding; the figures stand in a table beside it. Why own code: docs/adr/0006.
"""

from pilar.core.ui.charts.bars import Bar, StackRow, bars, stacked
from pilar.core.ui.charts.figure import Chart
from pilar.core.ui.charts.lines import Series, line, small_multiples
from pilar.core.ui.charts.tiles import Tile, TileGroup, tile_grid

__all__ = [
    "Bar",
    "Chart",
    "Series",
    "StackRow",
    "Tile",
    "TileGroup",
    "bars",
    "line",
    "small_multiples",
    "stacked",
    "tile_grid",
]
