"""Risks by probability: published expected values, distributions against their definitions, draws that can be repeated.

"Exact" means by the formula of the distribution, worked out outside this code.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy import integrate, stats

from ppp_model.errors import ModelError
from ppp_model.toolbox.risk import (
    Empirical,
    Lognormal,
    Normal,
    Pert,
    Points,
    Triangular,
    Truncated,
    Uniform,
    draw_shares,
)

SPREADS = {
    "uniform": (Uniform(-0.1, 0.3), stats.uniform(-0.1, 0.4)),
    "triangular": (Triangular(-0.05, 0.1, 0.4), stats.triang(0.15 / 0.45, -0.05, 0.45)),
    "triangular, mode at the end": (Triangular(0.0, 0.0, 0.4), stats.triang(0.0, 0.0, 0.4)),
    "pert": (Pert(-0.05, 0.05, 0.3), stats.beta(1 + 4 * 0.1 / 0.35, 1 + 4 * 0.25 / 0.35, -0.05, 0.35)),
    "normal": (Normal(0.1, 0.05), stats.norm(0.1, 0.05)),
    "lognormal": (Lognormal(0.2, 0.1), stats.lognorm(np.sqrt(np.log(1.25)), scale=0.2 / np.sqrt(1.25))),
    "normal, cut": (Truncated(Normal(0.1, 0.05), 0.05, 0.2), stats.truncnorm(-1, 2, 0.1, 0.05)),
    "lognormal by its tenths": (Lognormal.through(0.8, 1.25), stats.lognorm(np.log(1.25) / stats.norm.ppf(0.9))),
}
"""Each distribution, and the same from scipy by its own parameters (lognormal: 1 + (0.1 / 0.2)^2 = 1.25)."""


def test_a_lognormal_distribution_cut_on_both_sides():
    """Mean by numerical integration of the density between the bounds."""
    cut, whole = Truncated(Lognormal(0.2, 0.1), 0.1, 0.3), SPREADS["lognormal"][1]
    within = whole.cdf(0.3) - whole.cdf(0.1)
    mean = integrate.quad(lambda value: value * whole.pdf(value), 0.1, 0.3)[0] / within
    assert_allclose(cut.mean, mean, rtol=1e-9)
    shares = np.array([0.01, 0.5, 0.99])
    assert_allclose(cut.at(shares), whole.ppf(whole.cdf(0.1) + shares * within), rtol=1e-9)
    assert Truncated(Lognormal(0.2, 0.1), low=0.3).most_likely == 0.3
    with pytest.raises(ModelError, match="next to nothing lies between 5 and 6"):
        Truncated(Lognormal(0.2, 0.1), 5, 6)


def test_observed_values_are_as_likely_as_each_other():
    values = Empirical([3.0, 1.0, 2.0, 2.0])
    assert values.mean == 2
    assert values.most_likely == 2
    assert_array_equal(values.at(np.array([0.0, 0.24, 0.26, 0.74, 0.76, 1.0])), [1, 1, 2, 2, 3, 3])


def test_r1_expected_overrun():
    """Australian guidance on risk: overrun of 60 to 190 ($000), printed 3.0, 16.0, 48.0, 34.0, 28.5; 129.5; 120."""
    risk = Points([0.05, 0.20, 0.40, 0.20, 0.15], [60, 80, 120, 170, 190])
    assert [round(value, 1) for value in risk.weighted] == [3.0, 16.0, 48.0, 34.0, 28.5]
    assert round(risk.mean, 1) == 129.5
    assert risk.most_likely == 120


def test_r2_multi_point_estimate():
    """Green Book style: a cost of 45, 50 or 55 (£m) against 50; printed -0.5, 0, +1.5, expected extra cost 1.0."""
    risk = Points([0.1, 0.6, 0.3], [-5, 0, 5])
    assert [round(value, 1) for value in risk.weighted] == [-0.5, 0.0, 1.5]
    assert round(risk.mean, 1) == 1.0
    assert risk.most_likely == 0


def test_points_are_drawn_with_their_probabilities_exactly():
    """Shares of 0 to 1 in even steps fall on each value as often as it is probable, whatever the order given."""
    risk = Points([0.3, 0.1, 0.6], [0.2, -0.1, 0.0])
    values, counts = np.unique(risk.at((np.arange(1000) + 0.5) / 1000), return_counts=True)
    assert_array_equal(values, [-0.1, 0.0, 0.2])
    assert_array_equal(counts, [100, 600, 300])


def test_a_point_without_probability_is_never_drawn():
    assert_array_equal(Points([0.0, 1.0, 0.0], [-1, 0, 1]).at(np.array([0.0, 0.5, 1.0])), [0, 0, 0])


@pytest.mark.parametrize("name", SPREADS)
def test_spread_is_that_of_its_name(name):
    risk, known = SPREADS[name]
    shares = np.array([0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.999])
    assert_allclose(risk.at(shares), known.ppf(shares), rtol=1e-9, atol=1e-12)
    assert risk.mean == pytest.approx(known.mean(), rel=1e-12)


@pytest.mark.parametrize("name", SPREADS)
def test_mean_is_the_integral_of_the_quantiles(name):
    risk = SPREADS[name][0]
    found = integrate.quad(lambda share: float(risk.at(np.array(share))), 1e-12, 1 - 1e-12, limit=500)[0]
    assert found == pytest.approx(risk.mean, abs=1e-6)


@pytest.mark.parametrize("name", ["triangular", "pert", "normal", "lognormal"])
def test_most_likely_value_has_the_greatest_density(name):
    risk, known = SPREADS[name]
    around = risk.most_likely + np.array([-1e-3, 0, 1e-3])
    density = known.pdf(around)
    assert density[1] > max(density[0], density[2])


def test_the_most_likely_cost_is_less_than_the_mean_where_costs_lean_upwards():
    for name in ("triangular", "pert", "lognormal"):
        assert SPREADS[name][0].most_likely < SPREADS[name][0].mean


# Draws


def test_the_same_seed_gives_the_same_draws_and_another_seed_others():
    one, again, other = (draw_shares(["a"], 100, seed)["a"] for seed in (7, 7, 8))
    assert_array_equal(one, again)
    assert not np.any(one == other)


def test_more_draws_go_on_where_fewer_stop():
    few, many = (draw_shares(["a", "b"], draws, 1, {"a": "g", "b": "g"}, {"g": 0.5}) for draws in (10, 1000))
    for name in few:
        assert_array_equal(few[name], many[name][:10])


def test_draws_of_a_risk_do_not_hang_on_the_others():
    alone, among = draw_shares(["b"], 50, 1), draw_shares(["a", "b", "c"], 50, 1)
    assert_array_equal(alone["b"], among["b"])
    assert not np.any(among["a"] == among["b"])


@pytest.mark.parametrize("tie", [0.0, 0.4, 0.9, 1.0])
def test_risks_of_one_group_are_correlated_as_said(tie):
    drawn = draw_shares(["a", "b", "alone"], 200_000, 1, {"a": "g", "b": "g"}, {"g": tie})
    scores = {name: stats.norm.ppf(shares) for name, shares in drawn.items()}
    assert np.corrcoef(scores["a"], scores["b"])[0, 1] == pytest.approx(tie, abs=0.01)
    assert np.corrcoef(scores["a"], scores["alone"])[0, 1] == pytest.approx(0, abs=0.01)
    for shares in drawn.values():  # what is drawn for one risk stays uniform
        assert stats.kstest(shares, "uniform").pvalue > 0.001


@settings(deadline=None, max_examples=50, derandomize=True)
@given(st.lists(st.tuples(st.integers(1, 9), st.integers(-50, 200)), min_size=1, max_size=6), st.integers(0, 1000))
def test_the_mean_of_many_draws_is_the_expected_value(points, seed):
    weights = np.array([weight for weight, _ in points], dtype=float)
    risk = Points(weights / weights.sum(), [value / 100 for _, value in points])
    drawn = risk.at(draw_shares(["risk"], 4000, seed)["risk"])
    deviation = float(np.sqrt(risk.probabilities @ (risk.values - risk.mean) ** 2))
    assert float(drawn.mean()) == pytest.approx(risk.mean, abs=6 * deviation / 4000**0.5 + 1e-12)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Points([0.5, 0.4], [1, 2]), "probabilities must add up to 100 % (they add up to 90 %)"),
        (lambda: Points([0.5, 0.5], [1, 2, 3]), "as many as each other"),
        (lambda: Points([1.5, -0.5], [1, 2]), "probabilities must be 0 or more"),
        (lambda: Points([1.0], [np.nan]), "values must be finite"),
        (lambda: Triangular(0.1, 0.05, 0.2), "low, mode, high must rise (got 0.1, 0.05, 0.2)"),
        (lambda: Uniform(0.1, 0.1), "low, high must rise"),
        (lambda: Pert(0.1, 0.2, np.inf), "high must be finite"),
        (lambda: Normal(0.1, 0.0), "deviation must be above 0"),
        (lambda: Lognormal(-0.1, 0.1), "mean must be above 0"),
        (lambda: draw_shares(["a"], 0, 1), "draws must be 1 or more"),
        (lambda: draw_shares(["a"], 1, -1), "seed must be 0 or more"),
        (lambda: draw_shares(["a"], 1, 1, {"a": "g"}, {"g": 1.5}), "correlations must be between 0 and 1"),
    ],
)
def test_what_cannot_be_a_risk_is_refused(call, words):
    with pytest.raises(ModelError) as refused:
        call()
    assert words in str(refused.value)
