"""Sessions: list, plan, one session with what it lacks, and the acts that open, cancel and close it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from pilar.core.clock import now
from pilar.core.doors import revision_sent
from pilar.core.ids import decode_id, encode_id
from pilar.core.problems import Problem
from pilar.core.ui.components.data import Fact
from pilar.core.ui.formats import bulan, waktu
from pilar.decision.deliberation.actions import close, plan
from pilar.decision.deliberation.actions.papers import AFTER_SESSION
from pilar.decision.deliberation.forms import PlanForm, ReasonForm
from pilar.decision.deliberation.lists import DECISIONS, FORMS, SESSION_STATES_BY_CODE
from pilar.decision.deliberation.models import Session
from pilar.decision.deliberation.queries import sessions as queries
from pilar.decision.deliberation.queries.calendar import windows_of
from pilar.decision.deliberation.queries.objections import announcement_of
from pilar.decision.deliberation.queries.papers import papers_of
from pilar.decision.deliberation.queries.ranking import ranked_first
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah.queries import name_path

TONES = {"direncanakan": "waiting", "berlangsung": "info", "ditutup": "done", "dibatalkan": "neutral"}


def ids_of(request: HttpRequest, name: str) -> list[int]:
    """Ids that a form names; what is no id is left out."""
    found = []
    for text in request.POST.getlist(name):
        try:
            found.append(decode_id(text))
        except ValueError:
            continue
    return found


def crumbs_of(session: Session, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """Where a page of a session stands."""
    here = _("Sidang %(period)s") % {"period": bulan(session.period)}
    first = [(_("Musyawarah"), reverse("deliberation:list"))]
    return [*first, (here, reverse("deliberation:session", args=[session.pk]) if more else ""), *more]


@needs("deliberation.view")
@require_GET
def list_sessions(request: HttpRequest) -> HttpResponse:
    """Sessions of my area, newest first, with this month's calendar beside."""
    actor, day = actor_of(request), today(now())
    state = request.GET.get("keadaan", "")
    after = request.GET.get("after", "")
    try:
        cursor = decode_id(after) if after else 0
    except ValueError:
        cursor = 0
    found = queries.list_sessions(
        actor.scope, state=state if state in SESSION_STATES_BY_CODE else "", after=cursor
    )  # fmt: skip
    shown = found[: queries.PAGE]
    context = {
        "rows": [(row, TONES[row.state]) for row in shown],
        "after": encode_id(shown[-1].id) if len(found) > len(shown) else "",
        "windows": list(windows_of(next(iter(actor.scope.prefixes), "")[:10], day).values()),
        "today": day,
        "states": [("", _("Semua")), *((code, one.name) for code, one in SESSION_STATES_BY_CODE.items())],
        "state": state,
        "may_plan": actor.scope.can("deliberation.manage"),
        "may_report": actor.scope.can("reports.view"),
    }
    return render(request, "deliberation/list.html", context)


@needs("deliberation.manage")
def plan_session(request: HttpRequest) -> HttpResponse:
    """Plan a session; its table is laid at once from the desk check."""
    actor = actor_of(request)
    form = PlanForm(request.POST or None, scope=actor.scope, initial={"chair": "", "note_taker": ""})
    if request.method == "POST" and form.is_valid():
        try:
            made = plan.plan_session(**form.arguments(), by=actor, at=now())
        except Problem as refusal:
            if refusal.status >= 500 or refusal.status in (403, 404):
                raise
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            count = plan.lay_table(session_id=made, by=actor, at=now())
            messages.success(request, _("Sidang direncanakan; %(n)s data diletakkan di meja.") % {"n": count})
            return redirect("deliberation:session", made)
    crumbs = [(_("Musyawarah"), reverse("deliberation:list")), (_("Rencanakan sidang"), "")]
    return render(
        request, "deliberation/plan.html", {"form": form, "crumbs": crumbs}, status=422 if form.errors else 200
    )  # fmt: skip


@needs("deliberation.view")
@require_GET
def show_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """One session: what is to do next, who is there, what lies on the table, and what still lacks for closing."""
    actor, at = actor_of(request), now()
    session = queries.get_session(actor.scope, session_id)
    elements, lacking = queries.quorum_of(session, at)
    running = session.state == "berlangsung"
    lines = queries.table_of(actor.scope, session, findings=False)
    if session.ranked:
        lines = ranked_first(lines)
    totals = queries.totals_of(session)
    context: dict[str, Any] = {
        "session": session,
        "place": name_path(actor.scope, session.wilayah),
        "state_label": SESSION_STATES_BY_CODE[session.state].name,
        "tone": TONES[session.state],
        "facts": _facts(session),
        "elements": elements,
        "quorum_lacking": lacking,
        "closing": close.lacking_for_closing(session, at) if running and actor.scope.can("deliberation.sign") else [],
        "totals": totals,
        "decisions": [(one.name, totals.by_decision[one.code], one.tone) for one in DECISIONS],
        "lines": lines,
        "changed": close.changes_of(session) if running and actor.scope.can("deliberation.manage") else [],
        "unproposed": queries.unproposed(actor.scope, session) if session.state == "ditutup" else [],
        "whole": close.record_is_whole(session) if session.state == "ditutup" else None,
        "papers": papers_of(session),
        "papers_lacking": session.state == "ditutup" and session.papers.count() < len(AFTER_SESSION[session.form]),
        "may_paper": actor.scope.can("deliberation.manage") and session.state == "ditutup",
        "may_sign": actor.scope.can("deliberation.sign") and session.state == "ditutup",
        "announcement": announcement_of(session.pk),
        "steps": _steps_after(session) if session.state == "ditutup" else [],
        "may_endorse": actor.scope.can("proposals.endorse")
        and session.state == "ditutup"
        and session.items.filter(usul__state="layak").exists(),
        "may_export": actor.scope.can("export.named") and session.state == "ditutup",
        "late": session.acts.filter(outcome="terlambat").count() if session.state == "ditutup" else 0,
        "may_manage": actor.scope.can("deliberation.manage") and session.state in ("direncanakan", "berlangsung"),
        "may_close": actor.scope.can("deliberation.sign")
        and (running or (session.form == "sptjm" and session.state == "direncanakan")),
        "crumbs": crumbs_of(session),
    }
    return render(request, "deliberation/session.html", context)


