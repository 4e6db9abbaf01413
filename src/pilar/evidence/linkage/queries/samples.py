"""Samples, the pair to label next, and the estimate so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from pilar.core import vault
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope
from pilar.evidence.linkage.models import CandidatePair, Sample, SampledPair
from pilar.evidence.linkage.models.pairs import PERSON
from pilar.evidence.linkage.queries.frame import frame_of
from pilar.evidence.linkage.queries.models import present_thresholds
from pilar.evidence.linkage.rules import FIELD_WORDS, Stratum
from pilar.foundation.wilayah.queries import resolve

_NUMBERS = ("national_id", "family_id", "phone")


@dataclass(frozen=True, slots=True)
class Side:
    """One field of both persons, numbers masked."""

    title: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class ToLabel:
    """The next pair without a label: the two persons side by side, without what the model thinks, so that it does not lead the eye."""

    pair_id: int
    place: int
    sides: tuple[Side, ...]
    left_id: int
    right_id: int


def list_samples(scope: Scope) -> list[Sample]:
    """Samples of the scope, newest first."""
    return list(Sample.objects.within(scope).select_related("model").defer("model__body").order_by("-id")[:20])


def get_sample(scope: Scope, sample_id: int) -> Sample:
    """One sample. Raises UMUM-404."""
    sample = Sample.objects.within(scope).select_related("model").defer("model__body").filter(pk=sample_id).first()
    if sample is None:
        raise NOT_FOUND()
    return sample


def strata_of(sample: Sample) -> list[Stratum]:
    """What the labels say so far, per stratum. "Not sure" counts as no label."""
    threshold = present_thresholds().match_weight
    rows = SampledPair.objects.filter(sample=sample).order_by().values("stratum").annotate(
        same=Count("id", filter=Q(label="sama")), other=Count("id", filter=Q(label="bukan"))
    )  # fmt: skip
    counted = {row["stratum"]: (row["same"], row["other"]) for row in rows}
    strata = []
    for place, stratum in enumerate(sample.strata):
        same, other = counted.get(place, (0, 0))
        strata.append(Stratum(int(stratum["pairs"]), same + other, same, float(stratum["from"]) >= threshold))
    return strata


def progress_of(sample: Sample) -> tuple[int, int]:
    """(labelled, drawn)."""
    found = SampledPair.objects.filter(sample=sample).aggregate(all=Count("id"), done=Count("id", filter=~Q(label="")))
    return int(found["done"]), int(found["all"])


def next_pair(scope: Scope, sample: Sample) -> ToLabel | None:
    """The first pair without a label whose both sides lie in the scope and still stand in the register."""
    rows = SampledPair.objects.within(scope).filter(sample=sample, label="").order_by("place")
    for pair in rows[:50]:
        frame = frame_of(scope, [pair.left_id, pair.right_id])
        people = {int(person["id"]): person for person in frame.table.to_pylist()}
        if len(people) == 2:
            names = resolve(scope, {person["area"] for person in people.values()})
            for person in people.values():
                person["area"] = names[person["area"]].title
            sides = tuple(_sides(people[pair.left_id], people[pair.right_id]))
            return ToLabel(pair.pk, pair.place, sides, pair.left_id, pair.right_id)
    return None


def _sides(left: dict[str, Any], right: dict[str, Any]) -> list[Side]:
    shown = []
    for role, title in FIELD_WORDS.items():
        first, second = left[role] or "", right[role] or ""
        if role in _NUMBERS:
            first, second = vault.mask_digits(first), vault.mask_digits(second)
        if role == "sex":
            words = {"1": _("Laki-laki"), "2": _("Perempuan")}
            first, second = words.get(first, ""), words.get(second, "")
        if first or second:
            shown.append(Side(_(title), first, second))
    return shown


def pairs_to_draw_from(scope: Scope) -> int:
    """How many scored pairs of persons there are."""
    return (
        CandidatePair.objects.within(scope)
        .filter(subject_kind=PERSON, weight__isnull=False)
        .exclude(state="gugur")
        .count()
    )
