"""Differences that somebody explained, and the closing of a stage."""

from django.db import models
from django.db.models import F, Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField


class Explanation(models.Model):
    """Why a difference stands. `subject`: "line:<id>" or "balance:<file id>:<n>". Never changed; a new one may follow."""

    id = IdField()
    stage = models.ForeignKey("programs.Stage", on_delete=models.PROTECT, related_name="+")
    wilayah = AreaCodeField()
    subject = models.CharField(max_length=60)
    kind = models.CharField(max_length=12)
    reason = WordsField(max_length=500)
    amount_rp = models.BigIntegerField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["stage", "subject"], name="explanation_subject")]


class Closing(models.Model):
    """The closing of a stage: proposed by one person, sealed by another, never opened again. `figures` with their SHA-256."""

    id = IdField()
    stage = models.OneToOneField("programs.Stage", on_delete=models.PROTECT, related_name="+")
    wilayah = AreaCodeField()
    figures = models.JSONField()
    digest = models.CharField(max_length=64)
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField()
    closed_by = models.CharField(max_length=150, blank=True)
    closed_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_by="") | ~Q(closed_by=F("proposed_by")), name="closing_two_persons"
            )
        ]