def _steps_after(session: Session) -> list[tuple[bool, str]]:
    """What follows the close, in order, and what of it is done."""
    issued = session.papers.count() >= len(AFTER_SESSION[session.form])
    scanned = session.papers.filter(kind__in=("berita_acara", "sptjm"), scan__isnull=False).exists()
    endorsed = not session.items.filter(usul__state="layak").exists()
    return [
        (issued, _("Terbitkan surat")),
        (scanned, _("Unggah pindaian yang ditandatangani")),
        (endorsed, _("Sahkan dan kirim ke Dinas")),
        (announcement_of(session.pk) is not None, _("Umumkan hasil")),
    ]


def _facts(session: Session) -> list[Fact]:
    forms = {one.code: one.name for one in FORMS}
    facts = [
        Fact(_("Bentuk"), forms[session.form]),
        Fact(_("Waktu"), str(waktu(session.starts_at))),
        Fact(_("Tempat"), session.venue or "–"),
        Fact(_("Pimpinan"), session.chair or _("belum diisi")),
        Fact(_("Notulis"), session.note_taker or _("belum diisi")),
        Fact(_("Agenda"), session.agenda or "–"),
    ]
    if session.quota:
        facts.append(Fact(_("Kuota usulan layak"), str(session.quota)))
    if session.closed_at:
        facts.append(Fact(_("Ditutup"), str(waktu(session.closed_at)), source=session.closed_by))
        facts.append(Fact(_("Sidik catatan (SHA-256)"), session.record_hash))
    if session.reason:
        facts.append(Fact(_("Alasan pembatalan"), session.reason))
    return facts


@needs("deliberation.manage")
@require_POST
def lay_table(request: HttpRequest, session_id: int) -> HttpResponse:
    """Fetch what came to the desk since the table was laid."""
    count = plan.lay_table(session_id=session_id, by=actor_of(request), at=now())
    text = ngettext("%(n)s data ditambahkan ke meja.", "%(n)s data ditambahkan ke meja.", count)
    messages.success(request, text % {"n": count})
    return redirect("deliberation:session", session_id)


@needs("deliberation.manage")
@require_POST
def open_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Open the session and go to its table."""
    plan.open_session(session_id=session_id, by=actor_of(request), at=now())
    return redirect("deliberation:table", session_id)


@needs("deliberation.manage")
def cancel_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Cancel a planned session, with a reason."""
    actor = actor_of(request)
    session = queries.get_session(actor.scope, session_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        plan.cancel_session(session_id=session_id, by=actor, at=now(), reason=form.cleaned_data["reason"])
        messages.success(request, _("Sidang dibatalkan; datanya ikut ke sidang berikutnya."))
        return redirect("deliberation:list")
    context = {"form": form, "session": session, "crumbs": crumbs_of(session, (_("Batalkan"), ""))}
    return render(request, "deliberation/cancel.html", context, status=422 if form.errors else 200)


@needs("deliberation.manage")
@require_POST
def accept_changes(request: HttpRequest, session_id: int) -> HttpResponse:
    """Say that what changed outside the session is known."""
    count = close.accept_changes(
        session_id=session_id, item_ids=ids_of(request, "item"), by=actor_of(request), at=now()
    )
    messages.success(request, _("%(n)s perubahan ditandai sudah diketahui.") % {"n": count})
    return redirect("deliberation:session", session_id)


@needs("deliberation.sign")
def close_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Ask once more, then close: from then on nothing in the session changes."""
    actor, at = actor_of(request), now()
    session = queries.get_session(actor.scope, session_id)
    by_sptjm = session.form == "sptjm"
    if request.method == "POST":
        try:
            if by_sptjm:
                close.close_by_sptjm(session_id=session_id, by=actor, at=at)
            else:
                close.close_session(session_id=session_id, by=actor, at=at, revision=revision_sent(request))
        except Problem as refusal:
            messages.error(request, f"{refusal.sentence} {refusal.advice}")
        else:
            messages.success(request, _("Sidang ditutup. Keputusan sudah dicatat pada setiap usulan."))
        return redirect("deliberation:session", session_id)
    context = {
        "session": session,
        "by_sptjm": by_sptjm,
        "totals": queries.totals_of(session),
        "decisions": [(one.name, queries.totals_of(session).by_decision[one.code]) for one in DECISIONS],
        "lacking": [] if by_sptjm else close.lacking_for_closing(session, at),
        "crumbs": crumbs_of(session, (_("Tutup sidang"), "")),
    }
    return render(request, "deliberation/close.html", context)
