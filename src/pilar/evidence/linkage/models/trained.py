"""Trained models and thresholds: both are kept for good, so that each decision can be read with what held then."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet

MODEL_STATES = [("calon", _("Calon")), ("aktif", _("Dipakai")), ("lama", _("Tidak dipakai lagi"))]


class TrainedModel(models.Model):
    """One trained model of persons: probabilities per level (no value of any person), and where it came from.

    `body` is the engine's canonical JSON, `version` its hash. `quality` is the latest estimate from a labelled sample:
    {"precision": [low, mid, high], "recall": [...], "labelled": n, "at": iso}.
    """

    id = IdField()
    version = models.CharField(max_length=12, unique=True)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=MODEL_STATES, default="calon")
    wilayah = AreaCodeField(blank=True)
    rows = models.PositiveIntegerField()
    trained_at = models.DateTimeField()
    trained_by = models.CharField(max_length=150)
    activated_at = models.DateTimeField(null=True)
    activated_by = models.CharField(max_length=150, blank=True)
    quality = models.JSONField(default=dict)
    notes = models.JSONField(default=list)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="aktif"), name="trained_model_one_active")
        ]


class Thresholds(models.Model):
    """Weights (log2 odds) and brakes. Rows are only added; the newest counts.

    Above `match_weight` a merge is proposed, above `review_weight` a person looks. A run stops when more than
    `most_doubles` (share of the records, 0..1) are in groups of two or more, or more than `most_pairs` pairs await review.
    """

    id = IdField()
    match_weight = models.FloatField()
    review_weight = models.FloatField()
    most_doubles = models.FloatField()
    most_pairs = models.PositiveIntegerField()
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=150)
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(match_weight__gte=models.F("review_weight")), name="thresholds_order"),
            models.CheckConstraint(condition=Q(most_doubles__gt=0, most_doubles__lte=1), name="thresholds_doubles"),
        ]
