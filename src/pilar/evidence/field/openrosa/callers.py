"""Who calls: the token in the address, or Basic over https with the user name and the phone's token as password.

The password of the office account is not taken here: it would pass by the second factor.
"""

import base64
import binascii
from collections.abc import Callable

from django.http import HttpRequest

from pilar.core.clock import now
from pilar.evidence.field.actions.phones import phone_seen
from pilar.evidence.field.openrosa.answers import NeedsCredentials
from pilar.evidence.field.problems import NO_SUCH_PHONE, ONLY_HTTPS
from pilar.evidence.field.queries.phones import Caller, caller_of

Base = Callable[[str], str]


def identify(request: HttpRequest, token: str) -> Caller:
    """Raises LAP-001, LAP-002, LAP-003, NeedsCredentials."""
    at = now()
    caller = caller_of(token, at) if token else _basic(request)
    phone_seen(
        caller.device,
        client=request.META.get("HTTP_USER_AGENT", ""),
        device_name=request.GET.get("deviceID", ""),
        at=at,
    )
    return caller


def _basic(request: HttpRequest) -> Caller:
    said = request.META.get("HTTP_AUTHORIZATION", "")
    if not request.is_secure():
        raise ONLY_HTTPS()
    if not said.lower().startswith("basic "):
        raise NeedsCredentials
    try:
        name, _, password = base64.b64decode(said[6:].strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise NeedsCredentials from error
    try:
        caller = caller_of(password, now())
    except type(NO_SUCH_PHONE()) as error:
        raise NeedsCredentials from error
    if caller.actor.username.lower() != name.lower():
        raise NeedsCredentials
    return caller


def address_maker(request: HttpRequest, token: str) -> Base:
    """Absolute addresses below the base of this caller."""
    begin = f"/key/{token}/" if token else "/odk/"
    return lambda rest: request.build_absolute_uri(begin + rest)
