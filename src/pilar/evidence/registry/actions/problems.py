"""User errors of the register."""

from pilar.core.problems import problem

NIK_TAKEN = problem(
    "REG-101", "NIK ini sudah dipakai oleh orang lain dalam register.",
    "Cari NIK itu dulu. Bila benar dua orang memakai satu NIK, urus di Dukcapil.", 409,
)  # fmt: skip
KK_TAKEN = problem(
    "REG-102", "Nomor KK ini sudah dipakai oleh keluarga lain dalam register.",
    "Cari nomor itu dulu; mungkin kedua keluarga perlu digabungkan.", 409,
)  # fmt: skip
NUMBER_WRONG = problem("REG-103", "{sentence}", "Cocokkan dengan kartu aslinya, lalu tulis ulang.")
NUMBER_DOUBTFUL = problem(
    "REG-104", "{sentence}", "Periksa kartu aslinya. Bila memang begitu, centang bahwa Anda sudah memeriksanya."
)
NO_MEMBERS = problem("REG-105", "Keluarga baru perlu paling sedikit satu anggota.", "Isi data kepala keluarga.")
NEEDS_ONE_HEAD = problem(
    "REG-106", "Keluarga harus mempunyai tepat satu kepala keluarga.", "Pilih satu orang sebagai kepala."
)
NOT_A_MEMBER = problem(
    "REG-107", "Orang itu bukan anggota keluarga ini, atau sudah meninggal.", "Muat ulang halaman keluarga."
)
NO_ONE_STAYS = problem(
    "REG-108",
    "Pemisahan harus menyisakan anggota di keluarga lama.",
    "Bila semua pindah, pakai tindakan pindah alamat.",
)
SAME_FAMILY = problem("REG-109", "Kedua keluarga itu sama.", "Pilih keluarga lain.")
FAMILY_CLOSED = problem("REG-110", "Keluarga ini sudah tidak aktif.", "Buka keluarga yang masih aktif.", 409)
ALREADY_DEAD = problem("REG-111", "Orang ini sudah tercatat meninggal.", "Bila keliru, batalkan dulu catatan itu.", 409)
NOT_DEAD = problem("REG-112", "Orang ini tidak tercatat meninggal.", "Muat ulang halaman.", 409)
DATE_IMPOSSIBLE = problem("REG-113", "Tanggal itu tidak mungkin: {why}.", "Periksa tanggalnya.")
EVIDENCE_NEEDED = problem(
    "REG-114", "Tulis bukti atau alasannya.", "Contoh: akta kematian nomor 1872-KM-24112026-0001."
)
PPKS_IMPOSSIBLE = problem("REG-115", "{sentence}", "Periksa umur dan jenis kelamin, atau pilih jenis PPKS lain.")
PPKS_THERE = problem(
    "REG-116", "Jenis PPKS ini sudah tercatat pada orang ini.", "Akhiri dulu bila ingin mencatat ulang.", 409
)
PPKS_OVER = problem("REG-117", "Catatan PPKS ini sudah berakhir.", "Muat ulang halaman.", 409)
ANSWER_WRONG = problem("REG-118", "{sentence}", "Perbaiki isian itu.")
NOTHING_CHANGED = problem(
    "REG-119", "Tidak ada yang berubah.", "Ubah isian yang keliru, atau kembali ke halaman sebelumnya."
)
OUTSIDE_AREA = problem(
    "REG-120", "Wilayah itu di luar wilayah kerja Anda.", "Pilih wilayah di dalam wilayah kerja Anda.", 403
)
REASON_NEEDED = problem("REG-121", "Pilih alasan membuka nomor ini.", "Alasan tercatat bersama nama Anda.")
NAME_NEEDED = problem("REG-122", "Nama harus diisi.", "Tulis nama seperti di KTP atau KK.")
SAME_RECORD = problem("REG-136", "Kedua catatan itu sama.", "Pilih catatan lain.", 409)
TWO_PEOPLE = problem(
    "REG-131", "Dukcapil mengenal kedua NIK sebagai dua orang yang berbeda.",
    "Jangan digabung. Bila salah satu NIK keliru, perbaiki NIK itu dulu.", 409,
)  # fmt: skip
CHOICE_UNKNOWN = problem(
    "REG-132", "Isian “{key}” tidak dapat dipilih sendiri saat menggabungkan.", "Muat ulang halaman."
)
OWNER_NEEDED = problem(
    "REG-133", "{count} tindakan sesudah penggabungan belum jelas milik siapa.",
    "Pilih untuk setiap tindakan: tetap pada catatan utama, atau milik catatan yang dipisahkan.",
)  # fmt: skip
SPLIT_NEEDS_BOTH = problem(
    "REG-134", "Pilih sebagian keterangan saja: paling sedikit satu pindah dan satu tinggal.",
    "Bila semua keterangan milik orang lain, perbaiki datanya, jangan dipisah.",
)  # fmt: skip
RECORD_MERGED = problem(
    "REG-135", "Catatan ini sudah digabung ke catatan lain.", "Buka catatan utamanya, lalu kerjakan di sana.", 409
)
