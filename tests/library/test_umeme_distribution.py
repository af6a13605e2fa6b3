"""Umeme, Uganda: what the study reproduces of what is known, with published figures as what is expected."""

from pathlib import Path

import pytest

from ppp_model import load

STUDY = Path(__file__).parents[2] / "scenarios" / "umeme-distribution"
YEAR_2018 = 14
"""Number of the year of operation, from March 2018."""


@pytest.fixture(scope="module")
def study():
    return load(STUDY)


@pytest.fixture(scope="module")
def runs(study):
    return {name: study.run(name) for name in study.structures}


@pytest.fixture(scope="module")
def signed(runs):
    return runs["as_signed"]


def price_sold(result, year):
    """What users pay for a kWh sold, in USD."""
    return result["bills_collected"].iloc[year] / result["volume_sold"].iloc[year]


def test_losses_from_38_to_16_per_cent_sell_a_third_more_of_what_is_bought(signed):
    """T14: (1 - 0.162) / (1 - 0.38) = 1.352."""
    sold = signed["volume_sold"] / signed["volume"]
    assert sold.iloc[20] / sold.iloc[1] == pytest.approx(1.352, abs=0.0005)


def test_832_million_dollars_are_invested_and_152_of_them_bought_out(signed):
    """Sharp Daily, February 2025: 832 m invested, about 680 m recovered; New Vision: 105 % of what is left."""
    assert signed["maintenance_spend"].sum() == pytest.approx(680e6, rel=0.001)
    assert signed["total_uses"] + signed["maintenance_spend"].sum() == pytest.approx(832e6, rel=0.001)
    assert signed["residual_value"].iloc[20] == pytest.approx(1.05 * (832e6 - 680e6), rel=0.001)


def test_sales_customers_and_price_of_2018_come_near_the_accounts(signed):
    """Umeme's results of 2018: 3,011 GWh sold, 16.6 % lost, 1.3 m customers; UGX 1.6 tn = 14.3 US cents at 3,730."""
    assert signed["volume_sold"].iloc[YEAR_2018] == pytest.approx(3011e6, rel=0.02)
    assert signed["volume"].iloc[YEAR_2018] == pytest.approx(3011e6 / 0.834, rel=0.02)
    customers = signed["connections"].iloc[YEAR_2018] + 69_000
    assert customers == pytest.approx(1.3e6, rel=0.03)
    assert price_sold(signed, YEAR_2018) == pytest.approx(0.143, rel=0.07)


def test_over_two_million_customers_and_about_a_fifth_of_people_at_the_end(signed):
    """Finance in Africa and KAA, February 2025: over 2.0 m customers, 20 % of people connected."""
    assert signed["connections"].iloc[20] + 122_300 == pytest.approx(2.05e6, rel=0.05)
    assert signed.measures["coverage_end"] == pytest.approx(0.20, abs=0.025)


def test_ten_points_of_return_are_a_cent_a_kwh(runs, signed):
    """152 m USD x 10 % = 15.2 m a year before tax: 1.55 cents a kWh in the first year (980 GWh), 0.31 in the last."""
    ten = runs["return_of_10"]
    assert signed.measures["project_irr"] == pytest.approx(0.20, abs=1e-6)
    assert ten.measures["project_irr"] == pytest.approx(0.10, abs=1e-6)
    differences = [price_sold(signed, year) - price_sold(ten, year) for year in range(1, 21)]
    assert min(differences) > 0.0031
    assert max(differences) < 0.0155


def test_without_fewer_losses_power_costs_a_third_more_for_each_kwh_sold(runs, signed):
    """Power bought for a kWh sold at the end: 1 / 0.62 against 1 / 0.838 of its price, 35 % more."""
    stay = runs["losses_stay"]
    bought = [run["opex.power.cost"].iloc[20] / run["volume_sold"].iloc[20] for run in (stay, signed)]
    assert bought[0] / bought[1] == pytest.approx(0.838 / 0.62, rel=1e-6)
    assert price_sold(stay, 20) / price_sold(signed, 20) > 1.25, "and users pay a quarter more in the last year"


def test_the_quarrel_about_the_buy_out_is_worth_little_to_the_owners_return(study, signed):
    """118.3 m paid, 234.7 m claimed: 116.4 m in the twentieth year; / 1.2^20 = 3.0 m of 152 m invested."""
    paid, claimed = study.run("as_signed", "bought_out_for_118"), study.run("as_signed", "bought_out_for_235")
    assert claimed["residual_value"].iloc[20] - paid["residual_value"].iloc[20] == pytest.approx(116.4e6)
    gap = claimed.measures["project_irr"] - paid.measures["project_irr"]
    assert 0.002 < gap < 0.005
    cost = paid.measures["net_public_cost_pv"] - claimed.measures["net_public_cost_pv"]
    assert cost == pytest.approx(-116.4e6 * (1 - 0.30) / 1.08**20, rel=0.01), "the state gets 30 % of it back as tax"


def test_ending_the_contract_early_would_cost_the_state_more_than_what_is_invested(signed):
    """Reuters 2013: the government will not cancel, because it knows how much it has to compensate."""
    assert signed.measures["contingent_stressed_peak"] > 152e6


def test_every_structure_passes_its_checks(runs):
    assert all(run.ok for run in runs.values())
