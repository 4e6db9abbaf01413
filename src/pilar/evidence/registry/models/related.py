"""PPKS marks, aid received, answers of the civil registry."""

from django.db import models
from django.db.models.functions import Upper

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField


class PersonPpks(models.Model):
    """A person (or the family of a family type) carries a PPKS type during a half-open period."""

    id = IdField()
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="ppks", db_constraint=False)
    wilayah = AreaCodeField()
    code = models.CharField(max_length=8)
    criteria = models.JSONField(default=list)
    active_from = models.DateField()
    active_to = models.DateField(null=True)
    source_id = models.BigIntegerField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["code", "wilayah"], name="ppks_code_wilayah")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "code"], condition=models.Q(active_to__isnull=True), name="ppks_open_once"
            )
        ]


class ReceivedAid(models.Model):
    """A list said that somebody receives (or received) aid. `person` is empty while nobody in the register fits."""

    id = IdField()
    person = models.ForeignKey(
        "registry.Person", on_delete=models.PROTECT, null=True, related_name="aid", db_constraint=False
    )
    family = models.ForeignKey(
        "registry.Family", on_delete=models.PROTECT, null=True, related_name="aid", db_constraint=False
    )
    wilayah = AreaCodeField(blank=True)
    programme = models.CharField(max_length=40)
    name = WordsField(max_length=120, blank=True)
    nik_sealed = models.BinaryField(null=True)
    nik_index = models.BinaryField(max_length=16, null=True)
    participant_no = WordsField(max_length=60, blank=True)
    status = WordsField(max_length=60, blank=True)
    as_of = models.DateField()
    source_id = models.BigIntegerField()
    row = models.PositiveIntegerField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["nik_index"], name="received_aid_nik"),
            models.Index(Upper("programme"), "family", name="received_aid_programme"),
        ]


class DukcapilResult(models.Model):
    """What the civil registry answered about a person on a date; the newest counts."""

    id = IdField()
    person = models.ForeignKey(
        "registry.Person", on_delete=models.PROTECT, null=True, related_name="dukcapil", db_constraint=False
    )
    wilayah = AreaCodeField(blank=True)
    nik_sealed = models.BinaryField(null=True)
    nik_index = models.BinaryField(max_length=16, null=True)
    result = models.CharField(max_length=40)
    name_similarity = models.PositiveSmallIntegerField(null=True)
    differences = models.JSONField(default=dict)
    as_of = models.DateField()
    source_id = models.BigIntegerField()
    row = models.PositiveIntegerField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["nik_index"], name="dukcapil_nik")]
