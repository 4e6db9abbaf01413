"""A tile map without borders: one square for each area, the same places every time.

No borders ship with Pilar, so the layout follows code order: groups (kecamatan) are blocks as square as possible,
set on shelves from the top left in a width that makes the whole about four by three.
"""

from collections.abc import Sequence
from math import ceil, sqrt


def block_shape(count: int) -> tuple[int, int]:
    """Columns and rows of the squarest block for `count` tiles, never higher than wide."""
    columns = ceil(sqrt(count))
    return columns, ceil(count / columns)


def tile_places(groups: Sequence[int], gap: int = 1) -> list[list[tuple[int, int]]]:
    """(column, row) of each tile of each group, from 0; groups lie `gap` free columns and rows apart.

    `groups` holds the number of tiles of each group; an empty group takes no room.
    """
    shapes = [block_shape(count) if count else (0, 0) for count in groups]
    area = sum((columns + gap) * (rows + gap) for columns, rows in shapes if columns)
    width = max([columns for columns, _ in shapes] + [ceil(sqrt(area * 4 / 3))])
    places: list[list[tuple[int, int]]] = []
    left = top = shelf = 0
    for count, (columns, rows) in zip(groups, shapes, strict=True):
        if columns and left and left + columns > width:
            left, top, shelf = 0, top + shelf + gap, 0
        places.append([(left + at % columns, top + at // columns) for at in range(count)])
        if columns:
            left += columns + gap
            shelf = max(shelf, rows)
    return places
