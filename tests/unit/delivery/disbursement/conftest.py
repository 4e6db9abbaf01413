"""A decreed stage of twelve families, and the three hands of a batch."""

from collections.abc import Callable

import pytest

from pilar.core.scope import Actor, Scope
from pilar.delivery.disbursement.simulation.sandbox import people_with_entitlements


@pytest.fixture
def stage(db: None) -> int:
    return people_with_entitlements(12)


@pytest.fixture
def hand() -> Callable[..., Actor]:
    def make(name: str, *areas: str, can: set[str] | None = None) -> Actor:
        return Actor(
            username=name, role="uji", scope=Scope(areas or ("1872",), frozenset(can or {"*"})), channel="test"
        )

    return make
