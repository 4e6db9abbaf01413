"""Writing of scenarios: draw one up, compute it, keep who would enter or leave, share it, drop it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction

from pilar.core.audit import actions as audit
from pilar.core.bulk.engine import analysis
from pilar.core.bulk.write import insert_query
from pilar.core.ids import new_ids
from pilar.core.problems import NOT_ALLOWED, NOT_FOUND
from pilar.core.scope import Actor, Scope
from pilar.decision.targeting import problems_rank as problems
from pilar.decision.targeting.book import shipped_files
from pilar.decision.targeting.models import (
    CoverageArea,
    CoverageRun,
    RankRun,
    RuleVersion,
    Scenario,
    ScenarioChange,
    SurveyHousehold,
)
from pilar.decision.targeting.queries.compare import outcomes_by
from pilar.decision.targeting.queries.coverage import line_for
from pilar.decision.targeting.queries.versions import published_on
from pilar.decision.targeting.rank_data import load_answers
from pilar.decision.targeting.rules_engine.problems import RulesRefused
from pilar.decision.targeting.simulation import Result, ScenarioRefused, Settings, simulate
from pilar.decision.targeting.snapshot.cache import data_token
from pilar.foundation.accounts.queries import today

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

RECIPIENTS = {"pkh": "pkh", "sembako": "sembako", "permakanan": "permakanan_lansia"}
"""Rule key to the programme name on recipient lists, where they differ or are known to be the same."""
RECENT_DAYS = 183
_KEPT = 3
_lock = threading.Lock()
_people: OrderedDict[Hashable, pa.Table] = OrderedDict()


@dataclass(frozen=True)
class Computed:
    """A result and, while the engine is open, the table `changed`."""

    result: Result
    baseline: str


@transaction.atomic
def draw_up(
    *, area: str, name: str, programme: str, settings: Settings, version_id: int | None, by: Actor, at: datetime
) -> int:
    """A new scenario. Raises UMUM-403, UMUM-404, SKOR-030 (no name), SKOR-031 (name taken)."""
    by.scope.require("targeting.view")
    if not area or not by.scope.covers(area):
        raise NOT_FOUND()
    if not name.strip():
        raise problems.BAD_SCENARIO(reason="nama kosong")
    if version_id is not None and not RuleVersion.objects.filter(pk=version_id).exists():
        raise NOT_FOUND()
    if Scenario.objects.filter(wilayah=area, by=by.username, name=name.strip()[:120]).exists():
        raise problems.NAME_TAKEN(name=name.strip()[:120])
    row = Scenario(
        wilayah=area, name=name.strip()[:120], programme=programme, version_id=version_id, settings=settings.as_data(),
        by=by.username, created_at=at, updated_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    audit.record(
        "targeting.scenario.drawn", by=by, at=at, wilayah=area, subject=("scenario", row.pk),
        after={"programme": programme, "settings": settings.as_data(), "version": version_id},
    )  # fmt: skip
    return row.pk


@transaction.atomic
def share(*, scenario_id: int, shared: bool, by: Actor, at: datetime) -> None:
    """Let colleagues of the area see it, or no longer. Raises UMUM-403, UMUM-404."""
    row = own(scenario_id, by)
    Scenario.objects.filter(pk=row.pk).update(shared=shared, updated_at=at)
    audit.record(
        "targeting.scenario.shared", by=by, at=at, wilayah=row.wilayah, subject=("scenario", row.pk),
        after={"shared": shared},
    )  # fmt: skip


def own(scenario_id: int, by: Actor) -> Scenario:
    """A scenario its author may change. Raises UMUM-403, UMUM-404."""
    by.scope.require("targeting.view")
    row = Scenario.objects.within(by.scope).select_related("version").filter(pk=scenario_id).first()
    if row is None:
        raise NOT_FOUND()
    if row.by != by.username:
        raise NOT_ALLOWED()
    return row


def families_of_area(scope: Scope, area: str) -> int:
    """Active families, to tell whether a page can wait for the result."""
    where, values = scope.narrowed(area).sql("wilayah")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM registry_family WHERE status = 'aktif' AND {where}", values)
        return int(cursor.fetchone()[0])


def compute(*, scenario_id: int, by: Actor, at: datetime) -> Result:
    """Compute a scenario and keep result and changes. Repeated, it replaces them.

    Raises UMUM-403, UMUM-404, SKOR-010 (no scores), SKOR-020 (no line), SKOR-030 (settings or rules refused).
    """
    row = own(scenario_id, by)
    with analysis() as engine:
        try:
            result, baseline = _simulated(engine, row, by, at)
        except (ScenarioRefused, RulesRefused) as refused:
            Scenario.objects.filter(pk=row.pk).update(state="failed", problem=str(refused)[:500], updated_at=at)
            raise problems.BAD_SCENARIO(reason=str(refused)[:300]) from None
        with transaction.atomic():
            _keep_changes(engine, row)
            Scenario.objects.filter(pk=row.pk).update(
                state="done",
                problem="",
                result={**result.as_data(), "baseline": baseline},
                computed_at=at,
                updated_at=at,
            )
            audit.record(
                "targeting.scenario.computed", by=by, at=at, wilayah=row.wilayah, subject=("scenario", row.pk),
                after={"selected": result.selected, "enters": result.enters, "leaves": result.leaves, "cost": result.cost},
                rows=result.enters + result.leaves,
            )  # fmt: skip
    return result


def _simulated(engine: duckdb.DuckDBPyConnection, row: Scenario, by: Actor, at: datetime) -> tuple[Result, str]:
    run = RankRun.objects.filter(wilayah=row.wilayah, current=True).select_related("card").first()
    if run is None:
        raise problems.NO_RUN()
    scope = by.scope.narrowed(row.wilayah)
    day = today(at)
    outcome = outcomes_by(scope, row.wilayah, files_of(row, at), day=day, at=at)
    engine.register("all_outcomes", outcome)
    engine.execute(
        "CREATE TABLE outcome AS SELECT family, wilayah, outcome, amount FROM all_outcomes WHERE programme = ?",
        [row.programme],
    )
    if not _count(engine, "outcome"):
        raise ScenarioRefused(f"program “{row.programme}” tidak berlaku hari ini menurut ketentuan itu")
    engine.register("people", _people_of(scope, run, at))
    baseline = _before(engine, row, scope, at)
    _truth(engine, run)
    need = {
        code: poor / 100
        for code, poor in CoverageArea.objects.filter(
            run__in=CoverageRun.objects.filter(wilayah=row.wilayah, current=True)
        ).values_list("wilayah", "poor_hundredths")
    }
    return simulate(engine, Settings.of(row.settings), need), baseline


def files_of(row: Scenario, at: datetime) -> Mapping[str, str]:
    """The rule texts of a scenario: its own version, else those in force, else the shipped ones."""
    version = row.version or published_on(today(at))
    return version.files if version is not None else shipped_files()


def _count(engine: duckdb.DuckDBPyConnection, table: str) -> int:
    found = engine.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(found[0]) if found else 0


def _people_of(scope: Scope, run: RankRun, at: datetime) -> pa.Table:
    """See simulation.py; kept in memory while neither scores nor data change."""
    key = (scope.prefixes, run.pk, data_token())
    with _lock:
        if key in _people:
            _people.move_to_end(key)
            return _people[key]
    table = _load_people(scope, run, at)
    with _lock:
        _people[key] = table
        while len(_people) > _KEPT:
            _people.popitem(last=False)
    return table


def _load_people(scope: Scope, run: RankRun, at: datetime) -> pa.Table:
    import numpy as np
    import pyarrow as pa

    from pilar.decision.targeting.measure.coverage import chances
    from pilar.decision.targeting.rank.card import POINT, card_of
    from pilar.evidence.intake.publish.run import insert_arrow

    card = card_of(run.card.card, f"kartu {run.card.number}")
    line = float(line_for(run.wilayah, run.card.survey.as_of).line or 0)
    with analysis() as engine:
        load_answers(engine, scope, run.wilayah, day=today(at), at=at)
        engine.execute("CREATE TABLE kept (family BIGINT, score INTEGER, tenth INTEGER, desil INTEGER)")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT family_id, score, tenth, desil FROM targeting_familyscore WHERE run_id = %s", [run.pk]
            )
            while rows := cursor.fetchmany(50_000):
                insert_arrow(engine, "kept", rows)
        scores = engine.execute("SELECT DISTINCT score FROM kept ORDER BY score").fetchnumpy()["score"]
        chance, _ = chances(np.asarray(scores, dtype=np.float64), line, card.spread, POINT)
        engine.register("chance_of", pa.table({"score": pa.array(scores), "chance": pa.array(chance)}))
        return engine.execute(
            "SELECT a.family, a.wilayah, k.score, k.tenth, k.desil, coalesce(c.chance, 0.0) AS chance, "
            "coalesce(a.hhmale = 0, false) AS female, coalesce(a.lansia > 0, false) AS elderly, "
            "coalesce(a.hhsize <= 2, false) AS small, coalesce(a.disabilitas = 1, false) AS disabled, "
            "coalesce(a.hhsize > 0 AND a.depratio IS NULL, false) AS idle "
            "FROM answers a LEFT JOIN kept k USING (family) LEFT JOIN chance_of c ON c.score = k.score"
        ).to_arrow_table()


def _before(engine: duckdb.DuckDBPyConnection, row: Scenario, scope: Scope, at: datetime) -> str:
    """Today: families on recipient lists of the last half year; where no list names the programme, the rule in force."""
    from pilar.evidence.intake.publish.run import insert_arrow

    where, values = scope.sql("f.wilayah")
    first = today(at).toordinal() - RECENT_DAYS
    engine.execute("CREATE TABLE listed_today (family BIGINT)")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT f.id FROM registry_receivedaid a JOIN registry_family f ON f.id = a.family_id "
            f"WHERE lower(a.programme) = %s AND a.as_of >= %s AND {where}",
            [RECIPIENTS.get(row.programme, row.programme), type(today(at)).fromordinal(first).isoformat(), *values],
        )
        insert_arrow(engine, "listed_today", cursor.fetchall())
    if _count(engine, "listed_today"):
        engine.execute(
            "CREATE TABLE before AS SELECT l.family, coalesce(o.amount, 0) AS amount FROM listed_today l LEFT JOIN outcome o USING (family)"
        )
        return "penerima"
    version = published_on(today(at))
    files = version.files if version is not None else shipped_files()
    engine.register("rule_today", outcomes_by(scope, row.wilayah, files, day=today(at), at=at))
    engine.execute(
        "CREATE TABLE before AS SELECT family, amount FROM rule_today WHERE programme = ? AND outcome = 'met'",
        [row.programme],
    )
    return "ketentuan"


def _truth(engine: duckdb.DuckDBPyConnection, run: RankRun) -> None:
    from pilar.evidence.intake.publish.run import insert_arrow

    line = line_for(run.wilayah, run.card.survey.as_of).line or 0
    engine.execute("CREATE TABLE truth (family BIGINT, poor INTEGER, weight DOUBLE)")
    rows = SurveyHousehold.objects.filter(survey=run.card.survey, family__isnull=False).values_list(
        "family_id", "consumption", "weight_millionths"
    )
    insert_arrow(
        engine, "truth", [(family, int(consumption < line), weight / 1e6) for family, consumption, weight in rows]
    )


def _keep_changes(engine: duckdb.DuckDBPyConnection, row: Scenario) -> None:
    ScenarioChange.objects.filter(scenario=row).delete()
    size = _count(engine, "changed")
    start = new_ids(size).start
    insert_query(
        engine,
        "targeting_scenariochange",
        ["id", "scenario_id", "family_id", "wilayah", "enters", "why", "amount"],
        f"SELECT {start} - 1 + row_number() OVER (ORDER BY wilayah, family), {row.pk}, family, wilayah, enters, why, "
        "CAST(amount AS BIGINT) FROM changed ORDER BY wilayah, family",
    )
