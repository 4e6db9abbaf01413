"""Line numbers of tables and keys in a TOML text, so that a refusal can point at the line.

`tomllib` drops positions. The scanner follows headers, keys and multi-line strings; it is used for messages
only, never for meaning.
"""

from __future__ import annotations

import re

_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\-\"' ]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_\-]+(?:\s*\.\s*[A-Za-z0-9_\-]+)*)\s*=")
_MULTILINE = ('"""', "'''")


class TomlLines:
    """`line(("condition", 2), "when")` = line of key `when` in the third `[[condition]]` (1-based)."""

    def __init__(self, text: str) -> None:
        self._lines: dict[tuple[tuple[str | int, ...], str], int] = {}
        self._counts: dict[tuple[str | int, ...], int] = {}
        self._scan(text)

    def line(self, table: tuple[str | int, ...], key: str = "") -> int:
        """The line of a key, else of its table, else of the nearest enclosing table, else 1."""
        while True:
            for wanted in (key, ""):
                if (table, wanted) in self._lines:
                    return self._lines[(table, wanted)]
            if not table:
                return 1
            key, table = str(table[-1]), table[:-1]

    def _scan(self, text: str) -> None:
        table: tuple[str | int, ...] = ()
        closing = ""
        for number, raw in enumerate(text.splitlines(), start=1):
            if closing:
                closing = "" if closing in raw else closing
                continue
            header = _HEADER.match(raw)
            if header:
                table = self._open(header.group(2), array=header.group(1) == "[[")
                self._lines[(table, "")] = number
                continue
            key = _KEY.match(raw)
            if key:
                self._lines.setdefault((table, key.group(1).split(".")[0].strip()), number)
                self._lines.setdefault((table, key.group(1).replace(" ", "")), number)
            closing = next((mark for mark in _MULTILINE if raw.count(mark) % 2), "")

    def _open(self, dotted: str, *, array: bool) -> tuple[str | int, ...]:
        parts = [part.strip().strip("\"'") for part in dotted.split(".")]
        path: tuple[str | int, ...] = ()
        for part in parts[:-1]:
            path = (*path, part)
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        path = (*path, parts[-1])
        if array:
            self._counts[path] = self._counts.get(path, 0) + 1
            path = (*path, self._counts[path] - 1)
        return path
