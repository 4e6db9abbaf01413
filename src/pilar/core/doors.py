"""Doors: each view says who may come in. A test walks all addresses and finds every view that says nothing.

- `@needs("capability", ...)`: a logged-in person whose present role has one of the capabilities;
- `@signed_in()`: any logged-in person, for pages about their own account;
- `@public_page`: anybody, for login and health.

`request.actor` is set by the middleware of foundation/accounts; this module only reads it. Class views:
`@method_decorator(needs("..."), name="dispatch")`, or `needs("...")(View.as_view())` in urls.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import resolve_url

from pilar.core.problems import NOT_ALLOWED, problem
from pilar.core.scope import Actor

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

SIGN_IN = problem("UMUM-401", "Anda belum masuk, atau sesi Anda sudah berakhir.", "Masuk lagi, lalu ulangi.", 401)


@dataclass(frozen=True, slots=True)
class Door:
    """What a view declares. `during_setup`: also open while a password or second factor is still to be set."""

    kind: Literal["public", "signed_in", "capability"]
    capabilities: tuple[str, ...] = ()
    during_setup: bool = False


def door_of(view: object) -> Door | None:
    """The declaration of a view, or None when it declares nothing (such a view is never served)."""
    door = getattr(view, "door", None)
    return door if isinstance(door, Door) else None


def actor_of(request: HttpRequest) -> Actor:
    """The acting person. Raises UMUM-403 when nobody is logged in, so that a forgotten door fails closed."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise NOT_ALLOWED()
    return actor


def public_page(view: View) -> View:
    """Anybody may come in."""
    return _marked(view, Door("public", during_setup=True))


def signed_in(*, during_setup: bool = False) -> Callable[[View], View]:
    """Any logged-in person. `during_setup` for the pages that set a password or a second factor."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if getattr(request, "actor", None) is None:
                return ask_to_sign_in(request)
            return view(request, *args, **kwargs)

        return _marked(guarded, Door("signed_in", during_setup=during_setup))  # type: ignore[return-value]

    return decorate


def needs(*capabilities: str) -> Callable[[View], View]:
    """Whose present role has at least one of the capabilities; others get UMUM-403, visitors the login page."""
    if not capabilities:
        raise ValueError("name at least one capability")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor: Actor | None = getattr(request, "actor", None)
            if actor is None:
                return ask_to_sign_in(request)
            if not any(actor.scope.can(capability) for capability in capabilities):
                raise NOT_ALLOWED()
            return view(request, *args, **kwargs)

        return _marked(guarded, Door("capability", capabilities))  # type: ignore[return-value]

    return decorate


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """The login page; for programs a 401 with a sentence."""
    if request.path.startswith("/api/"):
        refusal = SIGN_IN()
        return JsonResponse(refusal.as_dict(), status=refusal.status)
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else page_before(request)
    return go(request, redirect_to_login(back, resolve_url(settings.LOGIN_URL)).url)


def page_before(request: HttpRequest) -> str:
    """Path of the page that held the form, when it is ours; otherwise the home page."""
    before = urlsplit(request.headers.get("Referer", ""))
    same = before.netloc == request.get_host()
    return f"{before.path}?{before.query}" if same and before.query else before.path if same else "/"


def revision_sent(request: HttpRequest) -> int:
    """The revision that the form was shown with; 0, which no row has, when it is missing or no number."""
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def go(request: HttpRequest, address: str) -> HttpResponse:
    """Redirect of the whole page, also when htmx asked for a fragment."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _marked(view: View, door: Door) -> View:
    view.door = door  # type: ignore[attr-defined]
    return view
