"""Planning a session and laying its table."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from pilar.core import vault
from pilar.core.audit import actions as audit
from pilar.core.problems import CHANGED_MEANWHILE, NOT_ALLOWED, NOT_FOUND
from pilar.core.scope import Actor, Scope
from pilar.decision.deliberation import problems
from pilar.decision.deliberation.area_settings import settings_of
from pilar.decision.deliberation.lists import ELEMENTS_BY_CODE, SESSION_STATES_BY_CODE
from pilar.decision.deliberation.models import Attendee, Session, SessionItem
from pilar.decision.deliberation.queries.calendar import windows_of
from pilar.decision.deliberation.queries.candidates import Candidate, candidates_of
from pilar.decision.deliberation.rules import month_of
from pilar.decision.proposals.bulk import take_steps
from pilar.foundation.accounts.queries import today

PHONE = "deliberation.attendee.phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody to invite: element (code), name, and what is known beside."""

    element: str
    name: str
    sex: int | None = None
    position: str = ""
    place: str = ""
    phone: str = ""
    signatory: bool = False


@transaction.atomic
def plan_session(
    *, area: str, period: str, starts_at: datetime, by: Actor, at: datetime, form: str = "musyawarah", agenda: str = "", venue: str = "",
    chair: str = "", note_taker: str = "", quota: int | None = None,
) -> int:  # fmt: skip
    """Plan the session of a kelurahan for a period, on a day that the area's calendar opens; returns its id.

    Raises UMUM-403, SIDANG-002 (outside the window), -010 (one is open), -012 (SPTJM not allowed here), -013 (period).
    """
    by.scope.require("deliberation.manage")
    if len(area) != 10 or not by.scope.covers(area):
        raise NOT_ALLOWED()
    _check_period(area, period, starts_at)
    settings = settings_of(area, today(starts_at))
    if form == "sptjm" and not settings["sptjm_allowed"]:
        raise problems.SPTJM_NOT_ALLOWED()
    row = Session(
        wilayah=area, period=period, form=form, agenda=agenda[:500], venue=venue[:200], starts_at=starts_at, chair=chair[:120],
        note_taker=note_taker[:120], quota=quota, ranked=settings["ranking"], created_at=at, created_by=by.username,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise problems.ALREADY_OPEN(period=period) from error
    audit.record(
        "deliberation.session.planned", by=by, at=at, wilayah=area, subject=("session", row.pk),
        after={"period": period, "form": form, "starts_at": starts_at.isoformat()},
    )  # fmt: skip
    return int(row.pk)


def _check_period(area: str, period: str, starts_at: datetime) -> None:
    try:
        month = month_of(period)
    except ValueError as error:
        raise problems.BAD_PERIOD(period=period[:20]) from error
    window = windows_of(area, month)["musyawarah"]
    if not window.holds(today(starts_at)):
        first = window.first.strftime("%d-%m-%Y") if window.first else "–"
        last = window.last.strftime("%d-%m-%Y") if window.last else "–"
        raise problems.OUT_OF_WINDOW(window=window.name, period=period, first=first, last=last)


@transaction.atomic
def lay_table(*, session_id: int, by: Actor, at: datetime, only: Iterable[tuple[str, int]] | None = None) -> int:
    """Put on the table what the desk check holds for this kelurahan and is not there yet; returns how many came.

    `only`: (origin, id of subject) pairs to take; None takes all. Usulan step to "dijadwalkan_musyawarah". May be done
    again while the session is planned or open. Raises UMUM-404, UMUM-403, SIDANG-001.
    """
    by.scope.require("deliberation.manage")
    session = locked(session_id, by, "direncanakan", "berlangsung")
    wanted = set(only) if only is not None else None
    found = [
        one for one in candidates_of(by.scope, session) if wanted is None or (one.origin, one.subject_id) in wanted
    ]  # fmt: skip
    usul = [one.subject_id for one in found if one.needs_step]
    refused = set()
    if usul:
        done = take_steps(
            usul_ids=usul, target="dijadwalkan_musyawarah", by=by, at=at, wilayah=session.wilayah, reason=f"Sidang {session.period}"
        )  # fmt: skip
        refused = {one.usul_id for one in done.refused}
    rows = [one for one in found if not (one.needs_step and one.subject_id in refused)]
    _put(session, rows)
    if rows:
        audit.record(
            "deliberation.session.table_laid", by=by, at=at, wilayah=session.wilayah, subject=("session", session.pk), rows=len(rows)
        )  # fmt: skip
    return len(rows)


def _put(session: Session, rows: list[Candidate]) -> None:
    last = session.items.order_by("-position").values_list("position", flat=True).first() or 0
    made = [
        SessionItem(
            session=session, wilayah=one.wilayah, origin=one.origin, name=one.name, position=last + 1 + at,
            usul_id=one.subject_id if one.subject == "usul" else None, usul_revision=one.revision,
            flag_id=one.subject_id if one.subject == "flag" else None, family_id=one.family_id,
        )
        for at, one in enumerate(rows)
    ]  # fmt: skip
    SessionItem.objects.bulk_create(made, batch_size=500)


@transaction.atomic
def invite(*, session_id: int, guests: Iterable[Guest], by: Actor, at: datetime) -> int:
    """Add people to the list of those invited; the same name of the same element again changes nothing. Returns how many came new.

    Raises UMUM-404, UMUM-403, SIDANG-001, -006 (unknown element).
    """
    by.scope.require("deliberation.manage")
    session = locked(session_id, by, "direncanakan", "berlangsung")
    known = {(one.element, one.name.casefold()) for one in session.attendees.all()}
    made = []
    for guest in guests:
        if guest.element not in ELEMENTS_BY_CODE:
            raise problems.UNKNOWN_CODE(code=guest.element)
        name = " ".join(guest.name.split())[:120]
        if not name or (guest.element, name.casefold()) in known:
            continue
        known.add((guest.element, name.casefold()))
        made.append(
            Attendee(
                session=session, element=guest.element, name=name, sex=guest.sex, position=guest.position[:120], place=guest.place[:120],
                phone_sealed=vault.seal(PHONE, guest.phone) if guest.phone else None, code=secrets.token_hex(8), signatory=guest.signatory,
            )
        )  # fmt: skip
    Attendee.objects.bulk_create(made)
    if made:
        audit.record(
            "deliberation.session.invited", by=by, at=at, wilayah=session.wilayah, subject=("session", session.pk), rows=len(made)
        )  # fmt: skip
    return len(made)


@transaction.atomic
def open_session(*, session_id: int, by: Actor, at: datetime) -> None:
    """Open a planned session. A session of form "sptjm" is never opened. Raises UMUM-404, UMUM-403, SIDANG-001, -011."""
    by.scope.require("deliberation.manage")
    session = locked(session_id, by, "direncanakan")
    if session.form == "sptjm":
        raise problems.WRONG_STATE(state="diganti SPTJM")
    if not session.items.exists():
        raise problems.NOTHING_TO_DISCUSS()
    session.state, session.opened_at, session.last_act_at, session.revision = (
        "berlangsung",
        at,
        at,
        session.revision + 1,
    )
    session.save(update_fields=["state", "opened_at", "last_act_at", "revision"])
    audit.record("deliberation.session.opened", by=by, at=at, wilayah=session.wilayah, subject=("session", session.pk))


@transaction.atomic
def cancel_session(*, session_id: int, by: Actor, at: datetime, reason: str) -> None:
    """Cancel a planned session; its usulan go to the next one. Raises UMUM-404, UMUM-403, SIDANG-001, -007."""
    by.scope.require("deliberation.manage")
    if not reason.strip():
        raise problems.REASON_NEEDED(decision="Batalkan")
    session = locked(session_id, by, "direncanakan")
    session.state, session.reason, session.revision = "dibatalkan", reason.strip()[:500], session.revision + 1
    session.save(update_fields=["state", "reason", "revision"])
    audit.record(
        "deliberation.session.cancelled", by=by, at=at, wilayah=session.wilayah, subject=("session", session.pk), reason=session.reason
    )  # fmt: skip


def locked(session_id: int, by: Actor, *states: str, revision: int | None = None) -> Session:
    """The session for writing, in one of the states. Raises UMUM-404, UMUM-409 (another revision), SIDANG-001."""
    session = Session.objects.within(by.scope).select_for_update().filter(pk=session_id).first()
    if session is None:
        raise NOT_FOUND()
    if revision is not None and revision != session.revision:
        raise CHANGED_MEANWHILE()
    if states and session.state not in states:
        raise problems.WRONG_STATE(state=SESSION_STATES_BY_CODE[session.state].name.lower())
    return session


def scope_of(session: Session) -> Scope:
    """The whole kelurahan of a session, for reads on behalf of all who sit at its table."""
    return Scope((session.wilayah,), frozenset({"*"}))
