"""The queue of pairs that people decide on: counts, the next one, both sides, what was decided and what waits for a second person."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Scope, is_area_code
from pilar.evidence.linkage.models import CandidatePair, Decision
from pilar.evidence.linkage.models.pairs import FAMILY, PERSON
from pilar.evidence.registry.queries.merge_sides import Side, family_side, person_side

KINDS = {"orang": PERSON, "keluarga": FAMILY}
BANDS = ("gabung", "tinjau")
LISTED = 50
TELLS = 0.05
"""Weight (log2) from which a field is shown with a bar."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the queue is narrowed to; empty values narrow nothing. ValueError for a word that is none."""

    area: str = ""
    band: str = ""
    kind: str = ""

    def __post_init__(self) -> None:
        if not is_area_code(self.area) or self.band not in ("", *BANDS) or self.kind not in ("", *KINDS):
            raise ValueError("unknown filter of the review queue")


@dataclass(frozen=True, slots=True)
class Bar:
    """The weight of one field in words and as a bar: `left` and `width` in percent of the whole, 50 is no evidence."""

    title: str
    words: str
    weight: float
    left: float
    width: float

    @property
    def speaks_for(self) -> bool:
        return self.weight > 0


@dataclass(frozen=True, slots=True)
class PairPage:
    """A pair with both sides. `main`: id of the record that had better carry on; `silent`: fields that say nothing."""

    id: int
    kind: int
    state: str
    band: str
    sentence: str
    rival: str
    probability: float
    fingerprint: str
    bars: tuple[Bar, ...]
    silent: tuple[str, ...]
    left: Side
    right: Side
    main: int
    is_refused: bool
    family_kind: str
    decisions: tuple[Decision, ...]

    @property
    def is_person(self) -> bool:
        return self.kind == PERSON

    @property
    def receives_aid(self) -> bool:
        return bool(self.left.aid or self.right.aid)


@dataclass(frozen=True, slots=True)
class QueueCount:
    """How many pairs wait in this scope and filter."""

    proposed: int
    review: int
    families: int
    second: int
    visits: int

    @property
    def total(self) -> int:
        return self.proposed + self.review + self.families


def open_pairs(scope: Scope, asked: Asked) -> "QuerySet[CandidatePair]":
    """Undecided pairs both sides of which lie in the scope, the surest first."""
    rows = CandidatePair.objects.within(scope).filter(state="terbuka").exclude(band="bukan")
    if asked.area:
        inside = Scope((asked.area,))
        rows = rows.filter(inside.filter("left_wilayah") | inside.filter("right_wilayah"))
    if asked.band:
        rows = rows.filter(band=asked.band)
    if asked.kind:
        rows = rows.filter(subject_kind=KINDS[asked.kind])
    return rows.order_by("-probability", "id")


def next_pair(scope: Scope, asked: Asked, after: int | None = None) -> int | None:
    """The id of the next pair to decide; `after`: the one that was passed over. None when nothing waits (any more)."""
    rows = open_pairs(scope, asked)
    if after is not None:
        passed = CandidatePair.objects.within(scope).filter(pk=after).values_list("probability", flat=True).first()
        if passed is not None:
            rows = rows.filter(Q(probability__lt=passed) | Q(probability=passed, pk__gt=after))
    return rows.values_list("pk", flat=True).first()


def count_queue(scope: Scope, asked: Asked, username: str) -> QueueCount:
    """One query for the open pairs, one for what waits on a second person, one for visits."""
    counts = open_pairs(scope, asked).order_by().aggregate(
        proposed=Count("id", filter=Q(subject_kind=PERSON, band="gabung")),
        review=Count("id", filter=Q(subject_kind=PERSON, band="tinjau")),
        families=Count("id", filter=Q(subject_kind=FAMILY)),
    )  # fmt: skip
    return QueueCount(
        counts["proposed"], counts["review"], counts["families"],
        waiting_for_second(scope).exclude(decided_by=username).count(), visits(scope).count(),
    )  # fmt: skip


def pair_row(scope: Scope, pair_id: int) -> CandidatePair:
    """Raises UMUM-404 unless both sides lie in the scope."""
    row = CandidatePair.objects.within(scope).filter(pk=pair_id).first()
    if row is None:
        raise NOT_FOUND()
    return row


