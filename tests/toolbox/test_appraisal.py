"""Economic, environmental and social appraisal.

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
from ppp_model.toolbox import appraisal

# Economic cash flow


def test_economic_return():  # computed independently
    found = appraisal.economic_return([0] + [130] * 20, [1000] + [0] * 20, 0.09)
    assert found.enpv == pytest.approx(186.710937, abs=5e-7)
    assert found.eirr == pytest.approx(0.1153554, abs=5e-8)
    assert found.bcr == pytest.approx(1.186710937)
    assert found.eirr_status == IrrStatus.OK


def test_economic_return_of_many_draws_says_where_there_is_no_rate():
    found = appraisal.economic_return([[0, 130, 130], [0, 0, 0]], [100, 0, 0], 0.05)
    assert found.enpv.shape == found.eirr.shape == (2,)
    assert found.eirr_status.tolist() == [IrrStatus.OK, IrrStatus.NO_SIGN_CHANGE]
    assert np.isnan(found.eirr[1])
    assert found.bcr[1] == 0


COMPONENTS = {
    "traded": np.array([400.0, 10, 10]),
    "non_traded": np.array([300.0, 20, 20]),
    "unskilled_labour": np.array([200.0, 15, 15]),
    "skilled_labour": np.array([50.0, 5, 5]),
    "taxes": np.array([50.0, 5, 5]),
}


def test_economic_cost_is_that_of_its_components():
    factors = appraisal.conversion_factors("domestic", 1.1, 0.7)
    cost = appraisal.economic_value(COMPONENTS, factors)
    assert_allclose(cost, [440 + 300 + 140 + 50, 11 + 20 + 10.5 + 5, 11 + 20 + 10.5 + 5])


@given(st.floats(1, 2), st.floats(0, 1), st.floats(0, 0.2))
def test_both_numeraires_give_the_same_rate_and_ratio(shadow_rate, wage, rate):
    benefits = {"traded": np.array([0.0, 500, 700]), "non_traded": np.array([0.0, 100, 100])}
    found = {}
    for numeraire in ("domestic", "world"):
        factors = appraisal.conversion_factors(numeraire, shadow_rate, wage)
        values = (appraisal.economic_value(part, factors) for part in (benefits, COMPONENTS))
        found[numeraire] = appraisal.economic_return(*values, rate)
    assert found["world"].enpv * shadow_rate == pytest.approx(found["domestic"].enpv, abs=1e-7)
    assert found["world"].eirr == pytest.approx(found["domestic"].eirr, abs=1e-9)
    assert found["world"].bcr == pytest.approx(found["domestic"].bcr)


# Benefits to users


def test_consumer_surplus():  # computed independently
    change = {"price_before": 2, "price_after": 0.8, "use_before": 3, "use_after": 12}
    assert appraisal.rule_of_half(**change) == pytest.approx(9.0)
    assert appraisal.gross_willingness_to_pay(**change) == pytest.approx(6 + 12.6)


@given(st.floats(0, 10), st.floats(0, 10), st.floats(0, 100), st.floats(0, 100))
def test_surplus_is_gross_benefit_less_payment_beyond_the_old(p0, p1, q0, q1):
    gross = appraisal.gross_willingness_to_pay(p0, p1, q0, q1)
    assert appraisal.rule_of_half(p0, p1, q0, q1) == pytest.approx(gross - p1 * q1, abs=1e-9)


def test_time_saving():  # computed independently
    assert appraisal.time_saving(0.5, 365, 0.8, 0.5) == pytest.approx(73)


# Health and life


def test_life_years_and_disability():  # computed independently
    lost = appraisal.years_of_life_lost(1, [30, 60, 80.3], 0.03)
    assert_allclose(lost, [19.7810, 27.8234, 30.3365], atol=5e-5)
    assert appraisal.years_of_life_lost(2, 30) == 60
    assert appraisal.years_lived_with_disability(100, 0.247, 7 / 365) == pytest.approx(0.473699, abs=5e-7)
    assert appraisal.life_years([0, 10], 0.0).tolist() == [0, 10]


def test_value_of_life_carried_over():  # computed independently
    values = appraisal.transferred_value(9.4e6, 57_900, 3000, [1, 1.2, 1.5])
    assert_allclose(values, [487_046.63, 269_438.15, 110_864.34], atol=5e-3)


# Carbon


def test_carbon_price_path():
    # given points published: High-Level Commission on Carbon Prices (2017); between and after computed independently
    years = [2020, 2025, 2030, 2040, 2050]
    low, high = (appraisal.carbon_price_path(years, [2020, 2030], prices, 0.0225) for prices in ([40, 50], [80, 100]))
    assert_allclose(low, [40, 44.721, 50, 62.460, 78.025], atol=5e-4)
    assert_allclose(high, [80, 89.443, 100, 124.920, 156.051], atol=5e-4)


def test_growth_of_spending_per_pupil():
    # published: GEM Report, Policy Paper 18 (2015), US$ 70 to 197; growth computed independently
    assert appraisal.compound_growth(70, 197, 18) == pytest.approx(0.059168, abs=5e-7)
    # published: Hutton and Varughese (2016), US$ 114 bn a year over fifteen years
    assert 114 * 15 == 1710


# Who gains


def test_distributional_weights():
    weights = appraisal.distributional_weights([50, 100, 200], 100, 1)
    assert_allclose(weights, [2, 1, 0.5])
    assert_allclose(appraisal.distributional_weights([50, 200], 100, 0), 1)
    assert appraisal.weighted_benefit([10, 20, 30], weights) == pytest.approx(55)


def test_poverty_impact_ratio():
    # the poor get all of the first, 40 % of the second and pay nothing of the third's loss
    assert appraisal.poverty_impact_ratio([30, 50, -20], [1, 0.4, 0]) == pytest.approx(50 / 60)


def test_bridge_from_financial_to_economic_value():
    effects = {"government": 20.0, "users": 60.0, "labour": 10.0, "environment": -5.0}
    bridge = appraisal.stakeholder_bridge(-30, effects, enpv=55)
    assert list(bridge) == ["fnpv", "government", "users", "labour", "environment", "enpv"]
    assert bridge["enpv"] == 55 == bridge["fnpv"] + sum(effects.values())
    with pytest.raises(ModelError, match="add up to 55, not to the enpv of 50"):
        appraisal.stakeholder_bridge(-30, effects, enpv=50)


@pytest.mark.parametrize(
    "call",
    [
        lambda: appraisal.conversion_factors("euro", 1.1, 0.7),
        lambda: appraisal.economic_value({"interest": 10}, appraisal.conversion_factors("world", 1.1, 0.7)),
        lambda: appraisal.economic_value({}, {}),
        lambda: appraisal.economic_return([1, 2], [0, 0], 0.1),
        lambda: appraisal.years_lived_with_disability(1, 24.7, 1),
        lambda: appraisal.transferred_value(1, 0, 1, 1),
        lambda: appraisal.carbon_price_path([2019], [2020, 2030], [40, 50], 0),
        lambda: appraisal.carbon_price_path([2025], [2030, 2020], [40, 50], 0),
        lambda: appraisal.carbon_price_path([2025], [2020, 2030], [40], 0),
        lambda: appraisal.distributional_weights([0], 1, 1),
        lambda: appraisal.poverty_impact_ratio([1, -1], [1, 0]),
        lambda: appraisal.stakeholder_bridge(1, {"fnpv": 2.0}),
    ],
)
def test_bad_input_is_refused(call):
    with pytest.raises(ModelError):
        call()
