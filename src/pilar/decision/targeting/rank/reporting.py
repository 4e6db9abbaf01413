"""The part of a card's report about groups of people, and the curve of the exclusion error; all on held-out scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .corrections import CITY
from .metrics import exclusion, group_exclusion, listed, reach, village_bootstrap
from .survey import Floats, Survey

DRAWS = 200
SHARE = 0.3
#: Fewer households than this say nothing about a group.
FEWEST = 30
CURVE = tuple(share / 100 for share in range(5, 65, 5))


def groups_of(survey: Survey) -> dict[str, NDArray[np.bool_]]:
    """Groups that the answers tell apart: size, head, age, disability, working members, kota and kabupaten."""
    a = survey.answers
    found: dict[str, NDArray[np.bool_]] = {}
    if "hhsize" in a:
        found |= {
            "keluarga 1–2 orang": a["hhsize"] <= 2,
            "keluarga 3–5 orang": (a["hhsize"] > 2) & (a["hhsize"] < 6),
            "keluarga 6 orang atau lebih": a["hhsize"] >= 6,
        }
    if "hhmale" in a:
        found |= {"kepala perempuan": a["hhmale"] == 0, "kepala laki-laki": a["hhmale"] == 1}
    if "hhage" in a:
        found |= {"kepala 60 tahun ke atas": a["hhage"] >= 60, "kepala di bawah 60 tahun": a["hhage"] < 60}
    if "depratio" in a:
        found |= {"tanpa anggota usia kerja": np.isnan(a["depratio"])}
    if "disabilitas" in a:
        found |= {"ada penyandang disabilitas": a["disabilitas"] == 1, "tanpa disabilitas": a["disabilitas"] == 0}
    if CITY in a:
        found |= {"kota": a[CITY] == 1, "kabupaten": a[CITY] == 0}
    return {name: inside for name, inside in found.items() if FEWEST <= int(inside.sum()) < survey.size}


def by_group(survey: Survey, scores: Sequence[Floats]) -> list[dict[str, Any]]:
    """Per group: households, poor, exclusion and inclusion error at 30 %, reach; each with a village-bootstrap interval."""
    groups = groups_of(survey)
    if not groups:
        return []
    names = list(groups)
    measures = {f"g{place}": groups[name].astype(float) for place, name in enumerate(names)}
    intervals = village_bootstrap(
        survey.group,
        {"score": scores[0], "consumption": survey.consumption, "weights": survey.weights, **measures},
        _figures,
        draws=DRAWS,
        seed=2,
    )
    means = [_figures(score, survey.consumption, survey.weights, **measures) for score in scores]
    poor = listed(survey.consumption, survey.weights, SHARE)
    rows = []
    for place, name in enumerate(names):
        row: dict[str, Any] = {
            "name": name,
            "households": int(groups[name].sum()),
            "poor": round(float(np.sum(survey.weights * poor * groups[name])), 1),
        }
        for measure in ("exclusion", "inclusion", "reach"):
            key = f"g{place}_{measure}"
            row[measure] = round(float(np.nanmean([mean[key] for mean in means])), 3)
            row[f"{measure}_interval"] = [round(float(edge), 3) for edge in intervals[key]]
        rows.append(row)
    return rows


def _figures(score: Floats, consumption: Floats, weights: Floats, **groups: Floats) -> dict[str, float]:
    poor = weights * listed(consumption, weights, SHARE)
    chosen = weights * listed(score, weights, SHARE)
    right = poor * chosen / np.maximum(weights, 1e-12)
    found = {}
    for key, member in groups.items():
        places = float(np.sum(chosen * member))
        found[f"{key}_exclusion"] = group_exclusion(score, consumption, weights, member > 0.5, SHARE)
        found[f"{key}_inclusion"] = 1 - float(np.sum(right * member)) / places if places > 0 else float("nan")
        found[f"{key}_reach"] = reach(score, consumption, weights, member > 0.5, SHARE)
    return found


def curve(survey: Survey, scores: Sequence[Floats]) -> list[list[float]]:
    """[share listed, exclusion error] for lists of 5 % to 60 %."""
    return [
        [share, round(float(np.mean([exclusion(s, survey.consumption, survey.weights, share) for s in scores])), 4)]
        for share in CURVE
    ]
