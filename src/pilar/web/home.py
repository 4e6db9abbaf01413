"""What waits for me: a person's home is their work by clock, not a wall of counters.

Each source answers with at most a few lines, each a count that links to its list. What is late stands first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilar.core.jobs import queries as jobs
from pilar.core.scope import Actor
from pilar.core.ui.formats import angka, tanggal
from pilar.decision.deliberation.queries import objections
from pilar.decision.deliberation.queries import waiting as deliberation
from pilar.decision.proposals import queries as proposals
from pilar.decision.proposals.queries import UsulFilter
from pilar.decision.screening import queries as screening
from pilar.evidence.intake import queries as intake
from pilar.foundation.accounts import queries as accounts

LATE, TODAY, WEEK, LATER = range(4)
"""The clock of a line: overdue, today, within seven days, without a day."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of work: what to do, where, by when, and how urgent."""

    what: str
    url: str
    icon: str
    clock: int = LATER
    when: str = ""


def clock_of(due: date, today: date) -> int:
    """The clock of a due date."""
    if due < today:
        return LATE
    if due == today:
        return TODAY
    return WEEK if (due - today).days <= 7 else LATER


def waiting_for(actor: Actor, at: datetime) -> list[Waiting]:
    """All work of this actor, most urgent first; within one clock in the order of the sources."""
    sources = (
        _flags,
        _objections,
        _sessions,
        _before_meeting,
        _desk,
        _desk_clock,
        _sendings,
        _deliveries,
        _failed_jobs,
    )
    lines = [line for source in sources for line in source(actor, at)]
    return sorted(lines, key=lambda line: line.clock)


def _flags(actor: Actor, at: datetime) -> Iterator[Waiting]:
    if not (actor.scope.can("screening.clarify") or actor.scope.can("screening.decide")):
        return
    today = accounts.today(at)
    counts = screening.count_open_by_due(actor.scope, today)
    words = {
        LATE: (_("%(n)s tanda lewat tenggat"), _("Terlambat")),
        TODAY: (_("%(n)s tanda jatuh tempo hari ini"), _("Hari ini")),
        WEEK: (_("%(n)s tanda jatuh tempo minggu ini"), _("Minggu ini")),
        LATER: (_("%(n)s tanda menunggu keputusan"), ""),
    }
    for clock, (text, when) in words.items():
        if count := counts.get(clock, 0):
            yield Waiting(text % {"n": angka(count)}, reverse("screening:flags"), "flag", clock, when)


def _objections(actor: Actor, at: datetime) -> Iterator[Waiting]:
    if not (actor.scope.can("complaints.receive") or actor.scope.can("complaints.decide")):
        return
    waiting, late = objections.count_open(actor.scope, accounts.today(at))
    url = reverse("deliberation:objections")
    if late:
        yield Waiting(_("%(n)s sanggah lewat tenggat") % {"n": angka(late)}, url, "megaphone", LATE, _("Terlambat"))
    if waiting - late:
        yield Waiting(
            _("%(n)s sanggah menunggu jawaban") % {"n": angka(waiting - late)}, url, "megaphone", WEEK, _("Minggu ini")
        )


