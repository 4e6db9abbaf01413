"""The rules of the desk check: code, severity, sentence, next action; each once as SQL over `cases` and once as Python.

The SQL runs; the Python is the reference it is tested against. Legal frame: domain notes 1.9, 2.5, 7.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pilar.decision.screening.desk_check.case import Case

Severity = Literal["error", "warning", "info"]
Test = Callable[[Case], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`facts` are columns kept with the finding; they fill the placeholders of the sentence. `reason` is R01 to R26."""

    code: str
    severity: Severity
    sentence: str
    next_action: str
    sql: str
    test: Test
    facts: tuple[str, ...] = ()
    reason: str = ""


PROVINCES = (
    "11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65 71 72 73 74 75 76 81 82 91 92 93 94 95 96 99"
).split()
"""First two digits of a NIK; 99 stands for citizens registered abroad [bg M]."""
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MISMATCH = ("tidak_padan", "tidak_ditemukan", "nik_ganda")
DOUBTFUL = ("typo", "padan_dengan_perbedaan", "belum_rekam")
UNCHECKED = ("belum_dicek", "gagal_teknis")
YOUNGEST_HEAD = 17
SMALLEST_GAP = 10
OLDEST = 120


def sixteen(text: str | None) -> bool:
    """Sixteen ASCII digits."""
    return text is not None and re.fullmatch(r"[0-9]{16}", text) is not None


def _day_inside(text: str, *, plus_forty: bool) -> tuple[int, int]:
    day, month = int(text[6:8]), int(text[8:10])
    return (day - 40 if plus_forty and day > 40 else day), month


def possible_date(text: str, *, plus_forty: bool) -> bool:
    """The day and month at digits 7 to 10 can exist (29 February always may: the year has two digits)."""
    day, month = _day_inside(text, plus_forty=plus_forty)
    return 1 <= month <= 12 and 1 <= day <= _LONGEST[month - 1]


def _nik_ok(case: Case) -> bool:
    return (
        case.nik is not None
        and sixteen(case.nik)
        and possible_date(case.nik, plus_forty=True)
        and case.nik[12:] != "0000"
    )


def _years(earlier: date, later: date) -> int:
    return later.year - earlier.year - ((later.month, later.day) < (earlier.month, earlier.day))


def _birth_differs(case: Case) -> bool:
    if case.nik is None or not _nik_ok(case) or case.birth_date is None:
        return False
    day, month = _day_inside(case.nik, plus_forty=True)
    return (day, month, int(case.nik[10:12])) != (
        case.birth_date.day,
        case.birth_date.month,
        case.birth_date.year % 100,
    )


def _sex_differs(case: Case) -> bool:
    return (
        case.nik is not None and _nik_ok(case) and case.sex is not None and (case.sex == 2) != (int(case.nik[6:8]) > 40)
    )


_IS16 = "regexp_full_match({0}, '[0-9]{{16}}')"
_NIK16, _KK16 = _IS16.format("nik"), _IS16.format("kk")
_NDAY = "(try_cast(substr(nik, 7, 2) AS INTEGER) - CASE WHEN try_cast(substr(nik, 7, 2) AS INTEGER) > 40 THEN 40 ELSE 0 END)"
_MONTHS = "list_value(" + ", ".join(map(str, _LONGEST)) + ")"


def _possible(day: str, month: str) -> str:
    return f"({month} BETWEEN 1 AND 12 AND {day} >= 1 AND {day} <= list_extract({_MONTHS}, {month}))"


_NDATE = _possible(_NDAY, "try_cast(substr(nik, 9, 2) AS INTEGER)")
_KDATE = _possible("try_cast(substr(kk, 7, 2) AS INTEGER)", "try_cast(substr(kk, 9, 2) AS INTEGER)")
_NIKOK = f"({_NIK16} AND {_NDATE} AND substr(nik, 13, 4) <> '0000')"
_AGE = "(year(today) - year(birth_date) - CASE WHEN (month(today), day(today)) < (month(birth_date), day(birth_date)) THEN 1 ELSE 0 END)"


