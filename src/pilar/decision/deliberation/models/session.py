"""A session, what lies on its table, who came, and every act at the table."""

from django.db import models
from django.db.models import Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField
from pilar.decision.deliberation.lists import DECISIONS, ELEMENTS, FORMS, ORIGINS, SESSION_STATES


class Session(models.Model):
    """One musyawarah of a kelurahan (or the SPTJM in its place) for a period ("2026-11").

    `record_hash`: SHA-256 over all that was decided, written when it closes and never again. `last_act_at` is the latest
    clock of the server at the table, so that a clock set back is noticed.
    """

    id = IdField()
    wilayah = AreaCodeField()
    period = models.CharField(max_length=7)
    form = models.CharField(max_length=12, choices=[(one.code, one.name_id) for one in FORMS])
    state = models.CharField(
        max_length=12, choices=[(one.code, one.name_id) for one in SESSION_STATES], default="direncanakan"
    )
    agenda = WordsField(max_length=500, blank=True)
    venue = WordsField(max_length=200, blank=True)
    starts_at = models.DateTimeField()
    chair = WordsField(max_length=120, blank=True)
    note_taker = WordsField(max_length=120, blank=True)
    quota = models.PositiveIntegerField(null=True)
    ranked = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=150, blank=True)
    record_hash = models.CharField(max_length=64, blank=True)
    last_act_at = models.DateTimeField(null=True)
    reason = WordsField(max_length=500, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["wilayah", "period"], name="session_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["wilayah", "period"],
                condition=Q(state__in=["direncanakan", "berlangsung"]),
                name="session_open_once",
            ),
            models.CheckConstraint(
                condition=Q(state="ditutup", closed_at__isnull=False) & ~Q(record_hash="")
                | ~Q(state="ditutup") & Q(closed_at__isnull=True, record_hash=""),
                name="session_closed_whole",
            ),
        ]


class SessionItem(models.Model):
    """One family or usulan on the table. Decision, reason and words are the fold of its acts; `head` is the act that counts.

    `usul_revision` is the usulan as it was put on the table; `changed_note` says what happened to it outside the session.
    """

    id = IdField()
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="items", db_constraint=False)
    wilayah = AreaCodeField()
    origin = models.CharField(max_length=16, choices=[(one.code, one.name_id) for one in ORIGINS])
    usul = models.ForeignKey(
        "proposals.Usul", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    usul_revision = models.PositiveIntegerField(null=True)
    flag = models.ForeignKey(
        "screening.Flag", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    family = models.ForeignKey(
        "registry.Family", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    name = WordsField(max_length=120)
    position = models.PositiveIntegerField()
    decision = models.CharField(max_length=12, blank=True, choices=[(one.code, one.name_id) for one in DECISIONS])
    reason_code = models.CharField(max_length=4, blank=True)
    words = WordsField(max_length=500, blank=True)
    rank = models.PositiveIntegerField(null=True)
    clashes = models.PositiveSmallIntegerField(default=0)
    objections = models.PositiveSmallIntegerField(default=0)
    head = models.BigIntegerField(default=0)
    changed_note = WordsField(max_length=200, blank=True)
    change_known = models.BooleanField(default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["session", "position"], name="session_item_order")]
        constraints = [
            models.UniqueConstraint(fields=["session", "usul"], condition=Q(usul__isnull=False), name="session_item_usul"),
            models.UniqueConstraint(fields=["session", "flag"], condition=Q(flag__isnull=False), name="session_item_flag"),
            models.UniqueConstraint(
                fields=["session", "family", "origin"], condition=Q(family__isnull=False, usul__isnull=True, flag__isnull=True),
                name="session_item_family",
            ),
        ]  # fmt: skip


class TableAct(models.Model):
    """One act at the table, as it arrived; never altered. `key` is made by the device, so a repeat is the same act.

    `base` is the act that the device saw as the head of the item. `outcome` says what became of it: "berlaku" counts,
    "sama" repeats what stands, "bentrok" differs from a decision the device had not seen, "terlambat" came after closing,
    "lepas" concerns an item that left the table.
    """

    id = IdField()
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="acts", db_constraint=False)
    item = models.ForeignKey(SessionItem, on_delete=models.PROTECT, null=True, related_name="acts", db_constraint=False)
    key = models.CharField(max_length=36)
    kind = models.CharField(max_length=12)
    decision = models.CharField(max_length=12, blank=True)
    reason_code = models.CharField(max_length=4, blank=True)
    words = WordsField(max_length=500, blank=True)
    name = WordsField(max_length=120, blank=True)
    order = models.JSONField(null=True)
    base = models.BigIntegerField(default=0)
    undoes = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=10)
    device = models.CharField(max_length=36)
    told_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    role = models.CharField(max_length=40)

    class Meta:
        indexes = [
            models.Index(fields=["session", "id"], name="table_act_order"),
            models.Index(fields=["item", "id"], name="table_act_item"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["session", "key"], name="table_act_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["berlaku", "sama", "bentrok", "terlambat", "lepas"]), name="table_act_outcome"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["putus", "batal", "keberatan", "urut", "catatan", "banding"]), name="table_act_kind"
            ),
        ]  # fmt: skip


class Attendee(models.Model):
    """Somebody invited or present. `phone_sealed` is a telephone number. `sign_file` the signature on glass (PNG, sealed)."""

    id = IdField()
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendees", db_constraint=False)
    element = models.CharField(max_length=12, choices=[(one.code, one.name_id) for one in ELEMENTS])
    name = WordsField(max_length=120)
    sex = models.PositiveSmallIntegerField(null=True)
    position = WordsField(max_length=120, blank=True)
    place = WordsField(max_length=120, blank=True)
    phone_sealed = models.BinaryField(null=True)
    invited = models.BooleanField(default=True)
    code = models.CharField(max_length=16)
    present_at = models.DateTimeField(null=True)
    present_by = models.CharField(max_length=10, blank=True)
    sign_file = models.ForeignKey("bulk.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    signatory = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "code"], name="attendee_code"),
            models.CheckConstraint(condition=Q(sex__isnull=True) | Q(sex__in=(1, 2)), name="attendee_sex"),
            models.CheckConstraint(condition=Q(present_by__in=["", "daftar", "qr", "tanda"]), name="attendee_how"),
        ]


class SessionPhoto(models.Model):
    """A photo of the session, with the time and place that its camera wrote (null: none)."""

    id = IdField()
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="photos", db_constraint=False)
    file = models.ForeignKey("bulk.StoredFile", on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    caption = WordsField(max_length=120, blank=True)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "file"], name="session_photo_once")]
