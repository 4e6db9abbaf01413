"""BDT 2015 and DTSEN layouts point at declared variables and translate codes into declared codes."""

import re

import pytest

from pilar.evidence.registry.catalogue import FAMILY_VARIABLES, PERSON_VARIABLES, VARIABLES
from pilar.evidence.registry.catalogue.bdt2015 import BDT_COLUMNS
from pilar.evidence.registry.catalogue.dtsen import (
    FAMILY_API_COLUMNS,
    FAMILY_FILES,
    PERSON_API_COLUMNS,
    desil_change,
    desil_label,
)

BY_NUMBER = {column.number: column for column in BDT_COLUMNS}


def test_bdt_has_101_columns_in_order() -> None:
    assert [column.number for column in BDT_COLUMNS] == list(range(1, 102))
    assert len({column.name for column in BDT_COLUMNS if column.level == "household"}) == 78
    assert BY_NUMBER[78].level == "household"
    assert BY_NUMBER[79].level == "person"


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (1, "ruta_6"),
        (19, "lantai"),
        (32, "buang_tinja"),
        (47, "kapal"),
        (65, "status_pkh"),
        (81, "nik"),
        (97, "ijazah"),
    ],
)
def test_bdt_positions(number: int, name: str) -> None:
    assert BY_NUMBER[number].name == name


def test_bdt_targets_exist_and_maps_stay_within_their_codes() -> None:
    for column in BDT_COLUMNS:
        if column.target is None:
            continue
        variable = VARIABLES[column.target]
        assert variable.subject == ("family" if column.level == "household" else "person")
        if column.code_map is not None:
            assert set(column.code_map.values()) <= variable.codes, column.number
        elif variable.answers:
            # A coded target without a map must say that the map is unknown, so that nothing is copied blindly.
            assert column.map_known == "unknown", column.number


@pytest.mark.parametrize("number", [*range(33, 48), 59, 60, 61, 62, 63, 64, 65, 66, 67])
def test_bdt_pair_codes_alternate(number: int) -> None:
    first_pair = number % 2 == 1
    column = BY_NUMBER[number]
    assert [column.translate(code) for code in (1, 2, 3, 4)] == (
        [1, 2, None, None] if first_pair else [None, None, 1, 2]
    )


def test_bdt_renumbered_materials() -> None:
    assert BY_NUMBER[19].translate(9) == 8  # tanah
    assert BY_NUMBER[19].translate(8) == 5  # papan kualitas rendah
    assert BY_NUMBER[22].translate(6) == 3  # seng
    assert BY_NUMBER[22].translate(5) == 4  # asbes
    assert BY_NUMBER[32].translate(3) == 4  # lubang tanah
    assert BY_NUMBER[27].translate(1) is None  # PLN, meteran tidak diketahui
    assert BY_NUMBER[90].translate(4) is None


def test_dtsen_family_file_columns() -> None:
    expected = "nomor_kartu_keluarga nama_kepala_keluarga desil_nasional kode_kabupaten_kota kabupaten_kota kecamatan"
    expected += " kelurahan_desa is_gc_kemensos is_pbi_se is_siks_ng"
    for layout in FAMILY_FILES:
        assert [column.name for column in layout.columns] == expected.split()
    assert re.fullmatch(FAMILY_FILES[0].pattern, "keluarga_dtsen_v2_2026_malang.xlsx")
    assert re.fullmatch(FAMILY_FILES[1].pattern, "keluarga_dtsen_v3_2026_07.csv")
    assert (FAMILY_FILES[1].delimiter, FAMILY_FILES[1].encoding) == ("|", "latin-1")


