"""Stored keys of persons: who may be one person with somebody at the counter, found without reading the register."""

from django.db import models

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet


class PersonKey(models.Model):
    """One blocking key of one person as a blind number (`core.vault.blind_numbers`); a group above the engine's cap is not kept.

    A person whose data changed may stand under the older keys too: whoever is found is opened and judged by present data.
    On SQLite the table is its own primary key (WITHOUT ROWID).
    """

    pk = models.CompositePrimaryKey("key", "person_id")
    key = models.BigIntegerField()
    person_id = models.BigIntegerField()


class PersonKeySet(models.Model):
    """Which keys stand in `PersonKey`: those of a model, under a key of the vault, for an area. One row, or none.

    `newest_person`: the greatest id of a person whose keys are in; ids grow with time, so later ones were registered since.
    """

    id = IdField()
    model_version = models.CharField(max_length=12)
    mark = models.BinaryField(max_length=16)
    wilayah = AreaCodeField(blank=True)
    newest_person = models.BigIntegerField()
    written_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()
