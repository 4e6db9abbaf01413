"""What is announced to the public, and the objections (sanggah) that come back."""

from django.db import models
from django.db.models import F, Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField
from pilar.decision.deliberation.models.session import Session

OBJECTION_STATES = (
    ("diterima", "Diterima"),
    ("kunjungan", "Menunggu kunjungan"),
    ("dikabulkan", "Dikabulkan"),
    ("ditolak", "Ditolak"),
    ("ditarik", "Ditarik"),
)


class Announcement(models.Model):
    """The result of a session as the public may see it for some days: names, RT/RW and programme, nothing more."""

    id = IdField()
    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="announcement", db_constraint=False)
    wilayah = AreaCodeField()
    public_code = models.CharField(max_length=24, unique=True)
    from_date = models.DateField()
    to_date = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(to_date__gte=F("from_date")), name="announcement_days")]


class Objection(models.Model):
    """One objection to a usulan. `due_date` is a clock, not a verdict: silence escalates and removes nobody.

    `phone_sealed`: telephone of who objects. `escalated_at`: when the day passed without an answer.
    """

    id = IdField()
    usul = models.ForeignKey("proposals.Usul", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    wilayah = AreaCodeField()
    about = WordsField(max_length=120)
    channel = models.CharField(max_length=24)
    side = models.CharField(max_length=8, choices=[("menolak", "Tidak layak"), ("membela", "Layak")])
    objector = WordsField(max_length=120)
    relation = WordsField(max_length=60, blank=True)
    phone_sealed = models.BinaryField(null=True)
    words = WordsField(max_length=1000)
    evidence = models.ForeignKey("bulk.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=OBJECTION_STATES, default="diterima")
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=150)
    due_date = models.DateField()
    escalated_at = models.DateTimeField(null=True)
    visit_note = WordsField(max_length=500, blank=True)
    answer = WordsField(max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["wilayah", "state", "due_date"], name="objection_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["usul"], condition=Q(state__in=["diterima", "kunjungan"]), name="objection_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["diterima", "kunjungan"], decided_at__isnull=True)
                | Q(state__in=["dikabulkan", "ditolak", "ditarik"], decided_at__isnull=False),
                name="objection_decided",
            ),
        ]


class ObjectionVoice(models.Model):
    """Another who objects to the same usulan while an objection is open: heard together, counted once."""

    id = IdField()
    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="voices", db_constraint=False)
    objector = WordsField(max_length=120)
    relation = WordsField(max_length=60, blank=True)
    words = WordsField(max_length=1000)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=150)
