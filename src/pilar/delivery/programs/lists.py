"""Declared lists of programmes: forms of aid, sources of funds, reasons of exit, graduation and suspension (domain 2.5, 6, 11)."""

from collections.abc import Mapping
from dataclasses import dataclass

from pilar.core.declared import Entry, by_code
from pilar.decision.screening.lists import REASONS

FORMS = (
    Entry(code="tunai", name_id="Tunai", name_en="Cash", tag="bg H"),
    Entry(code="nontunai", name_id="Nontunai (KKS/voucer)", name_en="Card or voucher", tag="bg H"),
    Entry(code="barang", name_id="Barang", name_en="Goods", tag="bg H"),
    Entry(code="jasa", name_id="Jasa/layanan", name_en="Service", tag="bg H"),
    Entry(code="alat_bantu", name_id="Alat bantu", name_en="Assistive device", tag="bg H"),
    Entry(code="iuran", name_id="Iuran (PBI/JKSS)", name_en="Premium", tag="bg H"),
    Entry(code="usaha", name_id="Usaha", name_en="Business aid", tag="bg H"),
    Entry(code="rumah", name_id="Rumah", name_en="Housing", tag="bg H"),
    Entry(code="pelatihan", name_id="Pelatihan", name_en="Training", tag="bg H"),
    Entry(code="santunan", name_id="Santunan", name_en="Compensation", tag="bg H"),
)
FORMS_BY_CODE: Mapping[str, Entry] = by_code(FORMS)

FUNDS = (
    Entry(code="apbn", name_id="APBN", name_en="State budget", tag="bg H"),
    Entry(code="apbd_prov", name_id="APBD provinsi", name_en="Province budget", tag="bg H"),
    Entry(code="apbd_kota", name_id="APBD kabupaten/kota", name_en="City or regency budget", tag="bg H"),
    Entry(code="dana_desa", name_id="Dana Desa", name_en="Village fund", tag="bg H"),
    Entry(code="zakat", name_id="Baznas/zakat", name_en="Baznas/zakat", tag="bg H"),
    Entry(code="csr", name_id="CSR", name_en="Company fund (CSR)", tag="bg H"),
    Entry(code="masyarakat", name_id="Masyarakat", name_en="The public", tag="bg H"),
    Entry(code="hibah", name_id="Hibah", name_en="Grant", tag="bg H"),
)
FUNDS_BY_CODE: Mapping[str, Entry] = by_code(FUNDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving(Entry):
    """Why a membership stops or rests. `acts`: which acts may name it (tangguh, lulus, keluar, pindah)."""

    acts: frozenset[str]


_REST = frozenset({"tangguh", "keluar"})
_SCREENED = tuple(
    Leaving(
        code=one.code, name_id=one.name_id, name_en=one.name_en, tag=one.tag,
        acts=frozenset({"lulus"}) if one.code in ("R18", "R20", "R22") else _REST,
    )
    for one in REASONS
)  # fmt: skip
LEAVING = (
    *_SCREENED,
    Leaving(
        code="G-ALAMIAH", name_id="Graduasi alamiah: tidak ada komponen lagi", name_en="Natural graduation: no component left",
        basis="Permensos 1/2018", tag="bg H", acts=frozenset({"lulus"}),
    ),
    Leaving(
        code="G-MANDIRI", name_id="Graduasi mandiri: sudah mampu atau mengundurkan diri", name_en="Graduation: better off or resigned",
        basis="Permensos 1/2018", tag="bg H", acts=frozenset({"lulus"}),
    ),
    Leaving(
        code="G-PENA", name_id="Graduasi PENA: usaha berhasil, penghasilan di atas UMK", name_en="PENA graduation: income above minimum wage",
        basis="Kepdirjen Pemberdayaan Sosial 229/5/HK.01/10/2022", tag="src:PENA M", acts=frozenset({"lulus"}),
    ),
    Leaving(
        code="PINDAH", name_id="Pindah keluarga atau alamat di dalam wilayah", name_en="Moved inside the area", tag="bg M",
        acts=frozenset({"pindah"}),
    ),
    Leaving(
        code="GANTI-PENERIMA", name_id="Pengurus/penerima diganti", name_en="Another person receives", tag="bg M", acts=frozenset({"pindah"}),
    ),
    Leaving(code="MENUNGGU-BUKTI", name_id="Menunggu klarifikasi atau bukti", name_en="Waits for evidence", tag="src:STRANAS M", acts=frozenset({"tangguh"})),
    Leaving(
        code="SELESAI", name_id="Sebab penangguhan sudah selesai", name_en="The cause of the suspension is settled", tag="inf",
        acts=frozenset({"lanjut"}),
    ),
    Leaving(code="KUOTA", name_id="Ada tempat dalam kuota", name_en="A place in the quota", tag="inf", acts=frozenset({"promosi"})),
)  # fmt: skip
LEAVING_BY_CODE: Mapping[str, Leaving] = by_code(LEAVING)

ACTS: Mapping[str, tuple[str, str]] = {
    "daftar": ("Didaftarkan", "Enrolled"),
    "antre": ("Masuk daftar tunggu", "Put on the waiting list"),
    "promosi": ("Dinaikkan dari daftar tunggu", "Promoted from the waiting list"),
    "tangguh": ("Ditangguhkan", "Suspended"),
    "lanjut": ("Dilanjutkan", "Resumed"),
    "pindah": ("Dipindahkan", "Transferred"),
    "lulus": ("Graduasi", "Graduated"),
    "keluar": ("Dikeluarkan", "Left"),
}


def reasons_for(act: str) -> list[Leaving]:
    """The reasons that an act may name, in the order of the list."""
    return [one for one in LEAVING if act in one.acts]
