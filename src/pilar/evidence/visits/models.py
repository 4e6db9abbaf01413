"""Assignments, what happened to them, absences, the rule of failed visits, and reviews of what arrived."""

from django.db import models
from django.db.models import F, Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField
from pilar.evidence.visits.lists import OPEN_STATES, REVIEW_STATES, STATES, VISIT_KINDS, VISIT_RESULTS

_STATE_CHOICES = [(code, one.name_id) for code, one in STATES.items()]
_REVIEW_CHOICES = [(code, one.name_id) for code, one in REVIEW_STATES.items()]


class Assignment(models.Model):
    """A question that somebody must answer at a door. `source_kind`/`source_id`: who asked, opaque here."""

    id = IdField()
    kind = models.CharField(max_length=20, choices=[(one.code, one.name_id) for one in VISIT_KINDS])
    form_id = models.CharField(max_length=100)
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    wilayah = AreaCodeField()
    reason = WordsField(max_length=300, blank=True)
    source_kind = models.CharField(max_length=40)
    source_id = models.BigIntegerField()
    due_date = models.DateField()
    volunteer = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=14, choices=_STATE_CHOICES, default="baru")
    is_open = models.BooleanField(default=True)
    failed_visits = models.PositiveSmallIntegerField(default=0)
    checks = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="back_checks")
    """The assignment that this one repeats with another volunteer."""
    family_revision = models.PositiveIntegerField(default=0)
    """Revision of the family when the visit was handed out."""
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=150)
    handed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=20, blank=True, choices=[(one.code, one.name_id) for one in VISIT_RESULTS])
    revision = models.PositiveIntegerField(default=1)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["wilayah", "state", "due_date"], name="visit_place"),
            models.Index(fields=["volunteer", "state", "due_date"], name="visit_volunteer"),
            models.Index(fields=["family", "is_open"], name="visit_family"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "source_kind", "source_id", "family"],
                condition=Q(is_open=True),
                name="visit_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(is_open=True, state__in=OPEN_STATES) | (Q(is_open=False) & ~Q(state__in=OPEN_STATES)),
                name="visit_open_state",
            ),
            models.CheckConstraint(
                condition=Q(state="baru") | Q(volunteer__isnull=False) | Q(is_open=False), name="visit_has_hands"
            ),
        ]


class VisitEvent(models.Model):
    """One step of an assignment: who, when, to whom, why."""

    id = IdField()
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    state = models.CharField(max_length=14)
    volunteer = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    note = WordsField(max_length=300, blank=True)


class Attempt(models.Model):
    """One visit with its result. `key` is the instanceID of the record (or the key of the desk), so that it counts once."""

    id = IdField()
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="attempts")
    key = models.CharField(max_length=250)
    result = models.CharField(max_length=20, choices=[(one.code, one.name_id) for one in VISIT_RESULTS])
    volunteer = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    visited_on = models.DateField()
    counted = models.BooleanField(default=False)
    """True: a failed visit that counts towards the limit."""
    note = WordsField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "key"], name="attempt_once")]


class Absence(models.Model):
    """A volunteer cannot go from a day until before another (open: until further notice)."""

    id = IdField()
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    active_from = models.DateField()
    active_to = models.DateField(null=True)
    reason = WordsField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(active_to__isnull=True) | Q(active_to__gt=F("active_from")), name="absence_period"
            )
        ]


class FailedVisitRule(models.Model):
    """How many failed visits end an assignment, and how many days must lie between them; the deepest area counts."""

    id = IdField()
    wilayah = AreaCodeField(blank=True)
    limit = models.PositiveSmallIntegerField()
    gap_days = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    basis = models.CharField(max_length=200)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wilayah", "valid_from"], name="failed_visit_rule_once"),
            models.CheckConstraint(condition=Q(limit__gte=1), name="failed_visit_rule_limit"),
        ]


class Review(models.Model):
    """One record that arrived from the field, as reviewers need it. `submission_id` and `version_id` are ids of field.

    The columns of quality are projections of the record; its answers stay with field. `answers_digest`: of the codes chosen, no words.
    """

    id = IdField()
    submission_id = models.BigIntegerField(unique=True)
    version_id = models.BigIntegerField()
    instance_id = models.CharField(max_length=250)
    form_id = models.CharField(max_length=100)
    wilayah = AreaCodeField()
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, null=True, related_name="reviews")
    family = models.ForeignKey(
        "registry.Family", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    volunteer = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    username = models.CharField(max_length=150)
    received_at = models.DateTimeField()
    visited_on = models.DateField()
    seconds = models.PositiveIntegerField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    answers_digest = models.CharField(max_length=32, blank=True)
    base_revision = models.PositiveIntegerField(null=True)
    """Revision of the family that the volunteer saw; None when the record does not say."""
    complete = models.BooleanField(default=True)
    flags = models.JSONField(default=list)
    state = models.CharField(max_length=14, choices=_REVIEW_CHOICES, default="menunggu")
    accepted = models.JSONField(default=list)
    """Keys of facts that were taken into the register."""
    note = WordsField(max_length=500, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.CharField(max_length=150, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["wilayah", "state", "received_at"], name="review_place"),
            models.Index(fields=["volunteer", "state"], name="review_volunteer"),
        ]
