"""The doors of pilar.core.doors, and the one that asks again who sits there."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from pilar.core.doors import (
    Door,
    actor_of,
    ask_to_sign_in,
    door_of,
    go,
    needs,
    page_before,
    public_page,
    signed_in,
)
from pilar.foundation.accounts.proof import has_second_factor, proved_recently

__all__ = [
    "Door",
    "actor_of",
    "ask_to_sign_in",
    "door_of",
    "go",
    "needs",
    "page_before",
    "public_page",
    "signed_in",
    "step_up",
]

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def step_up(view: View) -> View:
    """For approval, export and keys: the person proved who they are within the last quarter of an hour.

    Nothing of a refused POST is kept: the person returns to the form and sends it again, because its fields may hold
    personal data that do not belong in the session table.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if proved_recently(request):
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method in {"GET", "HEAD"} else page_before(request)
        messages.warning(request, _("Buktikan dulu bahwa ini Anda. Belum ada yang berubah; ulangi sesudahnya."))
        address = reverse("mfa_reauthenticate" if has_second_factor(request.user) else "account_reauthenticate")
        return go(request, f"{address}?{urlencode({'next': back})}")

    return guarded  # type: ignore[return-value]
