"""Pages of an admin: users of the area, their assignments and accounts; the catalogue of roles for everybody."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET

from pilar.core.clock import now
from pilar.core.problems import Problem
from pilar.foundation.accounts import actions, queries
from pilar.foundation.accounts.capabilities import CAPABILITIES, INCOMPATIBLE_DUTIES
from pilar.foundation.accounts.doors import actor_of, needs, signed_in, step_up
from pilar.foundation.accounts.forms import AssignmentForm, EndForm, ReasonForm, UserFilter, UserForm
from pilar.foundation.accounts.roles import ROLES
from pilar.foundation.accounts.tables import assignment_lines
from pilar.foundation.accounts.words import role_label


@needs("accounts.view")
@require_GET
def list_users(request: HttpRequest) -> HttpResponse:
    """Users who hold or held something inside my area."""
    actor, form = actor_of(request), UserFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    after = request.GET.get("after", "")
    found = queries.list_users(actor.scope, text=asked.get("q", ""), role=asked.get("role", ""), after=after)
    shown = found[: queries.PAGE]
    day = queries.today(now())
    rows = [(user, [role_label(code) for code in queries.roles_of(user, day)]) for user in shown]
    context = {
        "form": form,
        "rows": rows,
        "next_after": shown[-1].username if len(found) > len(shown) else "",
        "may_manage": actor.scope.can("accounts.manage"),
    }
    return render(request, "accounts/list.html", context)


@needs("accounts.view")
@require_GET
def user_detail(request: HttpRequest, user_id: int) -> HttpResponse:
    """One user: assignments inside my area, open sessions, second factor."""
    actor = actor_of(request)
    user = queries.get_user(actor.scope, user_id)
    context = {
        "person": user,
        "assignments": assignment_lines(
            queries.list_assignments(actor.scope, user_id), actor.scope, queries.today(now())
        ),
        "sessions": queries.list_sessions(user_id),
        "second_factor": queries.second_factor_set(user_id),
        "may_manage": actor.scope.can("accounts.manage") and actor.user_id != user_id,
    }
    return render(request, "accounts/detail.html", context)


@needs("accounts.manage")
@step_up
@sensitive_variables("made")
def create_user(request: HttpRequest) -> HttpResponse:
    """A new user with a first assignment; the first password is shown on the answer and nowhere else."""
    at, actor = now(), actor_of(request)
    who = UserForm(request.POST or None)
    what = AssignmentForm(request.POST or None, scope=actor.scope, today=queries.today(at))
    if request.method == "POST" and who.is_valid() and what.is_valid():
        try:
            with transaction.atomic():
                made = actions.create_user(**who.cleaned_data, by=actor, at=at)
                actions.assign_role(user_id=made.user_id, **what.cleaned_data, by=actor, at=at)
        except Problem as refusal:
            who.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            return _show_password(request, made, who.cleaned_data["username"])
    return render(request, "accounts/create.html", {"who": who, "what": what}, status=_status(who, what))


@needs("accounts.manage")
@step_up
def assign_role(request: HttpRequest, user_id: int) -> HttpResponse:
    """Another role or area for a user."""
    at, actor = now(), actor_of(request)
    person = queries.get_user(actor.scope, user_id)
    form = AssignmentForm(request.POST or None, scope=actor.scope, today=queries.today(at))
    if request.method == "POST" and form.is_valid():
        try:
            actions.assign_role(user_id=user_id, **form.cleaned_data, by=actor, at=at)
        except Problem as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            messages.success(request, _("Penugasan tercatat."))
            return redirect("accounts:detail", user_id)
    return render(request, "accounts/assign.html", {"person": person, "form": form}, status=_status(form))


@needs("accounts.manage")
@step_up
def end_assignment(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """An assignment stops on a day."""
    at, actor = now(), actor_of(request)
    row = queries.get_assignment(actor.scope, assignment_id)
    form = EndForm(request.POST or None, initial={"on": queries.today(at)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_assignment(assignment_id=assignment_id, **form.cleaned_data, by=actor, at=at)
        except Problem as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            messages.success(request, _("Penugasan diakhiri."))
            return redirect("accounts:detail", row.user_id)
    context = {"line": assignment_lines([row], actor.scope, queries.today(at))[0], "person": row.user, "form": form}
    return render(request, "accounts/end.html", context, status=_status(form))


@needs("accounts.manage")
@step_up
def disable_user(request: HttpRequest, user_id: int) -> HttpResponse:
    """Close the account."""
    done = _("Akun ditutup dan semua sesinya berakhir.")
    return _with_reason(request, user_id, _("Tutup akun"), actions.disable_user, done)


@needs("accounts.manage")
@step_up
def enable_user(request: HttpRequest, user_id: int) -> HttpResponse:
    """Open the account again."""
    return _with_reason(request, user_id, _("Buka kembali akun"), actions.enable_user, _("Akun dibuka kembali."))


@needs("accounts.manage")
@step_up
def reset_second_factor(request: HttpRequest, user_id: int) -> HttpResponse:
    """For a lost phone."""
    done = _("Faktor kedua dihapus. Pengguna memasangnya lagi saat masuk.")
    return _with_reason(request, user_id, _("Hapus faktor kedua"), actions.reset_second_factor, done)


@needs("accounts.manage")
@step_up
@sensitive_variables("made")
def reset_password(request: HttpRequest, user_id: int) -> HttpResponse:
    """For a forgotten password: a new first one, shown once."""
    return _with_reason(request, user_id, _("Buat kata sandi baru"), actions.reset_password, "")


@signed_in()
@require_GET
def role_catalogue(request: HttpRequest) -> HttpResponse:
    """Who may do what, and what one person must not combine: printed from the declaration."""
    english = get_language() == "en"
    words = {code: label_en if english else label_id for code, (label_id, label_en) in CAPABILITIES.items()}
    roles = [
        (role_label(role.code), sorted(words[code] for code in role.capabilities))
        for role in sorted(ROLES.values(), key=lambda role: -role.level)
    ]
    pairs = [(words[pair.first], words[pair.second], pair) for pair in INCOMPATIBLE_DUTIES]
    return render(request, "accounts/roles.html", {"roles": roles, "pairs": pairs})


def _with_reason(
    request: HttpRequest, user_id: int, title: str, act: Callable[..., actions.NewPassword | None], done: str
) -> HttpResponse:
    """Asks why, then acts; a refusal stands in the form."""
    actor = actor_of(request)
    person = queries.get_user(actor.scope, user_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = act(user_id=user_id, reason=form.cleaned_data["reason"], by=actor, at=now())
        except Problem as refusal:
            form.add_error(None, f"{refusal.sentence} {refusal.advice}")
        else:
            if made is not None:
                return _show_password(request, made, person.username)
            messages.success(request, done)
            return redirect("accounts:detail", user_id)
    return render(
        request, "accounts/reason.html", {"person": person, "title": title, "form": form}, status=_status(form)
    )


def _show_password(request: HttpRequest, made: actions.NewPassword, username: str) -> HttpResponse:
    return render(request, "accounts/password_once.html", {"made": made, "username": username})


def _status(*forms: Any) -> int:
    return 422 if any(form.errors for form in forms) else 200
