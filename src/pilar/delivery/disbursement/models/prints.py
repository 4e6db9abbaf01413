"""Papers for recipients, printed in bulk from a batch: invitations, hand-over lists, receipts."""

from typing import Any

from django.db import models
from django.db.models import Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField
from pilar.delivery.disbursement.models.orders import Batch

PRINT_KINDS = (("undangan", "Surat undangan"), ("bast", "Berita acara serah terima"), ("kuitansi", "Kuitansi"))


class BatchPrint(models.Model):
    """One printing; `wilayah` narrows the batch to a kelurahan. `numbers`: of the register of letters, one for each invitation or
    kelurahan, given when the printing was asked for. `file` is null until the job has made it; it is never made anew."""

    id = IdField()
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="prints")
    wilayah = AreaCodeField()
    kind = models.CharField(max_length=8, choices=PRINT_KINDS)
    place = WordsField(max_length=160)
    on_date = models.DateField()
    hours = models.CharField(max_length=40, blank=True)
    signer = WordsField(max_length=120)
    signer_nip = models.CharField(max_length=30, blank=True)
    numbers: Any = models.JSONField(default=list)
    count = models.PositiveIntegerField()
    total_rp = models.BigIntegerField()
    file = models.ForeignKey("bulk.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=150)
    made_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["wilayah", "id"], name="batch_print_place")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[code for code, _ in PRINT_KINDS]), name="batch_print_kind"),
            models.CheckConstraint(
                condition=Q(file__isnull=True, made_at__isnull=True) | Q(file__isnull=False, made_at__isnull=False),
                name="batch_print_made",
            ),
        ]
