"""Set-based SQL for both engines: temporary tables, blocks of ids, counted statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection


def temporary(name: str, columns: str) -> None:
    """An empty temporary table of this connection."""
    end = " ON COMMIT DELETE ROWS" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} ({columns}){end}")
        cursor.execute(f"DELETE FROM {name}")


def execute(sql: str, parameters: Sequence[Any] = ()) -> int:
    """Run one statement; returns the rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))
        return int(cursor.rowcount)


def rows(sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of a read."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))
        return list(cursor.fetchall())


def number(sql: str, parameters: Sequence[Any] = ()) -> int:
    """The one number of a read; 0 for NULL. Exact: sums of rupiah are integers on both engines."""
    return int(rows(sql, parameters)[0][0] or 0)


def moment(at: datetime) -> Any:
    """A moment as this engine keeps it."""
    return connection.ops.adapt_datetimefield_value(at)


def day(value: Any) -> Any:
    """A day as this engine keeps it."""
    return connection.ops.adapt_datefield_value(value)


def true(yes: bool) -> str:
    """A boolean literal."""
    if connection.vendor == "postgresql":
        return "true" if yes else "false"
    return "1" if yes else "0"


def pairs_of_json(column: str) -> tuple[str, str, str]:
    """(table function with alias j, key, whole number) over a JSON object of numbers."""
    if connection.vendor == "postgresql":
        return f"jsonb_each_text({column}) j", "j.key", "j.value::bigint"
    return f"json_each({column}) j", "j.key", "CAST(j.value AS INTEGER)"
