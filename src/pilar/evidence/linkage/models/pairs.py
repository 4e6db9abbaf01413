"""Pairs that may be one person or one family, with their evidence, and what people decided of them."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, Scope, ScopedQuerySet
from pilar.core.vault.words import WordsField

FAMILY, PERSON = 1, 2
BANDS = [("gabung", _("Usul gabung")), ("tinjau", _("Perlu ditinjau")), ("bukan", _("Bukan orang yang sama"))]
PAIR_STATES = [
    ("terbuka", _("Belum diputuskan")),
    ("diputus", _("Sudah diputuskan")),
    ("gugur", _("Tidak berlaku lagi")),
]
VERDICTS = [("sama", _("Sama")), ("bukan", _("Bukan")), ("kunjungan", _("Minta kunjungan"))]


PairT = TypeVar("PairT", bound=models.Model)


class PairQuerySet(ScopedQuerySet[PairT]):
    """Both sides are shown together, so both must lie in the scope."""

    def within(self, scope: Scope) -> Self:
        """Pairs whose both sides lie in the scope's areas."""
        if "" in scope.prefixes:
            return self.all()
        if not scope.prefixes:
            return self.none()
        return self.filter(scope.filter("left_wilayah"), scope.filter("right_wilayah"))


class CandidatePair(models.Model):
    """Two persons (or families) that may be one; `left_id` < `right_id`. Holds no value of either, only how they compare.

    `weight`: log2 odds, `probability` 0..1 (families: share of the smaller card's people on the other, weight null).
    `evidence`: persons `{"fields": [{"fields": [...], "title", "words", "weight"}], "prior", "rival", "sentence", "model_version"}`
    (engine's `Explanation.as_data()`); families `{"kind": ganda|pecah|gabung, "shared", "size_left", "size_right", "near_kk",
    "same_house", "sentence"}`. `fingerprint`: the levels of all fields without term frequencies: the same evidence has the same
    one, whatever the model. `cluster`: smallest id of the group it belongs to; `is_refused`: the group's other pairs contradict it.
    """

    id = IdField()
    subject_kind = models.PositiveSmallIntegerField(choices=[(FAMILY, "family"), (PERSON, "person")])
    left_id = models.BigIntegerField()
    right_id = models.BigIntegerField()
    left_wilayah = AreaCodeField()
    right_wilayah = AreaCodeField()
    weight = models.FloatField(null=True)
    probability = models.FloatField()
    band = models.CharField(max_length=8, choices=BANDS)
    evidence = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=32)
    cluster = models.BigIntegerField(null=True)
    is_refused = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=PAIR_STATES, default="terbuka")
    run = models.ForeignKey("linkage.Run", on_delete=models.PROTECT, db_constraint=False, db_index=False)
    found_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = PairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "left_id", "right_id"], name="candidate_pair_once"),
            models.CheckConstraint(condition=Q(left_id__lt=F("right_id")), name="candidate_pair_order"),
        ]
        indexes = [
            models.Index(fields=["state", "subject_kind", "-probability"], name="candidate_pair_queue"),
            models.Index(fields=["left_wilayah", "state"], name="candidate_pair_place"),
            models.Index(fields=["right_id"], name="candidate_pair_right"),
        ]


class Decision(models.Model):
    """What a person said of a pair, on what evidence. Rows are only added; the newest that is not undone counts.

    "bukan" with the pair's present fingerprint is remembered: a run that finds the same evidence leaves the pair decided.
    `second_by`: the second person where two are needed; empty while the proposal waits. `undone_at`: the decision was taken back.
    `kept_id`: the record that carries on. `merge_id`: the act in the registry that carried it out.
    """

    id = IdField()
    pair = models.ForeignKey(CandidatePair, on_delete=models.PROTECT, related_name="decisions", db_constraint=False)
    verdict = models.CharField(max_length=10, choices=VERDICTS)
    decided_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField()
    reason = WordsField(max_length=300, blank=True)
    fingerprint = models.CharField(max_length=32)
    weight = models.FloatField(null=True)
    model_version = models.CharField(max_length=12, blank=True)
    needs_second = models.BooleanField(default=False)
    second_by = models.CharField(max_length=150, blank=True)
    second_at = models.DateTimeField(null=True)
    kept_id = models.BigIntegerField(null=True)
    merge_id = models.BigIntegerField(null=True)
    undone_by = models.CharField(max_length=150, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(second_by="") | ~Q(second_by=F("decided_by")), name="decision_two_persons"
            )
        ]
