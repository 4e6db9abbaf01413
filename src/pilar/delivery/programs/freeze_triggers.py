"""What the database itself guarantees: entitlements and their parts only grow; a frozen decree and its lines stand still.

PostgreSQL and SQLite, row by row; also used by the tamper tests.
"""

from typing import Any

_SAYS = "a frozen decree and its entitlements do not change"
_GROWS = ("programs_entitlement", "programs_entitlementpart", "programs_membershipstep", "programs_decreepaper")
_FROZEN_OF_LINE = "EXISTS (SELECT 1 FROM programs_decree d WHERE d.id = {row}.decree_id AND d.frozen_at IS NOT NULL)"
_FROZEN_OF_PART = (
    "EXISTS (SELECT 1 FROM programs_decreeline l JOIN programs_decree d ON d.id = l.decree_id "
    "WHERE l.id = {row}.line_id AND d.frozen_at IS NOT NULL)"
)
_FREEZES = (
    ("programs_decree", "OLD.frozen_at IS NOT NULL", ("UPDATE", "DELETE")),
    ("programs_decreeline", _FROZEN_OF_LINE, ("INSERT", "UPDATE", "DELETE")),
    ("programs_decreepart", _FROZEN_OF_PART, ("INSERT", "UPDATE", "DELETE")),
)


def _rules() -> list[tuple[str, str, str, str]]:
    """(name, table, verb, condition) of every trigger."""
    rules = [(f"{table}_no_{verb.lower()}", table, verb, "1=1") for table in _GROWS for verb in ("UPDATE", "DELETE")]
    for table, condition, verbs in _FREEZES:
        for verb in verbs:
            row = "NEW" if verb == "INSERT" else "OLD"
            rules.append((f"{table}_frozen_{verb.lower()}", table, verb, condition.format(row=row)))
    return rules


def create_triggers(_apps: Any, schema_editor: Any) -> None:
    """Migration step: from here on the tables are kept."""
    if schema_editor.connection.vendor == "sqlite":
        for name, table, verb, condition in _rules():
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END",
                params=None,
            )
        return
    for name, table, verb, condition in _rules():
        back = "OLD" if verb == "DELETE" else "NEW"
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
            f"RAISE EXCEPTION '{_SAYS}'; END IF; RETURN {back}; END $$",
            params=None,
        )
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()", params=None
        )


def drop_triggers(_apps: Any, schema_editor: Any) -> None:
    """Migration step backwards."""
    on_table = schema_editor.connection.vendor == "postgresql"
    for name, table, _verb, _condition in _rules():
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if on_table else ""), params=None)
