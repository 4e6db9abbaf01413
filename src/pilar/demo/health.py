"""Health and bodily state: pregnancy 410, nutrition 427, difficulties 428, chronic disease 430."""

import numpy as np

from pilar.demo.draws import Bools, Floats, Ints, chance, curve, weighted

# DTSEN field: share with "much difficulty" or worse below 50, from there to 70 and at 85 years; lowest age asked.
DIFFICULTIES: dict[str, tuple[float, float, float, int]] = {
    "penglihatan": (0.002, 0.02, 0.09, 2),
    "pendengaran": (0.0015, 0.012, 0.08, 2),
    "berjalan_atau_naik_tangga": (0.0025, 0.03, 0.16, 2),
    "menggunakan_tangan_jari": (0.0015, 0.01, 0.04, 2),
    "belajar_kemampuan_intelektual": (0.003, 0.004, 0.03, 2),
    "pengendalian_perilaku": (0.002, 0.002, 0.006, 2),
    "berbicara_komunikasi": (0.002, 0.004, 0.02, 5),
    "mengurus_diri": (0.002, 0.012, 0.09, 5),
    "mengingat_berkonsentrasi": (0.002, 0.01, 0.09, 5),
}
# code of 430: share at 20, 45 and 65 years
_DISEASES: dict[int, tuple[float, float, float]] = {
    2: (0.003, 0.06, 0.17), 3: (0.002, 0.02, 0.06), 4: (0.008, 0.01, 0.02), 5: (0.001, 0.009, 0.03),
    6: (0.001, 0.022, 0.05), 7: (0.002, 0.003, 0.005), 8: (0.0001, 0.004, 0.025), 9: (0.0003, 0.002, 0.004),
    10: (0.0002, 0.0015, 0.003), 12: (0.0003, 0.0005, 0.0001), 13: (0.001, 0.015, 0.02), 15: (0.0003, 0.0001, 0.0),
    17: (0.0, 0.0001, 0.004), 18: (0.006, 0.015, 0.03),
}  # fmt: skip


def examine(rng: np.random.Generator, age: Ints, female: Bools, marital: Ints, welfare: Floats) -> dict[str, Ints]:
    """Columns with the DTSEN field names; 0 means "not asked". Poorer people carry more of every burden."""
    columns: dict[str, Ints] = {}
    burden = np.exp(-0.25 * np.clip(welfare, -2.5, 2.5))
    shared = chance(rng, 0.004, age.size)  # one impairment often comes with another
    for name, (young, middle, old, lowest) in DIFFICULTIES.items():
        share = curve(((0, young), (50, young), (70, middle), (85, old)), age) * burden
        severe = chance(rng, share + np.where(shared, 0.3, 0.0))
        worst = severe & chance(rng, 0.25, age.size)
        slight = chance(rng, share * 3 + np.where(age > 45, 0.04, 0.004))
        columns[name] = np.select([age < lowest, worst, severe, slight], [0, 1, 2, 3], 4).astype(np.int16)
    sad = 1 + weighted(rng, age.size, (0.3, 1.6, 9, 89.1))
    columns["kesedihan_depresi"] = np.where(age < 5, 0, sad).astype(np.int16)
    columns["penyakit_kronis"] = _diseases(rng, age, burden)
    ill_fed = weighted(rng, age.size, (5, 14, 74, 7))
    codes = np.array([1, 2, 3, 8])
    fed = np.where(chance(rng, 0.5 * np.clip(welfare, 0, 1.6)), 3, codes[ill_fed])
    columns["kondisi_gizi"] = np.where(age <= 4, fed, 0).astype(np.int16)
    asked = female & (age >= 10) & (age <= 54) & (marital >= 2)
    likely = curve(((17, 0.05), (20, 0.13), (28, 0.1), (36, 0.045), (45, 0.003), (50, 0.0)), age)
    pregnant = asked & (marital == 2) & chance(rng, likely)
    columns["sedang_hamil"] = np.where(asked, np.where(pregnant, 1, 2), 0).astype(np.int16)
    return columns


def _diseases(rng: np.random.Generator, age: Ints, burden: Floats) -> Ints:
    found = np.ones(age.size, dtype=np.int16)
    for code, (young, middle, old) in _DISEASES.items():
        share = curve(((0, young / 3), (20, young), (45, middle), (65, old)), age)
        found[chance(rng, share * np.sqrt(burden))] = code
    return found


def severely_disabled(columns: dict[str, Ints]) -> Bools:
    """ "Cannot at all" in any of the nine difficulties."""
    return np.any([columns[name] == 1 for name in DIFFICULTIES], axis=0)


def disabled(columns: dict[str, Ints]) -> Bools:
    """ "Much difficulty" or "cannot at all" in any of the nine difficulties."""
    return np.any([(columns[name] == 1) | (columns[name] == 2) for name in DIFFICULTIES], axis=0)
