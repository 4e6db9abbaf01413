"""The musyawarah of a demonstration month: planned, held, closed with their papers, announced, objected to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from django.urls import reverse

from pilar.core.clock import now
from pilar.core.jobs.rules import office_zone
from pilar.core.problems import Problem
from pilar.core.scope import Scope
from pilar.decision.deliberation import problems
from pilar.decision.deliberation.actions import attendance, close, objections, papers, plan, table
from pilar.decision.deliberation.models import Announcement, Objection, Session, SessionItem
from pilar.decision.deliberation.queries.calendar import windows_of
from pilar.decision.deliberation.queries.candidates import candidates_of
from pilar.decision.deliberation.rules import month_of
from pilar.demo.desks import HELD, Desks, VillageDesk
from pilar.demo.streams import stream
from pilar.demo.table import first_acts, second_thoughts
from pilar.foundation.accounts.queries import today

Say = Callable[[str], None]
FIRST_PART = 0.6
"""Of the proposals of the own kelurahan, those of its first, closed session; the second is open."""
MOST_FLAGS = 5
"""A meeting has its evening: more flags than this wait for the desk or the next table."""
COMES = 0.85
"""Chance that somebody invited comes; the lurah, the heads of RT and the LPM always do."""
ALWAYS = frozenset({"pemerintah", "rt", "bpd_lpm"})


def hold_sessions(desks: Desks, say: Say) -> None:
    """Hold, leave open and plan the sessions of the month. Again it changes nothing."""
    say("Musyawarah kelurahan …")
    for desk in desks.with_aim(*HELD):
        _hold(desks, desk, _session_of(desks, desk, 1), part=1)
    for desk in desks.with_aim("own"):
        _hold(desks, desk, _session_of(desks, desk, 1), part=1)
        _leave_open(desks, desk)
    for desk in desks.with_aim("planned"):
        _plan_next(desks, desk)
    for desk in desks.with_aim("own", "village", "district", "verified", "endorsed", "sent"):
        _announce(desks, desk)
    _object(desks)


def sessions_of(desks: Desks, desk: VillageDesk) -> list[Session]:
    """Sessions of a kelurahan that were not cancelled, oldest first."""
    rows = Session.objects.within(Scope((desk.code,), frozenset({"*"}))).exclude(state="dibatalkan")
    return list(rows.order_by("pk"))


def items_of(session: Session) -> list[SessionItem]:
    """The items of a session in their order."""
    return list(session.items.select_related("usul", "family").order_by("position"))


def _session_of(desks: Desks, desk: VillageDesk, part: int) -> Session:
    """The session of the current period, planned when it is not there; of the own kelurahan the first or second."""
    there = [one for one in sessions_of(desks, desk) if one.period == desks.period]
    if len(there) >= part:
        return there[part - 1]
    days = _days(desk.code, desks.period, upto=today(now()))
    day = days[-1] if part == 2 else days[int(stream(desks.seed, "day", desk.code).integers(len(days)))]
    return _plan(desks, desk, desks.period, day, part)


def _plan(desks: Desks, desk: VillageDesk, period: str, day: date, part: int) -> Session:
    hour = time(9) if part == 1 else time(13, 30)
    number = plan.plan_session(
        area=desk.code, period=period, starts_at=datetime.combine(day, hour, office_zone(desk.code)), by=desk.operator, at=now(),
        agenda="Pembahasan usulan, perbaikan, penghentian dan tanda pemeriksaan", venue="Aula kantor kelurahan",
        chair=desk.lurah_name, note_taker=desk.operator_name,
    )  # fmt: skip
    return Session.objects.get(pk=number)


def _days(village: str, period: str, *, upto: date | None = None) -> list[date]:
    """Working days of the calendar's window for the musyawarah; up to a day when some lie before it."""
    window = windows_of(village, month_of(period))["musyawarah"]
    if window.first is None or window.last is None:
        raise problems.OUT_OF_WINDOW(window=window.name, period=period, first="–", last="–")
    every = [window.first + timedelta(days=one) for one in range((window.last - window.first).days + 1)]
    every = [one for one in every if one.weekday() < 5] or every
    return [one for one in every if upto is not None and one <= upto] or every


def _seat(desks: Desks, desk: VillageDesk, session: Session, *, part: int) -> None:
    """Invite everybody and lay the table, once: all usulan (of the own kelurahan's first session a part) and some flags."""
    guests = [
        plan.Guest(element=one.element, name=one.name.title(), sex=one.sex, position=one.position,
                   signatory=one.element == "bpd_lpm" or one.position.startswith("Ketua RW"))
        for one in desk.people if one.position != "Lurah"
    ]  # fmt: skip
    guests.insert(0, plan.Guest(element="pemerintah", name=desk.lurah_name, sex=1, position="Lurah", signatory=True))
    plan.invite(session_id=session.pk, guests=guests, by=desk.operator, at=now())
    if session.items.exists():
        return
    waiting = candidates_of(desk.operator.scope, session)
    usul = [one for one in waiting if one.subject == "usul"]
    if desks.aims[desk.code] == "own" and part == 1:
        usul = usul[: max(1, round(len(usul) * FIRST_PART))]
    flags = [one for one in waiting if one.subject == "flag"][:MOST_FLAGS]
    only = [(one.origin, one.subject_id) for one in (*usul, *flags)]
    plan.lay_table(session_id=session.pk, by=desk.operator, at=now(), only=only)


