"""The user errors of reconciliation, besides those of its readers (REKON-001 to -007)."""

from pilar.core.problems import problem

STAGE_CLOSED = problem(
    "REKON-010", "Tahap ini sudah ditutup dan dibekukan; berkas dan penjelasan tidak dapat ditambah lagi.",
    "Koreksi setelah penutupan dibukukan pada tahap berikutnya.", 409,
)  # fmt: skip
UNKNOWN_PROFILE = problem("REKON-011", "Profil hasil “{code}” tidak dikenal.", "Pilih profil dari daftar.")
UNKNOWN_CHANNEL = problem("REKON-012", "Penyalur “{code}” tidak dikenal.", "Pilih penyalur dari daftar.")
NOT_HELD = problem("REKON-013", "Berkas ini tidak sedang tertahan.", "Muat ulang halaman.", 409)
SAME_PERSON = problem(
    "REKON-014", "Anda sendiri yang memulai langkah ini; orang kedua harus orang lain.", "Minta rekan yang berwenang menyelesaikannya.", 403
)  # fmt: skip
REASON_NEEDED = problem("REKON-015", "Alasan belum ditulis.", "Tulis alasannya dalam satu atau dua kalimat.")
UNKNOWN_CODE = problem("REKON-016", "Pilihan “{code}” tidak dikenal.", "Pilih dari daftar.")
NOT_OPEN = problem("REKON-017", "Baris ini tidak (lagi) menunggu putusan.", "Muat ulang halaman.", 409)
NO_ORDER = problem(
    "REKON-018", "Baris ini tidak menunjuk satu perintah, atau nominalnya berbeda, sehingga tidak dapat diterima sebagai pembayaran.",
    "Pilih putusan lain: tagih kepada penyalur, abaikan, atau kas negara.",
)  # fmt: skip
NOT_READY = problem(
    "REKON-019", "Tahap belum dapat ditutup: {why}.", "Selesaikan yang tersisa pada halaman penutupan.", 409
)
CHANGED = problem(
    "REKON-020", "Angka tahap berubah sejak penutupan diusulkan.", "Periksa angkanya, lalu usulkan penutupan sekali lagi.", 409
)  # fmt: skip
CASE_DONE = problem("REKON-021", "Kasus perbaikan ini sudah selesai.", "Muat ulang halaman.", 409)
TREASURY_PAPER = problem(
    "REKON-022", "Kembali ke kas memerlukan nomor dan tanggal bukti setor.", "Salin nomor dan tanggal dari bukti setor (STS/NTPN)."
)  # fmt: skip
NOT_TAKEN = problem(
    "REKON-023", "Buku penyaluran menolak langkah ini: {why}.", "Periksa keadaan perintah bayar itu.", 409
)
NOBODY = problem(
    "REKON-024", "Tidak ada penerima yang dapat diundi.", "Undian memerlukan pembayaran yang sudah tercatat diterima."
)
BAD_AMOUNT = problem(
    "REKON-025", "Nominal yang diterima belum diisi atau tidak terbaca.", "Tulis angka rupiah, misalnya 200.000."
)
NO_HOME = problem(
    "REKON-026", "Penerima ini tidak tercatat dalam keluarga aktif di wilayah Anda, sehingga tidak ada rumah yang dapat dikunjungi.",
    "Periksa orangnya di data warga, atau catat tindakan lain.", 409
)  # fmt: skip
