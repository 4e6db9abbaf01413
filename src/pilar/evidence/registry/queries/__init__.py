"""Every read of the register; the scope comes first."""

from pilar.evidence.registry.queries.families import (
    FLAWS,
    PROGRAMMES,
    FamilyFilter,
    FamilyLine,
    FamilyList,
    FamilyPage,
    get_family,
    list_families,
)
from pilar.evidence.registry.queries.people import MemberLine, PersonPage, get_person, list_members
from pilar.evidence.registry.queries.related import Aid, DesilStep, PpksMark, desil_history, desil_meaning, versions
from pilar.evidence.registry.queries.search import Answer, Found, search_people
from pilar.evidence.registry.queries.timeline import FactChange, Step, history

__all__ = [
    "FLAWS",
    "PROGRAMMES",
    "Aid",
    "Answer",
    "DesilStep",
    "FactChange",
    "FamilyFilter",
    "FamilyLine",
    "FamilyList",
    "FamilyPage",
    "Found",
    "MemberLine",
    "PersonPage",
    "PpksMark",
    "Step",
    "desil_history",
    "desil_meaning",
    "get_family",
    "get_person",
    "history",
    "list_families",
    "list_members",
    "search_people",
    "versions",
]
