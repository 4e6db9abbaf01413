"""Local rank: surveys, cards in versions, scores of a run, visits, and a musyawarah's order beside the score."""

from django.db import models
from django.db.models import F, Q

from pilar.core.db.fields import IdField
from pilar.core.scope import AreaCodeField, ScopedQuerySet
from pilar.core.vault.words import WordsField

SURVEY_STATES = ("waiting", "used", "refused")
CARD_STATES = ("draft", "published", "retired", "dropped")
RUN_STATES = ("loading", "complete")
VISIT_KINDS = ("desil", "gap")
VISIT_RESULTS = ("sesuai_skor", "sesuai_desil", "data_diperbaiki", "tidak_ditemukan", "tidak_berlaku")


class Survey(models.Model):
    """A survey file with measured consumption: whose columns mean what, and whether it could be used.

    `columns`: {"consumption", "group", "area", "weight", "family_card"} to column names, empty where there is none.
    `refusal` is a sentence in Indonesian; `notes` are named degradations. `synthetic`: made up, shown so everywhere.
    """

    id = IdField()
    wilayah = AreaCodeField(blank=True)
    title = models.CharField(max_length=120)
    file = models.ForeignKey("bulk.StoredFile", on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField()
    columns = models.JSONField(default=dict)
    questions = models.PositiveSmallIntegerField(default=15)
    protected = models.JSONField(default=list)
    synthetic = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=[(state, state) for state in SURVEY_STATES], default="waiting")
    refusal = WordsField(max_length=500, blank=True)
    notes = models.JSONField(default=list)
    households = models.PositiveIntegerField(default=0)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wilayah", "file", "as_of", "questions"], name="survey_once"),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(refusal=""), name="survey_refused_says_why"),
            models.CheckConstraint(condition=Q(questions__gte=1, questions__lte=20), name="survey_questions"),
        ]


class SurveyHousehold(models.Model):
    """A household of a used survey: consumption in rupiah per head and month, weight in millionths of a household.

    `group`: number of its primary sampling unit. `family` is set where the survey names a KK that the register knows.
    """

    id = IdField()
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    wilayah = AreaCodeField()
    family = models.ForeignKey(
        "registry.Family", on_delete=models.PROTECT, null=True, db_constraint=False, related_name="+"
    )
    group = models.PositiveIntegerField()
    members = models.PositiveSmallIntegerField(null=True)
    consumption = models.BigIntegerField()
    weight_millionths = models.BigIntegerField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(consumption__gt=0), name="survey_household_consumption"),
            models.CheckConstraint(condition=Q(weight_millionths__gte=0), name="survey_household_weight"),
        ]


class CardVersion(models.Model):
    """A fitted card. `card` is the card's own JSON with its report; `interview`: plans by "quota/risk".

    Two persons: who had it fitted does not publish it. At most one is published per area.
    """

    id = IdField()
    wilayah = AreaCodeField(blank=True)
    number = models.PositiveIntegerField()
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="cards")
    card = models.JSONField()
    digest = models.CharField(max_length=64)
    report = models.JSONField(default=dict)
    interview = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=[(state, state) for state in CARD_STATES], default="draft")
    author = models.CharField(max_length=150)
    publisher = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    note = WordsField(max_length=500, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wilayah", "number"], name="card_number_once"),
            models.UniqueConstraint(
                fields=["wilayah"], condition=Q(state="published"), name="card_one_published_per_area"
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | (~Q(publisher="") & ~Q(publisher=F("author"))),
                name="card_two_persons",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="card_published_when"
            ),
        ]


class RankRun(models.Model):
    """All families of an area scored with one card on the data of one day. `current`: newest complete run of its area."""

    id = IdField()
    card = models.ForeignKey(CardVersion, on_delete=models.PROTECT, related_name="runs")
    wilayah = AreaCodeField(blank=True)
    data_date = models.DateField()
    state = models.CharField(max_length=8, choices=[(state, state) for state in RUN_STATES], default="loading")
    current = models.BooleanField(default=False)
    families = models.PositiveIntegerField(default=0)
    incomplete = models.PositiveIntegerField(default=0)
    disagreeing = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    requested_by = models.CharField(max_length=150)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wilayah"], condition=Q(current=True), name="rank_run_one_current"),
            models.CheckConstraint(condition=Q(current=False) | Q(state="complete"), name="rank_run_current_complete"),
        ]


