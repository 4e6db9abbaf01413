"""Problems of the local rank, the simulation and the coverage gap."""

from pilar.core.problems import problem

SURVEY_REFUSED = problem(
    "SKOR-001", "Survei ditolak: {reason}.", "Perbaiki berkas survei menurut alasan itu, lalu unggah lagi."
)
NO_QUESTION = problem(
    "SKOR-003",
    "Tidak ada kolom survei yang juga dimiliki registri, jadi keluarga tidak dapat diberi skor.",
    "Pakai nama kolom yang tercantum di halaman unggah, misalnya luas_lantai atau motor.",
)
BAD_AREA = problem(
    "SKOR-004",
    "Kolom kode wilayah “{column}” baris {row} berisi “{value}”.",
    "Isi dengan kode Kemendagri 4, 6, atau 10 angka tanpa titik.",
)
SAME_PERSON = problem(
    "SKOR-005",
    "Kartu ini dibuat dari survei yang Anda unggah; penerbitnya harus orang lain.",
    "Minta rekan yang berwenang memeriksa dan menerbitkannya.",
    403,
)
NOT_DRAFT = problem("SKOR-006", "Kartu ini bukan rancangan lagi.", "Muat ulang halaman untuk melihat keadaannya.", 409)
NO_CARD = problem(
    "SKOR-007",
    "Belum ada kartu skor lokal yang diterbitkan untuk wilayah ini.",
    "Unggah survei, lalu minta rekan menerbitkan kartunya.",
    409,
)
REASON_NEEDED = problem("SKOR-008", "Alasan belum ditulis.", "Tulis alasannya dalam satu kalimat.")
VISIT_CLOSED = problem("SKOR-009", "Tugas kunjungan ini sudah ditutup.", "Muat ulang halaman.", 409)
NO_RUN = problem(
    "SKOR-010",
    "Belum ada keluarga yang diberi skor di wilayah ini.",
    "Jalankan penilaian dari halaman skor lokal.",
    409,
)
BAD_PLACE = problem(
    "SKOR-011", "Urutan musyawarah “{value}” tidak dapat dipakai.", "Isi angka 1, 2, 3, … tanpa angka yang sama."
)
NO_LINE = problem(
    "SKOR-020",
    "Belum ada garis kemiskinan untuk wilayah dan tanggal ini.",
    "Tambahkan garis BPS pada halaman angka kemiskinan.",
    409,
)
BAD_SCENARIO = problem("SKOR-030", "Skenario ditolak: {reason}.", "Perbaiki isian itu, lalu hitung lagi.")
NAME_TAKEN = problem("SKOR-031", "Anda sudah punya skenario bernama “{name}”.", "Pakai nama lain.", 409)
