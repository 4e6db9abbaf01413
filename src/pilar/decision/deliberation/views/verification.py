"""The office's desk: by kecamatan and kelurahan, bulk acts with a preview, samples, undo."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from pilar.core.clock import now
from pilar.core.ids import encode_id
from pilar.core.problems import NOT_FOUND, Problem
from pilar.decision.deliberation.actions import verification as actions
from pilar.decision.deliberation.forms import SampleForm
from pilar.decision.deliberation.queries import verification as queries
from pilar.decision.deliberation.views.sessions import ids_of
from pilar.decision.proposals.bulk import preview_steps, undo_steps
from pilar.decision.proposals.lifecycle import STATES_BY_CODE
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.wilayah.queries import name_path

ACTS = {
    "diverifikasi_kecamatan": ("proposals.check", gettext_lazy("Nyatakan lengkap")),
    "diverifikasi_dinas": ("proposals.verify", gettext_lazy("Verifikasi")),
    "dikembalikan": ("proposals.verify", gettext_lazy("Kembalikan ke kelurahan")),
    "ditolak": ("proposals.verify", gettext_lazy("Tolak")),
}
NEED_REASON = frozenset({"dikembalikan", "ditolak"})


@needs("proposals.check", "proposals.verify", "proposals.approve")
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """What waits, by kecamatan and kelurahan; the latest acts on many with their undo."""
    actor = actor_of(request)
    rows = queries.overview(actor.scope, now())
    groups = [(name or "–", list(part)) for name, part in groupby(rows, key=lambda row: row.district)]
    context = {
        "groups": groups,
        "total": sum(row.to_verify for row in rows),
        "verified": sum(row.verified for row in rows),
        "late": sum(1 for row in rows if row.late),
        "wrong": sum(row.with_errors for row in rows),
        "acts": [
            (act, STATES_BY_CODE[act.target_state].name if act.target_state else "")
            for act in queries.recent_acts(actor.scope)
        ],
        "draws": queries.draws_of(actor.scope, actor.scope.prefixes[0] if actor.scope.prefixes else ""),
        "sample": SampleForm() if actor.scope.can("proposals.verify") else None,
        "may_write": actor.scope.can("proposals.verify") and any(len(code) == 4 for code in actor.scope.prefixes),
        "may_see_endorsed": any(
            actor.scope.can(one) for one in ("proposals.approve", "proposals.verify", "proposals.send")
        ),
    }
    return render(request, "deliberation/desk.html", context)


@needs("proposals.check", "proposals.verify", "proposals.approve")
@require_GET
def village(request: HttpRequest, code: str) -> HttpResponse:
    """One kelurahan: those to look at twice first; choose, then preview."""
    actor, at = actor_of(request), now()
    lines = queries.village_desk(actor.scope, code, at, request.GET.get("keadaan", ""))
    context = {
        "code": code,
        "place": name_path(actor.scope, code),
        "lines": lines,
        "acts": [(target, label) for target, (can, label) in ACTS.items() if actor.scope.can(can)],
        "second": sum(1 for one in lines if one.second_look),
        "crumbs": [(_("Verifikasi"), reverse("deliberation:desk")), (name_path(actor.scope, code), "")],
    }
    return render(request, "deliberation/desk_village.html", context)


@needs("proposals.check", "proposals.verify")
@require_POST
def act(request: HttpRequest, code: str) -> HttpResponse:
    """First the preview of what would happen, then the act."""
    actor, target = actor_of(request), request.POST.get("target", "")
    if target not in ACTS or len(code) != 10 or not actor.scope.covers(code):
        raise NOT_FOUND()
    ids, reason = ids_of(request, "pilih"), request.POST.get("reason", "").strip()
    back = redirect("deliberation:desk-village", code)
    if not ids:
        messages.warning(request, _("Pilih paling sedikit satu usulan."))
        return back
    if request.POST.get("sure") == "1" and (reason or target not in NEED_REASON):
        try:
            done = actions.step_many(usul_ids=ids, target=target, by=actor, at=now(), reason=reason, area=code)
        except Problem as refusal:
            messages.error(request, f"{refusal.sentence} {refusal.advice}")
            return back
        text = _("%(n)s usulan diproses; %(left)s tidak dapat diproses.")
        messages.success(request, text % {"n": done.count, "left": len(done.refused)})
        return back
    found = preview_steps(usul_ids=ids, target=target, by=actor, reason=reason or "-")
    context = {
        "code": code,
        "target": target,
        "label": ACTS[target][1],
        "state": STATES_BY_CODE[target].name,
        "ids": [encode_id(one) for one in ids],
        "ready": len(found.ready),
        "refused": found.refused,
        "asks_reason": target in NEED_REASON,
        "missing": request.POST.get("sure") == "1",
        "crumbs": [
            (_("Verifikasi"), reverse("deliberation:desk")),
            (name_path(actor.scope, code), reverse("deliberation:desk-village", args=[code])),
            (ACTS[target][1], ""),
        ],
    }
    return render(request, "deliberation/desk_preview.html", context)


@needs("proposals.check", "proposals.verify", "proposals.approve")
@require_POST
def undo(request: HttpRequest, bulk_id: int) -> HttpResponse:
    """Take an act on many back, as a whole."""
    try:
        count = undo_steps(bulk_id=bulk_id, by=actor_of(request), at=now(), reason=request.POST.get("reason", ""))
    except Problem as refusal:
        messages.error(request, f"{refusal.sentence} {refusal.advice}")
    else:
        messages.success(request, _("%(n)s usulan kembali ke keadaan sebelumnya.") % {"n": count})
    return redirect("deliberation:desk")


@needs("proposals.verify")
@require_POST
def draw(request: HttpRequest) -> HttpResponse:
    """Draw a sample from the whole desk."""
    actor, form = actor_of(request), SampleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Isi jumlah contoh dan angka undian."))
        return redirect("deliberation:desk")
    area = actor.scope.prefixes[0] if actor.scope.prefixes else ""
    made = actions.draw_sample(area=area, **form.cleaned_data, by=actor, at=now())
    return redirect("deliberation:sample", made)


@needs("proposals.verify", "proposals.approve")
def sample(request: HttpRequest, draw_id: int) -> HttpResponse:
    """One sample: each usulan with what the second look found."""
    actor = actor_of(request)
    found, rows = queries.draw_rows(actor.scope, draw_id)
    if request.method == "POST":
        (row_id,) = ids_of(request, "row")[:1] or (0,)
        actions.note_sample(
            row_id=row_id,
            outcome=request.POST.get("outcome", ""),
            note=request.POST.get("note", ""),
            by=actor,
            at=now(),
        )
        return redirect("deliberation:sample", draw_id)
    looked = [row for row in rows if row.outcome]
    context = {
        "draw": found,
        "rows": rows,
        "looked": len(looked),
        "differing": sum(1 for row in looked if row.outcome == "berbeda"),
        "may_note": actor.scope.can("proposals.verify"),
        "crumbs": [(_("Verifikasi"), reverse("deliberation:desk")), (_("Uji petik"), "")],
    }
    return render(request, "deliberation/sample.html", context)


@needs("proposals.endorse")
@require_POST
def endorse_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """The lurah endorses the eligible usulan of a session."""
    try:
        done = actions.endorse_session(session_id=session_id, by=actor_of(request), at=now())
    except Problem as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, f"{refusal.sentence} {refusal.advice}")
        return redirect("deliberation:session", session_id)
    if done.count:
        messages.success(request, _("%(n)s usulan disahkan dan dikirim ke Dinas.") % {"n": done.count})
    for one in done.refused[:5]:
        messages.warning(request, f"{one.name}: {one.why}")
    return redirect("deliberation:session", session_id)
