"""Members: lists by state, the page of one membership with its acts, the programmes of a family."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pilar.core.clock import now
from pilar.core.problems import Problem
from pilar.core.scope import Actor
from pilar.core.ui.components.data import Happening
from pilar.delivery.programs.actions import membership as actions
from pilar.delivery.programs.forms import ACT_BUTTONS, ACTS_OF_STATE, ActForm
from pilar.delivery.programs.lists import ACTS, LEAVING_BY_CODE
from pilar.delivery.programs.models import MEMBER_STATES, Membership
from pilar.delivery.programs.queries import board
from pilar.delivery.programs.views.shown import MEMBER_TONES, crumbs
from pilar.delivery.programs.wording import part_words
from pilar.evidence.registry.queries import get_family
from pilar.evidence.registry.views.looking import note_look
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.accounts.queries import today
from pilar.foundation.wilayah.queries import name_path, resolve

STATES = dict(MEMBER_STATES)


@needs("programs.view")
@require_GET
def list_members(request: HttpRequest, programme_id: int, state: str) -> HttpResponse:
    """Members of a programme in one state; `antre` is the waiting list by rank."""
    actor = actor_of(request)
    programme = board.get_programme(actor.scope, programme_id)
    if state not in STATES:
        raise Http404
    start = int(request.GET["after"]) if request.GET.get("after", "").isdigit() and len(request.GET["after"]) < 8 else 0
    found = list(board.members_of(actor.scope, programme, state)[start : start + board.PAGE + 1])
    names = resolve(actor.scope, {one.wilayah[:10] for one in found})
    rows = [
        (one, names[one.wilayah[:10]].title if one.wilayah[:10] in names else one.wilayah[:10])
        for one in found[: board.PAGE]
    ]
    context = {
        "programme": programme, "state": state, "label": STATES[state], "rows": rows, "waiting": state == "antre",
        "after": str(start + board.PAGE) if len(found) > board.PAGE else "",
        "crumbs": crumbs((programme.name, ""), (STATES[state], "")),
    }  # fmt: skip
    return render(request, "programs/members.html", context)


@needs("programs.view")
@require_GET
def show_member(request: HttpRequest, member_id: int) -> HttpResponse:
    """One membership: what was decreed with its explanation, every step, the acts."""
    actor = actor_of(request)
    row = board.get_member(actor.scope, member_id)
    note_look(request, "person", row.person_id, row.wilayah, "penyaluran")
    manages = actor.scope.can("programs.manage")
    entitlements = [
        (one, [part_words(p.component, p.amount_rp, p.explanation) for p in one.parts.all()])
        for one in board.entitlements_for(actor.scope, row)
    ]
    context = {
        "row": row, "place": name_path(actor.scope, row.wilayah), "tone": MEMBER_TONES[row.state], "entitlements": entitlements,
        "happenings": [_happening(one) for one in board.steps_of(row)],
        "exit": LEAVING_BY_CODE[row.exit_reason].name if row.exit_reason in LEAVING_BY_CODE else row.exit_reason,
        "acts": [(code, ACT_BUTTONS[code]) for code in ACTS_OF_STATE.get(row.state, ())] if manages else [],
        "crumbs": crumbs((row.programme.name, ""), (row.person.name, "")),
    }  # fmt: skip
    return render(request, "programs/member.html", context)


def _happening(step: Any) -> Happening:
    words = ACTS.get(step.act, (step.act, step.act))
    reason = LEAVING_BY_CODE[step.reason].name if step.reason in LEAVING_BY_CODE else step.reason
    detail = ". ".join(part for part in (reason, step.note) if part)
    return Happening(words[1] if get_language() == "en" else words[0], step.at, by=step.by, detail=detail)


@needs("programs.manage")
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, member_id: int, act: str) -> HttpResponse:
    """Ask for the reason and do one act."""
    actor = actor_of(request)
    row = board.get_member(actor.scope, member_id)
    if act not in ACTS_OF_STATE.get(row.state, ()):
        messages.error(request, _("Tindakan itu tidak tersedia dari keadaan sekarang."))
        return redirect("programs:member", member_id)
    people = _people(actor.scope, row) if act == "pindah" else None
    form = ActForm(request.POST if request.method == "POST" else None, act=act, members=people)
    if request.method == "POST" and form.is_valid():
        given, who = form.cleaned_data, _who(actor)
        try:
            if act == "pindah":
                actions.transfer(
                    membership_id=member_id,
                    person_id=int(given["person"]),
                    reason=given["reason"],
                    note=given["note"],
                    **who,
                )
            else:
                actions.act_on_members(
                    programme_id=row.programme_id,
                    member_ids=[member_id],
                    act=act,
                    reason=given["reason"],
                    note=given["note"],
                    **who,
                )
        except Problem as refusal:
            if refusal.status in (403, 404):
                raise
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            messages.success(request, _("Tercatat."))
            return redirect("programs:member", member_id)
    button = ACT_BUTTONS[act]
    context = {
        "row": row, "form": form, "button": button, "danger": act in ("keluar", "tangguh"),
        "crumbs": crumbs((row.programme.name, ""), (row.person.name, ""), (str(button), "")),
    }  # fmt: skip
    return render(request, "programs/act.html", context, status=422 if form.errors else 200)


def _who(actor: Actor) -> dict[str, Any]:
    return {"by": actor, "at": now()}


def _people(scope: Any, row: Membership) -> list[tuple[str, str]]:
    page = get_family(scope, row.family_id, today(now()))
    return [(str(one.id), one.name) for one in page.members if one.alive]


@needs("programs.view")
@require_GET
def show_family(request: HttpRequest, family_id: int) -> HttpResponse:
    """The programmes of a family, running and past."""
    actor = actor_of(request)
    page = get_family(actor.scope, family_id, today(now()))
    note_look(request, "family", family_id, page.wilayah, "penyaluran")
    rows = [(one, STATES[one.state], MEMBER_TONES[one.state]) for one in board.of_family(actor.scope, family_id)]
    head = page.head_name or _("Tanpa nama")
    context = {"rows": rows, "head": head, "family_id": family_id, "crumbs": crumbs((head, ""))}
    return render(request, "programs/family.html", context)
