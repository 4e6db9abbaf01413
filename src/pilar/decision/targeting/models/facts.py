"""What is missing of a family before a rule can say yes or no, and facts that the form of the register does not ask."""

from django.db import models
from django.db.models import Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField


class DataTask(models.Model):
    """A family for which a programme is undecided because facts are missing: ask, do not refuse.

    `programmes`, `conditions`, `fields`: sorted lists of keys of the run that saw it last.
    """

    id = IdField()
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    wilayah = AreaCodeField()
    run = models.ForeignKey("targeting.EvaluationRun", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    programmes = models.JSONField(default=list)
    conditions = models.JSONField(default=list)
    fields = models.JSONField(default=list)
    is_open = models.BooleanField(default=True)
    opened_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["family"], condition=Q(is_open=True), name="data_task_open_once"),
            models.CheckConstraint(
                condition=Q(is_open=True, closed_at__isnull=True) | Q(is_open=False, closed_at__isnull=False),
                name="data_task_closed",
            ),
        ]
        indexes = [models.Index(fields=["is_open", "wilayah"], name="data_task_place")]


class StatedFact(models.Model):
    """A fact a rule file declares beyond the register's form (`[fields]`, `[member_fields]`), as somebody stated it.

    Only ever added; newest `as_of` counts, ties by id. `value` is a JSON value of the declared kind or null.
    `person_id` is set for member fields.
    """

    id = IdField()
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    person = models.ForeignKey(
        "registry.Person", on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+"
    )
    wilayah = AreaCodeField()
    field = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    as_of = models.DateField()
    source = WordsField(max_length=200)
    by = models.CharField(max_length=150)
    role = models.CharField(max_length=40)
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["family", "field"], name="stated_fact_family")]
