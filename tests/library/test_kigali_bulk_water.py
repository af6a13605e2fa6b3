"""Kigali bulk water: the known outcomes of the deal come out of the study, not only of single lines."""

from pathlib import Path

import pytest

from ppp_model import load

STUDY = Path(__file__).parents[2] / "scenarios" / "kigali-bulk-water"
FIRST, SECOND_YEAR = slice(6, 8), 8
"""Half-years of the first year of service (2021), after six of building, and the first of the year after it."""


@pytest.fixture(scope="module")
def study():
    return load(STUDY)


@pytest.fixture(scope="module")
def signed(study):
    return study.run("as_signed")


def test_the_capacity_charge_of_a_year(signed):
    """T1: USD 3,825,232.66 for 6,074,469.06 m3 (Auditor General 2020/21) is 0.630 a m3, USD 9.19 m a year."""
    paid = signed["capacity_revenue"].iloc[FIRST].sum()
    assert paid == pytest.approx(9.19e6, abs=0.005e6)
    assert paid / (40_000 * 365) == pytest.approx(3_825_232.66 / 6_074_469.06, rel=1e-4)


def test_idle_capacity_is_paid_in_the_first_437_days(study, signed):
    """T2: 34.8 % of the capacity was not supplied and USD 3.83 m were paid for it; the company feels nothing."""
    idle = study.run("as_signed", "first_437_days")
    assert idle["idle_share"].iloc[6] == pytest.approx(0.348, abs=0.0006)
    assert idle["idle_payment"].iloc[FIRST].sum() * 437 / 365 == pytest.approx(3.83e6, abs=0.006e6)
    for measure in ("equity_irr", "dscr_min"):
        assert idle.measures[measure] == pytest.approx(signed.measures[measure], rel=1e-9)
    assert idle.measures["net_public_cost_pv"] > signed.measures["net_public_cost_pv"]


def test_the_fixed_charge_for_a_m3_sold_is_above_every_retail_price(signed):
    """T3: at 45.6 % lost and RWF 993 for a dollar about RWF 1,150; homes paid 340 to 877 (New Times, 2019)."""
    rate = signed["currencies.RWF.exchange_rate"].iloc[SECOND_YEAR]
    cost = signed["bulk_fixed_cost_per_unit_sold"].iloc[SECOND_YEAR] / rate * 993
    assert cost == pytest.approx(1150, rel=0.005)
    assert cost > 877
