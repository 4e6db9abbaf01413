"""Delimited text: encodings, byte-order marks, stray quotes and over-long lines, without ever losing a line."""

import csv
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from pilar.core.bulk.readers.rows import BrokenRow, Piece, PlainLine, RawRow, TableSource

MAX_LINE = 1 << 20
_MAX_QUOTED_LINES = 20
_DELIMITERS = "|;\t,"
_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}

LINE_TOO_LONG = "BRK-602"
QUOTE_OPEN = "BRK-603"

csv.field_size_limit(MAX_LINE + 1)


def text_table(
    open_stream: Callable[[], BinaryIO], *, delimiter: str = "", encoding: str = "", quoting: bool = True
) -> TableSource:
    """The one table of a text file; delimiter and encoding are found when not given."""

    def pieces() -> Iterator[Piece]:
        with open_stream() as stream:
            lines = _decoded(stream, encoding)
            first: list[tuple[int, str, bool]] = []
            for line in lines:
                first.append(line)
                if len(first) >= 20:
                    break
            sign = delimiter or guess_delimiter([text for _, text, long in first if not long])
            yield from _split(_chain(first, lines), sign, quoting)

    return TableSource("", pieces)


def _chain(
    first: list[tuple[int, str, bool]], rest: Iterator[tuple[int, str, bool]]
) -> Iterator[tuple[int, str, bool]]:
    yield from first
    yield from rest


def guess_delimiter(lines: list[str]) -> str:
    """The sign that stands equally often, and most often, in the first lines.

    >>> guess_delimiter(["a;b,c;d", "1;2;3"])
    ';'
    """
    best, sign = 0, ","
    filled = [line for line in lines if line.strip()]
    for candidate in _DELIMITERS:
        counts = sorted(line.count(candidate) for line in filled)
        typical = counts[len(counts) // 2] if counts else 0
        if typical > best:
            best, sign = typical, candidate
    return sign


def _decoded(stream: BinaryIO, encoding: str) -> Iterator[tuple[int, str, bool]]:
    """(number, text, too long) per physical line. A line that is not UTF-8 is read as Windows-1252, then Latin-1."""
    head = stream.read(4)
    mark = next((bom for bom in sorted(_BOMS, key=len, reverse=True) if head.startswith(bom)), b"")
    wide = _BOMS.get(mark, "").startswith("utf-16")
    if wide:
        text = io.TextIOWrapper(
            io.BufferedReader(_Prefixed(head[len(mark) :], stream)), encoding=_BOMS[mark], errors="replace"
        )
        number = 0
        while line := text.readline(MAX_LINE):
            number += 1
            long = len(line) == MAX_LINE and not line.endswith("\n")
            while long and (rest := text.readline(MAX_LINE)) and not rest.endswith("\n"):
                pass
            yield number, line.rstrip("\r\n"), long
        return
    reader = io.BufferedReader(_Prefixed(head[len(mark) :], stream), 1 << 20)
    number = 0
    while line_bytes := reader.readline(MAX_LINE):
        number += 1
        long = len(line_bytes) == MAX_LINE and not line_bytes.endswith(b"\n")
        if long:
            _skip_line(reader)
        yield number, _decode(line_bytes, encoding).rstrip("\r\n"), long


def _decode(line: bytes, encoding: str) -> str:
    for name in (encoding, "utf-8", "cp1252") if encoding else ("utf-8", "cp1252"):
        try:
            return line.decode(name)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")


def _skip_line(reader: "io.BufferedReader[_Prefixed]") -> None:
    while rest := reader.readline(MAX_LINE):
        if rest.endswith(b"\n"):
            return


class _Prefixed(io.RawIOBase):
    """A stream with some bytes put back in front."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head, self._stream = head, stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        data = self._head[: len(buffer)] or self._stream.read(len(buffer))
        self._head = self._head[len(data) :] if self._head else b""
        buffer[: len(data)] = data
        return len(data)


def _split(lines: Iterator[tuple[int, str, bool]], sign: str, quoting: bool) -> Iterator[Piece]:
    waiting: list[tuple[int, str, bool]] = []
    while True:
        if not waiting:
            for plain in lines:  # nearly all lines: nothing waits, nothing is quoted
                if plain[2] or (quoting and '"' in plain[1]):
                    waiting = [plain]
                    break
                yield PlainLine(plain[0], plain[1], sign)
            else:
                return
        entry = waiting.pop(0)
        number, text, long = entry
        if long:
            yield BrokenRow(number, LINE_TOO_LONG, text[:200])
        elif not quoting or '"' not in text:
            yield PlainLine(number, text, sign)
        else:
            row, waiting = _quoted(entry, waiting, lines, sign)
            yield row


def _quoted(
    entry: tuple[int, str, bool],
    waiting: list[tuple[int, str, bool]],
    lines: Iterator[tuple[int, str, bool]],
    sign: str,
) -> tuple[RawRow | BrokenRow, list[tuple[int, str, bool]]]:
    """A row with quotes may go over several lines; a quote that never closes breaks one line, not the file."""
    taken: list[tuple[int, str, bool]] = []
    text = entry[1]
    while text.count('"') % 2 and len(taken) < _MAX_QUOTED_LINES:
        following = waiting.pop(0) if waiting else next(lines, None)
        if following is None or following[2]:
            taken += [following] if following else []
            break
        taken.append(following)
        text += "\n" + following[1]
    if text.count('"') % 2:
        return BrokenRow(entry[0], QUOTE_OPEN, entry[1][:200]), taken + waiting
    try:
        cells = next(csv.reader([*io.StringIO(text)], delimiter=sign), [])
    except csv.Error:  # a carriage return or NUL in the middle of a line with quotes
        return BrokenRow(entry[0], QUOTE_OPEN, entry[1][:200]), taken + waiting
    return RawRow(entry[0], cells), waiting
