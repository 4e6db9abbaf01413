"""Labelled samples: pairs drawn by chance from strata of weight, so that precision and recall can be estimated."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.evidence.linkage.models.pairs import PairQuerySet

LABELS = [("sama", _("Sama")), ("bukan", _("Bukan")), ("ragu", _("Tidak dapat dipastikan"))]


class Sample(models.Model):
    """A draw from the scored pairs of one run. `strata`: [{"from", "to" (weights), "pairs" (in the run), "drawn"}, ...]."""

    id = IdField()
    model = models.ForeignKey("linkage.TrainedModel", on_delete=models.PROTECT, db_constraint=False)
    wilayah = AreaCodeField(blank=True)
    strata = models.JSONField(default=list)
    drawn_at = models.DateTimeField()
    drawn_by = models.CharField(max_length=150)

    objects = ScopedQuerySet.as_manager()


class SampledPair(models.Model):
    """A drawn pair and its label. `stratum`: position in the sample's strata; `place`: order in which it is shown."""

    id = IdField()
    sample = models.ForeignKey(
        Sample, on_delete=models.PROTECT, related_name="pairs", db_constraint=False, db_index=False
    )
    place = models.PositiveIntegerField()
    stratum = models.PositiveSmallIntegerField()
    left_id = models.BigIntegerField()
    right_id = models.BigIntegerField()
    left_wilayah = AreaCodeField()
    right_wilayah = AreaCodeField()
    weight = models.FloatField()
    label = models.CharField(max_length=5, choices=LABELS, blank=True)
    labelled_by = models.CharField(max_length=150, blank=True)
    labelled_at = models.DateTimeField(null=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sample", "place"], name="sampled_pair_place")]
