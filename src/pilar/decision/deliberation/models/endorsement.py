"""What the office verifies and its head endorses: sample checks, and frozen lists with their hash."""

from django.db import models
from django.db.models import Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField
from pilar.decision.deliberation.models.papers import LetterNumber


class SampleDraw(models.Model):
    """A drawn sample of usulan to look at once more. The same seed, size and population give the same rows (`population_hash`)."""

    id = IdField()
    wilayah = AreaCodeField()
    seed = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    population = models.PositiveIntegerField()
    population_hash = models.CharField(max_length=64)
    drawn_at = models.DateTimeField()
    drawn_by = models.CharField(max_length=150)

    objects = ScopedQuerySet.as_manager()


class SampleRow(models.Model):
    """One usulan of a sample, and what the second look found."""

    id = IdField()
    draw = models.ForeignKey(SampleDraw, on_delete=models.PROTECT, related_name="rows", db_constraint=False)
    usul = models.ForeignKey("proposals.Usul", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    position = models.PositiveIntegerField()
    outcome = models.CharField(max_length=8, blank=True, choices=[("sesuai", "Sesuai"), ("berbeda", "Berbeda")])
    note = WordsField(max_length=300, blank=True)
    looked_at = models.DateTimeField(null=True)
    looked_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draw", "usul"], name="sample_row_once")]


class Endorsement(models.Model):
    """A list that the head of the office endorsed: its rows are frozen (EndorsedUsul) and `list_hash` covers them.

    `bulk_id`: the act that moved the usulan, so that the endorsement can be taken back as a whole until something was sent.
    """

    id = IdField()
    wilayah = AreaCodeField()
    period = models.CharField(max_length=7)
    letter = models.ForeignKey(LetterNumber, on_delete=models.PROTECT, related_name="+")
    list_hash = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    bulk_id = models.BigIntegerField()
    signer = WordsField(max_length=120)
    signer_nip = models.CharField(max_length=30, blank=True)
    endorsed_at = models.DateTimeField()
    endorsed_by = models.CharField(max_length=150)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=150, blank=True)
    undone_reason = WordsField(max_length=500, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["wilayah", "period"], name="endorsement_place")]
        constraints = [models.CheckConstraint(condition=~Q(list_hash=""), name="endorsement_hashed")]


class EndorsedUsul(models.Model):
    """One row of an endorsed list, as it was on that day; never altered."""

    id = IdField()
    endorsement = models.ForeignKey(Endorsement, on_delete=models.PROTECT, related_name="rows", db_constraint=False)
    usul = models.ForeignKey("proposals.Usul", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    position = models.PositiveIntegerField()
    wilayah = AreaCodeField()
    name = WordsField(max_length=120)
    kind = models.CharField(max_length=24)
    programme = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=4, blank=True)
    revision = models.PositiveIntegerField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["endorsement", "usul"], name="endorsed_usul_once")]
