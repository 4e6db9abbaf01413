"""The 26 types of Pemerlu Pelayanan Kesejahteraan Sosial (PPKS), formerly PMKS, with their hard checks.

List of types: Permensos 8/2012, carried on by Permensos 5/2019 and 3/2021. Definitions and criteria are
condensed from general knowledge of its annex and must be checked against the regulation before legal use.
One person can carry several types. Codes PPKS-01 to PPKS-26 are ours; the regulation numbers them 1 to 26.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from pilar.core.declared import Entry, by_code

from .ppks_criteria import CRITERIA, DEFINITIONS

Unit = Literal["person", "family", "community"]
Sensitivity = Literal["none", "child", "specific", "health", "criminal"]

BASIS = "Permensos 8/2012; Permensos 5/2019; Permensos 3/2021"
SMALL_COUNT_CODES = frozenset({"PPKS-10", "PPKS-14", "PPKS-15", "PPKS-16", "PPKS-17", "PPKS-18"})
"""Types whose small counts must be suppressed above all in open exports."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ppks(Entry):
    """One type. Ages are completed years, both ends inclusive; None leaves the side open. `sex` 2 is female.

    `sensitivity`: "child" data of a child; "health"; "criminal" record; "specific" other data to restrict by
    role (UU 27/2022 Art. 4); "none" still personal, still masked. `age_is_firm` is False where the regulation
    gives no age and the bound is practice: a breach is then a question, not an error.
    """

    number: int
    abbreviation: str
    unit: Unit
    age_from: int | None = None
    age_to: int | None = None
    age_is_firm: bool = True
    sex: int | None = None
    group: str
    atensi_clusters: tuple[int, ...]
    sensitivity: Sensitivity
    tag: str = "src:PPKS H"
    basis: str = BASIS

    @property
    def definition(self) -> str:
        """Indonesian definition, condensed (bg M)."""
        return DEFINITIONS[self.code]

    @property
    def criteria(self) -> tuple[str, ...]:
        """Indonesian criteria to tick (bg M)."""
        return CRITERIA[self.code]


PROBLEM_CRITERIA = tuple(
    Entry(code=code, name_id=name_id, name_en=name_en, basis="UU 11/2009 Pasal 5", tag="bg H")
    for code, name_id, name_en in (
        ("kemiskinan", "Kemiskinan", "Poverty"),
        ("ketelantaran", "Ketelantaran", "Neglect"),
        ("kecacatan", "Kecacatan (disabilitas)", "Disability"),
        ("keterpencilan", "Keterpencilan", "Remoteness"),
        (
            "ketunaan_sosial",
            "Ketunaan sosial dan penyimpangan perilaku",
            "Social marginality and deviant behaviour",
        ),
        ("korban_bencana", "Korban bencana", "Victims of disaster"),
        (
            "korban_kekerasan",
            "Korban tindak kekerasan, eksploitasi, dan diskriminasi",
            "Victims of violence, exploitation, discrimination",
        ),
    )
)
ATENSI_CLUSTERS = tuple(
    Entry(code=code, name_id=name_id, name_en=name_en, basis="Permensos 7/2021", tag="src:ATENSI H")
    for code, name_id, name_en in (
        ("1", "Anak", "Children"),
        ("2", "Penyandang disabilitas", "Persons with disabilities"),
        ("3", "Tuna sosial dan korban perdagangan orang", "Socially marginal, victims of trafficking"),
        ("4", "Korban penyalahgunaan NAPZA", "Victims of drug abuse"),
        ("5", "Lanjut usia", "Elderly"),
        ("6", "Korban bencana, kedaruratan, dan PPKS lainnya", "Disaster, emergency, other"),
    )
)
GROUPS = tuple(
    Entry(code=code, name_id=name_id, name_en=name_en, tag="inf")
    for code, name_id, name_en in (
        ("anak", "Anak", "Children"),
        ("lansia", "Lanjut usia", "Elderly"),
        ("disabilitas", "Disabilitas", "Disability"),
        ("tuna_sosial", "Tuna sosial", "Socially marginal"),
        ("napza", "NAPZA", "Drugs"),
        ("kpo", "Korban kekerasan dan perdagangan orang", "Violence and trafficking"),
        ("bencana", "Bencana", "Disaster"),
        ("kemiskinan", "Kemiskinan", "Poverty"),
        ("keluarga", "Keluarga", "Family"),
        ("kat", "Komunitas adat terpencil", "Remote indigenous community"),
    )
)


