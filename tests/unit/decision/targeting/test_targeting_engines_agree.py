"""Random rules over random data, NULLs included: every engine gives what the plain-Python reference gives."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from datetime import date

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from targeting_rule_samples import DAY, HEADER, households, rule_books

from pilar.decision.targeting.rules_engine.checking import check
from pilar.decision.targeting.rules_engine.dialects import Engine
from pilar.decision.targeting.rules_engine.loading import load_text
from pilar.decision.targeting.rules_engine.reference import evaluate
from pilar.decision.targeting.rules_engine.resolution import ResolvedRules, resolve
from pilar.decision.targeting.rules_engine.statement import Statement, compile_statement

FAMILY_TYPES = {
    "a": "BIGINT",
    "b": "INTEGER",
    "x": "DOUBLE PRECISION",
    "t": "TEXT",
    "f": "BOOLEAN",
    "g": "BOOLEAN",
    "d": "DATE",
}
MEMBER_TYPES = {"umur": "INTEGER", "jenis": "TEXT", "sakit": "BOOLEAN", "lahir": "DATE"}
Answers = dict[tuple[int, str], tuple[int, int, int, tuple[int, ...]]]
Homes = list[tuple[dict, list[dict]]]


def expected(rules: ResolvedRules, homes: Homes, *, with_members: bool = True) -> Answers:
    found: Answers = {}
    for number, (family, members) in enumerate(homes):
        for item in evaluate(rules, family, members if with_members else None):
            programme = next(p for p in rules.programmes if p.key == item.programme)
            parts = tuple(part.amount for part in item.components) or (0,) * len(programme.components)
            found[(number, item.programme)] = (item.not_met, item.unknown, item.amount, parts)
    return found


def answers(statement: Statement, rows: list[tuple], names: list[str]) -> Answers:
    found: Answers = {}
    for row in rows:
        cells = dict(zip(names, row, strict=True))
        for item in statement.columns:
            parts = tuple(cells[column] for column in item.components.values())
            found[(cells["family"], item.programme)] = (
                cells[item.not_met],
                cells[item.unknown],
                cells[item.amount],
                parts,
            )
    return found


def tables(homes: Homes) -> tuple[list[tuple], list[tuple]]:
    families = [(number, *(family[name] for name in FAMILY_TYPES)) for number, (family, _) in enumerate(homes)]
    members = [
        (number, *(one[name] for name in MEMBER_TYPES)) for number, (_, people) in enumerate(homes) for one in people
    ]
    return families, members


def fill(cursor, mark: str, homes: Homes, *, iso: bool = False, temporary: str = "") -> None:
    for name, types, rows in zip(("families", "members"), (FAMILY_TYPES, MEMBER_TYPES), tables(homes), strict=True):
        columns = ", ".join(f'"{column}" {kind}' for column, kind in types.items())
        cursor.execute(f"DROP TABLE IF EXISTS {name}")
        cursor.execute(f"CREATE {temporary} TABLE {name} (family INTEGER, {columns})")
        if rows:
            clean = [c.isoformat() if iso and isinstance(c, date) else c for row in rows for c in row]
            one = f"({', '.join([mark] * (len(types) + 1))})"
            cursor.execute(f"INSERT INTO {name} VALUES {', '.join([one] * len(rows))}", clean)


def compiled(rules: ResolvedRules, engine: Engine, *, with_members: bool = True) -> Statement:
    return compile_statement(rules, engine, members="members" if with_members else None, components=True)


def rules_of(text: str) -> ResolvedRules:
    book = load_text(text)
    check(book)
    return resolve(book, DAY)


QUICK = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


@QUICK
@given(text=rule_books(), homes=households)
def test_duckdb_and_sqlite_agree_with_the_reference(text: str, homes: Homes) -> None:
    rules = rules_of(text)
    with duckdb.connect() as connection, sqlite3.connect(":memory:") as light:
        fill(connection, "?", homes)
        fill(light, "?", homes, iso=True)
        for with_members in (True, False):
            wanted = expected(rules, homes, with_members=with_members)
            statement = compiled(rules, Engine.DUCKDB, with_members=with_members)
            result = connection.execute(statement.sql)
            assert answers(statement, result.fetchall(), [d[0] for d in result.description]) == wanted
            statement = compiled(rules, Engine.SQLITE, with_members=with_members)
            cursor = light.execute(statement.sql)
            assert answers(statement, cursor.fetchall(), [d[0] for d in cursor.description]) == wanted


@pytest.fixture(scope="module")
def postgres() -> Iterator:
    import psycopg

    address = os.environ.get("PILAR_TEST_POSTGRES", "postgresql://pilar@127.0.0.1:5544/pilar")
    try:
        connection = psycopg.connect(address, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL: {error}")
    with connection:
        yield connection.cursor()


@pytest.mark.postgres
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=rule_books(), homes=households)
def test_postgresql_agrees_with_the_reference(postgres, text: str, homes: Homes) -> None:
    rules = rules_of(text)
    fill(postgres, "%s", homes, temporary="TEMPORARY")
    statement = compiled(rules, Engine.POSTGRESQL)
    rows = postgres.execute(statement.sql).fetchall()
    assert answers(statement, rows, [d.name for d in postgres.description]) == expected(rules, homes)


@pytest.fixture(scope="module")
def spark() -> Iterator:
    """One process has one JVM: the session must hold the jar that the linkage test in the same process needs."""
    pytest.importorskip("pyspark.sql")
    from pilar.evidence.linkage.engine.spark.dialect import start_session

    session = start_session(master="local[1]", memory="2g", partitions=1)
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(text=rule_books(most=12), homes=households)
def test_spark_agrees_with_the_reference_from_parquet(spark, tmp_path_factory, text: str, homes: Homes) -> None:
    rules = rules_of(text)
    folder = tmp_path_factory.mktemp("parquet")
    with duckdb.connect() as connection:
        fill(connection, "?", homes)
        for name in ("families", "members"):
            connection.execute(f"COPY {name} TO '{folder / name}.parquet' (FORMAT parquet)")
            spark.read.parquet(f"{folder / name}.parquet").createOrReplaceTempView(name)
    statement = compiled(rules, Engine.SPARK)
    frame = spark.sql(statement.sql)
    assert answers(statement, [tuple(row) for row in frame.collect()], frame.columns) == expected(rules, homes)


def test_forty_conditions_fill_several_words() -> None:
    """More conditions than one 32-bit word holds: bits 0 to 39 and the amount's bit 40."""
    tests = ["f", "g", "a > 3", "t = 'SD'"]
    parts = [HEADER]
    for number in range(40):
        parts.append(
            f'[[condition]]\nkey = "k{number}"\nfrom = 2020-01-01\nwhen = "{tests[number % 4]} OR b = {number}"\n'
        )
    keys = ", ".join(f'"k{number}"' for number in range(40))
    parts.append(f'[[programme]]\nkey = "p"\nfrom = 2020-01-01\nconditions = [{keys}]\n')
    parts.append('[[programme.component]]\nkey = "c"\neach = 7\nmember = "sakit"\n')
    rules = rules_of("".join(parts))
    empty = dict.fromkeys(FAMILY_TYPES)
    nobody = dict.fromkeys(MEMBER_TYPES)
    homes: Homes = [
        ({**empty, "f": False, "a": 1, "b": 20}, [nobody]),
        ({**empty, "f": True, "g": True, "a": 9, "t": "SD", "b": 20}, [{**nobody, "sakit": True}]),
        ({**empty, "f": False, "g": False, "a": 1, "t": "x", "b": 20}, []),
    ]
    wanted = expected(rules, homes)
    assert wanted[(0, "p")][1] >> 40 == 1
    assert wanted[(1, "p")][:3] == (0, 0, 7)
    assert wanted[(2, "p")][0] == (1 << 40) - 1 - (1 << 20)
    with duckdb.connect() as connection, sqlite3.connect(":memory:") as light:
        fill(connection, "?", homes)
        fill(light, "?", homes, iso=True)
        statement = compiled(rules, Engine.DUCKDB)
        result = connection.execute(statement.sql)
        assert answers(statement, result.fetchall(), [d[0] for d in result.description]) == wanted
        statement = compiled(rules, Engine.SQLITE)
        cursor = light.execute(statement.sql)
        assert answers(statement, cursor.fetchall(), [d[0] for d in cursor.description]) == wanted