def _open(desks: Desks, desk: VillageDesk, session: Session, *, part: int) -> bool:
    """Seat, note who came, and open; False when nothing lies on the table."""
    _seat(desks, desk, session, part=part)
    if not session.items.exists():
        return False
    rng = stream(desks.seed, "present", desk.code, str(part))
    for one in session.attendees.order_by("pk"):
        if float(rng.random()) < COMES or one.element in ALWAYS:
            attendance.mark_present(
                session_id=session.pk, attendee_id=one.pk, how="qr" if one.element in ("rt", "rw") else "daftar", by=desk.operator, at=now()
            )  # fmt: skip
    plan.open_session(session_id=session.pk, by=desk.operator, at=now())
    session.refresh_from_db()
    return True


def _hold(desks: Desks, desk: VillageDesk, session: Session, *, part: int) -> None:
    """Bring a session to its end, from wherever it stands."""
    if session.state == "direncanakan" and not _open(desks, desk, session, part=part):
        return
    if session.state == "berlangsung":
        items = items_of(session)
        objector = next((one.name.title() for one in desk.people if one.element == "rt"), "Ketua RT")
        told = first_acts(items, seed=desks.seed, village=desk.code, part=part, objector=objector)
        heard = _tell(desk, session, told)
        if len(items) > 3:
            _tell(desk, session, second_thoughts(items, heard, village=desk.code, part=part))
        _close(desk, session)
    papers.issue_papers(
        session_id=session.pk, address=lambda code: desks.address + reverse("deliberation:check", args=[code]), by=desk.operator, at=now()
    )  # fmt: skip


def _tell(desk: VillageDesk, session: Session, told: Sequence[table.Told]) -> list[table.Heard]:
    """Acts of the laptop at the table; one that is refused stops the demonstration, for nothing may be left out."""
    heard = table.hear(session_id=session.pk, told=told, device=f"laptop-{desk.code}", by=desk.operator, at=now())
    if refused := [one.sentence for one in heard if one.outcome == "ditolak"]:
        raise RuntimeError(f"{desk.code}: {refused[0]}")
    return heard


def _close(desk: VillageDesk, session: Session) -> None:
    """The lurah closes; families that moved or were merged meanwhile are known to all and stay for the next table."""
    try:
        close.close_session(session_id=session.pk, by=desk.lurah, at=now())
    except Problem as refusal:
        if refusal.kind is not problems.CHANGED_SUBJECTS:
            raise
        changed = list(session.items.exclude(changed_note="").values_list("pk", flat=True))
        close.accept_changes(session_id=session.pk, item_ids=changed, by=desk.operator, at=now())
        close.close_session(session_id=session.pk, by=desk.lurah, at=now())


def _leave_open(desks: Desks, desk: VillageDesk) -> None:
    """The second session of the own kelurahan: open, half of its families decided."""
    session = _session_of(desks, desk, 2)
    if session.state == "direncanakan" and not _open(desks, desk, session, part=2):
        return
    if session.state == "berlangsung" and not session.acts.exists():
        items = items_of(session)
        told = first_acts(items[: len(items) // 2], seed=desks.seed, village=desk.code, part=2, objector="Ketua RT")
        _tell(desk, session, told)


def _plan_next(desks: Desks, desk: VillageDesk) -> None:
    """A session that is still to come: in this month's window, or in the next month's when that is over."""
    there = sessions_of(desks, desk)
    session = there[0] if there else None
    if session is None:
        day = today(now())
        ahead = [one for one in _days(desk.code, desks.period) if one > day]
        period = desks.period
        if not ahead:
            period = (month_of(period) + timedelta(days=31)).strftime("%Y-%m")
            ahead = _days(desk.code, period)
        session = _plan(desks, desk, period, ahead[len(ahead) // 2], 1)
    if not session.items.exists():
        _seat(desks, desk, session, part=1)


def _announce(desks: Desks, desk: VillageDesk) -> None:
    for session in sessions_of(desks, desk):
        if session.state == "ditutup" and not Announcement.objects.filter(session=session).exists():
            objections.announce(session_id=session.pk, by=desk.operator, at=now())


def _object(desks: Desks) -> None:
    """Two objections that are open, by way of the PSM and of the counter, and one that was answered."""
    for desk in desks.with_aim("own"):
        _object_to(desks, desk, "layak", "menolak", "Ketua RT", "Pekerjaan kepala keluarga sudah tetap.", "psm", "psm")
    answered = None
    for desk in reversed(desks.with_aim(*HELD)):
        made = _object_to(
            desks, desk, "tidak_layak", "membela", "Anak kandung", "Ayah sakit menahun dan tidak bekerja lagi.", "front_office",
            "datang_langsung",
        )  # fmt: skip
        if made is not None and answered is None:
            answered = made
        elif made is not None:
            break
    if answered is not None and answered.decided_at is None:
        answer = "Sudah dikunjungi: keluarga memiliki usaha dan rumah sewa."
        objections.decide(
            objection_id=answered.pk, upheld=False, answer=answer, by=desks.by_role["kepala_bidang"], at=now()
        )


def _object_to(
    desks: Desks, desk: VillageDesk, decision: str, side: str, relation: str, words: str, role: str, channel: str
) -> Objection | None:
    """The objection to the first usulan of a closed session with that decision; None when there is none."""
    rows = SessionItem.objects.filter(
        session__wilayah=desk.code, session__period=desks.period, session__state="ditutup", decision=decision, usul__isnull=False,
        changed_note="",
    )  # fmt: skip
    item = rows.exclude(usul__kind="penghentian").order_by("session_id", "position").first()
    if item is None or item.usul_id is None:
        return None
    there = Objection.objects.filter(usul_id=item.usul_id).order_by("pk").first()
    if there is not None:
        return there
    objector = next((one.name.title() for one in desk.people if one.element == "warga"), "Warga")
    made = objections.receive(
        usul_id=item.usul_id, side=side, objector=objector, relation=relation, words=words, channel=channel, by=desks.by_role[role], at=now()
    )  # fmt: skip
    return Objection.objects.get(pk=made.objection_id)
