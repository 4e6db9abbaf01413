"""The life of a rule version: a copy is edited by its author, proposed, published by somebody else, retired."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from pilar.core.audit import actions as audit
from pilar.core.problems import CHANGED_MEANWHILE, NOT_FOUND
from pilar.core.scope import Actor
from pilar.decision.targeting import problems
from pilar.decision.targeting.book import MOST_FILES, checked_book, digest_of, shipped_files
from pilar.decision.targeting.models import RuleEvent, RuleVersion
from pilar.decision.targeting.rules_engine.problems import RulesRefused
from pilar.decision.targeting.words import STATE_WORDS
from pilar.foundation.accounts.queries import place_of, today
from pilar.foundation.accounts.separation import require_separate_duties

MANAGE, PUBLISH = "targeting.manage", "targeting.publish"
SUBJECT = "rule_version"


@transaction.atomic
def copy_version(*, source_id: int | None, title: str, by: Actor, at: datetime) -> int:
    """A draft with the texts of a version, or of the shipped rules. Returns its id.

    Raises UMUM-403, UMUM-404 for an unknown source.
    """
    by.scope.require(MANAGE)
    source = None
    if source_id is not None:
        source = RuleVersion.objects.filter(pk=source_id).first()
        if source is None:
            raise NOT_FOUND()
    files = source.files if source else shipped_files()
    number = (RuleVersion.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    row = RuleVersion(
        number=number,
        title=title.strip()[:120] or f"Ketentuan {number}",
        files=files,
        digest=digest_of(files),
        based_on=source,
        author=by.username,
        created_at=at,
        updated_at=at,
    )
    row.save(force_insert=True)
    _step(row, "", "draft", by=by, at=at)
    return row.pk


@transaction.atomic
def save_files(
    *, version_id: int, files: Mapping[str, str], by: Actor, at: datetime, revision: int | None = None
) -> None:
    """Put new texts into a draft; they need not be right yet.

    Raises UMUM-403, UMUM-404, UMUM-409, KET-002 (no draft), KET-003 (not the author), KET-018 (too many files).
    """
    by.scope.require(MANAGE)
    row = _locked(version_id, revision)
    _require_state(row, "draft")
    _require_author(row, by)
    if len(files) > MOST_FILES:
        raise problems.TOO_MANY_FILES(most=MOST_FILES)
    texts = {name: text.replace("\r\n", "\n") for name, text in files.items()}
    before = row.digest
    row.files, row.digest, row.updated_at = texts, digest_of(texts), at
    row.revision += 1
    row.save(update_fields=["files", "digest", "updated_at", "revision"])
    if row.digest != before:
        audit.record(
            "targeting.rules.edited",
            by=by,
            at=at,
            wilayah=place_of(by),
            subject=(SUBJECT, row.pk),
            before={"digest": before},
            after={"digest": row.digest},
        )


@transaction.atomic
def propose(*, version_id: int, valid_from: date, reason: str, by: Actor, at: datetime) -> None:
    """Ask somebody else to publish a draft from a day on.

    Raises UMUM-403, UMUM-404, KET-001 (refused, with line and reason), KET-002, KET-003, KET-004, KET-005, KET-006.
    """
    by.scope.require(MANAGE)
    row = _locked(version_id)
    _require_state(row, "draft")
    _require_author(row, by)
    if not reason.strip():
        raise problems.REASON_NEEDED()
    row.meaning = _meaning(row)
    last = last_published()
    if last is not None and last.meaning == row.meaning and last.valid_to is None:
        raise problems.NOTHING_CHANGED()
    _require_later(valid_from, last)
    row.valid_from = valid_from
    _step(row, "draft", "proposed", by=by, at=at, reason=reason)


@transaction.atomic
def send_back(*, version_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Return a proposed version to its author. Raises UMUM-403, UMUM-404, KET-002, KET-004."""
    if not (by.scope.can(PUBLISH) or by.scope.can(MANAGE)):
        by.scope.require(PUBLISH)
    row = _locked(version_id)
    _require_state(row, "proposed")
    if not reason.strip():
        raise problems.REASON_NEEDED()
    _step(row, "proposed", "draft", by=by, at=at, reason=reason)


