"""Writing assignments: ask, hand out, reassign, absence, results, back-checks. Bulk acts are set operations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import F, Q

from pilar.core.audit import actions as audit
from pilar.core.ids import new_ids
from pilar.core.problems import CHANGED_MEANWHILE, NOT_FOUND
from pilar.core.scope import Actor, Scope
from pilar.evidence.visits import problems
from pilar.evidence.visits.lists import KINDS, RESULTS, STATES, WORK_STATES
from pilar.evidence.visits.models import Absence, Assignment, Attempt, VisitEvent
from pilar.evidence.visits.plan import Plan, eligible, plan_distribution, rule_on
from pilar.evidence.visits.rules import after_result
from pilar.foundation.accounts.queries import today


@dataclass(frozen=True, slots=True)
class Question:
    """One visit that is asked for. `source`: (kind, id) of what asks, opaque; None `due`: the clock of the kind."""

    family_id: int
    reason: str
    source: tuple[str, int]
    due: date | None = None


def ask_visit(
    *, by: Actor, at: datetime, kind: str, family_id: int, reason: str, source: tuple[str, int], due: date | None = None
) -> int:
    """Ask for one visit. The same open question twice is one assignment. Returns its id.

    Raises UMUM-404 for a family outside the scope, KUN-010 for an unknown kind. The caller has checked its own capability.
    """
    found = ask_visits(by=by, at=at, kind=kind, questions=[Question(family_id, reason, source, due)])
    if family_id not in found:
        raise NOT_FOUND()
    return found[family_id]


@transaction.atomic
def ask_visits(*, by: Actor, at: datetime, kind: str, questions: Sequence[Question]) -> dict[int, int]:
    """The same for many families: three statements and one audit event. Families outside the scope, merged or closed are left
    out. Returns {family id: assignment id} for those that are now asked (also when they were asked before)."""
    if kind not in KINDS:
        raise problems.UNKNOWN_KIND(code=kind)
    family_model: Any = apps.get_model("registry", "Family")
    day = today(at)
    wanted = {one.family_id: one for one in questions}
    places: dict[int, tuple[str, int]] = {}
    for part in _slices(sorted(wanted)):
        rows = family_model.objects.within(by.scope).filter(pk__in=part, status="aktif")
        places |= {pk: (code, revision) for pk, code, revision in rows.values_list("pk", "wilayah", "revision")}
    before = _open_of(kind, places, wanted)
    fresh = [one for family, one in wanted.items() if family in places and family not in before]
    ids = new_ids(len(fresh))
    made = [
        Assignment(
            pk=number, kind=kind, form_id=KINDS[kind].form_id, family_id=one.family_id, wilayah=places[one.family_id][0],
            reason=one.reason[:300], source_kind=one.source[0], source_id=one.source[1],
            due_date=one.due or day + timedelta(days=KINDS[kind].days), family_revision=places[one.family_id][1],
            asked_at=at, asked_by=by.username,
        )
        for number, one in zip(ids, fresh, strict=True)
    ]  # fmt: skip
    Assignment.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)
    if made:
        audit.record("visits.asked", by=by, at=at, rows=len(made), after={"kind": kind})
    return _open_of(kind, places, wanted)


def _slices(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + 500] for start in range(0, len(ids), 500))


def _open_of(kind: str, places: Iterable[int], wanted: dict[int, Question]) -> dict[int, int]:
    found: dict[int, int] = {}
    for part in _slices(sorted(places)):
        rows = Assignment.objects.filter(kind=kind, is_open=True, family_id__in=part)
        found |= {
            family: pk
            for pk, family, source_kind, source_id in rows.values_list("pk", "family_id", "source_kind", "source_id")
            if wanted[family].source == (source_kind, source_id)
        }
    return found


@transaction.atomic
def distribute(*, area: str, digest: str, by: Actor, at: datetime) -> int:
    """Hand out what is not handed out below `area`, as the preview `plan_distribution` showed it. Returns the number.

    Raises UMUM-403, KUN-013 when the plan is no longer the one that was shown. Repeating it hands out nothing more.
    """
    by.scope.require("field.assign")
    plan = plan_distribution(by.scope, area, today(at))
    if plan.digest != digest:
        raise problems.PLAN_CHANGED()
    _apply(plan, at)
    if plan.pairs:
        _event_rows([pair[0] for pair in plan.pairs], "dibagi", by, at)
        audit.record(
            "visits.distributed", by=by, at=at, wilayah=area, rows=len(plan.pairs), after={"digest": digest[:16]}
        )
    return len(plan.pairs)


def _apply(plan: Plan, at: datetime) -> None:
    """One statement per slice of 400 pairs."""
    for start in range(0, len(plan.pairs), 400):
        part = plan.pairs[start : start + 400]
        kind = "bigint" if connection.vendor == "postgresql" else "integer"
        rows = " UNION ALL ".join([f"SELECT CAST(%s AS {kind}) AS id, CAST(%s AS {kind}) AS volunteer"] * len(part))
        values = [value for pair in part for value in pair]
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE visits_assignment SET volunteer_id = p.volunteer, state = 'dibagi', handed_at = %s, revision = revision + 1 "
                f"FROM ({rows}) p WHERE visits_assignment.id = p.id AND visits_assignment.state = 'baru'",
                [connection.ops.adapt_datetimefield_value(at), *values],
            )


def _event_rows(ids: Iterable[int], state: str, by: Actor, at: datetime, note: str = "") -> None:
    hands: dict[int, int | None] = {}
    wanted = list(ids)
    for part in _slices(wanted):
        hands |= dict(Assignment.objects.filter(pk__in=part).values_list("pk", "volunteer_id"))
    VisitEvent.objects.bulk_create(
        [
            VisitEvent(assignment_id=one, at=at, by=by.username, state=state, volunteer_id=hands[one], note=note)
            for one in wanted
        ],
        batch_size=500,
    )


@transaction.atomic
def reassign(
    *, assignment_id: int, user_id: int, reason: str, by: Actor, at: datetime, revision: int | None = None
) -> None:
    """Give an assignment to another volunteer of its area. Raises UMUM-403, -404, -409, KUN-011, KUN-012."""
    by.scope.require("field.assign")
    row = _locked(by.scope, assignment_id, revision)
    if row.state not in ("baru", *WORK_STATES):
        raise problems.WRONG_STATE(state=STATES[row.state].name)
    first = row.checks.volunteer_id if row.checks else None
    if user_id == first or user_id not in {one.user_id for one in eligible(row.wilayah, today(at))}:
        raise problems.NO_VOLUNTEER()
    Assignment.objects.filter(pk=row.pk).update(
        volunteer_id=user_id,
        state="dikembalikan" if row.state == "dikembalikan" else "dibagi",
        handed_at=at,
        revision=F("revision") + 1,
    )
    _event_rows([row.pk], "dibagi", by, at, reason[:300])
    audit.record(
        "visits.reassigned", by=by, at=at, wilayah=row.wilayah, subject=("family", row.family_id), reason=reason,
        before={"volunteer": row.volunteer_id}, after={"volunteer": user_id},
    )  # fmt: skip


@transaction.atomic
def mark_absent(
    *, user_id: int, active_from: date, active_to: date | None, reason: str, by: Actor, at: datetime
) -> int:
    """A volunteer cannot go: what they hold inside the actor's areas returns to "not handed out". Returns the number of those.

    Work that was sent back to them stays theirs: only they hold the record on their phone. Raises UMUM-403, -404.
    """
    by.scope.require("field.assign")
    holdings: Any = apps.get_model("accounts", "Assignment")
    if not holdings.objects.within(by.scope).filter(user_id=user_id).exists():
        raise NOT_FOUND()
    Absence(
        user_id=user_id, active_from=active_from, active_to=active_to, reason=reason[:200], at=at, by=by.username
    ).save(force_insert=True)
    day = today(at)
    freed: list[int] = []
    if active_from <= day and (active_to is None or active_to > day):
        rows = Assignment.objects.within(by.scope).select_for_update().filter(volunteer_id=user_id, state="dibagi")
        freed = list(rows.order_by("pk").values_list("pk", flat=True))
        for part in _slices(freed):
            Assignment.objects.filter(pk__in=part).update(volunteer=None, state="baru", revision=F("revision") + 1)
        _event_rows(freed, "baru", by, at, reason[:300])
    audit.record("visits.absent", by=by, at=at, subject=("user", user_id), rows=len(freed), reason=reason)
    return len(freed)


@transaction.atomic
def record_result(
    *, assignment_id: int, result: str, visited_on: date, key: str, note: str = "", by: Actor, at: datetime
) -> str:
    """What a visit found. `key` (instanceID of the record) makes repeating it safe. Returns the state of the assignment.

    A volunteer may report only on their own assignments. Raises UMUM-404, KUN-012, KUN-018.
    """
    if result not in RESULTS:
        raise problems.UNKNOWN_RESULT(code=result)
    row = _locked(by.scope, assignment_id, None)
    if not by.scope.can("field.assign") and row.volunteer_id != by.user_id:
        raise NOT_FOUND()
    if Attempt.objects.filter(assignment=row, key=key).exists():
        return row.state
    if row.state not in WORK_STATES:
        raise problems.WRONG_STATE(state=STATES[row.state].name)
    limit, gap = rule_on(row.wilayah, today(at))
    earlier = list(row.attempts.filter(counted=True).values_list("visited_on", flat=True))
    found = RESULTS[result]
    state, counted = after_result(found.failed, found.ends, earlier, visited_on, limit=limit, gap_days=gap)
    Attempt(
        assignment=row, key=key, result=result, volunteer_id=row.volunteer_id, visited_on=visited_on, counted=counted, note=note[:300],
        at=at, by=by.username,
    ).save(force_insert=True)  # fmt: skip
    closed = state in ("selesai", "gagal")
    Assignment.objects.filter(pk=row.pk).update(
        state=state, is_open=not closed, closed_at=at if closed else None, result=result, failed_visits=len(earlier) + counted,
        revision=F("revision") + 1,
    )  # fmt: skip
    _event_rows([row.pk], state, by, at, note[:300])
    audit.record(
        "visits.result",
        by=by,
        at=at,
        wilayah=row.wilayah,
        subject=("family", row.family_id),
        after={"result": result, "state": state},
    )
    return state


@transaction.atomic
def cancel_visits(*, source: tuple[str, int], reason: str, by: Actor, at: datetime) -> int:
    """The one who asked needs the answer no longer. Records already sent stay in review. Returns the number."""
    rows = Assignment.objects.within(by.scope).filter(
        source_kind=source[0], source_id=source[1], state__in=("baru", *WORK_STATES)
    )
    ids = list(rows.select_for_update().values_list("pk", flat=True))
    if not ids:
        return 0
    _event_rows(ids, "batal", by, at, reason[:300])
    Assignment.objects.filter(pk__in=ids).update(state="batal", is_open=False, closed_at=at, revision=F("revision") + 1)
    audit.record("visits.cancelled", by=by, at=at, rows=len(ids), reason=reason)
    return len(ids)


@transaction.atomic
def draw_back_checks(*, area: str, size: int, seed: str, by: Actor, at: datetime) -> int:
    """A random sample of finished visits below `area`, visited again by somebody else. The same seed draws the same sample.

    Order by SHA-256 of seed and id. Visits with no other volunteer in their area are left out. Returns the number drawn.
    """
    by.scope.require("field.assign")
    scope, day = by.scope.narrowed(area), today(at)
    done = Assignment.objects.within(scope).filter(
        state="selesai", checks=None, back_checks=None, volunteer__isnull=False
    )
    ranked = sorted(
        done.values_list("pk", "family_id", "wilayah", "volunteer_id", "form_id"),
        key=lambda one: sha256(f"{seed}:{one[0]}".encode()).digest(),
    )
    made: list[Assignment] = []
    load: dict[int, int] = {}
    for number, family, wilayah, volunteer, form in ranked:
        others = [one for one in eligible(wilayah, day) if one.user_id != volunteer]
        if not others or len(made) >= size:
            continue
        least = min(others, key=lambda one: (one.load + load.get(one.user_id, 0), one.user_id))
        load[least.user_id] = load.get(least.user_id, 0) + 1
        made.append(
            Assignment(
                kind="cek_lapangan", form_id=form, family_id=family, wilayah=wilayah, reason="Kunjungan ulang acak untuk menjaga mutu.",
                source_kind="visits.backcheck", source_id=number, due_date=day + timedelta(days=14), volunteer_id=least.user_id,
                state="dibagi", checks_id=number, asked_at=at, asked_by=by.username, handed_at=at,
            )
        )  # fmt: skip
    Assignment.objects.bulk_create(made, batch_size=500)
    audit.record(
        "visits.backchecks_drawn", by=by, at=at, wilayah=area, rows=len(made), after={"seed": seed, "size": size}
    )
    return len(made)


def _locked(scope: Scope, assignment_id: int, revision: int | None) -> Assignment:
    row = Assignment.objects.within(scope).select_for_update(of=("self",)).filter(Q(pk=assignment_id)).first()
    if row is None:
        raise NOT_FOUND()
    if revision is not None and row.revision != revision:
        raise CHANGED_MEANWHILE()
    return row
