"""Who is at the other end: a phone signed in with its device token, and what it may ask."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from pilar.core.clock import now
from pilar.core.doors import public_page
from pilar.core.problems import Problem, problem
from pilar.core.scope import Actor
from pilar.evidence.field.models import Device
from pilar.foundation.accounts.queries import find_actor, today

UNKNOWN_PHONE = problem(
    "LAP-401", "Kode perangkat tidak dikenal atau sudah dicabut.", "Minta kode baru kepada koordinator.", 401
)


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone whose token is in force, and its person under the role it was given for."""

    id: int
    name: str
    actor: Actor


def phone_of_token(token: str, at: datetime) -> Phone | None:
    """The phone of a token; None when it is unknown or revoked, or its person's account or assignment has ended."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    row = Device.objects.select_related("user").filter(token_hash=digest, revoked_at=None).first()
    if row is None:
        return None
    found = find_actor(row.user_id, today(at), row.role).actor
    if found is None or found.role != row.role:
        return None
    scope = found.scope.narrowed(row.wilayah) if row.wilayah else found.scope
    return Phone(row.pk, row.user.full_name or found.username, replace(found, scope=scope, channel="lapangan"))


class PhoneView(Protocol):
    def __call__(self, request: HttpRequest, phone: Phone, **kwargs: Any) -> HttpResponse: ...


def token_of(request: HttpRequest) -> str:
    """The token of the Authorization header; never taken from an address, so that it stands in no log."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def asked_by_phone(view: PhoneView) -> Callable[..., HttpResponse]:
    """A JSON door for phones: the token decides, cookies do not count (so no CSRF); refusals are JSON with code and sentence."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        token = token_of(request)
        phone = phone_of_token(token, now()) if token else None
        try:
            if phone is None:
                raise UNKNOWN_PHONE()
            return view(request, phone, **kwargs)
        except Problem as refusal:
            return JsonResponse(refusal.as_dict(), status=refusal.status)

    return csrf_exempt(public_page(guarded))
