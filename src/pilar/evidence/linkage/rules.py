"""Names and pure decisions of linkage that need neither Django nor the engine."""

from dataclasses import dataclass
from math import sqrt

LIST_CELLS = "linkage.list.cells"
"""Name to which the sealed cells of a matched list are bound."""
PERSON_KEYS = "linkage.person.keys"
"""Name under which the blocking keys of persons are made blind."""

MATCH_WEIGHT, REVIEW_WEIGHT = 0.0, -5.0
"""log2 odds: even odds, and one to 32. Fixed in the study, not tuned to a register."""
MOST_DOUBLES, MOST_PAIRS = 0.3, 200_000
BRAKE_FROM = 200
"""Records below which a share of doubles says nothing, so that the brake does not hold."""

CENTRE_PADAN = 60
"""Percent of the ministry's name rule from which it says PADAN (design/domain.md 1.9); the rule itself is in `engine/kemensos.py`."""

REGISTER_ROLES = (
    "national_id", "birth_date", "name", "sex", "phone", "mother_name", "birth_place", "family_id", "address", "rt", "rw", "area",
)  # fmt: skip
"""Fields of a person of the register in the words of the engine."""
REGISTER_MAP = "id=id," + ",".join(f"{role}={role}" for role in REGISTER_ROLES)

FIELD_WORDS = {
    "national_id": "NIK",
    "family_id": "Nomor KK",
    "name": "Nama",
    "sex": "Jenis kelamin",
    "birth_place": "Tempat lahir",
    "birth_date": "Tanggal lahir",
    "mother_name": "Nama ibu",
    "address": "Alamat",
    "rt": "RT",
    "rw": "RW",
    "area": "Kelurahan/desa",
    "phone": "Nomor telepon",
}
"""What the fields are called on pages and in sheets."""

_Z = 1.959964
"""Two-sided 95 % of the normal distribution."""


def brake_sentence(records: int, doubled: int, waiting: int, most_doubles: float, most_pairs: int) -> str:
    """Why a run stops without writing anything; "" when it may go on."""
    if records >= BRAKE_FROM and doubled / records > most_doubles:
        return (
            f"{doubled} dari {records} orang ({100 * doubled / records:.1f} %) terbaca ganda, lebih dari batas "
            f"{100 * most_doubles:.1f} %. Tidak ada hasil yang disimpan. Periksa kiriman terakhir, atau ubah batas bila ini memang benar."
        )
    if waiting > most_pairs:
        return (
            f"{waiting} pasangan perlu diputuskan, lebih dari batas {most_pairs}. Tidak ada hasil yang disimpan. "
            "Periksa model dan ambang, atau ubah batas bila ini memang benar."
        )
    return ""


@dataclass(frozen=True, slots=True)
class Stratum:
    """Pairs of one stratum: how many there are, how many were labelled (sure ones), how many of those are the same person."""

    pairs: int
    labelled: int
    same: int
    proposed: bool
    """Whether pairs of this stratum lie above the merge threshold."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Low and high end (95 %) around `middle`, all 0..1."""

    low: float
    middle: float
    high: float


def estimate_quality(strata: list[Stratum]) -> tuple[Estimate | None, Estimate | None]:
    """(precision, recall among the compared pairs) of the merge proposals, from a sample drawn within strata.

    Stratified estimator with the variance of Agresti–Coull proportions (two pseudo-successes and failures) per stratum; recall by
    the delta method on the ratio. A stratum with pairs but no label makes its figure unknown (None), not zero. Pairs below the review
    weight are not in the sample: recall is that of the pairs the matcher saw as possible.
    """
    above = [s for s in strata if s.proposed and s.pairs]
    below = [s for s in strata if not s.proposed and s.pairs]
    if not above or any(s.labelled == 0 for s in above):
        return None, None
    found, found_variance = _total(above)
    pairs = sum(s.pairs for s in above)
    precision = _interval(found / pairs, sqrt(found_variance) / pairs)
    if any(s.labelled == 0 for s in below):
        return precision, None
    missed, missed_variance = _total(below)
    whole = found + missed
    if whole <= 0:
        return precision, None
    spread = sqrt(missed**2 * found_variance + found**2 * missed_variance) / whole**2
    return precision, _interval(found / whole, spread)


def _total(strata: list[Stratum]) -> tuple[float, float]:
    """Estimated number of pairs of one person, and its variance."""
    total = variance = 0.0
    for s in strata:
        total += s.pairs * s.same / s.labelled
        share = (s.same + 2) / (s.labelled + 4)
        rest = max(0.0, 1 - s.labelled / s.pairs)
        variance += s.pairs**2 * share * (1 - share) / (s.labelled + 4) * rest
    return total, variance


def _interval(middle: float, spread: float) -> Estimate:
    return Estimate(max(0.0, middle - _Z * spread), middle, min(1.0, middle + _Z * spread))
