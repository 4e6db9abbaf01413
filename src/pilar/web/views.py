"""Pages that belong to no context: home, language, errors."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from pilar.core.clock import now
from pilar.core.scope import Actor
from pilar.foundation.accounts import actions
from pilar.foundation.accounts.doors import actor_of, public_page, signed_in
from pilar.foundation.accounts.language import set_language_cookie
from pilar.web.navigation import items_for


@signed_in()
def home(request: HttpRequest) -> HttpResponse:
    """What this person may do, by capability."""
    sections = [item for item in items_for(request, actor_of(request)) if item.url != request.path]
    return render(request, "web/home.html", {"sections": sections})


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
