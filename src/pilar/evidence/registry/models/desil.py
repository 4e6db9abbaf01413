"""Deliveries of DTSEN. Desil comes from BPS: it is stored per version and never edited."""

from django.db import models
from django.db.models import Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet


class DtsenVersion(models.Model):
    """One delivery of DTSEN to the office."""

    id = IdField()
    label = models.CharField(max_length=80, unique=True)
    as_of = models.DateField()
    batch_id = models.BigIntegerField(null=True)
    wilayah = AreaCodeField(blank=True)
    published_at = models.DateTimeField(null=True)
    family_count = models.PositiveIntegerField(default=0)

    objects = ScopedQuerySet.as_manager()


class DtsenEntry(models.Model):
    """A family in a version: its desil and from which channel its data were last renewed."""

    id = IdField()
    version = models.ForeignKey(DtsenVersion, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, db_constraint=False)
    wilayah = AreaCodeField()
    desil = models.PositiveSmallIntegerField(null=True)
    is_gc_kemensos = models.BooleanField(null=True)
    is_pbi_se = models.BooleanField(null=True)
    is_siks_ng = models.BooleanField(null=True)
    row = models.PositiveIntegerField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "family"], name="dtsen_entry_once"),
            models.CheckConstraint(
                condition=Q(desil__isnull=True) | Q(desil__gte=1, desil__lte=10), name="dtsen_entry_desil"
            ),
        ]
        indexes = [models.Index(fields=["version", "wilayah", "desil"], name="dtsen_entry_place")]
