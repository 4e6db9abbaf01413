"""What kind of file is this? By its first bytes, never by its name."""

import io
import zipfile
import zlib
from collections.abc import Callable
from typing import BinaryIO

from pilar.config import config
from pilar.core.bulk.readers.bombs import swells
from pilar.core.bulk.readers.rows import TableSource
from pilar.core.bulk.readers.text import text_table
from pilar.core.bulk.readers.workbook import workbook_tables
from pilar.core.problems import problem

NOT_A_TABLE = problem(
    "BRK-003",
    "Berkas “{name}” bukan lembar kerja (XLSX, XLS, ODS) dan bukan teks berkolom (CSV).",
    "Simpan ulang sebagai XLSX atau CSV, lalu unggah lagi.",
)
ZIP_BOMB = problem(
    "BRK-004",
    "Isi berkas “{name}” membengkak melebihi {limit} MB saat dibuka; berkas ditolak.",
    "Simpan ulang sebagai CSV, atau pecah per kecamatan.",
)
BROKEN_WORKBOOK = problem(
    "BRK-005",
    "Lembar kerja “{name}” rusak atau bersandi sehingga tidak dapat dibuka.",
    "Buka di Excel, hapus sandinya, simpan ulang, lalu unggah lagi.",
)

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK"
_CONTROL = bytes([*range(9), *range(14, 32)])
_FOREIGN = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"PAR1",
    b"<?xml",
    b"<html",
    b"<!DOC",
)


def open_tables(
    open_stream: Callable[[], BinaryIO], name: str, *, delimiter: str = "", encoding: str = "", quoting: bool = True
) -> list[TableSource]:
    """The tables of a file. `open_stream` opens its bytes anew each time.

    Raises the problems BRK-003, BRK-004 and BRK-005.
    """
    with open_stream() as stream:
        head = stream.read(4096)
    if head.startswith(_ZIP):
        _refuse_bomb(open_stream, name)
        return _workbook(open_stream, name)
    if head.startswith(_OLD_EXCEL):
        return _workbook(open_stream, name)
    if head.lstrip()[:8].startswith(_FOREIGN) or _looks_binary(head):
        raise NOT_A_TABLE(name=name)
    return [text_table(open_stream, delimiter=delimiter, encoding=encoding, quoting=quoting)]


def _looks_binary(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return len(head) - len(head.translate(None, _CONTROL)) > len(head) // 100


def _refuse_bomb(open_stream: Callable[[], BinaryIO], name: str) -> None:
    limit = config().max_unpacked_mb
    try:
        with open_stream() as stream:
            seekable = io.BytesIO(stream.read())
        with zipfile.ZipFile(seekable) as archive:
            names = {member.filename for member in archive.infolist()}
            bomb = swells(archive, seekable, limit)
    except (zipfile.BadZipFile, zlib.error) as error:
        raise BROKEN_WORKBOOK(name=name) from error
    if bomb:
        raise ZIP_BOMB(name=name, limit=limit)
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        raise NOT_A_TABLE(name=name)


def _workbook(open_stream: Callable[[], BinaryIO], name: str) -> list[TableSource]:
    from python_calamine import CalamineError

    try:
        return workbook_tables(open_stream)
    except (CalamineError, OSError, ValueError) as error:
        raise BROKEN_WORKBOOK(name=name) from error
