"""What the month of a demonstration came to, counted from the rows themselves. Every usulan stands in exactly one place."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count, Q

from pilar.core.scope import Scope
from pilar.decision.deliberation.models import (
    Announcement,
    Attendee,
    Endorsement,
    Objection,
    SentUsul,
    Session,
    SessionItem,
    SessionPaper,
)
from pilar.decision.proposals.models import Usul

BEFORE, ON_TABLES, POSTPONED, CHANGED = "before_the_table", "on_tables", "tunda", "changed_outside_the_session"
_PLACES = {
    "draf": BEFORE, "diusulkan_rt": BEFORE, "praverifikasi": BEFORE, "layak": "layak", "tidak_layak": "tidak_layak",
    "perbaikan": "perbaikan", "disahkan_kelurahan": "endorsed_by_village", "diverifikasi_kecamatan": "checked_by_district",
    "diverifikasi_dinas": "verified", "dikembalikan": "returned", "disahkan_kepala_opd": "endorsed", "dikirim_siks_ng": "sent",
    "diterima_pusat": "accepted_by_siks_ng", "gagal_pusat": "failed_at_siks_ng", "sanggah_terbuka": "objection_open",
}  # fmt: skip


def tally(office: str) -> dict[str, Any]:
    """Counts of the whole office: usulan by place, sessions, people, decisions, papers, objections, lists with their hash."""
    scope = Scope((office,), frozenset({"*"}))
    sessions = Session.objects.within(scope)
    ids = list(sessions.values_list("pk", flat=True))
    closed = list(sessions.filter(state="ditutup").values_list("pk", flat=True))
    places = _places(scope)
    decided = SessionItem.objects.filter(session__in=closed)
    return {
        "proposals": {"total": sum(places.values()), "by_kind": _kinds(scope), "by_place": places},
        "sessions": _by(sessions, "state") | {"total": len(ids)},
        "attendees": _attendees(ids),
        "decisions": {
            "proposals": _by(decided.filter(usul__isnull=False), "decision"),
            "flags": _by(decided.filter(usul__isnull=True), "decision"),
        },
        "papers": _by(SessionPaper.objects.filter(session__in=ids), "kind"),
        "announcements": Announcement.objects.within(scope).count(),
        "objections": _by(Objection.objects.within(scope), "state"),
        "endorsed": [
            {"number": one.letter.number, "count": one.count, "hash": one.list_hash, "sent": one.sendings.exists()}
            for one in Endorsement.objects.within(scope).filter(undone_at=None).select_related("letter").order_by("pk")
        ],
        "answers": _by(SentUsul.objects.within(scope), "status"),
    }


def _by(rows: Any, column: str) -> dict[str, int]:
    """Rows counted by a column; "" as "none"."""
    return {
        str(key or "none"): int(size)
        for key, size in rows.values_list(column).annotate(size=Count("id")).order_by(column)
    }


def _kinds(scope: Scope) -> dict[str, int]:
    """Usulan ever proposed per kind, with its programme: "bansos:PKH"."""
    rows = Usul.objects.within(scope).values_list("kind", "programme").annotate(size=Count("id"))
    return {":".join(filter(None, (kind, name))): int(size) for kind, name, size in rows.order_by("kind", "programme")}


def _attendees(ids: list[int]) -> dict[str, dict[str, int]]:
    rows = Attendee.objects.filter(session__in=ids).values_list("element")
    counted = rows.annotate(
        invited=Count("id"), present=Count("id", filter=Q(present_at__isnull=False)), women=Count("id", filter=Q(present_at__isnull=False, sex=2))
    )  # fmt: skip
    return {
        element: {"invited": invited, "present": present, "women": women}
        for element, invited, present, women in counted.order_by("element")
    }


def _places(scope: Scope) -> dict[str, int]:
    counts: Counter[str] = Counter()
    scheduled = []
    for number, state in Usul.objects.within(scope).values_list("pk", "state").order_by("pk"):
        if state == "dijadwalkan_musyawarah":
            scheduled.append(number)
        else:
            counts[_PLACES.get(state, state)] += 1
    last = _last_items(scope)
    for number in scheduled:
        counts[last.get(number, BEFORE)] += 1
    return dict(sorted(counts.items()))


def _last_items(scope: Scope) -> dict[int, str]:
    """Where the last table left each usulan that is still scheduled; a cancelled session counts as none."""
    rows = (
        SessionItem.objects.within(scope)
        .filter(usul__state="dijadwalkan_musyawarah")
        .exclude(session__state="dibatalkan")
    )
    found = {}
    for number, state, changed in rows.order_by("session_id").values_list("usul_id", "session__state", "changed_note"):
        if state != "ditutup":
            found[number] = ON_TABLES
        else:
            found[number] = CHANGED if changed else POSTPONED
    return found
