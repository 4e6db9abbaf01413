"""Kota Metro, an officer and browsers for the Django side of linkage."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from pilar.core.clock import now
from pilar.core.jobs import worker
from pilar.core.scope import Actor, Scope
from pilar.evidence.linkage import jobs
from pilar.evidence.linkage.models import Run
from pilar.foundation.accounts.models import Assignment, User
from pilar.foundation.wilayah import actions as wilayah

PASSWORD = "kata-sandi-uji-9"


@pytest.fixture
def metro(db: None, at: datetime) -> None:
    """Kota Metro and the areas above it."""
    cache.clear()
    wilayah.load_national_areas(by=Actor.system(), at=at, within=("1872",))


@pytest.fixture
def officer(metro: None) -> Actor:
    """May do everything in Kota Metro."""
    return Actor(
        username="petugas", role="uji", scope=Scope(("1872",), frozenset({"*"})), channel="test", purpose="uji"
    )


@pytest.fixture
def matched(officer: Actor, at: datetime) -> Callable[..., Run]:
    """`matched(kind=...)`: ask for a run, let the worker do it, give the run."""

    def run(kind: str = jobs.WHOLE, by: Actor | None = None, **extra: Any) -> Run:
        run_id = jobs.request_run(kind=kind, by=by or officer, at=at, **extra)
        worker.run_pending()
        return Run.objects.get(pk=run_id)

    return run


@pytest.fixture
def linkage_browser(metro: None) -> Callable[..., Client]:
    """`linkage_browser("verifikator")`: a logged-in browser with that role in Kota Metro."""

    def enter(role: str, *areas: str) -> Client:
        user = User(username=f"padanan.{role}.{User.objects.count()}", full_name="Orang Uji")
        user.set_password(PASSWORD)
        user.save()
        for area in areas or ("1872",):
            Assignment.objects.create(
                user=user, role=role, wilayah=area, active_from=date(2020, 1, 1), created_at=now(), created_by="uji"
            )
        client = Client()
        client.post("/akun/masuk/", {"login": user.username, "password": PASSWORD})
        return client

    return enter
