"""Evaluations of all families of an area, kept with the data they saw, so that they can be done again bit for bit."""

from django.db import models
from django.db.models import Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet

RUN_STATES = ("loading", "running", "complete")
MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"


class EvaluationRun(models.Model):
    """One evaluation: rule version, date of the rules, date of the data, what was known when, the sealed input.

    `choices`: list of {"wilayah", "choices", "meaning"} groups. `digest`: SHA-256 over all outcomes in the order of
    family and programme. `current`: the newest complete run of its area.
    """

    id = IdField()
    version = models.ForeignKey("targeting.RuleVersion", on_delete=models.PROTECT, related_name="runs")
    wilayah = AreaCodeField(blank=True)
    day = models.DateField()
    data_date = models.DateField()
    known_at = models.DateTimeField()
    choices = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=[(state, state) for state in RUN_STATES], default="loading")
    current = models.BooleanField(default=False)
    snapshot = models.ForeignKey("bulk.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    snapshot_digest = models.CharField(max_length=64, blank=True)
    families = models.PositiveIntegerField(default=0)
    outcomes = models.PositiveBigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    requested_by = models.CharField(max_length=150)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["current", "wilayah"], name="evaluation_run_current")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="complete") | (Q(finished_at__isnull=False) & ~Q(digest="")),
                name="evaluation_run_complete",
            ),
            models.CheckConstraint(condition=Q(current=False) | Q(state="complete"), name="evaluation_run_current"),
        ]


class Outcome(models.Model):
    """What a run says of one family and programme. Bit i of a mask is condition i of the programme in that version;
    the bit behind the last condition of `unknown` is the amount. `amount`: whole rupiah, 0 unless met; `components`:
    rupiah by component key.
    """

    id = IdField()
    run = models.ForeignKey(EvaluationRun, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    wilayah = AreaCodeField()
    programme = models.CharField(max_length=60)
    outcome = models.CharField(max_length=8)
    not_met = models.BigIntegerField()
    unknown = models.BigIntegerField()
    amount = models.BigIntegerField()
    components = models.JSONField(default=dict)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "family", "programme"], name="outcome_once"),
            models.CheckConstraint(
                condition=Q(outcome="met", not_met=0, unknown=0, amount__gte=0)
                | Q(outcome="not_met", not_met__gt=0, amount=0)
                | Q(outcome="unknown", not_met=0, unknown__gt=0, amount=0),
                name="outcome_sound",
            ),
        ]
        indexes = [models.Index(fields=["run", "programme", "outcome", "wilayah"], name="outcome_place")]


class RunTotal(models.Model):
    """Counts and rupiah of a run per kelurahan and programme."""

    id = IdField()
    run = models.ForeignKey(EvaluationRun, on_delete=models.PROTECT, related_name="totals", db_constraint=False)
    wilayah = AreaCodeField()
    programme = models.CharField(max_length=60)
    met = models.PositiveIntegerField()
    not_met = models.PositiveIntegerField()
    unknown = models.PositiveIntegerField()
    amount = models.BigIntegerField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "wilayah", "programme"], name="run_total_once")]
