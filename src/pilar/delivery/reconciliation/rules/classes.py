"""The classes of inbound lines: what became of each, whether it needs a person, and in which words.

Every line of every file gets exactly one. The list is our own ("local"), after the traps measured in peers' software.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as translate

from pilar.core.declared import Entry, by_code


@dataclass(frozen=True, slots=True, kw_only=True)
class LineClass(Entry):
    """One class. `group`: posted (moves money in our books), known (nothing new), open (a person must look), aside (no payment of ours),
    unread (could not be read). `sentence_id` is filled with the facts of the line."""

    group: str
    tone: str
    sentence_id: str
    tag: str = "local"

    def sentence(self, **facts: object) -> str:
        """Why the line is in this class, in the language of the page."""
        return translate(self.sentence_id).format(**facts)


def _c(code: str, name_id: str, name_en: str, group: str, tone: str, sentence_id: str) -> LineClass:
    return LineClass(code=code, name_id=name_id, name_en=name_en, group=group, tone=tone, sentence_id=sentence_id)


CLASSES = (
    _c("cocok", "Cocok", "Matched", "posted", "ok", "Nominal {amount} sama dengan perintah; {by}."),
    _c("bagian", "Dibayar bertahap", "Paid in parts", "posted", "ok", "Bagian dari {n} baris yang jumlahnya tepat {order}."),
    _c("gabungan", "Pembayaran gabungan", "Combined payment", "posted", "ok",
       "Satu baris untuk {n} perintah pada rekening yang sama; jumlahnya tepat {order}."),
    _c("gagal", "Gagal salur", "Failed payment", "posted", "warning", "Penyalur menolak: {reason}. Masuk antrean perbaikan."),
    _c("tidak_diambil", "Tidak diambil", "Not collected", "posted", "warning", "Dana tidak diambil penerima: {reason}."),
    _c("retur", "Dana kembali", "Returned funds", "posted", "warning", "Dana {amount} yang sudah dibayar kembali dari bank: {reason}."),
    _c("pembalikan", "Pembalikan", "Reversal", "posted", "warning", "Penyalur membalik pembayaran {amount}: {reason}."),
    _c("gabungan_berkas", "Debit seluruh berkas", "Debit of a whole batch", "aside", "info",
       "Pendebitan sejumlah seluruh berkas perintah ({order}); bukan bukti bayar per orang."),
    _c("ganda_berkas", "Ganda dalam berkas", "Repeated in the file", "known", "neutral", "Sama persis dengan baris {other} berkas ini."),
    _c("ganda_lain", "Sudah diketahui", "Known already", "known", "neutral", "Sama persis dengan baris yang sudah dibaca dari berkas lain."),
    _c("biaya", "Biaya bank", "Bank fee", "aside", "info", "Biaya atau pajak bank {amount}; bukan pembayaran penerima."),
    _c("bunga", "Bunga/jasa giro", "Interest", "aside", "info", "Bunga atau jasa giro {amount}; bukan pembayaran penerima."),
    _c("dana_masuk", "Dana masuk", "Incoming funds", "aside", "info", "Dana masuk {amount} ke rekening penyaluran."),
    _c("proses", "Masih diproses", "Still under way", "aside", "waiting", "Penyalur masih memproses ({reason}); keadaan tetap belum pasti."),
    _c("kurang", "Nominal kurang", "Amount too small", "open", "error",
       "Dibayar {amount}, padahal perintahnya {order}; kurang {gap}. Tidak dihitung sebagai cocok."),
    _c("lebih", "Nominal melebihi hak", "Amount above the entitlement", "open", "error", "Dibayar {amount}, melebihi perintah {order} sebesar {gap}."),
    _c("beda_nama", "Nama berbeda", "Different name", "open", "error", "Nama pada baris berbeda dengan nama penerima pada perintah."),
    _c("beda_rekening", "Rekening berbeda", "Different account", "open", "error", "Nomor rekening pada baris berbeda dengan rekening pada perintah."),
    _c("beda_penyalur", "Penyalur berbeda", "Different provider", "open", "error", "Perintah ini dikirim lewat penyalur {other}, bukan penyalur berkas ini."),
    _c("tidak_dipesan", "Tidak pernah diperintahkan", "Never ordered", "open", "error", "Penyalur melaporkan pembayaran yang tidak ada dalam perintah."),
    _c("batal_dibayar", "Perintah belum/tidak dikirim", "Order not sent", "open", "error", "Perintahnya berkeadaan {other}, tetapi penyalur melaporkan {kind}."),
    _c("tanpa_pasangan", "Tanpa pasangan", "Unknown line", "open", "warning", "Tidak ada acuan, rekening, dan nominal yang menunjuk tepat satu perintah."),
    _c("pasangan_ragu", "Lebih dari satu calon", "Several candidates", "open", "warning", "Ada {n} perintah yang sama rekening, nama, dan nominalnya."),
    _c("bayar_dua_kali", "Dibayar dua kali", "Paid twice", "open", "error", "Perintah ini sudah dibayar dengan acuan bank lain."),
    _c("acuan_bentrok", "Acuan sama, isi berbeda", "Same reference, other content", "open", "error", "Acuan bank ini sudah dipakai untuk baris lain dengan isi berbeda."),
    _c("mendahului", "Datang mendahului", "Ahead of its payment", "open", "waiting",
       "Pengembalian ini datang sebelum laporan bayarnya; dibaca ulang setelah laporan itu masuk."),
    _c("tahap_lain", "Tahap lain", "Another stage", "open", "error", "Perintahnya milik tahap lain, bukan tahap berkas ini."),
    _c("bentrok", "Ditolak buku penyaluran", "Refused by the books", "open", "error", "Buku penyaluran menolak hasil ini: {reason}."),
    _c("nominal_rusak", "Nominal tidak terbaca", "Unreadable amount", "unread", "error", "{reason}."),
    _c("tanggal_rusak", "Tanggal tidak terbaca", "Unreadable date", "unread", "error", "{reason}."),
    _c("kolom_bergeser", "Kolom bergeser", "Shifted columns", "unread", "error", "{reason}."),
    _c("status_asing", "Status tidak dikenal", "Unknown status", "unread", "warning", "Status “{reason}” belum ada di profil penyalur ini."),
    _c("baris_rusak", "Baris rusak", "Broken line", "unread", "error", "Baris tidak dapat dibaca: {reason}."),
    _c("bukan_data", "Bukan data", "No data", "known", "neutral", "Baris {reason}."),
)  # fmt: skip
BY_CODE = by_code(CLASSES)
OPEN_GROUPS = frozenset({"open", "unread"})
OPEN_CLASSES = frozenset(one.code for one in CLASSES if one.group in OPEN_GROUPS)
POSTED_CLASSES = frozenset(one.code for one in CLASSES if one.group == "posted")
REREAD_CLASSES = frozenset(
    {"tidak_dipesan", "tanpa_pasangan", "pasangan_ragu", "mendahului", "tahap_lain", "batal_dibayar"}
)
"""Looked at once more whenever a later file or order may have brought what was missing."""
KINDS = (
    "paid",
    "rejected",
    "returned",
    "not_collected",
    "reversal",
    "fee",
    "interest",
    "credit",
    "batch",
    "pending",
    "unknown",
    "note",
)
KIND_WORDS = {
    "paid": "dibayar", "rejected": "ditolak", "returned": "dana kembali", "not_collected": "tidak diambil", "reversal": "pembalikan",
    "fee": "biaya", "interest": "bunga", "credit": "dana masuk", "batch": "debit berkas", "pending": "diproses", "unknown": "tidak dikenal",
    "note": "bukan data",
}  # fmt: skip
DECISIONS = (
    ("abaikan", "Bukan pembayaran program ini"),
    ("terima", "Terima sebagai hasil perintah yang ditunjuk"),
    ("tagih", "Ditagih atau dikoreksi kepada penyalur"),
    ("kas_negara", "Dikembalikan ke kas negara/daerah"),
)
"""What two persons may decide about an open line."""
EXPLANATIONS = (
    ("salah_bank", "Kesalahan penyalur, sudah diminta koreksi"),
    ("beda_waktu", "Perbedaan waktu pembukuan"),
    ("biaya_bank", "Biaya, pajak, atau bunga bank"),
    ("koreksi_hak", "Hak dikoreksi dengan entri tambahan"),
    ("kas_negara", "Dikembalikan ke kas negara/daerah"),
    ("lainnya", "Lainnya, diuraikan"),
)
"""Kinds of explanations of a difference; a reason in words is always asked too."""
