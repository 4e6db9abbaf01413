"""What a resident is told about a payment: what its state means and what to do next, in plain words (domain notes 3.2 and 11). Pure."""

from __future__ import annotations

NOT_ORDERED = "belum"
MEANINGS = {
    NOT_ORDERED: "Bantuan sudah ditetapkan dalam SK; perintah bayarnya belum dibuat.",
    "draft": "Perintah bayar sedang disusun dan diperiksa di Dinas Sosial.",
    "sent": "Perintah bayar sudah ada di penyalur; uang atau barang sedang disiapkan.",
    "unknown": "Penyalur belum memberi kepastian apakah bantuan ini sudah sampai.",
    "paid": "Penyalur melaporkan bantuan sudah diterima.",
    "rejected": "Penyaluran gagal; haknya tidak hilang.",
    "returned": "Bantuan sempat disalurkan, lalu uangnya kembali; haknya tidak hilang.",
    "cancelled": "Perintah bayar ini dibatalkan sebelum dikirim.",
    "treasury": "Uang bantuan ini sudah disetor kembali ke kas negara/daerah.",
}
"""State of the last attempt -> what it means. `NOT_ORDERED`: an entitlement without any order."""

_WAIT = "Tunggu; tidak perlu mengajukan lagi."
_BY_STATE = {
    NOT_ORDERED: _WAIT, "draft": _WAIT, "cancelled": _WAIT,
    "unknown": "Tunggu; Dinas Sosial menanyakannya kepada penyalur. Bila sudah menerima, sampaikan kepada petugas.",
    "treasury": "Tanyakan kepada petugas sebabnya dan apakah masih dapat diusulkan pada tahap berikutnya.",
    "rejected": "Tanyakan sebabnya kepada petugas; datang dengan KTP dan KK.",
    "returned": "Tanyakan sebabnya kepada petugas; datang dengan KTP dan KK.",
}  # fmt: skip
_SENT = {
    "pos": "Tunggu surat undangan, lalu datang ke tempat bayar dengan undangan, KTP, dan KK.",
    "tunai": "Tunggu jadwal serah terima dari kelurahan/desa; bawa KTP dan KK.",
    "barang": "Tunggu jadwal serah terima dari kelurahan/desa; bawa KTP dan KK.",
}
_SENT_BANK = "Periksa saldo KKS di ATM, agen bank, atau kantor bank beberapa hari lagi."
_PAID_BANK = (
    "Tidak perlu melakukan apa-apa. Bila uang belum diterima, bawa KKS atau buku tabungan dan KTP ke loket ini."
)
_PAID = "Tidak perlu melakukan apa-apa. Bila belum menerima, bawa KTP ke loket ini."
_BY_REASON = {
    "rekening_pasif": "Datang ke kantor bank dengan KTP dan KKS atau buku tabungan untuk mengaktifkan rekening.",
    "tidak_aktif": "Datang ke kantor bank dengan KTP dan KKS; minta rekening dibuka kembali.",
    "tidak_terdaftar": "Dinas Sosial membetulkan nomor rekening dengan bank. Bawa buku tabungan bila ada.",
    "kartu_belum_dicetak": "Tunggu kartu KKS dicetak bank; petugas akan memberi tahu.",
    "belum_didistribusikan": "Tunggu jadwal pembagian kartu KKS dari bank dan pendamping.",
    "rusak_hilang": "Laporkan kartu rusak atau hilang ke bank dengan KTP (dan surat kehilangan) untuk diganti.",
    "nama_beda": "Samakan nama di KTP, KK, dan rekening: bawa KTP dan KK ke Dukcapil, lalu ke bank.",
    "nik_beda": "Padankan NIK di Dukcapil dengan KTP dan KK, lalu sampaikan hasilnya ke loket ini.",
    "meninggal": "Bawa akta kematian dan KK; ahli waris dalam keluarga dapat menggantikan.",
    "pindah": "Laporkan alamat baru dengan KK terbaru ke kelurahan/desa.",
    "tidak_ditemukan": "Sampaikan alamat dan nomor telepon yang benar kepada petugas; undangan dikirim lagi.",
    "tidak_diambil": "Sampaikan kepada petugas bahwa bantuan masih diinginkan; pembayaran dijadwalkan lagi.",
    "menolak": "Bila tidak merasa menolak, sampaikan kepada petugas sekarang.",
    "ganda": "Bawa KTP dan KK; petugas memeriksa data ganda.",
    "exclude": "Petugas menanyakan alasan pengecualian; bawa KTP dan KK untuk klarifikasi.",
}  # fmt: skip
TEXTS = (*MEANINGS.values(), *_BY_STATE.values(), *_SENT.values(), _SENT_BANK, _PAID_BANK, _PAID, *_BY_REASON.values())
"""Every sentence, for the translation."""


def next_step(state: str, *, by_account: bool, channel: str, reason: str) -> str:
    """What the resident does now. `channel` "" when nothing was ordered; `reason`: code of the repair queue, "" when unknown.

    >>> next_step("rejected", by_account=True, channel="bri", reason="rekening_pasif")
    'Datang ke kantor bank dengan KTP dan KKS atau buku tabungan untuk mengaktifkan rekening.'
    """
    if state in ("rejected", "returned") and reason in _BY_REASON:
        return _BY_REASON[reason]
    if state == "sent":
        return _SENT_BANK if by_account else _SENT[channel]
    if state == "paid":
        return _PAID_BANK if by_account else _PAID
    return _BY_STATE[state]
