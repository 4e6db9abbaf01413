"""The table: family by family on a laptop or a phone, the masked screen for the projector, and the door for devices."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilar.core.clock import now
from pilar.core.ids import decode_id, encode_id
from pilar.core.problems import Problem
from pilar.decision.deliberation.actions.table import Told, hear, read_told
from pilar.decision.deliberation.forms import DecisionForm, ObjectionForm
from pilar.decision.deliberation.lists import DECISIONS
from pilar.decision.deliberation.models import Session
from pilar.decision.deliberation.problems import BAD_ACT
from pilar.decision.deliberation.queries import sessions as queries
from pilar.decision.deliberation.views.sessions import crumbs_of
from pilar.decision.screening.lists import REASONS
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.wilayah.queries import name_path

PAGE_DEVICE = "halaman-tanpa-skrip"
MAX_BODY = 512 * 1024
MAX_ACTS = 500


@needs("deliberation.manage")
@require_GET
def show_table(request: HttpRequest, session_id: int) -> HttpResponse:
    """One family at a time; the script takes over and keeps decisions on the device while the line is down."""
    actor = actor_of(request)
    session = queries.get_session(actor.scope, session_id)
    lines = queries.heads_of(actor.scope, session)
    at = _place(lines, request.GET.get("item", ""), otherwise=0)
    line = queries.line_of(actor.scope, session, lines[at].id) if lines else None
    context: dict[str, Any] = {
        "session": session,
        "place": name_path(actor.scope, session.wilayah),
        "line": line,
        "number": at + 1,
        "count": len(lines),
        "previous": lines[at - 1] if lines and at > 0 else None,
        "following": lines[at + 1] if at + 1 < len(lines) else None,
        "form": DecisionForm(initial={"decision": line.decision, "reason": line.reason_code, "words": line.words} if line else None),
        "objection": ObjectionForm(prefix="keberatan"),
        "differing": queries.clashing_acts([line.id]).get(line.id, []) if line and line.clashes else [],
        "totals": queries.totals_of(session),
        "decisions": DECISIONS,
        "crumbs": crumbs_of(session, (_("Meja sidang"), "")),
    }  # fmt: skip
    return render(request, "deliberation/table.html", context)


def _place(lines: Sequence[queries.ItemHead], wanted: str, *, otherwise: int) -> int:
    """Where the item of an address stands; without it the first undecided one, else `otherwise`."""
    try:
        number = decode_id(wanted)
    except ValueError:
        number = 0
    here = next((n for n, line in enumerate(lines) if line.id == number), None)
    return here if here is not None else next((n for n, line in enumerate(lines) if not line.decision), otherwise)


@needs("deliberation.manage")
@require_POST
def decide_item(request: HttpRequest, session_id: int, item_id: int) -> HttpResponse:
    """Decision, objection or undo of one item, sent as a plain form."""
    actor = actor_of(request)
    told = _told_by_form(request, item_id)
    here = f"{reverse('deliberation:table', args=[session_id])}?item={encode_id(item_id)}"
    if told is None:
        messages.error(request, _("Isian belum lengkap: pilih keputusan, atau tulis nama dan isi keberatan."))
        return redirect(here)
    (heard,) = hear(session_id=session_id, told=[told], device=PAGE_DEVICE, by=actor, at=now())
    words = {
        "berlaku": _("Tercatat."),
        "sama": _("Sudah tercatat sebelumnya."),
        "bentrok": _("Perangkat lain sudah memutuskan berbeda; sepakati satu keputusan."),
        "terlambat": _("Sidang sudah ditutup; catatan disimpan tetapi tidak mengubah keputusan."),
    }
    if heard.outcome == "ditolak":
        messages.error(request, heard.sentence)
    else:
        (messages.success if heard.outcome in ("berlaku", "sama") else messages.warning)(request, words[heard.outcome])
    onward = request.POST.get("next", "")
    if heard.outcome in ("berlaku", "sama") and onward and told.kind == "putus":
        return redirect(f"{reverse('deliberation:table', args=[session_id])}?item={onward[:13]}")
    return redirect(here)


def _told_by_form(request: HttpRequest, item_id: int) -> Told | None:
    key, act = str(uuid.uuid4()), request.POST.get("act", "putus")
    base = int(request.POST["base"]) if request.POST.get("base", "").isdigit() else 0
    if act == "batal" and base:
        return Told(key=key, kind="batal", item_id=item_id, undoes=base, base=base)
    if act == "keberatan":
        objection = ObjectionForm(request.POST, prefix="keberatan")
        if not objection.is_valid():
            return None
        return Told(key=key, kind="keberatan", item_id=item_id, **objection.cleaned_data)
    form = DecisionForm(request.POST)
    if act != "putus" or not form.is_valid():
        return None
    given = form.cleaned_data
    return Told(
        key=key, kind="putus", item_id=item_id, decision=given["decision"], reason_code=given["reason"], words=given["words"],
        base=base, settles=given["settles"],
    )  # fmt: skip


@needs("deliberation.view")
@require_GET
def show_screen(request: HttpRequest, session_id: int) -> HttpResponse:
    """For the projector: masked names, no number of anybody, running totals; follows the table by itself."""
    actor = actor_of(request)
    session = queries.get_session(actor.scope, session_id)
    lines = queries.heads_of(actor.scope, session)
    at = _place(lines, request.GET.get("item", ""), otherwise=len(lines) - 1)
    line = queries.line_of(actor.scope, session, lines[at].id, findings=False) if lines else None
    totals = queries.totals_of(session)
    context = {
        "session": session,
        "place": name_path(actor.scope, session.wilayah),
        "line": line,
        "number": at + 1,
        "totals": totals,
        "decisions": [(one.name, totals.by_decision[one.code], one.tone) for one in DECISIONS],
        "refresh_seconds": 10,
        "crumbs": crumbs_of(session, (_("Layar umum"), "")),
    }
    return render(request, "deliberation/screen.html", context)


@needs("deliberation.manage")
@require_GET
def state(request: HttpRequest, session_id: int) -> HttpResponse:
    """What a device needs to hold the table without a line: all items with their heads, totals, and the words of the choices."""
    actor = actor_of(request)
    session = queries.get_session(actor.scope, session_id)
    return JsonResponse(_state(actor.scope, session, whole=request.GET.get("semua") == "1"))


def _state(scope: Any, session: Session, *, whole: bool) -> dict[str, Any]:
    items: list[dict[str, Any]]
    if whole:
        items = [_head(line) | _facts(line) for line in queries.table_of(scope, session)]
    else:
        items = [_head(line) for line in queries.heads_of(scope, session)]
    answer = {"state": session.state, "items": items, "totals": queries.totals_of(session).by_decision}
    if whole:
        answer["decisions"] = [
            {"code": one.code, "name": one.name, "needs_reason": one.needs_reason, "needs_words": one.needs_words} for one in DECISIONS
        ]  # fmt: skip
        answer["reasons"] = [{"code": one.code, "name": one.name} for one in REASONS]
    return answer


def _head(line: queries.ItemLine | queries.ItemHead) -> dict[str, Any]:
    return {
        "id": encode_id(line.id), "decision": line.decision, "label": line.decision_label, "reason": line.reason_code, "words": line.words,
        "head": str(line.head), "clashes": line.clashes, "objections": line.objections, "changed": line.changed, "rank": line.rank,
    }  # fmt: skip


def _facts(line: queries.ItemLine) -> dict[str, Any]:
    return {
        "name": line.name, "rt_rw": line.rt_rw, "origin": line.origin_label, "kind": line.kind, "rationale": line.rationale,
        "desil": line.desil, "members": line.members,
        "findings": [{"severity": f.severity, "code": f.code, "sentence": str(f.sentence)} for f in line.findings],
    }  # fmt: skip


@needs("deliberation.manage")
@require_POST
def hear_acts(request: HttpRequest, session_id: int) -> HttpResponse:
    """Acts of one device in its order; answers each with what became of it, and the present state of all items."""
    actor = actor_of(request)
    if len(request.body) > MAX_BODY:
        raise BAD_ACT(what="terlalu besar")
    try:
        data = json.loads(request.body)
    except ValueError as error:
        raise BAD_ACT(what="bukan JSON") from error
    if not isinstance(data, dict) or not isinstance(data.get("acts"), list) or len(data["acts"]) > MAX_ACTS:
        raise BAD_ACT(what="daftar tindakan")
    told = [read_told(_decoded(one)) for one in data["acts"]]
    try:
        heard = hear(session_id=session_id, told=told, device=str(data.get("device", "")), by=actor, at=now())
    except Problem as refusal:
        return JsonResponse(refusal.as_dict(), status=refusal.status)
    session = queries.get_session(actor.scope, session_id)
    answers = [
        {"key": one.key, "id": str(one.act_id), "outcome": one.outcome, "sentence": one.sentence} for one in heard
    ]
    return JsonResponse({"heard": answers} | _state(actor.scope, session, whole=False))


def _decoded(act: Any) -> Any:
    """Ids come as they stand in addresses."""
    if not isinstance(act, dict):
        return act
    try:
        ids = {"item": decode_id(act["item"])} if act.get("item") else {}
        order = {"order": [decode_id(one) for one in act["order"]]} if act.get("order") else {}
    except (TypeError, ValueError) as error:
        raise BAD_ACT(what="nomor keluarga") from error
    return act | ids | order
