"""The user errors of screening."""

from pilar.core.problems import problem

UNKNOWN_LIST = problem(
    "PRA-010",
    "Daftar periksa “{code}” tidak dikenal.",
    "Pilih profil daftar yang sesuai: ASN, TNI/Polri, pensiunan, meninggal, pindah, upah, pengurus perusahaan, SDM kesos.",
)
WRONG_STEP = problem(
    "PRA-011",
    "Tanda ini sedang dalam keadaan “{state}”, sehingga langkah itu tidak dapat dilakukan.",
    "Muat ulang halaman tanda untuk melihat langkah yang tersedia.",
    409,
)
REASON_NEEDED = problem("PRA-012", "Alasan belum ditulis.", "Tulis alasan dalam satu atau dua kalimat.")
NOT_DUE = problem(
    "PRA-013",
    "Tenggat klarifikasi belum lewat ({due}).",
    "Tunggu jawaban warga sampai tenggat, atau catat bukti yang sudah diterima.",
)
EVIDENCE_NEEDED = problem("PRA-014", "Bukti belum dilampirkan.", "Unggah foto atau pindaian bukti klarifikasi.")
