"""Areas for tests: a small extract (fast) or the whole country (about a second)."""

from datetime import datetime

import pytest

from pilar.core.scope import Actor, Scope
from pilar.foundation.wilayah import actions

PLACES = ("1872", "1309", "1371", "9103", "110101")


@pytest.fixture
def extract(db: None, at: datetime) -> actions.LoadReport:
    """Kota Metro, Mentawai, Kota Padang, Kabupaten Jayapura and one kecamatan of Aceh, with the areas above them."""
    return actions.load_national_areas(by=Actor.system(), at=at, within=PLACES)


@pytest.fixture
def national(db: None, at: datetime) -> actions.LoadReport:
    """All of Indonesia."""
    return actions.load_national_areas(by=Actor.system(), at=at)


@pytest.fixture
def metro() -> Scope:
    return Scope(("1872",), frozenset({"wilayah.view"}))
