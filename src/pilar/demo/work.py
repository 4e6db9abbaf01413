"""Work: Regsosek 416-425 and the occupation of the KK, by age, sex, place and welfare."""

from dataclasses import dataclass

import numpy as np

from pilar.demo.draws import Bools, Floats, Ints, chance, curve
from pilar.demo.places import Place


@dataclass(frozen=True, slots=True)
class Job:
    """An occupation: text of the KK, lapangan usaha L1 (417), kedudukan (418), weights and typical welfare."""

    title: str
    sector: int
    standing: int
    urban: float
    rural: float
    welfare: float
    women: float  # share of women among its workers
    official: str = ""  # "asn", "tni", "polri", "bumn", "perangkat_desa"


JOBS = (
    Job("BURUH HARIAN LEPAS", 11, 7, 13, 8, -1.1, 0.12),
    Job("BURUH TANI/PERKEBUNAN", 1, 6, 2, 16, -1.2, 0.35),
    Job("PETANI/PEKEBUN", 1, 1, 2, 18, -0.5, 0.25),
    Job("PEKEBUN SAWIT", 3, 2, 0.1, 9, 0.1, 0.2),
    Job("NELAYAN/PERIKANAN", 4, 1, 1.2, 4, -0.8, 0.05),
    Job("PETERNAK", 5, 1, 0.5, 1.5, -0.3, 0.3),
    Job("KARYAWAN TAMBANG", 7, 4, 0.2, 12, 1.0, 0.08),
    Job("KARYAWAN SWASTA", 12, 4, 22, 8, 0.45, 0.42),
    Job("BURUH PABRIK", 8, 4, 13, 3, -0.1, 0.5),
    Job("PEDAGANG", 12, 1, 11, 7, -0.3, 0.55),
    Job("PEDAGANG KELILING", 12, 1, 4, 2, -1.0, 0.45),
    Job("WIRASWASTA", 12, 3, 10, 6, 0.5, 0.35),
    Job("PENJAHIT", 8, 1, 2, 1, -0.4, 0.75),
    Job("SOPIR", 13, 4, 3, 3, -0.3, 0.02),
    Job("PENGEMUDI OJEK", 13, 1, 5, 1.5, -0.7, 0.04),
    Job("TUKANG BATU", 11, 7, 4, 3, -0.9, 0.01),
    Job("TUKANG KAYU", 11, 1, 1.5, 1.5, -0.6, 0.01),
    Job("MEKANIK", 12, 4, 2.5, 1.5, 0.0, 0.02),
    Job("ASISTEN RUMAH TANGGA", 25, 4, 3, 1.2, -1.1, 0.94),
    Job("WARUNG MAKAN", 14, 2, 4, 2.5, -0.2, 0.7),
    Job("GURU", 21, 4, 3, 2.5, 0.5, 0.68),
    Job("GURU PNS", 21, 5, 2, 2, 1.1, 0.63, "asn"),
    Job("PEGAWAI NEGERI SIPIL", 20, 5, 3.6, 3, 1.2, 0.45, "asn"),
    Job("TENTARA NASIONAL INDONESIA", 20, 5, 0.6, 0.4, 0.9, 0.03, "tni"),
    Job("KEPOLISIAN RI", 20, 5, 0.5, 0.4, 1.0, 0.06, "polri"),
    Job("KARYAWAN BUMN", 9, 5, 1.0, 0.5, 1.4, 0.3, "bumn"),
    Job("PERANGKAT DESA", 20, 4, 0.0, 1.2, 0.4, 0.25, "perangkat_desa"),
    Job("PERAWAT", 22, 4, 1.2, 0.8, 0.7, 0.78),
    Job("KARYAWAN HONORER", 20, 4, 1.8, 1.5, 0.1, 0.5),
    Job("PEMULUNG", 10, 1, 0.7, 0.1, -1.9, 0.35),
    Job("JURU PARKIR", 13, 7, 0.9, 0.1, -1.3, 0.03),
    Job("USAHA KELUARGA", 12, 8, 3, 6, -0.4, 0.75),
)
OFFICIALS = ("", "asn", "tni", "polri", "bumn", "perangkat_desa")
NO_JOB = ("BELUM/TIDAK BEKERJA", "MENGURUS RUMAH TANGGA", "PELAJAR/MAHASISWA", "PENSIUNAN")
OCCUPATIONS = (*(job.title for job in JOBS), *NO_JOB)
_MEN = (
    (14, 0.0),
    (16, 0.12),
    (19, 0.5),
    (23, 0.78),
    (27, 0.93),
    (50, 0.95),
    (58, 0.86),
    (65, 0.62),
    (75, 0.3),
    (85, 0.06),
)
_WOMEN = ((14, 0.0), (16, 0.08), (19, 0.36), (25, 0.52), (40, 0.58), (55, 0.52), (65, 0.34), (75, 0.14), (85, 0.02))