def _sessions(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """The month's session until its last day, and what a closed one still lacks."""
    if not actor.scope.can("deliberation.manage"):
        return
    sessions = reverse("deliberation:list")
    hold = deliberation.sessions_to_hold(actor.scope, at)
    if hold.usulan and hold.last_day is not None:
        text = _("Adakan musyawarah di %(villages)s kelurahan/desa: %(n)s usulan menunggu")
        when = _("sampai %(day)s") % {"day": tanggal(hold.last_day)}
        counts = {"villages": angka(hold.villages), "n": angka(hold.usulan)}
        yield Waiting(text % counts, sessions, "users", clock_of(hold.last_day, accounts.today(at)), when)
    yield from _open_sessions(actor, at)
    lacking = deliberation.after_close(actor.scope)
    closed = f"{sessions}?keadaan=ditutup"
    for count, text in (
        (lacking.without_papers, _("%(n)s sidang ditutup, suratnya belum terbit")),
        (lacking.without_scan, _("%(n)s sidang belum punya pindaian bertanda tangan")),
    ):
        if count:
            yield Waiting(text % {"n": angka(count)}, closed, "file-check", WEEK, _("Minggu ini"))


def _open_sessions(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Sessions under way or planned; a single one by its own page."""
    rows = deliberation.open_sessions(actor.scope)
    for state, text in (
        ("berlangsung", _("%(n)s sidang masih berlangsung: lanjutkan sampai ditutup")),
        ("direncanakan", _("%(n)s sidang direncanakan")),
    ):
        found = [(pk, accounts.today(start)) for pk, one, start in rows if one == state]
        if not found:
            continue
        pk, day = found[0]
        one_page = reverse("deliberation:session", args=[pk])
        url = one_page if len(found) == 1 else f"{reverse('deliberation:list')}?keadaan={state}"
        when = _("sejak %(day)s") if state == "berlangsung" else _("mulai %(day)s")
        clock = clock_of(day, accounts.today(at))
        yield Waiting(text % {"n": angka(len(found))}, url, "users", clock, when % {"day": tanggal(day)})


def _desk_clock(actor: Actor, at: datetime) -> Iterator[Waiting]:
    if not (actor.scope.can("proposals.verify") or actor.scope.can("proposals.check")):
        return
    if late := deliberation.late_on_desk(actor.scope, at):
        text = _("%(n)s usulan lewat tenggat meja verifikasi") % {"n": angka(late)}
        yield Waiting(text, reverse("deliberation:desk"), "clipboard-list", LATE, _("Terlambat"))


def _sendings(actor: Actor, at: datetime) -> Iterator[Waiting]:
    if not actor.scope.can("proposals.send"):
        return
    count, days = deliberation.unanswered(actor.scope, at)
    if count:
        text = _("%(n)s usulan belum dijawab SIKS-NG") % {"n": angka(count)}
        when = _("paling lama %(n)s hari") % {"n": angka(days)}
        yield Waiting(text, reverse("deliberation:sendings"), "send", LATER, when)


def _desk(actor: Actor, at: datetime) -> Iterator[Waiting]:
    if not actor.scope.can("proposals.view"):
        return
    lists = reverse("proposals:list")
    for state, capability, text in (
        ("perbaikan", "proposals.create", _("%(n)s usulan perlu perbaikan")),
        ("dikembalikan", "proposals.create", _("%(n)s usulan dikembalikan")),
        ("praverifikasi", "deliberation.manage", _("%(n)s usulan menunggu musyawarah")),
        ("disahkan_kelurahan", "proposals.verify", _("%(n)s usulan menunggu verifikasi dinas")),
        ("diverifikasi_dinas", "proposals.approve", _("%(n)s usulan menunggu pengesahan")),
    ):
        if not actor.scope.can(capability):
            continue
        if count := proposals.count_usul(actor.scope, UsulFilter(state=state)):
            place = (
                reverse("deliberation:endorsements") if state == "diverifikasi_dinas" else f"{lists}?keadaan={state}"
            )
            yield Waiting(text % {"n": angka(count)}, place, "clipboard-list", WEEK, _("Minggu ini"))


def _before_meeting(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """What the desk check found on the desks of the kelurahan, for those who can put it right."""
    if not (actor.scope.can("proposals.create") or actor.scope.can("screening.run")):
        return
    lists = reverse("proposals:list")
    for outcome, text in (
        ("error", _("%(n)s usulan harus diperbaiki sebelum musyawarah")),
        ("unchecked", _("%(n)s usulan belum diperiksa")),
        ("warning", _("%(n)s usulan perlu dilengkapi sebelum musyawarah")),
    ):
        if count := proposals.count_usul(actor.scope, UsulFilter(state="meja", outcome=outcome)):
            address = f"{lists}?keadaan=meja&temuan={outcome}"
            yield Waiting(text % {"n": angka(count)}, address, "clipboard-check", WEEK, _("Minggu ini"))


def _deliveries(actor: Actor, at: datetime) -> Iterator[Waiting]:
    if not actor.scope.can("intake.upload"):
        return
    counts = intake.waiting_counts(actor.scope)
    batches = reverse("intake:list")
    if ready := counts.get("siap", 0):
        text = ngettext(
            "Terbitkan %(n)s kiriman yang sudah diperiksa", "Terbitkan %(n)s kiriman yang sudah diperiksa", ready
        )
        yield Waiting(text % {"n": ready}, f"{batches}?keadaan=siap", "upload", TODAY, _("Hari ini"))
    if failed := counts.get("gagal", 0):
        text = ngettext("Perbaiki %(n)s kiriman yang gagal", "Perbaiki %(n)s kiriman yang gagal", failed)
        yield Waiting(text % {"n": failed}, f"{batches}?keadaan=gagal", "triangle-alert", TODAY, _("Hari ini"))
    rows = intake.count_quarantined(actor.scope)
    if rows:
        text = ngettext("%(n)s baris karantina menunggu diperbaiki", "%(n)s baris karantina menunggu diperbaiki", rows)
        yield Waiting(text % {"n": angka(rows)}, f"{batches}?keadaan=terbit", "clipboard-list", WEEK, _("Minggu ini"))


def _failed_jobs(actor: Actor, at: datetime) -> Iterator[Waiting]:
    if not actor.scope.can("jobs.view"):
        return
    failed = jobs.visible(actor.scope, username=actor.username).filter(state="failed").count()
    if failed:
        text = ngettext("%(n)s pekerjaan latar gagal", "%(n)s pekerjaan latar gagal", failed)
        yield Waiting(text % {"n": failed}, reverse("jobs:list"), "triangle-alert", TODAY, _("Hari ini"))
