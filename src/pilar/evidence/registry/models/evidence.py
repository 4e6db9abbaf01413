"""Observations: what was said of whom, as of when, by which source, recorded by whom. Only ever added."""

from django.db import models

from pilar.core.db.fields import IdField
from pilar.core.vault.words import WordsField

FAMILY, PERSON = 1, 2


class Source(models.Model):
    """Where facts come from: one delivery of a file, one visit, one act at a desk."""

    id = IdField()
    kind = models.CharField(max_length=20)
    label = WordsField(max_length=200)
    batch_id = models.BigIntegerField(null=True)
    as_of = models.DateField()
    recorded_at = models.DateTimeField()
    recorder = models.CharField(max_length=150)


class Observation(models.Model):
    """A bundle of facts that one source said of one subject. `row` is the row of its file.

    `facts` maps catalogue keys (and "name", "birth_date", ...) to values; identifiers stand in `sealed`, a sealed JSON object.
    """

    id = IdField()
    subject_kind = models.PositiveSmallIntegerField(choices=[(FAMILY, "family"), (PERSON, "person")])
    subject_id = models.BigIntegerField()
    as_of = models.DateField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    row = models.PositiveIntegerField(null=True)
    facts = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject_id", "as_of"], name="observation_subject")]


class PendingBatch(models.Model):
    """A batch that is being published; its row goes away in the transaction that makes the batch visible whole."""

    id = models.BigIntegerField(primary_key=True)
    started_at = models.DateTimeField()
