"""Failed payments that somebody must mend."""

from django.db import models
from django.db.models import Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField
from pilar.delivery.reconciliation.rules.repair import REASON_BY_CODE, STATES


class RepairCase(models.Model):
    """One failed attempt to pay: why, whose turn, by when. One per instruction."""

    id = IdField()
    instruction_id = models.BigIntegerField(unique=True)
    stage = models.ForeignKey("programs.Stage", on_delete=models.PROTECT, related_name="+")
    wilayah = AreaCodeField()
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    e2e = models.CharField(max_length=40)
    channel = models.CharField(max_length=10)
    amount_rp = models.BigIntegerField()
    name = WordsField(max_length=120)
    reason = models.CharField(max_length=24)
    provider_words = WordsField(max_length=250, blank=True)
    owner = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default="terbuka")
    opened_at = models.DateTimeField()
    due_date = models.DateField()
    ended_at = models.DateTimeField(null=True)
    treasury_number = WordsField(max_length=80, blank=True)
    treasury_date = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["wilayah", "state", "due_date"], name="repair_queue")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="repair_state"),
            models.CheckConstraint(condition=Q(reason__in=list(REASON_BY_CODE)), name="repair_reason"),
            models.CheckConstraint(
                condition=~Q(state="kas_negara") | (Q(treasury_date__isnull=False) & ~Q(treasury_number="")),
                name="repair_treasury_paper",
            ),
        ]


class RepairStep(models.Model):
    """What was done about a case: an act, a letter, a result."""

    id = IdField()
    case = models.ForeignKey(RepairCase, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=16)
    note = WordsField(max_length=500, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
