"""Rules over a snapshot: one statement per rule group, and the outcomes as one long table.

`outcomes(family, wilayah, place, programme, outcome, not_met, unknown, amount, components)`: `place` is the position of the
programme in the file, `components` a JSON text with the rupiah of each component that pays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pilar.decision.targeting.choices import RuleGroup
from pilar.decision.targeting.rules_engine.dialects import Engine
from pilar.decision.targeting.rules_engine.statement import Columns, compile_statement

if TYPE_CHECKING:
    import duckdb

_BATCH = 50_000


def evaluate_into(
    engine: duckdb.DuckDBPyConnection,
    groups: Sequence[RuleGroup],
    *,
    table: str = "outcomes",
    components: bool = True,
    only: Sequence[str] = (),
) -> int:
    """Evaluate every family of the snapshot. Returns the number of outcomes.

    Args:
        groups: from `rule_groups`; the first one is that of all families outside the others' areas.
        table: name of the table to make.
        components: also keep the amounts of the components.
        only: keys of programmes to keep; empty keeps all.
    """
    engine.execute(
        f"CREATE OR REPLACE TABLE {table} (family BIGINT, wilayah VARCHAR, place INTEGER, programme VARCHAR, outcome VARCHAR, "
        "not_met BIGINT, unknown BIGINT, amount BIGINT, components VARCHAR)"
    )
    for group in each_group(engine, groups):
        statement = compile_statement(
            group.rules, Engine.DUCKDB, families="group_families", members="members", components=components
        )
        engine.execute(f"CREATE OR REPLACE TEMP TABLE wide AS {statement.sql}")
        for place, columns in enumerate(statement.columns):
            if not only or columns.programme in only:
                _lengthen(engine, table, place, columns)
        engine.execute("DROP TABLE wide")
    row = engine.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0


def each_group(engine: duckdb.DuckDBPyConnection, groups: Sequence[RuleGroup]) -> Iterator[RuleGroup]:
    """Groups that have programmes, each with the view `group_families` of its families."""
    number_of_group = _group_sql(groups)
    for number, group in enumerate(groups):
        inside = f"WHERE {number_of_group} = {number}" if len(groups) > 1 else ""
        engine.execute(f"CREATE OR REPLACE TEMP VIEW group_families AS SELECT * FROM families {inside}")
        if group.rules.programmes:
            yield group


def _group_sql(groups: Sequence[RuleGroup]) -> str:
    """The number of a family's group: that of the deepest area which contains it."""
    deepest = sorted(enumerate(groups), key=lambda pair: -len(pair[1].wilayah))
    tests = [f"WHEN starts_with(wilayah, '{group.wilayah}') THEN {number}" for number, group in deepest]
    return f"CASE {' '.join(tests)} END"


def _lengthen(engine: duckdb.DuckDBPyConnection, table: str, place: int, columns: Columns) -> None:
    parts = [
        f"CASE WHEN w.{column} > 0 THEN '\"{key}\": ' || w.{column} END" for key, column in columns.components.items()
    ]
    components = f"'{{' || concat_ws(', ', {', '.join(parts)}) || '}}'" if parts else "'{}'"
    engine.execute(
        f"INSERT INTO {table} SELECT w.family, f.wilayah, {place}, '{columns.programme}', "
        f"CASE WHEN w.{columns.not_met} <> 0 THEN 'not_met' WHEN w.{columns.unknown} <> 0 THEN 'unknown' ELSE 'met' END, "
        f"w.{columns.not_met}, w.{columns.unknown}, w.{columns.amount}, {components} FROM wide w JOIN families f USING (family)"
    )


def outcome_digest(engine: duckdb.DuckDBPyConnection, table: str = "outcomes") -> str:
    """SHA-256 over all outcomes in the order of family and programme: equal digests mean equal decisions."""
    result = engine.execute(
        "SELECT sha256(string_agg(concat_ws('|', family, programme, outcome, not_met, unknown, amount, components), chr(10) "
        f"ORDER BY programme)) FROM {table} GROUP BY family ORDER BY family"
    )
    whole = hashlib.sha256()
    while rows := result.fetchmany(_BATCH):
        for (part,) in rows:
            whole.update(part.encode())
    return whole.hexdigest()
