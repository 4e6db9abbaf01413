"""Areas of Kota Metro, people at desks, families as an officer registers them. All numbers are invented."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from registry_people import METRO, nik

from pilar.core.clock import now
from pilar.core.scope import Actor, Scope
from pilar.evidence.registry import actions
from pilar.foundation.accounts.models import Assignment, User
from pilar.foundation.wilayah import actions as wilayah


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
def family(officer: Actor, at: datetime) -> Callable[..., int]:
    """`family("BUDI", "SITI", "ANI", wilayah=..., kk=...)`: head, spouse, then children; returns the family's id."""
    serial = iter(range(1, 9000))

    def make(*names: str, wilayah: str = METRO, **fields: Any) -> int:
        members = []
        for place, name in enumerate(names or ("BUDI",)):
            relation = (1, 2)[place] if place < 2 else 3
            sex = 2 if relation == 2 else 1
            born = date(1980, 2, 3) if relation < 3 else date(2010, 5, 6)
            number = nik(next(serial), born, sex)
            members.append(actions.NewPerson(name=name, nik=number, relation=relation, sex=sex, birth_date=born))
        return actions.register_family(
            members=members, wilayah=wilayah, by=officer, at=at, **{"address": "Jl. Mawar 3"} | fields
        )

    return make


@pytest.fixture
def browser(metro: None) -> Callable[..., Client]:
    """`browser("operator_kelurahan", METRO)`: a logged-in browser with that role."""

    def enter(role: str, *areas: str) -> Client:
        user = User.objects.create(username=f"uji.{role}.{User.objects.count()}", full_name="Orang Uji")
        for area in areas or ("1872",):
            Assignment.objects.create(
                user=user, role=role, wilayah=area, active_from=date(2020, 1, 1), created_at=now(), created_by="uji"
            )
        client = Client()
        client.force_login(user)
        return client

    return enter
