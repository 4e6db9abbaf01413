"""Which families the kelurahan propose in one month, and why."""

from typing import Any

import numpy as np
import pyarrow as pa

from pilar.demo.city import City
from pilar.demo.draws import chance, weighted
from pilar.demo.streams import stream

KINDS = ("DTSEN BARU", "PERBAIKAN", "BANSOS: PKH", "BANSOS: SEMBAKO", "BANSOS: PBI")
_SHARES = (12, 26, 16, 26, 20)
REASONS = (
    "BELUM TERDATA", "DATA TIDAK SESUAI KK", "KEPALA KELUARGA TIDAK BEKERJA", "PENGHASILAN TIDAK TETAP",
    "LANJUT USIA HIDUP SENDIRI", "SAKIT MENAHUN", "ANAK SEKOLAH TANPA BANTUAN", "RUMAH TIDAK LAYAK",
)  # fmt: skip


def propose(city: City, seed: int) -> Any:
    """Arrow table family_id, kind, reason: about 1.5 % of the families of version 3, mostly of low desil.

    Families that receive neither PKH nor Sembako come first; a few well-off ones are proposed all the same.
    """
    rng = stream(seed, "proposals")
    families = city.families
    desil = families["desil"].to_numpy()
    aided = np.zeros(desil.size, dtype=bool)
    kinds = city.programmes["programme"].to_numpy()
    cash = np.isin(kinds, ("PKH", "SEMBAKO"))
    aided[city.programmes["family_id"].to_numpy()[cash] - 1] = True
    share = np.array([0.07, 0.05, 0.035, 0.025, 0.012, 0.005, 0.003, 0.002, 0.001, 0.001])[desil - 1]
    share = np.where(aided, share * 0.3, share)
    chosen = np.flatnonzero(families["in_v3"].to_numpy() & chance(rng, share))
    kind = weighted(rng, chosen.size, _SHARES)
    reason = np.where(kind == 0, 0, np.where(kind == 1, 1, 2 + weighted(rng, chosen.size, (24, 30, 10, 10, 16, 10))))
    return pa.table({
        "family_id": pa.array(chosen + 1),
        "kind": pa.array(KINDS).take(pa.array(kind)),
        "reason": pa.array(REASONS).take(pa.array(reason)),
    })  # fmt: skip
