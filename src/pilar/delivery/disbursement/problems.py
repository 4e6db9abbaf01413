"""The user errors of disbursement."""

from pilar.core.problems import problem

EMPTY = problem(
    "SALUR-001",
    "Tidak ada penerima yang dipilih; tidak ada perintah bayar yang dibuat.",
    "Pilih penerima, lalu susun lagi.",
)
UNKNOWN_CHANNEL = problem("SALUR-002", "Penyalur “{channel}” tidak dikenal.", "Pilih salah satu penyalur dalam daftar.")
WRONG_STATE = problem(
    "SALUR-003", "{what} sedang dalam keadaan “{state}”, sehingga langkah itu tidak dapat dilakukan.",
    "Muat ulang halaman untuk melihat langkah yang tersedia.", 409,
)  # fmt: skip
SAME_PERSON = problem(
    "SALUR-004", "Penyusun, penyetuju dan pengirim harus tiga orang berbeda; {who} sudah {did} daftar ini.",
    "Minta rekan lain yang berwenang melakukannya.", 403,
)  # fmt: skip
BLOCKED = problem(
    "SALUR-005", "{count} penerima dalam daftar ini tercatat {words} dan belum ada putusan untuk tetap membayar.",
    "Buka daftar yang terhalang: keluarkan orangnya, atau catat alasan tetap dibayar.",
)  # fmt: skip
REASON_NEEDED = problem("SALUR-006", "Alasan belum ditulis.", "Tulis alasan dalam satu atau dua kalimat.")
NOT_READY = problem(
    "SALUR-007", "{count} dari {asked} penerima yang dipilih tidak dapat diperintahkan: {why}.",
    "Muat ulang daftar siap bayar, lalu pilih dari sana.", 409,
)  # fmt: skip
UNKNOWN_PROFILE = problem(
    "SALUR-008", "Bentuk berkas “{profile}” tidak dikenal untuk penyalur ini.", "Pilih bentuk dalam daftar."
)
CHANGED_BATCH = problem(
    "SALUR-009", "Isi daftar tidak sama lagi dengan jumlah yang disetujui ({count} orang, {total}).",
    "Batalkan daftar ini dan susun daftar baru.", 409,
)  # fmt: skip
NOT_DECREED = problem(
    "SALUR-010",
    "Tahap ini belum punya SK penetapan yang dibekukan, atau sudah ditutup.",
    "Tetapkan penerima lebih dulu di halaman program.",
    409,
)
ACT_ORDER = problem(
    "SALUR-011", "{act} belum dapat dicatat: {missing} belum dicatat.", "Catat langkah sebelumnya lebih dulu."
)
ACT_NUMBER = problem("SALUR-012", "{act} memerlukan nomor surat.", "Salin nomor dari suratnya.")
BAD_OUTCOME = problem(
    "SALUR-013", "Jawaban penyalur tidak dapat dibaca: {why}.", "Periksa berkas asal, lalu kirim ulang."
)
UNKNOWN_CARD_STEP = problem(
    "SALUR-014", "Kartu “{state}” tidak dapat menjadi “{target}”.", "Periksa keadaan kartu.", 409
)
BAD_ACCOUNT = problem(
    "SALUR-015", "Nomor rekening harus 6 sampai 20 angka.", "Salin dari buku tabungan atau jawaban bank."
)
NO_PROOF = problem(
    "SALUR-016", "Serah terima memerlukan tanda tangan atau foto.", "Unggah berkasnya, lalu simpan lagi."
)
NO_SUCH_PAPER = problem(
    "SALUR-030", "Surat itu tidak dibuat untuk daftar ini.",
    "Undangan, BAST, dan kuitansi dibuat dari daftar PT Pos, tunai, atau barang yang sudah disetujui.", 409,
)  # fmt: skip
TOO_MANY_PAPERS = problem(
    "SALUR-031", "Daftar ini memuat {count} penerima; satu berkas memuat 1 sampai {most}.", "Pilih satu kelurahan/desa."
)
PRINT_CHANGED = problem("SALUR-032", "Isi daftar berubah sesudah surat diminta.", "Minta surat itu sekali lagi.", 409)
WEAK_PASSPHRASE = problem(
    "SALUR-033", "Frasa sandi berkas kurang dari {least} huruf, atau kedua isian tidak sama.",
    "Tulis frasa sandi yang panjang dua kali; sampaikan kepada penyalur lewat jalan lain.",
)  # fmt: skip
BAD_TOLD = problem(
    "SALUR-034",
    "Catatan serah terima dari perangkat tidak dapat dibaca: {what}.",
    "Muat ulang halaman serah terima, lalu kirim lagi.",
)
