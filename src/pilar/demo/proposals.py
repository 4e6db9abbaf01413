"""Which families the kelurahan propose in one month, and why."""

from typing import Any

import numpy as np
import pyarrow as pa

from pilar.demo.city import City
from pilar.demo.draws import Bools, Ints, chance, weighted
from pilar.demo.streams import stream

PERSONS_PER_PROPOSAL = 60
KINDS = (
    "DTSEN BARU", "PERBAIKAN", "BANSOS: PKH", "BANSOS: SEMBAKO", "BANSOS: PBI", "REAKTIVASI PBI JK",
    "PENGHENTIAN: PKH", "PENGHENTIAN: SEMBAKO",
)  # fmt: skip
_SHARES = (12, 24, 16, 26, 16, 6)
"""Of the kinds that ask for something; those that stop aid are drawn apart, among the families that receive it."""
_STOP_SHARE = 0.1
_STOP_PKH, _STOP_SEMBAKO = KINDS.index("PENGHENTIAN: PKH"), KINDS.index("PENGHENTIAN: SEMBAKO")
REASONS = (
    "BELUM TERDATA", "DATA TIDAK SESUAI KK", "KEPALA KELUARGA TIDAK BEKERJA", "PENGHASILAN TIDAK TETAP",
    "LANJUT USIA HIDUP SENDIRI", "SAKIT MENAHUN", "ANAK SEKOLAH TANPA BANTUAN", "RUMAH TIDAK LAYAK", "PBI NONAKTIF SAAT BEROBAT",
    "SUDAH MAMPU", "MENGUNDURKAN DIRI", "TIDAK ADA KOMPONEN LAGI",
)  # fmt: skip
_REACTIVATED, _FIRST_STOP = REASONS.index("PBI NONAKTIF SAAT BEROBAT"), REASONS.index("SUDAH MAMPU")
_NEED = np.array([0.07, 0.05, 0.035, 0.025, 0.012, 0.005, 0.003, 0.002, 0.001, 0.001])
"""How likely a family of desil 1..10 is proposed, before the total is set."""
_SURFEIT = np.array([0.2, 0.3, 0.5, 1, 3, 5, 8, 8, 8, 8])
"""The same for stopping the aid of a family that receives it."""


def propose(city: City, seed: int) -> Any:
    """Arrow table family_id, kind, reason: about one proposal per 60 persons among the families of version 3, in all kelurahan.

    Mostly of low desil; families that receive neither PKH nor Sembako come first, a few well-off ones are proposed all the
    same. Some families that receive aid are proposed to stop, likelier the better off they are.
    """
    rng = stream(seed, "proposals")
    desil = city.families["desil"].to_numpy() - 1
    listed = city.families["in_v3"].to_numpy(zero_copy_only=False)
    pkh, sembako = _receiving(city, "PKH"), _receiving(city, "SEMBAKO")
    wanted = city.persons.num_rows / PERSONS_PER_PROPOSAL
    stops = chance(rng, _scaled(_SURFEIT[desil] * (listed & (pkh | sembako)), wanted * _STOP_SHARE))
    need = np.where(pkh | sembako, _NEED[desil] * 0.3, _NEED[desil]) * (listed & ~stops)
    asks = chance(rng, _scaled(need, wanted * (1 - _STOP_SHARE)))
    asks |= _one_in_each(city, need, asks | stops)
    chosen = np.flatnonzero(asks | stops)
    kind, reason = _asked(rng, chosen.size)
    ends = stops[chosen]
    kind = np.where(ends, np.where(pkh[chosen], _STOP_PKH, _STOP_SEMBAKO), kind)
    reason = np.where(ends, _FIRST_STOP + weighted(rng, chosen.size, (70, 12, 18)), reason)
    return pa.table({
        "family_id": pa.array(chosen + 1),
        "kind": pa.array(KINDS).take(pa.array(kind)),
        "reason": pa.array(REASONS).take(pa.array(reason)),
    })  # fmt: skip


def _receiving(city: City, programme: str) -> Bools:
    has = np.zeros(city.families.num_rows, dtype=bool)
    wanted = city.programmes["programme"].to_numpy() == programme
    has[city.programmes["family_id"].to_numpy()[wanted] - 1] = True
    return has


def _scaled(weight: Any, wanted: float) -> Any:
    """Chances in proportion to the weights whose sum is `wanted`, none above one half."""
    total = float(weight.sum())
    return np.minimum(weight * (wanted / total), 0.5) if total else weight


def _one_in_each(city: City, need: Any, chosen: Bools) -> Bools:
    """The neediest family of every kelurahan that would otherwise propose nobody."""
    place = city.families["kelurahan_code"].to_numpy(zero_copy_only=False)
    extra = np.zeros(chosen.size, dtype=bool)
    for code in np.setdiff1d(np.unique(place[need > 0]), np.unique(place[chosen])):
        here = np.flatnonzero(place == code)
        extra[here[np.argmax(need[here])]] = True
    return extra


def _asked(rng: np.random.Generator, size: int) -> tuple[Ints, Ints]:
    """Kind and reason of proposals that ask for something."""
    kind = weighted(rng, size, _SHARES)
    reason = np.where(kind == 0, 0, np.where(kind == 1, 1, 2 + weighted(rng, size, (24, 30, 10, 10, 16, 10))))
    return kind, np.where(kind == KINDS.index("REAKTIVASI PBI JK"), _REACTIVATED, reason)
