"""The 12 types of Potensi dan Sumber Kesejahteraan Sosial (PSKS), local pillars, grades, duties."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from pilar.core.declared import Entry, by_code

Nature = Literal["person", "organisation", "family", "network"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pillar(Entry):
    """One type of pillar. `criteria` are Indonesian facts to store; `national` False: local."""

    abbreviation: str
    nature: Nature
    criteria: tuple[str, ...] = ()
    national: bool = True
    basis: str = "Permensos 8/2012"
    tag: str = "src:PSKS H"


PSKS = (
    Pillar(
        code="PSKS-01",
        abbreviation="Peksos",
        name_id="Pekerja sosial profesional",
        name_en="Professional social worker",
        nature="person",
        criteria=("Ijazah pekerjaan sosial/kesejahteraan sosial", "Sertifikat kompetensi", "STR", "SIPPS"),
        basis="Permensos 8/2012; UU 14/2019",
    ),
    Pillar(
        code="PSKS-02",
        abbreviation="PSM",
        name_id="Pekerja Sosial Masyarakat",
        name_en="Community social worker",
        nature="person",
        criteria=("Memenuhi persyaratan PSM", "Bimbingan teknis dasar"),
        basis="Permensos 8/2012; Permensos 10/2019",
    ),
    Pillar(
        code="PSKS-03",
        abbreviation="Tagana",
        name_id="Taruna Siaga Bencana",
        name_en="Disaster-preparedness volunteer",
        nature="person",
        criteria=(
            "WNI, umur 18-40 saat masuk",
            "Sehat",
            "Terlatih",
            "Nomor Tagana (NIAT)",
            "Pengalaman relawan",
        ),
    ),
    Pillar(
        code="PSKS-04",
        abbreviation="LKS",
        name_id="Lembaga Kesejahteraan Sosial",
        name_en="Social-welfare institution",
        nature="organisation",
        criteria=(
            "Nama, pengurus, alamat",
            "Program",
            "Badan hukum atau tidak",
            "Tanda daftar",
            "Akreditasi",
        ),
    ),
    Pillar(
        code="PSKS-05",
        abbreviation="KT",
        name_id="Karang Taruna",
        name_en="Youth organisation (Karang Taruna)",
        nature="organisation",
        criteria=("Satu tiap desa/kelurahan", "Anggota umur 13-45", "SK lurah/kepala desa"),
        basis="Permensos 8/2012; Permensos 25/2019",
    ),
    Pillar(
        code="PSKS-06",
        abbreviation="LK3",
        name_id="Lembaga Konsultasi Kesejahteraan Keluarga",
        name_en="Family-welfare consultation institution",
        nature="organisation",
        criteria=("Konsultasi, advokasi, rujukan", "Tenaga profesional", "SK"),
    ),
    Pillar(
        code="PSKS-07",
        abbreviation="KP",
        name_id="Keluarga pioner",
        name_en="Pioneer family",
        nature="family",
        criteria=("Mampu mengatasi masalahnya dengan baik", "Menjadi teladan bagi keluarga lain"),
    ),
    Pillar(
        code="PSKS-08",
        abbreviation="WKSBM",
        name_id="Wahana Kesejahteraan Sosial Berbasis Masyarakat",
        name_en="Community-based welfare network",
        nature="network",
        criteria=("Jejaring kelompok setempat: arisan, pengajian, paguyuban RT/RW",),
    ),
    Pillar(
        code="PSKS-09",
        abbreviation="WPKS",
        name_id="Wanita pemimpin kesejahteraan sosial",
        name_en="Woman leader of social welfare",
        nature="person",
        criteria=("Menggerakkan usaha kesejahteraan sosial",),
    ),
    Pillar(
        code="PSKS-10",
        abbreviation="Pensos",
        name_id="Penyuluh sosial",
        name_en="Social educator",
        nature="person",
        criteria=("Fungsional (PNS) atau masyarakat (tokoh)",),
    ),
    Pillar(
        code="PSKS-11",
        abbreviation="TKSK",
        name_id="Tenaga Kesejahteraan Sosial Kecamatan",
        name_en="Subdistrict social-welfare worker",
        nature="person",
        criteria=("Memenuhi persyaratan TKSK", "Satu tiap kecamatan"),
        basis="Permensos 8/2012; Permensos 28/2018",
    ),
    Pillar(
        code="PSKS-12",
        abbreviation="DU",
        name_id="Dunia usaha",
        name_en="Business (CSR)",
        nature="organisation",
        criteria=("Tanggung jawab sosial (CSR/TJSL)",),
    ),
)


def _local(code: str, abbreviation: str, name_id: str, name_en: str, nature: Nature = "person") -> Pillar:
    return Pillar(
        code=code,
        abbreviation=abbreviation,
        name_id=name_id,
        name_en=name_en,
        nature=nature,
        national=False,
        basis="",
        tag="local",
    )


LOCAL_PILLARS = (
    _local("LAIN-PKH", "Pendamping PKH", "Pendamping sosial PKH", "PKH companion"),
    _local("LAIN-REHSOS", "Pendamping Rehsos", "Pendamping rehabilitasi sosial", "Rehabilitation companion"),
    _local("LAIN-SLRT", "SLRT", "Supervisor/fasilitator SLRT", "SLRT supervisor or facilitator"),
    _local("LAIN-PERDAMAIAN", "Pordam", "Pelopor perdamaian", "Peace pioneer"),
    _local("LAIN-PUSKESOS", "Puskesos", "Relawan Puskesos", "Puskesos volunteer"),
    _local("LAIN-KARANG-WERDA", "Karang Werda", "Karang Werda", "Organisation of the elderly", "organisation"),
    _local("LAIN-PKK", "TP PKK", "TP PKK/dasawisma", "Family-welfare movement (PKK)", "organisation"),
    _local("LAIN-CSR", "Forum CSR", "Forum CSR", "CSR forum", "organisation"),
    _local("LAIN-IPSM", "IPSM", "Ikatan Pekerja Sosial Masyarakat", "Association of PSM", "organisation"),
)
PILLARS: Mapping[str, Pillar] = by_code((*PSKS, *LOCAL_PILLARS))


def _entries(basis: str, tag: str, *rows: tuple[str, str, str]) -> tuple[Entry, ...]:
    return tuple(
        Entry(code=code, name_id=name_id, name_en=name_en, basis=basis, tag=tag) for code, name_id, name_en in rows
    )


LKS_GRADES = _entries(
    "",
    "bg H",
    ("A", "A", "A"),
    ("B", "B", "B"),
    ("C", "C", "C"),
)
LKS_OWNERS = _entries(
    "",
    "src:EPSKS H",
    ("kemensos", "Kementerian Sosial", "Ministry of Social Affairs"),
    ("dinsos_provinsi", "Dinas Sosial provinsi", "Provincial office"),
    ("dinsos_kabkota", "Dinas Sosial kabupaten/kota", "Regency or city office"),
    ("masyarakat", "Masyarakat", "Community"),
)
KARANG_TARUNA_CLASSES = _entries(
    "Permensos 25/2019",
    "bg M",
    ("tumbuh", "Tumbuh", "Emerging"),
    ("berkembang", "Berkembang", "Developing"),
    ("maju", "Maju", "Advanced"),
    ("percontohan", "Percontohan", "Model"),
)
REPORT_TYPES = _entries("", "src:EPSKS H", ("harian", "Harian", "Daily"), ("bulanan", "Bulanan", "Monthly"))
REPORT_STATES = _entries(
    "",
    "src:EPSKS H",
    ("draf", "Draf", "Draft"),
    ("menunggu_persetujuan", "Menunggu persetujuan", "Waiting for approval"),
    ("perbaikan", "Perlu perbaikan", "To be revised"),
    ("disetujui", "Disetujui", "Approved"),
    ("ditolak", "Ditolak", "Rejected"),
)
REPORT_TRANSITIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "draf": frozenset({"menunggu_persetujuan"}),
        "menunggu_persetujuan": frozenset({"perbaikan", "disetujui", "ditolak"}),
        "perbaikan": frozenset({"menunggu_persetujuan"}),
        "disetujui": frozenset(),
        "ditolak": frozenset(),
    }
)
TKSK_EVALUATIONS = _entries(
    "Permensos 28/2018",
    "src:EPSKS H",
    ("baik", "Baik", "Good"),
    ("cukup", "Cukup", "Fair"),
    ("buruk", "Buruk", "Poor"),
)
PILLAR_EDUCATION = _entries(
    "",
    "src:EPSKS H",
    ("sma", "SMA/SMK", "Upper secondary"),
    ("d1_d2", "D1-D2", "Diploma 1-2"),
    ("d3", "D3", "Diploma 3"),
    ("d4_s1", "D4/S1", "Bachelor"),
    ("s2_s3", "S2-S3", "Master, doctorate"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement(Entry):
    """One requirement of a pillar. `age_from`/`age_to` are inclusive years where given."""

    pillar: str
    age_from: int | None = None
    age_to: int | None = None


def _requirements(pillar: str, basis: str, tag: str, *rows: tuple[str, str, str]) -> tuple[Requirement, ...]:
    return tuple(
        Requirement(code=code, pillar=pillar, name_id=name_id, name_en=name_en, basis=basis, tag=tag)
        for code, name_id, name_en in rows
    )


PSM_REQUIREMENTS = (
    *_requirements(
        "PSKS-02",
        "Permensos 10/2019",
        "src:PSM H",
        ("psm_wni", "Warga negara Indonesia", "Indonesian citizen"),
        ("psm_kepedulian", "Mempunyai kemampuan dan kepedulian", "Able and concerned"),
        ("psm_ktp", "Ber-KTP desa/kelurahan setempat", "Identity card of that village"),
        ("psm_baca_tulis", "Dapat membaca dan menulis", "Can read and write"),
        ("psm_berkelakuan_baik", "Berkelakuan baik", "Of good conduct"),
        ("psm_bimtek", "Telah mengikuti bimbingan teknis dasar", "Has taken the basic training"),
    ),
    Requirement(
        code="psm_umur",
        pillar="PSKS-02",
        name_id="Umur paling rendah 18 tahun",
        name_en="At least 18 years old",
        age_from=18,
        basis="Permensos 10/2019",
        tag="src:PSM H",
    ),
)
TKSK_REQUIREMENTS = (
    Requirement(
        code="tksk_umur",
        pillar="PSKS-11",
        name_id="Umur 20 sampai 35 tahun saat direkrut",
        name_en="20 to 35 years old when recruited",
        age_from=20,
        age_to=35,
        basis="Permensos 28/2018 Pasal 9",
        tag="src:TKSK M",
    ),
    Requirement(
        code="tksk_satu_kecamatan",
        pillar="PSKS-11",
        name_id="Satu orang tiap kecamatan",
        name_en="One person per kecamatan",
        basis="Permensos 28/2018",
        tag="src:TKSK M",
    ),
)
PSM_PATH = (
    "Rekomendasi IPSM kelurahan dan lurah",
    "Pengajuan kepada Dinas Sosial",
    "SK Kepala Dinas Sosial",
)
"""Steps of becoming a PSM [src:PSM M]. No legal number per kelurahan was found: a setting."""

PSM_DUTIES = _entries(
    "Permensos 10/2019",
    "bg M",
    ("rencana", "Membantu merencanakan kegiatan kesejahteraan sosial", "Help to plan"),
    ("laksana", "Membantu melaksanakan kegiatan kesejahteraan sosial", "Help to carry out"),
    ("lapor", "Melaporkan kegiatan kesejahteraan sosial", "Report"),
    ("data", "Mendata", "Collect data"),
    ("jangkau", "Menjangkau", "Reach out"),
    ("rujuk", "Merujuk", "Refer"),
    ("verivali", "Verifikasi dan validasi data", "Verify and validate data"),
)
TKSK_FUNCTIONS = _entries(
    "Permensos 28/2018",
    "src:TKSK H",
    ("koordinasi", "Koordinasi", "Coordination"),
    ("fasilitasi", "Fasilitasi", "Facilitation"),
    ("administrasi", "Administrasi", "Administration"),
)
WELFARE_SERVICES = _entries(
    "UU 11/2009; Permensos 28/2018",
    "src:TKSK H",
    ("rehabilitasi", "Rehabilitasi sosial", "Social rehabilitation"),
    ("jaminan", "Jaminan sosial", "Social security"),
    ("pemberdayaan", "Pemberdayaan sosial", "Social empowerment"),
    ("perlindungan", "Perlindungan sosial", "Social protection"),
)


def age_fault(requirement: Requirement, age: int) -> str | None:
    """Indonesian sentence when `age` (completed years) breaks the requirement, else None."""
    low, high = requirement.age_from, requirement.age_to
    if (low is None or age >= low) and (high is None or age <= high):
        return None
    return f"{requirement.name_id} ({requirement.basis}); umur calon {age} tahun."
