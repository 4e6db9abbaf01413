"""The calendar of an area and its settings: rows with dates and a legal basis; the deepest area of the latest date counts."""

from django.db import models
from django.db.models import F, Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField
from pilar.decision.deliberation.lists import WINDOWS


class CalendarWindow(models.Model):
    """Days of the month in which an act is open in an area, for months from `valid_from` (a first of month) on.

    A row without days (both null) closes the act. Rows are never edited: a change is a row with a later date.
    """

    id = IdField()
    wilayah = AreaCodeField(blank=True)
    act = models.CharField(max_length=12, choices=[(one.code, one.name_id) for one in WINDOWS])
    first_day = models.PositiveSmallIntegerField(null=True)
    last_day = models.PositiveSmallIntegerField(null=True)
    valid_from = models.DateField()
    basis = WordsField(max_length=200)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=150)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first_day__isnull=True, last_day__isnull=True)
                | Q(first_day__gte=1, last_day__lte=31, first_day__lte=F("last_day")),
                name="calendar_window_days",
            )
        ]
        indexes = [models.Index(fields=["act", "wilayah", "valid_from"], name="calendar_window_find")]


class AreaSetting(models.Model):
    """One setting of an area from a date on (keys: area_settings.py). Never edited: a change is a row with a later date."""

    id = IdField()
    wilayah = AreaCodeField(blank=True)
    key = models.CharField(max_length=40)
    value = models.JSONField()
    valid_from = models.DateField()
    basis = WordsField(max_length=200)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=150)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["key", "wilayah", "valid_from"], name="area_setting_find")]
