"""Dwelling and assets of a family: Regsosek 301-310 and 502-504 with its answer codes, graded by welfare.

Field names are those of the DTSEN interface. A code of 0 in a conditional field means "not asked".
"""

import numpy as np

from pilar.demo.draws import Bools, Floats, Ints, chance, curve, graded, owns, weighted
from pilar.demo.places import Place

# field: (share of the nation's families, loading on welfare, share multiplier in rural places)
_MOVABLES: dict[str, tuple[float, float, float]] = {
    "aset_bergerak_tabung_gas": (0.13, 0.6, 0.8),
    "aset_bergerak_lemari_es": (0.62, 0.6, 0.85),
    "aset_bergerak_ac": (0.14, 0.65, 0.5),
    "aset_bergerak_pemanas_air": (0.03, 0.6, 0.5),
    "aset_bergerak_telepon_rumah": (0.02, 0.45, 0.5),
    "aset_bergerak_tv_datar": (0.42, 0.6, 0.85),
    "aset_bergerak_emas_perhiasan": (0.17, 0.5, 0.9),
    "aset_bergerak_komputer_laptop_tablet": (0.2, 0.65, 0.7),
    "aset_bergerak_sepeda_motor": (0.83, 0.5, 1.0),
    "aset_bergerak_sepeda": (0.36, 0.15, 0.8),
    "aset_bergerak_mobil": (0.15, 0.7, 0.8),
    "aset_bergerak_perahu": (0.006, 0.1, 6.0),
    "aset_bergerak_kapal_perahu_motor": (0.004, 0.2, 6.0),
    "aset_bergerak_smartphone": (0.86, 0.5, 0.97),
}
_FIXED: dict[str, tuple[float, float, float]] = {
    "aset_tidak_bergerak_lahan_lainnya": (0.2, 0.35, 1.6),
    "aset_tidak_bergerak_rumah_lainnya": (0.08, 0.5, 0.9),
}
_HERDS: dict[str, tuple[float, float]] = {  # share of rural families, mean number
    "jumlah_ternak_sapi": (0.07, 2.2),
    "jumlah_ternak_kerbau": (0.004, 2.0),
    "jumlah_ternak_kuda": (0.001, 1.5),
    "jumlah_ternak_babi": (0.01, 3.0),
    "jumlah_ternak_kambing_domba": (0.05, 3.5),
}


def furnish(
    rng: np.random.Generator, place: Place, welfare: Floats, persons: Ints, shares_dwelling: Bools
) -> tuple[dict[str, Ints], Floats]:
    """Columns of dwelling and assets, and the index (mean of all standardised goods) that the desil score uses."""
    columns: dict[str, Ints] = {}
    columns |= _building(rng, place, welfare, persons)
    columns |= _services(rng, place, welfare)
    host = np.maximum.accumulate(np.where(shares_dwelling, 0, np.arange(welfare.size)))
    columns = {name: values[host] for name, values in columns.items()}
    columns["status_kepemilikan_rumah"] = np.where(shares_dwelling, 3, columns["status_kepemilikan_rumah"]).astype(
        np.int16
    )
    columns["bukti_kepemilikan_lahan"] = np.where(
        columns["status_kepemilikan_rumah"] == 1, columns["bukti_kepemilikan_lahan"], 0
    ).astype(np.int16)
    rural = 1 - place.urban
    for fields in (_MOVABLES, _FIXED):
        for name, (share, loading, rural_factor) in fields.items():
            local = min(share * (1 + rural * (rural_factor - 1)), 0.97)
            columns[name] = np.where(owns(rng, welfare, local, loading), 1, 2).astype(np.int16)
    for name, (share, mean) in _HERDS.items():
        has = chance(rng, share * (0.05 + rural), welfare.size)
        columns[name] = np.where(has, 1 + rng.poisson(mean - 1, welfare.size), 0).astype(np.int16)
    return columns, _index(columns, persons)


