"""Merges of two records into one, splits of one into two, and the journal of both. Nothing here is ever deleted."""

from django.db import models
from django.db.models import F, Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField
from pilar.core.vault.words import WordsField
from pilar.evidence.registry.models.evidence import FAMILY, PERSON


class Merge(models.Model):
    """`gone` is the same person (family) as `kept`; both rows stay, `gone` carries status "digabung" and points at the kept one.

    `chosen`: key -> "kept" | "gone" where the reviewer picked the value. A split is kept here too (`is_split`): `gone` then is
    the record made out of observations of `kept`, and undoing it joins them again.
    """

    id = IdField()
    subject_kind = models.PositiveSmallIntegerField(choices=[(FAMILY, "family"), (PERSON, "person")])
    kept_id = models.BigIntegerField()
    gone_id = models.BigIntegerField()
    wilayah = AreaCodeField()
    chosen = models.JSONField(default=dict)
    is_split = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    reason = WordsField(max_length=300)
    source_id = models.BigIntegerField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=150, blank=True)
    undone_reason = WordsField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gone_id"], condition=Q(undone_at__isnull=True, is_split=False), name="merge_gone_once"
            ),
            models.CheckConstraint(condition=~Q(kept_id=F("gone_id")), name="merge_two_records"),
        ]
        indexes = [
            models.Index(fields=["kept_id"], name="merge_kept"),
            models.Index(fields=["gone_id"], name="merge_gone"),
        ]


class MergeField(models.Model):
    """One line of the journal: which value won, which lost, why. Sealed facts (NIK, KK, mother, phone) keep no value here."""

    id = IdField()
    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="journal", db_constraint=False)
    key = models.CharField(max_length=60)
    kept_value = models.JSONField(null=True)
    gone_value = models.JSONField(null=True)
    winner = models.CharField(max_length=4, choices=[("kept", "kept"), ("gone", "gone")])
    rule = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merge", "key"], name="merge_field_once")]


class MovedReference(models.Model):
    """A row of another table that points at a record, and to which record it belongs by origin (`column` of `model`)."""

    id = IdField()
    model = models.CharField(max_length=60)
    column = models.CharField(max_length=40)
    row_id = models.BigIntegerField()
    origin_id = models.BigIntegerField()
    stayed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "column", "row_id"], name="moved_reference_once")]
        indexes = [models.Index(fields=["origin_id"], name="moved_reference_origin")]


class Attribution(models.Model):
    """An observation that speaks of another record than the one it was written to; the newest row of an observation counts."""

    id = IdField()
    observation_id = models.BigIntegerField()
    subject_id = models.BigIntegerField()
    owner_id = models.BigIntegerField()
    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        indexes = [
            models.Index(fields=["subject_id"], name="attribution_subject"),
            models.Index(fields=["owner_id"], name="attribution_owner"),
        ]
