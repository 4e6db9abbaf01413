"""The events and the head of the chain. Triggers in both engines refuse update and delete of events."""

from django.db import models

from pilar.core.scope import AreaCodeField, ScopedQuerySet


class AuditEvent(models.Model):
    """One act (or one look): who, when, where, on what, before and after. No foreign keys: nothing hinders it."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    act = models.CharField(max_length=80)
    actor = models.CharField(max_length=150)
    role = models.CharField(max_length=40)
    channel = models.CharField(max_length=20)
    wilayah = AreaCodeField(blank=True)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    rows = models.BigIntegerField(null=True)
    previous = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "seq"], name="audit_subject"),
            models.Index(fields=["actor", "seq"], name="audit_actor"),
            models.Index(fields=["wilayah", "seq"], name="audit_wilayah"),
        ]


class AuditHead(models.Model):
    """Place and digest of the newest event, kept apart so that a cut tail shows."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    digest = models.BinaryField(max_length=32)
