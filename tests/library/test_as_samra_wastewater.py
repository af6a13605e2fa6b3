"""As-Samra, Jordan: what the study reproduces of what is known, with published figures as what is expected."""

from pathlib import Path

import pytest

from ppp_model import load

STUDY = Path(__file__).parents[2] / "scenarios" / "as-samra-wastewater"
DOLLAR = 0.709
"""Dinars for a dollar, the peg."""
MINIMUM = 220_000 * 365
"""Volume paid for in any case, m3 a year (MEED, financial close)."""


@pytest.fixture(scope="module")
def study():
    return load(STUDY)


@pytest.fixture(scope="module")
def signed(study):
    return study.run("as_signed")


@pytest.fixture(scope="module")
def at_the_minimum(study):
    return study.run("as_signed", "at_the_minimum")


def year(result, line, first):
    """Sum over the two half-years from the given period on."""
    return result[line].iloc[first : first + 2].sum()


def test_the_cost_is_223_million_dollars(signed):
    """MCC 93, Jordan 20, private 110 (World Bank, MCC): 223 in all; MEED prints 225."""
    assert signed["total_uses"] / DOLLAR == pytest.approx(223e6, rel=0.002)


def test_half_of_the_cost_is_given(signed):
    """(93 + 20) / 223 = 50.7 %."""
    assert signed["grants"] / signed["total_uses"] == pytest.approx(113 / 223, abs=0.002)


def test_private_money_is_110_million_and_80_to_20(signed):
    private = signed["debt"] + signed["equity"]
    assert private / DOLLAR == pytest.approx(110e6, rel=0.005)
    assert signed["debt"] / private == pytest.approx(0.80, abs=0.003)


def test_the_minimum_volume_is_three_fifths_of_the_plant(at_the_minimum):
    """220,000 of 364,800 m3 a day are 60 %: what is paid for at least, and all that flows in the case."""
    assert year(at_the_minimum, "volume", 8) / (364_800 * 365) == pytest.approx(0.60, abs=0.005)
    assert year(at_the_minimum, "capacity_paid", 8) == pytest.approx(MINIMUM, rel=0.001)


def test_the_minimum_carries_the_loan_whatever_flows(study, at_the_minimum):
    """At the minimum volume the loan is served, and half of that flow changes nothing for lenders and owners."""
    assert at_the_minimum["dscr_min"] >= 1
    half = study.run("as_signed", "half_the_minimum")
    assert half["dscr_min"] == pytest.approx(at_the_minimum["dscr_min"], abs=1e-9)
    assert half["equity_irr"] == pytest.approx(at_the_minimum["equity_irr"], abs=1e-6)
    assert year(half, "idle_payment", 8) == pytest.approx(year(half, "capacity_revenue", 8) / 2, rel=1e-6)


def test_without_grants_the_price_of_capital_doubles(study):
    """Private money of 223 instead of 110 is 2.03 times. Fixed operation, JOD 2.5 m at first, is no capital."""
    operation = 2.5e6 / (267_000 * 365)
    without = study.run("no_grant")
    assert without["grants"] == 0
    assert (without.measures["price_solved"] - operation) / (0.139 - operation) == pytest.approx(223 / 110, rel=0.06)


def test_full_in_2018_as_the_compact_reports(study):
    """The Millennium Challenge Corporation reports 133 m m3 a year in 2018."""
    full = study.run("as_signed", "full_in_2018")
    assert full["volume"].loc["2018-08":"2019-08"].sum() == pytest.approx(133e6, rel=0.005)


def test_people_newly_served(signed):
    """Degremont: 2.3 m people before, 3.5 m after."""
    assert signed["newly_served"].iloc[-1] == pytest.approx(1.2e6, rel=0.15)


def test_debt_in_dinars_keeps_the_peg_out_of_the_loan(study, signed):
    """A loan in dinars is served as before if the dinar falls; one in dollars costs 1 / 0.7 times as much."""
    falls = study.run("as_signed", "dinar_falls")
    assert falls["debt.dinar_loan.service"].tolist() == pytest.approx(signed["debt.dinar_loan.service"].tolist())
    dollars, before = study.run("dollar_debt", "dinar_falls"), study.run("dollar_debt")
    service = dollars["debt.dinar_loan.service"].iloc[-16] / before["debt.dinar_loan.service"].iloc[-16]
    assert service == pytest.approx(1 / 0.7, rel=1e-6)
