"""How each provider wants its file: columns are data, so that a bank that changes its sheet is a changed list. Pure.

The layouts of the Himbara, BPD and post-office sheets are our own mapping (no public layout was found); the mass-transfer text follows
one published structure (evidence notes 4.1): reference of 19 signs, at most 99,999 rows, count and total in the head.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pilar.delivery.disbursement import problems
from pilar.delivery.disbursement.lists import BY_HAND

Field = Literal["number", "e2e", "account", "name", "amount", "remark", "bank_code", "village", "address", "blank"]
Form = Literal["csv", "xlsx", "mass_text", "pain001"]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: its head, what stands in it, and the greatest width in signs (0: any)."""

    title: str
    field: Field
    width: int = 0


@dataclass(frozen=True, slots=True)
class Profile:
    """One shape of file. `channels`: who takes it. `rows_per_file`: more are split into numbered parts."""

    code: str
    name_id: str
    channels: tuple[str, ...]
    form: Form
    columns: tuple[SheetColumn, ...] = ()
    separator: str = ";"
    rows_per_file: int = 99_999
    upper: bool = True


_BANKS = ("bri", "bni", "mandiri", "btn", "bsi")
PROFILES = (
    Profile(
        "himbara_csv", "Lembar Himbara (CSV)", _BANKS, "csv",
        (
            SheetColumn("NO", "number"), SheetColumn("NO_REFERENSI", "e2e", 19), SheetColumn("NO_REKENING", "account", 35),
            SheetColumn("NAMA_PENERIMA", "name", 40), SheetColumn("NOMINAL", "amount"), SheetColumn("KETERANGAN", "remark", 140),
        ),
    ),
    Profile(
        "himbara_xlsx", "Lembar Himbara (XLSX)", _BANKS, "xlsx",
        (
            SheetColumn("NO", "number"), SheetColumn("NO_REFERENSI", "e2e", 19), SheetColumn("NO_REKENING", "account", 35),
            SheetColumn("NAMA_PENERIMA", "name", 40), SheetColumn("NOMINAL", "amount"), SheetColumn("KETERANGAN", "remark", 140),
        ),
    ),
    Profile(
        "bpd_csv", "Lembar BPD (CSV)", ("bpd",), "csv",
        (
            SheetColumn("REKENING TUJUAN", "account", 20), SheetColumn("NAMA", "name", 30), SheetColumn("JUMLAH", "amount"),
            SheetColumn("BERITA", "remark", 60), SheetColumn("REF", "e2e", 19),
        ), separator=",",
    ),
    Profile("mass_text", "Teks transfer massal", (*_BANKS, "bpd"), "mass_text"),
    Profile("pain001", "ISO 20022 pain.001", (*_BANKS, "bpd"), "pain001"),
    Profile(
        "pos_csv", "Lembar PT Pos (CSV)", ("pos",), "csv",
        (
            SheetColumn("NO", "number"), SheetColumn("KODE_BAYAR", "e2e", 19), SheetColumn("NAMA", "name", 60),
            SheetColumn("KODE_WILAYAH", "village", 10), SheetColumn("NILAI", "amount"),
        ),
    ),
    Profile(
        "daftar_serah", "Daftar serah terima (CSV)", BY_HAND, "csv",
        (
            SheetColumn("NO", "number"), SheetColumn("REFERENSI", "e2e", 19), SheetColumn("NAMA", "name", 60),
            SheetColumn("KODE_WILAYAH", "village", 10), SheetColumn("NILAI", "amount"),
        ),
    ),
)  # fmt: skip


def profiles_of(channel: str) -> tuple[Profile, ...]:
    """The shapes that this provider takes, the usual one first."""
    return tuple(one for one in PROFILES if channel in one.channels)


def profile_for(channel: str, code: str) -> Profile:
    """Raises SALUR-008 when the provider takes no such file."""
    found = next((one for one in profiles_of(channel) if one.code == code), None)
    if found is None:
        raise problems.UNKNOWN_PROFILE(profile=code)
    return found
