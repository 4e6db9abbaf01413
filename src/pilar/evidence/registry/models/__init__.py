"""Tables of the registry, one module per subject."""

from pilar.evidence.registry.models.desil import DtsenEntry, DtsenVersion
from pilar.evidence.registry.models.evidence import Observation, PendingBatch, Source
from pilar.evidence.registry.models.facts import FamilyFacts, PersonFacts
from pilar.evidence.registry.models.merge import Attribution, Merge, MergeField, MovedReference
from pilar.evidence.registry.models.people import Family, FormerIdentifier, Membership, Person
from pilar.evidence.registry.models.related import DukcapilResult, PersonPpks, ReceivedAid

__all__ = [
    "Attribution",
    "DtsenEntry",
    "DtsenVersion",
    "DukcapilResult",
    "Family",
    "FamilyFacts",
    "FormerIdentifier",
    "Membership",
    "Merge",
    "MergeField",
    "MovedReference",
    "Observation",
    "PendingBatch",
    "Person",
    "PersonFacts",
    "PersonPpks",
    "ReceivedAid",
    "Source",
]
