"""Answers to what allauth and Django report about logins: each becomes an audit event."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import password_changed, user_logged_in
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from pilar.core.audit import actions as audit
from pilar.core.clock import now
from pilar.core.scope import Actor, Scope
from pilar.foundation.accounts import queries
from pilar.foundation.accounts.models import User
from pilar.foundation.accounts.proof import SECOND_FACTORS

UNKNOWN = "tidak dikenal"


def _record(act: str, user: Any, **facts: Any) -> None:
    """One event about `user`, in their own area; without a running assignment in the office's."""
    at = now()
    actor = queries.find_actor(user.pk, queries.today(at)).actor
    actor = actor or Actor(username=user.username, role="", scope=Scope(()), user_id=user.pk)
    with transaction.atomic():
        audit.record(
            act, by=actor, at=at, wilayah=queries.place_of(actor), subject=("user", user.pk), after=facts or None
        )


@receiver(user_logged_in)
def on_login(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    methods = [record.get("method") for record in request.session.get("account_authentication_methods", [])]
    _record("accounts.session.began", user, methods=methods)


@receiver(user_logged_out)
def on_logout(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    if user is not None:
        _record("accounts.session.ended", user)


@receiver(user_login_failed)
def on_failed_login(credentials: dict[str, Any], **kwargs: Any) -> None:
    """The name typed is kept only when such a user exists: people type passwords and NIKs into the wrong field."""
    user = User.objects.filter(username__iexact=credentials.get("username") or "").first()
    if user is not None:
        _record("accounts.login.failed", user, step="password")
        return
    with transaction.atomic():
        stranger = Actor(username=UNKNOWN, role="", scope=Scope(()))
        place = queries.place_of(stranger)
        audit.record("accounts.login.failed", by=stranger, at=now(), wilayah=place, after={"step": "password"})


@receiver(authentication_failed)
def on_failed_factor(user: Any, **kwargs: Any) -> None:
    _record("accounts.login.failed", user, step="second factor")


@receiver(authenticator_added)
def on_factor_added(request: HttpRequest, user: Any, authenticator: Any, **kwargs: Any) -> None:
    """Whoever set up a factor has just used it, so this session need not ask for it again at once."""
    if authenticator.type in SECOND_FACTORS:
        record_authentication(request, user, method="mfa", type=str(authenticator.type), reauthenticated=True)
    _record("accounts.factor.added", user, type=str(authenticator.type))


@receiver(authenticator_removed)
def on_factor_removed(user: Any, authenticator: Any, **kwargs: Any) -> None:
    _record("accounts.factor.removed", user, type=str(authenticator.type))


@receiver(authenticator_reset)
def on_codes_renewed(user: Any, **kwargs: Any) -> None:
    _record("accounts.factor.renewed", user, type="recovery_codes")


@receiver(password_changed)
def on_password_changed(user: Any, **kwargs: Any) -> None:
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    _record("accounts.password.changed", user)
