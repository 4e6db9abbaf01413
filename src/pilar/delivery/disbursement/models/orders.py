"""Instructions, batches, their sealed files, the outbox, answers of providers, acts of a stage."""

from django.db import models
from django.db.models import F, Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField
from pilar.delivery.disbursement.lifecycle import BATCH_STATES, DRAFT, LIVE, PROPOSED, SEALED, STATES, TRANSMITTED
from pilar.delivery.disbursement.lists import CHANNELS

_CHANNELS = [one.code for one in CHANNELS]


class Batch(models.Model):
    """Instructions of one stage over one channel that are approved and sent together.

    `count` and `total_rp` are those of its instructions. Maker, approver and sender are three people.
    """

    id = IdField()
    stage = models.ForeignKey("programs.Stage", on_delete=models.PROTECT, related_name="+")
    wilayah = AreaCodeField()
    number = models.PositiveIntegerField()
    channel = models.CharField(max_length=10)
    profile = models.CharField(max_length=30)
    state = models.CharField(max_length=12, default=PROPOSED)
    count = models.PositiveIntegerField()
    total_rp = models.BigIntegerField()
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    approved_by = models.CharField(max_length=150, blank=True)
    approved_at = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=150, blank=True)
    sealed_at = models.DateTimeField(null=True)
    transmitted_at = models.DateTimeField(null=True)
    void_reason = WordsField(max_length=250, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stage", "number"], name="batch_number"),
            models.CheckConstraint(condition=Q(state__in=[one.code for one in BATCH_STATES]), name="batch_state"),
            models.CheckConstraint(condition=Q(channel__in=_CHANNELS), name="batch_channel"),
            models.CheckConstraint(condition=Q(count__gt=0) & Q(total_rp__gt=0), name="batch_not_empty"),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("made_by")), name="batch_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(sent_by="") | (~Q(sent_by=F("made_by")) & ~Q(sent_by=F("approved_by"))),
                name="batch_six_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[SEALED, TRANSMITTED])
                | (Q(sealed_at__isnull=False) & ~Q(approved_by="") & ~Q(sent_by="")),
                name="batch_sealed_by_three",
            ),
        ]  # fmt: skip


class BatchFile(models.Model):
    """One sealed file of a batch (a provider takes at most so many rows in one). Bytes: the kept file of that SHA-256."""

    id = IdField()
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="files")
    part = models.PositiveSmallIntegerField()
    file = models.ForeignKey("bulk.StoredFile", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    total_rp = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "part"], name="batch_file_part")]


class Instruction(models.Model):
    """One attempt to pay one entitlement over one channel; account frozen when it was ordered.

    `e2e` = reference(entitlement, attempt), unique for ever. At most one live instruction for an entitlement.
    """

    id = IdField()
    entitlement = models.ForeignKey("programs.Entitlement", on_delete=models.PROTECT, related_name="+")
    stage = models.ForeignKey(
        "programs.Stage", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    person = models.ForeignKey(
        "registry.Person", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    wilayah = AreaCodeField()
    attempt = models.PositiveSmallIntegerField()
    e2e = models.CharField(max_length=19, unique=True)
    channel = models.CharField(max_length=10)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="instructions")
    amount_rp = models.BigIntegerField()
    name = WordsField(max_length=120)
    account_sealed = models.BinaryField(null=True)
    account_index = models.BinaryField(max_length=16, null=True)
    account_last4 = models.CharField(max_length=4, blank=True)
    pay_account_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, default=DRAFT)
    state_since = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    paid_on = models.DateField(null=True)
    reason_code = models.CharField(max_length=30, blank=True)
    reason_text = WordsField(max_length=250, blank=True)
    from_retur = models.BooleanField(default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["stage", "state"], name="instruction_stage"),
            models.Index(fields=["wilayah", "id"], name="instruction_wilayah"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entitlement"], condition=Q(state__in=LIVE), name="instruction_one_live"
            ),
            models.CheckConstraint(condition=Q(state__in=[one.code for one in STATES]), name="instruction_state"),
            models.CheckConstraint(condition=Q(channel__in=_CHANNELS), name="instruction_channel"),
            models.CheckConstraint(condition=Q(amount_rp__gt=0), name="instruction_amount"),
            models.CheckConstraint(
                condition=Q(account_sealed__isnull=True, account_index__isnull=True)
                | Q(account_sealed__isnull=False, account_index__isnull=False),
                name="instruction_account_pair",
            ),
        ]  # fmt: skip


class Override(models.Model):
    """Somebody decided that a person who is dead, moved or excluded is paid all the same, and why (heirs, for example)."""

    id = IdField()
    instruction = models.OneToOneField(Instruction, on_delete=models.PROTECT, related_name="override")
    block = models.CharField(max_length=12)
    reason = WordsField(max_length=500)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()


class Outbox(models.Model):
    """A sealed file that must reach its provider at least once: the same bytes every time. Written in the act of sealing."""

    id = IdField()
    batch = models.OneToOneField(Batch, on_delete=models.PROTECT, related_name="outbox")
    tries = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=120, blank=True)
    error = models.CharField(max_length=250, blank=True)

    class Meta:
        indexes = [models.Index(fields=["next_at"], condition=Q(delivered_at__isnull=True), name="outbox_open")]


class Answer(models.Model):
    """One outcome that a provider reported, with what became of it. Key: channel, bank reference, kind. Never deleted."""

    id = IdField()
    channel = models.CharField(max_length=10)
    bank_reference = models.CharField(max_length=64)
    kind = models.CharField(max_length=14)
    e2e = models.CharField(max_length=40)
    amount_rp = models.BigIntegerField()
    on_date = models.DateField()
    reason_code = models.CharField(max_length=30, blank=True)
    reason_text = WordsField(max_length=250, blank=True)
    instruction_id = models.BigIntegerField(null=True)
    result = models.CharField(max_length=16)
    source = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["instruction_id"], name="answer_instruction")]
        constraints = [models.UniqueConstraint(fields=["channel", "bank_reference", "kind"], name="answer_key")]


class StageAct(models.Model):
    """A dated act of a stage's work: SK, SPM, SP2D, SI, top-up, ... with the number of its paper and its amount."""

    id = IdField()
    stage = models.ForeignKey("programs.Stage", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20)
    on_date = models.DateField()
    number = WordsField(max_length=80, blank=True)
    amount_rp = models.BigIntegerField(null=True)
    note = WordsField(max_length=250, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stage", "code", "number"], name="stage_act_once")]
