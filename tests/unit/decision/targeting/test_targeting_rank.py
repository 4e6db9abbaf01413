"""`pilar rank`: a card from a survey, points that add up by hand, honest refusals; blend and adaptive interview."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb
import numpy as np
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from pilar.decision.targeting.cli import rank
from pilar.decision.targeting.rank.blend import blend, percentiles
from pilar.decision.targeting.rank.card import Card, Correction, Points, read_card
from pilar.decision.targeting.rank.fitting import constrained
from pilar.decision.targeting.rank.interview import interview, plan
from pilar.decision.targeting.rank.metrics import (
    area_under_curve,
    exclusion,
    listed,
    reach,
    village_bootstrap,
)
from pilar.decision.targeting.rank.scoring import area_sql, score_sql, score_table

NAMES = ["lantai", "motor", "kulkas", "hhsize", "tetap", "acak"]


def survey(path: Path, rows: int = 900, seed: int = 1) -> Path:
    """Synthetic survey with known effects, some missing answers, a constant column."""
    random = np.random.default_rng(seed)
    floor = random.gamma(3, 8, rows).round(1)
    motor = (random.random(rows) < 0.5).astype(int)
    fridge = (random.random(rows) < 0.3).astype(int)
    size = random.integers(1, 9, rows)
    village = random.integers(0, 60, rows)
    district = village % 4
    log = 13 + 0.01 * floor + 0.3 * motor + 0.4 * fridge - 0.08 * size + 0.15 * district + random.normal(0, 0.35, rows)
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["hhid", "desa", "prov", "kab", "bobot", "konsumsi", *NAMES])
        for i in range(rows):
            cell = "" if i % 25 == 0 else floor[i]
            writer.writerow(
                [i, village[i], 31, district[i], 1 + i % 3, round(float(np.exp(log[i]))), cell, motor[i], fridge[i],
                 size[i], 1, round(random.random(), 3)]
            )  # fmt: skip
    return path


def fit(tmp_path: Path, train: Path, *more: str, names: list[str] | None = None) -> Result:
    (tmp_path / "names.txt").write_text("\n".join(names or NAMES) + "\n")
    arguments = ["fit", str(train), "--candidates", str(tmp_path / "names.txt"), "--target", "konsumsi", "--group",
                 "desa", "--area", "prov", "--area", "kab", "--card", str(tmp_path / "card.json")]  # fmt: skip
    return CliRunner().invoke(rank, [*arguments, *more])


@pytest.fixture(scope="module")
def fitted(tmp_path_factory) -> tuple[Path, dict]:
    folder = tmp_path_factory.mktemp("rank")
    result = fit(folder, survey(folder / "train.csv"), "--questions", "4", "--json")
    assert result.exit_code == 0, result.output
    return folder, json.loads(result.output)


def test_card_finds_what_made_the_data(fitted: tuple[Path, dict]) -> None:
    folder, report = fitted
    card = read_card(folder / "card.json")
    assert {question.name for question in card.questions} == {"lantai", "motor", "kulkas", "hhsize"}
    assert report["households"] == 900
    assert report["held_out"]["auc30"] > 0.75
    assert "'tetap' tidak dipakai: sama untuk semua" in report["notes"]
    motor = next(question for question in card.questions if question.name == "motor")
    assert 22 <= motor.points[1] <= 38  # the truth is 30 points of one percent
    assert card.areas["31/3"] - card.areas["31/0"] in range(30, 60)  # the truth is 45


def test_points_never_punish_a_better_answer(fitted: tuple[Path, dict]) -> None:
    card = read_card(fitted[0] / "card.json")
    for question in card.questions:
        steps = np.diff(question.points)
        assert (steps >= 0).all() or (steps <= 0).all(), question
        assert min(question.points) == 0


def test_fit_twice_gives_the_same_bytes(fitted: tuple[Path, dict], tmp_path: Path) -> None:
    assert fit(tmp_path, fitted[0] / "train.csv", "--questions", "4").exit_code == 0
    assert (tmp_path / "card.json").read_bytes() == (fitted[0] / "card.json").read_bytes()
    assert "Bukan desil BPS" in (tmp_path / "card.txt").read_text()


def test_score_adds_up_by_hand_and_in_sql(fitted: tuple[Path, dict], tmp_path: Path) -> None:
    folder, _ = fitted
    held = survey(tmp_path / "held.csv", rows=300, seed=2)
    result = CliRunner().invoke(
        rank, ["score", str(folder / "card.json"), str(held), "--out", str(tmp_path / "scores.csv")]
    )
    assert result.exit_code == 0, result.output
    with (tmp_path / "scores.csv").open() as lines:
        scores = {row["hhid"]: int(row["score"]) for row in csv.DictReader(lines)}
    card = read_card(folder / "card.json")
    truth = []
    with held.open() as lines:
        for row in csv.DictReader(lines):
            answers = {name: float(row[name]) if row[name] else None for name in NAMES}
            path = [row["prov"], f"{row['prov']}/{row['kab']}"]
            assert card.score(path, answers) == scores[row["hhid"]] == sum(p for _, p in card.lines(path, answers))
            truth.append(float(row["konsumsi"]))
    assert area_under_curve(np.array(list(scores.values())), np.array(truth), np.ones(300)) > 0.75
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE f AS SELECT * FROM read_csv('{held}')")
        sql = score_sql(card, table="f", key="hhid", area=area_sql(card, card.area_columns))
        assert {str(name): score for name, score in connection.execute(sql).fetchall()} == scores
        score_table(connection, card, table="f", key="hhid", areas=["prov"], into="a")
        connection.execute("CREATE TABLE g AS SELECT * FROM f ORDER BY hhid DESC")
        score_table(connection, card, table="g", key="hhid", areas=["prov"], into="b")
        assert connection.execute(
            "SELECT count(*) FROM a JOIN b USING (family) WHERE a.tenth <> b.tenth"
        ).fetchone() == (0,)
        assert connection.execute(
            "SELECT min(n), max(n) FROM (SELECT count(*) n FROM a GROUP BY tenth)"
        ).fetchone() == (30, 30)


def test_unknown_area_and_missing_answers_still_score(fitted: tuple[Path, dict]) -> None:
    card = read_card(fitted[0] / "card.json")
    assert card.score(["99", "99/1"], {}) == card.base + sum(question.missing for question in card.questions)
    assert card.area_points(["31", "31/77"]) == card.areas["31"]


def test_band_holds_its_tenth(fitted: tuple[Path, dict]) -> None:
    card = read_card(fitted[0] / "card.json")
    assert len(card.band) == 10
    assert all(low <= tenth <= high for tenth, (low, high) in enumerate(card.band, start=1))
    assert list(card.cutoffs) == sorted(card.cutoffs)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda rows: rows[:4], "hanya 3 rumah tangga"),
        (lambda rows: [rows[0], *[[*r[:5], "-5", *r[6:]] for r in rows[1:]]], "nol atau negatif"),
        (lambda rows: [rows[0], *[[*r[:5], "100", *r[6:]] for r in rows[1:]]], "sama untuk semua rumah tangga"),
        (lambda rows: [rows[0], *[[*r[:5], "banyak", *r[6:]] for r in rows[1:]]], "bukan bilangan"),
        (lambda rows: [rows[0], *[[*r[:5], "inf", *r[6:]] for r in rows[1:]]], "bukan bilangan terhingga"),
        (lambda rows: [rows[0], *[[r[0], "1", *r[2:]] for r in rows[1:]]], "hanya 1 kelompok"),
        (lambda rows: [rows[0], *[[r[0], "", *r[2:]] for r in rows[1:]]], "kosong pada baris"),
        (lambda rows: [rows[0], *[[*r[:6], "", "", "", "", "", ""] for r in rows[1:]]], "tidak ada calon pertanyaan"),
        (lambda rows: [rows[0], rows[1][:-1], *rows[2:]], "seharusnya 12"),
        (lambda rows: [[*rows[0][:5], "belanja", *rows[0][6:]], *rows[1:]], "kolom tidak ada dalam survei: konsumsi"),
    ],
)
def test_bad_survey_is_refused(tmp_path: Path, change, reason: str) -> None:
    with survey(tmp_path / "good.csv", rows=300).open() as lines:
        rows = list(csv.reader(lines))
    with (tmp_path / "bad.csv").open("w", newline="") as out:
        csv.writer(out).writerows(change(rows))
    result = fit(tmp_path, tmp_path / "bad.csv")
    assert result.exit_code == 1, result.output
    assert reason in result.output
    assert not (tmp_path / "card.json").exists()


def test_weights_missing_are_refused_and_few_rows_named(tmp_path: Path) -> None:
    train = survey(tmp_path / "t.csv", rows=250)
    result = fit(tmp_path, train, "--weight", "bobot", "--questions", "3")
    assert result.exit_code == 0
    assert "hanya 250 rumah tangga" in result.output
    train.write_text(train.read_text().replace(",31,2,1,", ",31,2,,"))
    assert "bobot 'bobot' kosong" in fit(tmp_path, train, "--weight", "bobot").output
    assert "kolom tidak ada" in fit(tmp_path, train, "--weight", "timbang").output
    assert "tidak boleh menjadi pertanyaan" in fit(tmp_path, train, names=["konsumsi"]).output


def test_foreign_card_and_missing_question_are_refused(fitted: tuple[Path, dict], tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"kind": "lain"}')
    (tmp_path / "h.csv").write_text("hhid,motor\n1,1\n")
    for card, reason in ((tmp_path / "x.json", "bukan kartu skor lokal"), (fitted[0] / "card.json", "kolom tidak ada")):
        result = CliRunner().invoke(rank, ["score", str(card), str(tmp_path / "h.csv"), "--out", str(tmp_path / "o")])
        assert result.exit_code == 1
        assert reason in result.output


def test_corrections_by_hand() -> None:
    small = Correction("kecil", "hhsize", "<=", 2, -9)
    nobody = Correction("tanpa", "depratio", "missing", 0, -5)
    card = Card(100, (), {}, (Points("hhsize", (3.0,), (4, 0), 1),), (small, nobody), (), (), 30.0)
    assert card.score([], {"hhsize": 2.0, "depratio": 0.5}) == 100 + 4 - 9
    assert card.score([], {"hhsize": None, "depratio": None}) == 100 + 1 - 5
    assert "koreksi kecil" in dict(card.lines([], {"hhsize": 1.0}))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_constrained_fit_satisfies_the_optimality_conditions(seed: int) -> None:
    """Kuhn-Tucker: gradient 0 where positive or free, not upward where held at 0."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(60, 6))
    y = x @ random.normal(size=6) + random.normal(size=60)
    free = np.array([True, False, False, False, False, True])
    found = constrained(x.T @ x, x.T @ y, free)
    gradient = x.T @ y - (x.T @ x + 2.0 * np.eye(6)) @ found
    assert (found[~free] >= 0).all()
    assert np.abs(gradient[free | (found > 0)]).max() < 1e-2
    assert (gradient[~free & (found == 0)] < 1e-2).all()


