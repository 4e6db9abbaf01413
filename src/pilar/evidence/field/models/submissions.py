"""What arrived from the door, as it arrived."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField

FILE_STATES = [("expected", _("Ditunggu")), ("present", _("Ada")), ("second", _("Kedua"))]


class Submission(models.Model):
    """One record: unique by form and instanceID of its first version. `wilayah` comes from its answers, else its device."""

    id = IdField()
    form = models.ForeignKey("Form", on_delete=models.PROTECT, related_name="submissions")
    instance_id = models.CharField(max_length=250)
    wilayah = AreaCodeField(blank=True)
    current = models.ForeignKey("SubmissionVersion", on_delete=models.PROTECT, null=True, related_name="+")
    device = models.ForeignKey("Device", on_delete=models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    username = models.CharField(max_length=150)
    assignment_key = models.CharField(max_length=60, blank=True)
    """Answer of the node `assignment` of the form: which visit it belongs to."""
    first_received_at = models.DateTimeField()
    received_at = models.DateTimeField()
    complete = models.BooleanField(default=False)
    """False while a file that the XML names is missing."""

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["wilayah", "id"], name="submission_wilayah"),
            models.Index(fields=["form", "id"], name="submission_form"),
            models.Index(fields=["assignment_key"], name="submission_assignment"),
            models.Index(fields=["user", "id"], name="submission_user"),
        ]
        constraints = [models.UniqueConstraint(fields=["form", "instance_id"], name="submission_once")]


class SubmissionVersion(models.Model):
    """One state of a record: its XML bytes as received (sealed). An edit makes a new row, the old one stays."""

    id = IdField()
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="versions")
    form = models.ForeignKey("Form", on_delete=models.PROTECT, related_name="+")
    instance_id = models.CharField(max_length=250)
    number = models.PositiveIntegerField()
    deprecates = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    form_version = models.ForeignKey("FormVersion", on_delete=models.PROTECT, null=True, related_name="+")
    version_said = models.CharField(max_length=100, blank=True)
    xml_sealed = models.BinaryField()
    """vault.seal(XML_FIELD, bytes read as Latin-1): every byte comes back as it was."""
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    client = models.CharField(max_length=200, blank=True)
    device_name = models.CharField(max_length=200, blank=True)
    device = models.ForeignKey("Device", on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    flags = models.JSONField(default=list)
    """Codes of flags.py, for example "closed_form", "clock", "gps_zero"."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "instance_id"], name="submission_version_once"),
            models.UniqueConstraint(fields=["submission", "number"], name="submission_version_number"),
        ]


class Attachment(models.Model):
    """A file of a record version under its raw name. `sha256` is empty while it is only expected.

    Other bytes under the same name become a second row with state "second"; neither is lost.
    """

    id = IdField()
    version = models.ForeignKey(SubmissionVersion, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=500)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    size = models.PositiveIntegerField(default=0)
    media_type = models.CharField(max_length=60, blank=True)
    """Read from the bytes, never from what the client said."""
    state = models.CharField(max_length=10, choices=FILE_STATES)
    named = models.BooleanField(default=True)
    """False: the XML does not name it."""
    received_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "name", "sha256"], name="attachment_once"),
            models.UniqueConstraint(
                fields=["version", "name"], condition=~Q(state="second"), name="attachment_one_first"
            ),
            models.CheckConstraint(
                condition=Q(state="expected", sha256="") | (~Q(state="expected") & ~Q(sha256="")),
                name="attachment_expected_empty",
            ),
        ]


class Quarantine(models.Model):
    """A post that was refused or conflicts, kept whole with the reason until a person settles it."""

    id = IdField()
    reason = models.CharField(max_length=30)
    form_name = models.CharField(max_length=250, blank=True)
    instance_id = models.CharField(max_length=250, blank=True)
    wilayah = AreaCodeField(blank=True)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, null=True, related_name="held")
    device = models.ForeignKey("Device", on_delete=models.PROTECT, null=True, related_name="+")
    username = models.CharField(max_length=150)
    xml_sealed = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    files = models.JSONField(default=list)
    """[{"name", "sha256", "size", "media_type"}] of blobs that came with it."""
    received_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=150, blank=True)
    settlement = models.CharField(max_length=20, blank=True)
    note = WordsField(max_length=300, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["wilayah", "settled_at", "id"], name="quarantine_open")]
        constraints = [
            models.UniqueConstraint(fields=["form_name", "instance_id", "sha256", "reason"], name="quarantine_once")
        ]
