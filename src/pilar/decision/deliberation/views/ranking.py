"""The order of need: moved by hand, up and down, or made of answers to "who is poorer?". Both work without a script."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pilar.core.clock import now
from pilar.core.ids import decode_id
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.decision.deliberation.actions.table import Told, hear
from pilar.decision.deliberation.models import Session
from pilar.decision.deliberation.queries.ranking import Ranking, ranking_of
from pilar.decision.deliberation.queries.sessions import get_session
from pilar.decision.deliberation.views.sessions import crumbs_of
from pilar.decision.deliberation.views.table import PAGE_DEVICE
from pilar.foundation.accounts.doors import actor_of, needs
from pilar.foundation.wilayah.queries import name_path

STEPS = {"naik": -1, "turun": 1}


def _ranked(actor: Actor, session_id: int) -> Session:
    """A session whose area ranks. Raises UMUM-404 also where it does not."""
    session = get_session(actor.scope, session_id)
    if not session.ranked:
        raise NOT_FOUND()
    return session


@needs("deliberation.view", "deliberation.manage")
@require_GET
def show_ranking(request: HttpRequest, session_id: int) -> HttpResponse:
    """The order as it stands, and the next two to compare."""
    actor = actor_of(request)
    session = _ranked(actor, session_id)
    context = {
        "session": session,
        "place": name_path(actor.scope, session.wilayah),
        "ranking": ranking_of(actor.scope, session),
        "may_move": actor.scope.can("deliberation.manage") and session.state == "berlangsung",
        "crumbs": crumbs_of(session, (_("Urutkan"), "")),
    }
    return render(request, "deliberation/ranking.html", context)


@needs("deliberation.manage")
@require_POST
def move(request: HttpRequest, session_id: int) -> HttpResponse:
    """One family one place up or down, or to the place it was dragged to; the whole order is told as one act."""
    actor = actor_of(request)
    session = _ranked(actor, session_id)
    order = [one.id for one in ranking_of(actor.scope, session).lines]
    item = _id(request.POST.get("item", ""))
    if item not in order:
        raise NOT_FOUND()
    at = order.index(item)
    onto = _onto(request, at)
    if onto != at and 0 <= onto < len(order):
        order.insert(onto, order.pop(at))
        _tell(request, actor, session, Told(key=str(uuid.uuid4()), kind="urut", order=tuple(order)))
    return redirect(f"{reverse('deliberation:rank', args=[session.pk])}#urut-{request.POST['item'][:13]}")


def _onto(request: HttpRequest, at: int) -> int:
    """Where a family at index `at` is to stand. Raises UMUM-404 for neither a direction nor a place."""
    place = request.POST.get("ke", "")
    if place.isascii() and place.isdigit() and len(place) < 6:
        return int(place) - 1
    step = STEPS.get(request.POST.get("arah", ""), 0)
    if not step:
        raise NOT_FOUND()
    return at + step


@needs("deliberation.manage")
@require_POST
def compare(request: HttpRequest, session_id: int) -> HttpResponse:
    """An answer to "who is poorer?": kept as it was told."""
    actor = actor_of(request)
    session = _ranked(actor, session_id)
    poorer, other = _id(request.POST.get("miskin", "")), _id(request.POST.get("lain", ""))
    known = {one.id for one in ranking_of(actor.scope, session).lines}
    if poorer == other or not {poorer, other} <= known:
        raise NOT_FOUND()
    _tell(request, actor, session, Told(key=str(uuid.uuid4()), kind="banding", item_id=poorer, order=(poorer, other)))
    return redirect(f"{reverse('deliberation:rank', args=[session.pk])}#banding")


@needs("deliberation.manage")
@require_POST
def save_compared(request: HttpRequest, session_id: int) -> HttpResponse:
    """Take the order that the comparisons give as the order of the meeting."""
    actor = actor_of(request)
    session = _ranked(actor, session_id)
    ranking: Ranking = ranking_of(actor.scope, session)
    order = tuple(one.id for one in ranking.compared)
    if order and _tell(request, actor, session, Told(key=str(uuid.uuid4()), kind="urut", order=order)):
        messages.success(request, _("Urutan disimpan."))
    return redirect("deliberation:rank", session.pk)


def _tell(request: HttpRequest, actor: Actor, session: Session, told: Told) -> bool:
    """True when the act counts; else a message says why it does not."""
    (heard,) = hear(session_id=session.pk, told=[told], device=PAGE_DEVICE, by=actor, at=now())
    if heard.outcome == "ditolak":
        messages.error(request, heard.sentence)
    elif heard.outcome == "terlambat":
        messages.warning(request, _("Sidang sudah ditutup; catatan disimpan tetapi tidak mengubah urutan."))
    return heard.outcome == "berlaku"


def _id(text: str) -> int:
    try:
        return decode_id(text)
    except ValueError:
        return 0
