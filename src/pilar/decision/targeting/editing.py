"""Changing dates and parameter values inside a rule file's text, leaving everything else as its author wrote it.

Pure: text in, text out. The result is read again; what does not come out as asked is refused.
"""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date
from typing import Any

from pilar.decision.targeting.rules_engine.toml_lines import TomlLines

KINDS = ("parameter", "condition", "programme")


class NotEditable(Exception):
    """The text cannot be changed this way; the message says why, in Indonesian."""


def set_dates(text: str, kind: str, index: int, start: date, end: date | None) -> str:
    """The `index`-th [[kind]] from `start` until (first day no longer) `end`.

    Raises:
        NotEditable: no such entry, or its lines are not plain `key = value` lines.
    """
    if end is not None and end <= start:
        raise NotEditable("tanggal akhir harus sesudah tanggal mulai")
    lines = text.split("\n")
    first, last = _block(text, lines, kind, index)
    _put(lines, first, last, "from", start.isoformat(), after="key")
    first, last = _block("\n".join(lines), lines, kind, index)
    _put(lines, first, last, "until", None if end is None else end.isoformat(), after="from")
    return _checked("\n".join(lines), kind, index, {"from": start, "until": end})


def set_value(text: str, index: int, value: str) -> str:
    """The value of the `index`-th [[parameter]], written as TOML writes it ("4", "7.2", '"teks"', "[1, 2]").

    Raises:
        NotEditable: as `set_dates`, or the value is not TOML.
    """
    wanted = _read_value(value)
    lines = text.split("\n")
    first, last = _block(text, lines, "parameter", index)
    _put(lines, first, last, "value", value.strip(), after="from")
    return _checked("\n".join(lines), "parameter", index, {"value": wanted})


def succeed(text: str, index: int, value: str, start: date, basis: str) -> str:
    """A new value from `start` on: the entry ends there, a copy with the new value and basis follows it.

    Raises:
        NotEditable: as `set_value`, or `start` does not lie within the entry's time.
    """
    wanted = _read_value(value)
    entry = _entry(text, "parameter", index)
    if not isinstance(entry.get("from"), date) or start <= entry["from"] or start >= entry.get("until", date.max):
        raise NotEditable("tanggal mulai harus di dalam masa berlaku nilai yang sekarang")
    end = entry.get("until")
    closed = set_dates(text, "parameter", index, entry["from"], start)
    lines = closed.split("\n")
    first, last = _block(closed, lines, "parameter", index)
    block = lines[first:last]
    while block and not block[-1].strip():
        block.pop()
    added = [line for line in block if not re.match(r"\s*(from|until|value|basis|note)\s*=", line)]
    place = next((n for n, line in enumerate(added) if re.match(r"\s*(key|alternative)\s*=", line)), 0) + 1
    new = [f"from = {start.isoformat()}"]
    new += [f"until = {end.isoformat()}"] if end else []
    new += [f"value = {value.strip()}", f"basis = {json.dumps(basis, ensure_ascii=False)}"]
    lines[last:last] = (
        ["", *added[:place], *new, *added[place:]]
        if lines[last - 1].strip()
        else [*added[:place], *new, *added[place:], ""]
    )
    return _checked("\n".join(lines), "parameter", index + 1, {"from": start, "until": end, "value": wanted})


def _read_value(value: str) -> Any:
    try:
        return tomllib.loads(f"value = {value.strip()}")["value"]
    except tomllib.TOMLDecodeError:
        raise NotEditable(
            "nilai ditulis sebagai bilangan (7.2), teks dalam tanda kutip, true/false, atau daftar [1, 2]"
        ) from None


def _entry(text: str, kind: str, index: int) -> dict[str, Any]:
    try:
        items = tomllib.loads(text).get(kind, [])
    except tomllib.TOMLDecodeError:
        raise NotEditable("berkas ini belum terbaca sebagai TOML; perbaiki dulu dalam teks") from None
    if not isinstance(items, list) or not 0 <= index < len(items):
        raise NotEditable("bagian itu tidak ada lagi dalam berkas")
    found: dict[str, Any] = items[index]
    return found


def _block(text: str, lines: list[str], kind: str, index: int) -> tuple[int, int]:
    """Positions of the lines of an entry without its sub-tables: [first, last)."""
    if kind not in KINDS:
        raise NotEditable("hanya parameter, syarat dan program yang punya tanggal")
    _entry(text, kind, index)
    positions = TomlLines(text)
    first = positions.line((kind, index)) - 1
    if not re.match(rf"\s*\[\[\s*{kind}\s*\]\]", lines[first]):
        raise NotEditable(f"bagian itu tidak ditulis sebagai [[{kind}]]")
    last = first + 1
    quoted = False
    while last < len(lines) and (quoted or not re.match(r"\s*\[", lines[last])):
        if lines[last].count('"""') % 2 or lines[last].count("'''") % 2:
            quoted = not quoted
        last += 1
    return first, last


def _put(lines: list[str], first: int, last: int, key: str, value: str | None, *, after: str) -> None:
    """Write `key = value` into a block: in its line, or behind the line of `after`; None takes the line away."""
    here = [n for n in range(first + 1, last) if re.match(rf"\s*{key}\s*=", lines[n])]
    if here:
        if value is None:
            del lines[here[0]]
        else:
            comment = re.search(r"\s+#[^\"\']*$", lines[here[0]])
            lines[here[0]] = f"{key} = {value}{comment.group() if comment else ''}"
        return
    if value is None:
        return
    behind = [n for n in range(first + 1, last) if re.match(rf"\s*{after}\s*=", lines[n])]
    lines.insert((behind[0] if behind else first) + 1, f"{key} = {value}")


def _checked(text: str, kind: str, index: int, wanted: dict[str, Any]) -> str:
    entry = _entry(text, kind, index)
    if any(entry.get(key) != value for key, value in wanted.items()):
        raise NotEditable("penulisan bagian itu tidak dapat diubah lewat formulir")
    return text
