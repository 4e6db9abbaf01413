"""Tables of programmes: stages and their quota, memberships with every step, decrees with their lines, entitlements.

A frozen decree, its lines and every entitlement are append-only by trigger on both engines (`freeze_triggers`).
"""

from typing import Any

from django.db import models
from django.db.models import F, Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField

STAGE_STATES = (("draft", "Disiapkan"), ("decreed", "Ditetapkan"), ("ordering", "Disalurkan"), ("closed", "Ditutup"))
MEMBER_STATES = (
    ("aktif", "Penerima"), ("antre", "Daftar tunggu"), ("ditangguhkan", "Ditangguhkan"), ("lulus", "Graduasi"), ("keluar", "Keluar"),
)  # fmt: skip
OPEN_STATES = ("aktif", "antre", "ditangguhkan")
DECREE_STATES = (("draft", "Rancangan"), ("frozen", "Ditetapkan"), ("dropped", "Dibatalkan"))


class Programme(models.Model):
    """A programme of aid of an area. `form`: lists.FORMS. `rule_key`: the programme of the rules (targeting), "" for a fixed amount.

    `per_family`: one membership a family; otherwise each person has one. `tariff`: key of data/besaran.toml, "" when the rules give it.
    """

    id = IdField()
    wilayah = AreaCodeField()
    code = models.CharField(max_length=24)
    name = models.CharField(max_length=120)
    form = models.CharField(max_length=12)
    per_family = models.BooleanField(default=True)
    rule_key = models.CharField(max_length=40, blank=True)
    tariff = models.CharField(max_length=40, blank=True)
    basis = models.CharField(max_length=250, blank=True)
    active_from = models.DateField()
    active_to = models.DateField(null=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wilayah", "code"], name="programme_once"),
            models.CheckConstraint(
                condition=Q(active_to__isnull=True) | Q(active_to__gte=F("active_from")), name="programme_period"
            ),
            models.CheckConstraint(condition=~Q(code="") & ~Q(form=""), name="programme_named"),
        ]


class Stage(models.Model):
    """One cycle of a programme (tahap): half-open period, months paid, source of funds, budget in rupiah."""

    id = IdField()
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="stages")
    wilayah = AreaCodeField()
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=80)
    active_from = models.DateField()
    active_to = models.DateField()
    months = models.PositiveSmallIntegerField(default=1)
    fund = models.CharField(max_length=16)
    budget_line = models.CharField(max_length=80, blank=True)
    budget_rp = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=STAGE_STATES, default="draft")
    state_since = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["wilayah", "year"], name="stage_place")]
        constraints = [
            models.UniqueConstraint(fields=["programme", "year", "number"], name="stage_once"),
            models.CheckConstraint(condition=Q(active_to__gt=F("active_from")), name="stage_period"),
            models.CheckConstraint(condition=Q(budget_rp__gte=0), name="stage_budget"),
            models.CheckConstraint(condition=Q(months__gte=1, months__lte=12), name="stage_months"),
            models.CheckConstraint(condition=Q(state__in=[code for code, _ in STAGE_STATES]), name="stage_state"),
        ]


class StageQuota(models.Model):
    """How many receive in an area during a stage. Areas of one stage lie beside each other, never inside each other."""

    id = IdField()
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="quotas")
    wilayah = AreaCodeField()
    quota = models.PositiveIntegerField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stage", "wilayah"], name="stage_quota_once")]


class Membership(models.Model):
    """Somebody takes part in a programme, waits for it, or did. `person` receives; `family` is the family at enrolment or transfer.

    `rank`: place in the waiting list, 1 first; empty outside it. `endorsement_id`: the endorsed list that enrolled. At most one open
    membership a person and programme, and a family where the programme counts families.
    """

    id = IdField()
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="members")
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    wilayah = AreaCodeField()
    per_family = models.BooleanField()
    state = models.CharField(max_length=12, choices=MEMBER_STATES)
    is_open = models.BooleanField(default=True)
    since = models.DateField()
    until = models.DateField(null=True)
    rank = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=20, blank=True)
    rule_version = models.CharField(max_length=64, blank=True)
    endorsement_id = models.BigIntegerField(null=True)
    usul_id = models.BigIntegerField(null=True)
    exit_reason = models.CharField(max_length=20, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["programme", "state", "wilayah"], name="member_place"),
            models.Index(fields=["person"], name="member_person"),
            models.Index(fields=["family"], name="member_family"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "person"], condition=Q(is_open=True), name="member_person_once"
            ),
            models.UniqueConstraint(
                fields=["programme", "family"], condition=Q(is_open=True, per_family=True), name="member_family_once"
            ),
            models.CheckConstraint(
                condition=Q(is_open=True, state__in=OPEN_STATES, until__isnull=True, exit_reason="")
                | (Q(is_open=False, state__in=("lulus", "keluar"), until__isnull=False) & ~Q(exit_reason="")),
                name="member_open_state",
            ),
            models.CheckConstraint(condition=Q(rank__isnull=True) | Q(state="antre"), name="member_rank_waits"),
        ]