FAMILY_API = """nomor_kartu_keluarga nama_anggota_keluarga jumlah_anggota_keluarga alamat kelurahan_desa kecamatan
kabupaten_kota provinsi kode_kelurahan_desa kode_kecamatan kode_kabupaten_kota kode_provinsi luas_lantai
jenis_lantai_terluas jenis_dinding_terluas jenis_atap_terluas jenis_kloset fasilitas_bab sumber_air_minum_utama
sumber_penerangan_utama bahan_bakar_utama_memasak daya_terpasang pembuangan_akhir_tinja status_kepemilikan_rumah
kepemilikan_aset aset_bergerak_sepeda_motor aset_bergerak_mobil aset_bergerak_sepeda aset_bergerak_perahu
aset_bergerak_kapal_perahu_motor aset_bergerak_smartphone aset_bergerak_komputer_laptop_tablet
aset_bergerak_lemari_es aset_bergerak_ac aset_bergerak_tv_datar aset_bergerak_emas_perhiasan
aset_bergerak_tabung_gas aset_bergerak_pemanas_air aset_bergerak_telepon_rumah aset_tidak_bergerak_rumah_lainnya
aset_tidak_bergerak_lahan_lainnya jumlah_ternak_sapi jumlah_ternak_kerbau jumlah_ternak_kuda
jumlah_ternak_kambing_domba jumlah_ternak_babi pbi_nas pbi_pemda desil_nasional id_pelanggan_pln"""
PERSON_API = """nomor_induk_kependudukan nomor_kartu_keluarga nama jenis_kelamin tanggal_lahir status_kawin
status_hubungan_keluarga alamat_ktp dusun_ktp rt_ktp rw_ktp kelurahan_desa_ktp kecamatan_ktp kabupaten_kota_ktp
provinsi_ktp kode_kelurahan_desa_ktp kode_kecamatan_ktp kode_kabupaten_kota_ktp kode_provinsi_ktp
partisipasi_sekolah jenjang_tertinggi_yang_diduduki kelas_tertinggi_yang_diduduki ijazah_tertinggi_yang_dimiliki
status_bekerja status_dalam_pekerjaan_utama lapangan_usaha_dari_pekerjaan_utama lapangan_usaha_dari_usaha_utama
kepemilikan_usaha jumlah_usaha omzet_usaha_utama jumlah_pekerja_yang_dibayar_dari_usaha_utama
jumlah_pekerja_yang_tidak_dibayar_dari_usaha_utama penglihatan pendengaran berjalan_atau_naik_tangga
menggunakan_tangan_jari mengingat_berkonsentrasi mengurus_diri berbicara_komunikasi
belajar_kemampuan_intelektual pengendalian_perilaku kesedihan_depresi kondisi_gizi penyakit_kronis pbi_nas
pbi_pemda id_pelanggan_pln"""


def test_dtsen_api_columns_are_complete() -> None:
    assert sorted(column.name for column in FAMILY_API_COLUMNS) == sorted(FAMILY_API.split())
    assert sorted(column.name for column in PERSON_API_COLUMNS) == sorted(PERSON_API.split())


def test_dtsen_targets_exist() -> None:
    projected = {v.key for v in (*FAMILY_VARIABLES, *PERSON_VARIABLES)}
    for column in (*FAMILY_API_COLUMNS, *PERSON_API_COLUMNS, *FAMILY_FILES[0].columns):
        if column.kind == "variable":
            assert column.target in projected
        if column.kind == "identity":
            assert column.target in VARIABLES
            assert column.target not in projected


@pytest.mark.parametrize(
    ("desil", "name"),
    [
        (1, "sangat miskin/miskin ekstrem"),
        (4, "rentan miskin"),
        (5, "pas-pasan"),
        (6, "menengah ke atas"),
        (10, "menengah ke atas"),
    ],
)
def test_desil_labels(desil: int, name: str) -> None:
    assert desil_label(desil).name_id == name


@pytest.mark.parametrize("desil", [0, 11, -1])
def test_there_is_no_such_desil(desil: int) -> None:
    with pytest.raises(ValueError, match="desil"):
        desil_label(desil)
    with pytest.raises(ValueError, match="desil"):
        desil_change(desil, 5)


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (10, 1, "turun_ekstrem"),
        (8, 1, "turun_ekstrem"),
        (7, 1, "turun_signifikan"),
        (5, 1, "turun_signifikan"),
        (4, 1, "turun"),
        (2, 1, "turun"),
        (3, 3, "tetap"),
        (1, 2, "naik"),
        (1, 4, "naik"),
        (1, 5, "naik_signifikan"),
        (1, 7, "naik_signifikan"),
        (1, 8, "naik_ekstrem"),
        (1, 10, "naik_ekstrem"),
    ],
)
def test_desil_change(before: int, after: int, code: str) -> None:
    assert desil_change(before, after).code == code


def test_every_change_has_exactly_one_label() -> None:
    from pilar.evidence.registry.catalogue.dtsen import DESIL_CHANGES

    for difference in range(-9, 10):
        assert sum(label.holds(difference) for label in DESIL_CHANGES) == 1
