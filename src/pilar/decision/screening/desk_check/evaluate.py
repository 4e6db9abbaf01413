"""The rules over the table `cases`, all in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pilar.decision.screening.desk_check.rules import RULES, Rule

if TYPE_CHECKING:
    import duckdb


def evaluate(engine: duckdb.DuckDBPyConnection, rules: Sequence[Rule] = RULES) -> int:
    """Make the table `found` (case_id, wilayah, code, severity, facts as JSON text). Returns its number of rows."""
    selects = [
        f"SELECT case_id, wilayah, '{rule.code}' AS code, '{rule.severity}' AS severity, {_facts(rule)} AS facts FROM cases "
        f"WHERE coalesce({rule.sql}, false)"
        for rule in rules
    ]
    engine.execute("CREATE OR REPLACE TABLE found AS " + " UNION ALL ".join(selects))
    row = engine.execute("SELECT count(*) FROM found").fetchone()
    return int(row[0]) if row else 0


def _facts(rule: Rule) -> str:
    """A JSON object of the rule's columns: dates as ISO text, numbers as numbers. Never a NIK or KK."""
    if not rule.facts:
        return "'{}'"
    return "CAST(to_json(struct_pack(" + ", ".join(f'"{name}" := "{name}"' for name in rule.facts) + ")) AS VARCHAR)"
