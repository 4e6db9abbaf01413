"""Pages that belong to no context: home, language, errors."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilar.core.clock import now
from pilar.core.scope import Actor
from pilar.foundation.accounts import actions
from pilar.foundation.accounts.doors import actor_of, public_page, signed_in
from pilar.foundation.accounts.language import set_language_cookie
from pilar.web.home import LATE, LATER, TODAY, WEEK, Waiting, waiting_for
from pilar.web.navigation import items_for


@signed_in()
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this person, by clock; below it the sections of the present role."""
    actor = actor_of(request)
    sections = [item for item in items_for(request, actor) if item.url != request.path]
    groups = _by_clock(waiting_for(actor, now()))
    return render(request, "web/home.html", {"sections": sections, "groups": groups})


def _by_clock(lines: list[Waiting]) -> list[tuple[str, str, list[Waiting]]]:
    """(heading, tone, lines) for each clock that has any."""
    headings = (
        (LATE, _("Terlambat"), "error"),
        (TODAY, _("Hari ini"), "warning"),
        (WEEK, _("Minggu ini"), "info"),
        (LATER, _("Nanti"), "neutral"),
    )
    found = [
        (text, tone, [_under(text, line) for line in lines if line.clock == clock]) for clock, text, tone in headings
    ]
    return [group for group in found if group[2]]


def _under(heading: str, line: Waiting) -> Waiting:
    """The line without a day that its heading already says."""
    return replace(line, when="") if line.when == heading else line


@public_page
@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in the browser and, for a logged-in person, with the account."""
    language, target = request.POST.get("language", ""), request.POST.get("next", "/")
    actor: Actor | None = getattr(request, "actor", None)
    if actor is not None and actor.user_id is not None:
        actions.set_language(user_id=actor.user_id, language=language, by=actor, at=now())
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(target if safe else "/")
    set_language_cookie(response, language)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere."""
    return render(request, "web/csrf.html", status=403)
