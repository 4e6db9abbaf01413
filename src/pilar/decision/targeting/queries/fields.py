"""Fields that rules name: labels for people, and which of them are no question of the register's form."""

from __future__ import annotations

from pilar.core.clock import now
from pilar.decision.targeting import problems
from pilar.decision.targeting.book import read_book, shipped_files
from pilar.decision.targeting.queries.versions import published_on
from pilar.decision.targeting.rules_engine.catalogue import Catalogue, Field, Subject
from pilar.decision.targeting.rules_engine.registry_fields import registry_catalogue
from pilar.evidence.registry.catalogue import VARIABLES
from pilar.foundation.accounts.queries import today


def present_catalogue() -> Catalogue:
    """Fields of the rules in force today; of the shipped rules while none are published."""
    version = published_on(today(now()))
    return read_book(version.files if version else shipped_files()).catalogue


def stated_field(name: str) -> tuple[Subject, Field]:
    """A declared field that the register's form does not ask. Raises KET-015."""
    catalogue, asked = present_catalogue(), registry_catalogue()
    for subject in Subject:
        declared = catalogue.of(subject).get(name)
        if declared is not None and name not in asked.of(subject):
            return subject, declared
    raise problems.UNKNOWN_FIELD(field=name)


def field_label(name: str, catalogue: Catalogue) -> str:
    """The words of a field in the language of the page where the register has them, else as the file labels it."""
    variable = VARIABLES.get(name)
    if variable is not None:
        return variable.label
    for subject in Subject:
        declared = catalogue.of(subject).get(name)
        if declared is not None:
            return declared.label or name
    return name