def test_error_measures_on_a_case_counted_by_hand() -> None:
    consumption = np.arange(1.0, 11.0)
    score = np.array([1, 2, 9, 4, 3, 6, 7, 8, 5, 10], dtype=float)
    weights = np.ones(10)
    assert exclusion(score, consumption, weights, 0.3) == pytest.approx(1 / 3)
    assert reach(score, consumption, weights, consumption >= 5, 0.5) == pytest.approx(2 / 1)
    assert area_under_curve(consumption, consumption, weights) == 1.0
    assert area_under_curve(np.zeros(10), consumption, weights) == 0.5
    assert listed(np.zeros(10), weights, 0.3).tolist() == pytest.approx([0.3] * 10)
    assert exclusion(np.zeros(10), consumption, weights, 0.3) == pytest.approx(0.7)


def test_bootstrap_draws_villages_and_covers_the_mean() -> None:
    random = np.random.default_rng(0)
    values = random.normal(5, 1, 400)
    found = village_bootstrap(
        np.repeat(np.arange(80), 5), {"v": values}, lambda v: {"mean": float(v.mean())}, draws=200, seed=1
    )["mean"]
    assert found[0] < values.mean() < found[1]
    assert 0.05 < found[1] - found[0] < 0.4


def test_blend_weight_cap_and_reasons() -> None:
    score = np.array([10.0, 20, 30, 40, 50])
    meeting = np.array([5.0, 4, 3, 2, 1])
    villages = np.zeros(5, dtype=np.int64)
    assert np.argsort(blend(score, meeting, villages, weight=0).order).tolist() == [0, 1, 2, 3, 4]
    free = blend(score, meeting, villages, weight=1, cap=1)
    assert np.argsort(free.order).tolist() == [4, 3, 2, 1, 0]
    assert not free.needs_reason.any()
    capped = blend(score, meeting, villages, weight=1, cap=0.2)
    assert capped.needs_reason.tolist() == [True, True, False, True, True]
    assert np.abs(capped.order - percentiles(score, villages)).max() <= 0.2 + 1e-9
    reasoned = blend(score, meeting, villages, weight=1, cap=0.2, reasoned=np.array([True] * 5))
    assert reasoned.order.tolist() == free.order.tolist()
    silent = blend(score, np.full(5, np.nan), villages, weight=0.5)
    assert silent.order.tolist() == percentiles(score, villages).tolist()
    with pytest.raises(ValueError, match="between 0 and 1"):
        blend(score, meeting, villages, weight=1.5)


