"""A user with an assignment, and browsers that are logged in."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from pilar.core.clock import now
from pilar.foundation.accounts.models import Assignment, User

PASSWORD = "sapu lidi biru 7"


@pytest.fixture(autouse=True)
def _no_old_counts(db: None) -> None:
    cache.clear()


@pytest.fixture
def make_user() -> Callable[..., User]:
    """`make_user("siti", ("operator_kelurahan", "1872011001"), ...)`: an account with running assignments."""

    def make(username: str, *held: tuple[str, str], **fields: Any) -> User:
        user = User(username=username, full_name=f"{username.title()} Uji", **fields)
        user.set_password(PASSWORD)
        user.save()
        for role, wilayah in held:
            Assignment.objects.create(
                user=user, role=role, wilayah=wilayah, active_from=date(2020, 1, 1), created_at=now(), created_by="uji"
            )
        return user

    return make


@pytest.fixture
def login() -> Callable[..., Client]:
    """`login("siti")`: a browser that went through the login page; the answer is kept as `client.answer`."""

    def enter(username: str, password: str = PASSWORD, client: Client | None = None) -> Client:
        client = client or Client()
        client.answer = client.post("/akun/masuk/", {"login": username, "password": password})  # type: ignore[attr-defined]
        return client

    return enter
