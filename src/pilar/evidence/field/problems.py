"""What can go wrong at the doors of the field, numbered."""

from pilar.core.problems import problem

NO_SUCH_PHONE = problem(
    "LAP-001", "Alamat telepon ini tidak dikenal atau sudah dicabut.", "Minta kode QR baru kepada petugas kantor.", 403
)
NO_ASSIGNMENT = problem(
    "LAP-002", "Petugas telepon ini tidak punya penugasan lapangan yang berjalan.", "Hubungi admin kantor.", 403
)
ONLY_HTTPS = problem("LAP-003", "Nama dan sandi hanya diterima lewat https.", "Pakai alamat https atau kode QR.", 403)
TOO_BIG = problem("LAP-010", "Kiriman lebih besar dari {limit} MB.", "Perkecil foto lalu kirim lagi.", 413)
CUT = problem("LAP-011", "Kiriman terputus di tengah jalan.", "Kirim lagi; yang sudah sampai tidak akan ganda.", 400)
NO_XML = problem(
    "LAP-012",
    "Kiriman tidak berisi bagian xml_submission_file.",
    "Kirim dengan aplikasi lapangan, ODK Collect atau KoboCollect.",
    400,
)
BAD_XML = problem(
    "LAP-013", "Isi kiriman tidak dapat dibaca: {detail}.", "Laporkan kepada kantor; simpan salinannya di telepon.", 400
)
HELD = problem(
    "LAP-014",
    "Disimpan di karantina, belum diterima: {reason}",
    "Petugas kantor akan memeriksanya; jangan hapus dari telepon.",
    409,
)
UNKNOWN_FORM = problem(
    "LAP-015",
    "Formulir “{form}” tidak dikenal; kiriman disimpan di karantina.",
    "Jangan hapus dari telepon; hubungi kantor.",
    404,
)
FORM_BROKEN = problem("LAP-020", "Formulir tidak dapat dipakai: {detail}", "Perbaiki berkas XLSForm, lalu unggah lagi.")
FORM_TOO_LARGE = problem(
    "LAP-021",
    "Berkas XLSForm terlalu besar atau berisi terlalu banyak data.",
    "Periksa apakah ini benar formulir; batasnya 5 MB dan 64 MB setelah dibuka.",
)
FORM_TOO_SLOW = problem(
    "LAP-022",
    "Formulir terlalu rumit: pengubahan melewati batas waktu atau memori.",
    "Kurangi daftar pilihan; pindahkan daftar besar ke berkas CSV.",
)
VERSION_EXISTS = problem(
    "LAP-023",
    "Versi {version} formulir ini sudah ada dengan isi lain.",
    "Naikkan kolom version di lembar settings.",
    409,
)
FORM_ID_TAKEN = problem(
    "LAP-025", "form_id “{form}” dipakai formulir kantor lain.", "Ganti form_id di lembar settings.", 409
)
NOT_PUBLISHABLE = problem(
    "LAP-024", "Formulir ini belum punya versi atau sudah ditutup.", "Unggah versi baru dulu.", 409
)
