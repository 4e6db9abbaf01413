"""A small synthetic Metro, and the area table all demo tests share."""

from typing import Any

import pytest

from pilar.demo.city import City, generate_city
from pilar.foundation.wilayah.edition import read_table


@pytest.fixture(scope="session")
def area_table() -> list[tuple[str, str]]:
    return read_table().rows


@pytest.fixture(scope="session")
def metro(area_table: list[tuple[str, str]]) -> City:
    return generate_city(area_table, persons=12_000, seed=20261101)


@pytest.fixture(scope="session")
def small(area_table: list[tuple[str, str]]) -> City:
    return generate_city(area_table, persons=2_500, seed=7)


@pytest.fixture(scope="session")
def sql(metro: City) -> Any:
    """A DuckDB connection with the tables of `metro`: f, p, g, k, q."""
    import duckdb

    connection = duckdb.connect()
    for name, table in zip(
        "fpgkq", (metro.families, metro.persons, metro.programmes, metro.ppks, metro.pillars), strict=True
    ):
        connection.register(name, table)
    return connection