@transaction.atomic
def publish(*, version_id: int, by: Actor, at: datetime, reason: str = "") -> None:
    """Put a proposed version into force from its day on; the one before ends there.

    Everything is checked again. Raises UMUM-403, UMUM-404, KET-001, KET-002, KET-006, AKUN-012 (its author).
    """
    by.scope.require(PUBLISH)
    row = _locked(version_id)
    _require_state(row, "proposed")
    require_separate_duties(PUBLISH, by=by, earlier=_earlier(row))
    row.meaning = _meaning(row)
    last = last_published()
    valid_from = row.valid_from or today(at)
    _require_later(valid_from, last)
    if last is not None and (last.valid_to is None or last.valid_to > valid_from):
        RuleVersion.objects.filter(pk=last.pk).update(valid_to=valid_from, updated_at=at, revision=F("revision") + 1)
    row.publisher, row.published_at, row.valid_from = by.username, at, valid_from
    _step(row, "proposed", "published", by=by, at=at, reason=reason)


@transaction.atomic
def retire(*, version_id: int, valid_to: date, reason: str, by: Actor, at: datetime) -> None:
    """End a published version without a successor. Raises UMUM-403, UMUM-404, KET-002, KET-004, KET-006."""
    by.scope.require(PUBLISH)
    row = _locked(version_id)
    _require_state(row, "published")
    if not reason.strip():
        raise problems.REASON_NEEDED()
    if row.valid_from is None or valid_to < max(row.valid_from, today(at)):
        raise problems.EARLIER_THAN_LAST(day=valid_to.strftime("%d-%m-%Y"), last=today(at).strftime("%d-%m-%Y"))
    row.valid_to = min(valid_to, row.valid_to) if row.valid_to else valid_to
    _step(row, "published", "retired", by=by, at=at, reason=reason)


@transaction.atomic
def drop_draft(*, version_id: int, by: Actor, at: datetime) -> None:
    """Put a draft away; it stays readable in the history. Raises UMUM-403, UMUM-404, KET-002, KET-003."""
    by.scope.require(MANAGE)
    row = _locked(version_id)
    _require_state(row, "draft")
    _require_author(row, by)
    _step(row, "draft", "dropped", by=by, at=at)


def last_published() -> RuleVersion | None:
    """The version published with the latest first day."""
    return RuleVersion.objects.filter(published_at__isnull=False).order_by("-valid_from", "-published_at").first()


def _earlier(row: RuleVersion) -> list[tuple[str, str]]:
    """Who worked on the text: everybody who wrote or proposed it."""
    return [
        (MANAGE, row.author),
        *((MANAGE, name) for name in row.events.filter(target_state="proposed").values_list("by", flat=True)),
    ]


def _meaning(row: RuleVersion) -> str:
    try:
        return checked_book(row.files).version()
    except RulesRefused as refused:
        found = refused.problems
        raise problems.RULES_REFUSED(count=len(found), first=str(found[0])) from None


def _require_later(valid_from: date, last: RuleVersion | None) -> None:
    if last is not None and last.valid_from is not None and valid_from < last.valid_from:
        raise problems.EARLIER_THAN_LAST(day=valid_from.strftime("%d-%m-%Y"), last=last.valid_from.strftime("%d-%m-%Y"))


def _locked(version_id: int, revision: int | None = None) -> RuleVersion:
    row = RuleVersion.objects.select_for_update().filter(pk=version_id).first()
    if row is None:
        raise NOT_FOUND()
    if revision is not None and revision != row.revision:
        raise CHANGED_MEANWHILE()
    return row


def _require_state(row: RuleVersion, state: str) -> None:
    if row.state != state:
        raise problems.WRONG_STATE(state=STATE_WORDS[row.state])


def _require_author(row: RuleVersion, by: Actor) -> None:
    if row.author != by.username:
        raise problems.NOT_AUTHOR(author=row.author)


def _step(row: RuleVersion, source: str, target: str, *, by: Actor, at: datetime, reason: str = "") -> None:
    """Save the new state with its event, in the history and in the audit chain."""
    row.state, row.updated_at = target, at
    if source:
        row.revision += 1
        row.save()
    RuleEvent(
        version=row, at=at, by=by.username, role=by.role, source_state=source, target_state=target, reason=reason.strip()[:500]
    ).save(force_insert=True)  # fmt: skip
    after: dict[str, Any] = {"state": target, "number": row.number, "digest": row.digest}
    if row.valid_from is not None:
        after["valid_from"] = row.valid_from.isoformat()
    audit.record(
        "targeting.rules.step",
        by=by,
        at=at,
        wilayah=place_of(by),
        subject=(SUBJECT, row.pk),
        before={"state": source} if source else None,
        after=after,
        reason=reason.strip(),
    )
