"""Every read of areas. Names and codes of areas are public reference data for anybody who works with Pilar;
the scope decides whether there is an answer at all, what comes first, and which RW and RT are shown.
"""

from pilar.foundation.wilayah.queries.bps import from_bps, to_bps
from pilar.foundation.wilayah.queries.level_names import LevelNameRow, level_names
from pilar.foundation.wilayah.queries.match import MatchStatus, NameMatch, match_names, same_name
from pilar.foundation.wilayah.queries.names import AreaName, level_word, name_path, resolve
from pilar.foundation.wilayah.queries.search import SearchHit, search
from pilar.foundation.wilayah.queries.tiles import Tile, tile_map
from pilar.foundation.wilayah.queries.tree import (
    AreaPage,
    Change,
    Child,
    changes_since,
    children,
    get_area,
    history,
    picker,
    unknown_codes,
)

__all__ = [
    "AreaName",
    "AreaPage",
    "Change",
    "Child",
    "LevelNameRow",
    "MatchStatus",
    "NameMatch",
    "SearchHit",
    "Tile",
    "changes_since",
    "children",
    "from_bps",
    "get_area",
    "history",
    "level_names",
    "level_word",
    "match_names",
    "name_path",
    "picker",
    "resolve",
    "same_name",
    "search",
    "tile_map",
    "to_bps",
    "unknown_codes",
]
