"""Samples of recipients who are asked what they received."""

from django.db import models

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField


class RecipientDraw(models.Model):
    """A stratified draw: seed, size, population and its SHA-256, so that anybody can draw it again."""

    id = IdField()
    stage = models.ForeignKey("programs.Stage", on_delete=models.PROTECT, related_name="+")
    wilayah = AreaCodeField()
    seed = models.BigIntegerField()
    size = models.PositiveIntegerField()
    population = models.PositiveIntegerField()
    population_hash = models.CharField(max_length=64)
    drawn_at = models.DateTimeField()
    drawn_by = models.CharField(max_length=150)

    objects = ScopedQuerySet.as_manager()


class RecipientSample(models.Model):
    """One recipient of a draw and what they said. `follow_up`: open matter that came of a problem; closed by `followed_at`."""

    id = IdField()
    draw = models.ForeignKey(RecipientDraw, on_delete=models.PROTECT, related_name="rows")
    wilayah = AreaCodeField()
    stratum = models.CharField(max_length=20)
    position = models.PositiveIntegerField()
    instruction_id = models.BigIntegerField()
    name = WordsField(max_length=120)
    amount_rp = models.BigIntegerField()
    outcome = models.CharField(max_length=20, blank=True)
    received_rp = models.BigIntegerField(null=True)
    problem = WordsField(max_length=500, blank=True)
    follow_up = models.BooleanField(default=False)
    followed_at = models.DateTimeField(null=True)
    followed_by = models.CharField(max_length=150, blank=True)
    follow_note = WordsField(max_length=500, blank=True)
    looked_at = models.DateTimeField(null=True)
    looked_by = models.CharField(max_length=150, blank=True)

    objects = ScopedQuerySet.as_manager()
