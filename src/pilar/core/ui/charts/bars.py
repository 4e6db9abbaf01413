"""Horizontal bars and stacked bars; the label stands above its bar, so long names fit on a phone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pilar.core.ui.charts.figure import ACCENT, QUIET, SEQUENCE, SOFT, Chart, Format, rect, stroke, svg, text, whole
from pilar.core.ui.formats import persen

ROW, BAR = 50, 18
VALUE_ROOM = 0.78  # the rest of the width is kept for the figure after the longest bar


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; None is shown as unknown, not as zero."""

    label: str
    value: float | None


@dataclass(frozen=True, slots=True)
class StackRow:
    """One bar of parts, in the order of the categories."""

    label: str
    values: tuple[float, ...]


def bars(
    title: str,
    items: Sequence[Bar],
    *,
    measure: str,
    subject: str,
    highlight: Collection[str] = (),
    reference: tuple[str, float] | None = None,
    fmt: Format = whole,
    note: str = "",
    download_url: str = "",
) -> Chart:
    """Horizontal bars from zero. `highlight`: labels in the accent, others quiet.

    `reference`: (name, value) of a dashed line.

    Raises ValueError for a negative value: bars from zero would lie about it.
    """
    known = [item.value for item in items if item.value is not None]
    if any(value < 0 for value in known):
        raise ValueError("bars() shows counts and shares, not negative values")
    top = max([*known, reference[1] if reference else 0, 0]) or 1
    head = 26 if reference else 0
    parts: list[SafeString] = []
    figures: list[SafeString] = []
    for n, item in enumerate(items):
        y = head + n * ROW
        strong = not highlight or item.label in highlight
        parts.append(text(item.label, 0, y + 16, bold=bool(highlight) and strong))
        width = (item.value or 0) / top * VALUE_ROOM
        parts.append(rect(0, y + 23, width, BAR, ACCENT if strong else QUIET))
        figure = fmt(item.value) if item.value is not None else _("tidak diketahui")
        figures.append(text(figure, width, y + 38, dx=8, bold=strong, halo=True))
    if reference:
        at = reference[1] / top * VALUE_ROOM
        anchor = "end" if at > 0.5 else "start"
        parts.append(stroke(at, 22, at, head + len(items) * ROW - 6, SOFT, 2, dashed=True))
        parts.append(text(f"{reference[0]} {fmt(reference[1])}", at, 16, anchor, SOFT))
    parts += figures  # last, so that the dashed line runs behind them
    rows = tuple((item.label, fmt(item.value)) for item in items)
    picture = svg(title, note or f"{measure} per {subject}", head + len(items) * ROW, parts)
    return Chart(title, picture, (subject, measure), rows, note, download_url)


def stacked(
    title: str,
    categories: Sequence[str],
    items: Sequence[StackRow],
    *,
    subject: str,
    fmt: Format = whole,
    note: str = "",
    download_url: str = "",
) -> Chart:
    """Bars of equal length split by share (for example desil 1–10). At most ten categories, in their natural order."""
    if not 2 <= len(categories) <= len(SEQUENCE):
        raise ValueError("stacked() takes two to ten categories")
    colors = _sequence(len(categories))
    parts: list[SafeString] = []
    for n, item in enumerate(items):
        if len(item.values) != len(categories):
            raise ValueError(f"{item.label!r} has {len(item.values)} values for {len(categories)} categories")
        total = sum(item.values)
        parts.append(text(item.label, 0, n * ROW + 16))
        parts.append(text(fmt(total), 1, n * ROW + 16, "end", SOFT))
        parts += _stack(item, categories, colors, total, n * ROW + 23, fmt)
    head = (subject, *categories, _("Jumlah"))
    rows = tuple((item.label, *(fmt(v) for v in item.values), fmt(sum(item.values))) for item in items)
    picture = svg(title, note or title, len(items) * ROW, parts)
    return Chart(title, picture, head, rows, note, download_url, tuple(zip(categories, colors, strict=True)))


def _stack(
    item: StackRow, categories: Sequence[str], colors: Sequence[str], total: float, y: float, fmt: Format
) -> list[SafeString]:
    if not total:
        return [text(_("belum ada data"), 0, y + 16, fill=SOFT)]
    parts: list[SafeString] = []
    start = 0.0
    for k, value in enumerate(item.values):
        share = value / total
        parts.append(rect(start, y, share, BAR + 4, colors[k], f"{categories[k]}: {fmt(value)} ({persen(share)})"))
        if start:
            parts.append(stroke(start, y, start, y + BAR + 4, "#ffffff", 2))
        if share >= 0.14:
            fill = "#ffffff" if SEQUENCE.index(colors[k]) <= 2 else "#1e1a15"
            parts.append(text(persen(share, 0), start + share / 2, y + 17, "middle", fill))
        start += share
    return parts


def _sequence(count: int) -> tuple[str, ...]:
    """`count` colours spread over the whole sequence, deep to pale."""
    last = len(SEQUENCE) - 1
    return tuple(SEQUENCE[round(k * last / (count - 1))] for k in range(count))
