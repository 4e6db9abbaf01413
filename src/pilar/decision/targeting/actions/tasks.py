"""Data tasks follow each evaluation of today; facts beyond the form are stated one by one."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction

from pilar.core.audit import actions as audit
from pilar.core.bulk.write import insert_query
from pilar.core.ids import new_ids
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor
from pilar.decision.targeting import problems
from pilar.decision.targeting.models import EvaluationRun, StatedFact
from pilar.decision.targeting.queries.fields import stated_field
from pilar.decision.targeting.rules_engine.catalogue import Kind, Subject
from pilar.evidence.registry import queries as registry
from pilar.foundation.accounts.queries import today

if TYPE_CHECKING:
    import duckdb

Value = bool | int | str | None


def renew_tasks(engine: duckdb.DuckDBPyConnection, run: EvaluationRun, *, at: datetime) -> dict[str, int]:
    """Bring the open tasks of the run's area to what `missing` says. Returns opened, kept, closed.

    One task per family: it stays the same task while anything is missing, and closes when nothing is.
    """
    stamp = at.isoformat(sep=" ")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS missing_now")
        json = "jsonb" if connection.vendor == "postgresql" else "text"
        cursor.execute(
            "CREATE TEMP TABLE missing_now (new_id bigint, family bigint PRIMARY KEY, wilayah varchar(16), "
            f"programmes {json}, conditions {json}, fields {json})"
        )
    size = engine.execute("SELECT count(*) FROM missing").fetchone()
    start = new_ids(int(size[0]) if size else 0).start
    insert_query(
        engine,
        "missing_now",
        ("new_id", "family", "wilayah", "programmes", "conditions", "fields"),
        f"SELECT {start} - 1 + row_number() OVER (ORDER BY family), family, wilayah, programmes, conditions, fields FROM missing",
    )
    inside = ("t.wilayah >= %s AND t.wilayah < %s", [run.wilayah, run.wilayah + ":"]) if run.wilayah else ("1=1", [])
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE targeting_datatask AS t SET is_open = %s, closed_at = %s WHERE t.is_open AND {inside[0]} "
            "AND NOT EXISTS (SELECT 1 FROM missing_now m WHERE m.family = t.family_id)",
            [False, stamp, *inside[1]],
        )
        closed = cursor.rowcount
        cursor.execute(
            "UPDATE targeting_datatask SET run_id = %s, last_seen_at = %s, wilayah = m.wilayah, programmes = m.programmes, "
            "conditions = m.conditions, fields = m.fields FROM missing_now m WHERE m.family = targeting_datatask.family_id "
            "AND targeting_datatask.is_open",
            [run.pk, stamp],
        )
        kept = cursor.rowcount
        cursor.execute(
            "INSERT INTO targeting_datatask (id, family_id, wilayah, run_id, programmes, conditions, fields, is_open, "
            "opened_at, last_seen_at) SELECT m.new_id, m.family, m.wilayah, %s, m.programmes, m.conditions, m.fields, %s, %s, %s "
            "FROM missing_now m WHERE NOT EXISTS (SELECT 1 FROM targeting_datatask t WHERE t.family_id = m.family AND t.is_open)",
            [run.pk, True, stamp, stamp],
        )
        opened = cursor.rowcount
        cursor.execute("DROP TABLE missing_now")
    return {"opened": opened, "kept": kept, "closed": closed}


@transaction.atomic
def state_fact(
    *,
    family_id: int,
    person_id: int | None,
    field: str,
    value: Value,
    as_of: date,
    source: str,
    by: Actor,
    at: datetime,
) -> int:
    """Record a fact that a rule file declares beyond the form. Returns its id.

    `value` None: not known any more. Raises UMUM-403 (registry.family.edit), UMUM-404, KET-004 (no source), KET-012,
    KET-015 (no such field), KET-016 (a value of another kind).
    """
    by.scope.require("registry.family.edit")
    family = registry.get_family(by.scope, family_id, today(at))
    subject, declared = stated_field(field)
    if (subject is Subject.MEMBER) != (person_id is not None):
        raise problems.UNKNOWN_FIELD(field=field)
    if person_id is not None and person_id not in {member.id for member in family.members}:
        raise NOT_FOUND()
    if not source.strip():
        raise problems.REASON_NEEDED()
    if as_of > today(at):
        raise problems.BAD_DAY(day=as_of.strftime("%d-%m-%Y"))
    if value is not None and not _fits(declared.kind, value):
        raise problems.BAD_VALUE(label=declared.label or declared.name)
    row = StatedFact(
        family_id=family_id, person_id=person_id, wilayah=family.wilayah, field=field, value=value, as_of=as_of,
        source=source.strip()[:200], by=by.username, role=by.role, at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    audit.record(
        "targeting.fact.stated",
        by=by,
        at=at,
        wilayah=family.wilayah,
        subject=("family", family_id),
        after={"field": field, "as_of": as_of.isoformat()},
        reason=source.strip(),
    )
    return row.pk


def _fits(kind: Kind, value: Value) -> bool:
    if kind is Kind.BOOLEAN:
        return isinstance(value, bool)
    if kind is Kind.DATE:
        try:
            date.fromisoformat(str(value))
        except ValueError:
            return False
        return isinstance(value, str)
    if kind is Kind.TEXT:
        return isinstance(value, str)
    return isinstance(value, int) and not isinstance(value, bool)
