"""The append-only double-entry ledger. Triggers (ledger_triggers.py) refuse what these classes cannot express."""

from django.db import models
from django.db.models import Q

from pilar.core.db.fields import IdField
from pilar.delivery.disbursement.chart import ACCOUNTS, MOVEMENTS


class Txn(models.Model):
    """One movement of money, closed when it appears: its postings are written first and sum to zero, none is added later.

    `kind` and `subject_id` (the instruction, or the decree for kind "decree") are its key: a replay finds it there already.
    """

    id = IdField()
    kind = models.CharField(max_length=10)
    subject_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_id", "kind"], name="txn_key"),
            models.CheckConstraint(condition=Q(kind__in=sorted(MOVEMENTS)), name="txn_kind"),
        ]


class Posting(models.Model):
    """A change of one account, in rupiah. `channel` only on "transit": the money is at that provider."""

    id = IdField()
    txn = models.ForeignKey(Txn, on_delete=models.PROTECT, related_name="postings")
    account = models.CharField(max_length=10)
    channel = models.CharField(max_length=10, blank=True)
    amount_rp = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(account__in=[one.code for one in ACCOUNTS]), name="posting_account"),
            models.CheckConstraint(condition=~Q(amount_rp=0), name="posting_not_zero"),
            models.CheckConstraint(
                condition=Q(account="transit", channel__gt="") | (~Q(account="transit") & Q(channel="")),
                name="posting_channel",
            ),
        ]
