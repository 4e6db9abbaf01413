"""Kota Metro for the tests of screening and proposals."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.cache import cache
from django.test import Client

from pilar.core.clock import now
from pilar.core.scope import Actor
from pilar.foundation.accounts.models import Assignment, User
from pilar.foundation.wilayah import actions as wilayah

PASSWORD = "sapu lidi biru 7"


@pytest.fixture
def metro(db: None, at: datetime) -> None:
    """Kota Metro and the areas above it."""
    cache.clear()
    wilayah.load_national_areas(by=Actor.system(), at=at, within=("1872",))


@pytest.fixture
def browser(metro: None) -> Callable[..., Client]:
    """`browser("siti", "pengisi_data", "1872")`: a new user, logged in through the login page."""

    def enter(username: str, role: str, *areas: str) -> Client:
        user = User(username=username, full_name=f"{username.title()} Uji")
        user.set_password(PASSWORD)
        user.save()
        for area in areas or ("1872",):
            Assignment.objects.create(
                user=user, role=role, wilayah=area, active_from=date(2020, 1, 1), created_at=now(), created_by="uji"
            )
        client = Client()
        client.post("/akun/masuk/", {"login": username, "password": PASSWORD})
        return client

    return enter
