"""Families of Kota Metro and volunteers who hold its kelurahan. All numbers are invented."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.cache import cache
from django.test import Client

from pilar.core.clock import now
from pilar.core.scope import Actor, Scope
from pilar.evidence.registry.models import Family
from pilar.foundation.accounts.models import Assignment, User
from pilar.foundation.accounts.roles import ROLES
from pilar.foundation.wilayah import actions as wilayah

PASSWORD = "sapu lidi biru 7"


@pytest.fixture
def metro(db: None, at: datetime) -> None:
    cache.clear()
    wilayah.load_national_areas(by=Actor.system(), at=at, within=("1872",))


@pytest.fixture
def chief(db: None) -> Actor:
    """Hands out work in the whole city."""
    return Actor("kepala", "uji", Scope(("1872",), frozenset({"*"})), channel="test")


@pytest.fixture
def volunteer(db: None) -> Callable[..., Actor]:
    """`volunteer("siti", "1872031002", role="psm")`: a user who holds these areas, as actor."""

    def make(username: str, *areas: str, role: str = "psm") -> Actor:
        user = User.objects.create(username=username, full_name=f"{username.title()} Uji")
        for area in areas:
            Assignment.objects.create(
                user=user, role=role, wilayah=area, active_from=date(2020, 1, 1), created_at=now(), created_by="uji"
            )
        return Actor(username, role, Scope(areas, ROLES[role].capabilities), user_id=user.pk, channel="test")

    return make


@pytest.fixture
def families(db: None) -> Callable[..., list[int]]:
    """`families(3, "1872031002")`: ids of new families there."""

    def make(count: int, code: str) -> list[int]:
        rows = [
            Family(
                wilayah=code, head_name=f"KEPALA {n}", address=f"JL. MAWAR {n}", as_of=date(2026, 1, 1), member_count=1
            )
            for n in range(count)
        ]
        Family.objects.bulk_create(rows)
        return [row.pk for row in rows]

    return make


@pytest.fixture
def enter() -> Callable[[Actor], Client]:
    """A browser in which this volunteer or officer is logged in."""

    def make(actor: Actor) -> Client:
        user = User.objects.get(pk=actor.user_id)
        user.set_password(PASSWORD)
        user.save()
        client = Client()
        client.post("/akun/masuk/", {"login": user.username, "password": PASSWORD})
        return client

    return make
