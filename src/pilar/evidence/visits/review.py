"""Judging what arrived: accept whole or in part, return with a note, reject. Every act may be repeated safely."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import F

from pilar.core.audit import actions as audit
from pilar.core.problems import CHANGED_MEANWHILE, NOT_FOUND, Problem
from pilar.core.scope import Actor
from pilar.core.ui.formats import tanggal
from pilar.evidence.registry.actions import correct_family
from pilar.evidence.registry.queries.families import family_row
from pilar.evidence.visits import problems
from pilar.evidence.visits.lists import REVIEW_STATES
from pilar.evidence.visits.models import Assignment, Review, VisitEvent
from pilar.evidence.visits.queries import changes_of, clean_reviews
from pilar.evidence.visits.signals import signals

BULK_MOST = 200


@transaction.atomic
def accept(*, review_id: int, revision: int, keys: Collection[str] | None = None, by: Actor, at: datetime) -> str:
    """Take facts of a record into the register. `keys`: the chosen ones; None: all that may be taken without a conflict.

    Returns the state. The right to review visits includes writing what they brought. A fact in conflict is taken only when its key is named.
    Raises UMUM-403, -404, -409, KUN-012, -015, -016, -017, -019, REG-110, REG-118.
    """
    row = _open(review_id, revision, by, done=("diterima", "sebagian"))
    if row.state in ("diterima", "sebagian"):
        return row.state
    if not row.complete:
        raise problems.NOT_COMPLETE()
    changes = [one for one in changes_of(by.scope, row) if one.choice != "sama"]
    wanted = {one.key for one in changes if one.choice == "baru"} if keys is None else set(keys)
    taken = {one.key: one.visited for one in changes if one.key in wanted}
    if changes and not taken:
        raise problems.NOTHING_CHOSEN()
    if taken:
        _write(row, taken, by, at)
    state = "diterima" if len(taken) == len(changes) else "sebagian"
    Review.objects.filter(pk=row.pk).update(accepted=sorted(taken))
    _close(row, state, "selesai", "", by, at)
    return state


def _write(row: Review, taken: dict[str, object], by: Actor, at: datetime) -> None:
    if row.family_id is None:
        raise problems.NO_FAMILY()
    family = family_row(by.scope, row.family_id)
    label = f"Kunjungan {tanggal(row.visited_on)} oleh {row.username}"
    writer = replace(by, scope=replace(by.scope, capabilities=by.scope.capabilities | {"registry.family.edit"}))
    correct_family(
        family_id=family.pk, revision=family.revision, changed=taken, reason=f"Hasil kunjungan diterima oleh {by.username}.", by=writer,
        at=at, source=label,
    )  # fmt: skip


@transaction.atomic
def give_back(*, review_id: int, revision: int, note: str, by: Actor, at: datetime) -> None:
    """Return a record to its volunteer with a note, which arrives in the app. Raises as `accept`, KUN-014 without a note."""
    if not note.strip():
        raise problems.NOTE_NEEDED()
    row = _open(review_id, revision, by, done=("dikembalikan",))
    if row.state != "dikembalikan":
        _close(row, "dikembalikan", "dikembalikan", note, by, at)


@transaction.atomic
def reject(*, review_id: int, revision: int, reason: str, by: Actor, at: datetime) -> None:
    """Nothing of a record enters the register; the record stays kept. Raises as `accept`, KUN-014 without a reason."""
    if not reason.strip():
        raise problems.NOTE_NEEDED()
    row = _open(review_id, revision, by, done=("ditolak",))
    if row.state != "ditolak":
        _close(row, "ditolak", "selesai", reason, by, at)


def accept_clean(*, area: str, count: int, by: Actor, at: datetime) -> tuple[int, int]:
    """Accept the clean records below `area`, at most 200 at a time. `count`: the number that the preview showed.

    Clean: complete, without flag or signal, family unchanged since the volunteer left, not the reviewer's own. Each is its own
    transaction. Returns (accepted, kept for people because the register's check refused a fact). Raises KUN-013 when the number changed.
    """
    by.scope.require("field.assign")
    rows = clean_reviews(by.scope, area, by.username, signals(by.scope, at))
    if len(rows) != count:
        raise problems.PLAN_CHANGED()
    accepted = refused = 0
    for number, revision in rows[:BULK_MOST]:
        try:
            accept(review_id=number, revision=revision, by=by, at=at)
            accepted += 1
        except Problem:
            refused += 1
    with transaction.atomic():
        audit.record("visits.accepted_clean", by=by, at=at, wilayah=area, rows=accepted, after={"refused": refused})
    return accepted, refused


def _open(review_id: int, revision: int, by: Actor, *, done: tuple[str, ...]) -> Review:
    by.scope.require("field.assign")
    row = Review.objects.within(by.scope).select_for_update(of=("self",)).filter(pk=review_id).first()
    if row is None:
        raise NOT_FOUND()
    if row.username == by.username:
        raise problems.OWN_VISIT()
    if row.state in done:
        return row
    if row.state != "menunggu":
        raise problems.WRONG_STATE(state=REVIEW_STATES[row.state].name)
    if row.revision != revision:
        raise CHANGED_MEANWHILE()
    return row


def _close(row: Review, state: str, assignment_state: str, note: str, by: Actor, at: datetime) -> None:
    Review.objects.filter(pk=row.pk).update(
        state=state, note=note[:500], reviewed_at=at, reviewed_by=by.username, revision=F("revision") + 1
    )
    if row.assignment_id is not None:
        closed = assignment_state == "selesai"
        moved = Assignment.objects.filter(pk=row.assignment_id, state="dikirim").update(
            state=assignment_state, is_open=not closed, closed_at=at if closed else None, revision=F("revision") + 1
        )
        if moved:
            VisitEvent(
                assignment_id=row.assignment_id,
                at=at,
                by=by.username,
                state=assignment_state,
                volunteer_id=row.volunteer_id,
                note=note[:300],
            ).save(force_insert=True)
    audit.record(
        "visits.reviewed",
        by=by,
        at=at,
        wilayah=row.wilayah,
        subject=("review", row.pk),
        after={"state": state},
        reason=note,
    )
