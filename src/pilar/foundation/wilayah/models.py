"""Areas, their history, the edition of the national table, and the words for levels by region."""

from django.db import models
from django.db.models import F, Q

from pilar.core.ids import new_id
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.foundation.wilayah.rules import ChangeKind, Kind, Level, Origin


class Area(models.Model):
    """One area by its code; its parent is a prefix of the code. Never deleted: it ends and names its successor.

    `valid_from` is null where the beginning is not known; the period is half-open. `name` of an RW or RT is empty
    unless it has one of its own (a dusun).
    """

    code = AreaCodeField(primary_key=True)
    name = models.CharField(max_length=120, blank=True)
    level = models.PositiveSmallIntegerField(choices=[(int(level), level.name) for level in Level])
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.name) for kind in Kind])
    search_key = models.CharField(max_length=120, blank=True)
    bps_code = models.CharField(max_length=10, null=True, blank=True)  # noqa: DJ001  null is "no bridge known"
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    successor = AreaCodeField(blank=True)
    origin = models.CharField(max_length=20, choices=[(origin.value, origin.name) for origin in Origin])

    objects = ScopedQuerySet.as_manager()
    scope_path = "code"

    class Meta:
        indexes = [models.Index(fields=["level", "code"], name="area_level")]
        constraints = [
            models.UniqueConstraint(
                fields=["bps_code"], condition=Q(valid_to__isnull=True, bps_code__isnull=False), name="area_bps_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="area_period",
            ),
        ]


class AreaChange(models.Model):
    """One change of one area: what it was, what it became, from when, by which decision. Only ever appended."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.name) for kind in ChangeKind])
    old_code = AreaCodeField()
    new_code = AreaCodeField(blank=True)
    old_name = models.CharField(max_length=120, blank=True)
    new_name = models.CharField(max_length=120, blank=True)
    effective_date = models.DateField()
    legal_basis = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    objects = ScopedQuerySet.as_manager()
    scope_path = "old_code"

    class Meta:
        indexes = [
            models.Index(fields=["old_code", "effective_date"], name="area_change_old"),
            models.Index(fields=["new_code", "effective_date"], name="area_change_new"),
        ]


class AreaEdition(models.Model):
    """One row: which national table was loaded, and a number that is new after every change of a name.

    In-process copies of names compare this number before they answer. It is an id, not a counter, so that a copy
    made from a transaction that was rolled back is never taken for a later state.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    source = models.CharField(max_length=60, blank=True)
    loaded_at = models.DateTimeField(null=True)


class LevelName(models.Model):
    """What a level is called in a region, and the title of its head, during a half-open period.

    The longest prefix wins, then a name for the kind of area over one for all kinds. For RW and RT `kind` is the
    kind of their village.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    wilayah = AreaCodeField(blank=True)
    level = models.PositiveSmallIntegerField(choices=[(int(level), level.name) for level in Level])
    kind = models.CharField(max_length=20, blank=True)
    label = models.CharField(max_length=40)
    short = models.CharField(max_length=20)
    head_title = models.CharField(max_length=60, blank=True)
    legal_basis = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["wilayah", "level", "kind"], condition=Q(valid_to__isnull=True), name="level_name_once"
            )
        ]
