"""Evaluating an area: read the input and seal it, evaluate, write outcomes portion by portion, close the run.

Every step is one transaction; done again after a crash it goes on behind the last finished portion and writes nothing
twice (an outcome exists once per run, family and programme).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from pilar.core.audit import actions as audit
from pilar.core.bulk.engine import analysis
from pilar.core.bulk.files import keep_bytes, open_kept
from pilar.core.bulk.write import insert_query
from pilar.core.ids import encode_id, new_ids
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor, is_area_code
from pilar.decision.targeting import problems
from pilar.decision.targeting.book import checked_book
from pilar.decision.targeting.choices import RuleGroup, groups_from_data, rule_groups
from pilar.decision.targeting.evaluation import evaluate_into, outcome_digest
from pilar.decision.targeting.missing import find_missing
from pilar.decision.targeting.models import EvaluationRun, Outcome, RunTotal
from pilar.decision.targeting.queries.versions import all_choices, required_on
from pilar.decision.targeting.rules_engine.problems import RulesRefused
from pilar.decision.targeting.snapshot import load_snapshot, open_snapshot, pack_snapshot, wanted_by
from pilar.foundation.accounts.queries import today

if TYPE_CHECKING:
    import duckdb

    from pilar.core.bulk.models import StoredFile

PORTION = 3_000
"""Families whose outcomes are written in one transaction; a kelurahan is never split."""
OLDEST = date(2000, 1, 1)
_COLUMNS = (
    "id", "run_id", "family_id", "wilayah", "programme", "outcome", "not_met", "unknown", "amount", "components",
)  # fmt: skip


class Step(Protocol):
    """Opens one transaction that keeps an effect and the cursor together."""

    def __call__(self, cursor: dict[str, Any], done: int, total: int) -> AbstractContextManager[object]: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """An area and the date of its data (which is also the date of the rules)."""

    area: str
    day: date


def check_asked(area: str, day: date, *, by: Actor, at: datetime) -> None:
    """Raises UMUM-403, UMUM-404 (outside the scope), KET-010 (no rules), KET-012 (a day that cannot be)."""
    if not by.scope.can("targeting.publish"):
        by.scope.require("targeting.manage")
    if not is_area_code(area) or not by.scope.covers(area):
        raise NOT_FOUND()
    if not OLDEST <= day <= today(at):
        raise problems.BAD_DAY(day=day.strftime("%d-%m-%Y"))
    required_on(day)


def evaluate_area(asked: Asked, *, by: Actor, at: datetime, step: Step, cursor: dict[str, Any]) -> dict[str, Any]:
    """The whole evaluation. Returns {"run": address form of its id, "families", "outcomes", "tasks"}.

    Args:
        step: opens the transaction of a portion.
        cursor: {} at the beginning; after an interruption {"run": id, "after": last finished kelurahan}.

    Raises the problems of `check_asked`.
    """
    with analysis() as engine:
        if cursor:
            run = EvaluationRun.objects.select_related("version", "snapshot").get(pk=int(cursor["run"]))
            if run.state == "complete":
                return _result(run)
            groups = _again(engine, run)
        else:
            run, groups = _begin(engine, asked, by=by, at=at, step=step)
        evaluate_into(engine, groups)
        _write_outcomes(engine, run, str(cursor.get("after", "")), step)
        with step({"run": run.pk, "after": "~"}, run.families, run.families):
            _finish(engine, run, groups, by=by, at=at)
    return _result(run)


def _result(run: EvaluationRun) -> dict[str, Any]:
    return {"run": encode_id(run.pk), "families": run.families, "outcomes": run.outcomes, "digest": run.digest[:16]}


def _begin(
    engine: duckdb.DuckDBPyConnection, asked: Asked, *, by: Actor, at: datetime, step: Step
) -> tuple[EvaluationRun, tuple[RuleGroup, ...]]:
    check_asked(asked.area, asked.day, by=by, at=at)
    version = required_on(asked.day)
    groups = rule_groups(checked_book(version.files), all_choices(), asked.area, asked.day)
    wanted = wanted_by([group.rules for group in groups])
    past = asked.day < today(at)
    families = load_snapshot(engine, by.scope, asked.area, wanted, day=asked.day, known_at=at, past=past)
    name = f"potret-{asked.area or 'semua'}-{asked.day.isoformat()}.zip"
    kept = keep_bytes(name, [pack_snapshot(engine)], by=by, at=at)
    run = EvaluationRun(
        version=version,
        wilayah=asked.area,
        day=asked.day,
        data_date=asked.day,
        known_at=at,
        choices=[group.as_data() for group in groups],
        state="running",
        snapshot=kept,
        snapshot_digest=kept.sha256,
        families=families,
        requested_by=by.username,
        started_at=at,
    )
    with step({"run": run.pk, "after": ""}, 0, families):
        run.save(force_insert=True)
        audit.record(
            "targeting.run.begun",
            by=by,
            at=at,
            wilayah=run.wilayah,
            subject=("evaluation_run", run.pk),
            after={"version": version.number, "day": asked.day.isoformat(), "snapshot": kept.sha256},
            rows=families,
        )
    return run, groups


def _again(engine: duckdb.DuckDBPyConnection, run: EvaluationRun) -> tuple[RuleGroup, ...]:
    """The input of a run from its sealed snapshot, and its rules. Raises KET-017."""
    open_snapshot(engine, _snapshot_bytes(run.snapshot))
    return groups_from_data(checked_book(run.version.files), run.choices, run.day)


def _snapshot_bytes(file: StoredFile | None) -> bytes:
    if file is None:
        raise problems.SNAPSHOT_DAMAGED()
    try:
        return open_kept(file.sha256).read()
    except (OSError, ValueError):
        raise problems.SNAPSHOT_DAMAGED() from None


def _write_outcomes(engine: duckdb.DuckDBPyConnection, run: EvaluationRun, after: str, step: Step) -> None:
    done = 0
    for villages, size in _portions(engine):
        done += size
        if villages[-1] <= after:
            continue
        inside = f"left(wilayah, 10) BETWEEN '{villages[0]}' AND '{villages[-1]}'"
        count = engine.execute(f"SELECT count(*) FROM outcomes WHERE {inside}").fetchone()
        start = new_ids(int(count[0]) if count else 0).start
        with step({"run": run.pk, "after": villages[-1]}, done, run.families):
            insert_query(
                engine,
                Outcome._meta.db_table,
                _COLUMNS,
                f"SELECT {start} - 1 + row_number() OVER (ORDER BY family, place), {run.pk}, family, wilayah, programme, outcome, "
                f"not_met, unknown, amount, components FROM outcomes WHERE {inside} ORDER BY family, place",
                skip_conflicts=True,
            )


def _portions(engine: duckdb.DuckDBPyConnection) -> Iterator[tuple[list[str], int]]:
    rows = engine.execute("SELECT left(wilayah, 10) AS v, count(*) FROM families GROUP BY v ORDER BY v").fetchall()
    villages: list[str] = []
    size = 0
    for village, number in rows:
        if villages and size + number > PORTION:
            yield villages, size
            villages, size = [], 0
        villages.append(village)
        size += number
    if villages:
        yield villages, size


def _finish(
    engine: duckdb.DuckDBPyConnection, run: EvaluationRun, groups: tuple[RuleGroup, ...], *, by: Actor, at: datetime
) -> None:
    """Totals, digest, tasks, and which run is the present one, in the caller's transaction."""
    RunTotal.objects.filter(run_id=run.pk).delete()
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE totals AS SELECT left(wilayah, 10) AS wilayah, programme, place, "
        "count(*) FILTER (outcome = 'met') AS met, count(*) FILTER (outcome = 'not_met') AS not_met, "
        "count(*) FILTER (outcome = 'unknown') AS unknown, sum(amount)::BIGINT AS amount FROM outcomes GROUP BY ALL"
    )
    size = engine.execute("SELECT count(*) FROM totals").fetchone()
    start = new_ids(int(size[0]) if size else 0).start
    insert_query(
        engine,
        RunTotal._meta.db_table,
        ("id", "run_id", "wilayah", "programme", "met", "not_met", "unknown", "amount"),
        f"SELECT {start} - 1 + row_number() OVER (ORDER BY wilayah, place), {run.pk}, wilayah, programme, met, not_met, unknown, "
        "amount FROM totals ORDER BY wilayah, place",
    )
    sums = engine.execute(
        "SELECT programme, sum(met)::BIGINT, sum(not_met)::BIGINT, sum(unknown)::BIGINT, sum(amount)::BIGINT FROM totals "
        "GROUP BY programme, place ORDER BY place"
    ).fetchall()
    run.counts = {row[0]: {"met": row[1], "not_met": row[2], "unknown": row[3], "amount": row[4]} for row in sums}
    run.outcomes = sum(row[1] + row[2] + row[3] for row in sums)
    run.digest, run.state, run.finished_at = outcome_digest(engine), "complete", at
    if run.day == today(run.known_at):
        from pilar.decision.targeting.actions.tasks import renew_tasks

        find_missing(engine, groups)
        run.counts["tugas"] = renew_tasks(engine, run, at=at)
        EvaluationRun.objects.filter(wilayah=run.wilayah, current=True).update(current=False)
        run.current = True
    run.save()
    audit.record(
        "targeting.run.finished",
        by=by,
        at=at,
        wilayah=run.wilayah,
        subject=("evaluation_run", run.pk),
        after={"digest": run.digest, "counts": run.counts},
        rows=run.outcomes,
    )


def recompute(*, run_id: int, by: Actor) -> tuple[str, str]:
    """(kept digest, digest of doing it again from the sealed input). Equal means bit for bit the same.

    Raises UMUM-403, UMUM-404, KET-017.
    """
    by.scope.require("targeting.view")
    run = EvaluationRun.objects.within(by.scope).select_related("version", "snapshot").filter(pk=run_id).first()
    if run is None or run.state != "complete":
        raise NOT_FOUND()
    with analysis() as engine:
        try:
            groups = _again(engine, run)
        except RulesRefused:
            raise problems.SNAPSHOT_DAMAGED() from None
        evaluate_into(engine, groups)
        return run.digest, outcome_digest(engine)
