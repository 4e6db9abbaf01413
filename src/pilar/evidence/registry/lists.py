"""Lists of the person and of the family card: relations, religion, schooling, marriage, register status,
disability, Dukcapil results, visit results, states of families and persons.

Codes of the family card (village registers, OpenSID files) are numbers written as text.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from pilar.core.declared import Entry, by_code

FAMILY_CARD = "Permendagri 109/2019 (kartu keluarga)"


def _entries(basis: str, tag: str, *rows: tuple[str, str, str]) -> tuple[Entry, ...]:
    return tuple(
        Entry(code=code, name_id=name_id, name_en=name_en, basis=basis, tag=tag) for code, name_id, name_en in rows
    )


SHDK = _entries(
    FAMILY_CARD,
    "src:OSID H",
    ("1", "Kepala keluarga", "Head of family"),
    ("2", "Suami", "Husband"),
    ("3", "Istri", "Wife"),
    ("4", "Anak", "Child"),
    ("5", "Menantu", "Child-in-law"),
    ("6", "Cucu", "Grandchild"),
    ("7", "Orang tua", "Parent"),
    ("8", "Mertua", "Parent-in-law"),
    ("9", "Famili lain", "Other relative"),
    ("10", "Pembantu", "Domestic worker"),
    ("11", "Lainnya", "Other"),
)
SHDK_TO_REGSOSEK: Mapping[int, int] = MappingProxyType(
    {1: 1, 2: 2, 3: 2, 4: 3, 5: 4, 6: 5, 7: 6, 8: 6, 9: 8, 10: 7, 11: 8}
)
# 2 needs the sex; 6 and 8 hold two relations each and cannot be undone; 7 (pembantu/sopir) becomes pembantu.
REGSOSEK_TO_SHDK: Mapping[int, tuple[int, ...]] = MappingProxyType(
    {1: (1,), 2: (2, 3), 3: (4,), 4: (5,), 5: (6,), 6: (7, 8), 7: (10,), 8: (9, 11)}
)


def regsosek_relation(shdk: int) -> int:
    """Answer code of question 409 for a relation of the family card; KeyError for an unknown code."""
    return SHDK_TO_REGSOSEK[shdk]


def shdk_candidates(relation: int, sex: int | None) -> tuple[int, ...]:
    """Family-card relations that an answer to 409 may mean; more than one is ambiguous: ask, never pick.

    The sex (1 L, 2 P) decides husband or wife; parent or parent-in-law and other relative or other stay open.
    KeyError for an unknown code.
    """
    if relation == 2 and sex in (1, 2):
        return (2,) if sex == 1 else (3,)
    return REGSOSEK_TO_SHDK[relation]


RELIGIONS = _entries(
    "",
    "src:OSID H",
    ("1", "Islam", "Islam"),
    ("2", "Kristen", "Protestant"),
    ("3", "Katolik", "Catholic"),
    ("4", "Hindu", "Hindu"),
    ("5", "Buddha", "Buddhist"),
    ("6", "Khonghucu", "Confucian"),
    ("7", "Kepercayaan terhadap Tuhan YME/lainnya", "Belief in God/other"),
)
FAMILY_CARD_EDUCATION = _entries(
    FAMILY_CARD,
    "src:OSID H",
    ("1", "Tidak/belum sekolah", "No schooling yet"),
    ("2", "Belum tamat SD/sederajat", "Primary not completed"),
    ("3", "Tamat SD/sederajat", "Primary completed"),
    ("4", "SLTP/sederajat", "Lower secondary"),
    ("5", "SLTA/sederajat", "Upper secondary"),
    ("6", "Diploma I/II", "Diploma 1-2"),
    ("7", "Akademi/Diploma III/sarjana muda", "Diploma 3"),
    ("8", "Diploma IV/Strata I", "Bachelor"),
    ("9", "Strata II", "Master"),
    ("10", "Strata III", "Doctorate"),
)
# Same numbers as question 408, so no map is needed.
MARITAL_STATUS = _entries(
    FAMILY_CARD,
    "src:OSID H",
    ("1", "Belum kawin", "Never married"),
    ("2", "Kawin", "Married"),
    ("3", "Cerai hidup", "Divorced"),
    ("4", "Cerai mati", "Widowed"),
)
VILLAGE_REGISTER_STATUS = _entries(
    "",
    "src:OSID H",
    ("hidup", "Hidup", "Alive"),
    ("mati", "Mati", "Dead"),
    ("pindah", "Pindah", "Moved"),
    ("hilang", "Hilang", "Missing"),
    ("pergi", "Pergi", "Left"),
    ("tidak_valid", "Tidak valid", "Invalid"),
)
RESIDENCE = _entries(
    "",
    "src:OSID H",
    ("tetap", "Penduduk tetap", "Resident"),
    ("tidak_tetap", "Penduduk tidak tetap", "Temporary"),
)
# The three senses are kinds within "sensorik"; a person with more than one kind is "ganda".
DISABILITY_KINDS = _entries(
    "UU 8/2016 Pasal 4",
    "bg H",
    ("fisik", "Fisik", "Physical"),
    ("intelektual", "Intelektual", "Intellectual"),
    ("mental", "Mental", "Mental"),
    ("sensorik_netra", "Sensorik: netra", "Sensory: sight"),
    ("sensorik_rungu", "Sensorik: rungu", "Sensory: hearing"),
    ("sensorik_wicara", "Sensorik: wicara", "Sensory: speech"),
    ("ganda", "Ganda/multi", "Multiple"),
)

DUKCAPIL_FIELDS = (
    "NO_KK",
    "NIK",
    "NAMA_LGKP",
    "STAT_HBKEL",
    "JENIS_KLMIN",
    "TMPT_LHR",
    "TGL_LHR",
    "STATUS_KAWIN",
    "PDDK_AKH",
    "JENIS_PKRJN",
    "NAMA_LGKP_IBU",
    "NAMA_LGKP_AYAH",
    "ALAMAT",
    "DUSUN",
    "NO_RT",
    "NO_RW",
    "NO_PROP",
    "PROP_NAME",
    "NO_KAB",
    "KAB_NAME",
    "NO_KEC",
    "KEC_NAME",
    "NO_KEL",
    "KEL_NAME",
)
"""Fields of a Dukcapil hit; without a hit the service answers "Data Tidak Ditemukan" [src:MKDTKS M]."""

# Access rests on Permendagri 102/2019; `DUKCAPIL_NEXT` says what follows each result.
DUKCAPIL_RESULTS = _entries(
    "Permendagri 102/2019",
    "inf",
    ("padan", "Padan", "Match"),
    ("padan_dengan_perbedaan", "Padan dengan perbedaan", "Match with differences"),
    ("typo", "Salah ketik", "Typing error"),
    ("tidak_padan", "Tidak padan", "No match"),
    ("tidak_ditemukan", "Tidak ditemukan", "Not found"),
    ("belum_rekam", "Belum rekam KTP-el", "Not enrolled for e-KTP"),
    ("nik_ganda", "NIK ganda", "Duplicate NIK"),
    ("meninggal", "Meninggal", "Dead"),
    ("belum_dicek", "Belum dicek", "Not checked yet"),
    ("gagal_teknis", "Gagal teknis", "Technical failure"),
)
DUKCAPIL_NEXT: Mapping[str, str] = MappingProxyType(
    {
        "padan": "Tidak perlu tindakan.",
        "padan_dengan_perbedaan": "Bandingkan isian yang berbeda, lalu putuskan mana yang dipakai.",
        "typo": "Perbaiki ejaan menurut KTP atau KK, lalu cek ulang.",
        "tidak_padan": "Minta KTP dan KK asli; bila benar, warga perlu ke Dinas Dukcapil.",
        "tidak_ditemukan": "Periksa 16 angka NIK; bila benar, aktifkan NIK di Dinas Dukcapil.",
        "belum_rekam": "Arahkan warga merekam KTP-el di Dinas Dukcapil.",
        "nik_ganda": "Tunjukkan kedua data kepada Dinas Dukcapil untuk menentukan yang berlaku.",
        "meninggal": "Pastikan dengan akta kematian atau keterangan RT, lalu catat kematian.",
        "belum_dicek": "Masukkan ke antrean pengecekan.",
        "gagal_teknis": "Coba lagi nanti; hasil ini bukan jawaban tentang orangnya.",
    }
)
MATCH_STATES = _entries(
    "",
    "src:MKDTKS M",
    ("MK", "Terkonfirmasi padan", "Confirmed match"),
    ("MKa", "Tidak padan", "No match"),
    ("MKb", "Tidak terkonfirmasi", "Not confirmed"),
    ("Q1", "Tidak padan, dalam perbaikan", "No match, under repair"),
    ("Q1a", "Tidak terkonfirmasi, dalam perbaikan", "Not confirmed, under repair"),
    ("Q1b", "Lolos QC tetapi tidak terkonfirmasi", "Passed QC, not confirmed"),
    ("Q2", "Padan", "Match"),
    ("Q2a", "Tidak padan", "No match"),
    ("Q2b", "Tidak terkonfirmasi padan", "Match not confirmed"),
)
HOUSEHOLD_CHECK_STATES = _entries(
    "",
    "src:MKDTKS M",
    ("P0", "Prelist awal", "First prelist"),
    ("P1", "Publish korwil", "Published to regional coordinator"),
    ("P2", "Publish korkab", "Published to regency coordinator"),
    ("P3", "Publish petugas", "Published to officer"),
    ("P3a", "Dikembalikan ke petugas", "Returned to officer"),
    ("M1", "Disimpan pengumpul", "Saved by enumerator"),
    ("M2", "Proses", "In process"),
    ("M4", "Terkonfirmasi", "Confirmed"),
    ("M4a", "Tidak terkonfirmasi", "Not confirmed"),
)
FIELD_PERSON_RESULTS = _entries(
    "",
    "src:MKDTKS M",
    ("1", "Terkonfirmasi", "Confirmed"),
    ("2", "Tidak terkonfirmasi", "Not confirmed"),
    ("3", "Ganda", "Duplicate"),
    ("4", "Meninggal", "Dead"),
    ("5", "Tidak punya dokumen kependudukan", "No civil documents"),
)
VISIT_RESULTS = _entries(
    "",
    "inf",
    ("ditemukan", "Ditemukan", "Found"),
    ("tidak_ada_di_rumah", "Tidak ada di rumah", "Not at home"),
    ("pindah", "Pindah", "Moved"),
    ("meninggal", "Meninggal", "Dead"),
    ("menolak", "Menolak", "Refused"),
    ("alamat_tidak_ada", "Alamat tidak ada", "Address does not exist"),
    ("bangunan_kosong", "Bangunan kosong", "Building empty"),
)
GROUND_CHECK_RESULTS = _entries(
    "",
    "bg M",
    ("ditemukan_sesuai", "Ditemukan dan sesuai", "Found, as recorded"),
    ("ditemukan_berbeda", "Ditemukan, data berbeda", "Found, data differ"),
    ("pindah", "Pindah", "Moved"),
    ("meninggal", "Meninggal", "Dead"),
    ("tidak_ditemukan", "Tidak ditemukan", "Not found"),
    ("menolak", "Menolak", "Refused"),
)

FAMILY_STATES = _entries(
    "",
    "local",
    ("aktif", "Aktif", "Active"),
    ("pindah_keluar", "Pindah ke luar wilayah", "Moved out"),
    ("digabung", "Digabung dengan keluarga lain", "Merged into another family"),
    ("bubar", "Tidak ada anggota lagi", "No member left"),
    ("tidak_ditemukan", "Tidak ditemukan", "Not found"),
)
PERSON_STATES = _entries(
    "",
    "local",
    ("aktif", "Aktif", "Active"),
    ("meninggal", "Meninggal", "Dead"),
    ("pindah_keluar", "Pindah ke luar wilayah", "Moved out"),
    ("luar_negeri", "Di luar negeri", "Abroad"),
    ("tidak_ditemukan", "Tidak ditemukan", "Not found"),
    ("digabung", "Digabung dengan data orang yang sama", "Merged with the same person's record"),
)
PersonState = Literal["aktif", "meninggal", "pindah_keluar", "luar_negeri", "tidak_ditemukan"]
# State that an answer to 404 (keberadaan) reports. An answer alone changes nothing: a decision confirms it.
PRESENCE_TO_STATE: Mapping[int, PersonState] = MappingProxyType(
    {1: "aktif", 2: "meninggal", 3: "pindah_keluar", 4: "luar_negeri", 5: "aktif", 6: "tidak_ditemukan"}
)

SHDK_BY_CODE = by_code(SHDK)
DUKCAPIL_BY_CODE = by_code(DUKCAPIL_RESULTS)
