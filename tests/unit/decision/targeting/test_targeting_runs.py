"""Evaluations of the register: outcomes, totals, tasks, choices by area, the past, resuming, doing it again bit for bit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from targeting_people import (
    CITY,
    OTHER_VILLAGE,
    RULES,
    VILLAGE,
    dtsen,
    household,
    member,
    observe,
    publish_rules,
)

from pilar.core.bulk.engine import analysis
from pilar.core.problems import Problem
from pilar.core.scope import Scope
from pilar.decision.targeting.actions import choices, runs
from pilar.decision.targeting.actions.tasks import state_fact
from pilar.decision.targeting.book import checked_book, shipped_files
from pilar.decision.targeting.choices import rule_groups
from pilar.decision.targeting.evaluation import evaluate_into, outcome_digest
from pilar.decision.targeting.models import DataTask, EvaluationRun, Outcome, RunTotal
from pilar.decision.targeting.rules_engine.dialects import Engine
from pilar.decision.targeting.rules_engine.statement import compile_statement
from pilar.decision.targeting.snapshot import load_snapshot, wanted_by
from pilar.evidence.registry.models import DtsenEntry, Family, Membership, PersonFacts

TODAY = date(2026, 11, 24)


@contextmanager
def _step(cursor: dict[str, Any], done: int, total: int) -> Iterator[None]:
    with transaction.atomic():
        yield


def evaluate(
    at: datetime, day: date = TODAY, area: str = "1872", step: Any = _step, cursor: Any = None
) -> EvaluationRun:
    runs.evaluate_area(runs.Asked(area, day), by=CITY, at=at, step=step, cursor=cursor or {})
    return EvaluationRun.objects.order_by("-id")[0]


def outcomes(run: EvaluationRun) -> dict[tuple[int, str], tuple[str, int, int, int]]:
    rows = Outcome.objects.filter(run=run)
    return {(o.family_id, o.programme): (o.outcome, o.not_met, o.unknown, o.amount) for o in rows}


@pytest.fixture
def people(db: None) -> dict[str, Family]:
    version = dtsen("v1", date(2026, 2, 1))
    return {
        "two": household("DUA ANAK", desil=2, children=(2, 2), version=version),
        "rich": household("MAMPU", desil=9, children=(2,), version=version, village=OTHER_VILLAGE),
        "open": household("TANPA DESIL", desil=None, children=(2,)),
        "maybe": household("BELUM TAHU", desil=1, children=(None,), version=version),
        "none": household("TANPA ANAK", desil=1, version=version),
    }


def test_every_family_gets_an_outcome_with_its_masks_and_amount(people: dict[str, Family], at: datetime) -> None:
    publish_rules(at=at)
    run = evaluate(at)
    found = outcomes(run)
    assert found[(people["two"].pk, "sekolah")] == ("met", 0, 0, 200_000)
    assert found[(people["rich"].pk, "sekolah")] == ("not_met", 1, 0, 0)
    assert found[(people["open"].pk, "sekolah")] == ("unknown", 0, 1, 0)
    assert found[(people["maybe"].pk, "sekolah")][:2] == ("unknown", 0)
    assert found[(people["none"].pk, "sekolah")] == ("not_met", 2, 0, 0)
    assert found[(people["two"].pk, "kunjungan")] == ("unknown", 0, 2, 0)
    assert (run.state, run.current, run.families, run.outcomes) == ("complete", True, 5, 10)
    totals = RunTotal.objects.get(run=run, wilayah=VILLAGE, programme="sekolah")
    assert (totals.met, totals.not_met, totals.unknown, totals.amount) == (1, 1, 2, 200_000)
    assert runs.recompute(run_id=run.pk, by=CITY) == (run.digest, run.digest)


def test_unknown_makes_one_task_per_family_that_closes_when_the_fact_is_there(
    people: dict[str, Family], at: datetime
) -> None:
    publish_rules(at=at)
    evaluate(at)
    tasks = {one.family_id: one for one in DataTask.objects.filter(is_open=True)}
    assert set(tasks) == {people[key].pk for key in ("two", "open", "maybe", "none")}
    assert tasks[people["maybe"].pk].fields == ["dikunjungi", "partisipasi_sekolah"]
    assert tasks[people["open"].pk].fields == ["desil", "dikunjungi"]
    assert tasks[people["two"].pk].fields == ["dikunjungi"]
    state_fact(
        family_id=people["two"].pk,
        person_id=None,
        field="dikunjungi",
        value=True,
        as_of=TODAY,
        source="kunjungan",
        by=CITY,
        at=at,
    )
    later = at + timedelta(minutes=5)
    run = evaluate(later)
    assert outcomes(run)[(people["two"].pk, "kunjungan")][0] == "met"
    assert not DataTask.objects.filter(family=people["two"], is_open=True).exists()
    assert DataTask.objects.filter(family=people["open"]).count() == 1
    assert EvaluationRun.objects.filter(current=True).count() == 1


@pytest.mark.parametrize(
    ("given", "code"),
    [({"field": "desil"}, "KET-015"), ({"value": "ya"}, "KET-016"), ({"value": 1}, "KET-016"), ({"source": ""}, "KET-004"),
     ({"as_of": date(2027, 1, 1)}, "KET-012"), ({"person_id": 5}, "KET-015"), ({"family_id": 5}, "UMUM-404")],
)  # fmt: skip
def test_a_stated_fact_of_the_wrong_kind_is_refused(
    people: dict[str, Family], at: datetime, given: dict[str, Any], code: str
) -> None:
    publish_rules(at=at)
    base = {
        "family_id": people["two"].pk,
        "person_id": None,
        "field": "dikunjungi",
        "value": True,
        "as_of": TODAY,
        "source": "x",
    }
    with pytest.raises(Problem) as refused:
        state_fact(**(base | given), by=CITY, at=at)
    assert refused.value.code == code


def test_no_rules_no_evaluation_and_no_day_that_cannot_be(people: dict[str, Family], at: datetime) -> None:
    with pytest.raises(Problem) as refused:
        evaluate(at)
    assert refused.value.code == "KET-010"
    publish_rules(at=at)
    for day in (date(2027, 1, 1), date(1999, 1, 1)):
        with pytest.raises(Problem) as refused:
            evaluate(at, day)
        assert refused.value.code == "KET-012"
    with pytest.raises(Problem) as refused:
        runs.check_asked("1871", TODAY, by=CITY, at=at)
    assert refused.value.code == "UMUM-404"


def test_a_past_day_comes_from_the_observations_and_is_bit_for_bit_what_was_found_then(
    people: dict[str, Family], at: datetime
) -> None:
    publish_rules(at=at)
    first = evaluate(at)
    child = people["two"].persons.get(relation=3, name__endswith="1")
    later = TODAY + timedelta(days=30)
    observe(2, child.pk, {"partisipasi_sekolah": 3}, day=later)
    PersonFacts.objects.filter(person=child).update(partisipasi_sekolah=3)
    moved = people["none"]
    observe(1, moved.pk, {"wilayah": OTHER_VILLAGE}, day=later)
    Family.objects.filter(pk=moved.pk).update(wilayah=OTHER_VILLAGE)
    member(people["none"], "BAYI", date(2026, 12, 1), None, day=later)
    Membership.objects.filter(person=people["maybe"].persons.get(relation=3)).update(active_to=later)
    people["maybe"].persons.filter(relation=3).update(family=None)
    DtsenEntry(version=dtsen("v2", later), family=people["rich"], wilayah=OTHER_VILLAGE, desil=1, row=1).save(
        force_insert=True
    )
    Family.objects.filter(pk=people["rich"].pk).update(desil=1)
    then = at + timedelta(days=31)
    now_run = evaluate(then, later + timedelta(days=1))
    again = evaluate(then + timedelta(minutes=1), TODAY)
    assert again.digest == first.digest
    assert now_run.digest != first.digest
    assert not again.current and EvaluationRun.objects.get(pk=now_run.pk).current
    assert outcomes(now_run)[(people["two"].pk, "sekolah")] == ("met", 0, 0, 100_000)
    assert outcomes(now_run)[(people["rich"].pk, "sekolah")][0] == "met"
    assert runs.recompute(run_id=first.pk, by=CITY) == (first.digest, first.digest)


def test_an_interrupted_run_goes_on_and_writes_nothing_twice(
    people: dict[str, Family], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_rules(at=at)
    monkeypatch.setattr(runs, "PORTION", 1)
    reached: list[dict[str, Any]] = []

    class Killed(BaseException):
        pass

    @contextmanager
    def dying(cursor: dict[str, Any], done: int, total: int) -> Iterator[None]:
        if len(reached) == 2:
            raise Killed
        with transaction.atomic():
            yield
        reached.append(cursor)

    with pytest.raises(Killed):
        evaluate(at, step=dying)
    half = EvaluationRun.objects.get()
    assert half.state == "running" and 0 < Outcome.objects.count() < 10
    Family.objects.filter(pk=people["two"].pk).update(desil=9)
    run = evaluate(at, cursor=reached[-1])
    assert (run.pk, run.state, Outcome.objects.filter(run=run).count()) == (half.pk, "complete", 10)
    assert outcomes(run)[(people["two"].pk, "sekolah")][0] == "met"
    done_again = runs.evaluate_area(
        runs.Asked("1872", TODAY), by=CITY, at=at, step=_step, cursor={"run": run.pk, "after": "~"}
    )
    assert done_again["outcomes"] == 10 and Outcome.objects.count() == 10


def test_areas_may_choose_differently_among_dated_alternatives(people: dict[str, Family], at: datetime) -> None:
    text = RULES.replace('key = "batas"\nfrom', 'key = "batas"\nalternative = "empat"\nfrom').replace(
        'title = "Uji"', 'title = "Uji"\n[choices]\nbatas = "empat"'
    )
    publish_rules(
        text + '\n[[parameter]]\nkey = "batas"\nalternative = "sembilan"\nfrom = 2025-01-01\nvalue = 9\n', at=at
    )
    choices.choose(
        wilayah=OTHER_VILLAGE[:6], key="batas", alternative="sembilan", valid_from=TODAY, basis="SK", by=CITY, at=at
    )
    run = evaluate(at)
    assert outcomes(run)[(people["rich"].pk, "sekolah")] == ("met", 0, 0, 100_000)
    assert outcomes(run)[(people["two"].pk, "sekolah")][0] == "met"
    assert [one["wilayah"] for one in run.choices] == ["", OTHER_VILLAGE[:6]]
    assert runs.recompute(run_id=run.pk, by=CITY) == (run.digest, run.digest)


def test_outcomes_are_read_only_inside_the_scope(people: dict[str, Family], at: datetime) -> None:
    publish_rules(at=at)
    run = evaluate(at)
    village = Scope((OTHER_VILLAGE,), frozenset({"*"}))
    assert {row.family_id for row in Outcome.objects.within(village).filter(run=run)} == {people["rich"].pk}


def test_the_database_itself_gives_the_same_outcomes_as_the_snapshot(people: dict[str, Family], at: datetime) -> None:
    """Shipped rules, compiled for this engine (SQLite or PostgreSQL) and for DuckDB, over the same rows with their NULLs."""
    groups = rule_groups(checked_book(shipped_files()), [], "1872", TODAY)
    native = Engine.POSTGRESQL if connection.vendor == "postgresql" else Engine.SQLITE
    kinds = {"BIGINT": "bigint", "DOUBLE": "double precision", "VARCHAR": "text", "BOOLEAN": "boolean", "DATE": "date"}
    with analysis() as engine:
        load_snapshot(engine, CITY.scope, "1872", wanted_by([groups[0].rules]), day=TODAY, known_at=at, past=False)
        evaluate_into(engine, groups)
        assert outcome_digest(engine) == outcome_digest(engine)
        with connection.cursor() as cursor:
            for table in ("families", "members"):
                columns = [(name, kind) for name, kind, *_ in engine.execute(f"DESCRIBE {table}").fetchall()]
                shape = ", ".join(f'"{name}" {kinds[kind]}' for name, kind in columns)
                cursor.execute(f"CREATE TEMP TABLE {table} ({shape})")
                rows = engine.execute(f"SELECT * FROM {table}").fetchall()
                cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(columns))})", rows)
            statement = compile_statement(groups[0].rules, native)
            cursor.execute(statement.sql.replace("%", "%%"), [])
            names = [column[0] for column in cursor.description or ()]
            answers = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            cursor.execute("DROP TABLE families")
            cursor.execute("DROP TABLE members")
        kept = engine.execute("SELECT family, programme, not_met, unknown, amount FROM outcomes").fetchall()
    native_rows = {
        (row["family"], c.programme, row[c.not_met], row[c.unknown], row[c.amount])
        for row in answers
        for c in statement.columns
    }
    assert native_rows == set(kept)
    assert len(kept) == 5 * len(statement.columns)


DESA_RULES = """title = "Uji desa"
[fields]
di_desa = { type = "boolean", label = "Tinggal di desa" }
[[condition]]
key = "desa"
from = 2025-01-01
when = "di_desa"
[[programme]]
key = "dana_desa"
from = 2025-01-01
conditions = ["desa"]
"""


def test_the_code_of_the_area_tells_desa_from_kelurahan(db: None, at: datetime) -> None:
    """BLT Dana Desa is for desa: seventh digit 2; a kelurahan (1) is not met, not unknown."""
    town, village = household("KOTA", desil=1), household("DESA", desil=1, village="1872022001")
    publish_rules(DESA_RULES, at=at)
    found = outcomes(evaluate(at))
    assert found[(town.pk, "dana_desa")][0] == "not_met"
    assert found[(village.pk, "dana_desa")][0] == "met"


def test_the_shipped_village_fund_asks_for_a_desa() -> None:
    book = checked_book(shipped_files())
    programme = next(one for one in book.programmes if one.key == "blt_desa")
    assert "di_desa_berdana" in programme.conditions
