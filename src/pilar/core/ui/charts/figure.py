"""The figure around a chart (finding, picture, table) and the drawing of SVG elements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pilar.core.ui.formats import angka

Format = Callable[[float | None], str]

# Quiet palette. The sequence runs from deep to pale and stays in order in grey print and for every kind of sight.
ACCENT = "#0b5650"
QUIET = "#8fbab3"
INK = "#1e1a15"
SOFT = "#574f45"
GRID = "#ddd4c5"
SERIES = ("#0b5650", "#b06a1d", "#1d4a86", "#857a6b")
SEQUENCE = (
    "#073f3b",
    "#12615a",
    "#2f7f77",
    "#549b93",
    "#7eb5ae",
    "#a8cec8",
    "#cbe3df",
    "#e6dcc6",
    "#efe8da",
    "#f6f1e7",
)


@dataclass(frozen=True, slots=True)
class Chart:
    """A finished chart. `title` states the finding; `head` and `rows` are the same figures as a table."""

    title: str
    picture: SafeString
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    download_url: str = ""
    legend: tuple[tuple[str, str], ...] = field(default=())

    def __html__(self) -> SafeString:
        return render_to_string("ui/components/chart.html", {"chart": self, "legend": _legend(self.legend)})

    __str__ = __html__


def _legend(items: Sequence[tuple[str, str]]) -> SafeString:
    return format_html_join(
        "",
        '<li><svg width="18" height="18" aria-hidden="true" focusable="false">'
        '<rect width="18" height="18" rx="3" fill="{}" '
        'stroke="#857a6b"/></svg>{}</li>',
        ((color, label) for label, color in items),
    )


def x_at(fraction: float) -> str:
    """A place along the width: fractions become percent, so the drawing stretches and its letters keep their size."""
    return f"{fraction * 100:.2f}%"


def text(
    words: str,
    fraction: float,
    y: float,
    anchor: str = "start",
    fill: str = INK,
    dx: float = 0,
    bold: bool = False,
    halo: bool = False,
) -> SafeString:
    """One line of words; anchor: start, middle, end. `halo` keeps it readable across a line."""
    weight = 700 if bold else 400
    edge = SafeString(' paint-order="stroke" stroke="#ffffff" stroke-width="5" stroke-linejoin="round"') if halo else ""
    return format_html(
        '<text x="{}" y="{}" dx="{}" text-anchor="{}" fill="{}" font-weight="{}"{}>{}</text>',
        x_at(fraction),
        f"{y:.1f}",
        f"{dx:g}",
        anchor,
        fill,
        weight,
        edge,
        words,
    )


def rect(start: float, y: float, width: float, height: float, fill: str, title: str = "") -> SafeString:
    """A bar from `start` over `width` (fractions); `title` is shown on hover."""
    tip = format_html("<title>{}</title>", title) if title else ""
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}">{}</rect>',
        x_at(start),
        f"{y:.1f}",
        x_at(max(width, 0)),
        f"{height:.1f}",
        fill,
        tip,
    )


def stroke(
    x1: float, y1: float, x2: float, y2: float, color: str, width: float = 1, dashed: bool = False
) -> SafeString:
    """A straight line between two places."""
    dash = SafeString(' stroke-dasharray="4 4"') if dashed else ""
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="{}" stroke-linecap="round"{}/>',
        x_at(x1),
        f"{y1:.1f}",
        x_at(x2),
        f"{y2:.1f}",
        color,
        f"{width:g}",
        dash,
    )


def svg(title: str, description: str, height: float, parts: Sequence[SafeString]) -> SafeString:
    """The picture: named by its title, described in one sentence, as wide as its place."""
    return format_html(
        '<svg class="chart-svg" role="img" aria-label="{}" width="100%" height="{}" focusable="false">'
        "<desc>{}</desc>{}</svg>",
        title,
        f"{height:.0f}",
        description,
        SafeString("".join(parts)),
    )


def whole(value: float | None) -> str:
    """Default format of figures: 1.234."""
    return angka(value)
