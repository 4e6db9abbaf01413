"""Definitions and criteria to tick of the 26 PPKS types, condensed from Permensos 8/2012 [bg M]."""

from collections.abc import Mapping
from types import MappingProxyType

DISASTER = (
    "Korban terluka atau meninggal",
    "Kerusakan lingkungan",
    "Kehilangan harta benda",
    "Dampak psikologis",
)

_ROWS: tuple[tuple[int, str, tuple[str, ...]], ...] = (
    (
        1,
        "Anak yang ditelantarkan orang tuanya, atau berada dalam keluarga yang tidak mampu mengasuh, "
        "sehingga hak dasarnya tidak terpenuhi, atau dieksploitasi.",
        (
            "Telantar/tanpa asuhan yang layak",
            "Berasal dari keluarga sangat miskin/miskin",
            "Kehilangan hak asuh dari orang tua/keluarga",
            "Mengalami perlakuan salah",
            "Dieksploitasi, misalnya dibawa mengemis",
            "Menderita gizi buruk atau kurang",
        ),
    ),
    (
        2,
        "Anak yang diperlakukan salah atau ditelantarkan orang tua/keluarga, atau kehilangan pengasuhan.",
        (
            "Berasal dari keluarga fakir miskin",
            "Dilalaikan orang tuanya",
            "Kebutuhan dasarnya tidak terpenuhi",
        ),
    ),
    (
        3,
        "Anak yang disangka, didakwa, atau dijatuhi pidana, serta anak korban atau saksi tindak pidana.",
        ("Anak pelaku", "Anak korban", "Anak saksi"),
    ),
    (
        4,
        "Anak yang rentan bekerja di jalanan, bekerja di jalanan, atau hidup dan bekerja di jalanan sebagian "
        "besar waktunya.",
        (
            "Menghabiskan sebagian besar waktu di jalanan atau tempat umum",
            "Mencari nafkah atau berkeliaran di jalanan atau tempat umum",
        ),
    ),
    (
        5,
        "Anak yang mempunyai kelainan fisik dan/atau mental yang menghambat fungsi sewajarnya.",
        (
            "Disabilitas fisik (tubuh, netra, rungu wicara)",
            "Disabilitas mental (retardasi, eks psikotik)",
            "Disabilitas ganda",
            "Tidak mampu melaksanakan kehidupan sehari-hari sendiri",
        ),
    ),
    (
        6,
        "Anak yang terancam kekerasan atau perlakuan salah di keluarga atau lingkungan terdekat.",
        (
            "Diperlakukan keras",
            "Mengalami luka fisik atau psikis",
            "Pernah dianiaya atau diperkosa",
            "Dipaksa bekerja",
        ),
    ),
    (
        7,
        "Anak dalam situasi darurat atau keadaan yang membutuhkan perlindungan khusus.",
        (
            "Dalam situasi darurat",
            "Dari kelompok minoritas atau terisolasi",
            "Dieksploitasi secara ekonomi atau seksual",
            "Diperdagangkan",
            "Korban penyalahgunaan NAPZA",
            "Korban penculikan, penjualan",
            "Korban kekerasan fisik atau mental",
            "Dengan disabilitas",
            "Korban perlakuan salah dan penelantaran",
        ),
    ),
    (
        8,
        "Orang berusia 60 tahun atau lebih yang tidak dapat memenuhi kebutuhan dasarnya.",
        (
            "Kebutuhan pangan, sandang, atau papan tidak terpenuhi",
            "Telantar secara psikis dan sosial",
        ),
    ),
    (
        9,
        "Orang dengan keterbatasan fisik, intelektual, mental, atau sensorik jangka panjang yang menghambat "
        "partisipasi penuh.",
        (
            "Hambatan melakukan kegiatan sehari-hari",
            "Hambatan bekerja",
            "Tidak mampu memenuhi kebutuhan hidup",
        ),
    ),
    (
        10,
        "Orang yang melakukan hubungan seksual berulang di luar perkawinan yang sah untuk mendapat imbalan.",
        (
            "Menjajakan diri di tempat umum atau terselubung",
            "Memperoleh imbalan uang, materi, atau jasa",
        ),
    ),
    (
        11,
        "Orang yang hidup tidak sesuai norma kehidupan layak setempat, tanpa pekerjaan dan tempat tinggal "
        "tetap, mengembara di tempat umum.",
        (
            "Tanpa KTP",
            "Tanpa tempat tinggal tetap",
            "Tanpa penghasilan tetap",
            "Tanpa rencana hari depan",
        ),
    ),
    (
        12,
        "Orang yang mendapat penghasilan dengan meminta-minta di tempat umum.",
        (
            "Bergantung pada belas kasihan orang",
            "Berpakaian kumuh",
            "Berada di tempat ramai/strategis",
            "Memperalat sesama",
        ),
    ),
    (
        13,
        "Orang yang mengumpulkan barang bekas untuk didaur ulang atau dijual.",
        ("Tidak mempunyai pekerjaan tetap", "Mengumpulkan barang bekas"),
    ),
    (
        14,
        "Kelompok yang terganggu keberfungsian sosialnya akibat diskriminasi dan marginalisasi.",
        ("Gangguan keberfungsian sosial", "Diskriminasi", "Marginalisasi"),
    ),
    (
        15,
        "Orang yang telah selesai, atau dalam tiga bulan segera mengakhiri, masa pidana dan sulit "
        "menyesuaikan diri kembali.",
        (
            "Ditolak keluarga atau masyarakat",
            "Sulit mendapat pekerjaan",
            "Pencari nafkah yang tidak dapat menjalankan perannya",
        ),
    ),
    (
        16,
        "Orang yang dinyatakan terinfeksi HIV dan membutuhkan pelayanan sosial.",
        ("Dinyatakan terinfeksi", "Membutuhkan perawatan dan dukungan"),
    ),
    (
        17,
        "Orang yang menggunakan narkotika, psikotropika, atau zat adiktif lain di luar pengobatan.",
        (
            "Pernah menyalahgunakan NAPZA",
            "Secara medis dinyatakan bebas dari ketergantungan",
            "Tidak dapat melaksanakan keberfungsian sosial",
        ),
    ),
    (
        18,
        "Orang yang mengalami penderitaan akibat tindak pidana perdagangan orang.",
        (
            "Mengalami kekerasan",
            "Mengalami eksploitasi seksual",
            "Mengalami penelantaran",
            "Mengalami pengusiran (deportasi)",
            "Tidak mampu menyesuaikan diri di tempat kerja",
        ),
    ),
    (
        19,
        "Orang yang mengalami kekerasan, eksploitasi, diskriminasi, atau dibiarkan dalam bahaya.",
        (
            "Mengalami perlakuan salah",
            "Mengalami penelantaran",
            "Mengalami eksploitasi",
            "Mengalami diskriminasi",
            "Dibiarkan dalam situasi berbahaya",
        ),
    ),
    (
        20,
        "Pekerja migran dalam atau lintas negara yang mengalami masalah sosial.",
        (
            "Pekerja migran domestik atau lintas negara",
            "Bekas pekerja migran",
            "Sakit, cacat, atau meninggal",
            "Tidak berdokumen",
            "Miskin",
            "Mengalami kekerasan, eksploitasi, penelantaran, deportasi, atau perdagangan orang",
        ),
    ),
    (21, "Orang atau kelompok yang menderita akibat bencana alam.", DISASTER),
    (22, "Orang atau kelompok yang menderita akibat bencana sosial, konflik, atau teror.", DISASTER),
    (
        23,
        "Perempuan dewasa menikah, belum menikah, atau janda yang tidak mempunyai penghasilan cukup untuk "
        "kebutuhan sehari-hari.",
        (
            "Ditinggal suami tanpa kejelasan",
            "Menjadi pencari nafkah utama keluarga",
            "Berpenghasilan kurang atau tidak mencukupi",
        ),
    ),
    (
        24,
        "Orang/keluarga tanpa sumber mata pencaharian, atau dengan mata pencaharian yang tidak mencukupi "
        "kebutuhan dasar.",
        ("Memenuhi kriteria Kepmensos 262/HUK/2022", "Termasuk desil menurut ketentuan yang berlaku"),
    ),
    (
        25,
        "Keluarga yang hubungan antaranggotanya kurang serasi sehingga fungsi keluarga tidak berjalan.",
        (
            "Komunikasi kurang",
            "Sering bertengkar atau hidup sendiri-sendiri",
            "Hubungan dengan tetangga kurang baik",
            "Kebutuhan anak tidak terpenuhi",
        ),
    ),
    (
        26,
        "Kelompok sosial budaya yang bersifat lokal, terpencar, dan kurang terlayani.",
        (
            "Komunitas kecil, tertutup, dan homogen",
            "Pranata sosial bertumpu pada kekerabatan",
            "Terpencil secara geografis",
            "Hidup dengan ekonomi subsisten",
            "Peralatan dan teknologi sederhana",
            "Bergantung pada lingkungan alam",
            "Terbatas akses pelayanan sosial, ekonomi, dan politik",
        ),
    ),
)
DEFINITIONS: Mapping[str, str] = MappingProxyType({f"PPKS-{n:02d}": text for n, text, _ in _ROWS})
CRITERIA: Mapping[str, tuple[str, ...]] = MappingProxyType({f"PPKS-{n:02d}": c for n, _, c in _ROWS})
