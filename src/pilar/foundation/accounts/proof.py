"""How surely we know who sits there: second factor set up, identity proved recently."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: Any) -> bool:
    """True when the user has a code app or a passkey (recovery codes alone are none)."""
    return bool(get_adapter().is_mfa_enabled(user, SECOND_FACTORS))


def proved_recently(request: HttpRequest) -> bool:
    """True when this session proved the person's identity within ACCOUNT_REAUTHENTICATION_TIMEOUT seconds.

    With a second factor only its use counts; a password alone could have been watched.
    """
    if not request.user.is_authenticated:
        return False
    records = get_authentication_records(request, request.user)
    if has_second_factor(request.user):
        records = [record for record in records if record.get("method") == "mfa"]
    if not records:
        return False
    return bool(time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT)