class FamilyScore(models.Model):
    """The local score of a family in a run. `tenth` 1 to 10 inside the run's area, 1 poorest: never a BPS desil.

    `low`, `high`: tenths of measured consumption that hold four of five families of this tenth. `unknown`: questions of
    the card without an answer. `apart`: tenth minus BPS desil, NULL without a desil or when more than half of the answers are missing.
    """

    id = IdField()
    run = models.ForeignKey(RankRun, on_delete=models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    wilayah = AreaCodeField()
    score = models.IntegerField()
    tenth = models.PositiveSmallIntegerField()
    low = models.PositiveSmallIntegerField()
    high = models.PositiveSmallIntegerField()
    unknown = models.PositiveSmallIntegerField()
    desil = models.PositiveSmallIntegerField(null=True)
    apart = models.SmallIntegerField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "family"], name="family_score_once"),
            models.CheckConstraint(condition=Q(tenth__gte=1, tenth__lte=10), name="family_score_tenth"),
            models.CheckConstraint(
                condition=Q(low__gte=1, low__lte=F("tenth"), high__gte=F("tenth"), high__lte=10),
                name="family_score_band",
            ),
        ]
        indexes = [models.Index(fields=["run", "wilayah", "tenth"], name="family_score_place")]


class VisitTask(models.Model):
    """Somebody should look at this family: score and desil differ ("desil"), or likely poor and not listed ("gap").

    A question, never a change of data. `reason`: the facts in a sentence. Closed by what was seen, or by a later run
    in which the reason is gone ("tidak_berlaku").
    """

    id = IdField()
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    wilayah = AreaCodeField()
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in VISIT_KINDS])
    run = models.ForeignKey(RankRun, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    urgency = models.PositiveSmallIntegerField()
    reason = WordsField(max_length=300)
    is_open = models.BooleanField(default=True)
    result = models.CharField(max_length=16, blank=True, choices=[(one, one) for one in VISIT_RESULTS])
    note = WordsField(max_length=500, blank=True)
    opened_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=150, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["family", "kind"], condition=Q(is_open=True), name="visit_open_once"),
            models.CheckConstraint(
                condition=Q(is_open=True, closed_at__isnull=True, result="")
                | (Q(is_open=False, closed_at__isnull=False) & ~Q(result="")),
                name="visit_closed_with_result",
            ),
        ]
        indexes = [models.Index(fields=["is_open", "kind", "wilayah", "urgency"], name="visit_list")]


class BlendSetting(models.Model):
    """How much a musyawarah's order counts beside the score, from a date on: hundredths of weight and of cap."""

    id = IdField()
    wilayah = AreaCodeField(blank=True)
    weight_hundredths = models.PositiveSmallIntegerField()
    cap_hundredths = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    basis = models.CharField(max_length=200)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wilayah", "valid_from"], name="blend_setting_once"),
            models.CheckConstraint(
                condition=Q(weight_hundredths__lte=100, cap_hundredths__lte=100), name="blend_setting_shares"
            ),
        ]


class MeetingOrder(models.Model):
    """The order a musyawarah of one kelurahan gave, on a day, over scores of a run."""

    id = IdField()
    wilayah = AreaCodeField()
    day = models.DateField()
    run = models.ForeignKey(RankRun, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wilayah", "day"], name="meeting_order_once")]


class MeetingPlace(models.Model):
    """The place (1 = most in need) of a family in a meeting's order, and the written reason for a move above the cap."""

    id = IdField()
    order = models.ForeignKey(MeetingOrder, on_delete=models.CASCADE, related_name="places")
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    wilayah = AreaCodeField()
    place = models.PositiveSmallIntegerField()
    reason = WordsField(max_length=300, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "family"], name="meeting_place_once")]
