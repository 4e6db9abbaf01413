"""Everything that can be wrong with a cell or a row, each with a code, a sentence and how to mend it. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """ERROR keeps the row in quarantine; WARNING lets it in with a note; INFO tells what was tidied."""

    ERROR = "salah"
    WARNING = "periksa"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Fault:
    """A declared kind of fault."""

    code: str
    severity: Severity
    sentence: str
    mend: str


def _declare(*faults: Fault) -> dict[str, Fault]:
    return {fault.code: fault for fault in faults}


_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

FAULTS: dict[str, Fault] = _declare(
    Fault("BRK-101", _E, "Kolom wajib ini kosong.", "Isi dari KK atau KTP, lalu ajukan lagi baris ini."),
    Fault(
        "BRK-102",
        _E,
        "Angka panjang rusak oleh Excel (ditulis seperti 1,87E+15): angka terakhirnya sudah hilang.",
        "Ketik ulang 16 angka dari KK/KTP dengan format kolom Teks; jangan menebak angka terakhir.",
    ),
    Fault("BRK-103", _E, "Panjangnya bukan 16 angka.", "Cocokkan dengan KK/KTP dan lengkapi."),
    Fault("BRK-104", _E, "Ada huruf atau tanda di antara angka.", "Tulis 16 angka saja."),
    Fault(
        "BRK-105",
        _E,
        "Tanggal di dalam NIK (angka ke-7 sampai ke-12) tidak mungkin ada.",
        "Cocokkan dengan KTP; untuk perempuan tanggal ditambah 40.",
    ),
    Fault(
        "BRK-106",
        _E,
        "Nomor ini isian asal (angka berulang atau nomor urut 0000).",
        "Isi nomor yang sebenarnya dari KK/KTP.",
    ),
    Fault(
        "BRK-107",
        _W,
        "Tanggal lahir tidak sama dengan yang tertulis di NIK.",
        "Cocokkan dengan KTP. NIK tidak berubah walau tanggal lahir dibetulkan, jadi ini belum tentu salah.",
    ),
    Fault("BRK-108", _W, "Jenis kelamin tidak sama dengan yang tertulis di NIK.", "Cocokkan dengan KTP."),
    Fault(
        "BRK-109",
        _W,
        "Kode wilayah di awal NIK tidak dikenal.",
        "Bisa jadi wilayah lama yang sudah dimekarkan; cukup periksa.",
    ),
    Fault(
        "BRK-110",
        _E,
        "Hampir semua nomor di kolom ini berakhir 0: angka ke-16 hilang karena dibuka di Excel.",
        "Minta berkas asli (CSV), atau buka lagi dengan format kolom Teks.",
    ),
    Fault("BRK-111", _I, "Tanda petik, spasi atau titik di sekitar nomor dibuang.", "Tidak perlu tindakan."),
    Fault(
        "BRK-125",
        _W,
        "Tanggal terbit di dalam nomor KK (angka ke-7 sampai ke-12) tidak mungkin ada.",
        "Cocokkan dengan KK; bisa jadi salah ketik.",
    ),
    Fault("BRK-201", _E, "Tanggal tidak terbaca.", "Tulis seperti 05-01-1979 atau 5 Januari 1979."),
    Fault("BRK-202", _E, "Tanggal lahir di masa depan atau sebelum tahun 1900.", "Cocokkan dengan KTP."),
    Fault(
        "BRK-203",
        _W,
        "Hanya 1 Januari atau 31 Desember: sering berarti tanggal tidak diketahui.",
        "Tanyakan bila bisa.",
    ),
    Fault("BRK-301", _E, "Jenis kelamin tidak dikenal.", "Tulis L atau P."),
    Fault("BRK-302", _E, "Hubungan keluarga tidak dikenal.", "Pakai kode 1–8 Regsosek atau kata seperti ANAK, ISTRI."),
    Fault("BRK-303", _E, "Nama kosong atau bukan nama (hanya angka atau tanda).", "Isi nama sesuai KTP."),
    Fault(
        "BRK-401",
        _E,
        "Kode wilayah tidak dikenal.",
        "Pakai kode Kemendagri 10 angka, atau nama kecamatan dan kelurahan.",
    ),
    Fault("BRK-402", _E, "Nama kelurahan/kecamatan tidak ditemukan.", "Cocokkan ejaannya dengan daftar wilayah."),
    Fault("BRK-403", _E, "Wilayah baris ini di luar wilayah kerja Anda.", "Kirim ke kantor yang berwenang."),
    Fault("BRK-404", _E, "Wilayah baris ini tidak tertulis.", "Isi kelurahan/desa atau kodenya."),
    Fault("BRK-405", _W, "RT/RW bukan angka.", "Tulis RT dan RW sebagai angka, misalnya 003."),
    Fault("BRK-501", _E, "Desil bukan angka 1 sampai 10.", "Minta kiriman ulang; desil hanya dari BPS."),
    Fault(
        "BRK-502",
        _W,
        "Jawaban tidak ada dalam daftar kode, sehingga fakta ini dikosongkan.",
        "Cocokkan dengan daftar kode Regsosek.",
    ),
    Fault("BRK-503", _W, "Angka di luar batas yang masuk akal, sehingga fakta ini dikosongkan.", "Periksa angkanya."),
    Fault("BRK-504", _W, "Isian ya/tidak tidak dikenal, sehingga dikosongkan.", "Tulis 1/0, ya/tidak, atau kosongkan."),
    Fault("BRK-505", _E, "Jumlah rupiah tidak terbaca.", "Tulis angka bulat, misalnya 200000."),
    Fault("BRK-506", _E, "Isian tidak ada dalam daftar pilihan.", "Pilih salah satu yang tertulis di petunjuk profil."),
    Fault(
        "BRK-601",
        _E,
        "Jumlah kolom baris ini tidak sama dengan kepala kolom.",
        "Periksa tanda pemisah di dalam nama atau alamat.",
    ),
    Fault(
        "BRK-602",
        _E,
        "Baris lebih panjang dari 1 MB; hanya awalnya yang disimpan di sini.",
        "Periksa berkas asal di nomor baris ini.",
    ),
    Fault("BRK-603", _E, "Tanda kutip dibuka tetapi tidak ditutup.", "Tutup atau buang tanda kutip di baris ini."),
    Fault("BRK-604", _W, "Ada huruf yang rusak karena salah sandi huruf (encoding).", "Cocokkan ejaannya."),
    Fault(
        "BRK-701",
        _E,
        "NIK ini sudah ada di baris lain dalam berkas yang sama.",
        "Pilih baris yang benar, buang yang lain.",
    ),
    Fault(
        "BRK-702",
        _E,
        "Nomor KK ini sudah ada di baris lain dalam berkas yang sama.",
        "Pilih baris yang benar, buang yang lain.",
    ),
    Fault(
        "BRK-703",
        _E,
        "NIK ini sudah terdaftar atas nama dan tanggal lahir yang jauh berbeda.",
        "Cocokkan dengan KTP; bisa jadi NIK salah ketik atau dipakai orang lain.",
    ),
    Fault("BRK-704", _W, "Satu KK mempunyai lebih dari satu kepala keluarga.", "Cocokkan dengan KK."),
)


def sentence_of(code: str) -> str:
    """The Indonesian sentence of a fault code; the code itself when it is unknown."""
    return FAULTS[code].sentence if code in FAULTS else code
