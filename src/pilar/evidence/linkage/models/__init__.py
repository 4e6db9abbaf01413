"""Tables of linkage, one module per subject."""

from pilar.evidence.linkage.models.keys import PersonKey, PersonKeySet
from pilar.evidence.linkage.models.lists import ListRow
from pilar.evidence.linkage.models.pairs import CandidatePair, Decision
from pilar.evidence.linkage.models.runs import LinkedPerson, Run
from pilar.evidence.linkage.models.samples import Sample, SampledPair
from pilar.evidence.linkage.models.trained import Thresholds, TrainedModel

__all__ = [
    "CandidatePair",
    "Decision",
    "LinkedPerson",
    "ListRow",
    "PersonKey",
    "PersonKeySet",
    "Run",
    "Sample",
    "SampledPair",
    "Thresholds",
    "TrainedModel",
]
