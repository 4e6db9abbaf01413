"""Usulan, who joined them, their papers and every step they took."""

from typing import Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, Scope, ScopedQuerySet
from pilar.core.vault.words import WordsField
from pilar.decision.proposals.lifecycle import FINALS, START, STATES

ModelT = TypeVar("ModelT", bound=models.Model)


class UsulQuerySet(ScopedQuerySet[ModelT]):
    """Scoped usulan without those that a batch still being published has brought (docs/adr/0005)."""

    def within(self, scope: Scope) -> Self:
        pending = apps.get_model("registry", "PendingBatch")
        return super().within(scope).exclude(Exists(pending.objects.filter(pk=OuterRef("born_batch"))))


class Usul(models.Model):
    """One proposal about a person or family. `subject_key` (16 bytes) tells the same person whether registered or not."""

    id = IdField()
    wilayah = AreaCodeField()
    kind = models.CharField(max_length=24)
    programme = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=4, blank=True)
    state = models.CharField(max_length=30, default=START)
    came_from = models.CharField(max_length=30, blank=True)
    is_open = models.BooleanField(default=True)
    state_since = models.DateTimeField()
    channel = models.CharField(max_length=24)
    subject_key = models.BinaryField(max_length=16)
    person = models.ForeignKey(
        "registry.Person", on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False
    )
    family = models.ForeignKey(
        "registry.Family", on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False
    )
    name = WordsField(max_length=120)
    nik_sealed = models.BinaryField(null=True)
    nik_index = models.BinaryField(max_length=16, null=True)
    kk_sealed = models.BinaryField(null=True)
    kk_index = models.BinaryField(max_length=16, null=True)
    mother_sealed = models.BinaryField(null=True)
    sex = models.PositiveSmallIntegerField(null=True)
    birth_date = models.DateField(null=True)
    birth_place = WordsField(max_length=80, blank=True)
    address = WordsField(max_length=250, blank=True)
    rationale = WordsField(max_length=250, blank=True)
    note = WordsField(max_length=250, blank=True)
    source_id = models.BigIntegerField(null=True)
    row = models.PositiveIntegerField(null=True)
    born_batch = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)
    revision = models.PositiveIntegerField(default=1)

    objects = UsulQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["wilayah", "state", "id"], name="usul_place"),
            models.Index(fields=["nik_index"], name="usul_nik"),
            models.Index(fields=["family"], name="usul_family"),
            models.Index(fields=["kk_index"], name="usul_kk"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_key", "kind", "programme"], condition=Q(is_open=True), name="usul_open_once_subject"
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "programme"],
                condition=Q(is_open=True, person__isnull=False),
                name="usul_open_once_person",
            ),
            models.CheckConstraint(
                condition=Q(is_open=True, state__in=[s.code for s in STATES if not s.final])
                | Q(is_open=False, state__in=sorted(FINALS)),
                name="usul_open_state",
            ),
            models.CheckConstraint(condition=Q(sex__isnull=True) | Q(sex__in=(1, 2)), name="usul_sex"),
            models.CheckConstraint(
                condition=Q(nik_sealed__isnull=True, nik_index__isnull=True)
                | Q(nik_sealed__isnull=False, nik_index__isnull=False),
                name="usul_nik_pair",
            ),
            models.CheckConstraint(
                condition=Q(kk_sealed__isnull=True, kk_index__isnull=True)
                | Q(kk_sealed__isnull=False, kk_index__isnull=False),
                name="usul_kk_pair",
            ),
        ]


class UsulContribution(models.Model):
    """A repeated proposal that joined the open one: who, when, through which channel, from which row."""

    id = IdField()
    usul = models.ForeignKey(Usul, on_delete=models.PROTECT, related_name="contributions", db_constraint=False)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    channel = models.CharField(max_length=24)
    source_id = models.BigIntegerField(null=True)
    row = models.PositiveIntegerField(null=True)
    rationale = WordsField(max_length=250, blank=True)
    note = WordsField(max_length=250, blank=True)


class UsulTransition(models.Model):
    """A step of a usulan's life: from, to, by whom with which capability, why."""

    id = IdField()
    usul = models.ForeignKey(Usul, on_delete=models.PROTECT, related_name="transitions", db_constraint=False)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    role = models.CharField(max_length=40)
    capability = models.CharField(max_length=40)
    source_state = models.CharField(max_length=30, blank=True)
    target_state = models.CharField(max_length=30)
    reason = WordsField(max_length=500, blank=True)
    bulk_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["bulk_id"], condition=Q(bulk_id__isnull=False), name="usul_transition_bulk")]


class BulkStep(models.Model):
    """One act that moved many usulan (`target_state`), or took such an act back (`undoes_id`); its rows: UsulTransition.bulk_id."""

    id = IdField()
    wilayah = AreaCodeField(blank=True)
    target_state = models.CharField(max_length=30, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    role = models.CharField(max_length=40)
    reason = WordsField(max_length=500, blank=True)
    count = models.PositiveIntegerField()
    undoes_id = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=150, blank=True)

    objects = ScopedQuerySet.as_manager()


class UsulDocument(models.Model):
    """A paper or photo of a usulan; `has_position` for photos that carry GPS (EXIF or camera stamp)."""

    id = IdField()
    usul = models.ForeignKey(Usul, on_delete=models.PROTECT, related_name="documents", db_constraint=False)
    code = models.CharField(max_length=30)
    file = models.ForeignKey("bulk.StoredFile", on_delete=models.PROTECT)
    has_position = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["usul", "code", "file"], name="usul_document_once")]