def test_a_meeting_of_few_families_orders_them_among_themselves() -> None:
    score = np.arange(60.0)
    meeting = np.full(60, np.nan)
    meeting[[0, 1, 2]] = [3, 2, 1]
    found = blend(score, meeting, np.zeros(60, dtype=np.int64), weight=1, cap=1)
    assert np.argsort(found.order, kind="stable")[:5].tolist() == [2, 1, 0, 3, 4]
    assert not found.needs_reason.any()


def test_adaptive_interview_keeps_to_its_risk() -> None:
    random = np.random.default_rng(3)
    sizes = np.array([40, 30, 20, 10, 5, 5, 3, 3, 2, 2])
    points = (random.random((3000, 10)) < 0.5) * sizes
    start = np.round(random.normal(0, 10, 3000))
    total = start + points.sum(axis=1)
    cutoff = float(np.quantile(total, 0.4))
    learned = plan(points[:2000].astype(float), start[:2000], cutoff, risk=0.01)
    done = [interview(learned, points[i].tolist(), float(start[i])) for i in range(2000, 3000)]
    same = np.mean([one.listed == (total[i] <= cutoff) for i, one in enumerate(done, start=2000)])
    assert same >= 0.975
    assert np.mean([one.asked for one in done]) < 7
    assert learned.order[0] == 0
    with pytest.raises(ValueError, match="risk"):
        plan(points, start, cutoff, risk=0.5)
