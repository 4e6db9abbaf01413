"""DTSEN as delivered to a local government: file columns, API names, desil labels, labels of change.

Files and API come from two places and are known by one sighting each; the tags say how sure. A desil is
national, computed by BPS; it is never shown as an income band and never computed here.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pilar.core.declared import Entry

from .members import PERSON_IDENTITY
from .place import PLACE
from .types import Subject
from .variables import ALL_VARIABLES

Target = Literal["variable", "identity", "place", "desil", "origin", "unmapped"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a DTSEN delivery and where it goes.

    `target` names a variable key for "variable", "identity" and "place"; for "origin" the kind of update the
    flag testifies; it is None for "desil" and for "unmapped", whose values are kept only with the raw row.
    """

    name: str
    kind: Target
    target: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class FileLayout:
    """One hand-over layout. `delimiter` and `encoding` are None for a workbook."""

    code: str
    pattern: str
    delimiter: str | None
    encoding: str | None
    columns: tuple[Column, ...]
    tag: str


FAMILY_FILE_COLUMNS = (
    Column("nomor_kartu_keluarga", "identity", "nomor_kartu_keluarga"),
    Column("nama_kepala_keluarga", "identity", "nama_kepala_keluarga"),
    Column("desil_nasional", "desil"),
    Column("kode_kabupaten_kota", "place", "kode_kabupaten_kota", "cek dahulu: kode BPS atau Kemendagri"),
    Column("kabupaten_kota", "place"),
    Column("kecamatan", "place"),
    Column("kelurahan_desa", "place"),
    Column("is_gc_kemensos", "origin", "ground check Kemensos"),
    Column("is_pbi_se", "origin", "ground check PBI"),
    Column("is_siks_ng", "origin", "SIKS-NG"),
)
FAMILY_FILES = (
    FileLayout(
        "dtsen-keluarga-v2",
        r"keluarga_dtsen_v2_2026_.*\.xlsx",
        None,
        None,
        FAMILY_FILE_COLUMNS,
        "src:LATSAR H",
    ),
    FileLayout(
        "dtsen-keluarga-v3",
        r"keluarga_dtsen_v3_2026_.*\.csv",
        "|",
        "latin-1",
        FAMILY_FILE_COLUMNS,
        "src:LATSAR H",
    ),
)


def _variables(subject: Subject) -> tuple[Column, ...]:
    """API columns that are variables, identity or place, taken from the `api_name` of the declarations."""
    columns = []
    for variable in ALL_VARIABLES:
        if variable.subject != subject or variable.api_name is None:
            continue
        identity = variable in PERSON_IDENTITY or variable in PLACE
        columns.append(Column(variable.api_name, "identity" if identity else "variable", variable.key))
    return tuple(columns)


_AREA_LEVELS = ("kelurahan_desa", "kecamatan", "kabupaten_kota", "provinsi")