def _ppks(
    number: int,
    abbreviation: str,
    name_id: str,
    name_en: str,
    group: str,
    clusters: tuple[int, ...],
    sensitivity: Sensitivity,
    age: tuple[int | None, int | None] = (None, None),
    *,
    firm: bool = True,
    sex: int | None = None,
    unit: Unit = "person",
) -> Ppks:
    return Ppks(
        code=f"PPKS-{number:02d}",
        number=number,
        abbreviation=abbreviation,
        name_id=name_id,
        name_en=name_en,
        unit=unit,
        age_from=age[0],
        age_to=age[1],
        age_is_firm=firm,
        sex=sex,
        group=group,
        atensi_clusters=clusters,
        sensitivity=sensitivity,
    )


PPKS = (
    _ppks(1, "ABT", "Anak balita telantar", "Neglected child under five", "anak", (1,), "child", (0, 5)),
    _ppks(2, "AT", "Anak telantar", "Neglected child", "anak", (1,), "child", (6, 18)),
    _ppks(
        3,
        "ABH",
        "Anak berhadapan dengan hukum",
        "Child in contact with the law",
        "anak",
        (1,),
        "criminal",
        (12, 17),
    ),
    _ppks(4, "AJ", "Anak jalanan", "Street child", "anak", (1,), "child", (5, 18)),
    _ppks(
        5,
        "ADK",
        "Anak dengan kedisabilitasan",
        "Child with disability",
        "anak",
        (1, 2),
        "health",
        (None, 17),
    ),
    _ppks(
        6,
        "AKTK",
        "Anak yang menjadi korban tindak kekerasan atau diperlakukan salah",
        "Child victim of violence or maltreatment",
        "anak",
        (1,),
        "specific",
        (None, 17),
    ),
    _ppks(
        7,
        "AMPK",
        "Anak yang memerlukan perlindungan khusus",
        "Child in need of special protection",
        "anak",
        (1,),
        "specific",
        (0, 18),
    ),
    _ppks(8, "LUT", "Lanjut usia telantar", "Neglected elderly", "lansia", (5,), "none", (60, None)),
    _ppks(
        9,
        "PD",
        "Penyandang disabilitas",
        "Person with disability",
        "disabilitas",
        (2,),
        "health",
        (18, None),
        firm=False,
    ),
    _ppks(
        10,
        "TS",
        "Tuna susila",
        "Sex worker",
        "tuna_sosial",
        (3,),
        "specific",
        (18, None),
    ),
    _ppks(11, "GLD", "Gelandangan", "Homeless person", "tuna_sosial", (3,), "none"),
    _ppks(12, "PGM", "Pengemis", "Beggar", "tuna_sosial", (3,), "none"),
    _ppks(13, "PML", "Pemulung", "Waste picker", "tuna_sosial", (3,), "none"),
    _ppks(14, "KM", "Kelompok minoritas", "Minority group", "tuna_sosial", (3,), "specific"),
    _ppks(
        15,
        "BWBLP",
        "Bekas warga binaan lembaga pemasyarakatan",
        "Former prison inmate",
        "tuna_sosial",
        (3,),
        "criminal",
        (19, None),
    ),
    _ppks(16, "ODHA", "Orang dengan HIV/AIDS", "Person with HIV/AIDS", "tuna_sosial", (3,), "health"),
    _ppks(17, "NAPZA", "Korban penyalahgunaan NAPZA", "Victim of drug abuse", "napza", (4,), "health"),
    _ppks(18, "KT", "Korban trafficking", "Victim of trafficking", "kpo", (3,), "specific"),
    _ppks(19, "KTK", "Korban tindak kekerasan", "Victim of violence", "kpo", (3,), "specific"),
    _ppks(
        20,
        "PMBS",
        "Pekerja migran bermasalah sosial",
        "Migrant worker in social trouble",
        "kpo",
        (3,),
        "none",
    ),
    _ppks(21, "KBA", "Korban bencana alam", "Victim of natural disaster", "bencana", (6,), "none"),
    _ppks(22, "KBS", "Korban bencana sosial", "Victim of social disaster", "bencana", (6,), "none"),
    _ppks(
        23,
        "PRSE",
        "Perempuan rawan sosial ekonomi",
        "Woman in socio-economic hardship",
        "kemiskinan",
        (6,),
        "none",
        (18, 59),
        sex=2,
    ),
    _ppks(24, "FM", "Fakir miskin", "Poor family", "kemiskinan", (6,), "none", unit="family"),
    _ppks(
        25,
        "KBSP",
        "Keluarga bermasalah sosial psikologis",
        "Family with psychosocial problems",
        "keluarga",
        (6,),
        "specific",
        unit="family",
    ),
    _ppks(
        26,
        "KAT",
        "Komunitas adat terpencil",
        "Remote indigenous community",
        "kat",
        (6,),
        "none",
        unit="community",
    ),
)
PPKS_BY_CODE: Mapping[str, Ppks] = by_code(PPKS)

