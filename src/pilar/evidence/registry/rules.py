"""Decisions about identity, age and roles in a family. Pure: no Django, no database, no clock.

NIK and KK structure: Permendagri 109/2019 and common knowledge of Dukcapil numbers (domain notes 7.1); a NIK never changes
on moving, so its area digits are never compared with the present address.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

NIK_FIELD, KK_FIELD = "registry.person.nik", "registry.family.kk"
MOTHER_FIELD, PHONE_FIELD = "registry.person.mother", "registry.person.phone"
HEAD, SPOUSE, CHILD, GRANDCHILD, PARENT = 1, 2, 3, 5, 6
ALIVE, DEAD = "hidup", "meninggal"
ACTIVE, MERGED, EMPTY = "aktif", "digabung", "bubar"
YOUNGEST_HEAD = 10
"""Completed years below which a head of family is surely a slip of the keyboard (our own bound, not a legal one)."""

PROVINCES = frozenset(
    "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65 71 72 73 74 75 76 81 82 91 92 93 94 95 96".split()
)

PURPOSES: Mapping[str, str] = MappingProxyType(
    {
        "loket": "Melayani warga di loket",
        "pendataan": "Mendata dan memperbaiki data",
        "usulan": "Menyusun atau memeriksa usulan",
        "pengaduan": "Menangani pengaduan",
        "penyaluran": "Mengurus penyaluran bantuan",
        "pengawasan": "Mengawasi atau memeriksa",
    }
)
"""Why a page about a person is looked at."""

UNMASK_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "cocokkan_kk": "Mencocokkan dengan KK atau KTP asli",
        "isi_siks": "Mengisi SIKS-NG",
        "dukcapil": "Mengurus perbaikan di Dukcapil",
        "bank": "Mengurus rekening di bank atau Pos",
        "pengaduan": "Menangani pengaduan orang ini",
    }
)


@dataclass(frozen=True, slots=True)
class NumberFault:
    """What is wrong with a NIK or KK. "error" cannot be stored, "warning" must be looked at."""

    code: str
    severity: Literal["error", "warning"]
    sentence: str


def digits_of(text: str) -> str:
    """The digits of a number written with blanks, dots, dashes or apostrophes; other signs stay, so that they are refused.

    >>> digits_of("'1872 0101.0190-0001")
    '1872010101900001'
    """
    return re.sub(r"[\s.\-'’`\u00a0\u200b_/]", "", text)


def check_nik(nik: str, *, birth_date: date | None = None, sex: int | None = None) -> list[NumberFault]:
    """Faults of a NIK against its own structure, then against the stated birth date and sex (1 L, 2 P).

    >>> [fault.code for fault in check_nik("1872014101900001", birth_date=date(1990, 1, 1), sex=2)]
    []
    """
    faults = _shape("NIK", nik)
    if faults:
        return faults
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    woman = day > 40
    day -= 40 if woman else 0
    if not _may_be_date(day, month, year):
        return [
            NumberFault("REG-N03", "error", "Tanggal lahir di dalam NIK (angka ke-7 sampai ke-12) tidak mungkin ada.")
        ]
    if birth_date and (birth_date.day, birth_date.month, birth_date.year % 100) != (day, month, year):
        faults.append(NumberFault("REG-N05", "warning", "Tanggal lahir tidak sama dengan yang tertulis di NIK."))
    if sex and woman != (sex == 2):
        faults.append(NumberFault("REG-N06", "warning", "Jenis kelamin tidak sama dengan yang tertulis di NIK."))
    return faults + _province("NIK", nik)


def check_kk(kk: str) -> list[NumberFault]:
    """Faults of a KK number: digits 7-12 are the day of issue, without the 40 of a woman's NIK."""
    faults = _shape("nomor KK", kk)
    if faults:
        return faults
    if not _may_be_date(int(kk[6:8]), int(kk[8:10]), int(kk[10:12])):
        return [
            NumberFault(
                "REG-N04", "error", "Tanggal terbit di dalam nomor KK (angka ke-7 sampai ke-12) tidak mungkin ada."
            )
        ]
    return _province("nomor KK", kk)


def _shape(word: str, text: str) -> list[NumberFault]:
    first = word[0].upper() + word[1:]
    if not re.fullmatch(r"[0-9]{16}", text):
        return [NumberFault("REG-N01", "error", f"{first} harus 16 angka.")]
    if text.endswith("0000"):
        return [NumberFault("REG-N02", "error", f"{first} tidak mungkin berakhir dengan 0000; periksa angka aslinya.")]
    return []


def _province(word: str, text: str) -> list[NumberFault]:
    if text[:2] in PROVINCES:
        return []
    return [NumberFault("REG-N07", "warning", f"Kode provinsi {text[:2]} di awal {word} tidak dikenal.")]


def _may_be_date(day: int, month: int, year: int) -> bool:
    """True when the day exists in one of the two centuries that a two-digit year may mean."""
    for century in (1900, 2000):
        try:
            date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False


def age_on(birth_date: date | None, day: date) -> int | None:
    """Completed years on a day; None when unknown or not born yet."""
    if birth_date is None or birth_date > day:
        return None
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


@dataclass(frozen=True, slots=True)
class Member:
    """What the rules of a family need to know about one person."""

    person_id: int
    relation: int | None
    birth_date: date | None
    alive: bool = True


def family_faults(members: Iterable[Member], today: date) -> list[str]:
    """Sentences about a family that cannot be right: no head, two heads, a child as head, a child older than the head."""
    living = [member for member in members if member.alive]
    heads = [member for member in living if member.relation == HEAD]
    if not living:
        return []
    if not heads:
        return ["Keluarga ini belum mempunyai kepala keluarga yang hidup."]
    if len(heads) > 1:
        return ["Keluarga ini mempunyai lebih dari satu kepala keluarga."]
    found = []
    head_age = age_on(heads[0].birth_date, today)
    if head_age is not None and head_age < YOUNGEST_HEAD:
        found.append(f"Kepala keluarga baru berumur {head_age} tahun.")
    born = heads[0].birth_date
    if born and any(m.relation == CHILD and m.birth_date and m.birth_date <= born for m in living):
        found.append("Ada anak yang lahir sebelum kepala keluarga.")
    return found
