"""Schools of Belo Horizonte: what the study reproduces of what is known, with published figures as what is expected."""

from pathlib import Path

import pytest

from ppp_model import load

STUDY = Path(__file__).parents[2] / "scenarios" / "belo-horizonte-schools"
PLACES = 32 * 440 + 5 * 960
"""18,880 places (UOL, 23 September 2013)."""
PRICES = 1.045
"""Growth of prices of the study, per year."""


@pytest.fixture(scope="module")
def study():
    return load(STUDY)


@pytest.fixture(scope="module")
def signed(study):
    return study.run("as_signed")


def real_return(net_income, works, building, operation):
    """The real return of equal half-years of building and then of income, by bisection: plain arithmetic."""
    flows = [0.0] + [-works / building] * building + [net_income / 2] * operation
    low, high = 0.0, 0.5
    for _ in range(60):
        middle = (low + high) / 2
        value = sum(flow / (1 + middle) ** (k / 2) for k, flow in enumerate(flows))
        low, high = (middle, high) if value > 0 else (low, middle)
    return low


def test_a_place_costs_2065_a_year_and_172_a_month(signed):
    """UOL: 39 m a year for 18,880 pupils, 2,065 each, 172 a month, at the prices of signing."""
    paid = signed.in_money("availability_due", real=True).iloc[5:7].sum()
    assert paid / PLACES == pytest.approx(2065, rel=0.03)  # prices grow between two yearly adjustments
    due = signed["availability_payment"]
    assert due / PLACES == pytest.approx(2065, rel=0.001)
    assert due / PLACES / 12 == pytest.approx(172, abs=0.5)


def test_every_place_is_a_place_for_a_year(signed):
    assert signed["volume"].iloc[5:7].sum() / 12 == pytest.approx(PLACES, rel=1e-5)


def test_the_works_cost_190_million(signed):
    """UOL, Hoje em Dia and Valor; the rest of the uses is interest and a fee."""
    assert signed["works_cost"].sum() == pytest.approx(190e6)
    # "The city met 50 % of the investment" (UOL): the loan of the state's bank BDMG is half of the works.
    assert signed["debt_closing"].max() / signed["works_cost"].sum() == pytest.approx(0.50, abs=0.01)


def test_the_real_return_of_the_project_is_8_6_percent(signed):
    """22 m a year (39 less 17) on 190 m is 8.6 % above prices, by plain arithmetic and in the model."""
    by_hand = real_return(39 - 17, 190, 4, 36)
    assert by_hand == pytest.approx(0.086, abs=0.0005)
    assert (1 + signed["project_irr"]) / PRICES - 1 == pytest.approx(by_hand, abs=0.002)


def test_fifty_one_schools_have_25_000_places(study):
    """Odebrecht 2018: around 25,000 openings a year in 46 preschools and 5 schools."""
    amended = study.run("as_amended")
    assert amended["volume"].iloc[-2:].sum() / 12 == pytest.approx(25_000, rel=0.005)
    assert amended["works_cost"].sum() == pytest.approx(250e6)  # press of September 2015: a contract of 250 m


def test_the_loan_of_the_balance_sheet(study):
    """SPE Inova BH: loans of 11.032 + 56.078 = 67.1 m at the end of 2019; period 15 ends in January 2020."""
    left = study.run("as_amended")["debt.bdmg.closing"].iloc[15]
    assert left == pytest.approx(67.1e6, rel=0.05)


def test_a_late_half_year_is_the_owners_loss(study, signed):
    """The city fined the company for late units; under availability payments a late school is not paid."""
    late = study.run("as_signed", "half_year_late")
    assert late["equity_irr"] < signed["equity_irr"] - 0.005
    assert late["net_public_cost_pv"] < signed["net_public_cost_pv"]


def test_empty_places_are_the_citys_unless_it_pays_by_the_child(study, signed):
    idle = study.run("as_signed", "idle_places")
    assert idle["equity_irr"] == pytest.approx(signed["equity_irr"])
    by_child = study.run("per_child", "idle_places")
    assert by_child["equity_irr"] < study.run("per_child")["equity_irr"] - 0.01


def test_ordinary_works_take_longer_and_deliver_less(study, signed):
    """Works took 45 % less time in the partnership (Rodrigues 2015): 24 / 0.55 = 43.6 months, 42 in half-years."""
    public = study.run("public_works")
    assert public["volume"].sum() / signed["volume"].sum() == pytest.approx(16.5 / 18)
    assert (public["volume"] > 0).to_numpy().argmax() == 8  # the first half-year after 42 months
