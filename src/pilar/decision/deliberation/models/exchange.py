"""What was sent to SIKS-NG, and what came back."""

from django.db import models
from django.db.models import Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField
from pilar.decision.deliberation.models.endorsement import Endorsement


class Sending(models.Model):
    """One hand-over to SIKS-NG: the sheet as it was keyed in or uploaded (kept), by which profile, and the act that moved the usulan."""

    id = IdField()
    wilayah = AreaCodeField()
    endorsement = models.ForeignKey(Endorsement, on_delete=models.PROTECT, related_name="sendings", db_constraint=False)
    profile = models.CharField(max_length=30)
    file = models.ForeignKey("bulk.StoredFile", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    bulk_id = models.BigIntegerField()
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=150)

    objects = ScopedQuerySet.as_manager()


class SentUsul(models.Model):
    """One usulan of a sending. `status`, `told`, `answered_at` repeat its latest answer, for the list of what has none."""

    id = IdField()
    sending = models.ForeignKey(Sending, on_delete=models.PROTECT, related_name="rows", db_constraint=False)
    usul = models.ForeignKey("proposals.Usul", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    wilayah = AreaCodeField()
    position = models.PositiveIntegerField()
    status = models.CharField(max_length=40, blank=True)
    told = WordsField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["wilayah"], condition=Q(answered_at__isnull=True), name="sent_usul_unanswered"),
            models.Index(fields=["usul"], name="sent_usul_usul"),
        ]
        constraints = [models.UniqueConstraint(fields=["sending", "usul"], name="sent_usul_once")]


class SiksAnswer(models.Model):
    """A returned status as it stood in the sheet. Kept for ever; the same row of the same file again changes nothing."""

    id = IdField()
    sent = models.ForeignKey(SentUsul, on_delete=models.PROTECT, related_name="answers", db_constraint=False)
    status = models.CharField(max_length=40)
    told = WordsField(max_length=200)
    note = WordsField(max_length=250, blank=True)
    source_id = models.BigIntegerField()
    row = models.PositiveIntegerField()
    as_of = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sent", "source_id", "row"], name="siks_answer_once")]
