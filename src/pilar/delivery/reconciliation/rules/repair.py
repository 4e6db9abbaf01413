"""Why a payment failed, what comes next, whose turn it is and by when. Reasons: domain notes 11 (first eight SIKSST H, rest bg M)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pilar.core.declared import Entry, by_code

OWNERS = {
    "bank": "Bank/penyalur", "psm": "PSM/TKSK", "dukcapil": "Dukcapil", "dinas": "Dinas Sosial",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FailReason(Entry):
    """One reason. `owner`: key of OWNERS; `days`: working rule of this office, from opening; `next_id`: what to do;
    `words`: parts of texts and codes of providers that mean it."""

    owner: str
    days: int
    next_id: str
    words: tuple[str, ...] = ()
    tag: str = "src:SIKSST H"


def _r(
    code: str, name_id: str, name_en: str, owner: str, days: int, next_id: str, *words: str, tag: str = "src:SIKSST H"
) -> FailReason:
    return FailReason(
        code=code, name_id=name_id, name_en=name_en, owner=owner, days=days, next_id=next_id, words=words, tag=tag
    )


REASONS = (
    _r("nik_beda", "NIK beda", "Different NIK", "dukcapil", 14, "Padankan NIK di Dukcapil, lalu betulkan di bank.", "nik", "dukcapil", "ktp", tag="bg M"),
    _r("nama_beda", "Nama beda", "Different name", "dukcapil", 14, "Samakan nama pada KTP dan buku tabungan; surat keterangan beda nama bila perlu.",
       "nama", "name mismatch", "name", "be01"),
    _r("meninggal", "Meninggal", "Deceased", "psm", 7, "Pastikan kematian dan ahli waris; ganti pengurus atau hentikan.",
       "meninggal", "wafat", "deceased", "md07", tag="bg M"),
    _r("pindah", "Pindah", "Moved", "psm", 14, "Cari alamat baru; alihkan wilayah atau hentikan.", "pindah", "moved", tag="bg M"),
    _r("menolak", "Menolak", "Refused the aid", "psm", 7, "Minta surat pernyataan menolak; proses graduasi mandiri.", "menolak", "refus", tag="bg M"),
    _r("ganda", "Ganda", "Double", "dinas", 7, "Periksa keluarga ganda; batalkan salah satu.", "ganda", "duplic", "am05", tag="bg M"),
    _r("exclude", "Exclude", "Excluded", "dinas", 7, "Minta alasan exclude dan klarifikasi.", "exclude", tag="bg M"),
    _r("kartu_belum_dicetak", "Kartu belum dicetak", "Card not printed", "bank", 14, "Minta jadwal cetak KKS kepada bank.", "belum dicetak", "belum cetak"),
    _r("belum_didistribusikan", "Kartu belum didistribusikan", "Card not handed over", "bank", 14, "Jadwalkan pembagian KKS bersama pendamping.",
       "distribusi", "belum diterima"),
    _r("rusak_hilang", "Kartu rusak/hilang", "Card broken or lost", "psm", 14, "Dampingi penerima mengurus kartu pengganti di bank.", "rusak", "hilang", "blokir"),
    _r("rekening_pasif", "Rekening pasif", "Dormant account", "psm", 14, "Dampingi penerima mengaktifkan rekening di cabang bank.", "pasif", "dormant"),
    _r("tidak_aktif", "Rekening tidak aktif", "Inactive account", "bank", 14, "Minta bank membuka kembali atau membuat rekening baru.",
       "tidak aktif", "tutup", "closed", "ac04", "ac06", "inactive"),
    _r("tidak_terdaftar", "Rekening tidak terdaftar", "Account not registered", "bank", 14, "Betulkan nomor rekening; ajukan burekol ulang bila perlu.",
       "tidak terdaftar", "not registered", "ac01", "ac02", "ac03", "nomor rekening salah", "invalid account", "tidak valid"),
    _r("tidak_ditemukan", "Tidak ditemukan", "Not found at home", "psm", 14, "Kunjungi rumah; tanyakan RT; undang ulang.", "tidak ditemukan", "tidak ada", "tidak hadir",
       "not found", tag="bg M"),
    _r("tidak_diambil", "Tidak diambil", "Not collected in time", "psm", 14, "Kunjungi dan ingatkan; jadwalkan bayar ulang.", "tidak diambil", "not collected",
       "tidak transaksi", "belum bayar", tag="bg M"),
    _r("lainnya", "Belum jelas", "Not clear yet", "dinas", 7, "Tanyakan alasan tertulis kepada penyalur.", tag="local"),
)  # fmt: skip
REASON_BY_CODE = by_code(REASONS)
_ORDER = sorted(
    ((word, one.code) for one in REASONS for word in one.words), key=lambda pair: -len(pair[0])
)  # the longer words decide first: "tidak terdaftar" before "nama"


def reason_of(code: str, text: str) -> str:
    """The declared reason behind a provider's code and words; "lainnya" when nothing fits (the text is kept beside it).

    >>> reason_of("AC04", ""), reason_of("", "Rekening PASIF > 6 bulan"), reason_of("77", "gangguan")
    ('tidak_aktif', 'rekening_pasif', 'lainnya')
    """
    said = re.sub(r"\s+", " ", f"{code} {text}".lower())
    return next((reason for word, reason in _ORDER if re.search(rf"\b{re.escape(word)}", said)), "lainnya")


STATES = {
    "terbuka": "Terbuka", "ditindak": "Sedang ditindak", "selesai": "Selesai", "pindah_pos": "Pindah ke PT Pos", "kas_negara": "Kembali ke kas negara",
}  # fmt: skip
OPEN_STATES = ("terbuka", "ditindak")
