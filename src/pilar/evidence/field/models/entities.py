"""Entity lists: what phones carry for follow-up visits, with every change kept."""

from django.db import models

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet


class EntityList(models.Model):
    """A list by its name in forms. `tick` grows with every change of any of its entities."""

    id = IdField()
    name = models.CharField(max_length=100, unique=True)
    properties = models.JSONField(default=list)
    approval = models.BooleanField(default=False)
    tick = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()


class Entity(models.Model):
    """One thing of a list by its UUID, in its present state; label and properties sealed as JSON."""

    id = IdField()
    entity_list = models.ForeignKey(EntityList, on_delete=models.PROTECT, related_name="entities")
    uuid = models.CharField(max_length=60)
    wilayah = AreaCodeField(blank=True)
    data_sealed = models.BinaryField()
    """{"label": str, "values": {property: text}}"""
    version = models.PositiveIntegerField(default=1)
    changed_tick = models.BigIntegerField(default=0)
    conflict = models.CharField(max_length=4, blank=True)
    """"" none, "soft" or "hard": people decide what remains."""
    deleted_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["entity_list", "wilayah"], name="entity_wilayah")]
        constraints = [models.UniqueConstraint(fields=["entity_list", "uuid"], name="entity_once")]


class EntityVersion(models.Model):
    """One change of an entity: what it was based on and what it changed."""

    id = IdField()
    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    base = models.PositiveIntegerField(null=True)
    trunk = models.PositiveIntegerField(null=True)
    branch = models.CharField(max_length=60, blank=True)
    branch_base = models.PositiveIntegerField(null=True)
    """The baseVersion as the phone counted it inside its branch."""
    data_sealed = models.BinaryField()
    changed = models.JSONField(default=list)
    conflict = models.CharField(max_length=4, blank=True)
    source = models.ForeignKey("SubmissionVersion", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "number"], name="entity_version_number"),
            models.UniqueConstraint(
                fields=["entity", "source"], condition=models.Q(source__isnull=False), name="entity_version_source"
            ),
        ]


class EntityHeld(models.Model):
    """A change that came before its predecessor; held until that comes or five days have passed, then forced."""

    id = IdField()
    entity_list = models.ForeignKey(EntityList, on_delete=models.PROTECT, related_name="held")
    uuid = models.CharField(max_length=60)
    branch = models.CharField(max_length=60, blank=True)
    base = models.PositiveIntegerField(null=True)
    trunk = models.PositiveIntegerField(null=True)
    wilayah = AreaCodeField(blank=True)
    data_sealed = models.BinaryField()
    source = models.ForeignKey("SubmissionVersion", on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["entity_list", "uuid", "settled_at"], name="entity_held_open")]
        constraints = [models.UniqueConstraint(fields=["source", "entity_list", "uuid"], name="entity_held_once")]
