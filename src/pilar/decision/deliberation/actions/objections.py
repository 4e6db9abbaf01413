"""Announcing, receiving objections, and answering them. An objection holds its usulan still; silence escalates."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from pilar.core import vault
from pilar.core.audit import actions as audit
from pilar.core.bulk.models import StoredFile
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.decision.deliberation import problems
from pilar.decision.deliberation.actions.plan import locked
from pilar.decision.deliberation.area_settings import settings_of
from pilar.decision.deliberation.models import Announcement, Objection, ObjectionVoice
from pilar.decision.deliberation.queries.calendar import windows_of
from pilar.decision.deliberation.rules import month_of
from pilar.decision.proposals.actions import take_step
from pilar.decision.proposals.lifecycle import OPEN_TO_SANGGAH, STATES_BY_CODE
from pilar.decision.proposals.models import Usul
from pilar.foundation.accounts.queries import today

PHONE = "deliberation.objection.phone"
OPEN = ("diterima", "kunjungan")


@dataclass(frozen=True, slots=True)
class Received:
    """The objection, and whether it joined one that was open already."""

    objection_id: int
    joined: bool


@transaction.atomic
def announce(*, session_id: int, by: Actor, at: datetime, from_date: date | None = None) -> int:
    """Announce what a closed session decided, for the days that the area sets; returns the announcement.

    Raises UMUM-404, UMUM-403, SIDANG-001 (not closed), SIDANG-023 (announced before).
    """
    by.scope.require("deliberation.manage")
    session = locked(session_id, by, "ditutup")
    if Announcement.objects.filter(session=session).exists():
        raise problems.ANNOUNCED_ALREADY()
    day = today(at)
    window = windows_of(session.wilayah, month_of(session.period))["pengumuman"]
    first = max(from_date or day, window.first or day)
    days = settings_of(session.wilayah, day)["sanggah_days"]
    row = Announcement(
        session=session, wilayah=session.wilayah, public_code=secrets.token_hex(10), from_date=first,
        to_date=first + timedelta(days=days - 1), made_at=at, made_by=by.username,
    )  # fmt: skip
    row.save(force_insert=True)
    audit.record(
        "deliberation.result.announced", by=by, at=at, wilayah=session.wilayah, subject=("session", session.pk),
        after={"from": row.from_date.isoformat(), "to": row.to_date.isoformat()},
    )  # fmt: skip
    return int(row.pk)


@transaction.atomic
def receive(
    *, usul_id: int, side: str, objector: str, words: str, by: Actor, at: datetime, channel: str = "datang_langsung", relation: str = "",
    phone: str = "", evidence: StoredFile | None = None,
) -> Received:  # fmt: skip
    """Take an objection to a decided usulan; a second one while the first is open is heard with it.

    Raises UMUM-404, UMUM-403, SIDANG-006, -007 (no name or words), -022 (nothing to object to yet).
    """
    by.scope.require("complaints.receive")
    if side not in ("menolak", "membela"):
        raise problems.UNKNOWN_CODE(code=side[:20])
    if not objector.strip() or not words.strip():
        raise problems.REASON_NEEDED(decision="Sanggah")
    usul = Usul.objects.within(by.scope).select_for_update().filter(pk=usul_id).first()
    if usul is None:
        raise NOT_FOUND()
    standing = Objection.objects.filter(usul=usul, state__in=OPEN).first()
    if standing is not None:
        return _join(standing, objector, relation, words, by, at)
    if usul.state not in OPEN_TO_SANGGAH:
        raise problems.NOT_OPEN_TO_SANGGAH(state=STATES_BY_CODE[usul.state].name)
    day = today(at)
    row = Objection(
        usul=usul, wilayah=usul.wilayah, about=usul.name, channel=channel[:24], side=side, objector=objector.strip()[:120],
        relation=relation.strip()[:60], phone_sealed=vault.seal(PHONE, phone) if phone else None, words=words.strip()[:1000],
        evidence=evidence, received_at=at, received_by=by.username,
        due_date=day + timedelta(days=settings_of(usul.wilayah[:10], day)["sanggah_answer_days"]),
    )  # fmt: skip
    row.save(force_insert=True)
    take_step(usul_id=usul_id, target="sanggah_terbuka", by=by, at=at, reason=f"Sanggah dari {row.objector}"[:500])
    audit.record(
        "deliberation.objection.received", by=by, at=at, wilayah=row.wilayah, subject=("objection", row.pk),
        after={"usul": usul.pk, "side": side, "channel": channel, "due": row.due_date.isoformat()},
    )  # fmt: skip
    return Received(row.pk, joined=False)


def _join(standing: Objection, objector: str, relation: str, words: str, by: Actor, at: datetime) -> Received:
    ObjectionVoice(
        objection=standing, objector=objector.strip()[:120], relation=relation.strip()[:60], words=words.strip()[:1000], received_at=at,
        received_by=by.username,
    ).save(force_insert=True)  # fmt: skip
    audit.record(
        "deliberation.objection.joined", by=by, at=at, wilayah=standing.wilayah, subject=("objection", standing.pk)
    )
    return Received(standing.pk, joined=True)


def _locked(objection_id: int, by: Actor) -> Objection:
    row = Objection.objects.within(by.scope).select_for_update().filter(pk=objection_id).first()
    if row is None:
        raise NOT_FOUND()
    if row.state not in OPEN:
        raise problems.OBJECTION_DONE()
    return row


@transaction.atomic
def ask_visit(*, objection_id: int, note: str, by: Actor, at: datetime) -> None:
    """Ask for a visit before answering. Raises UMUM-404, UMUM-403, SIDANG-024."""
    by.scope.require("complaints.receive")
    row = _locked(objection_id, by)
    row.state, row.visit_note, row.revision = "kunjungan", note.strip()[:500], row.revision + 1
    row.save(update_fields=["state", "visit_note", "revision"])
    audit.record(
        "deliberation.objection.visit_asked",
        by=by,
        at=at,
        wilayah=row.wilayah,
        subject=("objection", row.pk),
        reason=row.visit_note,
    )


@transaction.atomic
def decide(*, objection_id: int, upheld: bool, answer: str, by: Actor, at: datetime) -> None:
    """Answer an objection: upheld, the usulan is checked anew; refused, it goes back to where it stood.

    Who received it does not decide it. Raises UMUM-404, UMUM-403, AKUN-012, SIDANG-007 (no answer), SIDANG-024.
    """
    by.scope.require("complaints.decide")
    if not answer.strip():
        raise problems.REASON_NEEDED(decision="Jawaban sanggah")
    row = _locked(objection_id, by)
    usul = Usul.objects.get(pk=row.usul_id)
    if usul.state == "sanggah_terbuka":
        target = "praverifikasi" if upheld else usul.came_from
        take_step(usul_id=usul.pk, target=target, by=by, at=at, reason=answer.strip()[:500])
    row.state, row.answer, row.decided_at, row.decided_by = (
        "dikabulkan" if upheld else "ditolak",
        answer.strip()[:1000],
        at,
        by.username,
    )
    row.revision += 1
    row.save(update_fields=["state", "answer", "decided_at", "decided_by", "revision"])
    audit.record(
        "deliberation.objection.decided", by=by, at=at, wilayah=row.wilayah, subject=("objection", row.pk), after={"state": row.state},
        reason=row.answer[:500],
    )  # fmt: skip


@transaction.atomic
def escalate_overdue(*, by: Actor, at: datetime) -> int:
    """Mark every open objection past its day as escalated; decides nothing and removes nobody. Again the same day changes nothing."""
    rows = Objection.objects.within(by.scope).filter(state__in=OPEN, due_date__lt=today(at), escalated_at__isnull=True)
    places = list(rows.values_list("wilayah", flat=True))
    count = rows.update(escalated_at=at)
    if count:
        audit.record(
            "deliberation.objection.escalated", by=by, at=at, wilayah=min(places)[:4], after={"count": count}, rows=count
        )  # fmt: skip
    return count