def get_pair(scope: Scope, pair_id: int, today: date) -> PairPage:
    """Evidence and both sides. Raises UMUM-404 when a side lies outside the scope now, whatever the pair still says."""
    row = pair_row(scope, pair_id)
    side = person_side if row.subject_kind == PERSON else family_side
    left, right = side(scope, row.left_id, today), side(scope, row.right_id, today)
    evidence: dict[str, Any] = row.evidence or {}
    return PairPage(
        row.pk, row.subject_kind, row.state, row.band, str(evidence.get("sentence", "")), str(evidence.get("rival", "")),
        row.probability, row.fingerprint, bars_of(evidence), silent_fields(evidence), left, right, max((left, right), key=lambda s: s.rank).id,
        row.is_refused, str(evidence.get("kind", "")) if row.subject_kind == FAMILY else "",
        tuple(row.decisions.order_by("-id")[:10]),
    )  # fmt: skip


def bars_of(evidence: dict[str, Any]) -> tuple[Bar, ...]:
    """Fields from what speaks loudest; a bar starts in the middle and grows right (for one person) or left (against)."""
    telling = [each for each in evidence.get("fields") or [] if abs(each["weight"]) >= TELLS]
    fields = sorted(telling, key=lambda each: -abs(each["weight"]))
    most = max([abs(each["weight"]) for each in fields] + [10.0])
    found = []
    for each in fields:
        width = round(50 * abs(each["weight"]) / most, 1)
        left = 50.0 if each["weight"] > 0 else round(50 - width, 1)
        found.append(Bar(str(each["title"]), str(each["words"]), float(each["weight"]), left, width))
    return tuple(found)


def silent_fields(evidence: dict[str, Any]) -> tuple[str, ...]:
    """Titles of fields that are missing on a side, or weigh next to nothing."""
    return tuple(str(each["title"]) for each in evidence.get("fields") or [] if abs(each["weight"]) < TELLS)


def waiting_for_second(scope: Scope) -> "QuerySet[Decision]":
    """Proposals to merge that a second person must confirm, the oldest first."""
    mine = CandidatePair.objects.within(scope).values("pk")
    return (
        Decision.objects.filter(verdict="sama", needs_second=True, second_by="", undone_at__isnull=True, pair__in=mine)
        .select_related("pair")
        .order_by("id")
    )


def decision_waiting(scope: Scope, pair_id: int) -> Decision | None:
    """The proposal of this pair that waits for a second person."""
    return waiting_for_second(scope).filter(pair_id=pair_id).first()


def visits(scope: Scope) -> "QuerySet[Decision]":
    """Pairs for which a visit was asked and that nobody has opened again, the oldest first."""
    mine = CandidatePair.objects.within(scope).filter(state="diputus").values("pk")
    return (
        Decision.objects.filter(verdict="kunjungan", undone_at__isnull=True, pair__in=mine)
        .filter(second_at__isnull=True)
        .select_related("pair")
        .order_by("id")
    )


def last_decision(username: str) -> Decision | None:
    """The newest decision of a person that holds."""
    return (
        Decision.objects.filter(decided_by=username, undone_at__isnull=True, second_by="")
        .select_related("pair")
        .order_by("-id")
        .first()
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """A decision in a list: the names of both sides, who decided, when."""

    decision: Decision
    left: str
    right: str


def listed(scope: Scope, decisions: "QuerySet[Decision]") -> list[Listed]:
    """At most LISTED decisions with the names of both sides; one query per kind."""
    rows = list(decisions[:LISTED])
    people = {n for row in rows if row.pair.subject_kind == PERSON for n in (row.pair.left_id, row.pair.right_id)}
    families = {n for row in rows if row.pair.subject_kind == FAMILY for n in (row.pair.left_id, row.pair.right_id)}
    names = {PERSON: person_names(scope, people), FAMILY: head_names(scope, families)}
    return [
        Listed(row, names[row.pair.subject_kind].get(row.pair.left_id, "–"), names[row.pair.subject_kind].get(row.pair.right_id, "–"))
        for row in rows
    ]  # fmt: skip


def person_names(scope: Scope, ids: set[int]) -> dict[int, str]:
    """Names of persons in the scope."""
    from pilar.evidence.registry.queries.merge import names_of

    return names_of(scope, PERSON, ids)


def head_names(scope: Scope, ids: set[int]) -> dict[int, str]:
    """Names of the heads of families in the scope."""
    from pilar.evidence.registry.queries.merge import names_of

    return names_of(scope, FAMILY, ids)
