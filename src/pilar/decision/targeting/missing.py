"""What must be asked before the undecided can be decided: per family the programmes, conditions and empty fields.

`missing(family, wilayah, programmes, conditions, fields)`: JSON texts of sorted lists; one row per family with an outcome
"unknown". A member's field counts as missing only where it is what leaves the condition open for that member.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pilar.decision.targeting.choices import RuleGroup
from pilar.decision.targeting.evaluation import each_group
from pilar.decision.targeting.rules_engine.catalogue import Subject
from pilar.decision.targeting.rules_engine.dialects import DIALECTS, Engine
from pilar.decision.targeting.rules_engine.expression import Expression, FieldRef, MemberCount, children, walk
from pilar.decision.targeting.rules_engine.rendering import Renderer
from pilar.decision.targeting.rules_engine.resolution import ResolvedProgramme, ResolvedRules
from pilar.decision.targeting.rules_engine.statement import field_sql

if TYPE_CHECKING:
    import duckdb

AMOUNT = "jumlah"
"""Stands among the conditions for an amount that cannot be computed."""


def find_missing(engine: duckdb.DuckDBPyConnection, groups: Sequence[RuleGroup]) -> int:
    """Make `missing` from the snapshot and its `outcomes`. Returns the number of families."""
    engine.execute("CREATE OR REPLACE TEMP TABLE gaps (family BIGINT, programme VARCHAR, condition VARCHAR)")
    engine.execute("CREATE OR REPLACE TEMP TABLE gap_fields (family BIGINT, field VARCHAR)")
    for group in each_group(engine, groups):
        trees: dict[str, list[Expression]] = {}
        for programme in group.rules.programmes:
            _gaps_of(engine, programme)
            for key, found in _trees(programme):
                trees.setdefault(key, []).extend(found)
        for key, found in trees.items():
            for tree in dict.fromkeys(found):
                _fields_of(engine, group.rules, key, tree)
    engine.execute(
        "CREATE OR REPLACE TABLE missing AS SELECT g.family, any_value(f.wilayah) AS wilayah, "
        "to_json(list_sort(list(DISTINCT g.programme)))::VARCHAR AS programmes, "
        "to_json(list_sort(list(DISTINCT g.condition)))::VARCHAR AS conditions, "
        "coalesce(to_json(list_sort(any_value(x.fields)))::VARCHAR, '[]') AS fields FROM gaps g "
        "JOIN families f USING (family) LEFT JOIN (SELECT family, list(DISTINCT field) AS fields FROM gap_fields "
        "GROUP BY family) x USING (family) GROUP BY g.family"
    )
    row = engine.execute("SELECT count(*) FROM missing").fetchone()
    return int(row[0]) if row else 0


def _gaps_of(engine: duckdb.DuckDBPyConnection, programme: ResolvedProgramme) -> None:
    keys = [item.condition.key for item in programme.conditions]
    for bit, key in enumerate([*keys, AMOUNT]):
        engine.execute(
            f"INSERT INTO gaps SELECT family, programme, '{key}' FROM outcomes JOIN group_families USING (family) "
            f"WHERE programme = '{programme.key}' AND outcome = 'unknown' AND ((unknown >> {bit}) & 1) = 1"
        )


def _trees(programme: ResolvedProgramme) -> Iterable[tuple[str, list[Expression]]]:
    for item in programme.conditions:
        yield item.condition.key, [item.tree]
    yield AMOUNT, [tree for part in programme.components for tree in (part.units, part.each)]


def _fields_of(engine: duckdb.DuckDBPyConnection, rules: ResolvedRules, key: str, tree: Expression) -> None:
    """Empty fields of families for which `key` is open, and of their members."""
    open_families = f"SELECT DISTINCT family FROM gaps WHERE condition = '{key}'"
    for name in family_fields(tree):
        engine.execute(
            f"INSERT INTO gap_fields SELECT family, '{name}' FROM group_families WHERE \"{name}\" IS NULL "
            f"AND family IN ({open_families})"
        )
    dialect = DIALECTS[Engine.DUCKDB]
    declared = rules.catalogue.of(Subject.MEMBER)
    for predicate in dict.fromkeys(node.predicate for node in walk(tree) if isinstance(node, MemberCount)):
        names = sorted({node.name for node in walk(predicate) if isinstance(node, FieldRef)})
        columns = ", ".join(f"{field_sql(dialect, declared[name])} AS f_{name}" for name in names)
        open_members = f"SELECT family, {columns} FROM members WHERE family IN ({open_families})"
        undecided = f"SELECT * FROM ({open_members}) WHERE ({Renderer(dialect, {}).sql(predicate)}) IS NULL"
        for name in names:
            engine.execute(
                f"INSERT INTO gap_fields SELECT DISTINCT family, '{name}' FROM ({undecided}) WHERE f_{name} IS NULL"
            )


def family_fields(tree: Expression) -> tuple[str, ...]:
    """Family fields of a tree, outside of its questions about members."""
    found: dict[str, None] = {}
    waiting: list[Expression] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, FieldRef) and node.subject is Subject.FAMILY:
            found[node.name] = None
        if not isinstance(node, MemberCount):
            waiting += children(node)
    return tuple(sorted(found))
