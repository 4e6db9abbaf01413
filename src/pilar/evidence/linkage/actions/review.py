"""Deciding on a pair: same, not the same, ask for a visit; the second person; taking the last decision back."""

from datetime import datetime, timedelta

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.problems import CHANGED_MEANWHILE, NOT_FOUND
from pilar.core.scope import Actor
from pilar.evidence.linkage import problems
from pilar.evidence.linkage.models import CandidatePair, Decision
from pilar.evidence.linkage.models.pairs import PERSON
from pilar.evidence.linkage.queries import review as queries
from pilar.evidence.registry.actions import merge
from pilar.evidence.registry.queries.merge_sides import receive_aid

CAPABILITY = "linkage.review"
SAME, DIFFERENT, VISIT = "sama", "bukan", "kunjungan"
UNDO_WITHIN = timedelta(hours=24)
"""How long the last decision can be taken back by one key; later the page of the merge undoes it."""


@transaction.atomic
def decide(
    *,
    pair_id: int,
    verdict: str,
    fingerprint: str,
    kept_id: int | None = None,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> int:
    """Decide on an open pair on the evidence that was shown (`fingerprint`). Returns the id of the decision.

    "sama" merges at once, into `kept_id`; a merge of recipients of aid waits for a second person. Raises UMUM-403, -404, -409 (other
    evidence by now), PDN-020 (already decided), and what the merge raises.
    """
    by.scope.require(CAPABILITY)
    if verdict not in (SAME, DIFFERENT, VISIT):
        raise problems.VERDICT_UNKNOWN()
    pair = _locked(by, pair_id)
    if pair.state != "terbuka":
        raise problems.PAIR_DECIDED()
    if pair.fingerprint != fingerprint:
        raise CHANGED_MEANWHILE()
    if kept_id is not None and kept_id not in (pair.left_id, pair.right_id):
        raise NOT_FOUND()
    two = verdict == SAME and _recipients(pair)
    decision = Decision(
        pair=pair, verdict=verdict, decided_by=by.username, decided_at=at, reason=reason.strip()[:300],
        fingerprint=pair.fingerprint, weight=pair.weight, needs_second=two, kept_id=kept_id if verdict == SAME else None,
        model_version=str((pair.evidence or {}).get("model_version", ""))[:12],
    )  # fmt: skip
    decision.save(force_insert=True)
    _set_state(pair, "diputus", at)
    if verdict == SAME and not two:
        _carry_out(pair, decision, by=by, at=at)
    _record(
        "linkage.pair.decided", pair, by, at, {"verdict": verdict, "decision": decision.pk, "needs_second": two}, reason
    )
    return decision.pk


@transaction.atomic
def confirm(*, decision_id: int, by: Actor, at: datetime) -> int:
    """The second person agrees: the merge is carried out. Returns the id of the merge.

    Raises UMUM-403, -404, PDN-021 (the proposer cannot), PDN-022 (no longer waiting).
    """
    decision, pair = _waiting(decision_id, by)
    if decision.decided_by == by.username:
        raise problems.SECOND_PERSON()
    Decision.objects.filter(pk=decision.pk).update(second_by=by.username, second_at=at)
    merge_id = _carry_out(pair, decision, by=by, at=at)
    _record("linkage.pair.confirmed", pair, by, at, {"decision": decision.pk, "merge": merge_id})
    return merge_id


@transaction.atomic
def refuse(*, decision_id: int, reason: str, by: Actor, at: datetime) -> None:
    """The second person (or the proposer) does not agree: the pair is open again. Raises like `confirm`, PDN-023 without a reason."""
    decision, pair = _waiting(decision_id, by)
    if not reason.strip():
        raise problems.REASON_NEEDED()
    _take_back(pair, decision, by, at)
    _record("linkage.pair.refused", pair, by, at, {"decision": decision.pk}, reason)


@transaction.atomic
def undo_last(*, by: Actor, at: datetime) -> int | None:
    """Take back one's own newest decision of the last 24 hours; a merge is undone too. Returns the pair, None when there is nothing.

    Raises PDN-024 when later acts stand on the merge: then the page of the merge asks whose they are.
    """
    by.scope.require(CAPABILITY)
    decision = queries.last_decision(by.username)
    if decision is None or at - decision.decided_at > UNDO_WITHIN:
        return None
    pair = _locked(by, decision.pair_id)
    if decision.merge_id is not None:
        if merge.has_open_questions(merge_id=decision.merge_id, by=by):
            raise problems.LATER_ACTS()
        merge.undo_merge(merge_id=decision.merge_id, reason="Keputusan terakhir dibatalkan", by=by, at=at)
    _take_back(pair, decision, by, at)
    _record("linkage.pair.undone", pair, by, at, {"decision": decision.pk})
    return pair.pk


@transaction.atomic
def reopen_visited(*, decision_id: int, by: Actor, at: datetime) -> int:
    """Somebody visited: the pair is back in the queue. Returns the pair. Raises UMUM-404, PDN-022."""
    by.scope.require(CAPABILITY)
    decision = queries.visits(by.scope).filter(pk=decision_id).first()
    if decision is None:
        raise problems.NOT_WAITING()
    pair = _locked(by, decision.pair_id)
    _take_back(pair, decision, by, at)
    _record("linkage.pair.visited", pair, by, at, {"decision": decision.pk})
    return pair.pk


def pair_parted(merge_id: int, by: str, at: datetime) -> None:
    """A merge was undone on its own page: the decision behind it does not hold, the pair is open again."""
    for decision in Decision.objects.filter(merge_id=merge_id, undone_at__isnull=True).select_related("pair"):
        Decision.objects.filter(pk=decision.pk).update(undone_at=at, undone_by=by)
        _set_state(decision.pair, "terbuka", at)


def _locked(by: Actor, pair_id: int) -> CandidatePair:
    row = CandidatePair.objects.within(by.scope).select_for_update().filter(pk=pair_id).first()
    if row is None:
        raise NOT_FOUND()
    return row


def _waiting(decision_id: int, by: Actor) -> tuple[Decision, CandidatePair]:
    by.scope.require(CAPABILITY)
    decision = queries.waiting_for_second(by.scope).filter(pk=decision_id).first()
    if decision is None:
        raise problems.NOT_WAITING()
    pair = _locked(by, decision.pair_id)
    if not queries.waiting_for_second(by.scope).filter(pk=decision_id).exists():
        raise problems.NOT_WAITING()
    return decision, pair


def _recipients(pair: CandidatePair) -> bool:
    both = [pair.left_id, pair.right_id]
    return receive_aid(people=both) if pair.subject_kind == PERSON else receive_aid(families=both)


def _carry_out(pair: CandidatePair, decision: Decision, *, by: Actor, at: datetime) -> int:
    """Merge in the registry; other open pairs of the record that went away hold no more."""
    kept = decision.kept_id or pair.left_id
    gone = pair.right_id if kept == pair.left_id else pair.left_id
    reason = decision.reason or str((pair.evidence or {}).get("sentence", "")) or "Padanan"
    act = merge.merge_people if pair.subject_kind == PERSON else merge.merge_doubles
    merge_id = act(kept_id=kept, gone_id=gone, reason=reason, by=by, at=at)
    Decision.objects.filter(pk=decision.pk).update(merge_id=merge_id)
    others = CandidatePair.objects.filter(subject_kind=pair.subject_kind, state="terbuka")
    for side in ("left_id", "right_id"):
        others.filter(**{side: gone}).update(state="gugur", updated_at=at)
    return merge_id


def _take_back(pair: CandidatePair, decision: Decision, by: Actor, at: datetime) -> None:
    Decision.objects.filter(pk=decision.pk).update(undone_at=at, undone_by=by.username)
    _set_state(pair, "terbuka", at)


def _set_state(pair: CandidatePair, state: str, at: datetime) -> None:
    CandidatePair.objects.filter(pk=pair.pk).update(state=state, updated_at=at)


def _record(act: str, pair: CandidatePair, by: Actor, at: datetime, after: dict[str, object], reason: str = "") -> None:
    audit.record(act, by=by, at=at, wilayah=pair.left_wilayah, subject=("pair", pair.pk), after=after, reason=reason)
