"""Programme membership: likely in low desil, with people wrongly in and wrongly out."""

from dataclasses import dataclass

import numpy as np

from pilar.demo.draws import Bools, Ints, chance

PKH, SEMBAKO, PBI_JK, PBI_APBD, LOCAL_ELDERLY, LOCAL_DISABLED = range(6)
PROGRAMMES = ("PKH", "SEMBAKO", "PBI-JK", "PBI-APBD", "PERMAKANAN-LANSIA", "BANTUAN-DISABILITAS")
SOURCES = ("APBN", "APBN", "APBN", "APBD", "APBD", "APBD")
PER_FAMILY = (True, True, False, False, False, False)
# Share of the families (PBI: of the people) of desil 1..10 that receive; PKH among families with a component.
_PKH = np.array([0.62, 0.5, 0.36, 0.2, 0.04, 0.016, 0.006, 0.003, 0.001, 0.0])
_SEMBAKO = np.array([0.72, 0.6, 0.45, 0.26, 0.06, 0.022, 0.009, 0.004, 0.001, 0.0])
_PBI = np.array([0.84, 0.78, 0.7, 0.6, 0.42, 0.15, 0.05, 0.02, 0.008, 0.002])


@dataclass(frozen=True, slots=True)
class Memberships:
    """One entry per membership."""

    family: Ints
    person: Ints  # payee or insured person, row number
    programme: Ints
    since_days: Ints  # days since 1970


def pkh_component(age: Ints, pregnant: Bools, in_school: Bools, severe: Bools) -> Bools:
    """Persons who are a PKH component: pregnant, 0-6, school age and at school, 60+, severely disabled."""
    return np.asarray(pregnant | (age <= 6) | (in_school & (age <= 21)) | (age >= 60) | severe)


def enrol(
    rng: np.random.Generator, desil: Ints, family: Ints, payee: Ints, component: Bools,
    elderly_alone: Bools, severe: Bools, as_of_days: int,
) -> Memberships:  # fmt: skip
    """`desil` and `payee` (row of the pengurus) per family; the other arrays per person."""
    has_component = np.zeros(desil.size, dtype=bool)
    has_component[family[component]] = True
    level = desil - 1
    pkh = has_component & chance(rng, _PKH[level])
    sembako = chance(rng, np.where(pkh, 0.88, _SEMBAKO[level] * 0.72))
    pbi_family = chance(rng, np.where(pkh | sembako, 0.93, _PBI[level]))
    pbi = pbi_family[family] & chance(rng, 0.93, family.size)
    local_pbi = ~pbi & chance(rng, np.array([0.5, 0.5, 0.4, 0.3, 0.2, 0.1, 0.04, 0.02, 0, 0])[level[family]])
    low = desil[family] <= 5
    elderly = elderly_alone & low & chance(rng, 0.18, family.size)
    disabled = severe & low & chance(rng, 0.22, family.size)
    per_family = [(np.flatnonzero(pkh), PKH), (np.flatnonzero(sembako), SEMBAKO)]
    per_person = [(np.flatnonzero(pbi), PBI_JK), (np.flatnonzero(local_pbi), PBI_APBD),
                  (np.flatnonzero(elderly), LOCAL_ELDERLY), (np.flatnonzero(disabled), LOCAL_DISABLED)]  # fmt: skip
    families = np.concatenate([rows for rows, _ in per_family] + [family[rows] for rows, _ in per_person])
    persons = np.concatenate([payee[rows] for rows, _ in per_family] + [rows for rows, _ in per_person])
    kinds = np.concatenate([np.full(rows.size, kind, dtype=np.int8) for rows, kind in per_family + per_person])
    since = as_of_days - 30 - np.floor(rng.gamma(1.6, 700, families.size)).clip(0, 5000).astype(np.int64)
    order = np.lexsort((kinds, persons, families))
    return Memberships(families[order], persons[order], kinds[order], since[order])
