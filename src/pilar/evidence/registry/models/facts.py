"""The present facts of families and persons: one column per variable of the declared catalogue.

A projection of the observations (`pilar registry rebuild` makes it anew). The columns are generated from the catalogue, so
a new variable is a migration and nothing else.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models

from pilar.evidence.registry.catalogue import FAMILY_VARIABLES, PERSON_VARIABLES, Variable
from pilar.evidence.registry.models.people import Family, Person


def column_for(variable: Variable) -> "models.Field[Any, Any]":
    """The database column of a catalogue variable: small integer for codes, integer for numbers, text for texts."""
    if variable.kind == "text":
        return models.CharField(max_length=variable.maximum or 200, blank=True)
    if variable.kind == "date":
        return models.DateField(null=True)
    if variable.kind == "number" and (variable.maximum or 0) > 32_000:
        return models.IntegerField(null=True)
    return models.SmallIntegerField(null=True)


def _add_columns(model: type[models.Model], variables: Iterable[Variable]) -> None:
    for variable in variables:
        model.add_to_class(variable.key, column_for(variable))


class FamilyFacts(models.Model):
    """Dwelling, assets, programmes as last observed."""

    family = models.OneToOneField(
        Family, primary_key=True, on_delete=models.PROTECT, related_name="facts", db_constraint=False
    )
    as_of = models.DateField()
    source_id = models.BigIntegerField()


class PersonFacts(models.Model):
    """School, work, health, documents as last observed."""

    person = models.OneToOneField(
        Person, primary_key=True, on_delete=models.PROTECT, related_name="facts", db_constraint=False
    )
    as_of = models.DateField()
    source_id = models.BigIntegerField()


_add_columns(FamilyFacts, FAMILY_VARIABLES)
_add_columns(PersonFacts, PERSON_VARIABLES)
