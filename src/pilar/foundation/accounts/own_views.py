"""Pages about one's own account: role at work, language, devices, second factor."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pilar.core.clock import now
from pilar.core.problems import NOT_FOUND
from pilar.foundation.accounts import actions, queries
from pilar.foundation.accounts.doors import actor_of, signed_in
from pilar.foundation.accounts.middleware import CHOSEN_ROLE
from pilar.foundation.accounts.proof import has_second_factor
from pilar.foundation.accounts.tables import assignment_lines
from pilar.foundation.accounts.words import role_label


@signed_in()
def own_account(request: HttpRequest) -> HttpResponse:
    """What I hold, where I am logged in, how I prove who I am."""
    actor = actor_of(request)
    user_id = actor.user_id or 0
    context = {
        "assignments": assignment_lines(queries.list_own_assignments(user_id), actor.scope, queries.today(now())),
        "sessions": queries.list_sessions(user_id, request.session.session_key),
        "second_factor": has_second_factor(request.user),
    }
    return render(request, "accounts/own.html", context)


@signed_in()
def switch_role(request: HttpRequest) -> HttpResponse:
    """Work under another role that runs today; the other roles give no rights meanwhile."""
    roles: list[str] = request.roles  # type: ignore[attr-defined]
    if request.method == "POST" and request.POST.get("peran") in roles:
        request.session[CHOSEN_ROLE] = request.POST["peran"]
        messages.success(
            request, _("Anda kini bekerja sebagai %(role)s.") % {"role": role_label(request.POST["peran"])}
        )
        return redirect("home")
    context = {"roles": [(code, role_label(code)) for code in roles], "present": actor_of(request).role}
    return render(request, "accounts/switch.html", context)


@signed_in()
@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """Log out another device of mine."""
    number = request.POST.get("sesi", "")
    if not number.isdecimal():
        raise NOT_FOUND()
    actions.end_own_session(number=int(number), by=actor_of(request), at=now())
    messages.success(request, _("Perangkat itu sudah keluar."))
    return redirect("accounts:own")
