"""Batches, their faults and their quarantine, and saved mappings."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField

STATES = [
    ("diterima", _("Diterima")),
    ("diperiksa", _("Sedang diperiksa")),
    ("siap", _("Siap diterbitkan")),
    ("diterbitkan", _("Sedang diterbitkan")),
    ("terbit", _("Terbit")),
    ("batal", _("Dibatalkan")),
    ("gagal", _("Gagal")),
]


class Batch(models.Model):
    """One delivery: a kept file read with a profile. `content_key` makes the same file with the same options one batch."""

    id = IdField()
    file = models.ForeignKey("bulk.StoredFile", on_delete=models.PROTECT)
    file_name = WordsField(max_length=200)
    profile = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    content_key = models.CharField(max_length=64, unique=True)
    wilayah = AreaCodeField(blank=True)
    state = models.CharField(max_length=20, choices=STATES, default="diterima")
    as_of = models.DateField()
    counts = models.JSONField(default=dict)
    cursor = models.BigIntegerField(default=0)
    problem = models.TextField(blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)
    published_at = models.DateTimeField(null=True)
    mends = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="mended_by")
    job_id = models.BigIntegerField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "created_at"], name="batch_state")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=True) | models.Q(state="terbit"), name="batch_published_state"
            )
        ]


class RowFault(models.Model):
    """A fault of one cell or row. Identifiers are shown masked."""

    id = IdField()
    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, related_name="faults", db_constraint=False, db_index=False
    )
    sheet = models.CharField(max_length=60, blank=True)
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=80, blank=True)
    code = models.CharField(max_length=10)
    shown = WordsField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(fields=["batch", "code", "row"], name="row_fault_batch")]


class QuarantineRow(models.Model):
    """A row that could not be accepted, with all its cells sealed, until it is mended or explained away by a person."""

    id = IdField()
    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, related_name="quarantine", db_constraint=False, db_index=False
    )
    sheet = models.CharField(max_length=60, blank=True)
    row = models.PositiveIntegerField()
    cells_sealed = models.BinaryField()
    state = models.CharField(
        max_length=20,
        choices=[("menunggu", _("Menunggu")), ("diperbaiki", _("Diperbaiki")), ("dikesampingkan", _("Dikesampingkan"))],
        default="menunggu",
    )
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=150, blank=True)
    reason = WordsField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "sheet", "row"], name="quarantine_row_once"),
            models.CheckConstraint(
                condition=models.Q(state="menunggu", settled_at__isnull=True)
                | models.Q(~models.Q(state="menunggu"), settled_at__isnull=False),
                name="quarantine_settled_pair",
            ),
        ]


class SavedMapping(models.Model):
    """A mapping that an office keeps for sheets with the same headings."""

    id = IdField()
    name = WordsField(max_length=100)
    kind = models.CharField(max_length=40)
    headings_key = models.CharField(max_length=64)
    mapping = models.JSONField()
    wilayah = AreaCodeField(blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "wilayah"], name="saved_mapping_name")]
