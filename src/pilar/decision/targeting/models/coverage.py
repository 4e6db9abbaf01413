"""Coverage gap: poverty figures of BPS as dated data, and estimates of the poor per kelurahan."""

from django.db import models
from django.db.models import Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField

PLACES = ("", "kota", "desa")


class PovertyFigure(models.Model):
    """What BPS published for an area and date. Money in rupiah per head and month, shares in hundredths of a percent.

    `part`: whole area, urban or rural. NULL where BPS published nothing. Corrections are a new row of a later `at`.
    """

    id = IdField()
    wilayah = AreaCodeField(blank=True)
    part = models.CharField(max_length=4, choices=[(one, one) for one in PLACES], blank=True, default="")
    as_of = models.DateField()
    line = models.BigIntegerField(null=True)
    p0 = models.PositiveIntegerField(null=True)
    p1 = models.PositiveIntegerField(null=True)
    p2 = models.PositiveIntegerField(null=True)
    poor_people = models.BigIntegerField(null=True)
    source = WordsField(max_length=200)
    note = WordsField(max_length=200, blank=True)
    shipped = models.BooleanField(default=False)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wilayah", "part", "as_of", "source"], name="poverty_figure_once"),
            models.CheckConstraint(condition=Q(line__isnull=True) | Q(line__gt=0), name="poverty_figure_line"),
            models.CheckConstraint(
                condition=(Q(p0__isnull=True) | Q(p0__lte=10_000))
                & (Q(p1__isnull=True) | Q(p1__lte=10_000))
                & (Q(p2__isnull=True) | Q(p2__lte=10_000)),
                name="poverty_figure_shares",
            ),
        ]


class CoverageRun(models.Model):
    """An estimate for all kelurahan of an area from one rank run, a line, and (where given) a survey and a BPS share.

    `method`: "model" or "fay_herriot". `anchor`: BPS share (hundredths of a percent) the people add up to, NULL without.
    """

    id = IdField()
    wilayah = AreaCodeField(blank=True)
    rank_run = models.ForeignKey("targeting.RankRun", on_delete=models.PROTECT, related_name="+")
    survey = models.ForeignKey("targeting.Survey", on_delete=models.PROTECT, null=True, related_name="+")
    line = models.BigIntegerField()
    line_source = models.CharField(max_length=250)
    anchor = models.PositiveIntegerField(null=True)
    anchor_source = models.CharField(max_length=250, blank=True)
    method = models.CharField(max_length=12)
    notes = models.JSONField(default=list)
    current = models.BooleanField(default=False)
    requested_by = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wilayah"], condition=Q(current=True), name="coverage_run_one_current")
        ]


class CoverageArea(models.Model):
    """One kelurahan: families and people in the register, estimated poor families with interval, listed and served.

    `listed`: families in the newest DTSEN with a desil of 1 to 4; `served`: families on a recipient list of the last
    half year; `unlisted_poor`: expected poor among families neither listed nor served. Estimates in hundredths of a family.
    """

    id = IdField()
    run = models.ForeignKey(CoverageRun, on_delete=models.CASCADE, related_name="areas")
    wilayah = AreaCodeField()
    families = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    poor_hundredths = models.BigIntegerField()
    low_hundredths = models.BigIntegerField()
    high_hundredths = models.BigIntegerField()
    direct_share = models.FloatField(null=True)
    direct_error = models.FloatField(null=True)
    surveyed = models.PositiveIntegerField(default=0)
    listed = models.PositiveIntegerField()
    served = models.PositiveIntegerField()
    unlisted_poor_hundredths = models.BigIntegerField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "wilayah"], name="coverage_area_once")]
