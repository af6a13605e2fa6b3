"""Finance of cities and donors.

"Computed independently": worked out from the stated formula, outside this code. Published figures name their source.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from ppp_model.engine.returns import IrrStatus
from ppp_model.errors import ModelError
from ppp_model.lines import debt
from ppp_model.toolbox import finance

# Soft loans: rate, maturity, grace, discount rate, repayments a year; grant element in % with equal principal and as
# an annuity, computed independently from the formulas of the OECD DAC
LOANS = [
    (0.025, 10, 2.5, 0.10, 2, 32.3909, 32.9126),
    (0.0075, 40, 10.5, 0.05, 2, 57.8044, 58.5146),
    (0.0125, 38, 6.5, 0.05, 2, 46.8272, 48.1993),
    (0.02, 30, 10, 0.05, 2, 36.1329, 36.9068),
    (0.015, 25, 7, 0.05, 2, 36.6384, 37.3111),
    (0.02, 20, 5, 0.09, 1, 49.1515, 50.1493),
    (0.02, 20, 5, 0.07, 1, 39.2553, 40.1474),
    (0.02, 20, 5, 0.06, 1, 33.3133, 34.1142),
    (0.02, 20, 5, 0.10, 1, 53.2815, 54.3039),
    (0.01, 30, 10, 0.09, 2, 70.6902, 71.2008),
]


@pytest.mark.parametrize(("rate", "maturity", "grace", "discount", "per_year", "equal", "annuity"), LOANS)
def test_grant_element(rate, maturity, grace, discount, per_year, equal, annuity):
    for form, expected in (("equal principal", equal), ("annuity", annuity)):
        closed = 100 * finance.grant_element(form, rate, maturity, grace, discount, per_year)
        times, service = finance.loan_service(form, rate, maturity, grace, per_year)
        assert closed == pytest.approx(expected, abs=5e-5)
        assert 100 * finance.grant_element_of_flows(service, times, discount) == pytest.approx(closed, abs=1e-9)


def test_grant_element_of_a_lump_sum():  # computed independently
    assert 100 * finance.grant_element("lump sum", 0.025, 10, 10, 0.10) == pytest.approx(51.8071, abs=5e-5)
    direct = finance.grant_element_of_flows([1.25], [10], 0.10)
    assert finance.grant_element("lump sum", 0.025, 10, 10, 0.10) == pytest.approx(direct)


def test_soft_loan_passes_the_floors_of_official_development_assistance():  # published: OECD DAC, floors 45, 15, 10 %
    elements = finance.grant_element("equal principal", 0.02, 20, 5, [0.09, 0.07, 0.06])
    assert np.all(elements >= [0.45, 0.15, 0.10])


def test_grant_element_is_that_of_the_model():
    times, service = finance.loan_service("equal principal", 0.02, 20, 5)
    discounted = np.atleast_2d(service * 1.05**-times)
    expected = debt.grant_element(discounted, np.ones((1, 1)))
    assert finance.grant_element_of_flows(service, times, 0.05) == pytest.approx(expected.item())


def test_later_disbursement_is_discounted_too():
    # half at once and half after a year; all repaid with it after two, without interest
    found = finance.grant_element_of_flows([1], [2], 0.1, drawn=[0.5, 0.5], drawn_times=[0, 1])
    assert found == pytest.approx(1 - 1.1**-2 / (0.5 + 0.5 / 1.1))


PER_YEAR, WAITS, REPAYS = st.sampled_from([1, 2, 4]), st.integers(0, 20), st.integers(2, 40)


@given(st.floats(0.005, 0.2), PER_YEAR, WAITS, REPAYS)
def test_loan_at_the_discount_rate_has_no_grant_element(discount, per_year, waits, repays):
    rate = per_year * ((1 + discount) ** (1 / per_year) - 1)
    maturity, grace = (waits + repays) / per_year, (waits + 1) / per_year
    for form in ("equal principal", "annuity"):
        assert finance.grant_element(form, rate, maturity, grace, discount, per_year) == pytest.approx(0, abs=1e-8)
    for form in ("equal principal", "annuity", "bullet"):
        times, service = finance.loan_service(form, rate, maturity, grace, per_year)
        assert finance.grant_element_of_flows(service, times, discount) == pytest.approx(0, abs=1e-10)


@given(
    st.floats(0, 0.04), st.floats(0.05, 0.15), st.sampled_from(["equal principal", "annuity"]), PER_YEAR, WAITS, REPAYS
)
def test_grant_element_rises_with_discount_rate_grace_and_maturity(rate, discount, form, per_year, waits, repays):
    def element(more_discount=0.0, more_grace=0, more_maturity=0):
        maturity, grace = (waits + repays + more_maturity) / per_year, (waits + 1 + more_grace) / per_year
        return finance.grant_element(form, rate, maturity, grace, discount + more_discount, per_year)

    assert element(more_discount=0.01) > element()
    assert element(more_maturity=1) > element()
    assert element(more_grace=1) > element()


def test_interest_in_grace_may_differ():
    free = finance.grant_element("annuity", 0.02, 10, 3, 0.05, grace_rate=0)
    assert free - finance.grant_element("annuity", 0.02, 10, 3, 0.05) == pytest.approx(0.02 * (1 / 1.05 + 1 / 1.05**2))


def test_loan_service_repays_the_loan():
    times, service = finance.loan_service("bullet", 0.04, 3, 3, 2)
    assert_allclose(times, [0.5, 1, 1.5, 2, 2.5, 3])
    assert_allclose(service, [0.02] * 5 + [1.02])
    _, service = finance.loan_service("equal principal", 0.10, 3, 2)
    assert_allclose(service, [0.1, 0.6, 0.55])


def test_capital_recovery_factor():
    assert finance.capital_recovery_factor(0.1, 20) == pytest.approx(0.1174596248)  # tables of compound interest
    assert_allclose(finance.capital_recovery_factor([0, 0.1], [4, 1]), [0.25, 1.1])


@given(st.floats(0.02, 0.2), st.floats(0, 1))
def test_blend_meets_the_target_with_no_more_soft_money_than_needed(market_rate, mix):
    market = finance.capital_recovery_factor(market_rate, 10)
    soft = finance.capital_recovery_factor(0.01, 30)
    target = mix * soft + (1 - mix) * market
    share = finance.blending_share(market, soft, target)
    assert share == pytest.approx(mix, abs=1e-9)
    assert share * soft + (1 - share) * market == pytest.approx(target)


def test_no_soft_money_where_the_market_does():
    assert finance.blending_share(0.1, 0.05, 0.12) == 0


def test_swapped_rate():
    assert finance.swapped_rate(0.05, 0.08) == pytest.approx(0.134)
    assert finance.swapped_rate(0.05, [0.08, 0.0], 0.01) == pytest.approx([0.144, 0.06])


# Guarantees, bonds and funds


def test_guarantee_expected_cost():  # computed independently
    cost = finance.guarantee_expected_cost([100, 80, 60, 40, 20], 0.02, 0.40, 0.50, 0.05)
    assert cost == pytest.approx(1.046215, abs=1e-6)
    assert finance.guarantee_expected_cost(np.full((3, 5), 100.0), [0, 0.02, 1], 0.4, 0.5, 0.05)[0] == 0


def test_diaspora_bond():  # computed independently
    assert 100 * finance.diaspora_discount(0.05, 0.08, 5) == pytest.approx(11.978130, abs=5e-7)
    assert_allclose(finance.diaspora_discount([0.08, 0.05], [0.08, 0.05], 5), 0, atol=1e-12)


def test_revolving_fund():
    balances = finance.revolving_fund(100, 0.02, [0, 20, 30], [50, 50, 30], [0, 1, 1])
    assert_allclose(balances, [52, 22.04, 21.4808])
    assert finance.revolving_fund(10, 0, 0, 20)[0] == -10  # cannot lend as planned


# Land and carbon


def test_land_value_capture():  # computed independently
    assert finance.land_value_capture(2e6, 40, 0.30, 0.30) == pytest.approx(7.2e6)


def test_tax_increment():  # computed independently
    value = finance.tax_increment_value(500e6, 0.05, 0.01, 10, 0.08)
    assert value == pytest.approx(9_413_250.82, abs=5e-3)
    assert finance.tax_increment_value(500e6, 0.05, 0.01, 10, 0.08, dscr=1.25) == pytest.approx(value / 1.25)


def test_carbon_revenue():  # computed independently
    yearly = finance.carbon_revenue([15_000] * 10, 6)
    assert finance.present_value(yearly, 0.10) == pytest.approx(553_011.04, abs=5e-3)
    assert finance.carbon_revenue(1000, 10, cost=500, buffer=0.1, success=0.8) == pytest.approx(6700)


# Projects


def test_viability_gap():  # computed independently
    assert finance.present_value([130] * 20, 0.12) == pytest.approx(971.027671, abs=5e-7)
    assert finance.viability_gap(1000, [130] * 20, 0.12) == pytest.approx(28.972329, abs=5e-7)
    assert finance.viability_gap(900, [130] * 20, 0.12) == 0


def test_outcome_payments_stop_at_the_cap():
    paid = finance.outcome_payments([[10, 10, 10], [1, 1, 1]], 5, cap=120)
    assert_allclose(paid, [[50, 50, 20], [5, 5, 5]])
    assert_allclose(finance.outcome_payments([10, 20], 5), [50, 100])


def test_returns_by_level_of_outcome():
    found = finance.outcome_returns(100, [[0, 0, 0], [0, 0, 20], [0, 0, 26.62], [0, 0, 90]], 5, cap=133.1)
    assert found.status.tolist() == [IrrStatus.NO_SIGN_CHANGE, IrrStatus.OK, IrrStatus.OK, IrrStatus.OK]
    assert_allclose(found.rate[1:], [0, 0.10, 0.10], atol=1e-9)
    assert finance.outcome_returns(100, [22], 5).rate[0] == pytest.approx(0.10)


@pytest.mark.parametrize(
    "call",
    [
        lambda: finance.present_value(5, 0.1),
        lambda: finance.present_value([5], -1),
        lambda: finance.capital_recovery_factor(0.1, 0),
        lambda: finance.grant_element("annuity", 0.02, 10, 0, 0.05),
        lambda: finance.grant_element("annuity", 0.02, 10, 11, 0.05),
        lambda: finance.grant_element("annuity", 0.02, 10, 3, 0),
        lambda: finance.grant_element("bullet", 0.02, 10, 3, 0.05),
        lambda: finance.loan_service("lump sum", 0.02, 10, 3),
        lambda: finance.loan_service("annuity", 0.02, 10, 2.5),
        lambda: finance.grant_element_of_flows([1], [1], 0.1, drawn=0),
        lambda: finance.blending_share(0.1, 0.05, 0.04),
        lambda: finance.blending_share(0.1, 0.11, 0.1),
        lambda: finance.guarantee_expected_cost([100], 2, 0.4, 0.5, 0.05),
        lambda: finance.diaspora_discount(0.05, 0.08, 0),
        lambda: finance.land_value_capture(1, 1, 1, 30),
        lambda: finance.tax_increment_value(1, 0, 0.01, 10, 0.08, dscr=0.9),
        lambda: finance.carbon_revenue(np.inf, 6),
        lambda: finance.outcome_payments([-1], 5),
    ],
)
def test_bad_input_is_refused(call):
    with pytest.raises(ModelError):
        call()
