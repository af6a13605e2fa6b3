"""Who gets a subsidy, and the payments of results-based, gap and guarantee schemes.

"Computed independently": worked out from the stated formula, outside this code. Published figures name their source.
"""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

from ppp_model.errors import ModelError
from ppp_model.toolbox import subsidies
from ppp_model.toolbox.tariffs import block_bill

# Five fifths of a city's households, the poorest two of which count as poor; an increasing block tariff.
CITY = {
    "households": 1000.0,
    "poor": np.array([1, 1, 0, 0, 0]),
    "access": np.array([0.40, 0.55, 0.70, 0.85, 0.95]),
    "uptake": np.array([0.75, 0.80, 0.90, 0.95, 1.00]),
}
USE = np.array([8.0, 11, 15, 20, 28])
COST = 0.9
FACTORS = ("access", "uptake", "receipt", "rate", "quantity")


def bill(use, level=1.0):
    return level * block_bill(use, [6, 20, np.inf], [0.20, 0.60, 1.20], 1.0)


def product(found):
    return np.prod([getattr(found, name) for name in FACTORS], axis=0)


# Benefit targeting


def test_uniform_price_targets_by_access_and_use():  # computed independently
    found = subsidies.targeting(**CITY, use=USE, bill=0.5 * USE, unit_cost=COST)
    assert found.omega == pytest.approx(0.304509, abs=5e-7)
    assert found.share_to_poor == pytest.approx(0.121803, abs=5e-7)
    assert found.omega == pytest.approx(found.access * found.uptake * found.quantity)
    assert_allclose([found.rate, found.receipt], 1)
    assert found.generosity == pytest.approx(4 / 9)


def test_flat_rebate_targets_by_access_and_uptake():  # computed independently
    found = subsidies.targeting(**CITY, use=USE, bill=COST * USE - 2, unit_cost=COST)
    assert found.omega == pytest.approx(0.591527, abs=5e-7)
    assert found.rate * found.quantity == pytest.approx(1)
    assert found.subsidy_per_poor_beneficiary == pytest.approx(2)
    assert found.materiality(80) == pytest.approx(0.025)


@pytest.mark.parametrize(
    ("new", "expected"),
    [("all unconnected", 1.682243), ("within the network", 1.627907), ("like existing", 0.591527)],
)
def test_connection_subsidy(new, expected):  # computed independently
    assert subsidies.connection_omega(**CITY, new=new) == pytest.approx(expected, abs=5e-7)


def test_omega_of_published_shares():
    # published: Andres et al. (2019), ten countries, the poorest fifth gets 6 %, the richest 56 %
    assert subsidies.omega([0.06, 0.94], [1, 4], [1, 0]) == pytest.approx(0.30)
    assert subsidies.omega([0.56, 0.44], [1, 4], [1, 0]) == pytest.approx(2.80)
    # published: Chile's water subsidy, 18 % to the poorest tenth
    assert subsidies.omega([0.18, 0.82], [1, 9], [1, 0]) == pytest.approx(1.80)


def test_errors_of_exclusion_and_inclusion():
    found = subsidies.targeting(**CITY, use=USE, bill=0.5 * USE, unit_cost=COST, receiving=[0.8, 0.8, 0.2, 0.1, 0])
    having = np.array([0.4 * 0.75 * 0.8, 0.55 * 0.8 * 0.8, 0.7 * 0.9 * 0.2, 0.85 * 0.95 * 0.1, 0])
    assert found.error_of_exclusion == pytest.approx(1 - having[:2].sum() / 2)
    assert found.poor_beneficiaries == pytest.approx(having[:2].sum() / having.sum())
    assert found.error_of_inclusion == pytest.approx(having[2:].sum() / having.sum())
    assert found.omega == pytest.approx(product(found))


def test_customers_above_cost_count_as_nothing_or_as_contributors():
    # the richest use 45 units at a bill of 40.6, 0.1 above their cost; the poor are spared more than all on balance
    use = np.array([8.0, 11, 15, 20, 45])
    gross, net = (
        subsidies.targeting(**CITY, use=use, bill=bill(use), unit_cost=COST, treatment=treatment)
        for treatment in ("gross", "net")
    )
    connected = 1000 * CITY["access"] * CITY["uptake"]
    subsidy = connected * (COST * use - bill(use))
    assert subsidy[4] == pytest.approx(-950 * 0.1)
    assert gross.share_to_poor == pytest.approx(subsidy[:2].sum() / subsidy[:4].sum())
    assert net.share_to_poor == pytest.approx(subsidy[:2].sum() / subsidy.sum())
    assert net.omega > gross.omega
    assert net.receipt == 1 < gross.receipt
    assert_allclose([product(gross), product(net)], [gross.omega, net.omega])
    assert net.error_of_inclusion == gross.error_of_inclusion


def test_without_poor_beneficiaries_omega_is_zero_and_factors_blank():
    found = subsidies.targeting(**CITY, use=USE, bill=0.5 * USE, unit_cost=COST, receiving=[0, 0, 1, 1, 1])
    assert found.omega == 0
    assert found.error_of_exclusion == 1
    assert np.isnan(found.quantity)
    assert np.isnan(subsidies.omega([0, 0], [1, 1], [1, 0]))


