"""The user errors of linkage."""

from pilar.core.problems import problem

NO_MODEL = problem(
    "PDN-001",
    "Belum ada model padanan yang dipakai.",
    "Jalankan dulu padanan seluruh register; model pertama dilatih dari data Anda sendiri.",
    409,
)
WRONG_MODEL = problem(
    "PDN-002",
    "Model padanan yang dipakai tidak dapat dibaca oleh versi Pilar ini.",
    "Latih model baru di halaman Model padanan, lalu pakai.",
    409,
)
NOT_CANDIDATE = problem(
    "PDN-003",
    "Model itu sudah dipakai.",
    "Pilih model lain, atau latih model baru.",
    409,
)
BAD_THRESHOLDS = problem(
    "PDN-004",
    "Ambang tidak masuk akal: {why}.",
    "Bobot usul gabung tidak boleh di bawah bobot tinjau, dan rem di antara 0 dan 100 %.",
)
NOTHING_TO_MATCH = problem(
    "PDN-005",
    "Tidak ada yang dapat dipadankan: {why}",
    "Periksa isi dan kepala kolom daftar itu.",
)
NOTHING_TO_SAMPLE = problem(
    "PDN-006",
    "Belum ada pasangan yang dapat dijadikan contoh.",
    "Jalankan dulu padanan seluruh register.",
    409,
)
NO_USABLE_COLUMN = problem(
    "PDN-008",
    "Daftar ini tidak mempunyai kolom NIK atau nama yang dikenali.",
    "Tunjuk sendiri kolomnya, paling sedikit NIK atau nama.",
)
BAD_MAPPING = problem(
    "PDN-009",
    "Pilihan kolom tidak dapat dipakai: {why}.",
    "Perbaiki pilihan kolomnya; satu kolom hanya untuk satu bidang.",
)
LIST_TOO_LONG = problem(
    "PDN-010",
    "Daftar ini lebih dari {most} baris.",
    "Pecah per kecamatan atau kabupaten, lalu padankan satu per satu.",
)

PAIR_DECIDED = problem("PDN-020", "Pasangan ini sudah diputuskan.", "Lanjutkan ke pasangan berikutnya.", 409)
SECOND_PERSON = problem(
    "PDN-021",
    "Penggabungan penerima bantuan perlu dua orang; pengusulnya tidak dapat mengesahkan sendiri.",
    "Mintalah rekan lain memeriksa dan mengesahkannya.",
    403,
)
NOT_WAITING = problem("PDN-022", "Keputusan ini tidak menunggu lagi.", "Muat ulang daftarnya.", 409)
REASON_NEEDED = problem("PDN-023", "Tulis alasannya.", "Contoh: fotonya orang yang berbeda.")
LATER_ACTS = problem(
    "PDN-024",
    "Sesudah penggabungan itu ada tindakan lain yang belum jelas milik siapa.",
    "Buka halaman penggabungannya, lalu pilih pemilik setiap tindakan.",
    409,
)
VERDICT_UNKNOWN = problem("PDN-025", "Keputusan itu tidak dikenal.", "Pilih sama, bukan, atau minta kunjungan.")
OUT_OF_MEMORY = problem(
    "PDN-007",
    "Memori untuk padanan tidak cukup; tidak ada hasil yang disimpan.",
    "Naikkan PILAR_MEMORY_LIMIT_MB (bawaan 1024) atau padankan per kecamatan, lalu jalankan lagi.",
    507,
)
