"""Every read of the register; the scope comes first."""

from pilar.evidence.registry.queries.families import (
    FLAWS,
    PROGRAMMES,
    FamilyFilter,
    FamilyLine,
    FamilyList,
    FamilyPage,
    families_for_sheet,
    families_of_number,
    get_family,
    known_families,
    list_families,
)
from pilar.evidence.registry.queries.looks import looks_at
from pilar.evidence.registry.queries.people import MemberLine, PersonPage, get_person, list_members
from pilar.evidence.registry.queries.related import (
    Aid,
    DesilStep,
    PpksMark,
    aid_of,
    desil_history,
    desil_meaning,
    versions,
)
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
    "aid_of",
    "desil_history",
    "desil_meaning",
    "families_for_sheet",
    "families_of_number",
    "get_family",
    "get_person",
    "history",
    "known_families",
    "list_families",
    "list_members",
    "looks_at",
    "search_people",
    "versions",
]
