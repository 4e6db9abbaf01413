"""The questions of the register, declared once: REGSOSEK2022.K with its answer codes and skip rules, the
DTSEN names of the same facts, and the older BDT 2015 layout.

Forms, importers, rules, reports and exports read these declarations; nobody writes a code list a second time.
`FAMILY_VARIABLES` and `PERSON_VARIABLES` are the projected facts, in the order of the form. Identity (name,
NIK, KK, birth date, sex), place and visit are declared too, but live in tables of their own. Pure Python: no
Django, no database, no clock.
"""

from .asked import AGE, ALWAYS, SEX, AskedIf
from .check import AnswerFault, check_answers
from .types import Answer, Variable
from .variables import (
    ALL_VARIABLES,
    FAMILY_IDENTITY,
    FAMILY_VARIABLES,
    PERSON_IDENTITY,
    PERSON_VARIABLES,
    VARIABLES,
    VISIT,
    asked_sentence,
    variables_of,
)

__all__ = [
    "AGE",
    "ALL_VARIABLES",
    "ALWAYS",
    "FAMILY_IDENTITY",
    "FAMILY_VARIABLES",
    "PERSON_IDENTITY",
    "PERSON_VARIABLES",
    "SEX",
    "VARIABLES",
    "VISIT",
    "Answer",
    "AnswerFault",
    "AskedIf",
    "Variable",
    "asked_sentence",
    "check_answers",
    "variables_of",
]
