"""The user errors of programmes."""

from pilar.core.problems import problem

WRONG_STEP = problem(
    "PROG-001",
    "Tahap ini {state}, sehingga tidak dapat menjadi {target}.",
    "Muat ulang halaman tahap untuk melihat keadaannya.",
    409,
)
NOBODY = problem(
    "PROG-002",
    "Tidak ada yang terpilih, jadi tidak ada yang {what}.",
    "Periksa daftar sumber, kuota dan pilihan Anda. Tidak ada data yang berubah.",
)
TAKEN_BACK = problem(
    "PROG-003", "Daftar pengesahan ini sudah dibatalkan.", "Pilih daftar pengesahan lain yang masih berlaku.", 409
)
UNKNOWN_CODE = problem("PROG-004", "Pilihan “{code}” tidak dikenal.", "Muat ulang halaman, lalu pilih dari daftar.")
WRONG_MEMBER_STATE = problem(
    "PROG-005",
    "{count} kepesertaan tidak dapat {act} dari keadaannya sekarang.",
    "Muat ulang daftar, lalu pilih lagi.",
    409,
)
CLASH = problem(
    "PROG-007",
    "{count} penerima bentrok dengan program lain sehingga SK belum dapat dibuat.",
    "Buka daftar bentrok, lalu keluarkan atau tangguhkan salah satunya.",
    409,
)
OVER_BUDGET = problem(
    "PROG-008",
    "Jumlah {total} melebihi pagu tahap ini, {budget}.",
    "Kurangi penerima atau ubah pagu sebelum menetapkan.",
)
FROZEN = problem(
    "PROG-009", "SK ini sudah {state} dan tidak dapat diubah.", "Buat SK koreksi untuk perubahan sesudahnya.", 409
)
NO_AMOUNT = problem(
    "PROG-010",
    "Belum ada besaran yang berlaku untuk {programme} pada {day}.",
    "Minta penyusun ketentuan menerbitkan besaran dengan dasar hukumnya.",
)
BAD_QUOTA = problem(
    "PROG-011", "Kuota wilayah {inner} berada di dalam {outer}.", "Isi kuota pada satu tingkat wilayah saja."
)
BAD_PERIOD = problem("PROG-012", "Tanggal akhir tahap harus sesudah tanggal mulai.", "Perbaiki tanggalnya.")
ALREADY_THERE = problem("PROG-013", "{what} itu sudah ada.", "Pakai kode atau nomor lain.", 409)
CHANGED = problem(
    "PROG-014",
    "Rancangan SK ini tidak cocok lagi dengan kepesertaan: {why}.",
    "Buat ulang rancangannya, lalu periksa sekali lagi.",
    409,
)
NOT_WHOLE = problem("PROG-015", "SK ini tidak utuh: {why}.", "Jangan salurkan. Hubungi admin dan Inspektorat.", 409)
REASON_NEEDED = problem("PROG-016", "Tindakan “{act}” memerlukan alasan.", "Pilih kode alasan dari daftar.")
BAD_BUDGET = problem(
    "PROG-017", "Pagu harus berupa rupiah bulat dan tidak negatif.", "Tulis angkanya saja, misalnya 1500000000."
)
QUOTA_OUTSIDE = problem(
    "PROG-018",
    "Kuota memuat wilayah di luar tahap ini atau angka yang negatif.",
    "Pilih wilayah di dalam wilayah tahap.",
)
NO_RUN = problem(
    "PROG-019",
    "Besaran {programme} berasal dari hitungan kelayakan, dan hitungan yang berlaku belum ada.",
    "Jalankan hitungan kelayakan untuk wilayah ini, lalu ulangi.",
)
BAD_TARGET = problem(
    "PROG-020",
    "Penerima pengganti harus anggota hidup dari keluarga itu, di dalam wilayah Anda.",
    "Pilih orang dari daftar anggota keluarga.",
)