def employ(
    rng: np.random.Generator, place: Place, age: Ints, female: Bools, at_school: Bools, welfare: Floats
) -> dict[str, Ints]:
    """Work columns with the DTSEN field names; 0 means "not asked".

    `pekerjaan` is a position in OCCUPATIONS; `upah` is rupiah a month (0 for those without a wage);
    `usaha_*` columns are set for owners of a business.
    """
    share = np.where(female, curve(_WOMEN, age), curve(_MEN, age)) * np.where(at_school, 0.06, 1.0)
    works = (age >= 10) & chance(rng, share)
    job = _choose_jobs(rng, place, age, female, works, welfare)
    standing = np.where(works, np.array([j.standing for j in JOBS])[job], 0)
    sector = np.where(works, np.array([j.sector for j in JOBS])[job], 0)
    pensioner = ~works & (age >= 58) & chance(rng, np.where(welfare > 0.6, 0.3, 0.02))
    idle = np.select([pensioner, at_school | ((age < 17) & (age > 5)), female & (age > 19)], [3, 2, 1], 0)
    owner = works & np.isin(standing, (1, 2, 3))
    return {
        "pekerjaan": np.where(works, job, len(JOBS) + idle).astype(np.int16),
        "status_bekerja": np.select([age < 5, works], [0, 1], 2).astype(np.int16),
        "status_dalam_pekerjaan_utama": standing.astype(np.int16),
        "lapangan_usaha_dari_pekerjaan_utama": sector.astype(np.int16),
        "upah": _wages(rng, place, works & np.isin(standing, (4, 5, 6, 7)), welfare),
        **_businesses(rng, owner, standing, sector, welfare, age),
    }


def _choose_jobs(
    rng: np.random.Generator, place: Place, age: Ints, female: Bools, works: Bools, welfare: Floats
) -> Ints:
    """Gumbel-max choice, in pieces so that memory stays small."""
    chosen = np.zeros(age.size, dtype=np.int16)
    rural = 1 - place.urban
    weights = np.array([place.urban * j.urban + rural * j.rural + 1e-4 for j in JOBS], dtype=np.float32)
    base = np.log(weights)
    typical = np.array([j.welfare for j in JOBS], dtype=np.float32)
    women = np.array([j.women for j in JOBS], dtype=np.float32)
    official = np.array([bool(j.official) for j in JOBS])
    rows_all = np.flatnonzero(works)
    for start in range(0, rows_all.size, 100_000):
        rows = rows_all[start : start + 100_000]
        sex = np.log(np.where(female[rows, None], women, 1 - women))
        fit = base + sex - (welfare[rows, None].astype(np.float32) - typical) ** 2 / 1.6
        out_of_age = (age[rows] < 20) | (age[rows] > 59)
        fit[np.ix_(out_of_age, official)] = -50
        fit += rng.gumbel(size=fit.shape).astype(np.float32)
        chosen[rows] = np.argmax(fit, axis=1)
    return chosen


def _wages(rng: np.random.Generator, place: Place, earns: Bools, welfare: Floats) -> Ints:
    mean = np.log(place.minimum_wage * 0.78) + 0.3 * welfare
    wage = np.exp(rng.normal(mean, 0.38))
    return np.where(earns, np.round(np.minimum(wage, 60e6), -4), 0).astype(np.int64)


def _businesses(
    rng: np.random.Generator, owner: Bools, standing: Ints, sector: Ints, welfare: Floats, age: Ints
) -> dict[str, Ints]:
    size = owner.size
    turnover = np.digitize(rng.normal(welfare, 0.8), (1.0, 1.9, 2.5, 3.1, 4.0)) + 1
    paid = np.where(standing == 3, 1 + rng.poisson(1.2, size), 0)
    unpaid = np.where(standing == 2, 1 + rng.poisson(0.4, size), 0)
    count = np.where(owner, 1 + chance(rng, 0.04, size), 0)
    return {
        "kepemilikan_usaha": np.select([age < 5, owner], [0, 1], 2).astype(np.int16),
        "jumlah_usaha": count.astype(np.int16),
        "lapangan_usaha_dari_usaha_utama": np.where(owner, sector, 0).astype(np.int16),
        "omzet_usaha_utama": np.where(owner, turnover, 0).astype(np.int16),
        "jumlah_pekerja_yang_dibayar_dari_usaha_utama": np.where(owner, paid, 0).astype(np.int16),
        "jumlah_pekerja_yang_tidak_dibayar_dari_usaha_utama": np.where(owner, unpaid, 0).astype(np.int16),
    }


def official_kinds(occupation: Ints) -> Ints:
    """Position in OFFICIALS of each person's office; 0 for none."""
    lookup = np.zeros(len(OCCUPATIONS), dtype=np.int8)
    for number, job in enumerate(JOBS):
        lookup[number] = OFFICIALS.index(job.official)
    return lookup[occupation]


def draw_company_officers(rng: np.random.Generator, occupation: Ints, welfare: Floats, age: Ints) -> Bools:
    """Directors and owners of registered companies, a few of them poor people whose identity was used."""
    adult = (age >= 21) & (age < 75)
    own = (occupation == OCCUPATIONS.index("WIRASWASTA")) & chance(rng, np.where(welfare > 0.5, 0.16, 0.03))
    return adult & (own | chance(rng, 0.0004, occupation.size))
