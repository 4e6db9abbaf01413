"""Entries of check lists, the flags they raise, and the findings of the desk check."""

from typing import Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, Scope, ScopedQuerySet
from pilar.core.vault.words import WordsField
from pilar.decision.screening.lists import FLAG_FINALS, FLAG_START, FLAG_STATES

ModelT = TypeVar("ModelT", bound=models.Model)
_FINALS = sorted(FLAG_FINALS)


class PublishedQuerySet(ScopedQuerySet[ModelT]):
    """Scoped rows without those that a batch still being published has brought (docs/adr/0005)."""

    def within(self, scope: Scope) -> Self:
        pending = apps.get_model("registry", "PendingBatch")
        return super().within(scope).exclude(Exists(pending.objects.filter(pk=OuterRef("born_batch"))))


class ListEntry(models.Model):
    """One row of a check list, as the holder wrote it. Kept whether or not anybody in the register fits."""

    id = IdField()
    check_list = models.CharField(max_length=30)
    wilayah = AreaCodeField(blank=True)
    name = WordsField(max_length=120)
    search_key = models.CharField(max_length=120, blank=True)
    birth_date = models.DateField(null=True)
    nik_sealed = models.BinaryField(null=True)
    nik_index = models.BinaryField(max_length=16, null=True)
    detail = models.JSONField(default=dict)
    as_of = models.DateField()
    source_id = models.BigIntegerField()
    born_batch = models.BigIntegerField(null=True)
    row = models.PositiveIntegerField()

    objects = PublishedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["nik_index"], name="list_entry_nik")]
        constraints = [
            models.CheckConstraint(
                condition=Q(nik_sealed__isnull=True, nik_index__isnull=True)
                | Q(nik_sealed__isnull=False, nik_index__isnull=False),
                name="list_entry_nik_pair",
            )
        ]


class Flag(models.Model):
    """A question about a person, raised because a list names somebody like them. It never removes by itself."""

    id = IdField()
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    family = models.ForeignKey(
        "registry.Family", on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False
    )
    wilayah = AreaCodeField()
    check_list = models.CharField(max_length=30)
    reason = models.CharField(max_length=4)
    state = models.CharField(
        max_length=24, choices=[(one.code, one.name_id) for one in FLAG_STATES], default=FLAG_START
    )
    is_open = models.BooleanField(default=True)
    basis = models.CharField(
        max_length=12, choices=[("nik", "NIK sama"), ("nama_lahir", "Nama dan tanggal lahir sama")]
    )
    name_similarity = models.PositiveSmallIntegerField()
    likely_false = models.BooleanField(default=False)
    listed_name = WordsField(max_length=120)
    source_id = models.BigIntegerField()
    source_label = WordsField(max_length=200)
    as_of = models.DateField()
    hits = models.PositiveIntegerField(default=1)
    raised_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    due_date = models.DateField()
    born_batch = models.BigIntegerField(null=True)
    revision = models.PositiveIntegerField(default=1)

    objects = PublishedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["wilayah", "state", "due_date"], name="flag_place"),
            models.Index(fields=["family", "is_open"], name="flag_family"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "check_list"], condition=Q(is_open=True), name="flag_open_once"),
            models.CheckConstraint(
                condition=Q(is_open=True, state__in=[s.code for s in FLAG_STATES if s.code not in FLAG_FINALS])
                | Q(is_open=False, state__in=_FINALS),
                name="flag_open_state",
            ),
            models.CheckConstraint(condition=Q(name_similarity__lte=100), name="flag_similarity"),
        ]


class FlagHit(models.Model):
    """A list row that supports a flag. `fact_key` tells whether the same claim was made (and perhaps judged) before."""

    id = IdField()
    flag = models.ForeignKey(Flag, on_delete=models.PROTECT, related_name="entries", db_constraint=False)
    entry = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    fact_key = models.BinaryField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["flag", "entry"], name="flag_hit_once")]


class FlagEvent(models.Model):
    """One step of a flag: who, with which capability, why, with which paper."""

    id = IdField()
    flag = models.ForeignKey(Flag, on_delete=models.PROTECT, related_name="events", db_constraint=False)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    role = models.CharField(max_length=40)
    capability = models.CharField(max_length=40)
    source_state = models.CharField(max_length=24)
    target_state = models.CharField(max_length=24)
    reason = WordsField(max_length=500, blank=True)
    file = models.ForeignKey("bulk.StoredFile", on_delete=models.PROTECT, null=True)


class ClarificationTerm(models.Model):
    """Days that a person gets to answer a flag, from a date on, in an area; the deepest area counts."""

    id = IdField()
    wilayah = AreaCodeField(blank=True)
    days = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    basis = models.CharField(max_length=200)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wilayah", "valid_from"], name="clarification_term_once")]


class Finding(models.Model):
    """What the desk check found about a case (a proposal): the present finding of a code, or a resolved one."""

    id = IdField()
    case_id = models.BigIntegerField()
    wilayah = AreaCodeField()
    code = models.CharField(max_length=10)
    severity = models.CharField(max_length=8)
    facts = models.JSONField(default=dict)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["case_id", "resolved_at"], name="finding_case"),
            models.Index(fields=["wilayah", "code"], condition=Q(resolved_at__isnull=True), name="finding_place"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case_id", "code"], condition=Q(resolved_at__isnull=True), name="finding_once"
            ),
            models.CheckConstraint(condition=Q(severity__in=["error", "warning", "info"]), name="finding_severity"),
        ]


class CheckedCase(models.Model):
    """When a case was last checked, and with what outcome in numbers."""

    case_id = models.BigIntegerField(primary_key=True)
    wilayah = AreaCodeField()
    checked_at = models.DateTimeField()
    errors = models.PositiveSmallIntegerField()
    warnings = models.PositiveSmallIntegerField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["wilayah"], name="checked_case_place")]
