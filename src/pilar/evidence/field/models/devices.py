"""Phones that may collect, each with an address of its own."""

from django.db import models

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField


class Device(models.Model):
    """An app user: one phone of one person, with a token in its address. Only the digest of the token is kept."""

    id = IdField()
    token_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    wilayah = AreaCodeField(blank=True)
    label = WordsField(max_length=100)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=150, blank=True)
    revoked_reason = WordsField(max_length=200, blank=True)
    last_seen_at = models.DateTimeField(null=True)
    client = models.CharField(max_length=200, blank=True)
    device_name = models.CharField(max_length=200, blank=True)
    """The deviceID that the phone gives of itself."""
    holds = models.JSONField(default=dict)
    """What the phone said it holds at its last contact: {"instances": [...], "forms": [...], "families": [...], "at": iso}."""

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "revoked_at"], name="device_user")]
