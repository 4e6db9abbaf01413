"""Forms, their versions and media, and who may fill them where."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField

FORM_STATES = [("rancangan", _("Rancangan")), ("terbit", _("Terbit")), ("tutup", _("Ditutup"))]
MEDIA_KINDS = [
    ("file", _("Berkas")),
    ("kelurahan", _("Daftar kelurahan")),
    ("keluarga", _("Daftar keluarga")),
    ("entities", _("Daftar entitas")),
]


class Form(models.Model):
    """A form by its formID. `wilayah` is the area of the office that owns it ("" for forms of the package)."""

    id = IdField()
    form_id = models.CharField(max_length=100, unique=True)
    name = WordsField(max_length=200)
    name_en = WordsField(max_length=200, blank=True)
    wilayah = AreaCodeField(blank=True)
    state = models.CharField(max_length=20, choices=FORM_STATES, default="rancangan")
    current = models.ForeignKey("FormVersion", on_delete=models.PROTECT, null=True, related_name="+")
    direct = models.BooleanField(default=False)
    """True: accepted facts need no review (declared by the form, see mapping)."""
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)
    closed_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()


class FormVersion(models.Model):
    """One converted XLSForm, never changed after it was kept. `xform` is what phones get; `md5` is over its UTF-8 bytes."""

    id = IdField()
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField(max_length=100)
    xlsx_sha256 = models.CharField(max_length=64)
    xform = models.TextField()
    md5 = models.CharField(max_length=32)
    fields = models.JSONField(default=list)
    """Questions in order: {"path", "type", "label", "label_en"}."""
    languages = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    validated = models.BooleanField(default=False)
    """True when ODK Validate (Java) has seen it."""
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "version"], name="form_version_once")]


class FormMedia(models.Model):
    """A file that the form names: kept bytes, or a list made for each phone from its area."""

    id = IdField()
    version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="media")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=MEDIA_KINDS)
    sha256 = models.CharField(max_length=64, blank=True)
    md5 = models.CharField(max_length=32, blank=True)
    entity_list = models.ForeignKey("EntityList", on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "name"], name="form_media_once")]


class FormAccess(models.Model):
    """Which role may fill the form in which area ("" = the whole country)."""

    id = IdField()
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="access")
    role = models.CharField(max_length=40)
    wilayah = AreaCodeField(blank=True)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=150)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form", "role", "wilayah"], condition=models.Q(taken_at__isnull=True), name="form_access_once"
            )
        ]
