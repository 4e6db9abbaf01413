"""Codes, levels and kinds of areas: what a Kemendagri code says by itself.

Source: Kepmendagri 300.2.2-2430/2025 (PP.KK.CC.DDDD). In the village part the
first digit is 1 for a kelurahan, 2 for a desa, 3 for a desa adat; kab/kota numbers 71 to 99 are kota.
RW and RT are local: three digits each by custom, "000" where a region does not use that level.
"""

import re
from datetime import date, datetime, timedelta, timezone
from enum import IntEnum, StrEnum
from itertools import pairwise

from pilar.core.problems import problem

AREAS_MISSING = problem(
    "WIL-001",
    "Berkas wilayah nasional belum ada di pemasangan ini.",
    "Jalankan `./run` sekali agar berkas dibuat dari paket idn-area-data, atau pasang ulang paket Pilar.",
    500,
)
CODE_INVALID = problem(
    "WIL-002",
    "Kode wilayah {code} tidak berbentuk kode Kemendagri.",
    "Tulis 2, 4, 6, 10, 13, atau 16 angka; titik boleh dipakai.",
)
AREA_UNKNOWN = problem(
    "WIL-003",
    "Wilayah dengan kode {code} tidak dikenal.",
    "Periksa kodenya, atau cari wilayah menurut namanya.",
    404,
)
CODE_TAKEN = problem(
    "WIL-004",
    "Kode {code} sudah dipakai oleh {name}.",
    "Gunakan kode baru sesuai keputusan yang menetapkannya.",
)
NOT_SAME_LEVEL = problem(
    "WIL-005",
    "Kode baru {code} bukan wilayah setingkat dengan {old}.",
    "Pemekaran menghasilkan wilayah pada tingkat yang sama.",
)
DATE_AHEAD = problem(
    "WIL-006",
    "Tanggal berlaku {date} masih di depan.",
    "Catat perubahan wilayah pada atau setelah tanggal berlakunya.",
)
ALREADY_ENDED = problem(
    "WIL-007",
    "Wilayah {name} sudah tidak berlaku sejak {date}.",
    "Ubah wilayah penggantinya.",
)
NAME_EMPTY = problem("WIL-008", "Nama wilayah kosong.", "Tulis nama sesuai keputusan yang menetapkannya.")
BASIS_EMPTY = problem(
    "WIL-009", "Dasar hukum perubahan belum ditulis.", "Tulis nomor dan tahun peraturan atau keputusannya."
)
BRIDGE_HEADER = problem(
    "WIL-010",
    "Berkas jembatan kode tidak punya kolom {missing}.",
    "Baris pertama harus memuat kode_bps, nama_bps, kode_dagri, nama_dagri.",
)
PERIOD_INVALID = problem(
    "WIL-011", "Sebutan baru harus berlaku setelah sebutan yang digantikannya.", "Periksa tanggal mulai berlaku."
)


class Level(IntEnum):
    """Levels by the length of their code."""

    PROVINSI = 2
    KABKOTA = 4
    KECAMATAN = 6
    DESA = 10
    RW = 13
    RT = 16


class Kind(StrEnum):
    """Kinds of areas, told by the code; RW and RT carry the kind of their village in level names."""

    PROVINSI = "provinsi"
    KABUPATEN = "kabupaten"
    KOTA = "kota"
    KECAMATAN = "kecamatan"
    KELURAHAN = "kelurahan"
    DESA = "desa"
    DESA_ADAT = "desa_adat"
    RW = "rw"
    RT = "rt"


class Origin(StrEnum):
    """Where the present form of a row comes from; an act outranks a later edition of the national table."""

    NATIONAL = "nasional"
    LOCAL = "setempat"
    ACT = "tindakan"


class ChangeKind(StrEnum):
    """Kinds of changes in the history of areas."""

    SPLIT = "pemekaran"
    RENAME = "ganti_nama"
    MERGE = "penggabungan"
    RECODE = "ganti_kode"
    REMOVED = "tidak_dimuat_lagi"


LEVELS: tuple[Level, ...] = tuple(Level)
NATIONAL_LEVELS = (Level.PROVINSI, Level.KABKOTA, Level.KECAMATAN, Level.DESA)
_EASTERNMOST = timezone(timedelta(hours=9), "WIT")
NO_UNIT = "000"
"""Digits of a level that a region does not use (RT directly below a desa)."""
_VILLAGE_KINDS = {"1": Kind.KELURAHAN, "2": Kind.DESA, "3": Kind.DESA_ADAT}
_DIGITS = re.compile(r"[0-9]+")


def plain_code(text: str) -> str:
    """Digits of a code written with or without dots: "18.72.03.1004" -> "1872031004".

    Raises WIL-002 for anything that is not a code of a known level.
    """
    code = text.strip().replace(".", "")
    if not is_code(code):
        raise CODE_INVALID(code=text)
    return code


def is_code(text: str) -> bool:
    """True for 2, 4, 6, 10, 13 or 16 ASCII digits."""
    return _DIGITS.fullmatch(text) is not None and len(text) in LEVELS


def dotted(code: str) -> str:
    """The form on paper: "1872031004" -> "18.72.03.1004"."""
    cuts = [0, *(level for level in LEVELS if level <= len(code))]
    return ".".join(code[start:end] for start, end in pairwise(cuts))


def kind_of(code: str) -> Kind:
    """Kind told by the code alone. Raises WIL-002; a village digit other than 1 to 3 is no known kind."""
    match len(code):
        case 2:
            return Kind.PROVINSI
        case 4:
            return Kind.KOTA if int(code[2:]) >= 71 else Kind.KABUPATEN
        case 6:
            return Kind.KECAMATAN
        case 10 if code[6] in _VILLAGE_KINDS:
            return _VILLAGE_KINDS[code[6]]
        case 13:
            return Kind.RW
        case 16:
            return Kind.RT
    raise CODE_INVALID(code=code)


def parent_code(code: str) -> str:
    """Code of the area one level up; "" (the country) above a province."""
    return code[: max((level for level in LEVELS if level < len(code)), default=0)]


def next_level(code: str) -> Level | None:
    """Level of the children of `code` ("" is the country); None below an RT."""
    return next((level for level in LEVELS if level > len(code)), None)


def ancestors(code: str) -> list[str]:
    """Codes from the province down to `code` itself: "187203" -> ["18", "1872", "187203"]."""
    return [code[:level] for level in LEVELS if level <= len(code)]


def latest_day(at: datetime) -> date:
    """The date that an instant has in the east of the country: a later effective date is still ahead everywhere."""
    return at.astimezone(_EASTERNMOST).date()
