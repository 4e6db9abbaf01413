"""Versions of the office's rules, and what it chose among dated alternatives. Rules are no personal data."""

from django.db import models
from django.db.models import F, Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField

STATES = ("draft", "proposed", "published", "retired", "dropped")


class RuleVersion(models.Model):
    """All rule files of the office as one version: their TOML texts whole, who wrote them, who published them.

    In force on `valid_from <= day < valid_to` when published or retired after having been published. `meaning` is
    `RuleBook.version()` without area choices, empty while the texts do not read.
    """

    id = IdField()
    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=120)
    files = models.JSONField()
    digest = models.CharField(max_length=64)
    meaning = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=[(state, state) for state in STATES], default="draft")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    author = models.CharField(max_length=150)
    publisher = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="rule_version_state"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | (Q(valid_from__isnull=False) & ~Q(publisher="") & ~Q(publisher=F("author")) & ~Q(meaning="")),
                name="rule_version_two_persons",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "retired"]) | Q(published_at__isnull=False),
                name="rule_version_published",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="rule_version_period"
            ),
        ]


class RuleEvent(models.Model):
    """One step of a version: who, in which role, why."""

    id = IdField()
    version = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    role = models.CharField(max_length=40)
    source_state = models.CharField(max_length=10, blank=True)
    target_state = models.CharField(max_length=10)
    reason = WordsField(max_length=500, blank=True)


class RuleChoice(models.Model):
    """An office's choice among dated alternatives of a key, for an area from a date on; the deepest area counts."""

    id = IdField()
    wilayah = AreaCodeField(blank=True)
    key = models.CharField(max_length=60)
    alternative = models.CharField(max_length=60)
    valid_from = models.DateField()
    basis = models.CharField(max_length=200)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wilayah", "key", "valid_from"], name="rule_choice_once")]
