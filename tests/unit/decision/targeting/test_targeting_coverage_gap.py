"""Coverage gap: estimates that add up to the anchor, the worklist, figures as data; measures against published values."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from local_rank_office import DAY, MAKER, families, published, scored

from pilar.core.problems import Problem
from pilar.decision.targeting.actions import coverage
from pilar.decision.targeting.measure.coverage import Families, Sample, chances, estimate
from pilar.decision.targeting.models import CoverageArea, CoverageRun, PovertyFigure, VisitTask
from pilar.decision.targeting.queries import coverage as queries


def town(areas: int = 20, each: int = 200, seed: int = 3) -> tuple[Families, np.ndarray]:
    """Families with true consumption whose villages differ; (families, truth)."""
    random = np.random.default_rng(seed)
    area = np.repeat(np.arange(areas), each)
    score = np.round(random.normal(1310, 35, areas * each))
    village = random.normal(0, 8, areas)[area]
    truth = np.exp((score + village + random.normal(0, 30, areas * each)) * 0.01)
    return Families(area, score, np.full(areas * each, 4.0), random.random(areas * each) < 0.4, areas), truth


def test_expected_poor_are_near_the_truth_and_a_survey_brings_them_nearer() -> None:
    families, truth = town()
    line = float(np.quantile(truth, 0.15))
    actual = np.bincount(families.area, truth < line)
    plain = estimate(families, line=line, spread=31.0, village_spread=8.0, point=0.01)
    random = np.random.default_rng(1)
    rows = np.flatnonzero(random.random(len(truth)) < 0.25)
    sample = Sample(
        families.area[rows], (truth[rows] < line).astype(float), np.ones(len(rows)), families.area[rows] * 10 + rows % 4
    )
    mended = estimate(families, line=line, spread=31.0, village_spread=8.0, point=0.01, sample=sample)
    assert (plain.method, mended.method) == ("model", "fay_herriot")
    assert abs(plain.poor.sum() - actual.sum()) / actual.sum() < 0.2
    assert np.sqrt(np.mean((mended.poor - actual) ** 2)) < np.sqrt(np.mean((plain.poor - actual) ** 2))
    inside = (mended.low <= actual) & (actual <= mended.high)
    assert inside.mean() >= 0.85
    assert (mended.open_poor <= mended.poor + 1e-9).all()


def test_the_anchor_is_reached_and_few_interviews_are_named() -> None:
    families, truth = town(areas=5, each=40)
    line = float(np.quantile(truth, 0.2))
    sample = Sample(np.zeros(4, dtype=int), np.array([1.0, 0, 0, 1]), np.ones(4), np.arange(4))
    found = estimate(families, line=line, spread=31.0, village_spread=8.0, point=0.01, sample=sample, anchor=0.10)
    assert found.method == "model"
    assert "hanya 0 kelurahan" in found.notes[0]
    assert found.poor.sum() * 4 / families.people.sum() == pytest.approx(0.10, abs=1e-9)


def test_chance_of_being_poor_is_one_half_at_the_line() -> None:
    chance, density = chances(np.array([1300.0, 1400.0]), float(np.exp(13.0)), 30.0, 0.01)
    assert chance[0] == pytest.approx(0.5)
    assert chance[1] < 0.001
    assert density[0] == pytest.approx(1 / (30 * np.sqrt(2 * np.pi)))


def test_estimate_in_the_office_lists_kelurahan_and_opens_visits_for_unlisted_families(metro, at, browser) -> None:
    published(at)
    with pytest.raises(Problem) as refused:
        coverage.estimate(area="1872", by=MAKER, at=at)
    assert refused.value.code == "SKOR-010"
    families()
    scored(at)
    with pytest.raises(Problem) as refused:
        coverage.estimate(area="1872", by=MAKER, at=at)
    assert refused.value.code == "SKOR-020"
    coverage.load_shipped_figures(by=MAKER, at=at)
    assert coverage.load_shipped_figures(by=MAKER, at=at) == 0
    first = coverage.estimate(area="1872", by=MAKER, at=at)
    second = coverage.estimate(area="1872", by=MAKER, at=at)
    assert (first["areas"], second["opened"], second["closed"]) == (7, 0, 0)
    assert CoverageRun.objects.filter(current=True).count() == 1
    run = CoverageRun.objects.get(current=True)
    assert (run.line, run.anchor) == (612_451, 644)
    areas = CoverageArea.objects.filter(run=run)
    assert all(row.low_hundredths <= row.poor_hundredths <= row.high_hundredths for row in areas)
    assert set(VisitTask.objects.filter(kind="gap").values_list("family__desil", flat=True)) <= {None}
    page = browser("kabid", "kepala_bidang").get("/cakupan/").content.decode()
    assert "612.451" in page
    mayor = browser("walikota", "kepala_daerah")
    assert mayor.get("/cakupan/").status_code == 200
    assert mayor.get("/peringkat/kunjungan/").status_code == 403
    measures = queries.poverty_of_survey(MAKER.scope, run)
    assert [one.name for one in measures] == ["P0", "P1", "P2"]
    assert measures[0].published == pytest.approx(0.0644)


def test_small_counts_are_hidden_from_roles_without_names(metro, at, make_actor) -> None:
    published(at)
    families(number=21)
    scored(at)
    coverage.load_shipped_figures(by=MAKER, at=at)
    coverage.estimate(area="1872", by=MAKER, at=at)
    run = CoverageRun.objects.get(current=True)
    mayor = make_actor("1872", can={"reports.view", "aggregate.only"})
    assert {line.families for line in queries.area_lines(mayor.scope, run)} == {None}
    assert {line.families for line in queries.area_lines(MAKER.scope, run)} == {3}


def test_line_and_anchor_follow_area_and_date(metro, at) -> None:
    coverage.load_shipped_figures(by=MAKER, at=at)
    assert queries.line_for("3573", date(2025, 6, 1)).line == 737_954
    assert queries.line_for("3573", date(2024, 6, 1)).line == 706_341
    assert queries.line_for("3573", date(2020, 1, 1)).line == 706_341
    assert queries.line_for("1872", DAY).wilayah == "18"
    assert queries.line_for("9171", DAY).line == 609_160
    assert queries.anchor_for("1872", date(2024, 12, 1)).p0 == 678
    assert queries.anchor_for("187201", DAY) is None
    coverage.add_figure(
        wilayah="1872", part="", as_of=date(2026, 3, 1), source="BRS uji", line=640_000, p0=601, by=MAKER, at=at
    )
    assert queries.line_for("1872", DAY).line == 640_000
    assert queries.anchor_for("1872", DAY).p0 == 601
    with pytest.raises(Problem):
        coverage.add_figure(wilayah="1872", part="", as_of=DAY, source=" ", line=1, by=MAKER, at=at)
    assert PovertyFigure.objects.filter(source="BRS uji").count() == 1
