"""Rows of another list and whom in the register they name."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField

OUTCOMES = [
    ("padan", _("Padan")),
    ("beda", _("Padan dengan perbedaan")),
    ("ragu", _("Ragu")),
    ("tidak", _("Tidak ditemukan")),
]


class ListRow(models.Model):
    """One row of the list: its cells sealed (JSON field → text), its best person, and how each field compares.

    `fields`: {field: "sama" | "mirip" | "beda" | "kosong"}, no values. `others`: further persons above the review weight,
    [[person_id, weight], ...]. `centre_similarity`: 0..100, the ministry's name rule (Ratcliff–Obershelp, alias parts) against the best
    person; PADAN from 60. `wilayah` is the run's: a row that nobody in the register fits has no place of its own.
    """

    id = IdField()
    run = models.ForeignKey(
        "linkage.Run", on_delete=models.PROTECT, related_name="rows", db_constraint=False, db_index=False
    )
    row = models.PositiveIntegerField()
    wilayah = AreaCodeField(blank=True)
    cells_sealed = models.BinaryField()
    outcome = models.CharField(max_length=6, choices=OUTCOMES)
    person_id = models.BigIntegerField(null=True)
    weight = models.FloatField(null=True)
    probability = models.FloatField(null=True)
    fields = models.JSONField(default=dict)
    sentence = WordsField(max_length=400, blank=True)
    others = models.JSONField(default=list)
    centre_similarity = models.PositiveSmallIntegerField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "row"], name="list_row_once")]
        indexes = [
            models.Index(fields=["run", "outcome", "row"], name="list_row_outcome"),
            models.Index(fields=["person_id"], name="list_row_person"),
        ]
