"""Which field is a column? By its heading, else by the words of its heading, else by what stands in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pilar.core.bulk.readers.layout import heading_key
from pilar.evidence.intake.fields import Field

_DIGITS16 = re.compile(r"[\s'’`.\-]*(\d[\s'’`.\-]*){16}")
_MANGLED = re.compile(r"\d[.,]\d+E\+1[45]", re.IGNORECASE)
"""A number of 16 digits as a spreadsheet spoils it."""
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}|\d{1,2}[- ][A-Za-z]{3,9}[- ]\d{2,4}")
_SEX = frozenset({"l", "p", "lk", "pr", "laki-laki", "laki laki", "perempuan", "pria", "wanita"})
_PHONE = re.compile(r"(\+?62|0)8\d{7,12}")
_ADDRESS = re.compile(r"(jl|jln|jalan|gg|gang|dusun|dsn|perum|komplek|blok)\b", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z'’`.,\- ]{3,}")
_MOST = 0.7
"""Share of filled cells that must look alike: real sheets have faults."""
_LONG_FORMS = {
    "no": "nomor", "nmr": "nomor", "nm": "nama", "nma": "nama", "tgl": "tanggal", "tmpt": "tempat", "tmp": "tempat", "lhr": "lahir",
    "jns": "jenis", "jk": "jenis kelamin", "klmn": "kelamin", "kel": "kelurahan", "kec": "kecamatan", "kab": "kabupaten",
    "krt": "kartu", "klrg": "keluarga", "klg": "keluarga", "kk": "kartu keluarga", "nokk": "nomor kartu keluarga",
    "nik": "nomor induk kependudukan", "ktp": "nomor induk kependudukan", "almt": "alamat", "hub": "hubungan",
    "kep": "kepala", "telp": "telepon", "tlp": "telepon", "hp": "telepon", "ket": "keterangan", "kode": "kode", "kd": "kode",
}  # fmt: skip
"""Words as offices shorten them in headings."""
_BEARERS = (
    "warga", "orang", "lengkap", "penduduk", "penerima", "peserta", "anggota", "pegawai", "karyawan", "pekerja", "pengurus", "pemohon",
    "siswa", "lansia", "almarhum", "jenazah", "kpm", "art", "pensiunan", "kader",
)  # fmt: skip
"""Whose name it is: of "nama bank" or "nama program" nobody is called so."""
_TELLING: tuple[tuple[frozenset[str], tuple[str, ...]], ...] = tuple(
    (frozenset(words.split()), tuple(keys.split()))
    for words, keys in (
        ("nama ibu", "mother_name"),
        ("kepala keluarga", "head_name"),
        ("kode kelurahan", "village_code"),
        ("kode desa", "village_code"),
        ("kode wilayah", "village_code"),
        ("kode kabupaten", "regency_code"),
        ("nomor peserta", "participant_no"),
        ("kartu keluarga", "kk"),
        ("nomor induk", "nik"),
        ("tempat lahir", "birth_place"),
        ("tanggal lahir", "birth_date"),
        ("tanggal meninggal", "event_date"),
        ("tanggal kematian", "event_date"),
        ("tanggal pindah", "event_date"),
        ("kelamin", "sex"),
        ("hubungan", "relation"),
        ("alamat", "address"),
        ("kelurahan", "village_name"),
        ("desa", "village_name"),
        ("kecamatan", "district_name"),
        ("kabupaten", "regency_name"),
        ("telepon", "phone"),
        ("alasan", "rationale"),
        ("keterangan", "note"),
        *((f"nama {whom}", "name head_name") for whom in _BEARERS),
    )
)
"""Words that together name a field, the more telling first: a heading that holds them all means that field."""


def guess_fields(headings: Sequence[str], samples: Sequence[Sequence[str]], fields: Sequence[Field]) -> list[str]:
    """One field key per column, "" where nothing fits; no field twice. `samples` are the first data rows.

    A known heading wins over the words in a heading, these win over content; columns further left win over those
    further right. Words count only where the content does not speak against them.
    """
    keys = [heading_key(heading) for heading in headings]
    chosen = [""] * len(headings)
    free = {field.key: field for field in fields}
    for field in fields:
        wanted = [heading_key(text) for text in (*field.synonyms, field.label)]
        place = next((keys.index(key) for key in wanted if key and key in keys and not chosen[keys.index(key)]), None)
        if place is not None:
            chosen[place] = field.key
            free.pop(field.key)
    columns = [
        [row[place].strip() for row in samples if place < len(row) and row[place].strip()] for place in range(len(keys))
    ]
    spoken = [_by_words(heading) for heading in headings]
    for place, wanted_keys in enumerate(spoken):
        key = "" if chosen[place] else _first(free, wanted_keys)
        if key and _may_hold(key, columns[place]):
            chosen[place] = key
            free.pop(key)
    for place, cells in enumerate(columns):
        key = "" if chosen[place] or spoken[place] or not keys[place] else _by_content(cells, free)
        if key:
            chosen[place] = key
            free.pop(key)
    return chosen


def _by_words(heading: str) -> tuple[str, ...]:
    """The fields that the words of a heading name, shortened words read in full.

    >>> _by_words("No Kartu Klrg"), _by_words("Nama Warga"), _by_words("Kolom 7")
    (('kk',), ('name', 'head_name'), ())
    """
    words = " ".join(_LONG_FORMS.get(word, word) for word in re.findall(r"[a-z]+", heading.lower().replace("_", " ")))
    held = frozenset(words.split())
    return next((keys for telling, keys in _TELLING if telling <= held), ())


def _may_hold(key: str, cells: Sequence[str]) -> bool:
    """Numbers of cards and dates must look like it; other fields take what their heading says. No cells: nothing speaks against it."""
    if not cells or key not in ("nik", "kk", "birth_date", "event_date"):
        return True
    if key in ("nik", "kk"):
        return _share(cells, lambda text: bool(_DIGITS16.fullmatch(text) or _MANGLED.fullmatch(text))) >= _MOST
    return _share(cells, lambda text: bool(_DATE.match(text))) >= _MOST


def _by_content(cells: Sequence[str], free: dict[str, Field]) -> str:
    """The first fitting kind of content decides; when its field is taken the column stays open."""
    if not cells:
        return ""
    if _share(cells, lambda text: bool(_DIGITS16.fullmatch(text))) >= _MOST:
        return _first(free, _identifier_order([re.sub(r"\D", "", text) for text in cells]))
    tests: tuple[tuple[Callable[[str], bool], tuple[str, ...]], ...] = (
        (lambda text: text.lower() in _SEX, ("sex",)),
        (lambda text: bool(_DATE.fullmatch(text)), ("birth_date", "event_date")),
        (lambda text: bool(_PHONE.fullmatch(re.sub(r"[\s\-]", "", text))), ("phone",)),
        (lambda text: bool(_ADDRESS.match(text)), ("address",)),
        (lambda text: bool(_NAME.fullmatch(text)) and " " in text, ("name", "head_name")),
    )
    for test, keys in tests:
        if _share(cells, test) >= _MOST:
            return _first(free, keys)
    return ""


def _identifier_order(numbers: Sequence[str]) -> tuple[str, ...]:
    """NIK or KK first. Digits 7-8 of a NIK are the birth day, 40 more for women; of a KK the day it was issued, never above 31,
    in a year since the civil registry went digital (2004)."""
    readable = [number for number in numbers if len(number) == 16]
    if any(41 <= int(number[6:8]) <= 71 for number in readable):
        return ("nik",)
    recent = [number for number in readable if 4 <= int(number[10:12]) <= 40]
    return ("kk", "nik") if len(recent) >= _MOST * max(len(readable), 1) else ("nik", "kk")


def _first(free: dict[str, Field], keys: Sequence[str]) -> str:
    return next((key for key in keys if key in free), "")


def _share(cells: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(1 for cell in cells if test(cell)) / len(cells)
