"""New Cairo, Egypt: what the study reproduces of what is known, with published figures as what is expected."""

from pathlib import Path

import pytest

from ppp_model import load

STUDY = Path(__file__).parents[2] / "scenarios" / "new-cairo-wastewater"
DOLLAR = 566 / 103
"""Pounds for a dollar: the loan in both currencies (Global Water Intelligence, February 2010)."""


@pytest.fixture(scope="module")
def study():
    return load(STUDY)


@pytest.fixture(scope="module")
def signed(study):
    return study.run("as_signed")


@pytest.fixture(scope="module")
def full(study):
    return study.run("as_signed", "full_use")


@pytest.fixture(scope="module")
def quarter(study):
    return study.run("as_signed", "quarter_use")


def test_the_loan_and_its_share_of_the_cost(signed):
    """EGP 566 m from four banks, 70 % of the cost; IFC expected USD 150 to 200 m of investment."""
    assert signed["debt"] == pytest.approx(566e6)
    assert signed["equity"] == pytest.approx(566e6 * 30 / 70, rel=0.005)
    assert signed["total_uses"] / DOLLAR == pytest.approx(150e6, rel=0.03)


def test_all_payments_for_availability_are_near_the_contract_called_one_of_500_million(signed):
    """USD 482 m (PPIAF), USD 500 m (MEED): 18 years at the prices of close lie within a tenth of the two."""
    at_close = (signed["availability_due"] / signed["availability_index"]).sum() / DOLLAR
    assert 482e6 * 0.9 < at_close < 500e6 * 1.1


def test_fixed_cost_of_a_m3_at_28_percent(full, quarter):
    """70,000 of 250,000 m3 a day: 1 / 0.28 = 3.57 times the fixed cost of each m3."""
    cost = [run["availability_due"].iloc[5] / run["volume"].iloc[5] for run in (full, quarter)]
    assert cost[1] / cost[0] == pytest.approx(250 / 70, rel=1e-6)
    assert quarter["volume"].iloc[5:7].sum() / 365 == pytest.approx(70_000, rel=1e-9)


def test_public_money_for_each_person_triples(full, quarter):
    """Fewer are served for nearly the same payment."""
    ratio = quarter.measures["public_money_per_person"] / full.measures["public_money_per_person"]
    assert ratio == pytest.approx(3, rel=0.10)


def test_owners_and_lenders_do_not_feel_the_flow(signed, quarter):
    assert quarter["equity_irr"] == pytest.approx(signed["equity_irr"], abs=1e-6)
    assert quarter["dscr_min"] == pytest.approx(signed["dscr_min"], abs=1e-6)


def test_debt_in_pounds_keeps_the_float_out_of_the_loan(study, signed):
    """8.8 to 18 pounds for a dollar (Reuters): a payment in dollars then costs 18 / 8.8 times as many pounds."""
    floats = study.run("as_signed", "pound_floats")
    assert floats["debt.club_loan.service"].tolist() == pytest.approx(signed["debt.club_loan.service"].tolist())
    assert signed["equity_irr"] - floats["equity_irr"] < 0.02
    dollars = [study.run("dollar_deal", case)["availability_due"].iloc[-1] for case in (None, "pound_floats")]
    assert dollars[1] / dollars[0] == pytest.approx(18 / 8.8, rel=0.005)


def test_people_as_the_census_counted_fill_a_quarter(study):
    """297,387 people in April 2017 (census); MEED saw 70,000 m3 a day."""
    counted = study.run("as_signed", "people_as_counted")
    assert counted["population"].loc["2017-08"].item() == pytest.approx(297_387, rel=0.07)
    assert counted["volume"].loc["2017-02"].item() / 182.5 == pytest.approx(70_000, rel=0.10)
