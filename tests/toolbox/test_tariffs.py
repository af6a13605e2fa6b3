"""Bills, cross-subsidy, the level of tariffs and public payments.

"Computed independently": worked out from the stated formula, outside this code. Published figures name their source.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from ppp_model.errors import ModelError
from ppp_model.toolbox import tariffs
from ppp_model.toolbox.finance import present_value

INF = np.inf
IBT = {"ends": [6, 20, INF], "prices": [0.20, 0.60, 1.20], "fixed": 1.0}
VDT = {"ends": [15, INF], "prices": [0.4, 0.8], "fixed": 1.0}
USES = st.floats(0, 100)


# Bills


def test_increasing_block_bill():  # computed independently
    bills = tariffs.block_bill([0, 4, 6, 10, 20, 25, 40], **IBT)
    assert_allclose(bills, [1, 1.8, 2.2, 4.6, 10.6, 16.6, 34.6], rtol=1e-12)


def test_volume_differentiated_bill_jumps_at_the_limit():  # computed independently
    assert_allclose(tariffs.volume_differentiated_bill([10, 15, 16, 20], **VDT), [5, 7, 13.8, 17], rtol=1e-12)


def test_electricity_bill():  # computed independently
    assert tariffs.block_bill(100, [30, INF], [0.08, 0.15], 2) == pytest.approx(14.9, rel=1e-12)


def test_minimum_bill_binds_at_low_use():
    assert_allclose(tariffs.two_part_bill([1, 10], 0.5, fixed=1, minimum=3), [3, 6])
    assert_allclose(tariffs.block_bill([0, 40], **IBT, minimum=3), [3, 34.6])


def test_prices_may_differ_by_draw():
    bills = tariffs.block_bill([10, 10], [6, INF], [[0.2, 0.6], [0.3, 0.6]])
    assert_allclose(bills, [1.2 + 2.4, 1.8 + 2.4])


@given(USES, USES, st.floats(0, 1))
def test_block_bill_is_convex(one, two, weight):
    between = weight * one + (1 - weight) * two
    chord = weight * tariffs.block_bill(one, **IBT) + (1 - weight) * tariffs.block_bill(two, **IBT)
    assert tariffs.block_bill(between, **IBT) <= chord + 1e-9


@given(USES, st.floats(0, 1e-6))
def test_block_bill_is_continuous(use, step):
    rise = tariffs.block_bill(use + step, **IBT) - tariffs.block_bill(use, **IBT)
    assert -1e-12 <= rise <= 1.2 * step + 1e-12


def test_volume_differentiated_bill_is_neither_convex_nor_continuous():
    below, above = tariffs.volume_differentiated_bill([15, 15 + 1e-9], **VDT)
    assert above - below == pytest.approx(0.4 * 15)
    ends = tariffs.volume_differentiated_bill([15, 35], **VDT)
    assert tariffs.volume_differentiated_bill(25, **VDT) > ends.mean()  # above the chord: not convex


def test_rebate_bill_is_never_negative():
    assert_allclose(tariffs.rebate_bill([2, 10], 0.9, 4), [0, 5])


def test_social_discount_is_on_the_first_units_of_those_eligible():
    # 15 units of 20 at half price for 80 % of the target group; a tenth of the others have it too
    assert_allclose(tariffs.social_discount(20, [INF], [0.6], 15, 0.5, [0.8, 0.1]), [3.6, 0.45])
    assert tariffs.social_discount(8, IBT["ends"], IBT["prices"], 15, 1) == pytest.approx(6 * 0.2 + 2 * 0.6)


def test_seasonal_and_time_of_use_bills():
    peak = [1, 1, 0, 0]
    assert_allclose(tariffs.seasonal_bills(10, peak, 0.8, 0.5, fixed=1), [9, 9, 6, 6])
    assert tariffs.time_of_use_bill([100, 50], [0.1, 0.3], 5, demand=4, demand_charge=2) == pytest.approx(38)


def test_instalments():  # computed independently
    assert tariffs.instalment(150, 24, 0.01) == pytest.approx(7.061021, abs=5e-7)
    assert tariffs.instalment(150, 24) == pytest.approx(6.25)
    assert tariffs.effective_annual_rate(0.01) == pytest.approx(0.126825, abs=5e-7)


def test_manila_household_pays_twelve_instalments():  # published: GPOBA, Manila East water, 2007
    assert tariffs.instalment(1620, 12) == pytest.approx(135)


# Cross-subsidy


def test_strata_need_a_fund():  # computed independently; factors of the Colombian strata
    strata = tariffs.strata_balance([30, 40, 20, 5, 3, 2], [-0.7, -0.4, -0.15, 0, 0.5, 0.6])
    assert strata.subsidies == pytest.approx(40)
    assert strata.contributions == pytest.approx(2.7)
    assert strata.net_per_user == pytest.approx(-0.373)
    assert strata.fund_needed == pytest.approx(37.3)


@given(st.floats(0.1, 5), st.floats(0, 1), st.floats(1, 1e5), st.floats(1, 1e5))
def test_balancing_price_balances_the_fund(cost, share, discounted, other):
    price = tariffs.balancing_price(cost, share * cost, discounted, other)
    surcharges, discounts = (price - cost) * other, (1 - share) * cost * discounted
    assert surcharges == pytest.approx(discounts, rel=1e-9, abs=1e-6 * cost)
    balance, call = tariffs.cross_subsidy_fund(surcharges, discounts)
    assert_allclose([balance[0], call[0]], 0, atol=1e-6 * cost * (discounted + other))
    assert tariffs.surcharge(price, cost) == pytest.approx((1 - share) * discounted / other, abs=1e-9)


def test_fund_carries_interest_and_calls_on_the_treasury():
    balance, call = tariffs.cross_subsidy_fund([10, 0, 5], [4, 8, 5], interest_rate=0.1, opening=2)
    assert_allclose(balance, [8.2, 1.02, 1.122])
    assert_allclose(call, 0, atol=1e-12)
    balance, call = tariffs.cross_subsidy_fund([1, 5], [4, 3])
    assert_allclose([balance, call], [[0, 2], [3, 0]])


# The level of a tariff


def test_break_even_tariff():  # computed independently
    assert_allclose(tariffs.break_even_tariff(0.45, [0.35, 0.25], [0.90, 0.95]), [0.769231, 0.631579], atol=5e-7)


def test_average_incremental_cost():  # computed independently
    costs = np.array([1000, 1000] + [60] * 20)
    volumes = np.array([0, 0] + [300] * 20)
    assert tariffs.average_incremental_cost(costs, volumes, 0.10, np.arange(22)) == pytest.approx(1.022217, abs=5e-7)
    assert tariffs.average_incremental_cost(costs, volumes, 0.10) == pytest.approx(1.022217, abs=5e-7)  # a year later


def test_index_basket_and_price_cap():  # computed independently
    assert tariffs.basket_index([0.3, 0.25, 0.2], [1.05, 1.12, 1.08], fixed_share=0.25) == pytest.approx(1.061)
    path = tariffs.rpi_x_path(1, [0.06] * 5, 0.02)
    assert path[-1] == pytest.approx(1.216653, abs=5e-7)
    assert path[0] == pytest.approx(1.04)


def test_review_price_makes_the_value_of_revenue_that_of_allowed_revenue():
    volumes, wacc, path = np.array([100.0, 110, 120, 130, 140]), 0.08, 1.01 ** np.arange(5)
    base, depreciation = 1000 - 100.0 * np.arange(5), 100.0
    allowed = tariffs.allowed_revenue(base, wacc, depreciation, 50, efficiency=2)
    price = tariffs.review_price(allowed, volumes, wacc, path)
    assert present_value(price * path * volumes - allowed, wacc) == pytest.approx(0, abs=1e-9)
    # what is allowed for capital has the value of the assets at the start less those at the end, whatever the shape
    capital = present_value(allowed - 48, wacc)
    assert capital == pytest.approx(1000 - 500 / 1.08**5)


def test_capped_path_catches_up_with_the_price_wanted():
    path = tariffs.capped_path(1.0, [1.3, 1.3, 1.3, 0.9], floor=-0.05, cap=0.1)
    assert_allclose(path, [1.1, 1.21, 1.3, 1.235])


# Payments by the public


def test_unitary_payment():  # computed independently
    assert tariffs.unitary_payment(1000, 0.10, 20, 50) == pytest.approx(167.459625, abs=5e-7)
    assert tariffs.unitary_payment(1000, 0.10, 20, 50, 0.03) == pytest.approx(162.435836, abs=5e-7)


def test_shadow_toll():  # computed independently
    tolls = tariffs.shadow_toll([0.8e6, 1.2e6, 2e6], [1e6, 1.5e6, INF], [0.5, 0.2, 0])
    assert_allclose(tolls, [400_000, 540_000, 600_000])


def test_fees_capitation_and_vouchers():
    assert tariffs.user_fees(1000, 0.4, 2.5) == pytest.approx(1500)
    assert tariffs.capitation([100, 50], [20, 30]) == pytest.approx(3500)
    assert tariffs.capitation(100, 20) == pytest.approx(2000)
    assert tariffs.voucher_budget(1000, 0.8, 12) == pytest.approx(9600)
    assert tariffs.voucher_budget(1000, 0.8, 12, leakage=0.2) == pytest.approx(12_000)


def test_indicators_of_a_utility():
    assert tariffs.coverage_ratio(600, 800) == pytest.approx(0.75)
    assert tariffs.loss_share(200, 130) == pytest.approx(0.35)
    assert tariffs.operating_cost_coverage(110, 100) == pytest.approx(1.1)
    assert tariffs.collection_ratio([90, 99], 110) == pytest.approx([9 / 11, 0.9])
    assert tariffs.collection_period(20, 73) == pytest.approx(100)


def test_a_household_at_tier_four_of_electricity_needs_this_income():  # computed independently; a year's use
    bill = tariffs.two_part_bill(365, 0.20)
    assert bill == pytest.approx(73)
    assert bill / 0.05 == pytest.approx(1460)


@pytest.mark.parametrize(
    "call",
    [
        lambda: tariffs.block_bill(-1, **IBT),
        lambda: tariffs.block_bill(np.nan, **IBT),
        lambda: tariffs.block_bill(1, [6, 20], [1, 2]),
        lambda: tariffs.block_bill(1, [20, 6, INF], [1, 2, 3]),
        lambda: tariffs.block_bill(1, [6, 20, INF], [1]),
        lambda: tariffs.social_discount(1, [INF], [1], 15, 25),
        lambda: tariffs.instalment(150, 0),
        lambda: tariffs.balancing_price(1, 0.5, 10, 0),
        lambda: tariffs.break_even_tariff(1, 1, 0.9),
        lambda: tariffs.break_even_tariff(1, 35, 0.9),
        lambda: tariffs.average_incremental_cost([1, 1], [0, 0], 0.1),
        lambda: tariffs.basket_index([0.3, 0.3], [1, 1], 0.3),
        lambda: tariffs.capped_path(1, [1], 0.1, 0.05),
        lambda: tariffs.voucher_budget(1, 1, 1, 1),
        lambda: tariffs.loss_share(0, 0),
    ],
)
def test_bad_input_is_refused(call):
    with pytest.raises(ModelError):
        call()
