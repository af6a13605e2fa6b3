"""Mini-grids in Nigeria: published figures come out of the study. Expected values are public or worked out of such."""

from pathlib import Path

import pytest

from ppp_model import load

STUDY = Path(__file__).parents[2] / "scenarios" / "nigeria-mini-grids"
M = 1e6
CONNECTIONS = 33_000
"""Households and enterprises: a tenth of the programme's goal of 300,000 and 30,000."""


@pytest.fixture(scope="module")
def study():
    return load(STUDY)


@pytest.fixture(scope="module")
def runs(study):
    wanted = [
        ("as_signed", None), ("no_rbf_same_tariff", None), ("full_cost_tariff", None), ("tender", None),
        ("half_tariff", None), ("as_signed", "revenue_of_amda"), ("no_rbf_same_tariff", "revenue_of_amda"),
        ("as_signed", "naira_2023"),
    ]  # fmt: skip
    return {pair: study.run(*pair) for pair in wanted}


def test_cost_and_grant_of_a_connection(runs):
    """AMDA: 733 dollars a connection. The programme: 350 of them, 48 %."""
    result = runs["as_signed", None]
    uses = result.measures["total_uses"] / CONNECTIONS
    assert uses == pytest.approx(733, rel=2e-3)
    grant = result.measures["donor_support"] / CONNECTIONS
    assert grant == pytest.approx(350, rel=0.03)
    assert grant / uses == pytest.approx(0.48, abs=0.015)


def test_mean_revenue_of_a_connection_in_the_case_of_amda(runs):
    """Between 4.58 (Tanzania) and 4.83 dollars a month; operation costs 2.0 to 2.5."""
    revenue, cost = monthly(runs["as_signed", "revenue_of_amda"])
    assert 4.5 <= revenue <= 4.83
    assert 2.0 <= cost <= 2.5


def monthly(result):
    """Revenue and operating cost of a mean connection, dollars a month at the prices of close, in the fifth year."""
    year = slice(9, 11)
    households = result.values("connected_all").ravel()[year] * result.values("population").ravel()[year] / 5.42
    in_all = 12 * (households + 3000).mean() * 1.02**4.5
    return tuple(result.values(line).ravel()[year].sum() / in_all for line in ("bills_collected", "operating_cost"))


def test_yield_of_a_connection(runs):
    """(4.6 - 2.25) x 12 = 28 dollars a year: 7.4 % of what the grant leaves of 733 dollars, 3.8 % of all of it."""
    revenue, cost = monthly(runs["as_signed", "revenue_of_amda"])
    margin = 12 * (revenue - cost)
    assert margin / (733 - 350) == pytest.approx(0.074, abs=0.004)
    assert margin / 733 == pytest.approx(0.038, abs=0.002)


def test_no_deal_without_results_based_finance(runs):
    """Owners ask for 15 to 18 %, lenders for 10 %. Only with the grant, and with firms as customers, do they get it."""
    irr = {pair: result.measures["equity_irr"] for pair, result in runs.items()}
    assert 0.15 <= irr["as_signed", None] <= 0.18
    assert irr["no_rbf_same_tariff", None] < 0.10
    assert irr["as_signed", "revenue_of_amda"] < 0.10
    assert irr["no_rbf_same_tariff", "revenue_of_amda"] < 0


def test_users_alone_would_pay_more_than_a_generator_costs(runs):
    """A small generator makes power for 0.947 dollars a kWh (Journal of Power and Energy Engineering 2021)."""
    solved = runs["full_cost_tariff", None].measures["price_solved"]
    assert solved * 0.60 > 0.947
    assert runs["as_signed", None].measures["enpv"] > runs["full_cost_tariff", None].measures["enpv"]


@pytest.mark.parametrize(("cut", "elasticity"), [(0.5, -0.895), (0.25, -0.948)])
def test_revenue_when_the_price_is_cut(study, cut, elasticity):
    """Two grids in Tanzania cut tariffs by 50 and 75 % and took 7 % less (Energy 4 Impact): -0.90, -0.95."""
    plain = (
        "retail.fixed_charge=0 NGN/month", "retail.reference_price=228 NGN/kWh", "connection.charge=0 NGN",
        "supply.capacity=200000 kWh/day", "retail.use_ceiling=4", f"retail.price_elasticity={elasticity}",
    )  # fmt: skip
    before, after = (
        study.run("as_signed", sets=[*plain, f"retail.tariff_level={level}"]).values("groups_collected").ravel()[4:]
        for level in (1, cut)
    )
    assert after / before == pytest.approx(0.93, abs=0.001)


def test_half_the_tariff_needs_a_dearer_result(runs):
    """More than the 350 dollars at the full tariff, less than the 733 that a connection costs in all."""
    half = runs["half_tariff", None]
    assert 350 < half.measures["price_solved"] * 30_000 / CONNECTIONS < 733
    assert half.measures["burden_poorest"] < runs["as_signed", None].measures["burden_poorest"]


def test_a_grant_in_advance_is_cheaper_for_the_giver(runs):
    tender, rbf = runs["tender", None], runs["as_signed", None]
    assert 0 < tender.measures["donor_grants"] < rbf.measures["donor_support"]


def test_the_naira_of_2023(runs):
    """1,525 naira a dollar in March 2025 (Trading Economics), the ninth half-year; and there is no return left."""
    result = runs["as_signed", "naira_2023"]
    assert result.values("currencies.NGN.exchange_rate").ravel()[9] == pytest.approx(1525, rel=0.03)
    assert result.measures["equity_irr"] < 0.06
