"""Another list as columns of text: which heading is which field, and the rows below it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

from pilar.core.bulk.readers import BrokenRow, RawRow, TableSource, open_tables
from pilar.core.bulk.readers.layout import Heading, find_heading, heading_key, other_kind, rows_ahead
from pilar.evidence.linkage.problems import BAD_MAPPING, LIST_TOO_LONG, NO_USABLE_COLUMN
from pilar.evidence.linkage.rules import FIELD_WORDS

MOST_ROWS = 2_000_000
_PEEK = 40
SYNONYMS: dict[str, tuple[str, ...]] = {
    "national_id": ("nik", "no nik", "nomor induk kependudukan", "no ktp", "nomor ktp", "nik penerima", "nik peserta", "nik pegawai"),
    "family_id": ("kk", "no kk", "nomor kk", "nokk", "nomor kartu keluarga", "no kartu keluarga"),
    "name": ("nama", "nama lengkap", "nama lgkp", "nama penerima", "nama peserta", "nama pegawai", "nama almarhum", "nama pemilik rekening"),
    "sex": ("jenis kelamin", "jk", "l/p", "kelamin", "jenis klmin"),
    "birth_place": ("tempat lahir", "tmpt lhr", "tmp lahir"),
    "birth_date": ("tanggal lahir", "tgl lahir", "tgl lhr", "tanggal lhr"),
    "mother_name": ("nama ibu", "nama ibu kandung", "ibu kandung", "nama lgkp ibu"),
    "address": ("alamat", "alamat lengkap", "alamat rumah", "jalan", "alamat ktp"),
    "rt": ("rt", "no rt"),
    "rw": ("rw", "no rw"),
    "area": ("kelurahan", "desa", "kelurahan/desa", "desa/kelurahan", "kel/desa", "kode kelurahan", "kode wilayah",
             "nama kel", "kel name", "kode desa", "kode kelurahan desa"),
    "phone": ("no hp", "nomor hp", "hp", "telepon", "no telp", "nomor telepon"),
}  # fmt: skip
"""Headings of the lists that offices get: Dukcapil, BKN, programmes, banks and post, BPJS."""


@dataclass(frozen=True, slots=True)
class Head:
    """The sheet that is matched: its headings and first rows; `guessed`: field → column text."""

    sheet: str
    headings: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    guessed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetRows:
    """`numbers`: row in the file; `columns`: field → cells; `skipped`: rows that are no data or could not be read."""

    numbers: list[int]
    columns: dict[str, list[str]]
    skipped: int


def read_head(open_stream: Callable[[], BinaryIO], name: str) -> Head:
    """The first sheet with a heading that is known. Raises BRK-003 to BRK-005, PDN-008 for a file without usable columns."""
    table, heading = _chosen(open_stream, name)
    rows = [row for row in _peek(table) if row.number > heading.row][:12]
    samples = tuple(tuple(cell[:120] for cell in row.cells) for row in rows)
    return Head(table.sheet, heading.columns, samples, guess(heading.columns))


def guess(headings: Sequence[str]) -> dict[str, str]:
    """Field → heading, by the known headings; the first spelling in the list of a field wins.

    >>> guess(["No", "NIK", "NAMA_LGKP", "Alamat Rumah"])
    {'national_id': 'NIK', 'name': 'NAMA_LGKP', 'address': 'Alamat Rumah'}
    """
    keys = [heading_key(text) for text in headings]
    found: dict[str, str] = {}
    for role, words in SYNONYMS.items():
        wanted = [heading_key(word) for word in words]
        place = next((keys.index(key) for key in wanted if key in keys), None)
        if place is not None and headings[place] not in found.values():
            found[role] = headings[place]
    return found


def check_mapping(mapping: Mapping[str, str], headings: Sequence[str]) -> dict[str, str]:
    """The mapping without empty entries. Raises PDN-009 for an unknown field, a column twice or one that is not there, PDN-008 for none."""
    chosen = {role: text for role, text in mapping.items() if text}
    keys = [heading_key(text) for text in headings]
    for role, text in chosen.items():
        if role not in FIELD_WORDS:
            raise BAD_MAPPING(why=f"bidang “{role}” tidak dikenal; yang dikenal: {', '.join(FIELD_WORDS)}")
        if heading_key(text) not in keys:
            raise BAD_MAPPING(why=f"kolom “{text}” tidak ada di lembar itu")
    twice = {text for text in chosen.values() if list(chosen.values()).count(text) > 1}
    if twice:
        raise BAD_MAPPING(why=f"kolom “{min(twice)}” dipakai untuk dua bidang")
    if not {"national_id", "name"} & set(chosen):
        raise NO_USABLE_COLUMN()
    return chosen


def read_rows(open_stream: Callable[[], BinaryIO], name: str, mapping: Mapping[str, str]) -> SheetRows:
    """All data rows of the mapped columns. Raises as `check_mapping`, and PDN-010 above `MOST_ROWS`."""
    table, heading = _chosen(open_stream, name)
    chosen = check_mapping(mapping, heading.columns)
    places = {role: heading.keys.index(heading_key(text)) for role, text in chosen.items()}
    required = tuple(places[role] for role in ("national_id", "name") if role in places)
    numbers: list[int] = []
    columns: dict[str, list[str]] = {role: [] for role in places}
    skipped = 0
    for row in table.rows():
        if row.number <= heading.row:
            continue
        if isinstance(row, BrokenRow) or other_kind(row, heading, required) is not None:
            skipped += 1
            continue
        if len(numbers) >= MOST_ROWS:
            raise LIST_TOO_LONG(most=f"{MOST_ROWS:,}".replace(",", "."))
        numbers.append(row.number)
        for role, place in places.items():
            columns[role].append(row.cells[place].strip() if place < len(row.cells) else "")
    return SheetRows(numbers, columns, skipped)


def _chosen(open_stream: Callable[[], BinaryIO], name: str) -> tuple[TableSource, Heading]:
    known = {heading_key(word) for words in SYNONYMS.values() for word in words}
    best: tuple[TableSource, Heading] | None = None
    for table in open_tables(open_stream, name):
        rows = _peek(table)
        heading = find_heading(rows, known) or find_heading(rows, set())
        if heading is None:
            continue
        if known & set(heading.keys):
            return table, heading
        best = best or (table, heading)
    if best is None:
        raise NO_USABLE_COLUMN()
    return best


def _peek(table: TableSource) -> list[RawRow]:
    return rows_ahead(list(islice(table.rows(), _PEEK)))


_LONG_NUMBER = re.compile(r"\d(?:[\s.'\-]?\d){8,}")


def masked(text: str) -> str:
    """A cell for the screen: of a number of nine digits or more only the first and last four stay.

    >>> masked("1872011109879001")
    '1872••••••••9001'
    """

    def hide(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found[0])
        return f"{digits[:4]}{'•' * (len(digits) - 8)}{digits[-4:]}"

    return _LONG_NUMBER.sub(hide, text)[:60]
