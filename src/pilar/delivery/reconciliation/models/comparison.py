"""A membership of ours against another party's list."""

from django.db import models

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField


class Comparison(models.Model):
    """One comparison. `run_id`: the linkage run that named the persons behind the list's rows; `premium_rp` per head and month."""

    id = IdField()
    wilayah = AreaCodeField()
    title = WordsField(max_length=120)
    party = WordsField(max_length=120)
    programme = models.CharField(max_length=40)
    run_id = models.BigIntegerField()
    premium_rp = models.BigIntegerField()
    months = models.PositiveSmallIntegerField()
    as_of = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    judged_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()


class ComparisonLine(models.Model):
    """One row of the other list (`row`) or one member of ours whom it lacks (row None): what differs."""

    id = IdField()
    comparison = models.ForeignKey(Comparison, on_delete=models.PROTECT, related_name="lines")
    wilayah = AreaCodeField()
    row = models.PositiveIntegerField(null=True)
    person = models.ForeignKey(
        "registry.Person", on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False
    )
    code = models.CharField(max_length=16)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["comparison", "code", "id"], name="comparison_class")]
