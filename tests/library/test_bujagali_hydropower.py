"""Bujagali: what is known of the deal comes out of the study. Expected values are published, with their source."""

from pathlib import Path

import numpy as np
import pytest

from ppp_model import load

STUDY = Path(__file__).parents[2] / "scenarios" / "bujagali-hydropower"
M = 1e6
FIRST, YEARS = 10, 30
"""The first half-year of operation, after nine of building, and the years of the contract."""


@pytest.fixture(scope="module")
def runs():
    study = load(STUDY)
    wanted = [("as_signed", None), ("refinanced_2018", None), ("as_signed", "low_water"), ("as_signed", "as_approved")]
    return {pair: study.run(*pair) for pair in wanted}


@pytest.fixture(scope="module")
def signed(runs):
    return runs["as_signed", None]


@pytest.fixture(scope="module")
def refinanced(runs):
    return runs["refinanced_2018", None]


def by_year(result, line):
    """Sums over years of operation (mid-year to mid-year, the first from mid-2012)."""
    return result.values(line).ravel()[FIRST : FIRST + 2 * YEARS].reshape(YEARS, 2).sum(axis=1)


def tariff_by_the_contract(result, holiday, rate=0.19):
    """Cents a kWh that pay debt service, operation, tax, and a level return of ``rate`` on what the owners paid in.

    No line of the model gives it. Tax is due on itself, hence rate / (1 - rate) of the profit after it.
    """
    half = (1 + rate) ** 0.5 - 1
    paid_in = -np.minimum(result.values("equity_cash_flow").ravel()[:FIRST], 0)
    worth = (paid_in * (1 + half) ** np.arange(FIRST - 1, -1, -1)).sum()
    to_owners = 2 * worth * half / (1 - (1 + half) ** (-2 * YEARS))
    service, interest = by_year(result, "debt_service"), by_year(result, "interest_charged")
    profit = to_owners + service - interest - by_year(result, "depreciation")
    tax = np.where(np.arange(YEARS) < holiday, 0, np.maximum(profit, 0) * 0.3 / 0.7)
    return 100 * (to_owners + service + by_year(result, "operating_cost") + tax) / by_year(result, "volume")


def test_money_of_the_deal(signed):
    """World Bank 2018: 903.23 m in all, loans 703.47, equity 199.76, of which the state 20."""
    assert signed.measures["total_uses"] == pytest.approx(903.23 * M, rel=1e-4)
    assert signed.measures["debt"] == pytest.approx(703.47 * M, rel=1e-6)
    assert signed.measures["equity"] == pytest.approx(199.76 * M, rel=1e-3)


def test_energy_and_published_tariff(signed):
    """250 MW at 67 % are 1,467 GWh. The bank's path (AfDB): 11.3 cents in 2017, 13.3 in 2018, 14.5 in 2023."""
    assert by_year(signed, "volume")[0] == pytest.approx(1467e6, rel=1e-3)
    paid = 100 * by_year(signed, "capacity_revenue") / by_year(signed, "volume")
    assert paid[[4, 5, 10]] == pytest.approx([11.3, 13.3, 14.5], abs=0.005)
    assert all(10.7 <= cents <= 11.5 for cents in paid[:5])


def test_the_rule_of_the_contract_gives_the_published_path(signed):
    """A return of 19 % on equity, as members of parliament say, explains the tariff and its rise in 2018."""
    tariff = tariff_by_the_contract(signed, holiday=5)
    assert all(10.7 <= cents <= 11.5 for cents in tariff[1:5])
    assert tariff[5] - tariff[4] == pytest.approx(2.0, abs=0.15)
    assert tariff[10] == pytest.approx(14.5, rel=0.05)
    assert tariff[11] < 0.45 * tariff[10]


def test_after_the_refinancing(refinanced):
    """AfDB aimed at 8.2 cents; 8.30 in 2021 and 8.31 in 2025 were paid."""
    tariff = tariff_by_the_contract(refinanced, holiday=20)
    assert tariff[6:20].mean() == pytest.approx(8.2, abs=0.2)
    paid = 100 * by_year(refinanced, "capacity_revenue") / by_year(refinanced, "volume")
    assert paid[6:20] == pytest.approx(8.3, abs=0.005)


def test_what_was_owed_and_refinanced(refinanced):
    """478 m owed in 2017 (AfDB); more than 400 m of loans refinanced in 2018 (IFC), new loans of fifteen years."""
    assert refinanced.values("debt_closing").ravel()[19] == pytest.approx(478 * M, rel=0.005)
    assert 400 * M < refinanced.values("debt_closing").ravel()[20] < 500 * M
    assert refinanced.values("debt_closing").ravel()[51] == pytest.approx(0, abs=1)


def test_owners_earn_what_is_said_under_both(signed, refinanced):
    """19 % (members of parliament, 2025): lower tariffs cost the owners nothing."""
    assert signed.measures["equity_irr"] == pytest.approx(0.19, abs=0.005)
    assert refinanced.measures["equity_irr"] == pytest.approx(0.19, abs=0.005)


def test_low_water_is_the_states_loss(runs, signed):
    """Take-or-pay: 1,165 GWh instead of 1,467, and the owners and lenders see none of it."""
    low = runs["as_signed", "low_water"]
    for measure in ("equity_irr", "dscr_min"):
        assert low.measures[measure] == pytest.approx(signed.measures[measure], rel=1e-9)
    assert by_year(low, "volume")[0] == pytest.approx(1165e6, rel=1e-3)
    assert low.measures["net_public_cost_pv"] > signed.measures["net_public_cost_pv"] + 100 * M


def test_cost_as_approved(runs):
    """USD 800 m in 2007, 13 % less than it came to: 903.23 / 800 = 1.129."""
    assert runs["as_signed", "as_approved"].measures["total_uses"] == pytest.approx(800 * M, rel=2e-3)


def test_economic_return(signed):
    """The consultants of 2006 expected 22 % in the base case (low hydrology)."""
    assert signed.measures["eirr"] == pytest.approx(0.22, abs=0.01)
