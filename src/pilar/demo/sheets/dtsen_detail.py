"""DTSEN in detail, families and members, with the field names of the interface and the codes of Regsosek.

The suffix of the path chooses the form: .xlsx or .csv (comma, UTF-8 with byte order mark). Area codes are Kemendagri.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc

from pilar.demo.city import City
from pilar.demo.errors.apply import Fields, spoil
from pilar.demo.errors.draft import Cells, Draft, iso
from pilar.demo.errors.profile import ErrorProfile
from pilar.demo.health import DIFFICULTIES
from pilar.demo.sheets import views
from pilar.demo.sheets.files import MessyFile, write_text_pieces, write_workbook
from pilar.demo.streams import stream

PROFILE_FAMILY, PROFILE_MEMBER = "dtsen_rinci_keluarga", "dtsen_rinci_anggota"
DWELLING = (
    "luas_lantai", "jenis_lantai_terluas", "jenis_dinding_terluas", "jenis_atap_terluas", "jenis_kloset",
    "fasilitas_bab", "sumber_air_minum_utama", "sumber_penerangan_utama", "bahan_bakar_utama_memasak",
    "daya_terpasang", "pembuangan_akhir_tinja", "status_kepemilikan_rumah",
)  # fmt: skip
ASSETS = (
    "aset_bergerak_sepeda_motor", "aset_bergerak_mobil", "aset_bergerak_sepeda", "aset_bergerak_perahu",
    "aset_bergerak_kapal_perahu_motor", "aset_bergerak_smartphone", "aset_bergerak_komputer_laptop_tablet",
    "aset_bergerak_lemari_es", "aset_bergerak_ac", "aset_bergerak_tv_datar", "aset_bergerak_emas_perhiasan",
    "aset_bergerak_tabung_gas", "aset_bergerak_pemanas_air", "aset_bergerak_telepon_rumah",
    "aset_tidak_bergerak_rumah_lainnya", "aset_tidak_bergerak_lahan_lainnya",
)  # fmt: skip
HERDS = tuple(f"jumlah_ternak_{name}" for name in ("sapi", "kerbau", "kuda", "kambing_domba", "babi"))
SCHOOL = (
    "partisipasi_sekolah", "jenjang_tertinggi_yang_diduduki", "kelas_tertinggi_yang_diduduki",
    "ijazah_tertinggi_yang_dimiliki",
)  # fmt: skip
WORK = (
    "status_bekerja", "status_dalam_pekerjaan_utama", "lapangan_usaha_dari_pekerjaan_utama",
    "lapangan_usaha_dari_usaha_utama", "kepemilikan_usaha", "jumlah_usaha", "omzet_usaha_utama",
)  # fmt: skip
WORKERS = ("jumlah_pekerja_yang_dibayar_dari_usaha_utama", "jumlah_pekerja_yang_tidak_dibayar_dari_usaha_utama")


def _areas(city: City, positions: Any, suffix: str) -> dict[str, Cells]:
    """Names and codes of the four levels."""
    size = len(positions)
    codes = np.array([str(code) for code in city.areas.codes], dtype=object)[positions]
    place = city.place
    return {
        f"kelurahan_desa{suffix}": views.kelurahan_cells(city, positions),
        f"kecamatan{suffix}": views.district_cells(city, positions),
        f"kabupaten_kota{suffix}": views.constant(views.place_title(city), size),
        f"provinsi{suffix}": views.constant(place.province.upper(), size),
        f"kode_kelurahan_desa{suffix}": codes,
        f"kode_kecamatan{suffix}": np.array([code[:6] for code in codes], dtype=object),
        f"kode_kabupaten_kota{suffix}": views.constant(place.code, size),
        f"kode_provinsi{suffix}": views.constant(place.code[:2], size),
    }


def _asked(table: Any, names: tuple[str, ...]) -> dict[str, Cells]:
    """Code columns; 0 ("not asked") is an empty cell."""
    return {name: views.cells(pc.if_else(pc.equal(table[name], 0), None, table[name])) for name in names}


def _plain(table: Any, names: tuple[str, ...]) -> dict[str, Cells]:
    return {name: views.cells(table[name]) for name in names}


def _family_draft(city: City, table: Any) -> Draft:
    positions = views.area_position(city, table["kelurahan_code"])
    owns = np.min([table[name].to_numpy() for name in ASSETS], axis=0)
    heads = city.persons["name"].take(pc.subtract(table["head_person_id"], 1))
    columns = {
        "nomor_kartu_keluarga": views.cells(table["kk"]),
        "nama_anggota_keluarga": views.cells(heads),
        "jumlah_anggota_keluarga": views.cells(table["members"]),
        "alamat": views.cells(table["address"]),
        **_areas(city, positions, ""),
        **_asked(table, DWELLING),
        "kepemilikan_aset": np.array(owns.tolist(), dtype=object),
        **_plain(table, ASSETS + HERDS),
        **_plain(table, ("pbi_nas", "pbi_pemda")),
        "desil_nasional": views.cells(table["desil"]),
        "id_pelanggan_pln": views.cells(table["id_pelanggan_pln"]),
    }
    return views.draft_of(columns, table["family_id"], table["family_id"])


def _member_draft(city: City, persons: Any) -> Draft:
    families = views.families_of(city, persons)
    positions = views.area_position(city, families["kelurahan_code"])
    columns = {
        "nomor_induk_kependudukan": views.cells(persons["nik"]),
        "nomor_kartu_keluarga": views.cells(families["kk"]),
        "nama": views.cells(persons["name"]),
        "jenis_kelamin": views.cells(persons["jenis_kelamin"]),
        "tanggal_lahir": views.cells(persons["birth_date"]),
        "status_kawin": views.cells(persons["status_kawin"]),
        "status_hubungan_keluarga": views.cells(persons["status_hubungan_keluarga"]),
        "alamat_ktp": views.cells(families["address"]),
        "dusun_ktp": views.constant(None, persons.num_rows),
        "rt_ktp": views.cells(families["rt"]),
        "rw_ktp": views.cells(families["rw"]),
        **_areas(city, positions, "_ktp"),
        **_asked(persons, SCHOOL + WORK),
        **_plain(persons, WORKERS),
        **_asked(persons, (*DIFFICULTIES, "kesedihan_depresi", "kondisi_gizi", "penyakit_kronis")),
        "pbi_nas": views.cells(_insured(city, persons, "PBI-JK")),
        "pbi_pemda": views.cells(_insured(city, persons, "PBI-APBD")),
        "id_pelanggan_pln": views.cells(families["id_pelanggan_pln"]),
    }
    draft = views.draft_of(columns, persons["person_id"], persons["family_id"])
    draft.renderers["tanggal_lahir"] = iso
    return draft


def _insured(city: City, persons: Any, programme: str) -> Any:
    who = city.programmes.filter(pc.equal(city.programmes["programme"], programme))["person_id"]
    return pc.if_else(pc.is_in(persons["person_id"], value_set=who.combine_chunks()), 1, 2)


def write_dtsen_family_detail(truth: City, path: Path, *, errors: ErrorProfile, seed: int) -> MessyFile:
    """One row per family of version 3, true_id = family_id."""
    families = truth.families.filter(truth.families["in_v3"])
    drafts = (_family_draft(truth, piece) for piece in views.pieces(families))
    what = Fields(
        names=("nama_anggota_keluarga",), kks=("nomor_kartu_keluarga",), kelurahan="kelurahan_desa",
        optional=("luas_lantai", "daya_terpasang", "id_pelanggan_pln", "alamat"),
        kelurahan_names=views.kelurahan_choices(truth),
    )  # fmt: skip
    return _write(drafts, what, path, PROFILE_FAMILY, errors, seed)


def write_dtsen_member_detail(truth: City, path: Path, *, errors: ErrorProfile, seed: int) -> MessyFile:
    """One row per person of the families of version 3, true_id = person_id."""
    persons = truth.persons.filter(views.families_of(truth, truth.persons)["in_v3"])
    drafts = (_member_draft(truth, piece) for piece in views.pieces(persons))
    what = Fields(
        names=("nama",), niks=("nomor_induk_kependudukan",), kks=("nomor_kartu_keluarga",), dates=("tanggal_lahir",),
        optional=("status_kawin", "rt_ktp", "rw_ktp", "penyakit_kronis"), kelurahan="kelurahan_desa_ktp",
        kelurahan_names=views.kelurahan_choices(truth),
    )  # fmt: skip
    return _write(drafts, what, path, PROFILE_MEMBER, errors, seed)


def _write(
    drafts: Iterable[Draft], what: Fields, path: Path, profile: str, errors: ErrorProfile, seed: int
) -> MessyFile:
    """A text file is written piece by piece; a workbook is one draft and raises ValueError for more than one piece."""
    rng = stream(seed, profile)
    workbook = path.suffix.lower() == ".xlsx"

    def spoilt() -> Iterator[Draft]:
        for draft in drafts:
            spoil(draft, what, errors, rng, encoding="" if workbook else "utf-8")
            yield draft

    if workbook:
        (only,) = spoilt()
        return write_workbook(only, path, profile=profile, sheet="data", errors=errors, rng=rng)
    return write_text_pieces(spoilt(), path, profile=profile, delimiter=",", encoding="utf-8", errors=errors, rng=rng,
                             byte_order_mark=True)  # fmt: skip
