"""The user errors of the musyawarah."""

from pilar.core.problems import problem

WRONG_STATE = problem(
    "SIDANG-001",
    "Sidang ini {state}, sehingga tindakan itu tidak dapat dilakukan.",
    "Muat ulang halaman sidang untuk melihat keadaannya.",
    409,
)
OUT_OF_WINDOW = problem(
    "SIDANG-002",
    "{window} untuk periode {period} hanya {first} sampai {last}.",
    "Pilih tanggal di dalam jadwal, atau minta Dinas mengubah jadwal wilayah ini.",
)
NO_QUORUM = problem(
    "SIDANG-003",
    "Kuorum belum tercapai: {lacking}.",
    "Catat kehadiran yang belum tercatat, atau tunda sidang.",
)
UNDECIDED = problem(
    "SIDANG-004",
    "{count} keluarga belum diputuskan.",
    "Putuskan satu per satu, atau pilih “Tunda” dengan alasannya.",
)
CLASHES = problem(
    "SIDANG-005",
    "{count} keluarga mendapat dua keputusan yang berbeda dari dua perangkat.",
    "Buka daftar “perlu disepakati” dan tetapkan satu keputusan.",
    409,
)
UNKNOWN_CODE = problem("SIDANG-006", "Pilihan “{code}” tidak dikenal.", "Muat ulang halaman, lalu pilih dari daftar.")
REASON_NEEDED = problem(
    "SIDANG-007", "Keputusan “{decision}” memerlukan alasan.", "Pilih kode alasan atau tulis alasannya."
)
BAD_ACT = problem(
    "SIDANG-008", "Catatan dari perangkat tidak dapat dibaca: {what}.", "Muat ulang halaman sidang di perangkat itu."
)
CHANGED_SUBJECTS = problem(
    "SIDANG-009",
    "{count} keluarga berubah keadaannya di luar sidang (pindah, digabung, atau ditarik).",
    "Tinjau daftar “berubah di luar sidang” dan tandai sudah diketahui.",
    409,
)
ALREADY_OPEN = problem(
    "SIDANG-010",
    "Sudah ada sidang periode {period} di kelurahan ini yang belum ditutup.",
    "Lanjutkan sidang itu, atau batalkan dulu.",
    409,
)
NOTHING_TO_DISCUSS = problem(
    "SIDANG-011", "Tidak ada data yang perlu dibahas di kelurahan ini.", "Periksa usulan dan jalankan praverifikasi."
)
SPTJM_NOT_ALLOWED = problem(
    "SIDANG-012",
    "Jadwal wilayah ini tidak memperbolehkan SPTJM menggantikan musyawarah.",
    "Rencanakan musyawarah, atau minta Dinas mengubah pengaturan wilayah.",
)
BAD_PERIOD = problem(
    "SIDANG-013", "Periode “{period}” tidak dikenal.", "Tulis periode sebagai tahun-bulan, misalnya 2026-11."
)
BAD_SETTING = problem("SIDANG-014", "Nilai “{value}” tidak berlaku untuk {name}.", "Ikuti contoh di samping isian.")
CLOCK_BACK = problem(
    "SIDANG-015",
    "Jam komputer ini lebih lambat dari catatan terakhir sidang.",
    "Betulkan tanggal dan jam komputer, lalu ulangi.",
    409,
)
OWN_PROPOSAL = problem(
    "SIDANG-016",
    "Anda sendiri yang mengusulkan keluarga ini, sehingga tidak boleh memutuskannya.",
    "Minta pengelola sidang yang lain mencatat keputusannya.",
    403,
)
NO_SCAN = problem(
    "SIDANG-017",
    "Berkas itu bukan PDF, JPEG atau PNG.",
    "Pindai surat yang sudah ditandatangani, lalu unggah hasilnya.",
)
PAPER_FIRST = problem(
    "SIDANG-018",
    "Surat sidang ini belum terbit.",
    "Terbitkan berita acara atau SPTJM dulu, lalu sahkan.",
)
NOTHING_CHOSEN = problem("SIDANG-019", "Tidak ada usulan yang dapat diproses.", "Pilih paling sedikit satu usulan.")
ALREADY_UNDONE = problem("SIDANG-020", "Pengesahan ini sudah dibatalkan.", "Muat ulang halaman.", 409)
NONE_TOOK_IT = problem("SIDANG-021", "Tidak satu usulan pun dapat diproses. {why}", "Periksa pilihan Anda.", 409)
NOT_OPEN_TO_SANGGAH = problem(
    "SIDANG-022",
    "Usulan ini sedang “{state}”; sanggah belum atau tidak lagi dapat dicatat.",
    "Sanggah dapat dicatat setelah ada keputusan.",
    409,
)
ANNOUNCED_ALREADY = problem("SIDANG-023", "Hasil sidang ini sudah diumumkan.", "Buka pengumuman yang ada.", 409)
OBJECTION_DONE = problem("SIDANG-024", "Sanggah ini sudah dijawab.", "Muat ulang halaman.", 409)
NO_LETTER_WAITS = problem(
    "SIDANG-025",
    "Semua keluarga sudah mendapat surat ini.",
    "Surat baru dapat dicetak setelah ada keputusan baru.",
    409,
)
NO_CERTIFICATE = problem(
    "SIDANG-026",
    "Sertifikat tanda tangan tidak dapat dipakai: {why}.",
    "Minta admin memeriksa berkas tanda-tangan.p12 dan sandinya di folder kunci.",
    409,
)
SIGNED_ALREADY = problem(
    "SIDANG-027", "Surat ini sudah ditandatangani secara elektronik.", "Unduh berkasnya di halaman ini.", 409
)
