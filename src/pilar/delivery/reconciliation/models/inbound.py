"""Files of providers and each of their lines."""

from django.db import models
from django.db.models import F, Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField
from pilar.delivery.reconciliation.rules.classes import BY_CODE


class Inbound(models.Model):
    """One file as it came, read once: the same bytes under another name are this row. `state`: "antre" (kept, a job will read it),
    "diterapkan" (lines that match were told to the books), "tertahan" (its own figures or columns do not add up: nothing was told), "ditolak" (cannot be read)."""

    id = IdField()
    wilayah = AreaCodeField()
    stage = models.ForeignKey("programs.Stage", on_delete=models.PROTECT, related_name="+", null=True)
    file = models.ForeignKey("bulk.StoredFile", on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    channel = models.CharField(max_length=10)
    profile = models.CharField(max_length=60, blank=True)
    format = models.CharField(max_length=10, blank=True)
    family = models.CharField(max_length=8, blank=True)
    state = models.CharField(max_length=10)
    held_reason = WordsField(max_length=500, blank=True)
    line_count = models.PositiveIntegerField(default=0)
    data_count = models.PositiveIntegerField(default=0)
    total_rp = models.BigIntegerField(default=0)
    control_count = models.PositiveIntegerField(null=True)
    control_total_rp = models.BigIntegerField(null=True)
    balances = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    names_seen = models.JSONField(default=list)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=150)
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=150, blank=True)
    released_reason = WordsField(max_length=500, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sha256", "channel"], name="inbound_once"),
            models.CheckConstraint(
                condition=Q(state__in=["antre", "diterapkan", "tertahan", "ditolak"]), name="inbound_state"
            ),
            models.CheckConstraint(
                condition=Q(released_by="") | ~Q(released_by=F("received_by")), name="inbound_released_by_another"
            ),
        ]


class Line(models.Model):
    """One line of a file: its raw text (sealed), what was read from it, its class. `wilayah`: of the order, else of the file.

    `account_sealed`, `account_index`: the whole account number, kept while the line may be judged again. `decided`: code of the two
    persons' decision about an open line, else "".
    """  # fmt: skip

    id = IdField()
    inbound = models.ForeignKey(Inbound, on_delete=models.PROTECT, related_name="lines", db_constraint=False)
    wilayah = AreaCodeField()
    row = models.PositiveIntegerField()
    raw_sealed = models.BinaryField(null=True)
    kind = models.CharField(max_length=14)
    e2e = models.CharField(max_length=40, blank=True)
    bank_reference = models.CharField(max_length=64, blank=True)
    amount_rp = models.BigIntegerField(null=True)
    on_date = models.DateField(null=True)
    account_last4 = models.CharField(max_length=4, blank=True)
    account_sealed = models.BinaryField(null=True)
    account_index = models.BinaryField(max_length=16, null=True)
    name = WordsField(max_length=120, blank=True)
    reason_code = models.CharField(max_length=40, blank=True)
    reason_text = WordsField(max_length=200, blank=True)
    fault_text = WordsField(max_length=250, blank=True)
    code = models.CharField(max_length=16)
    instruction_id = models.BigIntegerField(null=True)
    order_rp = models.BigIntegerField(null=True)
    count = models.PositiveIntegerField(default=1)
    via = models.CharField(max_length=8, blank=True)
    other = models.CharField(max_length=40, blank=True)
    decided = models.CharField(max_length=10, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["inbound", "code", "id"], name="inbound_line_class"),
            models.Index(
                fields=["instruction_id"], condition=Q(instruction_id__isnull=False), name="inbound_line_order"
            ),
        ]
        constraints = [models.CheckConstraint(condition=Q(code__in=list(BY_CODE)), name="inbound_line_code")]


class LineDecision(models.Model):
    """What one person proposes about an open line and another confirms or refuses."""

    id = IdField()
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="decisions")
    wilayah = AreaCodeField()
    verdict = models.CharField(max_length=10)
    reason = WordsField(max_length=500)
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField()
    answered_by = models.CharField(max_length=150, blank=True)
    answered_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)
    answer = WordsField(max_length=500, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(answered_at__isnull=True), name="line_decision_open_once"
            ),
            models.CheckConstraint(
                condition=Q(answered_by="") | ~Q(answered_by=F("proposed_by")), name="line_decision_two_persons"
            ),
        ]
