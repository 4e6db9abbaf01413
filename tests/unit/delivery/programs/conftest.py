"""Kota Metro for the tests of programmes."""

from datetime import datetime

import pytest
from django.core.cache import cache

from pilar.core.scope import Actor
from pilar.foundation.wilayah import actions as wilayah


@pytest.fixture
def metro(db: None, at: datetime) -> None:
    """Kota Metro and the areas above it."""
    cache.clear()
    wilayah.load_national_areas(by=Actor.system(), at=at, within=("1872",))
