"""Channels, reasons of failure, states of cards and accounts: declared lists of the field (domain notes 11). Pure."""

from __future__ import annotations

from dataclasses import dataclass

from pilar.core.declared import Entry, by_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel(Entry):
    """A way to the recipient. `by_account`: money goes to an account that is frozen with the instruction."""

    by_account: bool
    bank_code: str = ""


def _channel(code: str, name_id: str, *, account: bool, bank_code: str = "", name_en: str = "") -> Channel:
    return Channel(
        code=code, name_id=name_id, name_en=name_en or name_id, by_account=account, bank_code=bank_code, tag="bg M"
    )


CHANNELS = (
    _channel("bri", "BRI", account=True, bank_code="002"),
    _channel("bni", "BNI", account=True, bank_code="009"),
    _channel("mandiri", "Mandiri", account=True, bank_code="008"),
    _channel("btn", "BTN", account=True, bank_code="200"),
    _channel("bsi", "BSI", account=True, bank_code="451"),
    _channel("bpd", "Bank daerah (BPD)", account=True, name_en="Regional bank (BPD)"),
    _channel("pos", "PT Pos", account=False),
    _channel("tunai", "Tunai langsung", account=False, name_en="Cash by hand"),
    _channel("barang", "Barang langsung", account=False, name_en="Goods by hand"),
)
CHANNELS_BY_CODE = by_code(CHANNELS)
BY_HAND = ("tunai", "barang")


def _entry(code: str, name_id: str, name_en: str, tag: str = "bg M") -> Entry:
    return Entry(code=code, name_id=name_id, name_en=name_en, tag=tag)


FAILURES = (
    _entry("rekening_pasif", "Rekening pasif", "Account dormant", "src:SIKSST H"),
    _entry("tidak_aktif", "Rekening tidak aktif", "Account inactive", "src:SIKSST H"),
    _entry("tidak_terdaftar", "Rekening tidak terdaftar", "Account not registered", "src:SIKSST H"),
    _entry("kartu_belum_dicetak", "Kartu belum dicetak", "Card not printed", "src:SIKSST H"),
    _entry("belum_didistribusikan", "Kartu belum dibagikan", "Card not handed out", "src:SIKSST H"),
    _entry("rusak_hilang", "Kartu rusak atau hilang", "Card broken or lost", "src:SIKSST H"),
    _entry("nama_beda", "Nama berbeda", "Name differs", "src:SIKSST H"),
    _entry("nik_beda", "NIK berbeda", "NIK differs", "src:SIKSST H"),
    _entry("meninggal", "Meninggal", "Dead"),
    _entry("pindah", "Pindah", "Moved"),
    _entry("tidak_ditemukan", "Tidak ditemukan", "Not found"),
    _entry("tidak_diambil", "Tidak diambil sampai batas waktu", "Not collected in time"),
    _entry("menolak", "Menolak", "Refused"),
    _entry("ganda", "Ganda", "Double"),
    _entry("exclude", "Exclude", "Excluded"),
    _entry("lainnya", "Alasan lain", "Other reason"),
)
FAILURES_BY_CODE = by_code(FAILURES)

ACCOUNT_STATES = (
    _entry("proses", "Proses burekol", "Being opened", "src:SIKSST H"),
    _entry("berhasil", "Burekol berhasil", "Opened", "src:SIKSST H"),
    _entry("gagal", "Burekol gagal", "Opening failed", "src:SIKSST H"),
    _entry("aktif", "Aktif", "Active"),
    _entry("pasif", "Pasif", "Dormant"),
    _entry("tutup", "Tutup", "Closed"),
)
PAYABLE_ACCOUNTS = ("berhasil", "aktif")

CARD_STATES = (
    _entry("belum_dicetak", "Belum dicetak", "Not printed"),
    _entry("dicetak", "Dicetak", "Printed"),
    _entry("diterima_cabang", "Diterima bank cabang", "At the branch"),
    _entry("didistribusikan", "Dibagikan", "Handed out"),
    _entry("aktif", "Aktif", "Active"),
    _entry("hilang", "Hilang", "Lost"),
    _entry("rusak", "Rusak", "Broken"),
    _entry("blokir", "Diblokir", "Blocked"),
    _entry("diganti", "Diganti", "Replaced"),
)
CARD_STATES_BY_CODE = by_code(CARD_STATES)
CARD_STEPS: dict[str, tuple[str, ...]] = {
    "belum_dicetak": ("dicetak",),
    "dicetak": ("diterima_cabang", "rusak", "hilang"),
    "diterima_cabang": ("didistribusikan", "rusak", "hilang"),
    "didistribusikan": ("aktif", "rusak", "hilang", "blokir"),
    "aktif": ("hilang", "rusak", "blokir"),
    "hilang": ("blokir", "diganti"),
    "rusak": ("blokir", "diganti"),
    "blokir": ("aktif", "diganti"),
    "diganti": (),
}

BLOCKS = {
    "meninggal": "tercatat meninggal",
    "pindah": "tercatat pindah",
    "keluar": "tidak lagi peserta program",
    "ganda": "digabung dengan orang lain",
}
"""Why a person may not be paid at sealing without an override: code -> words."""
