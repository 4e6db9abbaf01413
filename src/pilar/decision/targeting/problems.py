"""The user errors of rules, evaluations and reason sheets."""

from pilar.core.problems import problem

RULES_REFUSED = problem(
    "KET-001",
    "Ketentuan ditolak: {count} masalah. Yang pertama: {first}",
    "Perbaiki baris yang disebut, lalu periksa lagi. Selama ditolak, tidak ada keluarga yang dinilai.",
)
WRONG_STATE = problem(
    "KET-002",
    "Ketentuan ini sedang dalam keadaan “{state}”, sehingga langkah itu tidak dapat dilakukan.",
    "Muat ulang halaman untuk melihat langkah yang tersedia.",
    409,
)
NOT_AUTHOR = problem(
    "KET-003",
    "Hanya penyusunnya ({author}) yang dapat mengubah draf ini.",
    "Buat salinan sendiri dari versi ini, lalu ubah salinan itu.",
    403,
)
REASON_NEEDED = problem("KET-004", "Alasan belum ditulis.", "Tulis alasan dalam satu atau dua kalimat.")
NOTHING_CHANGED = problem(
    "KET-005", "Draf ini sama dengan ketentuan yang berlaku.", "Ubah sesuatu dulu, atau hapus draf ini."
)
EARLIER_THAN_LAST = problem(
    "KET-006",
    "Tanggal berlaku {day} mendahului ketentuan terbit terakhir ({last}).",
    "Pilih tanggal berlaku yang sama atau sesudahnya; keputusan yang sudah dibuat tidak diubah ke belakang.",
)
NO_RULES = problem(
    "KET-010",
    "Belum ada ketentuan terbit yang berlaku pada {day}.",
    "Terbitkan ketentuan lebih dulu di Meja ketentuan: satu orang menyusun, orang lain menerbitkan.",
    409,
)
NO_PROGRAMME = problem(
    "KET-011",
    "Program “{key}” tidak berlaku pada {day} menurut ketentuan ini.",
    "Pilih program lain atau tanggal lain.",
    404,
)
BAD_DAY = problem(
    "KET-012", "Tanggal data {day} tidak dapat dipakai.", "Pilih tanggal sejak tahun 2000 dan bukan sesudah hari ini."
)
PARAMETER_UNREADABLE = problem(
    "KET-013",
    "Parameter “{key}” tidak dapat diubah lewat formulir: {reason}",
    "Ubah langsung dalam teks berkas di bawah.",
)
UNKNOWN_CHOICE = problem(
    "KET-014",
    "Pilihan “{alternative}” untuk “{key}” tidak ada dalam ketentuan yang berlaku.",
    "Pilih salah satu alternatif yang tersedia.",
)
UNKNOWN_FIELD = problem(
    "KET-015",
    "Isian “{field}” bukan isian tambahan yang dinyatakan ketentuan.",
    "Isian formulir register diubah di halaman keluarga atau orang.",
)
BAD_VALUE = problem(
    "KET-016", "Nilai untuk “{label}” tidak terbaca.", "Pilih ya/tidak, tulis bilangan bulat, atau tanggal 31-01-2026."
)
SNAPSHOT_DAMAGED = problem(
    "KET-017",
    "Potret data evaluasi ini tidak utuh.",
    "Pulihkan berkas dari cadangan; evaluasi baru tetap dapat dijalankan.",
    409,
)
TOO_MANY_FILES = problem(
    "KET-018", "Satu ketentuan paling banyak {most} berkas.", "Gabungkan beberapa program dalam satu berkas."
)
NOT_ACTIVE = problem(
    "KET-019",
    "Keluarga ini tidak tercatat aktif pada {day}, jadi tidak dinilai.",
    "Pilih tanggal lain, atau periksa keadaan keluarga di halamannya.",
    404,
)
