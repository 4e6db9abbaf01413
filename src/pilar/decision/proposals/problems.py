"""The user errors of proposals."""

from pilar.core.problems import problem

UNKNOWN_KIND = problem(
    "USUL-001", "Jenis usulan “{kind}” tidak dikenal.", "Pilih salah satu jenis usulan dalam daftar."
)
PROGRAMME_NEEDED = problem("USUL-002", "Program yang diusulkan belum dipilih.", "Pilih PKH, Sembako atau PBI.")
REASON_NEEDED = problem("USUL-003", "Alasan belum ditulis.", "Tulis alasan dalam satu atau dua kalimat.")
WRONG_STEP = problem(
    "USUL-004",
    "Usulan ini sedang dalam keadaan “{state}”, sehingga langkah itu tidak dapat dilakukan.",
    "Muat ulang halaman usulan untuk melihat langkah yang tersedia.",
    409,
)
OUTSIDE = problem(
    "USUL-005", "Wilayah usulan di luar wilayah kerja Anda.", "Pilih kelurahan/desa yang menjadi tugas Anda.", 403
)
NEEDED_FIRST = problem("USUL-006", "Langkah ini memerlukan: {what}.", "Lengkapi dulu, lalu ulangi.")
BAD_NUMBER = problem("USUL-007", "{what} harus 16 angka.", "Salin dari KTP atau KK; bila belum ada, kosongkan.")
NAME_NEEDED = problem("USUL-008", "Nama orang yang diusulkan belum diisi.", "Tulis nama sesuai KTP.")
REASON_CODE = problem(
    "USUL-009", "Alasan penghentian “{code}” tidak dikenal.", "Pilih salah satu alasan R01 sampai R26."
)
UNKNOWN_DOCUMENT = problem("USUL-010", "Jenis berkas “{code}” tidak dikenal.", "Pilih jenis berkas dalam daftar.")
MOVED_ON = problem(
    "USUL-011",
    "Tindakan ini tidak dapat dibatalkan lagi: {count} usulan sudah berjalan lebih jauh.",
    "Ubah usulan satu per satu dengan alasannya.",
    409,
)
