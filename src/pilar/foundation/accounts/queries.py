"""Reads of users, assignments and sessions. An admin sees the users who hold, or held, something inside his area."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from pilar.config import config
from pilar.core.jobs.rules import office_zone
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor, Scope
from pilar.foundation.accounts.browsers import browser_words
from pilar.foundation.accounts.models import Assignment, User
from pilar.foundation.accounts.roles import ROLES
from pilar.foundation.accounts.rules import Held, areas_on, roles_on

PAGE = 50

ROLE_ORDER: tuple[str, ...] = tuple(sorted(ROLES, key=lambda code: -ROLES[code].level))


class Acting(NamedTuple):
    """Roles that run today (highest first) and the actor under the chosen one; None without a running assignment."""

    roles: list[str]
    actor: Actor | None


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One open session of a user: number, address, browser, first and last seen (UTC), whether it is `own_key`."""

    number: int
    is_this: bool
    ip: str
    browser: str
    since: datetime
    seen: datetime


def today(at: datetime) -> date:
    """The day on which assignments begin and end: the date on the clock of the office."""
    return at.astimezone(office_zone(config().office)).date()


def place_of(actor: Actor) -> str:
    """The area an act about accounts is filed under: the actor's own, without one the office's, so that it is found."""
    return next((code for code in actor.scope.prefixes if code), config().office)


def find_actor(user_id: int, day: date, chosen: str = "") -> Acting:
    """Who the user is on `day`, under the role `chosen` when it runs, otherwise under the highest one."""
    rows = Assignment.objects.filter(user_id=user_id, user__is_active=True).select_related("user")
    rows = rows.filter(active_from__lte=day).filter(Q(active_to__isnull=True) | Q(active_to__gt=day))
    running = list(rows)
    held = _held(running)
    roles = roles_on(held, day, ROLE_ORDER)
    if not roles:
        return Acting([], None)
    role = chosen if chosen in roles else roles[0]
    scope = Scope(areas_on(held, role, day), ROLES[role].capabilities)
    return Acting(roles, Actor(username=running[0].user.username, role=role, scope=scope, user_id=user_id))


def _held(assignments: Iterable[Assignment]) -> list[Held]:
    return [Held(one.role, one.wilayah, one.active_from, one.active_to) for one in assignments]


def list_users(scope: Scope, *, text: str = "", role: str = "", after: str = "", size: int = PAGE) -> list[User]:
    """Users with an assignment inside the scope, by name, `size` + 1 rows from the one after the username `after`."""
    users = _visible(scope).order_by("username")
    if text:
        users = users.filter(Q(username__icontains=text) | Q(full_name__icontains=text))
    if role:
        users = users.filter(Exists(Assignment.objects.within(scope).filter(user=OuterRef("pk"), role=role)))
    if after:
        users = users.filter(username__gt=after)
    return list(users.prefetch_related(Prefetch("assignments", Assignment.objects.within(scope)))[: size + 1])


def get_user(scope: Scope, user_id: int) -> User:
    """One user. Raises UMUM-404 when unknown or without an assignment inside the scope."""
    user = _visible(scope).filter(pk=user_id).first()
    if user is None:
        raise NOT_FOUND()
    return user


def _visible(scope: Scope) -> QuerySet[User]:
    scope.require("accounts.view")
    inside = Assignment.objects.within(scope).filter(user=OuterRef("pk"))
    return User.objects.filter(Exists(inside))


def find_user_id(username: str) -> int:
    """The user behind a name, for commands of the operator. Raises UMUM-404."""
    found = User.objects.filter(username__iexact=username).values_list("pk", flat=True).first()
    if found is None:
        raise NOT_FOUND()
    return found


def list_assignments(scope: Scope, user_id: int) -> list[Assignment]:
    """Assignments of one user inside the scope, newest first."""
    scope.require("accounts.view")
    rows = Assignment.objects.within(scope).filter(user_id=user_id)
    return list(rows.order_by(F("active_to").desc(nulls_first=True), "-active_from"))


def get_assignment(scope: Scope, assignment_id: int) -> Assignment:
    """One assignment with its user. Raises UMUM-404 when unknown or outside the scope."""
    scope.require("accounts.view")
    row = Assignment.objects.within(scope).select_related("user").filter(pk=assignment_id).first()
    if row is None:
        raise NOT_FOUND()
    return row


def roles_of(user: User, day: date) -> list[str]:
    """Codes of the roles that run on `day`, from assignments fetched before, highest first."""
    return roles_on(_held(user.assignments.all()), day, ROLE_ORDER)


def second_factor_set(user_id: int) -> bool:
    """True when the user has a code app or a passkey."""
    from allauth.mfa.models import Authenticator

    from pilar.foundation.accounts.proof import SECOND_FACTORS

    return Authenticator.objects.filter(user_id=user_id, type__in=SECOND_FACTORS).exists()


def list_own_assignments(user_id: int) -> list[Assignment]:
    """Everything the user holds or held, for the page about their own account."""
    return list(Assignment.objects.filter(user_id=user_id).order_by("-active_from"))


def list_sessions(user_id: int, own_key: str | None = None) -> list[SessionLine]:
    """Open sessions of one user, newest first; keys never leave. The caller has checked that the user may be seen."""
    from allauth.usersessions.models import UserSession

    return [
        SessionLine(
            one.pk, one.session_key == own_key, one.ip, browser_words(one.user_agent), one.created_at, one.last_seen_at
        )
        for one in UserSession.objects.filter(user_id=user_id).order_by("-created_at")
        if one.exists()
    ]
