"""The questions a local card may ask: each declared once, with its wording and how the register answers it.

A survey file may carry a question under its own key, or the register's variables that it is made from. Answers are
numbers; NULL is unknown. The SQL reads `f` (families with the register's variables) and `m` (counts over members).
"""

from __future__ import annotations

from dataclasses import dataclass

_DIFFICULTIES = (
    "penglihatan", "pendengaran", "berjalan_atau_naik_tangga", "menggunakan_tangan_jari", "belajar_kemampuan_intelektual",
    "pengendalian_perilaku", "berbicara_komunikasi", "mengurus_diri", "mengingat_berkonsentrasi",
)  # fmt: skip
#: Codes 1 and 2 of these questions: cannot at all, much difficulty.
MEMBER_FIELDS = (
    "umur",
    "jenis_kelamin",
    "status_hubungan_keluarga",
    "ijazah_tertinggi_yang_dimiliki",
    "status_bekerja",
    "partisipasi_sekolah",
    *_DIFFICULTIES,
)
HEAD = 1


@dataclass(frozen=True, slots=True)
class Feature:
    """One question. `needs`: variables of the family form it is made from; `members`: counted over members."""

    key: str
    label: str
    sql: str
    needs: tuple[str, ...] = ()
    members: bool = False
    choices: tuple[tuple[float, str], ...] = ()


def _owned(variable: str, key: str, name: str) -> Feature:
    sql = f'CASE f."{variable}" WHEN 1 THEN 1 WHEN 2 THEN 0 END'
    return Feature(key, f"Memiliki {name}", sql, (variable,), choices=_YES)


def _coded(
    variable: str, key: str, label: str, cases: tuple[tuple[int, ...], ...], choices: tuple[tuple[float, str], ...]
) -> Feature:
    """`cases[i]`: codes that answer i + 1; every other known code answers 0."""
    tests = " ".join(
        f'WHEN f."{variable}" IN ({", ".join(map(str, codes))}) THEN {place}'
        for place, codes in enumerate(cases, start=1)
    )
    return Feature(
        key, label, f'CASE WHEN f."{variable}" IS NULL THEN NULL {tests} ELSE 0 END', (variable,), choices=choices
    )


_YES = ((0.0, "Tidak"), (1.0, "Ya"))


def _of_members(key: str, label: str, sql: str, choices: tuple[tuple[float, str], ...] = ()) -> Feature:
    return Feature(key, label, sql, members=True, choices=choices)


FEATURES: tuple[Feature, ...] = (
    _of_members("hhsize", "Jumlah anggota keluarga", "m.size"),
    _of_members(
        "depratio",
        "Anak dan lansia per anggota usia kerja (15–64); kosong bila tidak ada yang usia kerja",
        "CASE WHEN m.working > 0 THEN (m.size - m.working) * 1.0 / m.working END",
    ),
    _of_members("hhmale", "Kepala keluarga laki-laki", "m.head_male", _YES),
    _of_members("hhage", "Umur kepala keluarga", "m.head_age"),
    _of_members("pendidikan_kepala", "Ijazah kepala keluarga", "m.head_school",
                ((0.0, "Tidak punya ijazah SD"), (1.0, "SD"), (2.0, "SMP"), (3.0, "SMA"), (4.0, "Perguruan tinggi"))),
    _of_members("kepala_bekerja", "Kepala keluarga bekerja", "m.head_works", _YES),
    _of_members("balita", "Jumlah anak di bawah 5 tahun", "m.toddlers"),
    _of_members("anak_sekolah", "Jumlah anggota yang masih sekolah", "m.pupils"),
    _of_members("lansia", "Jumlah anggota 60 tahun ke atas", "m.elderly"),
    _of_members("disabilitas", "Ada anggota dengan banyak kesulitan atau tidak bisa sama sekali", "m.disabled", _YES),
    Feature(
        "luas_per_orang", "Luas lantai per orang (m²)", 'f."luas_lantai" * 1.0 / nullif(m.size, 0)', ("luas_lantai",)
    ),
    _coded("status_kepemilikan_rumah", "rumah_sendiri", "Rumah milik sendiri", ((1,),), _YES),
    _coded("jenis_lantai_terluas", "lantai", "Jenis lantai terluas", ((4, 5, 6), (1, 2, 3)),
           ((0.0, "Bambu, tanah, lainnya"), (1.0, "Ubin, kayu, semen"), (2.0, "Keramik, marmer, vinil"))),
    _coded("jenis_dinding_terluas", "dinding_tembok", "Dinding tembok", ((1,),), _YES),
    _coded("jenis_atap_terluas", "atap_baik", "Atap beton atau genteng", ((1, 2),), _YES),
    _coded("sumber_air_minum_utama", "air_dibeli", "Air minum kemasan, isi ulang, atau leding", ((1, 2, 3),), _YES),
    _coded("fasilitas_bab", "jamban_sendiri", "Jamban dipakai keluarga sendiri saja", ((1,),), _YES),
    _coded("pembuangan_akhir_tinja", "tangki_septik", "Tinja dibuang ke tangki septik atau IPAL", ((1, 2),), _YES),
    Feature(
        "daya",
        "Daya listrik terpasang",
        'CASE WHEN f."daya_terpasang" BETWEEN 1 AND 5 THEN f."daya_terpasang" '
        'WHEN f."sumber_penerangan_utama" IN (2, 3, 4) THEN 0 END',
        ("daya_terpasang", "sumber_penerangan_utama"),
        choices=((0.0, "Tanpa meteran"), (1.0, "450 VA"), (2.0, "900 VA"), (3.0, "1.300 VA"), (4.0, "2.200 VA"),
                 (5.0, "Lebih dari 2.200 VA")),
    ),
    _coded("bahan_bakar_utama_memasak", "masak_gas", "Bahan bakar memasak", ((4,), (1, 2, 3, 5)),
           ((0.0, "Kayu, arang, minyak, lainnya"), (1.0, "Elpiji 3 kg"), (2.0, "Elpiji besar, gas kota, listrik"))),
    _owned("aset_bergerak_tabung_gas", "tabung_gas", "tabung gas 5,5 kg atau lebih"),
    _owned("aset_bergerak_lemari_es", "kulkas", "kulkas"),
    _owned("aset_bergerak_ac", "ac", "AC"),
    _owned("aset_bergerak_pemanas_air", "pemanas_air", "pemanas air"),
    _owned("aset_bergerak_tv_datar", "tv_datar", "televisi layar datar 30 inci atau lebih"),
    _owned("aset_bergerak_emas_perhiasan", "emas", "emas 10 gram atau lebih"),
    _owned("aset_bergerak_komputer_laptop_tablet", "komputer", "komputer, laptop, atau tablet"),
    _owned("aset_bergerak_sepeda_motor", "motor", "sepeda motor"),
    _owned("aset_bergerak_sepeda", "sepeda", "sepeda"),
    _owned("aset_bergerak_mobil", "mobil", "mobil"),
    _owned("aset_bergerak_smartphone", "smartphone", "telepon pintar"),
    _owned("aset_tidak_bergerak_lahan_lainnya", "lahan_lain", "lahan lain"),
    _owned("aset_tidak_bergerak_rumah_lainnya", "rumah_lain", "rumah di tempat lain"),
    Feature(
        "ternak_besar",
        "Jumlah sapi, kerbau, dan kuda",
        'f."jumlah_ternak_sapi" + coalesce(f."jumlah_ternak_kerbau", 0) + coalesce(f."jumlah_ternak_kuda", 0)',
        ("jumlah_ternak_sapi", "jumlah_ternak_kerbau", "jumlah_ternak_kuda"),
    ),
    _coded("akses_internet", "internet", "Memakai internet sebulan terakhir", ((1, 2, 3),), _YES),
    _coded("rekening_aktif", "rekening", "Memiliki rekening atau dompet digital aktif", ((1, 2, 3),), _YES),
)  # fmt: skip
BY_KEY = {one.key: one for one in FEATURES}
AREA_COLUMNS = ("kabupaten", "kecamatan")


