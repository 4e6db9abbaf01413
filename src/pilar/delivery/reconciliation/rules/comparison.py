"""What a row of another party's list is, seen from our membership and register."""

from __future__ import annotations

from dataclasses import dataclass

from pilar.core.declared import Entry, by_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict(Entry):
    """One class. `ours`: our office agrees to pay for it; `theirs`: the other party claims it."""

    ours: bool
    theirs: bool
    tone: str
    next_id: str
    tag: str = "local"


def _v(code: str, name_id: str, name_en: str, ours: bool, theirs: bool, tone: str, next_id: str) -> Verdict:
    return Verdict(code=code, name_id=name_id, name_en=name_en, ours=ours, theirs=theirs, tone=tone, next_id=next_id)


VERDICTS = (
    _v("cocok", "Cocok", "Agreed", True, True, "ok", "Dibayar sesuai iuran."),
    _v("meninggal", "Meninggal", "Deceased", False, True, "error", "Hentikan sejak bulan kematian; minta iuran kembali."),
    _v("pindah", "Pindah", "Moved away", False, True, "warning", "Alihkan ke daerah tujuan."),
    _v("ganda", "Ganda", "Double", False, True, "error", "Hanya satu baris yang dibayar."),
    _v("dibayar_negara", "Sudah dibayar negara", "Paid by the state now", False, True, "warning", "Keluarkan dari iuran daerah; sudah PBI-JK."),
    _v("bukan_peserta", "Bukan peserta kita", "No member of ours", False, True, "warning", "Cocokkan SK kepesertaan kedua pihak."),
    _v("ragu", "Orangnya belum pasti", "Person not certain", False, True, "warning", "Putuskan dahulu di halaman padanan."),
    _v("tidak_dikenal", "Tidak dikenal", "Unknown to the register", False, True, "error", "Minta NIK dan KK kepada pihak lain."),
    _v("tidak_tercantum", "Tidak tercantum pada mereka", "Missing in their list", True, False, "info", "Minta didaftarkan bila masih berhak."),
)  # fmt: skip
VERDICT_BY_CODE = by_code(VERDICTS)


def judge_row(outcome: str, status: str, *, inside: bool, first: bool, state_paid: bool, member: bool) -> str:
    """Class of a row whose person the linkage engine named (`outcome`: padan, beda, ragu, tidak). The gravest fact decides."""
    if outcome == "tidak":
        return "tidak_dikenal"
    if outcome == "ragu":
        return "ragu"
    if status == "meninggal":
        return "meninggal"
    if not first:
        return "ganda"
    if not inside or status.startswith("pindah"):
        return "pindah"
    if state_paid:
        return "dibayar_negara"
    return "cocok" if member else "bukan_peserta"