def _quoted(words: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _age(case: Case) -> int | None:
    return None if case.birth_date is None else _years(case.birth_date, case.today)


IDENTITY = (
    Rule(
        code="PRA-101", severity="warning", sentence="NIK belum diisi.",
        next_action="Minta KTP atau KK; bila belum punya, arahkan merekam di Dinas Dukcapil.",
        sql="nik IS NULL", test=lambda c: c.nik is None, reason="R05",
    ),
    Rule(
        code="PRA-102", severity="error", sentence="NIK bukan 16 angka.", next_action="Cocokkan dengan KTP, lalu perbaiki.",
        sql=f"nik IS NOT NULL AND NOT {_NIK16}", test=lambda c: c.nik is not None and not sixteen(c.nik), reason="R05",
    ),
    Rule(
        code="PRA-103", severity="error", sentence="Tanggal atau nomor urut di dalam NIK tidak mungkin ada.",
        next_action="Cocokkan dengan KTP; untuk perempuan tanggal ditambah 40.",
        sql=f"{_NIK16} AND NOT {_NIKOK}", test=lambda c: sixteen(c.nik) and not _nik_ok(c), reason="R05",
    ),
    Rule(
        code="PRA-104", severity="warning", sentence="Tanggal lahir berbeda dari yang tertulis di NIK.",
        next_action="Cocokkan dengan KTP; NIK tidak berubah walau tanggal lahir pernah dibetulkan.", facts=("birth_date",),
        sql=f"{_NIKOK} AND birth_date IS NOT NULL AND ({_NDAY} <> day(birth_date) OR try_cast(substr(nik, 9, 2) AS INTEGER) <> month(birth_date) "
        "OR try_cast(substr(nik, 11, 2) AS INTEGER) <> year(birth_date) % 100)",
        test=_birth_differs,
    ),
    Rule(
        code="PRA-105", severity="warning", sentence="Jenis kelamin berbeda dari yang tertulis di NIK.",
        next_action="Cocokkan dengan KTP.",
        sql=f"{_NIKOK} AND sex IS NOT NULL AND (sex = 2) <> (try_cast(substr(nik, 7, 2) AS INTEGER) > 40)", test=_sex_differs,
    ),
    Rule(
        code="PRA-106", severity="warning", sentence="Kode wilayah di awal NIK tidak dikenal.",
        next_action="Bisa jadi wilayah lama yang dimekarkan; cukup cocokkan dengan KTP.",
        sql=f"{_NIK16} AND substr(nik, 1, 2) NOT IN ({_quoted(PROVINCES)})",
        test=lambda c: c.nik is not None and sixteen(c.nik) and c.nik[:2] not in PROVINCES,
    ),
    Rule(
        code="PRA-111", severity="warning", sentence="Nomor KK belum diisi.", next_action="Minta kartu keluarga.",
        sql="kk IS NULL", test=lambda c: c.kk is None, reason="R25",
    ),
    Rule(
        code="PRA-112", severity="error", sentence="Nomor KK bukan 16 angka.", next_action="Cocokkan dengan kartu keluarga.",
        sql=f"kk IS NOT NULL AND NOT {_KK16}", test=lambda c: c.kk is not None and not sixteen(c.kk), reason="R05",
    ),
    Rule(
        code="PRA-113", severity="warning", sentence="Tanggal terbit di dalam nomor KK tidak mungkin ada.",
        next_action="Cocokkan dengan kartu keluarga; bisa jadi salah ketik.",
        sql=f"{_KK16} AND NOT {_KDATE}",
        test=lambda c: c.kk is not None and sixteen(c.kk) and not possible_date(c.kk, plus_forty=False),
    ),
)  # fmt: skip
REGISTER = (
    Rule(
        code="PRA-201", severity="error", sentence="Orang ini sudah terdaftar dengan NIK yang sama, jadi bukan usulan baru.",
        next_action="Ubah menjadi perbaikan data atau usulan bansos, atau batalkan.",
        sql="is_new AND known", test=lambda c: c.is_new and c.known, reason="R04",
    ),
    Rule(
        code="PRA-202", severity="error", sentence="NIK ini terdaftar atas nama lain (kemiripan nama {name_percent} persen).",
        next_action="Cocokkan KTP asli; salah satu NIK mungkin salah ketik.", facts=("name_percent",),
        sql="name_percent < 60", test=lambda c: c.name_percent is not None and c.name_percent < 60, reason="R04",
    ),
    Rule(
        code="PRA-203", severity="error", sentence="NIK ini dipakai {nik_persons} orang dalam data.",
        next_action="Minta Dinas Dukcapil menentukan pemiliknya.", facts=("nik_persons",),
        sql="nik_persons > 1", test=lambda c: c.nik_persons > 1, reason="R04",
    ),
    Rule(
        code="PRA-204", severity="error", sentence="Nomor KK ini dipakai {kk_families} keluarga dalam data.",
        next_action="Periksa keluarga mana yang memegang KK itu; gabungkan atau perbaiki.", facts=("kk_families",),
        sql="kk_families > 1", test=lambda c: c.kk_families > 1, reason="R04",
    ),
    Rule(
        code="PRA-205", severity="warning", sentence="Nomor KK pada usulan berbeda dari KK keluarganya dalam data.",
        next_action="Minta KK terbaru; bila pindah KK, catat perpindahannya.",
        sql="kk_differs", test=lambda c: c.kk_differs is True,
    ),
    Rule(
        code="PRA-206", severity="warning", sentence="Tanggal lahir pada usulan berbeda dari data.",
        next_action="Cocokkan dengan KTP, lalu perbaiki yang salah.", facts=("birth_date", "known_birth"),
        sql="known_birth <> birth_date",
        test=lambda c: c.known_birth is not None and c.birth_date is not None and c.known_birth != c.birth_date,
    ),
    Rule(
        code="PRA-207", severity="warning", sentence="Orang ini belum ada dalam data, padahal usulannya bukan usulan baru.",
        next_action="Cari dengan nama; bila memang belum ada, ubah menjadi usulan baru DTSEN.",
        sql="NOT is_new AND NOT known", test=lambda c: not c.is_new and not c.known,
    ),
    Rule(
        code="PRA-301", severity="error", sentence="Tanggal lahir tidak mungkin.", next_action="Cocokkan dengan KTP.",
        facts=("birth_date",), sql=f"{_AGE} < 0 OR {_AGE} > {OLDEST}",
        test=lambda c: (age := _age(c)) is not None and (age < 0 or age > OLDEST),
    ),
    Rule(
        code="PRA-302", severity="warning", sentence="Kepala keluarga berumur di bawah 17 tahun.",
        next_action="Pastikan siapa kepala keluarganya; anak tanpa orang tua perlu wali.", facts=("birth_date",),
        sql=f"known_relation = 1 AND {_AGE} >= 0 AND {_AGE} < {YOUNGEST_HEAD}",
        test=lambda c: c.known_relation == 1 and (age := _age(c)) is not None and 0 <= age < YOUNGEST_HEAD,
    ),
    Rule(
        code="PRA-303", severity="warning", sentence="Ada anak yang hanya {child_gap} tahun lebih muda dari kepala keluarga.",
        next_action="Periksa tanggal lahir dan hubungan keluarga pada KK.", facts=("child_gap",),
        sql=f"child_gap < {SMALLEST_GAP}", test=lambda c: c.child_gap is not None and c.child_gap < SMALLEST_GAP,
    ),
    Rule(
        code="PRA-401", severity="error", sentence="Tercatat meninggal.",
        next_action="Pastikan dengan akta kematian; bila masih hidup, perbaiki di Dukcapil. Usulkan anggota keluarga lain.",
        sql="known_status = 'meninggal' OR dukcapil = 'meninggal'",
        test=lambda c: c.known_status == "meninggal" or c.dukcapil == "meninggal", reason="R01",
    ),
    Rule(
        code="PRA-402", severity="warning", sentence="Mungkin sudah meninggal atau pindah: {gone_flags}.",
        next_action="Tanyakan kepada RT dan keluarga sebelum musyawarah.", facts=("gone_flags",),
        sql="gone_flags IS NOT NULL", test=lambda c: c.gone_flags is not None,
    ),
    Rule(
        code="PRA-403", severity="error", sentence="Tercatat pindah keluar.",
        next_action="Usulkan dari tempat tinggal barunya, atau perbaiki catatan pindahnya.",
        sql="known_status = 'pindah_keluar' OR family_status = 'pindah_keluar'",
        test=lambda c: c.known_status == "pindah_keluar" or c.family_status == "pindah_keluar", reason="R02",
    ),
    Rule(
        code="PRA-404", severity="warning", sentence="Terdaftar di kelurahan/desa lain ({known_village}).",
        next_action="Pastikan tempat tinggalnya; bila pindah, catat pemindahan wilayah.", facts=("known_village",),
        sql="known_village <> '' AND village <> '' AND known_village <> village AND left(known_village, 4) = left(village, 4)",
        test=lambda c: bool(c.known_village) and bool(c.village) and c.known_village != c.village
        and (c.known_village or "")[:4] == c.village[:4], reason="R02",
    ),
    Rule(
        code="PRA-405", severity="error", sentence="Terdaftar di kabupaten/kota lain ({known_village}).",
        next_action="Minta surat pindah; usulan diajukan dari daerah tempat ia terdaftar.", facts=("known_village",),
        sql="known_village <> '' AND village <> '' AND left(known_village, 4) <> left(village, 4)",
        test=lambda c: bool(c.known_village) and bool(c.village) and (c.known_village or "")[:4] != c.village[:4], reason="R02",
    ),
    Rule(
        code="PRA-406", severity="warning", sentence="Dalam pendataan terakhir ia tidak ditemukan di rumah itu.",
        next_action="Kunjungi sekali lagi, catat hasilnya.", facts=("known_presence",),
        sql="known_presence IN (2, 3, 6)", test=lambda c: c.known_presence in (2, 3, 6), reason="R03",
    ),
)  # fmt: skip
DECISION = (
    Rule(
        code="PRA-501", severity="error", sentence="Hasil padan Dukcapil: {dukcapil}.",
        next_action="Minta KTP dan KK asli; bila benar, warga perlu ke Dinas Dukcapil.", facts=("dukcapil",),
        sql=f"dukcapil IN ({_quoted(MISMATCH)})", test=lambda c: c.dukcapil in MISMATCH, reason="R05",
    ),
    Rule(
        code="PRA-502", severity="warning", sentence="Hasil padan Dukcapil: {dukcapil}.",
        next_action="Bandingkan isian yang berbeda, perbaiki, lalu cek ulang.", facts=("dukcapil",),
        sql=f"dukcapil IN ({_quoted(DOUBTFUL)})", test=lambda c: c.dukcapil in DOUBTFUL, reason="R05",
    ),
    Rule(
        code="PRA-503", severity="info", sentence="Belum ada hasil padan Dukcapil.",
        next_action="Masukkan ke permintaan padan berikutnya.",
        sql=f"nik IS NOT NULL AND (dukcapil IS NULL OR dukcapil IN ({_quoted(UNCHECKED)}))",
        test=lambda c: c.nik is not None and (c.dukcapil is None or c.dukcapil in UNCHECKED),
    ),
    Rule(
        code="PRA-601", severity="error", sentence="Desil keluarga di atas batas program (desil {desil}, batas {desil_limit}).",
        next_action="Bila keadaannya berbeda, usulkan perbaikan data dengan bukti; desil hanya diubah BPS.",
        facts=("desil", "desil_limit"), sql="asks_aid AND desil > desil_limit",
        test=lambda c: c.asks_aid and c.desil is not None and c.desil_limit is not None and c.desil > c.desil_limit, reason="R07",
    ),
    Rule(
        code="PRA-602", severity="info", sentence="Desil keluarga ini belum diketahui.",
        next_action="Tunggu kiriman DTSEN berikutnya, atau usulkan sebagai data baru.",
        sql="asks_aid AND desil_limit IS NOT NULL AND desil IS NULL",
        test=lambda c: c.asks_aid and c.desil_limit is not None and c.desil is None,
    ),
    Rule(
        code="PRA-701", severity="warning", sentence="Ada tanda yang belum diputuskan: {open_flags}.",
        next_action="Minta klarifikasi kepada warga; tanda tidak mengeluarkan siapa pun dengan sendirinya.", facts=("open_flags",),
        sql="open_flags IS NOT NULL", test=lambda c: c.open_flags is not None,
    ),
    Rule(
        code="PRA-702", severity="error", sentence="Tanda sudah diputuskan benar: {upheld_flags}.",
        next_action="Batalkan usulan, atau minta pemeriksaan ulang tanda dengan bukti baru.", facts=("upheld_flags",),
        sql="upheld_flags IS NOT NULL", test=lambda c: c.upheld_flags is not None,
    ),
    Rule(
        code="PRA-703", severity="warning", sentence="Anggota keluarga dalam KK yang sama bertanda: {family_flags}.",
        next_action="Pastikan masih satu KK dan masih bekerja di sana.", facts=("family_flags",),
        sql="family_flags IS NOT NULL", test=lambda c: c.family_flags is not None, reason="R13",
    ),
    Rule(
        code="PRA-801", severity="warning", sentence="Berkas belum lengkap: {missing}.",
        next_action="Lengkapi berkas dan foto sebelum musyawarah.", facts=("missing",),
        sql="missing <> ''", test=lambda c: bool(c.missing), reason="R25",
    ),
    Rule(
        code="PRA-901", severity="error", sentence="Usulan yang sama masih terbuka di wilayah lain ({elsewhere}).",
        next_action="Hubungi kelurahan itu; satu orang hanya diproses sekali.", facts=("elsewhere",),
        sql="elsewhere <> ''", test=lambda c: bool(c.elsewhere), reason="R04",
    ),
    Rule(
        code="PRA-902", severity="warning", sentence="Keluarga ini sudah punya {rivals} usulan terbuka lain yang sejenis.",
        next_action="Pilih satu usulan untuk keluarga ini, batalkan yang lain.", facts=("rivals",),
        sql="rivals > 0", test=lambda c: c.rivals > 0, reason="R04",
    ),
    Rule(
        code="PRA-903", severity="error", sentence="Keluarga ini sudah menerima bantuan yang diusulkan ({programme}).",
        next_action="Batalkan usulan; bila bantuannya tidak sampai, catat sebagai pengaduan penyaluran.", facts=("programme",),
        sql="asks_aid AND aided", test=lambda c: c.asks_aid and c.aided, reason="R21",
    ),
)  # fmt: skip
RULES: tuple[Rule, ...] = (*IDENTITY, *REGISTER, *DECISION)
RULES_BY_CODE = {rule.code: rule for rule in RULES}
SEVERITY_ORDER = {"error": 0, "warning": 1, "info": 2}


def judge(case: Case) -> frozenset[str]:
    """Codes of all rules that a case breaks."""
    return frozenset(rule.code for rule in RULES if rule.test(case))
