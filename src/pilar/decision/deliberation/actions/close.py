"""Closing a session: what lacks is named, usulan take their step, and a hash covers all that was decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from pilar.core.audit import actions as audit
from pilar.core.scope import Actor
from pilar.decision.deliberation import problems
from pilar.decision.deliberation.actions.plan import locked
from pilar.decision.deliberation.area_settings import settings_of
from pilar.decision.deliberation.models import Session, SessionItem
from pilar.decision.deliberation.rules import Quorum, quorum_lacking, record_hash
from pilar.decision.proposals.bulk import take_steps
from pilar.decision.proposals.models import Usul
from pilar.decision.screening.lists import REASONS_BY_CODE
from pilar.foundation.accounts.queries import today

STEP_OF = {"layak": "layak", "tidak_layak": "tidak_layak", "perbaikan": "perbaikan"}
"""The step of a usulan for a decision; a postponed one stays scheduled and comes to the next table."""


def changes_of(session: Session, *, mark: bool = False) -> list[SessionItem]:
    """Items that changed outside the session since they came to the table, each with its note; `mark` writes the notes down."""
    items = list(session.items.select_related("usul", "family").order_by("position"))
    changed = []
    for item in items:
        note = _changed(item, session.wilayah)
        if note != item.changed_note:
            item.changed_note, item.change_known = note, False
            changed.append(item)
    if mark:
        SessionItem.objects.bulk_update(changed, ["changed_note", "change_known"], batch_size=500)
    return [item for item in items if item.changed_note]


def _changed(item: SessionItem, area: str) -> str:
    if item.usul is not None:
        if item.usul.state != "dijadwalkan_musyawarah":
            return f"usulan kini “{item.usul.state.replace('_', ' ')}”"
        if not item.usul.wilayah.startswith(area):
            return "pindah ke kelurahan lain"
        if item.usul_revision is not None and item.usul.revision != item.usul_revision:
            return "usulan diubah setelah diletakkan di meja"
    if item.family is not None:
        if not item.family.wilayah.startswith(area):
            return "keluarga pindah ke kelurahan lain"
        if item.family.merged_into is not None or item.family.status != "aktif":
            return "keluarga sudah digabung atau berakhir"
    return ""


@transaction.atomic
def accept_changes(*, session_id: int, item_ids: Iterable[int], by: Actor, at: datetime) -> int:
    """Say that the change of these items is known; they may then be decided or left. Raises UMUM-404, UMUM-403, SIDANG-001."""
    by.scope.require("deliberation.manage")
    session = locked(session_id, by, "berlangsung")
    changes_of(session, mark=True)
    known = session.items.filter(pk__in=list(item_ids)).exclude(changed_note="").update(change_known=True)
    if known:
        audit.record(
            "deliberation.table.changes_known", by=by, at=at, wilayah=session.wilayah, subject=("session", session.pk), rows=known
        )  # fmt: skip
    return known


def lacking_for_closing(session: Session, at: datetime, *, mark: bool = False) -> list[Any]:
    """The problems that stand against closing now, in the order in which people mend them; empty when it can close.

    `mark` writes down which items changed outside the session.
    """
    found: list[Any] = []
    quorum = settings_of(session.wilayah, today(at))["quorum"]
    present: dict[str, int] = {}
    for element in session.attendees.filter(present_at__isnull=False).values_list("element", flat=True):
        present[element] = present.get(element, 0) + 1
    if lacking := quorum_lacking(Quorum(quorum.get("total", 0), quorum.get("elements", {})), present):
        found.append(problems.NO_QUORUM(lacking="; ".join(lacking)))
    if clashes := session.items.filter(clashes__gt=0).count():
        found.append(problems.CLASHES(count=clashes))
    if unseen := sum(1 for item in changes_of(session, mark=mark) if not item.change_known):
        found.append(problems.CHANGED_SUBJECTS(count=unseen))
    if undecided := session.items.filter(decision="").exclude(change_known=True).count():
        found.append(problems.UNDECIDED(count=undecided))
    return found


def close_session(*, session_id: int, by: Actor, at: datetime, revision: int | None = None) -> str:
    """Close a session: usulan take their step with the berita acara behind them. Returns the hash of the record.

    Raises UMUM-404, UMUM-403, UMUM-409, SIDANG-001, -003 (quorum), -004 (undecided), -005 (clashes), -009 (changed outside).
    """
    by.scope.require("deliberation.sign")
    with transaction.atomic():
        session = locked(session_id, by, "berlangsung", revision=revision)
        lacking = lacking_for_closing(session, at, mark=True)
        if not lacking:
            return _close(session, by, at, "berita_acara")
    raise lacking[0]  # outside the transaction, so that the marks of changed items are kept


@transaction.atomic
def close_by_sptjm(*, session_id: int, by: Actor, at: datetime) -> str:
    """Close without a session, on the lurah's statement: every item counts as eligible unless it was decided otherwise.

    Raises UMUM-404, UMUM-403, SIDANG-001 (not planned, or not of form "sptjm"), -011 (nothing on the table).
    """
    by.scope.require("deliberation.sign")
    session = locked(session_id, by, "direncanakan")
    if session.form != "sptjm":
        raise problems.WRONG_STATE(state="memerlukan musyawarah")
    if not session.items.exists():
        raise problems.NOTHING_TO_DISCUSS()
    session.items.filter(decision="", usul__isnull=False).update(decision="layak")
    session.items.filter(decision="").update(decision="tunda", words="SPTJM hanya memuat usulan")
    return _close(session, by, at, "sptjm")


def _close(session: Session, by: Actor, at: datetime, paper: str) -> str:
    items = list(session.items.select_related("usul", "family").order_by("position"))
    standing = [one for one in items if one.usul_id and one.decision in STEP_OF and not one.changed_note]
    for decision in STEP_OF:
        chosen = [one for one in standing if one.decision == decision]
        if chosen:
            _step(session, decision, chosen, paper, by, at)
    session.state, session.closed_at, session.closed_by = "ditutup", at, by.username
    session.revision += 1
    session.record_hash = record_hash(record_of(session, items))
    session.save(update_fields=["state", "closed_at", "closed_by", "record_hash", "revision"])
    counts: dict[str, int] = {}
    for item in items:
        counts[item.decision or "lepas"] = counts.get(item.decision or "lepas", 0) + 1
    audit.record(
        "deliberation.session.closed", by=by, at=at, wilayah=session.wilayah, subject=("session", session.pk),
        after={"hash": session.record_hash, "counts": counts, "paper": paper}, rows=len(items),
    )  # fmt: skip
    return session.record_hash


def _step(session: Session, decision: str, items: list[SessionItem], paper: str, by: Actor, at: datetime) -> None:
    by_usul = {one.usul_id: one for one in items if one.usul_id is not None}
    states = dict(Usul.objects.filter(pk__in=list(by_usul)).values_list("pk", "state"))
    scheduled = [pk for pk in by_usul if states.get(pk) == "dijadwalkan_musyawarah"]
    reasons = {pk: _reason(by_usul[pk]) for pk in scheduled}
    held = frozenset({"berita_acara", "sptjm"} if paper == "sptjm" else {"berita_acara"})
    done = take_steps(
        usul_ids=scheduled, target=STEP_OF[decision], by=by, at=at, reasons=reasons, held=held, wilayah=session.wilayah
    )  # fmt: skip
    if done.refused:
        raise problems.CHANGED_SUBJECTS(count=len(done.refused))


def _reason(item: SessionItem) -> str:
    code = REASONS_BY_CODE[item.reason_code].name_id if item.reason_code else ""
    return ": ".join(part for part in (code, item.words) if part) or "Keputusan musyawarah"


def record_of(session: Session, items: Iterable[SessionItem]) -> dict[str, Any]:
    """What the hash covers: the session, everybody present, every decision with its reason and objections, in order."""
    return {
        "session": session.pk,
        "area": session.wilayah,
        "period": session.period,
        "form": session.form,
        "opened": session.opened_at.isoformat() if session.opened_at else "",
        "closed": session.closed_at.isoformat() if session.closed_at else "",
        "closed_by": session.closed_by,
        "chair": session.chair,
        "present": [
            [one.element, one.name, one.present_by]
            for one in session.attendees.filter(present_at__isnull=False).order_by("id")
        ],
        "items": [
            [
                one.pk,
                one.origin,
                one.usul_id,
                one.flag_id,
                one.family_id,
                one.decision,
                one.reason_code,
                one.words,
                one.rank,
                one.objections,
                one.changed_note,
            ]
            for one in items
        ],
        "objections": [
            [act.item_id, act.name, act.words] for act in session.acts.filter(kind="keberatan", outcome="berlaku").order_by("id")
        ],
    }  # fmt: skip


def record_is_whole(session: Session) -> bool:
    """True when the record of a closed session still gives its hash."""
    items = list(session.items.order_by("position"))
    return session.record_hash == record_hash(record_of(session, items))
