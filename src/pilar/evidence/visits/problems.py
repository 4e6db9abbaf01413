"""The user errors of visits."""

from pilar.core.problems import problem

UNKNOWN_KIND = problem("KUN-010", "Jenis kunjungan “{code}” tidak dikenal.", "Pilih jenis kunjungan dari daftar.")
NO_VOLUNTEER = problem(
    "KUN-011",
    "Petugas itu tidak memegang wilayah tempat keluarga ini tinggal, atau sedang berhalangan.",
    "Pilih petugas lain dari daftar.",
)
WRONG_STATE = problem(
    "KUN-012",
    "Tugas ini sedang dalam keadaan “{state}”, sehingga langkah itu tidak dapat dilakukan.",
    "Muat ulang halaman untuk melihat keadaannya sekarang.",
    409,
)
PLAN_CHANGED = problem(
    "KUN-013",
    "Pembagian berubah sejak pratinjau dibuat: ada tugas atau petugas yang bertambah atau berkurang.",
    "Periksa pratinjau yang baru, lalu bagikan lagi.",
    409,
)
NOTE_NEEDED = problem(
    "KUN-014", "Catatan untuk petugas belum ditulis.", "Tulis apa yang perlu diperbaiki, satu atau dua kalimat."
)
OWN_VISIT = problem("KUN-015", "Kunjungan sendiri tidak diperiksa sendiri.", "Minta rekan lain memeriksanya.", 403)
NOTHING_CHOSEN = problem(
    "KUN-016", "Belum ada isian yang dipilih.", "Centang isian yang hendak diterima, atau tolak kirimannya."
)
NOT_COMPLETE = problem(
    "KUN-017",
    "Foto kiriman ini belum lengkap.",
    "Tunggu sampai telepon petugas mengirim semua foto, atau kembalikan kepada petugas.",
    409,
)
UNKNOWN_RESULT = problem("KUN-018", "Hasil kunjungan “{code}” tidak dikenal.", "Pilih hasil dari daftar.")
NO_FAMILY = problem(
    "KUN-019", "Kiriman ini belum terhubung dengan keluarga dalam data.", "Cari atau daftarkan keluarganya dahulu.", 409
)