def _building(rng: np.random.Generator, place: Place, welfare: Floats, persons: Ints) -> dict[str, Ints]:
    wood = place.wooden
    owner = curve(((-2, 0.75), (0, 0.79), (2, 0.86)), welfare) - 0.12 * place.urban
    draw = rng.random(welfare.size)
    tenure = np.select([draw < owner, draw < owner + 0.11 + 0.06 * place.urban, draw < 0.985], [1, 2, 3], 4)
    area = np.clip(rng.lognormal(4.05 + 0.26 * welfare + 0.03 * (persons - 3), 0.38), 9, 480).astype(np.int16)
    return {
        "status_kepemilikan_rumah": tenure.astype(np.int16),
        "bukti_kepemilikan_lahan": graded(rng, welfare, (6, 5, 3, 2, 4, 1), (6, 24, 5, 5, 4, 56), 0.4),
        "luas_lantai": area,
        "jenis_lantai_terluas": graded(
            rng,
            welfare,
            (8, 7, 6, 5, 4, 3, 2, 1),
            (4 - 3 * place.urban, 0.6, 26 * (1 - 0.5 * wood), 3 + 45 * wood, 5, 3, 55 * (1 - 0.5 * wood), 3),
            0.6,
        ),
        "jenis_dinding_terluas": graded(
            rng,
            welfare,
            (6, 4, 5, 2, 3, 1),
            (0.6, 3.5 * (1 - wood), 0.4, 2.5, 5 + 60 * wood, 88 * (1 - 0.6 * wood)),
            0.5,
        ),
        "jenis_atap_terluas": graded(
            rng,
            welfare,
            (7, 6, 5, 4, 3, 2, 1),
            (0.7, 0.1, 0.6 + 4 * wood, 8, 12 + 150 * wood, 70 * (1 - 0.8 * wood), 4),
            0.4,
        ),
    }


def _services(rng: np.random.Generator, place: Place, welfare: Floats) -> dict[str, Ints]:
    rural = 1 - place.urban
    water = graded(
        rng,
        welfare,
        (9, 10, 8, 6, 7, 5, 4, 3, 2, 1),
        (0.6 * rural + 0.05, 2 * rural + 0.05, 0.8 * rural, 2.5, 3 * rural, 16, 26, 10, 34, 11),
        0.45,
    )
    waste = np.where((water >= 4) & (water <= 8), 1 + weighted(rng, welfare.size, (30, 60, 10)), 0)
    light = graded(rng, welfare, (4, 3, 2, 1), (0.1 + 0.6 * rural, 0.2 + 3 * rural, 7, 92), 0.45)
    power = graded(rng, welfare, (1, 2, 3, 4, 5), (36, 41, 15, 5, 3), 0.65)
    toilet = graded(rng, welfare, (6, 5, 4, 3, 2, 1), (3 * rural + 0.7, 0.3, 1.2, 2.5, 8, 85), 0.5)
    bowl = np.where(toilet <= 3, graded(rng, welfare, (4, 3, 2, 1), (3 * rural + 0.5, 0.6, 1.5, 94), 0.45), 0)
    return {
        "sumber_air_minum_utama": water,
        "jarak_sumber_air_ke_limbah": waste.astype(np.int16),
        "sumber_penerangan_utama": light,
        "daya_terpasang": np.where(light == 1, power, 0).astype(np.int16),
        "bahan_bakar_utama_memasak": graded(
            rng, welfare, (10, 9, 7, 12, 4, 5, 2, 3, 1), (9 * rural + 2, 0.2, 0.6, 3, 80, 0.5, 5, 4, 0.9), 0.5
        ),
        "fasilitas_bab": toilet,
        "jenis_kloset": bowl.astype(np.int16),
        "pembuangan_akhir_tinja": graded(rng, welfare, (5, 3, 6, 4, 2, 1), (0.5, 5, 0.4, 9, 3, 82), 0.45),
    }


def _index(columns: dict[str, Ints], persons: Ints) -> Floats:
    """Mean of standardised signs of comfort; the building counts as much as the assets."""
    signs: list[Floats] = [
        np.log(columns["luas_lantai"] / persons),
        -_worst_first(columns["jenis_lantai_terluas"], (1, 2, 3, 4, 6, 5, 9, 7, 8)),
        -_worst_first(columns["jenis_dinding_terluas"], (1, 2, 3, 4, 5, 6, 7)),
        -_worst_first(columns["fasilitas_bab"], (1, 2, 3, 4, 5, 6)),
        columns["daya_terpasang"].astype(np.float64),
    ]
    for name, (share, loading, _) in _MOVABLES.items():
        if loading >= 0.5 and share > 0.05:
            signs.append((columns[name] == 1).astype(np.float64))
    total = np.zeros(persons.size)
    for sign in signs:
        spread = sign.std()
        if spread > 0:
            total += (sign - sign.mean()) / spread
    return total / len(signs)


def _worst_first(codes: Ints, best_to_worst: tuple[int, ...]) -> Floats:
    ranks = np.zeros(max(best_to_worst) + 1)
    for rank, code in enumerate(best_to_worst):
        ranks[code] = rank
    return ranks[codes]
