"""The user errors of background work."""

from pilar.core.problems import problem

CRASHED = problem(
    "KERJA-500",
    "Pekerjaan latar gagal setelah {attempts} kali dicoba karena kesalahan program ({error}).",
    "Tekan “Coba lagi”. Bila tetap gagal, kirim nomor pekerjaan ini kepada admin.",
    500,
)
VANISHED = problem(
    "KERJA-501",
    "Pekerjaan latar terhenti mendadak {times} kali berturut-turut tanpa kemajuan.",
    "Kemungkinan memori server kurang. Hubungi admin sebelum mencoba lagi.",
    500,
)
UNKNOWN_TASK = problem(
    "KERJA-410",
    "Jenis pekerjaan ini tidak dikenal oleh versi Pilar yang sedang berjalan.",
    "Minta ulang pekerjaan ini dari halaman asalnya.",
    410,
)
NOT_OPEN = problem(
    "KERJA-409",
    "Pekerjaan ini sudah berakhir sehingga tidak dapat dibatalkan.",
    "Muat ulang halaman untuk melihat hasilnya.",
    409,
)
NOT_FAILED = problem(
    "KERJA-408",
    "Hanya pekerjaan yang gagal dapat dicoba lagi.",
    "Muat ulang halaman untuk melihat keadaannya sekarang.",
    409,
)
ASKED_AGAIN = problem(
    "KERJA-407",
    "Pekerjaan yang sama sudah diminta lagi dan masih berjalan.",
    "Buka daftar pekerjaan dan ikuti pekerjaan yang baru.",
    409,
)
