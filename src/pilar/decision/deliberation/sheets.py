"""Sheets that an operator keys into SIKS-NG or uploads: profiles as data, each with its version.

SIKS-NG has no public description of its sheets [inf]; the columns are those of the BNBA of the field notes 2.3 and 3.3. An office
that gets another sheet adds a profile here, or asks for it: the file is kept as it was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class SheetProfile:
    """One sheet: columns as (heading, key of `EXPORT_KEYS`, kind of cell)."""

    code: str
    name_id: str
    version: str
    columns: tuple[tuple[str, str, str], ...]
    source: str


EXPORT_KEYS = (
    "no", "nik", "kk", "name", "birth_place", "birth_date", "mother", "sex", "address", "rt", "rw", "area", "kind", "programme", "rationale",
    "note",
)  # fmt: skip
_IDENTITY = (
    ("NO", "no", "number"),
    ("NIK", "nik", "nik"),
    ("NO KK", "kk", "nik"),
    ("NAMA", "name", "text"),
)
PROFILES = (
    SheetProfile(
        "bnba-lengkap",
        "BNBA lengkap (untuk unggah atau key-in)",
        "2026-1",
        (
            *_IDENTITY,
            ("TEMPAT LAHIR", "birth_place", "text"),
            ("TANGGAL LAHIR", "birth_date", "date"),
            ("NAMA IBU KANDUNG", "mother", "text"),
            ("JK", "sex", "text"),
            ("ALAMAT", "address", "text"),
            ("RT", "rt", "text"),
            ("RW", "rw", "text"),
            ("KODE WILAYAH", "area", "text"),
            ("JENIS USULAN", "kind", "text"),
            ("ALASAN", "rationale", "text"),
            ("KETERANGAN", "note", "text"),
        ),
        "src:BPNTG H",
    ),
    SheetProfile(
        "nik-program",
        "Ringkas: NIK dan program",
        "2026-1",
        (*_IDENTITY, ("JENIS USULAN", "kind", "text"), ("PROGRAM", "programme", "text")),
        "inf",
    ),
)
PROFILES_BY_CODE: Mapping[str, SheetProfile] = MappingProxyType({one.code: one for one in PROFILES})
