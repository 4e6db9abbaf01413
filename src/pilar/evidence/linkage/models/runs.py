"""Runs of the matcher, and how far each person has been compared."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet

RUN_KINDS = [
    ("menyeluruh", _("Seluruh register")),
    ("susulan", _("Yang berubah saja")),
    ("kiriman", _("Orang baru dari satu kiriman")),
    ("daftar", _("Daftar lain terhadap register")),
]
RUN_STATES = [
    ("menunggu", _("Menunggu")),
    ("berjalan", _("Berjalan")),
    ("selesai", _("Selesai")),
    ("direm", _("Dihentikan rem")),
    ("batal", _("Dibatalkan")),
    ("gagal", _("Gagal")),
]


class Run(models.Model):
    """One run. Its results appear in one transaction at its end; `brake` says why a braked run wrote none.

    `counts`: records, changed, candidates, proposed, review, refused, doubled, families, hidden (decided earlier), and for
    a list found, differing, doubtful, missing. `notes`: sentences for people (groups not compared, numbers that nobody can own).
    `mapping`: field of the engine → column, for a list; `batch_id`: the delivery (intake) whose rows or people are matched.
    """

    id = IdField()
    kind = models.CharField(max_length=12, choices=RUN_KINDS)
    state = models.CharField(max_length=10, choices=RUN_STATES, default="menunggu")
    wilayah = AreaCodeField(blank=True)
    model = models.ForeignKey("linkage.TrainedModel", on_delete=models.PROTECT, null=True, db_constraint=False)
    batch_id = models.BigIntegerField(null=True)
    file = models.ForeignKey("bulk.StoredFile", on_delete=models.PROTECT, null=True, db_constraint=False)
    file_name = models.CharField(max_length=200, blank=True)
    mapping = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    brake = models.CharField(max_length=400, blank=True)
    job_id = models.BigIntegerField(null=True)
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=150)
    finished_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["kind", "id"], name="run_kind")]


class LinkedPerson(models.Model):
    """The watermark per person: with which revision of the person and of the family it was last compared.

    A person whose present revisions differ, or who is not here, is what an incremental run takes up.
    """

    person_id = models.BigIntegerField(primary_key=True)
    revision = models.PositiveIntegerField()
    family_id = models.BigIntegerField(null=True)
    family_revision = models.PositiveIntegerField(null=True)
    run_id = models.BigIntegerField()
