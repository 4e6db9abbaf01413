"""Simulation: scenarios beside today's rules, with their results and who would enter or leave."""

from django.db import models

from pilar.core.db.fields import IdField
from pilar.core.ids import encode_id
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField

SCENARIO_STATES = ("draft", "waiting", "done", "failed")


class Scenario(models.Model):
    """A question "what if". Nothing of it is a decision.

    `settings`: see simulation.Settings.as_data. `files`: changed rule texts by name (empty: the rules of `version`, or the
    shipped ones). `result`: see simulation.Result.as_data, empty until done. `shared`: colleagues of the area may see it.
    """

    id = IdField()
    wilayah = AreaCodeField(blank=True)
    name = WordsField(max_length=120)
    programme = models.CharField(max_length=60)
    version = models.ForeignKey("targeting.RuleVersion", on_delete=models.PROTECT, null=True, related_name="+")
    files = models.JSONField(default=dict)
    settings = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=[(state, state) for state in SCENARIO_STATES], default="draft")
    result = models.JSONField(default=dict)
    problem = WordsField(max_length=500, blank=True)
    shared = models.BooleanField(default=False)
    by = models.CharField(max_length=150)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    computed_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wilayah", "by", "name"], name="scenario_name_once")]

    @property
    def pid(self) -> str:
        """The id as addresses write it."""
        return encode_id(self.pk)


class ScenarioChange(models.Model):
    """A family that a scenario would bring in or leave out against today. `why`: "rule", "quota" or "unknown"."""

    id = IdField()
    scenario = models.ForeignKey(
        Scenario, on_delete=models.CASCADE, related_name="changes", db_constraint=False, db_index=False
    )
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    wilayah = AreaCodeField()
    enters = models.BooleanField()
    why = models.CharField(max_length=8)
    amount = models.BigIntegerField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scenario", "family"], name="scenario_change_once")]
        indexes = [models.Index(fields=["scenario", "enters", "wilayah"], name="scenario_change_list")]