SHARES = arrays(float, 5, elements=st.floats(0.05, 1))
WITH_USE = arrays(float, 5, elements=st.floats(1, 60))


@given(SHARES, SHARES, SHARES, WITH_USE, st.sampled_from(["gross", "net"]))
def test_omega_is_the_product_of_its_factors(access, uptake, receiving, use, treatment):
    found = subsidies.targeting(
        1000, CITY["poor"], access, uptake, use, bill(use), COST, receiving, treatment=treatment
    )
    if np.all(np.isfinite([getattr(found, name) for name in FACTORS])):
        assert found.omega == pytest.approx(product(found), rel=1e-6, abs=1e-9)


@given(arrays(float, 5, elements=st.floats(0.1, 100)), st.floats(0.01, 100))
def test_omega_does_not_change_when_all_subsidies_are_scaled(amounts, scale):
    households = [900, 1000, 1100, 1200, 800]
    one, two = (subsidies.omega(factor * amounts, households, CITY["poor"]) for factor in (1, scale))
    assert one == pytest.approx(two, rel=1e-9)


@given(arrays(float, 5, elements=st.floats(1, 1000)), st.floats(0.01, 100))
def test_omega_is_one_when_every_household_gets_the_same(households, subsidy):
    assert subsidies.omega(subsidy * households, households, CITY["poor"]) == pytest.approx(1, rel=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_omega_of_a_block_tariff_falls_when_use_follows_income_more(seed):
    # every price is below cost; whoever uses more is given more. The spread of use is the same throughout.
    random = np.random.default_rng(seed)
    income, other = random.normal(size=(2, 5000))
    uses = np.sort(np.exp(2.5 + 0.6 * random.normal(size=5000)))
    poor = income <= np.quantile(income, 0.4)
    found = []
    for correlation in (-0.3, 0.0, 0.3, 0.6, 0.9):
        mixed = correlation * income + np.sqrt(1 - correlation**2) * other
        use = uses[np.argsort(np.argsort(mixed))]
        charge = block_bill(use, [6, 20, np.inf], [0.2, 0.5, 0.8])
        found.append(subsidies.targeting(1, poor, 1, 1, use, charge, COST).omega)
    assert np.all(np.diff(found) < 0)
    assert found[0] > 1 > found[2]


def test_many_draws_at_once_equal_one_by_one():
    levels = np.array([[0.8], [1.0], [1.2]])
    together = subsidies.targeting(**CITY, use=USE, bill=bill(USE, levels), unit_cost=COST)
    for draw, level in enumerate(levels[:, 0]):
        alone = subsidies.targeting(**CITY, use=USE, bill=bill(USE, level), unit_cost=COST)
        for one in fields(alone):
            assert_allclose(np.broadcast_to(getattr(together, one.name), 3)[draw], getattr(alone, one.name))


def test_concentration_coefficient():
    # linear Gini of quintile shares, computed independently
    found = subsidies.concentration_coefficient([[0.05, 0.10, 0.15, 0.22, 0.48], [0.06, 0.11, 0.16, 0.22, 0.45]], 1)
    assert_allclose(found, [0.392, 0.356])
    assert subsidies.concentration_coefficient([2, 2, 4], [1, 1, 2]) == pytest.approx(0)
    assert subsidies.concentration_coefficient([3, 1], 1) == pytest.approx(-0.25)


# Results-based aid


def test_manila_connections():  # published: GPOBA, Manila East water, 2007
    aid = subsidies.output_based_aid(
        1, 7531.73, 5911.73, 0, first_share=1, verified_after=6, rest_after=0, unit_charge=1620
    )
    assert aid.financing_gap[0] == pytest.approx(5911.73)
    assert aid.paid[6] / 7531.73 == pytest.approx(0.78491, abs=5e-6)
    assert aid.financing_gap[-1] == pytest.approx(0)
    assert aid.npv_loss == 0


def test_cities_with_output_based_aid_add_up():
    # published: GPOBA commitment paper, Jakarta 2006; computed independently: subsidy per household
    households, people = 12_068 + 2_625, 57_926 + 12_600
    assert (households, people) == (14_693, 70_526)
    per_household = 3_443_340 / households
    assert per_household == pytest.approx(234.352, abs=5e-4)
    aid = subsidies.output_based_aid(
        households, 300, per_household, 0.1, first_share=1, verified_after=1, rest_after=0, budget=3_443_340
    )
    assert aid.paid.sum() == pytest.approx(3_443_340)
    assert aid.paid.sum() / people == pytest.approx(48.8237, abs=5e-5)  # published as 49
    assert (aid.paid.sum() + 150_000) / people == pytest.approx(50.9506, abs=5e-5)  # with supervision: 51
    # published: GPOBA, Surabaya 2007, and Lessons note 4, Morocco
    surabaya = subsidies.output_based_aid(15_000, 150, 150, 0, first_share=1, verified_after=1, rest_after=0)
    assert surabaya.due.sum() == pytest.approx(2.25e6)
    assert (15_000 + 500) * 5 == 77_500
    assert np.sum([[5593, 5593], [2909, 2909], [2002, 534]], axis=0).tolist() == [10_504, 9_036]


def test_output_based_aid_is_paid_after_it_is_earned():
    aid = subsidies.output_based_aid(
        [100, 50], 10, 8, 0.1, first_share=0.6, verified_after=1, rest_after=2, failure_rate=0.05, unit_charge=1
    )
    assert_allclose(aid.spending, [1000, 500, 0, 0, 0])
    assert_allclose(aid.charges, [100, 50, 0, 0, 0])
    assert_allclose(aid.due, 0.95 * np.array([0, 480, 240, 320, 160]))
    assert_allclose(aid.paid, aid.due)
    assert_allclose(aid.financing_gap, np.cumsum([900, 450 - 456, -228, -304, -152]))
    loss = 800 + 400 / 1.1 - 0.95 * (480 / 1.1 + 240 / 1.1**2 + 320 / 1.1**3 + 160 / 1.1**4)
    assert aid.npv_loss == pytest.approx(loss)


def test_budget_ends_the_payments():
    aid = subsidies.output_based_aid([100] * 3, 10, 8, 0, first_share=1, verified_after=1, rest_after=0, budget=2000)
    assert_allclose(aid.paid, [0, 800, 800, 400])
    assert aid.npv_loss == pytest.approx(400)
    assert aid.financing_gap[-1] == pytest.approx(1000)


# Guarantees and gaps


def test_revenue_guarantee():  # computed independently
    paid = subsidies.guarantee_payment([100, 110, 120], [70, 95, 90], 0.8)
    assert_allclose(paid, [10, 0, 6], atol=1e-12)
    assert_allclose(subsidies.upside_payment(100, [70, 115, 140], 1.2, 0.5), [0, 0, 10])


def test_viability_gap_grant():  # computed independently: present value 971.027671
    found = subsidies.viability_grant(1000, [130] * 20, 0.12, cap=0.20)
    assert found.gap == pytest.approx(28.972329, abs=5e-7)
    assert found.grant == found.gap
    assert found.grant / 1000 == pytest.approx(0.029, abs=5e-4)  # below the cap of 20 %
    assert (found.sponsor_grant, found.unfunded) == (0, 0)
    large = subsidies.viability_grant(1000, [[60] * 20, [30] * 20], 0.12, cap=0.20, sponsor_cap=0.40)
    assert_allclose(large.grant, 200)
    assert_allclose(large.grant + large.sponsor_grant + large.unfunded, large.gap)
    assert large.unfunded[0] == pytest.approx(0)
    assert large.unfunded[1] == pytest.approx(400 - 30 * 7.469443624)


# Donors and partner cities


def test_leverage_and_cost_sharing():
    amounts = subsidies.cost_sharing([[0.5, 0.2], [0.3, 0], [0.2, 0.8]], [100, 50])
    assert_allclose(amounts, [[50, 10], [30, 0], [20, 40]])
    assert subsidies.leverage(amounts.sum(), amounts[0].sum()) == pytest.approx(2.5)
    with pytest.raises(ModelError, match=r"add up to 1 for each use \(use 1: 0\.9\)"):
        subsidies.cost_sharing([[0.5, 0.2], [0.5, 0.7]], [100, 50])


def test_levy_on_water_bills():
    # published: solidarity of French water agencies and cities under the law Oudin-Santini, 2014, EUR m
    assert 8 + 12 == 20
    assert round(100 * 20 / 120, 2) == 16.67
    assert subsidies.levy_inflow(120 / 0.01, 0.01, 20 / 120) == pytest.approx(20)
    # computed independently
    assert subsidies.levy_inflow(5e6 * 4, 0.01) == pytest.approx(200_000)
    assert subsidies.levy_inflow(120 * 3.5, 0.01) == pytest.approx(4.2)


@pytest.mark.parametrize(
    "call",
    [
        lambda: subsidies.omega([1, 2], [1, 1], [0, 0]),
        lambda: subsidies.omega([1, 2], [1, 1], [1, 2]),
        lambda: subsidies.targeting(**CITY, use=USE, bill=bill(USE), unit_cost=COST, treatment="half"),
        lambda: subsidies.targeting(**CITY, use=-USE, bill=0, unit_cost=COST),
        lambda: subsidies.connection_omega(**CITY, new="some"),
        lambda: subsidies.concentration_coefficient([0, 0], 1),
        lambda: subsidies.output_based_aid(1, 1, 1, 0, first_share=60, verified_after=1, rest_after=1),
        lambda: subsidies.guarantee_payment(100, 70, -0.1),
        lambda: subsidies.leverage(100, 0),
        lambda: subsidies.cost_sharing([[1, 1]], [100]),
        lambda: subsidies.levy_inflow(100, 1.2),
    ],
)
def test_bad_input_is_refused(call):
    with pytest.raises(ModelError):
        call()
