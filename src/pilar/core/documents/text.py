"""Texts of strangers on papers: what cannot be seen is taken out, what a spreadsheet would run is disarmed."""

from __future__ import annotations

import re

# Control characters, marks that turn the direction of the text (they would hide or reorder what is signed), and
# halves of surrogate pairs and non-characters, which no file format accepts.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
# OWASP, "CSV Injection": these first signs make a spreadsheet run the cell, at the latest after a way through CSV.
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def seen(text: str) -> str:
    """The text without control characters, direction marks and halves of characters; tabs stay, line ends become \\n."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def disarmed(text: str) -> str:
    """The text, with an apostrophe before it when a spreadsheet could take it for a formula."""
    return f"'{text}" if text.startswith(_RUNS) or text.lstrip(" \u00a0").startswith(_RUNS) else text