class MembershipStep(models.Model):
    """One act on a membership; rows are only added. `bulk_id` joins the rows of one act."""

    id = IdField()
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=12)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    reason = models.CharField(max_length=20, blank=True)
    note = WordsField(max_length=300, blank=True)
    bulk_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["membership", "id"], name="member_step")]


class Decree(models.Model):
    """An SK penetapan of a stage. Until `frozen_at` it is a draft; then `digest` covers its lines and nothing of it changes."""

    id = IdField()
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="decrees")
    wilayah = AreaCodeField()
    state = models.CharField(max_length=8, choices=DECREE_STATES, default="draft")
    number = models.CharField(max_length=120, blank=True)
    date = models.DateField(null=True)
    rule_version = models.CharField(max_length=64, blank=True)
    count = models.PositiveIntegerField(default=0)
    total_rp = models.BigIntegerField(default=0)
    signer = WordsField(max_length=120, blank=True)
    signer_nip = models.CharField(max_length=30, blank=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.CharField(max_length=150)
    frozen_at = models.DateTimeField(null=True)
    frozen_by = models.CharField(max_length=150, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stage"], condition=Q(state="draft"), name="decree_one_draft"),
            models.CheckConstraint(
                condition=(Q(frozen_at__isnull=True, digest="") & ~Q(state="frozen"))
                | (Q(frozen_at__isnull=False, state="frozen", date__isnull=False) & ~Q(digest="") & ~Q(number="")),
                name="decree_frozen_whole",
            ),
            models.CheckConstraint(
                condition=Q(frozen_by="") | ~Q(frozen_by=F("drafted_by")), name="decree_two_persons"
            ),
        ]


class DecreeLine(models.Model):
    """One recipient of a decree, as named on that day. Its id becomes the id of the entitlement. Sequence 1 is the first amount of
    a stage, 2 and more are corrections (difference, may be negative)."""

    id = IdField()
    decree = models.ForeignKey(Decree, on_delete=models.PROTECT, related_name="lines", db_index=False)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    family_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    wilayah = AreaCodeField()
    name = WordsField(max_length=120)
    sequence = models.PositiveSmallIntegerField(default=1)
    amount_rp = models.BigIntegerField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decree", "family_id", "person_id"], name="decree_line_once"),
            models.UniqueConstraint(fields=["decree", "position"], name="decree_line_position"),
            models.CheckConstraint(
                condition=Q(sequence=1, amount_rp__gt=0) | (Q(sequence__gt=1) & ~Q(amount_rp=0)),
                name="decree_line_amount",
            ),
        ]


class DecreePart(models.Model):
    """One component of a line: `count` times `each_rp`; `data` holds what the explanation needs (months, basis, before)."""

    id = IdField()
    line = models.ForeignKey(DecreeLine, on_delete=models.PROTECT, related_name="parts", db_index=False)
    component = models.CharField(max_length=40)
    amount_rp = models.BigIntegerField()
    explanation: Any = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "component"], name="decree_part_once")]


class Entitlement(models.Model):
    """What a frozen decree owes to one recipient in one stage. Never changed: a later change is a new row with the next sequence."""

    id = IdField()
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="entitlements", db_index=False)
    decree = models.ForeignKey(Decree, on_delete=models.PROTECT, related_name="entitlements")
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    wilayah = AreaCodeField()
    sequence = models.PositiveSmallIntegerField(default=1)
    amount_rp = models.BigIntegerField()
    kind = models.CharField(max_length=12, default="tunai")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["wilayah", "stage"], name="entitlement_place")]
        constraints = [
            models.UniqueConstraint(fields=["stage", "family", "person", "sequence"], name="entitlement_once"),
            models.CheckConstraint(
                condition=Q(sequence=1, amount_rp__gt=0) | (Q(sequence__gt=1) & ~Q(amount_rp=0)),
                name="entitlement_amount",
            ),
        ]


class EntitlementPart(models.Model):
    """One component of an entitlement; the parts of an entitlement sum to its amount (checked when a decree is frozen)."""

    id = IdField()
    entitlement = models.ForeignKey(Entitlement, on_delete=models.PROTECT, related_name="parts", db_index=False)
    component = models.CharField(max_length=40)
    amount_rp = models.BigIntegerField()
    explanation: Any = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entitlement", "component"], name="entitlement_part_once")]


class DecreePaper(models.Model):
    """A paper of a frozen decree as it was issued: kept file, its SHA-256, the code behind its QR. Never issued anew."""

    id = IdField()
    decree = models.ForeignKey(Decree, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=8, choices=[("sk", "SK penetapan"), ("bnba", "Lampiran BNBA")])
    check_code = models.CharField(max_length=24, unique=True)
    file = models.ForeignKey("bulk.StoredFile", on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField(default=0)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decree", "kind"], name="decree_paper_once")]
