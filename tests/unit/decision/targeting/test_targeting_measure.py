"""Poverty measures and small areas against published and hand-derived values."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilar.decision.targeting.measure.poverty import SampleRefused, poverty
from pilar.decision.targeting.measure.small_area import fay_herriot

DATA = Path(os.environ.get("PILAR_TARGETING_DATA", "/work/shared/data/targeting"))


def test_measures_and_errors_derived_by_hand() -> None:
    """y = 50, 80, 100, 150, z = 100: g0 = 1,1,0,0; g1 = .5,.2,0,0; g2 = .25,.04,0,0, four independent units.

    Variance = 4/3 * sum ((g - mean)/4)^2: P0: 4/3 * 4*(.5/4)^2 = 1/12.
    P1: mean .175, squares .105625+.000625+.030625+.030625 = .1675; * 4/3 / 16.
    P2: mean .0725, squares .03150625+.00105625+.00525625+.00525625 = .043075; * 4/3 / 16.
    """
    p0, p1, p2 = poverty([50, 80, 100, 150], 100)
    assert p0.value == pytest.approx(0.5, abs=1e-12)
    assert p1.value == pytest.approx(0.175, abs=1e-12)
    assert p2.value == pytest.approx(0.0725, abs=1e-12)
    assert p0.error == pytest.approx((1 / 12) ** 0.5, abs=1e-9)
    assert p1.error == pytest.approx((0.1675 / 12) ** 0.5, abs=1e-9)
    assert p2.error == pytest.approx((0.043075 / 12) ** 0.5, abs=1e-9)


def test_clustered_and_stratified_error_derived_by_hand() -> None:
    """Two strata of two units; weights 1,1,2,2 | 1,1,1,1; poor: units a (both), b (one of two) | c none, d one.

    W = 10, P0 = (1+1+2+0 + 0+0+1+0)/10 = .5. Unit totals of w(g-.5)/10: a: 2*.5=1 -> .1; b: 2*.5-2*.5=0 -> 0;
    c: -.1; d: 0. Stratum 1: 2*((.05)^2*2) = .01; stratum 2: the same. Variance .02.
    """
    y = [50, 50, 50, 150, 150, 150, 50, 150]
    p0, _, _ = poverty(
        y, 100, weights=[1, 1, 2, 2, 1, 1, 1, 1], units=[1, 1, 2, 2, 3, 3, 4, 4], strata=[1, 1, 1, 1, 2, 2, 2, 2]
    )
    assert p0.value == pytest.approx(0.5, abs=1e-12)
    assert p0.error == pytest.approx(0.02**0.5, abs=1e-9)
    assert p0.units == 4


def test_the_line_itself_is_not_poor_and_zero_is_fully_poor() -> None:
    p0, p1, _ = poverty([100, 0, 300], 100)
    assert p0.value == pytest.approx(1 / 3)
    assert p1.value == pytest.approx(1 / 3)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 1e6), min_size=3, max_size=40), st.floats(1, 1e6))
def test_order_of_measures(values: list[float], line: float) -> None:
    p0, p1, p2 = poverty(values, line)
    assert 0 <= p2.value <= p1.value + 1e-12 <= p0.value + 2e-12
    assert all(np.isfinite(p.error) for p in (p0, p1, p2))


def test_domain_keeps_the_design() -> None:
    p0, _, _ = poverty([50, 150, 50, 150], 100, within=[True, True, True, False])
    assert p0.value == pytest.approx(2 / 3)
    assert p0.households == 3


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"consumption": [], "line": 1}, "tidak ada rumah tangga"),
        ({"consumption": [1, -2], "line": 1}, "negatif"),
        ({"consumption": [1, float("nan")], "line": 1}, "kosong"),
        ({"consumption": [1, 2], "line": 0}, "positif"),
        ({"consumption": [1, 2], "line": 1, "weights": [1, -1]}, "positif"),
        ({"consumption": [1, 2], "line": 1, "units": [1, 1]}, "satu unit contoh"),
    ],
)
def test_bad_sample_is_refused(arguments: dict, reason: str) -> None:
    with pytest.raises(SampleRefused, match=reason):
        poverty(**arguments)


def test_milk_data_give_the_documented_eblup() -> None:
    path = DATA / "fh_milk.csv"
    if not path.exists():
        pytest.skip("reference data not here")
    rows = np.genfromtxt(path, delimiter=",", names=True)
    covariates = np.column_stack([np.ones(len(rows)), *[(rows["major_area"] == k).astype(float) for k in (2, 3, 4)]])
    found = fay_herriot(rows["direct_est"], rows["std_error"] ** 2, covariates)
    assert np.abs(found.estimates[:10] - rows["published_eblup_reml"][:10]).max() < 1e-6
    assert found.variance == pytest.approx(0.018550, abs=1e-6)


def test_recovers_known_variance_and_covers() -> None:
    random = np.random.default_rng(4)
    x = np.column_stack([np.ones(400), random.normal(size=400)])
    truth = x @ [1.0, 0.5] + random.normal(0, 0.3, 400)
    d = random.uniform(0.02, 0.2, 400)
    direct = truth + random.normal(0, np.sqrt(d))
    found = fay_herriot(direct, d, x)
    assert found.variance == pytest.approx(0.09, rel=0.35)
    assert np.mean((found.estimates - truth) ** 2) < 0.8 * np.mean((direct - truth) ** 2)
    assert 0.9 < np.mean(np.abs(found.estimates - truth) < 1.96 * np.sqrt(found.mse)) < 0.99


def test_area_without_survey_gets_the_synthetic_estimate() -> None:
    x = np.column_stack([np.ones(8), np.arange(8.0)])
    direct = np.array([1.0, 2.1, 2.9, 4.2, np.nan, 6.1, 6.9, 8.0])
    found = fay_herriot(direct, np.full(8, 0.01), x)
    assert found.share[4] == 0
    assert found.estimates[4] == pytest.approx(5.0, abs=0.2)
    assert found.mse[4] > found.variance


@pytest.mark.parametrize(
    ("direct", "d", "x", "reason"),
    [
        ([1, 2], [1, 1], [[1], [1]], "hanya 2 wilayah"),
        ([1, 2, 3, 4], [1, 0, 1, 1], [[1], [1], [1], [1]], "positif"),
        ([1, 2, 3, 4, 5], [1] * 5, [[1, 2]] * 5, "bergantung"),
        ([1, 2, 3, 4], [1] * 4, [[1], [1], [float("nan")], [1]], "penjelas yang kosong"),
    ],
)
def test_bad_areas_are_refused(direct: list, d: list, x: list, reason: str) -> None:
    with pytest.raises(SampleRefused, match=reason):
        fay_herriot(np.array(direct, float), np.array(d, float), np.array(x, float))
