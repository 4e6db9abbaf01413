"""Reads of data tasks: which families wait for which facts, and the facts beyond the form that can be stated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from pilar.core.scope import Scope
from pilar.decision.targeting.models import DataTask
from pilar.decision.targeting.queries.fields import field_label, present_catalogue
from pilar.decision.targeting.rules_engine.catalogue import Field, Subject
from pilar.decision.targeting.rules_engine.registry_fields import registry_catalogue

PAGE = 20


@dataclass(frozen=True, slots=True)
class FieldGap:
    """How many families wait for a field."""

    field: str
    label: str
    families: int


def open_tasks(scope: Scope, *, field: str = "", wilayah: str = "") -> QuerySet[DataTask]:
    """Open tasks of the scope, perhaps only those that wait for a field. Raises UMUM-403."""
    scope.require("registry.family.view")
    rows = DataTask.objects.within(scope.narrowed(wilayah)).filter(is_open=True)
    if not field:
        return rows
    if connection.vendor == "postgresql":
        return rows.filter(fields__contains=[field])
    # SQLite keeps the list as JSON text; names of fields are letters, digits and "_" only.
    return rows.filter(fields__icontains=f'"{field}"') if field.replace("_", "").isalnum() else rows.none()


def field_gaps(scope: Scope, wilayah: str = "") -> list[FieldGap]:
    """Fields by the number of families that wait for them, most first."""
    catalogue = present_catalogue()
    counts: Counter[str] = Counter()
    for fields in open_tasks(scope, wilayah=wilayah).values_list("fields", flat=True).iterator(chunk_size=5_000):
        counts.update(fields)
    return [FieldGap(name, field_label(name, catalogue), number) for name, number in counts.most_common()]


def labels_of(fields: Sequence[str]) -> list[str]:
    """Words of these fields."""
    catalogue = present_catalogue()
    return [field_label(name, catalogue) for name in fields]


def statable_fields() -> dict[Subject, tuple[Field, ...]]:
    """Declared fields that the register's form does not ask, by subject."""
    catalogue, asked = present_catalogue(), registry_catalogue()
    return {
        subject: tuple(one for name, one in catalogue.of(subject).items() if name not in asked.of(subject))
        for subject in Subject
    }
