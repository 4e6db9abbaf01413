"""Records that came from the field become reviews: once each, again when they were corrected."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import F

from pilar.core.audit import actions as audit
from pilar.core.ids import decode_id
from pilar.core.scope import Actor
from pilar.evidence.field.queries.submissions import submission_answers, submissions
from pilar.evidence.visits.actions import record_result
from pilar.evidence.visits.facts import family_facts, point_of, said
from pilar.evidence.visits.lists import RESULTS, WORK_STATES
from pilar.evidence.visits.models import Assignment, Review
from pilar.foundation.accounts.queries import today

SLICE = 200
FEWEST_FACTS = 6
"""Fewer facts than this are alike by chance: no digest is kept for them."""


def receive(*, by: Actor, at: datetime) -> int:
    """Bring reviews up to the records of the field inside the actor's scope. Returns how many were new or corrected.

    Repeating it changes nothing. A record with the name of another's visit is kept for review without that visit.
    """
    known = dict(Review.objects.within(by.scope).values_list("submission_id", "version_id"))
    rows = submissions(by.scope).values_list("pk", "current_id", "complete").order_by("pk")
    count = 0
    for submission, version, complete in rows:
        if known.get(submission) != version:
            _receive_one(submission, by, at)
            count += 1
        elif complete:
            Review.objects.filter(submission_id=submission, complete=False).update(complete=True)
    return count


@transaction.atomic
def _receive_one(submission_id: int, by: Actor, at: datetime) -> None:
    answers = submission_answers(by.scope, submission_id)
    row, version, flat = answers.submission, answers.version, answers.flat
    assignment = _assignment(row.assignment_key, row.user_id)
    family = assignment.family_id if assignment else _family(said(flat, "family_id"), row.wilayah)
    facts, point = family_facts(by.scope, answers), point_of(flat)
    seconds = (
        int((version.ended_at - version.started_at).total_seconds())
        if version.ended_at and version.started_at
        else None
    )
    base = said(flat, "base_version")
    values: dict[str, Any] = {
        "version_id": version.pk, "instance_id": version.instance_id, "form_id": row.form.form_id,
        "wilayah": assignment.wilayah if assignment else row.wilayah, "assignment": assignment, "family_id": family,
        "volunteer_id": row.user_id, "username": row.username, "received_at": version.received_at,
        "visited_on": today(version.ended_at or version.received_at),
        "seconds": seconds if seconds is not None and seconds >= 0 else None,
        "latitude": point[0] if point else None, "longitude": point[1] if point else None,
        "answers_digest": _digest(facts),
        "base_revision": int(base) if base.isdigit() and len(base) < 9 else None,
        "complete": row.complete, "flags": version.flags, "state": "menunggu", "note": "",
    }  # fmt: skip
    review = Review.objects.select_for_update(of=("self",)).filter(submission_id=submission_id).first()
    if review is None:
        Review(submission_id=submission_id, **values).save(force_insert=True)
    else:
        Review.objects.filter(pk=review.pk).update(**values, revision=F("revision") + 1)
    if assignment is not None and assignment.state in WORK_STATES:
        result = said(flat, "hasil_kunjungan")
        record_result(
            assignment_id=assignment.pk, result=result if result in RESULTS else "ditemukan", visited_on=values["visited_on"],
            key=version.instance_id[:250], by=by, at=at,
        )  # fmt: skip
    audit.record("visits.received", by=by, at=at, wilayah=values["wilayah"], subject=("submission", submission_id))


def _digest(facts: dict[str, Any]) -> str:
    """Of the codes chosen: what is written in words (address, names) has no part in it, so nothing of a person is kept."""
    codes = {key: value for key, value in facts.items() if isinstance(value, int)}
    if len(codes) < FEWEST_FACTS:
        return ""
    return hashlib.sha256(json.dumps(codes, sort_keys=True).encode()).hexdigest()[:32]


def _assignment(key: str, user_id: int | None) -> Assignment | None:
    """The assignment that a record names, when it is (or was) this person's."""
    try:
        number = decode_id(key)
    except ValueError:
        return None
    row = Assignment.objects.filter(pk=number).first()
    return row if row is not None and user_id is not None and row.volunteer_id == user_id else None


def _family(text: str, wilayah: str) -> int | None:
    """A family that the record names, when it lives in the kelurahan of the record."""
    try:
        number = int(text) if text.isdigit() else decode_id(text)
    except ValueError:
        return None
    model: Any = apps.get_model("registry", "Family")
    if number >= 1 << 63:
        return None
    place = model.objects.filter(pk=number).values_list("wilayah", flat=True).first()
    return number if place and place[:10] == wilayah[:10] else None
