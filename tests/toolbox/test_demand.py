"""Demand at a price and an income, and take-up of connections.

"Computed independently": worked out from the stated formula, outside this code.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from ppp_model.errors import ModelError
from ppp_model.toolbox import demand
from ppp_model.toolbox.tariffs import block_bill

INF = np.inf
ENDS, PRICES = [6, 20, INF], [0.20, 0.60, 1.20]


def test_demand_after_a_price_rise():  # computed independently
    changed = demand.iso_elastic_demand(15, 1.2, [-0.3, -0.6])
    assert_allclose(changed, [14.201587, 13.445672], atol=5e-7)
    assert_allclose(changed * 1.2 / 15, [1.136127, 1.075654], atol=5e-7)  # revenue
    assert_allclose(demand.linear_demand(15, 1.2, [-0.3, -0.6]), [14.1, 13.2])


def test_demand_after_a_rise_of_income():  # computed independently
    ratio = demand.iso_elastic_demand(1, 1, -0.3, income_ratio=1.1, income_elasticity=[0.1, 0.3])
    assert_allclose(ratio, [1.009577, 1.029006], atol=5e-7)
    assert demand.linear_demand(10, 1, -0.3, 1.1, 0.3) == pytest.approx(10.3)


def test_linear_demand_is_never_negative():
    assert demand.linear_demand(15, 10, -0.5) == 0


def test_perceived_price_lies_between_marginal_and_average():
    # 10 units: 6 at .2 and 4 at .6 make 3.6, the last one costs .6
    assert demand.average_price(10, ENDS, PRICES) == pytest.approx(0.36)
    prices = demand.perceived_price(10, ENDS, PRICES, perception=[0, 0.5, 1])
    assert_allclose(prices, [0.6, np.sqrt(0.6 * 0.36), 0.36])


def test_a_uniform_price_is_perceived_as_it_is():
    assert_allclose(demand.perceived_price([1, 50], [INF], [0.7], perception=0.3), 0.7)
    changed = demand.demand_under_blocks(15, 0.7, -0.3, [INF], [0.7 * 1.2])
    assert changed == pytest.approx(demand.iso_elastic_demand(15, 1.2, -0.3), rel=1e-12)


@given(st.floats(1, 60), st.floats(-0.9, 0), st.floats(0.2, 3), st.floats(0, 5))
def test_demand_under_blocks_agrees_with_the_price_it_brings(use, elasticity, level, fixed):
    before = demand.average_price(use, ENDS, PRICES, fixed)
    prices = level * np.array(PRICES)
    changed = demand.demand_under_blocks(use, before, elasticity, ENDS, prices, level * fixed)
    after = block_bill(changed, ENDS, prices, level * fixed) / changed
    assert changed == pytest.approx(use * (after / before) ** elasticity, rel=1e-9)


def test_the_marginal_price_may_hold_demand_at_the_limit_of_a_block():
    # at .2 a household would use more than 6, at .6 less
    changed = demand.demand_under_blocks(6, 0.3, -0.5, ENDS, PRICES, perception=0)
    assert changed == pytest.approx(6, rel=1e-9)


def test_a_free_first_block_gives_a_finite_demand():
    changed = demand.demand_under_blocks([3, 30], 0.5, -0.3, [6, INF], [0, 1])
    assert np.all(np.isfinite(changed))
    assert changed[0] > 6


# Take-up


def test_logistic_take_up():  # computed independently
    shares = demand.logistic_take_up(np.arange(9), 0.9, 1, 2.5)
    expected = [0.068272, 0.164183, 0.339787, 0.560213, 0.735817, 0.831728, 0.873619, 0.890112, 0.896337]
    assert_allclose(shares, expected, atol=5e-7)
    assert demand.logistic_take_up(-1e6, 0.9, 1, 0) == pytest.approx(0)


def test_bass_take_up():  # computed independently
    shares = demand.bass_take_up([1, 2, 3, 4, 5, 10], 0.03, 0.38)
    assert_allclose(shares, [0.035758, 0.085056, 0.150500, 0.233150, 0.331199, 0.812803], atol=5e-7)
    assert demand.bass_take_up(0, 0.03, 0.38) == 0


def test_hazard_take_up_follows_its_recurrence():
    hazard = np.array([0.3, 0.2, 0.1])
    shares, share = demand.hazard_take_up(hazard, 0.9, 0.1), 0.1
    for year in range(3):
        share += hazard[year] * (0.9 - share)
        assert shares[year] == pytest.approx(share)
    rows = demand.hazard_take_up(np.tile(hazard, (2, 1)), [0.9, 0.8], [0.1, 0])
    assert_allclose(rows[0], shares)
    assert np.all(np.diff(rows, axis=1) > 0)


def test_a_connection_charge_lowers_the_hazard():
    # a charge of one month's income halves it at sensitivity 1
    assert_allclose(demand.connection_hazard(0.4, [0, 50, 100], 100, 1), [0.4, 0.4 / 1.5, 0.2])


@pytest.mark.parametrize(
    "call",
    [
        lambda: demand.iso_elastic_demand(15, 0, -0.3),
        lambda: demand.average_price(0, ENDS, PRICES),
        lambda: demand.demand_under_blocks(15, 0.5, -1, ENDS, PRICES),
        lambda: demand.demand_under_blocks(15, 0.5, 0.1, ENDS, PRICES),
        lambda: demand.perceived_price(15, ENDS, PRICES, perception=1.5),
        lambda: demand.logistic_take_up(1, 90, 1, 2),
        lambda: demand.bass_take_up(1, 0, 0.38),
        lambda: demand.hazard_take_up([0.1], 0.5, 0.6),
        lambda: demand.connection_hazard(0.4, 50, 0, 1),
    ],
)
def test_bad_input_is_refused(call):
    with pytest.raises(ModelError):
        call()
