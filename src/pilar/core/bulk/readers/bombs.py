"""Workbooks that would swell beyond measure when opened: known before the spreadsheet reader sees them.

Three ways are known: members that unpack to gigabytes, members whose directory entry lies about that, and two cells at
opposite corners of a sheet, which a reader lays out as one rectangle.
"""

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_SUSPICIOUS = 64 << 20
"""Members that say they stay below this are not judged by their ratio."""
_RATIO = 150
"""Sheets of text pack 8 to 40 times; a thousand times is a bomb."""
_SMALL = 64 << 10
"""Packed members below this cannot unpack to more than 64 MiB, whatever they say (deflate packs 1 : 1,032 at most)."""
_PIECE = 1 << 20
_CELL_BYTES = 32
_SPARSE = 20
_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?\br="(\d{1,7})"')
_TWO_LETTERS = re.compile(rb' r="([A-Z]{2,3})\d')


def swells(archive: ZipFile, stream: BinaryIO, limit_mb: int) -> bool:
    """Whether the workbook would take more than the limit. Reads at most `limit_mb` of unpacked bytes, never keeps them."""
    members = archive.infolist()
    if sum(member.file_size for member in members) > limit_mb << 20:
        return True
    for member in members:
        if member.file_size > _SUSPICIOUS and member.file_size > _RATIO * max(member.compress_size, 1):
            return True
        if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            return True
        judged = member.compress_size > _SMALL or member.filename.startswith("xl/worksheets/")
        if judged and _sheet_swells(_pieces(stream, member), member.file_size, limit_mb):
            return True
    return False


def _pieces(stream: BinaryIO, member: ZipInfo) -> Iterator[bytes]:
    """The unpacked member, as its packed bytes really give it."""
    stream.seek(member.header_offset + 26)
    lengths = stream.read(4)
    stream.seek(
        member.header_offset + 30 + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
    )
    left = member.compress_size
    unpack = zlib.decompressobj(-15) if member.compress_type == ZIP_DEFLATED else None
    while left > 0 and (packed := stream.read(min(left, _PIECE))):
        left -= len(packed)
        if unpack is None:
            yield packed
            continue
        while packed and not unpack.eof:
            yield unpack.decompress(packed, _PIECE)
            packed = unpack.unconsumed_tail


def _sheet_swells(pieces: Iterator[bytes], said: int, limit_mb: int) -> bool:
    """More bytes than the directory says, or a rectangle of cells far larger than the cells that are there."""
    size, cells, rows, columns, tail = 0, 0, 1, {b"Z"}, b""
    for piece in pieces:
        size += len(piece)
        if size > said:
            return True
        text = tail + piece
        cells += piece.count(b"<c ") + piece.count(b":c ")
        rows = max(rows, *(int(number) for number in _ROW.findall(text)), 0)
        columns.update(_TWO_LETTERS.findall(text))
        tail = text[-64:]
    rectangle = rows * max(map(_column_number, columns))
    return rectangle * _CELL_BYTES > limit_mb << 17 and rectangle > _SPARSE * (cells + 1)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
