"""`rank fit`: a survey to a published card with an honest report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from .card import POINT, Card, Correction
from .corrections import CITY, groups_for, holds, is_city, learn, shift_of, with_city
from .crossfit import folds_of, repeated
from .metrics import group_exclusion, listed, reach, summary, village_bootstrap
from .points import Model, fit_model, raw_scores
from .reporting import by_group, curve
from .survey import Floats, Survey

MOST_QUESTIONS = 20
REPEATS = 6
DRAWS = 300
#: Columns that tell the groups of `corrections`; asked whenever they are candidates, so that the groups stay seen.
PROTECTED = ("hhsize", "depratio", "hhmale")


def fit_card(
    survey: Survey, names: Sequence[str], *, questions: int, area_columns: Sequence[str], protected: Sequence[str] = ()
) -> Card:
    """The card of `fit`, for callers that need no held-out scores."""
    return fit(survey, names, questions=questions, area_columns=area_columns, protected=protected)[0]


def fit(
    survey: Survey, names: Sequence[str], *, questions: int, area_columns: Sequence[str], protected: Sequence[str] = ()
) -> tuple[Card, list[Floats]]:
    """The card, and the corrected held-out scores of several shuffles on which its report rests.

    Chooses questions, gives points, learns corrections on held-out scores, reports what held-out villages show.

    Args:
        survey: checked survey.
        names: candidate questions.
        questions: at most this many are asked, those of corrections included (1 to 20).
        area_columns: names of the columns behind `survey.areas`.
        protected: questions always kept (disability, for example).

    Raises:
        ValueError: `questions` outside 1 to 20.
    """
    if not 1 <= questions <= MOST_QUESTIONS:
        raise ValueError(f"questions must be 1 to {MOST_QUESTIONS}")
    usable = [name for name in names if name in survey.answers]
    survey = with_city(survey)
    always = [name for name in dict.fromkeys((*protected, *PROTECTED)) if name in usable][:questions]
    model = fit_model(survey, usable, questions, always)
    scores = repeated(survey, usable, questions, always, REPEATS)
    asked = [*(question.name for question in model.questions), *always]
    groups = groups_for(survey, list(dict.fromkeys(asked))[:questions])
    corrections = learn(groups, survey, scores)
    shifts = _held_out_shift(groups, survey, scores)
    corrected = [score + shifts for score in scores]
    model = _recentred(model, survey, corrections)
    final = raw_scores(model, survey) + shift_of(corrections, survey)
    card = Card(
        base=model.base,
        area_columns=tuple(area_columns),
        areas=_with_city_points(model.areas, corrections),
        questions=tuple(model.questions),
        corrections=tuple(item for item in corrections if item.question != CITY),
        cutoffs=tenth_cutoffs(final, survey.weights),
        band=band(corrected, survey),
        spread=_spread(corrected, survey),
        report=_report(survey, model, groups, corrections, scores, corrected),
    )
    return card, corrected


def _recentred(model: Model, survey: Survey, corrections: Sequence[Correction]) -> Model:
    """Moves the base so that corrections do not lift or lower the average score."""
    shift = float(np.average(shift_of(corrections, survey), weights=survey.weights))
    return Model(model.base - round(shift), model.areas, model.questions)


def _with_city_points(areas: Mapping[str, int], corrections: Sequence[Correction]) -> dict[str, int]:
    """The correction of the kota goes into the points of their areas: nobody has to answer a question for it."""
    extra = sum(item.points for item in corrections if item.question == CITY)
    return {path: points + (extra if is_city(path) else 0) for path, points in areas.items()}


def _held_out_shift(groups: Sequence[Correction], survey: Survey, scores: Sequence[Floats]) -> Floats:
    """Correction points per household, learned without its village."""
    fold = folds_of(survey.group, seed=99)
    shift = np.zeros(survey.size)
    for number in np.unique(fold):
        out = fold == number
        learned = learn(groups, survey.subset(~out), [score[~out] for score in scores])
        shift[out] = shift_of(learned, survey.subset(out))
    return shift


def tenth_cutoffs(scores: Floats, weights: Floats) -> tuple[int, ...]:
    """Highest score of each of the nine lower tenths (weighted)."""
    order = np.argsort(scores, kind="stable")
    running = np.cumsum(weights[order]) / weights.sum()
    places = [min(int(np.searchsorted(running, share)), len(order) - 1) for share in np.arange(1, 10) / 10]
    return tuple(int(scores[order[place]]) for place in places)


def tenths(values: Floats, weights: Floats) -> np.ndarray:
    """Tenth 1..10 of every household by mid-rank of weight; ties stay together."""
    distinct, place = np.unique(values, return_inverse=True)
    mass = np.bincount(place, weights, minlength=len(distinct))
    middle = (np.cumsum(mass) - mass / 2) / weights.sum()
    return np.minimum((middle[place] * 10).astype(int) + 1, 10)


def band(scores: Sequence[Floats], survey: Survey) -> tuple[tuple[int, int], ...]:
    """Per tenth of the held-out score, the tenths of measured consumption that hold the middle four fifths."""
    truth = tenths(survey.consumption, survey.weights)
    found: list[list[int]] = [[] for _ in range(10)]
    for score in scores:
        for tenth, actual in zip(tenths(score, survey.weights), truth, strict=True):
            found[tenth - 1].append(int(actual))
    result = []
    for tenth, seen in enumerate(found, start=1):
        if seen:
            low, high = np.quantile(np.array(seen), [0.1, 0.9], method="inverted_cdf")
            result.append((min(int(low), tenth), max(int(high), tenth)))
        else:
            result.append((1, 10))
    return tuple(result)


def _spread(scores: Sequence[Floats], survey: Survey) -> float:
    """Standard deviation of log consumption around the held-out score, in points."""
    residual = [survey.welfare / POINT - score for score in scores]
    return float(np.mean([np.sqrt(np.average((r - r.mean()) ** 2, weights=survey.weights)) for r in residual]))


def _village_spread(scores: Sequence[Floats], survey: Survey) -> float:
    """Standard deviation between groups of what the held-out score misses, in points, without the part that is chance."""
    names, place = np.unique(survey.group, return_inverse=True)
    found = []
    for score in scores:
        residual = survey.welfare / POINT - score
        mass = np.bincount(place, survey.weights)
        means = np.bincount(place, survey.weights * residual) / np.maximum(mass, 1e-12)
        inside = float(np.average((residual - means[place]) ** 2, weights=survey.weights))
        chance = inside * len(names) / max(survey.size - len(names), 1)
        found.append(max(0.0, float(np.average((means - np.average(means, weights=mass)) ** 2, weights=mass)) - chance))
    return float(np.sqrt(np.mean(found)))


def _report(
    survey: Survey,
    model: Model,
    groups: Sequence[Correction],
    corrections: Sequence[Correction],
    scores: Sequence[Floats],
    corrected: Sequence[Floats],
) -> dict[str, Any]:
    def average(found: Sequence[dict[str, float]]) -> dict[str, float]:
        return {key: round(float(np.mean([one[key] for one in found])), 4) for key in found[0]}

    held = average([summary(score, survey.welfare, survey.weights, POINT) for score in corrected])
    plain = average([summary(score, survey.welfare, survey.weights, POINT) for score in scores])
    intervals = village_bootstrap(
        survey.group,
        {"score": corrected[0], "welfare": survey.welfare, "weights": survey.weights},
        lambda score, welfare, weights: summary(score, welfare, weights, POINT),
        draws=DRAWS,
        seed=1,
    )
    return {
        "households": survey.size,
        "villages": len(np.unique(survey.group)),
        "questions": list(
            dict.fromkeys(
                [*(q.name for q in model.questions), *(item.question for item in corrections if item.question != CITY)]
            )
        ),
        "held_out": held,
        "held_out_intervals": {key: [round(low, 4), round(high, 4)] for key, (low, high) in intervals.items()},
        "held_out_without_corrections": plain,
        "groups": [_group(group, survey, scores, corrected) for group in groups],
        "by_group": by_group(survey, corrected),
        "curve": curve(survey, corrected),
        "village_spread": round(_village_spread(corrected, survey), 2),
        "corrections": len(corrections),
        "city_points": sum(item.points for item in corrections if item.question == CITY),
        "method": "uji silang lima lipat menurut kelompok, pertanyaan dan koreksi dipilih di dalam lipatan",
        "notes": list(survey.notes),
    }


def _group(
    group: Correction, survey: Survey, scores: Sequence[Floats], corrected: Sequence[Floats]
) -> dict[str, float | str]:
    inside = holds(group, survey.answers[group.question])
    arguments = (survey.consumption, survey.weights, inside)
    poor = listed(survey.consumption, survey.weights, 0.3)
    return {
        "name": group.name,
        "households": int(inside.sum()),
        "poor": round(float(np.sum(survey.weights * poor * inside)), 1),
        "reach": round(float(np.mean([reach(score, *arguments) for score in corrected])), 3),
        "reach_without": round(float(np.mean([reach(score, *arguments) for score in scores])), 3),
        "exclusion30": round(float(np.mean([group_exclusion(score, *arguments) for score in corrected])), 3),
    }


def with_report(card: Card, **more: Any) -> Card:
    """The card with further entries in its report (file names, date)."""
    return replace(card, report={**card.report, **more})
