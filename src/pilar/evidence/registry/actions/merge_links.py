"""Rows of other tables that point at a record follow it when it is merged, and come back when that is undone."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db import models

from pilar.core.ids import new_id
from pilar.evidence.registry.models import MovedReference
from pilar.evidence.registry.references import Kind, Reference, references


def follow(kind: Kind, root: int, ids: Sequence[int], wilayah: str) -> list[MovedReference]:
    """Point every row that belongs to one of `ids` by origin at `root`. Returns the rows that had to stay, because the root has one
    that may stand only once."""
    stayed: list[MovedReference] = []
    for reference in references(kind):
        stayed += _follow(reference, root, ids, wilayah)
    return stayed


def belongs_to(model: str, column: str, row_ids: Sequence[int], origin: int) -> None:
    """Say whose rows these are, whatever record they point at now."""
    for row_id in row_ids:
        MovedReference.objects.update_or_create(
            model=model, column=column, row_id=row_id, defaults={"origin_id": origin, "stayed": False}
        )


def _follow(reference: Reference, root: int, ids: Sequence[int], wilayah: str) -> list[MovedReference]:
    table = apps.get_model(reference.model)
    journaled = {
        row.row_id: row
        for row in MovedReference.objects.filter(model=reference.model, column=reference.column, origin_id__in=ids)
    }
    strangers = set(
        MovedReference.objects.filter(model=reference.model, column=reference.column)
        .exclude(origin_id__in=ids)
        .filter(row_id__in=_rows(table).filter(**{f"{reference.column}__in": ids}).values("pk"))
        .values_list("row_id", flat=True)
    )
    pointing = list(_rows(table).filter(**{f"{reference.column}__in": ids}).exclude(pk__in=strangers).order_by("pk"))
    coming = list(_rows(table).filter(pk__in=journaled).exclude(pk__in=[row.pk for row in pointing]).order_by("pk"))
    stayed: list[MovedReference] = []
    for row in [*pointing, *coming]:
        present = getattr(row, reference.column)
        if present == root:
            continue
        entry = journaled.get(row.pk) or MovedReference(
            id=new_id(), model=reference.model, column=reference.column, row_id=row.pk, origin_id=present
        )
        entry.stayed = _taken(table, reference, root, row)
        entry.save()
        if entry.stayed:
            stayed.append(entry)
            continue
        values: dict[str, Any] = {reference.column: root}
        if reference.place:
            values[reference.place] = wilayah
        _rows(table).filter(pk=row.pk).update(**values)
    return stayed


def _rows(table: type[models.Model]) -> "models.QuerySet[Any]":
    return models.QuerySet(table)


def _taken(table: type[models.Model], reference: Reference, root: int, row: Any) -> bool:
    """The root already has a row that may stand only once."""
    if not reference.once or not _matches(table, row.pk, reference.only):
        return False
    same = {column: getattr(row, column) for column in reference.once}
    return _rows(table).filter(**{reference.column: root}, **same, **dict(reference.only)).exists()


def _matches(table: type[models.Model], number: int, only: Mapping[str, Any]) -> bool:
    return not only or _rows(table).filter(pk=number, **dict(only)).exists()
