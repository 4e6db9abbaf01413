"""Tile grid: one tile per kelurahan, grouped by kecamatan, shaded by value. A map for when there are no borders.

Tiles are list items, not shapes: names keep 16 px, wrap on a phone, and each is a link to its list.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pilar.core.ui.charts.figure import SEQUENCE, Chart, Format, whole

SHADES = (8, 6, 4, 2, 0)  # pale to deep in SEQUENCE; the classes are shade-0 … shade-4


@dataclass(frozen=True, slots=True)
class Tile:
    """One place; None is shown as unknown."""

    label: str
    value: float | None
    url: str = ""


@dataclass(frozen=True, slots=True)
class TileGroup:
    """Places that belong together, under one name."""

    label: str
    tiles: tuple[Tile, ...]


def tile_grid(
    title: str,
    groups: Sequence[TileGroup],
    *,
    breaks: tuple[float, float, float, float],
    measure: str,
    subject: str,
    fmt: Format = whole,
    note: str = "",
    download_url: str = "",
) -> Chart:
    """Five shades cut at the four rising `breaks`: below the first is pale, from the last on is deep."""
    if list(breaks) != sorted(set(breaks)):
        raise ValueError("breaks must rise")
    parts = [_group(group, breaks, fmt) for group in groups]
    rows = tuple((group.label, tile.label, fmt(tile.value)) for group in groups for tile in group.tiles)
    words = [f"< {fmt(breaks[0])}"]
    words += [f"{fmt(a)} – < {fmt(b)}" for a, b in pairwise(breaks)]
    words.append(f"≥ {fmt(breaks[-1])}")
    legend = tuple(zip(words, (SEQUENCE[k] for k in SHADES), strict=True))
    picture = format_html('<div class="tile-groups">{}</div>', SafeString("".join(parts)))
    return Chart(title, picture, ("", subject, measure), rows, note, download_url, legend)


def _group(group: TileGroup, breaks: Sequence[float], fmt: Format) -> SafeString:
    cells = SafeString("".join(_tile(tile, breaks, fmt) for tile in group.tiles))
    return format_html('<div><p class="chart-part">{}</p><ul class="tiles">{}</ul></div>', group.label, cells)


def _tile(tile: Tile, breaks: Sequence[float], fmt: Format) -> SafeString:
    shade = "none" if tile.value is None else str(bisect_right(breaks, tile.value))
    figure = fmt(tile.value) if tile.value is not None else _("tidak diketahui")
    inner = format_html("<span>{}</span> <strong>{}</strong>", tile.label, figure)
    if tile.url:
        return format_html('<li><a class="tile shade-{}" href="{}">{}</a></li>', shade, tile.url, inner)
    return format_html('<li><div class="tile shade-{}">{}</div></li>', shade, inner)
