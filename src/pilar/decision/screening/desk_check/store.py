"""Keeping findings: new ones begin, present ones are seen again, vanished ones are resolved. Set-based, repeatable."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection

from pilar.core.bulk.write import insert_query
from pilar.core.ids import new_ids
from pilar.evidence.intake.publish.matching import count, moment

if TYPE_CHECKING:
    import duckdb


def store_findings(engine: duckdb.DuckDBPyConnection, at: datetime) -> dict[str, int]:
    """Bring the findings of the cases in `cases` to what `found` says. Call inside a transaction.

    Returns cases, findings, new, resolved.
    """
    binary_free = {"found": "id bigint, case_id bigint, wilayah varchar(16), code varchar(10), severity varchar(8), facts text",
                   "checked": "case_id bigint, wilayah varchar(16), errors integer, warnings integer"}  # fmt: skip
    size = count(engine, "found")
    start = new_ids(size).start
    with connection.cursor() as cursor:
        for name, columns in binary_free.items():
            cursor.execute(f"DROP TABLE IF EXISTS desk_{name}")
            cursor.execute(f"CREATE TEMP TABLE desk_{name} ({columns})")
    insert_query(
        engine, "desk_found", ["id", "case_id", "wilayah", "code", "severity", "facts"],
        f"SELECT {start} - 1 + row_number() OVER (ORDER BY case_id, code), case_id, wilayah, code, severity, facts FROM found",
    )  # fmt: skip
    insert_query(
        engine, "desk_checked", ["case_id", "wilayah", "errors", "warnings"],
        "SELECT c.case_id, c.wilayah, count(*) FILTER (f.severity = 'error'), count(*) FILTER (f.severity = 'warning') "
        "FROM cases c LEFT JOIN found f USING (case_id) GROUP BY c.case_id, c.wilayah",
    )  # fmt: skip
    new, resolved = _merge(moment(at))
    return {"cases": count(engine, "cases"), "findings": size, "new": new, "resolved": resolved}


def _merge(at: str) -> tuple[int, int]:
    json = "::jsonb" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE screening_finding SET resolved_at = %s WHERE resolved_at IS NULL AND case_id IN (SELECT case_id FROM desk_checked) "
            "AND NOT EXISTS (SELECT 1 FROM desk_found f WHERE f.case_id = screening_finding.case_id AND f.code = screening_finding.code)",
            [at],
        )
        resolved = cursor.rowcount
        cursor.execute(
            f"UPDATE screening_finding SET last_seen_at = %s, facts = f.facts{json}, severity = f.severity, wilayah = f.wilayah "
            "FROM desk_found f WHERE screening_finding.resolved_at IS NULL AND screening_finding.case_id = f.case_id "
            "AND screening_finding.code = f.code",
            [at],
        )
        cursor.execute(
            "INSERT INTO screening_finding (id, case_id, wilayah, code, severity, facts, first_seen_at, last_seen_at) "
            f"SELECT f.id, f.case_id, f.wilayah, f.code, f.severity, f.facts{json}, {_typed(at)}, {_typed(at)} FROM desk_found f "
            "WHERE NOT EXISTS (SELECT 1 FROM screening_finding s WHERE s.case_id = f.case_id AND s.code = f.code AND s.resolved_at IS NULL)"
        )
        new = cursor.rowcount
        cursor.execute(
            "INSERT INTO screening_checkedcase (case_id, wilayah, checked_at, errors, warnings) "
            f"SELECT case_id, wilayah, {_typed(at)}, errors, warnings FROM desk_checked WHERE true "
            "ON CONFLICT (case_id) DO UPDATE SET wilayah = excluded.wilayah, checked_at = excluded.checked_at, "
            "errors = excluded.errors, warnings = excluded.warnings"
        )
    return int(new), int(resolved)


def _typed(at: str) -> str:
    return f"'{at}'::timestamptz" if connection.vendor == "postgresql" else f"'{at}'"
