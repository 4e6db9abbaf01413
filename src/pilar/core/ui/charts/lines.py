"""Lines over time, and small multiples of lines on one shared scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html
from django.utils.safestring import SafeString

from pilar.core.ui.charts.figure import GRID, SERIES, SOFT, Chart, Format, stroke, svg, text, whole, x_at

HEIGHT, TOP, BOTTOM = 260, 34, 30
LABEL_GAP = 20.0


@dataclass(frozen=True, slots=True)
class Series:
    """Values in the order of the periods; None leaves a gap."""

    label: str
    values: tuple[float | None, ...]


def _nice_top(value: float) -> float:
    """The next round number above `value`: 1, 2, 2.5 or 5 times a power of ten."""
    if value <= 0:
        return 1.0
    power = 10 ** math.floor(math.log10(value))
    return float(next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= value))


def _place(n: int, count: int) -> float:
    """Points lie inside the width so that round marks are not cut at the edge."""
    return 0.02 + 0.96 * (n / (count - 1) if count > 1 else 0.5)


def _path(
    values: Sequence[float | None], top: float, low: float, high: float, color: str, width: float
) -> list[SafeString]:
    """Segments between neighbours that both have a value; `low` and `high` are the y of zero and of `top`."""
    parts: list[SafeString] = []
    points = [
        (_place(n, len(values)), low - (low - high) * value / top) if value is not None else None
        for n, value in enumerate(values)
    ]
    for a, b in pairwise(points):
        if a and b:
            parts.append(stroke(*a, *b, color, width))
    for n, point in enumerate(points):
        if point and (n == len(points) - 1 or len(points) <= 8):
            parts.append(
                format_html('<circle cx="{}" cy="{}" r="4" fill="{}"/>', x_at(point[0]), f"{point[1]:.1f}", color)
            )
    return parts


def _check(series: Sequence[Series], periods: Sequence[str]) -> float:
    if not periods or not series:
        raise ValueError("a line needs at least one period and one series")
    for one in series:
        if len(one.values) != len(periods):
            raise ValueError(f"{one.label!r} has {len(one.values)} values for {len(periods)} periods")
    values = [value for one in series for value in one.values if value is not None]
    if any(value < 0 for value in values):
        raise ValueError("line() starts at zero and cannot show negative values")
    return _nice_top(max(values, default=1))


def line(
    title: str,
    periods: Sequence[str],
    series: Sequence[Series],
    *,
    measure: str,
    fmt: Format = whole,
    note: str = "",
    download_url: str = "",
) -> Chart:
    """One to four lines from zero, each named at its end. For more, use small_multiples()."""
    if len(series) > len(SERIES):
        raise ValueError("line() takes at most four series; use small_multiples()")
    top = _check(series, periods)
    low, high = HEIGHT - BOTTOM, TOP
    parts: list[SafeString] = []
    for share in (0, 0.5, 1):
        y = low - (low - high) * share
        parts.append(stroke(0, y, 1, y, SOFT if share == 0 else GRID))
        if share:
            parts.append(text(fmt(top * share), 0, y - 6, fill=SOFT))
    parts.append(text(periods[0], 0, HEIGHT - 8, fill=SOFT))
    if len(periods) > 1:
        parts.append(text(periods[-1], 1, HEIGHT - 8, "end", SOFT))
    for n, one in enumerate(series):
        parts += _path(one.values, top, low, high, SERIES[n], 3 if n == 0 else 2)
    parts += _end_labels(series, top, low, high, fmt)
    rows = tuple((period, *(fmt(one.values[n]) for one in series)) for n, period in enumerate(periods))
    head = (measure, *(one.label for one in series))
    return Chart(title, svg(title, note or measure, HEIGHT, parts), head, rows, note, download_url)


def _end_labels(series: Sequence[Series], top: float, low: float, high: float, fmt: Format) -> list[SafeString]:
    """Names at the right end, above their line, moved apart where they would touch."""
    wanted: list[tuple[float, int, float]] = []
    for n, one in enumerate(series):
        last = next((value for value in reversed(one.values) if value is not None), None)
        if last is not None:
            wanted.append((low - (low - high) * last / top - 12, n, last))
    parts: list[SafeString] = []
    ceiling = low + LABEL_GAP
    for y, n, last in sorted(wanted, reverse=True):
        at = max(14.0, min(y, ceiling - LABEL_GAP))
        ceiling = at
        parts.append(text(f"{series[n].label} {fmt(last)}", 1, at, "end", SERIES[n], bold=True, halo=True))
    return parts


def small_multiples(
    title: str,
    periods: Sequence[str],
    series: Sequence[Series],
    *,
    measure: str,
    fmt: Format = whole,
    note: str = "",
    download_url: str = "",
) -> Chart:
    """One small line per place on a shared scale from zero, first and last figure written out."""
    top = _check(series, periods)
    cells = [_small(one, periods, top, fmt) for one in series]
    picture = format_html('<div class="multiples">{}</div>', SafeString("".join(cells)))
    rows = tuple((one.label, *(fmt(value) for value in one.values)) for one in series)
    span = f"{measure}, {periods[0]} – {periods[-1]}"
    return Chart(title, picture, (measure, *periods), rows, f"{span}. {note}" if note else span, download_url)


def _small(one: Series, periods: Sequence[str], top: float, fmt: Format) -> SafeString:
    height, low, high = 92, 84, 30
    parts = [stroke(0, low, 1, low, GRID), *_path(one.values, top, low, high, SERIES[0], 3)]
    parts.append(text(fmt(one.values[0]), 0, 16, fill=SOFT))
    parts.append(text(fmt(one.values[-1]), 1, 16, "end", bold=True))
    words = f"{one.label}: {fmt(one.values[0])} ({periods[0]}) – {fmt(one.values[-1])} ({periods[-1]})"
    return format_html(
        '<div class="multiple"><p class="chart-part">{}</p>{}</div>', one.label, svg(words, words, height, parts)
    )
