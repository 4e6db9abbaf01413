"""Simulation: quota, budget, order and split; who enters and leaves; saved, shared, exported."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from local_rank_office import MAKER, OTHER, families, published, scored

from pilar.core.ids import encode_id
from pilar.core.problems import Problem
from pilar.decision.targeting.actions import coverage, simulation
from pilar.decision.targeting.models import Scenario, ScenarioChange
from pilar.decision.targeting.queries import simulation as queries
from pilar.decision.targeting.simulation import ScenarioRefused, Settings, divide, simulate
from pilar.evidence.registry.models import Family


def engine(rows: int = 40) -> duckdb.DuckDBPyConnection:
    """Families 1..rows: every fourth unknown, every fourth not met; score falls with the number; half receive today."""
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE outcome AS SELECT i AS family, CASE WHEN i % 2 = 0 THEN '1872011001' ELSE '1872011003' END || '001001' AS wilayah, "
        "CASE i % 4 WHEN 1 THEN 'not_met' WHEN 2 THEN 'unknown' ELSE 'met' END AS outcome, "
        f"CASE WHEN i % 4 IN (0, 3) THEN 100000 ELSE 0 END AS amount FROM range(1, {rows + 1}) t(i)"
    )
    connection.execute(
        "CREATE TABLE people AS SELECT family, wilayah, 1000 - family AS score, 1 AS tenth, CAST(NULL AS INTEGER) AS desil, "
        "0.2 AS chance, family % 3 = 0 AS female, false AS elderly, false AS small, false AS disabled, false AS idle FROM outcome"
    )
    connection.execute("CREATE TABLE before AS SELECT family, 100000 AS amount FROM outcome WHERE family <= 20")
    connection.execute("CREATE TABLE truth (family BIGINT, poor INTEGER, weight DOUBLE)")
    return connection


@settings(max_examples=15, deadline=None)
@given(
    quota=st.one_of(st.none(), st.integers(0, 60)),
    budget=st.one_of(st.none(), st.integers(0, 5_000_000)),
    split=st.sampled_from(["satu_garis", "merata", "kebutuhan"]),
    order=st.sampled_from(["skor", "desil"]),
)
def test_no_scenario_selects_an_unknown_or_breaks_its_limits(quota, budget, split, order) -> None:
    with engine() as connection:
        found = simulate(
            connection,
            Settings(order=order, split=split, quota=quota, budget=budget),
            {"1872011001": 3.0, "1872011003": 1.0},
        )
        wrong = connection.execute(
            "SELECT count(*) FROM chosen JOIN outcome USING (family) WHERE outcome <> 'met'"
        ).fetchone()
        assert wrong == (0,)
        assert found.selected <= (quota if quota is not None else 20)
        assert budget is None or found.cost <= budget
        assert found.cost == found.selected * 100_000
        assert found.enters + found.stays == found.selected
        assert found.leaves + found.stays == found.today == 20
        assert sum(area["selected"] for area in found.areas) == found.selected
        assert sum(found.leaves_why.values()) == found.leaves


def test_lowest_score_first_and_reasons_of_those_who_leave() -> None:
    with engine() as connection:
        connection.execute("INSERT INTO truth VALUES (40, 1, 2.0), (39, 0, 1.0), (4, 1, 1.0)")
        found = simulate(connection, Settings(quota=2))
        assert connection.execute("SELECT family FROM chosen ORDER BY 1").fetchall() == [(39,), (40,)]
        assert found.leaves_why == {"quota": 10, "rule": 5, "unknown": 5}
        assert found.truth == {"households": 3, "exclusion": round(1 - 2 / 3, 4), "inclusion": round(1 / 3, 4)}


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 200),
    st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.floats(0, 50), st.integers(0, 40)), min_size=1),
)
def test_places_are_divided_without_remainder(places, areas) -> None:
    weights = {name: weight for name, (weight, _most) in areas.items()}
    most = {name: limit for name, (_weight, limit) in areas.items()}
    given_out = divide(places, weights, most)
    assert sum(given_out.values()) == min(places, sum(most.values()))
    assert all(0 <= given_out[name] <= most[name] for name in areas)


def test_settings_that_make_no_sense_are_refused() -> None:
    for bad in ({"order": "acak"}, {"split": "suka"}, {"quota": -1}, {"budget": 10**16}, {"most_desil": 11}):
        with pytest.raises(ScenarioRefused):
            Settings(**bad)
    with engine() as connection, pytest.raises(ScenarioRefused, match="celah cakupan"):
        simulate(connection, Settings(split="kebutuhan", quota=5))


@pytest.fixture
def office(metro, at: datetime) -> list[int]:
    published(at)
    made = families()
    scored(at)
    coverage.load_shipped_figures(by=MAKER, at=at)
    coverage.estimate(area="1872", by=MAKER, at=at)
    return made


def drawn(at: datetime, name: str = "Kuota 20", **given: object) -> int:
    return simulation.draw_up(
        area="1872", name=name, programme="sembako", settings=Settings(**given), version_id=None, by=MAKER, at=at
    )


def test_scenario_is_kept_with_those_who_enter_and_nobody_changes(office, at) -> None:
    first = simulation.compute(scenario_id=drawn(at, quota=20), by=MAKER, at=at)
    row = Scenario.objects.get()
    assert row.state == "done"
    assert row.result["selected"] == first.selected <= 20
    again = simulation.compute(scenario_id=row.pk, by=MAKER, at=at)
    assert again == first
    assert ScenarioChange.objects.filter(scenario=row).count() == first.enters + first.leaves
    assert Family.objects.filter(status="aktif").count() == len(office)
    with pytest.raises(Problem) as refused:
        drawn(at)
    assert refused.value.code == "SKOR-031"
    broken = simulation.draw_up(
        area="1872", name="Tidak ada", programme="program_lain", settings=Settings(), version_id=None, by=MAKER, at=at
    )
    with pytest.raises(Problem) as refused:
        simulation.compute(scenario_id=broken, by=MAKER, at=at)
    assert refused.value.code == "SKOR-030"
    assert Scenario.objects.get(pk=broken).state == "failed"


def test_others_see_a_scenario_only_when_shared_and_the_workbook_names_no_number(office, at, browser) -> None:
    row = drawn(at, quota=15, split="kebutuhan")
    simulation.compute(scenario_id=row, by=MAKER, at=at)
    assert not queries.list_scenarios(OTHER.scope, username="budi")
    simulation.share(scenario_id=row, shared=True, by=MAKER, at=at)
    assert [one.pk for one in queries.list_scenarios(OTHER.scope, username="budi")] == [row]
    with pytest.raises(Problem):
        simulation.share(scenario_id=row, shared=False, by=OTHER, at=at)
    page = browser("kabid", "kepala_bidang")
    assert page.get(f"/simulasi/{encode_id(row)}/").status_code == 200
    book = page.get(f"/simulasi/{encode_id(row)}/lembar.xlsx")
    with ZipFile(BytesIO(book.content)) as archive:
        assert sum(name.startswith("xl/worksheets/sheet") for name in archive.namelist()) == 3
    answer = page.post(
        "/simulasi/baru/",
        {
            "nama": "Dari halaman",
            "program": "sembako",
            "ketentuan": "",
            "urutan": "desil",
            "pembagian": "merata",
            "kuota": "12",
        },
    )
    assert answer.status_code == 302
    own = Scenario.objects.get(name="Dari halaman")
    assert own.result["selected"] <= 12
    both = page.get(f"/simulasi/banding/?pilih={encode_id(row)}&pilih={encode_id(own.pk)}")
    assert both.status_code == 200
    assert "Dari halaman" in both.content.decode()
