"""Drawing a sample of scored pairs, labelling it, and what it says of the model's quality."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.ids import new_ids
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.evidence.linkage.actions.runs import common_area
from pilar.evidence.linkage.models import CandidatePair, Sample, SampledPair, TrainedModel
from pilar.evidence.linkage.models.pairs import PERSON
from pilar.evidence.linkage.models.samples import LABELS
from pilar.evidence.linkage.problems import NO_MODEL, NOTHING_TO_SAMPLE
from pilar.evidence.linkage.queries.models import active_model, present_thresholds
from pilar.evidence.linkage.queries.samples import strata_of
from pilar.evidence.linkage.rules import Estimate, estimate_quality

EDGES = (-3.0, -1.0, 1.0, 3.0, 6.0, 12.0)
"""Weights between strata, beside the thresholds: narrow where labels tell most."""
MOST = 1_000


def draw_sample(*, size: int, by: Actor, at: datetime) -> int:
    """Draw about `size` pairs of persons from what the present model scored, the same number from each stratum of weight.

    Returns the id of the sample. Raises UMUM-403, PDN-001, PDN-006. The draw is by chance from the system's source.
    """
    by.scope.require("linkage.review")
    model = active_model()
    if model is None:
        raise NO_MODEL()
    pairs = (
        CandidatePair.objects.within(by.scope)
        .filter(subject_kind=PERSON, weight__isnull=False, is_refused=False, run__model_id=model.pk)
        .exclude(state="gugur")
    )
    scored = list(pairs.values_list("id", "weight"))
    if not scored:
        raise NOTHING_TO_SAMPLE()
    groups = _strata([(number, float(weight or 0.0)) for number, weight in scored])
    chance = random.SystemRandom()
    drawn = _drawn(groups, min(max(size, 1), MOST), chance)
    with transaction.atomic():
        sample = Sample.objects.create(
            model_id=model.pk, wilayah=common_area(by), drawn_at=at, drawn_by=by.username,
            strata=[{"from": low, "to": high, "pairs": len(members), "drawn": len(drawn[place])}
                    for place, (low, high, members) in enumerate(groups)],
        )  # fmt: skip
        _keep(sample, drawn, chance)
        audit.record(
            "linkage.sample.drawn", by=by, at=at, wilayah=sample.wilayah, subject=("linkage_sample", sample.pk),
            after={"model": model.version, "pairs": sum(len(part) for part in drawn)},
        )  # fmt: skip
    return sample.pk


def _strata(scored: Sequence[tuple[int, float]]) -> list[tuple[float, float, list[int]]]:
    """(from, to, ids of pairs) by weight; the thresholds are edges too, so that a stratum lies wholly on one side."""
    held = present_thresholds()
    low, high = min(weight for _, weight in scored) - 1, max(weight for _, weight in scored) + 1
    inner = {edge for edge in (*EDGES, held.match_weight) if low < edge < high}
    edges = sorted({low, high, *inner})
    return [
        (first, last, [number for number, weight in scored if first < weight <= last])
        for first, last in pairwise(edges)
        if any(first < weight <= last for _, weight in scored)
    ]


def _drawn(groups: list[tuple[float, float, list[int]]], size: int, chance: random.Random) -> list[list[int]]:
    """Ids per stratum: equal parts; what a small stratum leaves goes to the others."""
    taken = [0] * len(groups)
    left = min(size, sum(len(members) for _, _, members in groups))
    while left:
        for place, (_, _, members) in enumerate(groups):
            if left and taken[place] < len(members):
                taken[place] += 1
                left -= 1
    return [chance.sample(members, count) for (_, _, members), count in zip(groups, taken, strict=True)]


def _keep(sample: Sample, drawn: list[list[int]], chance: random.Random) -> None:
    order = [(stratum, number) for stratum, numbers in enumerate(drawn) for number in numbers]
    chance.shuffle(order)
    rows = CandidatePair.objects.in_bulk([number for _, number in order])
    ids = new_ids(len(order))
    SampledPair.objects.bulk_create(
        [
            SampledPair(
                id=ids[place], sample=sample, place=place + 1, stratum=stratum, left_id=rows[number].left_id,
                right_id=rows[number].right_id, left_wilayah=rows[number].left_wilayah, right_wilayah=rows[number].right_wilayah,
                weight=rows[number].weight or 0.0,
            )
            for place, (stratum, number) in enumerate(order)
        ],
        batch_size=500,
    )  # fmt: skip


def label_pair(*, pair_id: int, label: str, by: Actor, at: datetime) -> None:
    """Say what a drawn pair is; a label may be changed. Raises UMUM-403, UMUM-404. Decides nothing about the persons."""
    by.scope.require("linkage.review")
    if label not in dict(LABELS):
        raise NOT_FOUND()
    with transaction.atomic():
        pair = SampledPair.objects.within(by.scope).filter(pk=pair_id).select_related("sample").first()
        if pair is None:
            raise NOT_FOUND()
        before = pair.label
        SampledPair.objects.filter(pk=pair_id).update(label=label, labelled_by=by.username, labelled_at=at)
        audit.record(
            "linkage.sample.labelled", by=by, at=at, wilayah=pair.left_wilayah, subject=("linkage_sampled_pair", pair_id),
            before={"label": before}, after={"label": label},
        )  # fmt: skip
        _note_quality(pair.sample, at)


def _note_quality(sample: Sample, at: datetime) -> None:
    """Keep the estimate with the model, so that the list of models shows it."""
    strata = strata_of(sample)
    precision, recall = estimate_quality(strata)
    quality: dict[str, Any] = {
        "precision": _as_list(precision), "recall": _as_list(recall), "labelled": sum(s.labelled for s in strata), "at": at.isoformat(),
    }  # fmt: skip
    TrainedModel.objects.filter(pk=sample.model_id).update(quality=quality)


def _as_list(estimate: Estimate | None) -> list[float] | None:
    return None if estimate is None else [estimate.low, estimate.middle, estimate.high]
