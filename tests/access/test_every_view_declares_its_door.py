"""Walks all addresses: each view says who may come in, and what it says is what happens."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter

from pilar.core.clock import now
from pilar.core.doors import Door, door_of
from pilar.core.ids import IdConverter, encode_id
from pilar.foundation.accounts.capabilities import CAPABILITIES
from pilar.foundation.accounts.middleware import ActorMiddleware, UndeclaredDoor
from pilar.foundation.accounts.models import Assignment, User
from pilar.foundation.accounts.roles import ROLES
from pilar.web.navigation import SECTIONS

pytestmark = pytest.mark.one_engine

PUBLIC = {
    "account_login", "mfa_authenticate", "mfa_login_webauthn", "account_logout", "account_inactive", "set_language",
    "health", "metrics",
}  # fmt: skip
PUBLIC_ADDRESSES = {
    "laporan-musyawarah/<slug:area>/",
    "pengumuman/<slug:code>/",
    "periksa/<slug:code>/",
    "musyawarah/luring.js",
    "penyaluran/serah/luring.js",
    "cek-sk/<slug:code>/",
}
FIELD_APP = {
    "",
    "sw.js",
    "manifest.webmanifest",
    "api/masuk",
    "api/hari-ini",
    "api/kunjungan/<str:key>/riwayat",
    "api/terdaftar",
}
"""Shell of the field app (nobody's data in it) and its JSON doors, where the token of the phone decides (field/app/phone.py)."""
PUBLIC_ADDRESSES |= {f"lapangan/{address}" for address in FIELD_APP}
OPENROSA = (
    "formList", "forms/<pid:version_id>.xml", "forms/<pid:version_id>/manifest", "forms/<pid:version_id>/media/<str:name>",
    "entities/<str:name>/integrity", "submission", "state", "view/submissionList", "view/downloadSubmission",
    "view/media/<pid:attachment_id>", "<path:rest>",
)  # fmt: skip
"""No session: the token of the phone decides (tests/unit/evidence/field)."""
PUBLIC_ADDRESSES |= {base + address for base in ("key/<str:token>/", "odk/") for address in OPENROSA}
"""Every page that a visitor reaches, written down once more: a new one must be added here on purpose."""


def walk(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            yield from walk(part, before + str(part.pattern))
        else:
            yield before + str(part.pattern), part


VIEWS = list(walk(get_resolver()))


def address_of(route: str, pattern: URLPattern) -> str:
    """An address that the pattern takes, with invented ids."""
    for name, converter in pattern.pattern.converters.items():
        example = "1" if isinstance(converter, IntConverter) else "x"
        if isinstance(converter, IdConverter):
            example = encode_id(1)
        for written in (f"<pid:{name}>", f"<int:{name}>", f"<str:{name}>", f"<slug:{name}>", f"<{name}>"):
            route = route.replace(written, example)
    return "/" + route


def test_there_are_views() -> None:
    assert len(VIEWS) > 30


@pytest.mark.parametrize(("route", "pattern"), VIEWS, ids=[route or "/" for route, _ in VIEWS])
def test_the_view_declares_its_door(route: str, pattern: URLPattern) -> None:
    door = door_of(pattern.callback)
    assert door is not None, f"/{route} declares neither a capability nor that it is public"
    if door.kind == "capability":
        assert door.capabilities and set(door.capabilities) <= set(CAPABILITIES), f"/{route}: {door.capabilities}"
    if door.kind == "public":
        assert pattern.name in PUBLIC or route in PUBLIC_ADDRESSES, f"/{route} is public but not listed here"


@pytest.mark.django_db
@pytest.mark.parametrize(("route", "pattern"), VIEWS, ids=[route or "/" for route, _ in VIEWS])
def test_a_visitor_gets_no_further_than_the_login_page(route: str, pattern: URLPattern) -> None:
    door = door_of(pattern.callback)
    assert door is not None
    if door.kind == "public" or "(?P" in route:
        return
    for method in ("get", "post"):
        answer = getattr(Client(), method)(address_of(route, pattern))
        assert answer.status_code in {302, 401, 405}, f"{method} /{route}: {answer.status_code}"
        if answer.status_code == 302:
            assert answer.url.startswith("/akun/masuk/"), f"{method} /{route}: {answer.url}"


def _client(role: str, length: int) -> Client:
    user = User.objects.create(username=f"uji.{role}")
    Assignment.objects.create(
        user=user, role=role, wilayah="1872011001002003"[:length], active_from=date(2020, 1, 1), created_at=now()
    )
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(ROLES))
def test_a_role_enters_exactly_the_doors_of_its_capabilities(role: str) -> None:
    """Refused with 403 where it lacks the capability; let in (whatever the page then finds) where it has it."""
    client = _client(role, 4)
    for route, pattern in VIEWS:
        door: Door | None = door_of(pattern.callback)
        if door is None or door.kind != "capability" or "(?P" in route:
            continue
        may = bool(set(door.capabilities) & ROLES[role].capabilities)
        answer = client.get(address_of(route, pattern))
        assert (answer.status_code == 403) == (not may), f"{role} /{route}: {answer.status_code}"
        assert answer.status_code < 500


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(ROLES))
def test_navigation_shows_only_what_opens(role: str) -> None:
    client = _client(role, 4)
    items: list[Any] = client.get("/").context["nav"]
    assert [client.get(item.url).status_code for item in items] == [200] * len(items)
    assert {capability for one in SECTIONS for capability in one.capabilities} <= set(CAPABILITIES)


def test_a_view_that_declares_nothing_is_not_served(rf: Any) -> None:
    middleware = ActorMiddleware(lambda request: HttpResponse())
    with pytest.raises(UndeclaredDoor):
        middleware.process_view(rf.get("/"), lambda request: HttpResponse("data"), (), {})