FAMILY_API_COLUMNS = (
    *_variables("family"),
    Column("nama_anggota_keluarga", "unmapped", note="daftar nama; anggota datang dari layanan anggota"),
    *(Column(level, "place") for level in _AREA_LEVELS),
    *(
        Column(f"kode_{level}", "place", f"kode_{level}", "cek dahulu: kode BPS atau Kemendagri")
        for level in _AREA_LEVELS
    ),
    Column("kepemilikan_aset", "unmapped", note="makna ringkasan ini tidak diketahui"),
    Column("desil_nasional", "desil"),
)
PERSON_API_COLUMNS = (
    *_variables("person"),
    Column("nomor_kartu_keluarga", "identity", "nomor_kartu_keluarga"),
    Column("alamat_ktp", "place", note="alamat menurut KTP, bukan alamat tinggal"),
    Column("dusun_ktp", "place"),
    Column("rt_ktp", "place"),
    Column("rw_ktp", "place"),
    *(Column(f"{level}_ktp", "place") for level in _AREA_LEVELS),
    *(Column(f"kode_{level}_ktp", "place") for level in _AREA_LEVELS),
    Column("id_pelanggan_pln", "variable", "id_pelanggan_pln", "sama dengan milik keluarga"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Range(Entry):
    """A label for whole numbers from `low` to `high` inclusive; None leaves that side open."""

    low: int | None
    high: int | None

    def holds(self, number: int) -> bool:
        return (self.low is None or self.low <= number) and (self.high is None or number <= self.high)


DESIL_LABELS = (
    Range(
        code="1",
        low=1,
        high=1,
        name_id="sangat miskin/miskin ekstrem",
        name_en="extremely poor",
        tag="src:POSK,SUA1 M",
    ),
    Range(code="2", low=2, high=2, name_id="miskin", name_en="poor", tag="src:POSK,SUA1 M"),
    Range(code="3", low=3, high=3, name_id="hampir miskin", name_en="near poor", tag="src:POSK,SUA1 M"),
    Range(
        code="4",
        low=4,
        high=4,
        name_id="rentan miskin",
        name_en="vulnerable to poverty",
        tag="src:POSK,SUA1 M",
    ),
    Range(code="5", low=5, high=5, name_id="pas-pasan", name_en="just getting by", tag="src:POSK,SUA1 M"),
    Range(
        code="6-10",
        low=6,
        high=10,
        name_id="menengah ke atas",
        name_en="middle and above",
        tag="src:POSK,SUA1 M",
    ),
)
DESIL_CHANGES = (
    Range(
        code="turun_ekstrem",
        low=None,
        high=-7,
        name_id="Turun Ekstrem",
        name_en="Extreme fall",
        tag="src:LATSAR H",
    ),
    Range(
        code="turun_signifikan",
        low=-6,
        high=-4,
        name_id="Turun Signifikan",
        name_en="Significant fall",
        tag="src:LATSAR H",
    ),
    Range(code="turun", low=-3, high=-1, name_id="Turun", name_en="Fall", tag="src:LATSAR H"),
    Range(code="tetap", low=0, high=0, name_id="Tetap", name_en="Unchanged", tag="src:LATSAR H"),
    Range(code="naik", low=1, high=3, name_id="Naik", name_en="Rise", tag="src:LATSAR H"),
    Range(
        code="naik_signifikan",
        low=4,
        high=6,
        name_id="Naik Signifikan",
        name_en="Significant rise",
        tag="src:LATSAR H",
    ),
    Range(
        code="naik_ekstrem",
        low=7,
        high=None,
        name_id="Naik Ekstrem",
        name_en="Extreme rise",
        tag="src:LATSAR H",
    ),
)


def desil_label(desil: int) -> Range:
    """Label of a desil; ValueError outside 1-10."""
    for label in DESIL_LABELS:
        if label.holds(desil):
            return label
    raise ValueError(f"desil {desil} tidak ada; desil adalah 1 sampai 10")


def desil_change(before: int, after: int) -> Range:
    """Label of `after - before` between two versions; "turun" means a lower desil, that is, judged poorer.

    ValueError when either is not a desil.
    """
    desil_label(before)
    desil_label(after)
    return next(label for label in DESIL_CHANGES if label.holds(after - before))


@dataclass(frozen=True, slots=True)
class VersionSeen:
    """National size of a DTSEN version, for plausibility of a delivery; rounded where the press rounded."""

    day: date
    persons: int
    families: int
    tag: str = "src:SEPIN,SUA1,SALSA M"


VERSIONS_SEEN = (
    VersionSeen(date(2025, 2, 20), 285_570_000, 93_025_360),
    VersionSeen(date(2025, 5, 31), 285_800_000, 93_089_414),
    VersionSeen(date(2025, 7, 31), 286_000_000, 94_200_000),
    VersionSeen(date(2026, 1, 23), 289_060_513, 95_006_179),
)
MATCH_REQUEST_STATES = (
    Entry(
        code="menunggu_validasi",
        name_id="Menunggu Validasi",
        name_en="Awaiting validation",
        tag="src:LATSAR H",
    ),
    Entry(code="diproses", name_id="Diproses", name_en="In process", tag="src:LATSAR H"),
    Entry(code="ditolak", name_id="Ditolak", name_en="Rejected", tag="src:LATSAR H"),
    Entry(code="selesai", name_id="Selesai", name_en="Done", tag="src:LATSAR H"),
)
MATCH_RESULTS = (
    Entry(code="padan", name_id="Padan", name_en="Matched", tag="src:LATSAR H"),
    Entry(code="tidak_padan", name_id="Tidak Padan", name_en="Not matched", tag="src:LATSAR H"),
    Entry(code="typo", name_id="Typo", name_en="Typing error", tag="src:LATSAR H"),
)
