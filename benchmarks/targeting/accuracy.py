"""Accuracy on the real Indonesian survey: field lists, challengers, groups, musyawarah, adaptive interview.

Every household is judged by points that never saw its village. Intervals: paired bootstrap over villages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pilar.decision.targeting.rank.blend import blend
from pilar.decision.targeting.rank.corrections import groups_for, learn, shift_of, with_city
from pilar.decision.targeting.rank.crossfit import folds_of, repeated
from pilar.decision.targeting.rank.fit import PROTECTED
from pilar.decision.targeting.rank.interview import interview, plan
from pilar.decision.targeting.rank.metrics import area_under_curve, exclusion, percentile_interval, reach, severe
from pilar.decision.targeting.rank.points import answer_points, fit_model, raw_scores
from pilar.decision.targeting.rank.survey import Survey

Row = tuple[str, str, str]
#: National line of the study's survey, thousand rupiah per head and month (evidence-targeting 2.1).
LINE = 321.4
QUESTIONS = 15
REPEATS = 3
DRAWS = 400


@dataclass
class Field:
    """What the experiment recorded beside the survey: one value per household."""

    arm: np.ndarray
    treated: np.ndarray
    meeting: np.ndarray
    neighbours: np.ndarray


def verdict(value: float, limit: float, *, least: bool = False) -> str:
    """Goal with yes or no."""
    good = value >= limit if least else value <= limit
    return f"{'>=' if least else '<='} {limit:g}: {'ya' if good else 'tidak'}"


def interval(villages: np.ndarray, compute: Callable[[np.ndarray], float], draws: int = DRAWS) -> str:
    """95 % interval of a figure computed on drawn rows."""
    names, place = np.unique(villages, return_inverse=True)
    members = [np.flatnonzero(place == number) for number in range(len(names))]
    random = np.random.default_rng(7)
    values = []
    for _ in range(draws):
        rows = np.concatenate([members[number] for number in random.integers(0, len(members), len(members))])
        values.append(compute(rows))
    low, high = percentile_interval(values)
    return f"[{low:.3f}, {high:.3f}]"


def lowest(order: np.ndarray, villages: np.ndarray, quota: np.ndarray) -> np.ndarray:
    """Per village the `quota` (number listed there) households lowest in `order`."""
    chosen = np.zeros(len(order), dtype=bool)
    for village in np.unique(villages):
        rows = np.flatnonzero(villages == village)
        chosen[rows[np.argsort(order[rows], kind="stable")[: int(quota[rows].sum())]]] = True
    return chosen


def field_lists(survey: Survey, names: list[str], field: Field) -> list[Row]:
    """Card learned on the other two arms against the real list of each arm."""
    rows: list[Row] = []
    always = [name for name in PROTECTED if name in names]
    for number, title in enumerate(("PMT", "komunitas", "hibrida")):
        inside = field.arm == number
        test = survey.subset(inside)
        model = fit_model(survey.subset(~inside), names, QUESTIONS, always)
        score = raw_scores(model, test).astype(float)
        poor, listed = test.consumption < LINE, field.treated[inside] == 1
        same = lowest(score, test.group, listed)
        line = np.zeros(test.size, dtype=bool)
        line[np.argsort(score, kind="stable")[: listed.sum()]] = True
        actual = float(np.mean(listed != poor))
        goals = (0.92, 0.80) if number == 0 else (None, None)
        for label, ours, goal in (("kuota desa sama", same, goals[0]), ("satu garis", line, goals[1])):
            error = float(np.mean(ours != poor))

            def ratio(
                r: np.ndarray, ours: np.ndarray = ours, poor: np.ndarray = poor, listed: np.ndarray = listed
            ) -> float:
                return float(np.mean(ours[r] != poor[r]) / np.mean(listed[r] != poor[r]))

            rows.append(
                (
                    f"lengan {title}, {label}: galat / daftar nyata {actual:.3f}",
                    f"{error:.3f} = {error / actual:.2f} kali {interval(test.group, ratio)}",
                    verdict(error / actual, goal) if goal else "",
                )
            )
    return rows


def challengers(survey: Survey, names: list[str]) -> list[Row]:
    """Exclusion at 30 % of the card against OLS (one, with and per district) and LightGBM, all held out."""
    always = [name for name in PROTECTED if name in names]
    ours = repeated(survey, names, QUESTIONS, always, REPEATS)
    survey = with_city(survey)
    groups = groups_for(survey, always)
    corrected = [score + _held_out_shift(survey, groups, ours) for score in ours]
    rivals = _rivals(survey, names)
    errors = {title: _mean(exclusion, scores, survey) for title, scores in rivals.items()}
    best = min(errors, key=lambda title: errors[title])
    rows: list[Row] = []
    for title, scores in (("kartu 15 pertanyaan", ours), ("kartu dengan koreksi kelompok", corrected)):
        error = _mean(exclusion, scores, survey)
        auc = np.mean([area_under_curve(s, survey.consumption, survey.weights) for s in scores])

        def difference(r: np.ndarray, scores: list[np.ndarray] = scores) -> float:
            one, other = scores[0], rivals[best][0]
            w = survey.weights[r]
            return exclusion(one[r], survey.consumption[r], w, 0.3) - exclusion(other[r], survey.consumption[r], w, 0.3)

        rows.append(
            (
                f"{title}: galat eksklusi 30 % (AUC {auc:.3f}); penantang terbaik {best} {errors[best]:.3f}",
                f"{error:.3f}, selisih {interval(survey.group, difference)}",
                verdict(error, errors[best]),
            )
        )
    rows += [(f"penantang {title}: galat eksklusi 30 %", f"{error:.3f}", "") for title, error in errors.items()]
    cost = _mean(exclusion, corrected, survey) - _mean(exclusion, ours, survey)
    rows.append(("harga koreksi kelompok (galat total)", f"{cost:+.4f}", verdict(cost, 0.005)))
    rows += _reaches(survey, ours, corrected)
    worst = [np.mean([severe(s, survey.consumption, survey.weights) for s in scores]) for scores in (ours, corrected)]
    rows.append(("termiskin 10 % terlewat pada 30 %: tanpa / dengan koreksi", f"{worst[0]:.3f} / {worst[1]:.3f}", ""))
    return rows


def _mean(measure: Callable[..., float], scores: list[np.ndarray], survey: Survey) -> float:
    return float(np.mean([measure(score, survey.consumption, survey.weights, 0.3) for score in scores]))


def _held_out_shift(survey: Survey, groups: list, scores: list[np.ndarray]) -> np.ndarray:
    fold = folds_of(survey.group, seed=99)
    shift = np.zeros(survey.size)
    for number in np.unique(fold):
        out = fold == number
        shift[out] = shift_of(learn(groups, survey.subset(~out), [s[~out] for s in scores]), survey.subset(out))
    return shift


def _reaches(survey: Survey, plain: list[np.ndarray], corrected: list[np.ndarray]) -> list[Row]:
    a = survey.answers
    district = np.array([int(code.split("/")[-1]) for code in survey.areas[-1]])
    groups = {
        "anggota 1-2": a["hhsize"] <= 2,
        "anggota 3-5": (a["hhsize"] > 2) & (a["hhsize"] < 6),
        "anggota 6+": a["hhsize"] >= 6,
        "tanpa usia kerja": np.isnan(a["depratio"]),
        "kepala perempuan": a["hhmale"] == 0,
        "kepala laki-laki": a["hhmale"] == 1,
        "kepala 60+": a["hhage"] >= 60,
        "kepala < 60": a["hhage"] < 60,
        "kota": district >= 71,
        "kabupaten": district < 71,
    }
    rows: list[Row] = []
    for name, inside in groups.items():
        values = [
            float(np.mean([reach(s, survey.consumption, survey.weights, inside) for s in scores]))
            for scores in (plain, corrected)
        ]
        good = "ya" if 0.9 <= values[1] <= 1.1 else "tidak"
        rows.append(
            (f"jangkauan {name}: tanpa / dengan koreksi", f"{values[0]:.2f} / {values[1]:.2f}", f"0.90-1.10: {good}")
        )
    return rows


def _rivals(survey: Survey, names: list[str]) -> dict[str, list[np.ndarray]]:
    import lightgbm

    matrix = np.column_stack([survey.answers[name] for name in names])
    labels = survey.areas[-1]
    index = {name: number for number, name in enumerate(dict.fromkeys(labels))}
    code = np.array([index[name] for name in labels])
    dummies = np.eye(len(index))[code]
    missing = np.isnan(matrix)
    filled = np.where(missing, np.nanmean(matrix, axis=0), matrix)
    filled = np.column_stack([filled, np.log1p(filled), missing[:, missing.sum(axis=0) > 20]])
    found: dict[str, list[np.ndarray]] = {}

    def linear(train: np.ndarray, out: np.ndarray, x: np.ndarray) -> np.ndarray:
        with_one = np.column_stack([np.ones(len(x)), x])
        return with_one[out] @ np.linalg.lstsq(with_one[train], survey.welfare[train], rcond=None)[0]

    for seed in range(REPEATS):
        fold = folds_of(survey.group, seed)
        scores = {name: np.zeros(survey.size) for name in ("OLS", "OLS + kabupaten", "OLS per kabupaten", "LightGBM")}
        for number in np.unique(fold):
            out, train = fold == number, fold != number
            scores["OLS"][out] = linear(train, out, filled)
            scores["OLS + kabupaten"][out] = linear(train, out, np.column_stack([filled, dummies[:, 1:]]))
            for place in range(len(index)):
                here = code == place
                if (out & here).any():
                    scores["OLS per kabupaten"][out & here] = linear(train & here, out & here, filled[:, : len(names)])
            model = lightgbm.LGBMRegressor(
                n_estimators=500, num_leaves=8, learning_rate=0.025, verbose=-1, n_jobs=2, random_state=seed
            )
            features = np.column_stack([matrix, dummies])
            model.fit(features[train], survey.welfare[train])
            scores["LightGBM"][out] = model.predict(features[out])
        for name, values in scores.items():
            found.setdefault(name, []).append(values)
    return found


def musyawarah(survey: Survey, names: list[str], field: Field) -> list[Row]:
    """Blend of held-out score and real meeting order against the field lists, same village quotas."""
    always = [name for name in PROTECTED if name in names]
    score = repeated(survey, names, QUESTIONS, always, 1)[0]
    kept = ~np.isnan(field.meeting) & ~np.isnan(field.neighbours)
    villages, listed = survey.group[kept], field.treated[kept] == 1
    poor = survey.consumption[kept] < LINE
    by_neighbours = lowest(field.neighbours[kept], villages, listed)

    def agreement(chosen: np.ndarray) -> float:
        return float((chosen & by_neighbours).sum() / chosen.sum())

    actual, agreed = float(np.mean(listed != poor)), agreement(listed)
    rows: list[Row] = []
    for weight, cap in ((0.3, 0.2), (0.4, 1.0), (0.5, 1.0), (0.6, 1.0)):
        order = blend(score[kept], field.meeting[kept], villages, weight=weight, cap=cap).order
        chosen = lowest(order, villages, listed)
        error, kept_agreement = float(np.mean(chosen != poor)) / actual, agreement(chosen) / agreed
        good = error <= 0.86 and kept_agreement >= 0.98
        rows.append(
            (
                f"musyawarah bobot {weight:g} batas {cap:g}: galat / daftar lapangan {actual:.3f}; kesepakatan / {agreed:.3f}",
                f"{error:.3f} kali; {kept_agreement:.3f} kali",
                f"<= 0.86 pada >= 0.98: {'ya' if good else 'tidak'}",
            )
        )
    return rows


def adaptive(survey: Survey, names: list[str]) -> list[Row]:
    """Questions asked with 25 at hand, quota 40 %, learned and run on different villages."""
    fold = folds_of(survey.group, seed=3)
    rows: list[Row] = []
    for risk in (0.003, 0.005, 0.007, 0.01):
        asked: list[int] = []
        full = 0
        full = 0
        same: list[bool] = []
        most = 0
        for number in np.unique(fold):
            out = fold == number
            train, test = survey.subset(~out), survey.subset(out)
            model = fit_model(train, names, 25)
            most = max(most, len(model.questions))
            parts = [_matrix(model.questions, one) for one in (train, test)]
            totals = [raw_scores(model, one) for one in (train, test)]
            starts = [total - part.sum(axis=1) for total, part in zip(totals, parts, strict=True)]
            cutoff = float(np.quantile(totals[0], 0.4))
            learned = plan(parts[0].astype(float), starts[0].astype(float), cutoff, risk=risk)
            for row, start, total in zip(parts[1], starts[1], totals[1], strict=True):
                done = interview(learned, row.tolist(), float(start))
                asked.append(done.asked)
                full += len(model.questions)
                same.append(done.listed == (total <= cutoff))
        share, equal = sum(asked) / full, float(np.mean(same))
        rows.append(
            (
                f"wawancara adaptif, risiko {risk:g}: pertanyaan / seluruhnya (paling banyak {most}); keputusan sama",
                f"{share:.2f} kali; {equal:.2%}",
                f"<= 0.36 pada >= 99.5 %: {'ya' if share <= 0.36 and equal >= 0.995 else 'tidak'}",
            )
        )
    return rows


def _matrix(questions: list, survey: Survey) -> np.ndarray:
    return np.column_stack([answer_points(question, survey.answers[question.name]) for question in questions])
