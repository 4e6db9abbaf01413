"""Puts the acting person (role, areas, capabilities) on each request, and ends sessions whose ground is gone."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from pilar.core.clock import now
from pilar.foundation.accounts import doors, queries
from pilar.foundation.accounts.proof import has_second_factor

Handler = Callable[[HttpRequest], HttpResponse]

CHOSEN_ROLE = "peran"
"""Session key of the role a person with several roles works under."""


class UndeclaredDoor(RuntimeError):
    """A view declares neither a capability nor that it is public; it is not served."""


class ActorMiddleware:
    """Sets `request.actor` (None for visitors) and `request.roles` (codes of the roles the person may switch to).

    A disabled account, or one without a running assignment, loses its session by its next request.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor, request.roles = None, []  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            roles, actor = queries.find_actor(
                request.user.pk, queries.today(now()), request.session.get(CHOSEN_ROLE, "")
            )
            request.actor, request.roles = actor, roles  # type: ignore[attr-defined]
            if actor is None:
                return _end(request, _("Anda tidak punya penugasan yang berjalan, jadi sesi ditutup. Hubungi admin."))
        elif SESSION_KEY in request.session:
            return _end(request, _("Sesi Anda berakhir: akun dinonaktifkan atau kata sandinya diganti. Hubungi admin."))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Closes undeclared views; sends a person with something still to set up to that page first."""
        door = doors.door_of(view)
        if door is None:
            raise UndeclaredDoor(request.resolver_match.view_name if request.resolver_match else repr(view))
        if request.actor is None or door.during_setup:  # type: ignore[attr-defined]
            return None
        if request.user.must_change_password:  # type: ignore[union-attr]
            return doors.go(request, reverse("account_change_password"))
        if settings.PILAR_REQUIRE_MFA and not has_second_factor(request.user):
            return doors.go(request, reverse("mfa_index"))
        return None


def _end(request: HttpRequest, sentence: str) -> HttpResponse:
    logout(request)
    messages.error(request, sentence)
    return doors.ask_to_sign_in(request)
