"""School and certificates: Regsosek 412-415 and the education of the KK, by age, cohort and welfare."""

import numpy as np

from pilar.demo.draws import Floats, Ints, chance, curve, graded, weighted

# Levels in order: never finished anything, SD unfinished, SD, SMP, SMA, diploma, S1, S2.
_COHORTS = (
    (1900, (12, 20, 35, 13, 14, 2.5, 3.0, 0.5)),
    (1960, (3, 9, 28, 18, 31, 4.0, 6.2, 0.8)),
    (1980, (1, 3, 14, 20, 44, 5.0, 12, 1.0)),
    (1995, (0.8, 2, 7, 17, 55, 4.0, 14, 0.2)),
)
_IN_SCHOOL = ((4, 0.0), (5, 0.3), (6, 0.75), (7, 0.99), (12, 0.99), (13, 0.97), (15, 0.94), (16, 0.88), (18, 0.7),
              (19, 0.36), (22, 0.28), (24, 0.1), (27, 0.02), (40, 0.0))  # fmt: skip
_KK_EDUCATION = np.array([1, 2, 3, 4, 5, 7, 8, 9], dtype=np.int16)  # code of each level in the KK
_HIGHEST = ((3, 4), (3, 4), (3, 4), (8, 9), (13, 14, 15), (18,), (19,), (21,))
_HIGHEST_SHARES = ((88, 12), (88, 12), (88, 12), (80, 20), (52, 10, 38), (1,), (1,), (1,))


def educate(rng: np.random.Generator, age: Ints, birth_year: Ints, welfare: Floats) -> dict[str, Ints]:
    """Columns partisipasi_sekolah, jenjang, kelas, ijazah (0: not asked) and pendidikan_kk (1-10)."""
    share = curve(_IN_SCHOOL, age) + np.where((age > 12) & (age < 26), 0.06 * np.clip(welfare, -2, 2), 0)
    at_school = (age >= 5) & chance(rng, share)
    level = _adult_level(rng, birth_year, welfare)
    level = np.where(
        age < 19, np.minimum(level, np.select([age < 7, age < 13, age < 16, age < 18], [0, 1, 2, 3], 4)), level
    )
    level = np.where(at_school, _finished_by(age), level)
    studying = np.where(at_school, _studies_at(age), level)
    never = (~at_school) & (level == 0)
    part = np.select([age < 5, at_school, never], [0, 2, 1], 3)
    asked = part >= 2
    jenjang = _codes(rng, np.maximum(studying, 1))
    ijazah = np.where(level >= 2, _codes(rng, level), 23)
    same_level = asked & (studying == level) & (level >= 2)
    ijazah = np.where(same_level, jenjang, ijazah)
    kelas = np.where(at_school, _grade(rng, age), np.where(level >= 2, 8, 1 + weighted(rng, age.size, (1, 2, 3, 3, 2))))
    return {
        "partisipasi_sekolah": part.astype(np.int16),
        "jenjang_tertinggi_yang_diduduki": np.where(asked, jenjang, 0).astype(np.int16),
        "kelas_tertinggi_yang_diduduki": np.where(asked, kelas, 0).astype(np.int16),
        "ijazah_tertinggi_yang_dimiliki": np.where(asked, ijazah, 0).astype(np.int16),
        "pendidikan_kk": np.where(at_school & (level < 2) & (age >= 7), 2, _KK_EDUCATION[level]).astype(np.int16),
    }


def _adult_level(rng: np.random.Generator, birth_year: Ints, welfare: Floats) -> Ints:
    level = np.zeros(birth_year.size, dtype=np.int16)
    starts = [start for start, _ in _COHORTS]
    cohort = np.searchsorted(starts, birth_year, side="right") - 1
    for number, (_, shares) in enumerate(_COHORTS):
        rows = np.flatnonzero(cohort == number)
        level[rows] = graded(rng, welfare[rows], range(8), shares, 0.6)
    return level


def _finished_by(age: Ints) -> Ints:
    """Highest finished level of a pupil of this age."""
    return np.select([age < 7, age < 13, age < 16, age < 19, age < 24], [0, 1, 2, 3, 4], 6)


def _studies_at(age: Ints) -> Ints:
    return np.select([age < 13, age < 16, age < 19, age < 24], [1, 3, 4, 6], 7)


def _grade(rng: np.random.Generator, age: Ints) -> Ints:
    base = np.select([age < 13, age < 16, age < 19, age < 24], [age - 6, age - 12, age - 15, age - 18], 1)
    return np.clip(base - chance(rng, 0.08, age.size), 1, 6)


def _codes(rng: np.random.Generator, level: Ints) -> Ints:
    codes = np.zeros(level.size, dtype=np.int16)
    for number, (choices, shares) in enumerate(zip(_HIGHEST, _HIGHEST_SHARES, strict=True)):
        rows = np.flatnonzero(level == number)
        codes[rows] = np.asarray(choices)[weighted(rng, rows.size, shares)]
    return codes
