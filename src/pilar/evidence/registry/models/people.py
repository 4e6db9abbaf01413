"""Persons, families, who belongs to which family and when, and identifiers they used to have."""

from django.db import models
from django.db.models import F, Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField
from pilar.evidence.registry.models.visible import VisibleQuerySet


class Family(models.Model):
    """A family: an own id, since the KK number changes when a family splits or moves. `merged_into`: the family it is a double of."""

    id = IdField()
    wilayah = AreaCodeField()
    kk_sealed = models.BinaryField(null=True)
    kk_index = models.BinaryField(max_length=16, null=True)
    address = WordsField(max_length=250, blank=True)
    head_name = WordsField(max_length=120, blank=True)
    member_count = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(max_length=20, default="aktif")
    desil = models.PositiveSmallIntegerField(null=True)
    desil_version = models.BigIntegerField(null=True)
    merged_into = models.BigIntegerField(null=True)
    born_batch = models.BigIntegerField(null=True)
    as_of = models.DateField()
    revision = models.PositiveIntegerField(default=1)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        indexes = [
            # The list of families: its order, and what it leaves out, so that counting does not open the rows.
            models.Index(fields=["wilayah", "head_name", "id", "status", "born_batch"], name="family_list"),
            models.Index(fields=["kk_index"], name="family_kk"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="family_merged"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kk_sealed__isnull=True, kk_index__isnull=True)
                | Q(kk_sealed__isnull=False, kk_index__isnull=False),
                name="family_kk_pair",
            ),
            models.CheckConstraint(
                condition=Q(desil__isnull=True) | Q(desil__gte=1, desil__lte=10), name="family_desil"
            ),
        ]


class Person(models.Model):
    """A person. The NIK may be missing: people without one are full members of the register.

    `merged_into`: the record that carries on for this one (never one that was merged itself)."""

    id = IdField()
    wilayah = AreaCodeField()
    family = models.ForeignKey(Family, on_delete=models.PROTECT, null=True, related_name="persons", db_constraint=False)
    relation = models.PositiveSmallIntegerField(null=True)
    name = WordsField(max_length=120)
    search_text = models.TextField(blank=True)
    nik_sealed = models.BinaryField(null=True)
    nik_index = models.BinaryField(max_length=16, null=True)
    sex = models.PositiveSmallIntegerField(null=True)
    birth_date = models.DateField(null=True)
    birth_place = WordsField(max_length=80, blank=True)
    mother_sealed = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(null=True)
    status = models.CharField(max_length=20, default="hidup")
    died_date = models.DateField(null=True)
    merged_into = models.BigIntegerField(null=True)
    born_batch = models.BigIntegerField(null=True)
    as_of = models.DateField()
    revision = models.PositiveIntegerField(default=1)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["wilayah", "id"], name="person_wilayah"),
            models.Index(fields=["nik_index"], name="person_nik"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="person_merged"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(nik_sealed__isnull=True, nik_index__isnull=True)
                | Q(nik_sealed__isnull=False, nik_index__isnull=False),
                name="person_nik_pair",
            ),
            models.CheckConstraint(condition=Q(sex__isnull=True) | Q(sex__in=(1, 2)), name="person_sex"),
            models.CheckConstraint(
                condition=Q(died_date__isnull=True) | Q(status="meninggal"), name="person_died_has_status"
            ),
        ]


class Membership(models.Model):
    """A person belonged to a family in a role (Regsosek 409 code) during a half-open period."""

    id = IdField()
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="memberships", db_constraint=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships", db_constraint=False)
    relation = models.PositiveSmallIntegerField(null=True)
    active_from = models.DateField()
    active_to = models.DateField(null=True)
    source_id = models.BigIntegerField()
    reason = WordsField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(active_to__isnull=True) | Q(active_to__gte=F("active_from")), name="membership_period"
            )
        ]


class FormerIdentifier(models.Model):
    """A NIK or KK number that a person or family no longer carries, so that it can still be found."""

    id = IdField()
    kind = models.CharField(max_length=3, choices=[("nik", "NIK"), ("kk", "KK")])
    subject_id = models.BigIntegerField()
    wilayah = AreaCodeField()
    value_sealed = models.BinaryField()
    value_index = models.BinaryField(max_length=16)
    active_to = models.DateField()
    source_id = models.BigIntegerField()
    reason = WordsField(max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["kind", "value_index"], name="former_identifier_value"),
            models.Index(fields=["kind", "subject_id"], name="former_identifier_subject"),
        ]