def family_fields() -> tuple[str, ...]:
    """Variables of the family form that any question needs, once each."""
    return tuple(dict.fromkeys(name for one in FEATURES for name in one.needs))


def label_of(key: str) -> str:
    """The wording of a question; a question from elsewhere keeps its column name."""
    return BY_KEY[key].label if key in BY_KEY else key


def members_sql(members: str = "members") -> str:
    """One row per family: the counts that `m` stands for. An unknown age counts as working age, an unknown head stays unknown."""
    head = f'"status_hubungan_keluarga" = {HEAD}'
    paper = '"ijazah_tertinggi_yang_dimiliki"'
    school = (
        f"CASE WHEN {paper} BETWEEN 18 AND 22 THEN 4 WHEN {paper} BETWEEN 11 AND 17 THEN 3 "
        f"WHEN {paper} BETWEEN 6 AND 10 THEN 2 WHEN {paper} BETWEEN 1 AND 5 THEN 1 WHEN {paper} = 23 THEN 0 END"
    )
    hard = " OR ".join(f'"{name}" IN (1, 2)' for name in _DIFFICULTIES)
    known = " OR ".join(f'"{name}" IS NOT NULL' for name in _DIFFICULTIES)
    return (
        "SELECT family, count(*) AS size, count(*) FILTER (umur IS NULL OR umur BETWEEN 15 AND 64) AS working, "
        f'max(CASE "jenis_kelamin" WHEN 1 THEN 1 WHEN 2 THEN 0 END) FILTER ({head}) AS head_male, '
        f"max(umur) FILTER ({head}) AS head_age, max({school}) FILTER ({head}) AS head_school, "
        f'max(CASE "status_bekerja" WHEN 1 THEN 1 WHEN 2 THEN 0 END) FILTER ({head}) AS head_works, '
        'count(*) FILTER (umur < 5) AS toddlers, count(*) FILTER ("partisipasi_sekolah" = 2) AS pupils, '
        "count(*) FILTER (umur >= 60) AS elderly, "
        f"CASE WHEN bool_or({hard}) THEN 1 WHEN bool_or({known}) THEN 0 END AS disabled "
        f"FROM {members} GROUP BY family"
    )


def answers_sql(families: str = "families", members: str = "members") -> str:
    """Every family with its area columns and the answers to all questions."""
    answers = ", ".join(f'CAST({one.sql} AS DOUBLE) AS "{one.key}"' for one in FEATURES)
    return (
        f"SELECT f.family, f.wilayah, left(f.wilayah, 4) AS kabupaten, left(f.wilayah, 6) AS kecamatan, {answers} "
        f"FROM {families} f LEFT JOIN ({members_sql(members)}) m USING (family)"
    )
