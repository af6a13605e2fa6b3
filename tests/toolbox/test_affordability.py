"""Affordability against worked figures. "Computed independently": from the stated formula, outside this code."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.integrate import quad

from ppp_model.errors import ModelError
from ppp_model.toolbox.affordability import (
    affordability_gap,
    ar20,
    boardman,
    cannot_afford_diet,
    critical_income,
    fgt,
    headcount_of_constant_bill,
    health_spending,
    hours_of_minimum_wage,
    household_shares,
    income_for_diet,
    linear_gini,
    low_income_high_cost,
    maximum_bill,
    residual,
    societal_poverty_line,
)
from ppp_model.toolbox.distribution import Grouped, Lognormal
from tests.toolbox.grouped_data import close

BILLS, INCOMES = np.array([3.4, 5.2, 7.6, 10.6, 20.2]), np.array([60, 110, 160, 240, 480])
CONNECTED = np.array([300, 440, 630, 807.5, 950])
"""A city of five groups of 1,000 households: monthly bills of a block tariff, incomes, connected households."""


# Groups of people


def test_household_shares():
    sizes = [6.2, 5.6, 5.0, 4.4, 3.8]
    found = household_shares([0.2] * 5, sizes)  # computed independently
    close(found, [0.156548, 0.173321, 0.194120, 0.220591, 0.255421], 6)
    close(found @ sizes, 4.852991, 6)


def test_linear_gini():
    assert_allclose(linear_gini([0.05, 0.10, 0.15, 0.22, 0.48]), 0.392)  # computed independently
    assert_allclose(linear_gini([0.06, 0.11, 0.16, 0.22, 0.45]), 0.356)
    assert_allclose(linear_gini([0.2] * 5), 0, atol=1e-12)
    fifths = Lognormal.from_mean_and_gini(400, 0.40).shares(5)
    assert_allclose(linear_gini(fifths), 0.372386, atol=2e-5)  # below 0.40; from shares rounded to five digits
    lorenz = np.cumsum([0.05668389, 0.10319362, 0.15280278, 0.22715029])
    assert_allclose(linear_gini(fifths), 1 - (2 * lorenz.sum() + 1) / 5, atol=1e-7)
    assert_allclose(linear_gini([0.2, 0.8], [0.5, 0.5]), 0.3)


# Burden of a bill


def test_constant_bill():
    assert critical_income(12, 0.05) == pytest.approx(240)  # computed independently
    distribution = Lognormal.from_mean_and_gini(400, 0.40)
    close(headcount_of_constant_bill(distribution, 12, 0.05), 0.375244, 6)
    assert_allclose(headcount_of_constant_bill(distribution, [12, 24], 0.05), distribution.share_below([240, 480]))


@settings(deadline=None, max_examples=60)
@given(st.floats(1, 50), st.floats(0.01, 0.3), st.floats(100, 2000), st.floats(-0.5, 0.8))
def test_the_burden_at_the_critical_income_is_the_threshold(bill, threshold, mean, elasticity):
    income = critical_income(bill, threshold, mean, elasticity)
    assert_allclose(bill * (income / mean) ** elasticity / income, threshold, rtol=1e-9)
    assert_allclose(critical_income(bill, threshold, mean, 0.0), critical_income(bill, threshold))


def test_maximum_bill():
    income = Lognormal.from_mean_and_gini(400, 0.40).quantile(0.2)  # computed independently
    close(income, 162.765464, 6)
    close(maximum_bill(income, [0.03, 0.05]), [4.882964, 8.138273], 6)
    close(maximum_bill(income, 0.03) / 10, 0.488296, 6)  # tariff at 10 m3


def test_city_of_five_groups():
    burdens = BILLS / INCOMES
    close(burdens, [0.056667, 0.047273, 0.047500, 0.044167, 0.042083], 6)  # computed independently
    found = fgt(burdens, 0.05, CONNECTED)
    close([found.headcount, found.depth, found.severity], [0.0959233, 0.0127898, 0.0017053], 7)
    assert affordability_gap(BILLS, INCOMES, 0.05, CONNECTED) == pytest.approx(120.0)


def test_many_rows_at_once():
    found = fgt([[0.04, 0.06], [0.10, 0.02]], 0.05, [3, 1])
    assert_allclose([found.headcount, found.depth, found.severity], [[0.25, 0.75], [0.05, 0.75], [0.01, 0.75]])
    assert_allclose(affordability_gap([[3, 4], [6, 4]], [50, 100], 0.05), [0.5, 3.5])
    assert_allclose(fgt([0.04, 0.06], 0.05).headcount, 0.5)


def test_a_burden_at_the_threshold_does_not_exceed_it():
    assert fgt([3 * 0.05 / 3, 0.1 + 0.05 - 0.1], 0.05).headcount == 0.0
    assert 0.1 + 0.05 - 0.1 > 0.05  # by rounding only


@settings(deadline=None, max_examples=100)
@given(
    burdens=st.lists(st.floats(0, 1), min_size=1, max_size=20),
    thresholds=st.tuples(st.floats(0.01, 1), st.floats(0.01, 1)),
)
def test_measures_fall_weakly_with_the_threshold(burdens, thresholds):
    low, high = (fgt(burdens, threshold) for threshold in sorted(thresholds))
    assert high.headcount <= low.headcount + 1e-12
    assert high.depth <= low.depth + 1e-12
    assert high.severity <= low.severity + 1e-12
    incomes = np.linspace(100, 200, len(burdens))
    gaps = [affordability_gap(np.array(burdens) * incomes, incomes, limit) for limit in sorted(thresholds)]
    assert gaps[1] <= gaps[0]


@settings(deadline=None, max_examples=60)
@given(bill=st.floats(1, 60), thresholds=st.tuples(st.floats(0.01, 0.5), st.floats(0.01, 0.5)))
def test_head_count_falls_weakly_with_the_threshold(bill, thresholds):
    cases = (Lognormal.from_mean_and_gini(400, 0.4), Grouped.from_shares(400, [0.05, 0.10, 0.15, 0.22, 0.48]))
    for distribution in cases:
        low, high = (headcount_of_constant_bill(distribution, bill, threshold) for threshold in sorted(thresholds))
        assert high <= low


def test_the_gap_is_the_budget_of_perfect_targeting():
    """Bills cut to the threshold, by just the gap, leave nobody above it; any less leaves somebody."""
    cut = np.maximum(BILLS - maximum_bill(INCOMES, 0.045), 0)
    assert affordability_gap(BILLS, INCOMES, 0.045, CONNECTED) == pytest.approx(cut @ CONNECTED)
    assert fgt((BILLS - cut) / INCOMES, 0.045, CONNECTED).headcount == 0
    assert fgt((BILLS - 0.99 * cut) / INCOMES, 0.045, CONNECTED).headcount > 0


def test_the_gap_of_a_constant_bill_is_an_integral():
    distribution = Lognormal.from_mean_and_gini(400, 0.40)
    ranks = (np.arange(200_000) + 0.5) / 200_000
    found = affordability_gap(np.full(ranks.size, 12.0), distribution.quantile(ranks), 0.05) / ranks.size
    head = headcount_of_constant_bill(distribution, 12, 0.05)
    exact, _ = quad(lambda p: 12 - 0.05 * distribution.quantile(p), 0, head)
    assert_allclose(found, exact, rtol=1e-6)
    assert_allclose(exact, 12 * distribution.poverty(240).gap, rtol=1e-9)


# What is left


def test_residual():
    found = residual([200, 200, 120], [170, 190, 130], [15, 15, 8])  # computed independently
    assert_allclose(found.ratio, [0.5, 1.5, np.nan])
    assert_allclose(found.left, [15, -5, -18])
    assert found.unaffordable.tolist() == [False, True, True]
    one = residual(200, 170, 15)
    assert (one.ratio, one.left, bool(one.unaffordable)) == (0.5, 15, False)
    assert bool(residual(200, 200, 0).unaffordable)  # nothing is left before the bill
    assert not bool(residual(185, 170, 15).unaffordable)


def test_hours_of_work_and_ar20():
    assert hours_of_minimum_wage(83.72, 10) == pytest.approx(8.372)  # published price; computed independently
    close(ar20(83.72, 1500, 675), 0.1014788, 7)
    assert np.isnan(ar20(83.72, 600, 675))


# Health


def test_societal_poverty_line():
    assert_allclose(societal_poverty_line([2, 4, 10]), [2.15, 3.15, 6.15])  # WHO's formula, computed independently
    assert societal_poverty_line(4, floor=3.0, base=1.5, share_of_median=0.4) == pytest.approx(3.1)


def test_health_spending():
    found = health_spending([5, 3.5, 3], [1, 0.2, 0.1], 4)  # WHO's formula, computed independently
    assert_allclose(found.discretionary, [1.85, 0.35, -0.15])
    close(found.ratio[:2], [0.540541, 0.571429], 6)
    assert np.isnan(found.ratio[2])
    assert found.kind.tolist() == ["large", "large", "impoverishing"]
    assert found.over_10.tolist() == [True, False, False]
    assert found.over_25.tolist() == [False, False, False]


def test_old_and_new_health_indicator_can_rank_households_differently():
    rich, near_poor = health_spending(20, 3, 4), health_spending(3.5, 0.2, 4)
    assert (bool(rich.over_10), rich.kind) == (True, "none")
    assert (bool(near_poor.over_10), near_poor.kind) == (False, "large")


def test_health_spending_at_the_edges():
    found = health_spending([3, 5, 5, 3.15], [0, 0, 1.86, 0.01], 4)
    assert found.kind.tolist() == ["none", "none", "impoverishing", "impoverishing"]
    assert health_spending(5, 0.74, 4).kind == "none"  # 40 % of 1.85, not more
    assert health_spending(5, 0.74, 4, large=0.39).kind == "large"


# Food


def test_diet():
    assert income_for_diet(3.96, "share of income", 0.52) == pytest.approx(3.96 / 0.52)
    assert income_for_diet(3.96, "cost of other needs", 1.5) == pytest.approx(5.46)
    incomes = [5, 5.46, 7, 8]
    assert cannot_afford_diet(incomes, 3.96, "share of income", 0.52).tolist() == [True, True, True, False]
    assert cannot_afford_diet(incomes, 3.96, "cost of other needs", 1.5).tolist() == [True, False, False, False]
    distribution = Lognormal.from_mean_and_gini(8, 0.4)
    share = distribution.share_below(income_for_diet(3.96, "cost of other needs", 1.5))
    people = distribution.quantile((np.arange(10_000) + 0.5) / 10_000)
    close(np.mean(cannot_afford_diet(people, 3.96, "cost of other needs", 1.5)), share, 4)


# Energy


def test_boardman():
    found = boardman([900, 1500, 1100], [10_000, 10_000, 11_000])
    assert found.poor.tolist() == [False, True, False]
    assert_allclose(found.gap, [0, 500, 0])
    assert bool(boardman(900, 10_000, threshold=0.08).poor)


def test_low_income_high_cost():
    # the line is 12,000 and median spending 1,000; by hand
    found = low_income_high_cost([1400, 1400, 900, 1400], [13_000, 12_500, 8_000, 20_000], 1000, 20_000)
    assert found.poor.tolist() == [True, True, False, False]
    assert_allclose(found.gap, [400, 400, 0, 0])  # 1,400 - 1,000 is less than 12,000 - 11,100 and
    near = low_income_high_cost(1400, 13_200, 1000, 20_000)
    assert near.gap == pytest.approx(200)  # 12,000 - 11,800 is less than 400
    after = low_income_high_cost(1400 - near.gap, 13_200, 1000, 20_000)
    assert not bool(after.poor)


# Bad input


@pytest.mark.parametrize(
    ("call", "what"),
    [
        (lambda: household_shares([0.5, 0.5], [5, 0]), r"household_sizes must be above 0 \(got 0\)"),
        (lambda: household_shares([0.5, 0.5], [5, 4, 3]), "same length"),
        (lambda: household_shares([20, 80], [5, 4]), "between 0 and 1"),
        (lambda: linear_gini([0.5, 0.3, 0.2]), "from poor to rich"),
        (lambda: fgt([0.1], 5), r"threshold must be between 0 and 1 \(40 % is 0.4\) \(got 5\)"),
        (lambda: fgt([0.1], 0), "threshold must be above 0"),
        (lambda: fgt([0.1, np.inf], 0.05), "burdens must be finite"),
        (lambda: fgt([0.1, 0.2], 0.05, [1, 2, 3]), "one for each value"),
        (lambda: fgt([0.1, 0.2], 0.05, [0, 0]), "must not all be 0"),
        (lambda: fgt([0.1, 0.2], 0.05, [-1, 2]), "weights must be 0 or more"),
        (lambda: affordability_gap([-1], [100], 0.05), "bills must be 0 or more"),
        (lambda: critical_income(12, 0.05, 400, 1.0), r"elasticity must be below 1.*\(got 1\)"),
        (lambda: critical_income(12, 0.05, elasticity=0.3), "needs the mean income"),
        (lambda: hours_of_minimum_wage(80, 0), "wage must be above 0"),
        (lambda: health_spending(5, 6, 4), "must not exceed"),
        (lambda: cannot_afford_diet(5, 4, "52 %", 0.52), "rule must be"),
        (lambda: income_for_diet(4, "share of income", 52), "threshold must be between 0 and 1"),
        (lambda: boardman(100, 1000, 10), "threshold must be between 0 and 1"),
    ],
)
def test_bad_input(call, what):
    with pytest.raises(ModelError, match=what):
        call()
