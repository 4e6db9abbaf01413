"""Who is at the other end: a phone signed in with its device token, and what it may ask."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from pilar.core.clock import now
from pilar.core.doors import public_page
from pilar.core.problems import Problem
from pilar.evidence.field.problems import NO_SUCH_PHONE
from pilar.evidence.field.queries.phones import caller_of

PhoneView = Callable[..., HttpResponse]
"""view(request, phone: Caller, **of the address)."""


def token_of(request: HttpRequest) -> str:
    """The token of the Authorization header; never taken from an address, so that it stands in no log."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def asked_by_phone(view: PhoneView) -> Callable[..., HttpResponse]:
    """A JSON door for phones: the token decides, cookies do not count (so no CSRF); refusals are JSON with code and sentence."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        token = token_of(request)
        try:
            if not token:
                raise NO_SUCH_PHONE()
            phone = caller_of(token, now())
            return view(request, phone, **kwargs)
        except Problem as refusal:
            return JsonResponse(refusal.as_dict(), status=refusal.status)

    return csrf_exempt(public_page(guarded))
