"""Results of a run into the tables of pairs, set-based, inside the caller's transaction.

What people decided stays: a pair that somebody called two persons is decided as long as the evidence is the same or no stronger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

from pilar.core.bulk.write import insert_query
from pilar.core.ids import new_ids
from pilar.core.scope import Scope
from pilar.evidence.linkage.models import CandidatePair

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from pilar.evidence.linkage.queries.frame import Frame

_NEW = "padanan_baru"
_TOUCHED = "padanan_disentuh"
_SEEN = "padanan_dilihat"
_COLUMNS = {
    "id": "bigint", "subject_kind": "smallint", "left_id": "bigint", "right_id": "bigint", "left_wilayah": "varchar(16)",
    "right_wilayah": "varchar(16)", "weight": "double precision", "probability": "double precision", "band": "varchar(8)",
    "evidence": "json", "fingerprint": "varchar(32)", "cluster": "bigint", "is_refused": "boolean",
}  # fmt: skip
_RENEWED = ("left_wilayah", "right_wilayah", "weight", "probability", "band", "evidence", "fingerprint", "cluster", "is_refused")  # fmt: skip
_NO = (
    "EXISTS (SELECT 1 FROM linkage_decision d WHERE d.pair_id = linkage_candidatepair.id AND d.undone_at IS NULL "
    "AND d.verdict = 'bukan'{more})"
)
_REMEMBERED = _NO.format(
    more=" AND (d.fingerprint = n.fingerprint OR (d.weight IS NOT NULL AND n.weight IS NOT NULL AND d.weight > n.weight))"
)


@dataclass(frozen=True, slots=True)
class Written:
    """`fresh`: pairs nobody saw before; `reopened`: new evidence; `hidden`: decided and left so; `lapsed`: open ones that hold no more."""

    fresh: int
    reopened: int
    hidden: int
    lapsed: int

    def plus(self, other: Written) -> Written:
        """The sum of two."""
        return Written(
            self.fresh + other.fresh, self.reopened + other.reopened, self.hidden + other.hidden, self.lapsed + other.lapsed
        )  # fmt: skip


def write_pairs(
    engine: duckdb.DuckDBPyConnection,
    pairs: pa.Table,
    *,
    subject_kind: int,
    run_id: int,
    scope: Scope,
    at: datetime,
    touched: Sequence[int] | None = None,
) -> Written:
    """Bring the stored pairs of one kind up to date.

    `pairs`: the columns of `matching.register.Result.pairs`. Open pairs of the scope that are not among them lapse; with `touched`
    only those with one of these ids on a side.
    """
    _stage(engine, pairs, subject_kind)
    moment = connection.ops.adapt_datetimefield_value(at)
    before = _one(f"SELECT count(*) FROM linkage_candidatepair p JOIN {_NEW} n {_same('p')} WHERE p.state = 'diputus'")
    _run(
        f"UPDATE linkage_candidatepair SET {', '.join(f'{name} = {_value(name)}' for name in _RENEWED)}, "
        f"state = CASE WHEN state = 'terbuka' THEN state WHEN {_REMEMBERED} THEN 'diputus' "
        f"WHEN state = 'gugur' OR {_NO.format(more='')} THEN 'terbuka' ELSE state END, "
        f"run_id = %s, updated_at = %s FROM {_NEW} n WHERE {_on('linkage_candidatepair')}",
        [run_id, moment],
    )
    after = _one(f"SELECT count(*) FROM linkage_candidatepair p JOIN {_NEW} n {_same('p')} WHERE p.state = 'diputus'")
    names = ["id", "subject_kind", "left_id", "right_id", *_RENEWED]
    fresh = _run(
        f"INSERT INTO linkage_candidatepair ({', '.join(names)}, state, run_id, found_at, updated_at) "
        f"SELECT {', '.join(_value(name) if name in _RENEWED else f'n.{name}' for name in names)}, 'terbuka', %s, %s, %s FROM {_NEW} n "
        f"WHERE NOT EXISTS (SELECT 1 FROM linkage_candidatepair p WHERE {_on('p')})",
        [run_id, moment, moment],
    )
    lapsed = _lapse(scope, subject_kind, run_id, moment, touched)
    return Written(fresh, max(before - after, 0), after, lapsed)


def _value(name: str) -> str:
    return f"CAST(n.{name} AS jsonb)" if name == "evidence" and connection.vendor == "postgresql" else f"n.{name}"


def _stage(engine: duckdb.DuckDBPyConnection, pairs: pa.Table, subject_kind: int) -> None:
    start = new_ids(len(pairs)).start if len(pairs) else 0
    engine.register("found_pairs", pairs)
    shown = ", ".join(name for name in _COLUMNS if name not in ("id", "subject_kind"))
    temp_table(
        engine, _NEW, _COLUMNS,
        f"SELECT {start} - 1 + row_number() OVER (ORDER BY left_id, right_id) AS id, {subject_kind} AS subject_kind, {shown} FROM found_pairs",
    )  # fmt: skip
    engine.unregister("found_pairs")
    _run(f"CREATE INDEX {_NEW}_ends ON {_NEW} (left_id, right_id)")


def temp_table(engine: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str], sql: str) -> None:
    """A temporary table of the database with the rows of a DuckDB query."""
    described = ", ".join(f'"{key}" {kind}' for key, kind in columns.items())
    _run(f"DROP TABLE IF EXISTS {name}")
    _run(f"CREATE TEMP TABLE {name} ({described})")
    insert_query(engine, name, list(columns), sql)


def _on(table: str) -> str:
    return f"{table}.subject_kind = n.subject_kind AND {table}.left_id = n.left_id AND {table}.right_id = n.right_id"


def _same(table: str) -> str:
    return f"ON {_on(table)}"


def _lapse(scope: Scope, subject_kind: int, run_id: int, moment: Any, touched: Sequence[int] | None) -> int:
    """Open pairs that this run looked at again and did not find."""
    left, left_values = scope.sql("left_wilayah")
    right, right_values = scope.sql("right_wilayah")
    near = ""
    if touched is not None:
        _ids_table(_TOUCHED, touched)
        near = f" AND (left_id IN (SELECT id FROM {_TOUCHED}) OR right_id IN (SELECT id FROM {_TOUCHED}))"
    return _run(
        f"UPDATE linkage_candidatepair SET state = 'gugur', updated_at = %s WHERE state = 'terbuka' AND subject_kind = %s "
        f"AND run_id <> %s AND {left} AND {right}{near}",
        [moment, subject_kind, run_id, *left_values, *right_values],
    )


def _ids_table(name: str, ids: Sequence[int]) -> None:
    from pilar.core.bulk.write import insert_tuples

    _run(f"DROP TABLE IF EXISTS {name}")
    _run(f"CREATE TEMP TABLE {name} (id bigint PRIMARY KEY)")
    insert_tuples(name, ["id"], [(int(number),) for number in sorted(set(ids))])


def mark_seen(engine: duckdb.DuckDBPyConnection, frame: Frame, rows: Any, run_id: int) -> int:
    """Move the watermark of the persons in the given rows of the frame to the revisions that were compared. Returns their number."""
    import pyarrow as pa

    seen = pa.table(
        {
            "person_id": frame.ids[rows],
            "revision": frame.revisions[rows],
            "family_id": frame.families[rows],
            "family_revision": frame.family_revisions[rows],
        }
    )
    engine.register("seen_persons", seen)
    columns = {"person_id": "bigint", "revision": "integer", "family_id": "bigint", "family_revision": "integer"}
    temp_table(
        engine, _SEEN, columns,
        "SELECT person_id, revision, nullif(family_id, -1) AS family_id, nullif(family_revision, -1) AS family_revision FROM seen_persons",
    )  # fmt: skip
    engine.unregister("seen_persons")
    names = ", ".join(columns)
    return _run(
        f"INSERT INTO linkage_linkedperson ({names}, run_id) SELECT {names}, %s FROM {_SEEN} WHERE true "
        "ON CONFLICT (person_id) DO UPDATE SET revision = excluded.revision, family_id = excluded.family_id, "
        "family_revision = excluded.family_revision, run_id = excluded.run_id",
        [run_id],
    )


def rejected_pairs(subject_kind: int) -> frozenset[tuple[int, int]]:
    """Ids of pairs that a person decided are two, and nobody took that back."""
    rows = CandidatePair.objects.filter(
        subject_kind=subject_kind, state="diputus", decisions__verdict="bukan", decisions__undone_at__isnull=True
    )
    return frozenset(rows.values_list("left_id", "right_id"))


def _run(sql: str, values: Sequence[Any] = ()) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return int(cursor.rowcount)


def _one(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])