# Abbreviations of the 2007 guide still met in files. None: a type of 2007 that is not among the 26 of today.
SYNONYMS_2007: Mapping[str, str | None] = MappingProxyType(
    {
        "ABT": "PPKS-01",
        "AT": "PPKS-02",
        "AN": "PPKS-03",  # anak nakal; today anak berhadapan dengan hukum
        "AJ": "PPKS-04",
        "WRSE": "PPKS-23",
        "KTK": "PPKS-19",
        "LUT": "PPKS-08",
        "PACA": "PPKS-09",  # penyandang cacat; a child belongs to PPKS-05
        "TS": "PPKS-10",
        "PGMS": "PPKS-12",
        "GLDNG": "PPKS-11",
        "BWBLK": "PPKS-15",
        "NAPZA": "PPKS-17",
        "KFM": "PPKS-24",
        "RTLH": None,
        "KBSP": "PPKS-25",
        "KAT": "PPKS-26",
        "KBA": "PPKS-21",
        "KBS": "PPKS-22",
        "PM": "PPKS-20",
        "ODHA": "PPKS-16",
        "KLGRTN": None,
    }
)


@dataclass(frozen=True, slots=True)
class PpksFault:
    """Why a type does not fit. "error" breaks the rule; "question" needs a look (soft rule, or unknown)."""

    code: str
    severity: Literal["error", "question"]
    sentence: str


def check_ppks(code: str, age: int | None, sex: int | None) -> PpksFault | None:
    """The first fault of giving type `code` to a person of `age` completed years and `sex` (1 L, 2 P).

    None means that age and sex allow it. Types of families and communities have no such check. An unknown age
    or sex that the type depends on is a question, never silently allowed. KeyError for an unknown code.
    """
    ppks = PPKS_BY_CODE[code]
    if ppks.unit != "person":
        return None
    return _sex_fault(ppks, sex) or _age_fault(ppks, age)


def _sex_fault(ppks: Ppks, sex: int | None) -> PpksFault | None:
    if ppks.sex is None or sex == ppks.sex:
        return None
    if sex is None:
        return PpksFault(ppks.code, "question", f"{ppks.name_id}: jenis kelamin belum diketahui.")
    who = "perempuan" if ppks.sex == 2 else "laki-laki"
    return PpksFault(ppks.code, "error", f"{ppks.name_id} hanya untuk {who}.")


def _age_fault(ppks: Ppks, age: int | None) -> PpksFault | None:
    low, high = ppks.age_from, ppks.age_to
    if low is None and high is None:
        return None
    if age is None:
        return PpksFault(ppks.code, "question", f"{ppks.name_id}: umur belum diketahui.")
    if (low is None or age >= low) and (high is None or age <= high):
        return None
    severity: Literal["error", "question"] = "error" if ppks.age_is_firm else "question"
    return PpksFault(ppks.code, severity, f"{ppks.name_id} {_age_words(low, high)}; umur orang ini {age} tahun.")


def _age_words(low: int | None, high: int | None) -> str:
    if low is None:
        return f"untuk umur di bawah {(high or 0) + 1} tahun"
    return f"untuk umur {low} tahun ke atas" if high is None else f"untuk umur {low} sampai {high} tahun"


NeglectGrade = Literal["tidak_telantar", "hampir_telantar", "telantar"]
NEGLECT_CRITERIA_COUNT = 7


def neglect_grade(criteria_met: int) -> NeglectGrade:
    """Neglect of a child under five by the survey score [src:TELANTAR M]: of seven criteria at most one
    is not neglected, two nearly, three or more neglected. Which seven was not found. ValueError outside 0-7.
    """
    if not 0 <= criteria_met <= NEGLECT_CRITERIA_COUNT:
        raise ValueError(f"jumlah kriteria {criteria_met} tidak mungkin; ada {NEGLECT_CRITERIA_COUNT} kriteria")
    if criteria_met >= 3:
        return "telantar"
    return "hampir_telantar" if criteria_met == 2 else "tidak_telantar"
