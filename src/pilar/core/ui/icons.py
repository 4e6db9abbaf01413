"""Real icons (Lucide, ISC licence), carried as shapes and set into the page, so they take the colour of the text."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

VENDOR = Path(__file__).parent / "static" / "ui" / "vendor"

# The set that Pilar carries. A screen that needs another one adds its Lucide name here and rebuilds the front.
ICON_NAMES: tuple[str, ...] = (
    "arrow-down", "arrow-left", "arrow-right", "arrow-up", "baby", "badge-check", "ban", "banknote",
    "book-open", "calendar", "camera", "chart-column", "check", "chevron-down", "chevron-left", "chevron-right",
    "circle-alert", "circle-check", "circle-dashed", "circle-pause", "circle-question-mark",
    "circle-user-round", "circle-x", "clipboard-check", "clipboard-list", "clock", "clock-alert", "copy",
    "database", "download", "ellipsis", "external-link", "eye", "eye-off", "file-check", "file-text", "file-up",
    "filter", "flag", "gavel", "git-compare", "git-merge", "hand-coins", "hand-heart", "handshake",
    "heart-handshake", "history", "house", "inbox", "info", "key-round", "landmark", "languages", "layers",
    "link", "list-checks", "lock", "log-out", "mail", "map", "map-pin", "megaphone", "menu", "message-circle",
    "minus", "paperclip", "pencil", "phone", "plus", "printer", "qr-code", "refresh-cw", "save", "scale",
    "search", "send", "settings", "shield", "shield-alert", "shield-check", "sliders-horizontal", "smartphone",
    "split", "trash-2", "triangle-alert", "undo-2", "upload", "user", "user-check", "user-minus", "user-plus",
    "user-x", "users", "users-round", "wallet", "x",
)  # fmt: skip


class UnknownIcon(LookupError):
    """The icon is not in ICON_NAMES, or the vendor folder was built from an older list."""


class FrontNotBuilt(RuntimeError):
    """The vendor folder is missing: `npm ci` and `python -m pilar.core.ui.build` have not run."""


@cache
def vendor_file(part: str) -> str:
    """Name of a carried file in the vendor folder: part is "font", "htmx" or "icons".

    Raises FrontNotBuilt.
    """
    try:
        manifest = json.loads((VENDOR / "manifest.json").read_text())
    except FileNotFoundError as error:
        raise FrontNotBuilt("run `npm ci` and `python -m pilar.core.ui.build`") from error
    return str(manifest[part]["file"])


@cache
def _shapes() -> dict[str, str]:
    shapes: dict[str, str] = json.loads((VENDOR / vendor_file("icons")).read_text())
    return shapes


def icon(name: str, label: str = "", large: bool = False) -> SafeString:
    """Inline SVG of a carried icon, hidden from screen readers unless `label` gives it a name.

    Example: {% icon "house" %}. Raises UnknownIcon.
    """
    try:
        shapes = _shapes()[name]
    except KeyError as error:
        raise UnknownIcon(f"{name!r} is not in pilar.core.ui.icons.ICON_NAMES") from error
    size = 28 if large else 20
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    # The shapes come from our own build, which keeps drawing elements only.
    return format_html(
        '<svg class="icon" width="{}" height="{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round" focusable="false" {}>{}</svg>',
        size,
        size,
        voice,
        mark_safe(shapes),  # noqa: S308
    )
