"""Whole-point corrections for groups that a card about house and goods misjudges.

A mean prediction is compressed: groups whose need does not show in the house (small families, those with nobody of working
age, most of them elderly) get fewer places than they have poor. The points that give each group as many places as it has poor
families are searched on held-out scores, for at most a small rise of the total error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .card import Correction
from .metrics import exclusion, listed
from .survey import Floats, Survey

#: Fact derived from the area code of a household: 1 in a kota, 0 in a kabupaten.
CITY = "kode wilayah kota"
#: Kabupaten carry 01 to 69, kota 71 to 99 (coding of BPS and of Permendagri 58/2021).
FIRST_CITY = 71
#: Groups looked at when their column is a candidate: name, column, test, value.
KNOWN_GROUPS = (
    Correction("keluarga kecil", "hhsize", "<=", 2, 0),
    Correction("keluarga besar", "hhsize", ">=", 6, 0),
    Correction("tanpa anggota usia kerja", "depratio", "missing", 0, 0),
    Correction("kepala keluarga perempuan", "hhmale", "=", 0, 0),
    Correction("kota", CITY, "=", 1, 0),
)
QUOTAS = (0.2, 0.3, 0.4)
#: Largest points, either way, that one correction may carry.
MOST_POINTS = 40
#: Fewer points than this are not worth a question.
FEWEST_POINTS = 2
#: Distance of the reach from 1 that is not worth any error.
NEAR = 0.0
#: Fewer poor families than this say nothing about a group.
FEWEST_POOR = 15
#: Error that the corrections may cost on the survey itself at 30 %; on other families it is about half as much again.
MOST_LOSS = 0.004


def groups_for(survey: Survey, questions: Sequence[str]) -> list[Correction]:
    """Known groups that the asked questions tell, and whose poor are many enough to learn from."""
    found = []
    poor = listed(survey.consumption, survey.weights, 0.3)
    for group in KNOWN_GROUPS:
        if group.question not in (*questions, CITY) or group.question not in survey.answers:
            continue
        if float(np.sum(poor * holds(group, survey.answers[group.question]))) >= FEWEST_POOR:
            found.append(group)
    return found


def is_city(path: str) -> bool | None:
    """Whether an area path ("12/71", "1271") lies in a kota; None where the code names no kab/kota."""
    for part in path.split("/")[1:] or [path]:
        code = part[:4] if len(part) >= 4 else part
        if code.isdigit() and len(code) in (1, 2, 4) and (len(part) >= 4 or "/" in path):
            return int(code) % 100 >= FIRST_CITY
    return None


def with_city(survey: Survey) -> Survey:
    """The survey with the fact CITY, where the area codes tell it and both kinds occur."""
    if not survey.areas:
        return survey
    found = [is_city(path) for path in survey.areas[-1]]
    if None in found or len(set(found)) < 2:
        return survey
    survey.answers[CITY] = np.array(found, dtype=np.float64)
    return survey


def holds(group: Correction, values: Floats) -> NDArray[np.bool_]:
    """Membership of many families."""
    if group.test == "missing":
        return np.isnan(values)
    if group.test == "=":
        return np.asarray(values == group.value)
    return np.asarray(values <= group.value if group.test == "<=" else values >= group.value)


def learn(groups: Sequence[Correction], survey: Survey, scores: Sequence[Floats]) -> list[Correction]:
    """Points per group by coordinate search over held-out scores of several shuffles; one point is dropped as chance."""
    if not groups or not scores:
        return []
    members = np.array([holds(group, survey.answers[group.question]) for group in groups])
    search = _Search(members, survey, scores)
    points = search.run()
    return [
        replace(group, points=int(value))
        for group, value in zip(groups, points, strict=True)
        if abs(value) >= FEWEST_POINTS
    ]


class _Search:
    def __init__(self, members: NDArray[np.bool_], survey: Survey, scores: Sequence[Floats]) -> None:
        self._members = members
        self._weights = survey.weights
        self._consumption = survey.consumption
        self._scores = scores
        self._poor = {share: listed(survey.consumption, survey.weights, share) for share in QUOTAS}
        self._wanted = {share: members @ (survey.weights * poor) for share, poor in self._poor.items()}
        self._base = self._error(np.zeros(len(members)))

    def _error(self, points: Floats) -> float:
        shift = points @ self._members
        errors = [exclusion(score + shift, self._consumption, self._weights, 0.3) for score in self._scores]
        return float(np.mean(errors))

    def _loss(self, points: Floats) -> float:
        """Squared log reach (beyond NEAR) over groups and quotas, plus the error beyond what may be spent."""
        shift = points @ self._members
        total = 0.0
        places = {share: np.zeros(len(points)) for share in QUOTAS}
        error = 0.0
        for score in self._scores:
            moved = score + shift
            for share in QUOTAS:
                inside = self._weights * listed(moved, self._weights, share)
                places[share] += self._members @ inside / len(self._scores)
                if share == 0.3:
                    caught = np.sum(inside * self._poor[share]) / np.sum(self._weights * self._poor[share])
                    error += float(1 - caught) / len(self._scores)
        for share in QUOTAS:
            wanted = self._wanted[share]
            trust = wanted / (wanted + FEWEST_POOR)
            emphasis = 2.0 if share == 0.3 else 0.5
            off = np.abs(np.log((places[share] + 1) / (wanted + 1)))
            total += emphasis * float(np.sum(trust * np.maximum(off - NEAR, 0) ** 2))
        excess = max(0.0, error - self._base - MOST_LOSS)
        return total + 0.12 * (error - self._base) / MOST_LOSS + (excess / MOST_LOSS) ** 2

    def run(self) -> Floats:
        points = np.zeros(len(self._members))
        best = self._loss(points)
        for stride in (8, 3, 1, 1):
            improved = True
            while improved:
                improved = False
                for place in range(len(points)):
                    for move in (-stride, stride):
                        trial = points.copy()
                        trial[place] = np.clip(trial[place] + move, -MOST_POINTS, MOST_POINTS)
                        loss = self._loss(trial)
                        if loss < best - 1e-6:
                            points, best, improved = trial, loss, True
        return points


def shift_of(corrections: Sequence[Correction], survey: Survey) -> Floats:
    """Sum of the points of all groups a family belongs to."""
    total = np.zeros(survey.size)
    for item in corrections:
        total += item.points * holds(item, survey.answers[item.question])
    return total
