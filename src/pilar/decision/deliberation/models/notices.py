"""Letters that tell a family what was decided about it, or ask it to clear up a flag: one letter for one decision."""

from django.db import models
from django.db.models import Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField
from pilar.decision.deliberation.models.papers import LetterNumber

NOTICE_KINDS = (
    ("penolakan", "Pemberitahuan hasil usulan"),
    ("penghentian", "Pemberitahuan usulan penghentian"),
    ("klarifikasi", "Permintaan klarifikasi"),
)


class NoticePrint(models.Model):
    """One printing of many letters as one file; `file` is null until the job has made it."""

    id = IdField()
    wilayah = AreaCodeField()
    kind = models.CharField(max_length=12, choices=NOTICE_KINDS)
    signer = WordsField(max_length=120)
    signer_nip = models.CharField(max_length=30, blank=True)
    count = models.PositiveIntegerField(default=0)
    file = models.ForeignKey("bulk.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["wilayah", "kind"], name="notice_print_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=True, made_at__isnull=True) | Q(file__isnull=False, made_at__isnull=False),
                name="notice_print_made",
            )
        ]


class Notice(models.Model):
    """One letter. `cause_id`: the step of the usulan or of the flag that it tells of; a step is told once.

    `until_date`: the last day for an objection or an answer.
    """

    id = IdField()
    printing = models.ForeignKey(NoticePrint, on_delete=models.PROTECT, related_name="notices", db_constraint=False)
    kind = models.CharField(max_length=12, choices=NOTICE_KINDS)
    cause_id = models.BigIntegerField()
    wilayah = AreaCodeField()
    usul = models.ForeignKey(
        "proposals.Usul", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    flag = models.ForeignKey(
        "screening.Flag", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    letter = models.ForeignKey(LetterNumber, on_delete=models.PROTECT, related_name="+")
    name = WordsField(max_length=120)
    address = WordsField(max_length=250, blank=True)
    about = WordsField(max_length=200)
    reason = WordsField(max_length=700)
    until_date = models.DateField()
    position = models.PositiveIntegerField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["wilayah"], name="notice_place")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "cause_id"], name="notice_once"),
            models.CheckConstraint(
                condition=Q(usul__isnull=False, flag__isnull=True) | Q(usul__isnull=True, flag__isnull=False),
                name="notice_subject",
            ),
        ]
