"""Fixtures that all tests share: an actor for an area, a fast password hasher, a flush that the audit triggers allow."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from hypothesis import settings as hypothesis_settings

from pilar.core.audit import triggers as audit_triggers
from pilar.core.scope import Actor, Scope
from pilar.delivery.disbursement import ledger_triggers
from pilar.delivery.programs import freeze_triggers

TRIGGERS = (audit_triggers, ledger_triggers, freeze_triggers)

# The same examples in every run, so that a red run says something of the change under test. To search for new
# counterexamples: PILAR_TEST_RANDOM=1 ./run test <path>.
hypothesis_settings.register_profile("steady", derandomize=True)
hypothesis_settings.register_profile("searching", derandomize=False)
hypothesis_settings.load_profile("searching" if os.environ.get("PILAR_TEST_RANDOM") else "steady")

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--data-only", action="store_true", help="only tests that touch the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """`--data-only`: what does not touch the database need not run on the second engine."""
    if not config.getoption("--data-only"):
        return
    touching = [item for item in items if _touches_data(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(touching)])
    items[:] = touching


def _touches_data(item: pytest.Item) -> bool:
    if item.get_closest_marker("one_engine"):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(
        item.get_closest_marker("django_db")
        or fixtures & {"db", "transactional_db", "live_server"}
        or "crash" in item.path.parts
    )


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def make_actor() -> Callable[..., Actor]:
    """`make_actor("18.72", can={"registry.person.view"})`: somebody with these areas and capabilities."""

    def make(*areas: str, can: set[str] | None = None, username: str = "uji", role: str = "uji") -> Actor:
        prefixes = tuple(area.replace(".", "") for area in areas)
        return Actor(username=username, role=role, scope=Scope(prefixes, frozenset(can or {"*"})), channel="test")

    return make


@pytest.fixture(autouse=True)
def _fast_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="session")
def _flush_despite_triggers() -> None:
    """Transactional tests empty all tables; the audit trail, the ledger and frozen decrees refuse that, so their triggers step aside for the flush."""
    operations_class = type(connection.ops)
    original = operations_class.execute_sql_flush

    def flush(operations: Any, statements: list[str]) -> None:
        with operations.connection.schema_editor() as editor:
            for one in TRIGGERS:
                one.drop_triggers(None, editor)
        original(operations, statements)
        with operations.connection.schema_editor() as editor:
            for one in TRIGGERS:
                one.create_triggers(None, editor)

    operations_class.execute_sql_flush = flush  # type: ignore[method-assign]
