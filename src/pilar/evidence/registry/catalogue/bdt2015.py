"""The BDT/PBDT 2015 file: 101 columns by position, with the variable each one feeds and its code map.

A BDT row is a *rumah tangga* (household, may hold several families); columns 79-101 repeat per member. The
target of a column comes from `bdt_column` of the variable declarations, so it is written in one place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from . import bdt2015_codes as codes
from .variables import ALL_VARIABLES

Level = Literal["household", "person"]
Knowledge = Literal["exact", "partial", "unknown", "none"]

TARGETS: Mapping[int, str] = {v.bdt_column: v.key for v in ALL_VARIABLES if v.bdt_column is not None}


@dataclass(frozen=True, slots=True)
class BdtColumn:
    """One column by its position in the file.

    `target` is a variable key, None where Regsosek has no such question. `code_map` translates the answer
    codes of 2015 into those of the target. `map_known`: "exact" every code of 2015 has its equivalent (some
    share one); "partial" the codes left out of the map are ambiguous or have none; "unknown" the 2015 codes
    were not confirmed, so a value must not be translated; "none" no codes (text, number) or no target.
    """

    number: int
    name: str
    label_id: str
    level: Level
    target: str | None
    code_map: Mapping[int, int] | None
    map_known: Knowledge
    answers: tuple[str, ...]
    note: str
    tag: str

    def translate(self, code: int) -> int | None:
        """Code of the target for a code of 2015; None where it has no equivalent or the map is not known."""
        return None if self.code_map is None else self.code_map.get(code)


def _column(
    number: int,
    name: str,
    label_id: str,
    code_map: Mapping[int, int] | None = None,
    *,
    known: Knowledge | None = None,
    answers: tuple[str, ...] = (),
    note: str = "",
    tag: str = "src:BDT H",
) -> BdtColumn:
    level: Level = "household" if number <= 78 else "person"
    knowledge = known or ("none" if code_map is None else "exact")
    return BdtColumn(number, name, label_id, level, TARGETS.get(number), code_map, knowledge, answers, note, tag)


_12, _34 = codes.PAIR_12, codes.PAIR_34
_C = _column

HOUSEHOLD_COLUMNS = (
    _C(1, "ruta_6", "Kode rumah tangga (ruta6)"),
    _C(2, "id_rumah_tangga", "ID rumah tangga BDT"),
    _C(3, "nama_provinsi", "Nama provinsi"),
    _C(4, "kode_provinsi", "Kode provinsi", note="kode BPS 2015"),
    _C(5, "nama_kabupaten_kota", "Nama kabupaten/kota"),
    _C(6, "kode_kabupaten_kota", "Kode kabupaten/kota", note="kode BPS 2015"),
    _C(7, "nama_kecamatan", "Nama kecamatan"),
    _C(8, "kode_kecamatan", "Kode kecamatan", note="kode BPS 2015"),
    _C(9, "nama_desa", "Nama desa/kelurahan"),
    _C(10, "kode_desa", "Kode desa/kelurahan", note="kode BPS 2015"),
    _C(11, "nama_sls", "Nama SLS"),
    _C(12, "alamat", "Alamat"),
    _C(13, "nama_krt", "Nama kepala rumah tangga", note="kepala rumah tangga, belum tentu kepala keluarga"),
    _C(14, "jumlah_art", "Jumlah anggota rumah tangga", note="rumah tangga dapat memuat beberapa keluarga"),
    _C(15, "jumlah_keluarga", "Jumlah keluarga"),
    _C(16, "status_bangunan", "Status bangunan tempat tinggal", codes.OWNERSHIP, tag="bg H"),
    _C(17, "status_lahan", "Status lahan tempat tinggal", answers=codes.LAND),
    _C(18, "luas_lantai", "Luas lantai (m²)"),
    _C(19, "lantai", "Jenis lantai terluas", codes.FLOOR, note="5 dan 8 menyatu menjadi kayu/papan"),
    _C(20, "dinding", "Jenis dinding terluas", codes.WALL),
    _C(21, "kondisi_dinding", "Kondisi dinding", answers=codes.CONDITION),
    _C(22, "atap", "Jenis atap terluas", codes.ROOF, note="2, 3, 4 menyatu menjadi genteng"),
    _C(23, "kondisi_atap", "Kondisi atap", answers=codes.CONDITION),
    _C(24, "jumlah_kamar_tidur", "Jumlah kamar tidur"),
    _C(25, "sumber_air_minum", "Sumber air minum", codes.WATER, note="3 dan 4 menyatu menjadi leding"),
    _C(26, "cara_memperoleh_air", "Cara memperoleh air minum", answers=codes.WATER_BY),
    _C(
        27,
        "sumber_penerangan",
        "Sumber penerangan utama",
        codes.LIGHTING,
        known="partial",
        note="1 listrik PLN: dengan meteran bila kolom 28 berisi 1-5, tanpa meteran bila 6",
    ),
    _C(28, "daya", "Daya listrik terpasang", codes.POWER, known="partial", note="6 berarti tanpa meteran"),
    _C(
        29,
        "bahan_bakar",
        "Bahan bakar untuk memasak",
        codes.FUEL,
        known="partial",
        note="2 gas > 3 kg dan 4 gas kota/biogas tidak dapat dipilah",
    ),
    _C(30, "fasilitas_bab", "Fasilitas BAB", codes.TOILET, known="partial", note="3 umum tidak dapat dipilah"),
    _C(31, "kloset", "Jenis kloset", codes.CLOSET, known="partial", note="2 plengsengan tidak dapat dipilah"),
    _C(32, "buang_tinja", "Tempat pembuangan akhir tinja", codes.SEWAGE, note="3 dan 4 bertukar tempat"),
    _C(33, "tabung_gas", "Tabung gas 5,5 kg atau lebih", _12),
    _C(34, "lemari_es", "Lemari es/kulkas", _34),
    _C(35, "ac", "AC", _12),
    _C(36, "pemanas_air", "Pemanas air", _34),
    _C(37, "telepon_rumah", "Telepon rumah (PSTN)", _12),
    _C(38, "tv", "Televisi", _34, note="televisi apa saja, bukan layar datar 30 inci"),
    _C(39, "emas", "Emas/perhiasan/tabungan", _12, note="termasuk tabungan; Regsosek hanya emas/perhiasan"),
    _C(40, "laptop", "Komputer/laptop", _34),
    _C(41, "sepeda", "Sepeda", _12),
    _C(42, "motor", "Sepeda motor", _34),
    _C(43, "mobil", "Mobil", _12),
    _C(44, "perahu", "Perahu", _34),
    _C(45, "motor_tempel", "Motor tempel", _12),
    _C(46, "perahu_motor", "Perahu motor", _34, note="502m adalah ya bila 46 atau 47 ya"),
    _C(47, "kapal", "Kapal", _12, note="502m adalah ya bila 46 atau 47 ya"),
    _C(48, "hp_aktif", "Jumlah nomor HP aktif"),
    _C(
        49,
        "jumlah_ruangan",
        "Jumlah ruangan",
        note="sumber lain menaruh jumlah TV layar datar 30 inci di sini: tunjukkan judulnya kepada petugas",
        tag="src:BDT L",
    ),
    _C(50, "aset_tak_bergerak", "Aset tak bergerak (lahan)", _12),
    _C(51, "luas_aset_tak_bergerak", "Luas lahan (m²)"),
    _C(52, "rumah_lain", "Rumah di tempat lain", _34),
    _C(53, "jumlah_sapi", "Jumlah sapi"),
    _C(54, "jumlah_kerbau", "Jumlah kerbau"),
    _C(55, "jumlah_kuda", "Jumlah kuda"),
    _C(56, "jumlah_babi", "Jumlah babi"),
    _C(57, "jumlah_kambing", "Jumlah kambing/domba"),
    _C(58, "art_punya_usaha", "Ada ART yang memiliki usaha", _12),
    _C(59, "status_kks", "Peserta KKS/KPS", _12),
    _C(60, "status_kip", "Peserta KIP/BSM", _34),
    _C(61, "status_kis", "Peserta KIS/BPJS Kesehatan/Jamkesmas", _12),
    _C(62, "status_bpjs_mandiri", "Peserta BPJS Kesehatan mandiri", _34),
    _C(63, "status_jamsostek", "Peserta Jamsostek/BPJS Ketenagakerjaan", _12),
    _C(64, "status_asuransi", "Peserta asuransi kesehatan lainnya", _34),
    _C(65, "status_pkh", "Peserta PKH", _12),
    _C(66, "status_rastra", "Penerima Raskin/Rastra", _34),
    _C(67, "status_kur", "Peserta KUR", _12),
    _C(68, "kb_nomor_urut_wus", "Nomor urut wanita usia subur"),
    _C(69, "kb_usia_kawin_suami", "Usia kawin pertama suami"),
    _C(70, "kb_usia_kawin_istri", "Usia kawin pertama istri"),
    _C(71, "kb_peserta", "Kepesertaan KB", _12),
    _C(72, "kb_metode", "Metode kontrasepsi", answers=codes.CONTRACEPTION),
    _C(73, "kb_lama_tahun", "Lama pakai kontrasepsi, tahun"),
    _C(74, "kb_lama_bulan", "Lama pakai kontrasepsi, bulan"),
    _C(75, "kb_tempat", "Tempat pelayanan KB", answers=codes.CONTRACEPTION_PLACE),
    _C(76, "kb_ingin_anak", "Ingin punya anak lagi", answers=codes.WANTS_CHILD),
    _C(77, "kb_alasan_tidak", "Alasan tidak KB", answers=codes.NO_CONTRACEPTION),
    _C(78, "percentile", "Persentil", note="peringkat 2015, bukan desil DTSEN"),
)
MEMBER_COLUMNS = (
    _C(79, "no_urut_art", "Nomor urut anggota rumah tangga"),
    _C(80, "nama", "Nama"),
    _C(81, "nik", "NIK"),
    _C(82, "hub_krt", "Hubungan dengan kepala rumah tangga", codes.RELATION, tag="bg M"),
    _C(83, "no_urut_keluarga", "Nomor urut keluarga dalam rumah tangga"),
    _C(84, "hub_kk", "Hubungan dengan kepala keluarga", codes.RELATION, tag="bg M"),
    _C(85, "jenis_kelamin", "Jenis kelamin", codes.SEX, tag="bg H"),
    _C(86, "umur", "Umur"),
    _C(87, "status_kawin", "Status perkawinan", codes.MARITAL, tag="bg M"),
    _C(88, "akta_nikah", "Kepemilikan akta/buku nikah atau cerai", known="unknown", tag="bg L"),
    _C(89, "tercantum_kk", "Tercantum dalam KK", known="unknown", tag="bg L"),
    _C(
        90,
        "kartu_identitas",
        "Kartu identitas",
        known="unknown",
        note="jumlah kode 2015 memuat kartu pelajar dan SIM, bukan KIA; jangan diterjemahkan",
        tag="bg M",
    ),
    _C(
        91,
        "hamil",
        "Status kehamilan",
        known="unknown",
        note="pasangan kode (1/2 atau 3/4) tidak terkonfirmasi",
    ),
    _C(92, "jenis_cacat", "Jenis cacat", answers=codes.DISABILITY, note="istilah 2015", tag="bg M"),
    _C(93, "penyakit_kronis", "Penyakit kronis/menahun", codes.ILLNESS, tag="bg M"),
    _C(94, "partisipasi_sekolah", "Partisipasi sekolah", codes.ATTENDANCE, tag="bg M"),
    _C(95, "pendidikan", "Jenjang pendidikan tertinggi", known="unknown", note="daftar jenjang 2015 berbeda"),
    _C(96, "kelas", "Kelas tertinggi", known="unknown", note="kode kelas 2015 tidak terkonfirmasi"),
    _C(97, "ijazah", "Ijazah tertinggi", known="unknown", note="daftar ijazah 2015 lebih pendek"),
    _C(98, "bekerja", "Bekerja seminggu yang lalu", known="unknown", note="pasangan kode tidak terkonfirmasi"),
    _C(99, "jam_kerja", "Jumlah jam kerja"),
    _C(100, "lapangan_usaha", "Lapangan usaha", known="unknown", note="daftar lapangan usaha 2015 berbeda"),
    _C(101, "status_pekerjaan", "Status kedudukan dalam pekerjaan", codes.POSITION, tag="bg M"),
)
BDT_COLUMNS = (*HOUSEHOLD_COLUMNS, *MEMBER_COLUMNS)
