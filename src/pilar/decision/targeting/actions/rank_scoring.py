"""Scoring all families of an area with the published card: one statement, then kept in slices that may be repeated."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction

from pilar.core.audit import actions as audit
from pilar.core.bulk.engine import analysis
from pilar.core.bulk.write import insert_query
from pilar.core.ids import new_ids
from pilar.core.problems import NOT_FOUND
from pilar.core.scope import Actor, Scope
from pilar.decision.targeting import problems_rank as problems
from pilar.decision.targeting.models import CardVersion, RankRun
from pilar.decision.targeting.rank.card import Card, card_of
from pilar.decision.targeting.rank_data import load_answers
from pilar.evidence.intake.publish.matching import moment

if TYPE_CHECKING:
    import duckdb

SLICE = 20_000
APART = 2
"""Tenths between local score and BPS desil from which somebody should visit."""
Step = Callable[[int, int, str], AbstractContextManager[object]]
"""step(done, total, sentence): one transaction with the effect inside it."""


def published_card(scope: Scope, area: str) -> CardVersion:
    """The card in force for an area: its own, else that of the nearest area above. Raises SKOR-007."""
    codes = [code for code in ("", area[:2], area[:4], area[:6], area[:10]) if area.startswith(code)]
    rows = CardVersion.objects.filter(state="published", wilayah__in=codes)
    found = max(rows, key=lambda card: len(card.wilayah), default=None)
    if found is None or not scope.prefixes:
        raise problems.NO_CARD()
    return found


def start_run(*, area: str, by: Actor, at: datetime, day: date) -> int:
    """A new run, or the unfinished one of the same card, area and day. Raises UMUM-403, UMUM-404, SKOR-007."""
    by.scope.require("targeting.manage")
    if not by.scope.covers(area):
        raise NOT_FOUND()
    card = published_card(by.scope, area)
    with transaction.atomic():
        run = RankRun.objects.filter(card=card, wilayah=area, data_date=day, state="loading").first()
        if run is None:
            run = RankRun(card=card, wilayah=area, data_date=day, requested_by=by.username, started_at=at)
            run.save(force_insert=True)
    return run.pk


def score_area(*, run_id: int, by: Actor, at: datetime, step: Step) -> dict[str, int]:
    """Score every active family of the run's area, keep the scores, make the run the current one, renew the visits.

    May be repeated after an interruption: scores already kept stay. Returns families, incomplete, disagreeing, opened, closed.
    """
    by.scope.require("targeting.manage")
    run = RankRun.objects.within(by.scope).select_related("card").filter(pk=run_id).first()
    if run is None:
        raise NOT_FOUND()
    if run.state == "complete":
        return {"families": run.families, "incomplete": run.incomplete, "disagreeing": run.disagreeing}
    card = card_of(run.card.card, f"kartu {run.card.number}")
    with analysis() as engine:
        load_answers(engine, by.scope, run.wilayah, day=run.data_date, at=at)
        score_into(engine, card)
        counts = _counts(engine)
        _keep(engine, run, counts["families"], step)
        digest = _digest(engine)
    with step(counts["families"], counts["families"], "Memperbarui tugas kunjungan"):
        counts |= _finish(run, counts, digest, by, at)
    return counts


def score_into(engine: duckdb.DuckDBPyConnection, card: Card) -> None:
    """Table `scored(family, wilayah, score, tenth, low, high, unknown, desil, apart)` from `answers` and `families`."""
    from pilar.decision.targeting.rank.scoring import area_sql, score_sql, tenths_sql

    source = score_sql(card, table="answers", key="family", area=area_sql(card, card.area_columns))
    source = source.replace("SELECT ", 'SELECT "kabupaten" AS area, ', 1)
    missing = " + ".join(f'CAST("{name}" IS NULL AS INTEGER)' for name in card.asked() if name != "depratio") or "0"
    engine.execute("CREATE OR REPLACE TABLE band (tenth INTEGER, low INTEGER, high INTEGER)")
    engine.executemany(
        "INSERT INTO band VALUES (?, ?, ?)",
        [[tenth, low, high] for tenth, (low, high) in enumerate(card.band, start=1)],
    )
    asked = len(card.asked())
    # Where most answers are missing the score is mostly an average: it says so by its band and disagrees with nobody.
    engine.execute(
        "CREATE OR REPLACE TABLE scored AS SELECT family, wilayah, score, tenth, "
        f"CASE WHEN unknown * 2 > {asked} THEN 1 ELSE low END AS low, "
        f"CASE WHEN unknown * 2 > {asked} THEN 10 ELSE high END AS high, unknown, desil, "
        f"CASE WHEN unknown * 2 <= {asked} THEN tenth - desil END AS apart FROM ("
        "SELECT t.family, a.wilayah, CAST(t.score AS INTEGER) AS score, t.tenth, b.low, b.high, "
        f"CAST({missing} AS INTEGER) AS unknown, CAST(f.desil AS INTEGER) AS desil "
        f"FROM ({tenths_sql(source)}) t JOIN answers a USING (family) JOIN families f USING (family) JOIN band b USING (tenth))"
    )


def _counts(engine: duckdb.DuckDBPyConnection) -> dict[str, int]:
    row = engine.execute(
        f"SELECT count(*), count(*) FILTER (unknown > 0), count(*) FILTER (abs(apart) >= {APART}) FROM scored"
    ).fetchone()
    families, incomplete, disagreeing = row if row else (0, 0, 0)
    return {"families": families, "incomplete": incomplete, "disagreeing": disagreeing}


def _keep(engine: duckdb.DuckDBPyConnection, run: RankRun, families: int, step: Step) -> None:
    engine.execute(
        "CREATE OR REPLACE TABLE numbered AS SELECT *, row_number() OVER (ORDER BY wilayah, family) AS n FROM scored"
    )
    columns = ["id", "run_id", "family_id", "wilayah", "score", "tenth", "low", "high", "unknown", "desil", "apart"]
    for first in range(1, families + 1, SLICE):
        last = min(first + SLICE - 1, families)
        start = new_ids(last - first + 1).start
        with step(last, families, "Menyimpan skor keluarga"):
            insert_query(
                engine,
                "targeting_familyscore",
                columns,
                f"SELECT {start} + n - {first}, {run.pk}, family, wilayah, score, tenth, low, high, unknown, desil, apart "
                f"FROM numbered WHERE n BETWEEN {first} AND {last} ORDER BY n",
                skip_conflicts=True,
            )


def _digest(engine: duckdb.DuckDBPyConnection) -> str:
    whole = hashlib.sha256()
    rows = engine.execute("SELECT family, score, tenth FROM scored ORDER BY family")
    while part := rows.fetchmany(50_000):
        whole.update(";".join(f"{family},{score},{tenth}" for family, score, tenth in part).encode())
    return whole.hexdigest()


def _finish(run: RankRun, counts: dict[str, int], digest: str, by: Actor, at: datetime) -> dict[str, int]:
    RankRun.objects.filter(wilayah=run.wilayah, current=True).exclude(pk=run.pk).update(current=False)
    RankRun.objects.filter(pk=run.pk).update(
        state="complete",
        current=True,
        finished_at=at,
        digest=digest,
        families=counts["families"],
        incomplete=counts["incomplete"],
        disagreeing=counts["disagreeing"],
    )
    visits = renew_visits(run, at)
    audit.record(
        "targeting.rank.scored",
        by=by,
        at=at,
        wilayah=run.wilayah,
        subject=("rank_run", run.pk),
        after={"card": run.card.number, "digest": digest, **counts, **visits},
        rows=counts["families"],
    )
    return visits


def renew_visits(run: RankRun, at: datetime) -> dict[str, int]:
    """A visit for each family whose tenth and desil are two or more apart; open ones without that reason are closed."""
    where, values = _inside(run.wilayah, "v.wilayah")
    apart = f"s.run_id = {run.pk} AND s.apart IS NOT NULL AND abs(s.apart) >= {APART}"
    reason = "'Skor lokal persepuluhan ' || s.tenth || ' (mungkin ' || s.low || ' sampai ' || s.high || '), desil BPS ' || s.desil"
    urgency = "CASE WHEN s.apart < 0 THEN 10 + abs(s.apart) ELSE abs(s.apart) END"
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE targeting_visittask SET is_open = %s, result = 'tidak_berlaku', closed_at = %s, closed_by = 'sistem' "
            "WHERE id IN (SELECT v.id FROM targeting_visittask v WHERE v.is_open AND v.kind = 'desil' AND "
            f"{where} AND NOT EXISTS (SELECT 1 FROM targeting_familyscore s WHERE s.family_id = v.family_id AND {apart}))",
            [False, moment(at), *values],
        )
        closed = cursor.rowcount
        cursor.execute(
            f"UPDATE targeting_visittask SET last_seen_at = %s, run_id = s.run_id, reason = {reason}, urgency = {urgency} "
            "FROM targeting_familyscore s WHERE targeting_visittask.is_open AND targeting_visittask.kind = 'desil' "
            f"AND s.family_id = targeting_visittask.family_id AND {apart}",
            [moment(at)],
        )
        cursor.execute(
            f"SELECT s.family_id, s.wilayah, {urgency}, {reason} FROM targeting_familyscore s WHERE {apart} "
            "AND NOT EXISTS (SELECT 1 FROM targeting_visittask v WHERE v.family_id = s.family_id AND v.kind = 'desil' AND v.is_open)"
        )
        fresh = cursor.fetchall()
    add_visits(run, "desil", fresh, at)
    return {"opened": len(fresh), "closed": closed}


def add_visits(run: RankRun, kind: str, rows: list[tuple[int, str, int, str]], at: datetime) -> None:
    """Open visits: (family, wilayah, urgency, reason); a family with an open one of the kind keeps it."""
    from pilar.decision.targeting.models import VisitTask

    ids = new_ids(len(rows))
    VisitTask.objects.bulk_create(
        [
            VisitTask(
                pk=pk, family_id=family, wilayah=wilayah, kind=kind, run=run, urgency=urgency, reason=reason[:300],
                opened_at=at, last_seen_at=at,
            )
            for pk, (family, wilayah, urgency, reason) in zip(ids, rows, strict=True)
        ],
        batch_size=5_000,
        ignore_conflicts=True,
    )  # fmt: skip


def _inside(area: str, column: str) -> tuple[str, list[str]]:
    return Scope((area,)).sql(column)
