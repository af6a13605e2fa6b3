"""Contracts that end when the present value of revenue reaches a bid: exact by formula, not published.

The first year's revenue is 100, discounted at 8 % at year end, and the bid is 1,000. With growth g the present value
of n years is 100 (1 - q**n) / (1.08 (1 - q)), q = (1 + g) / 1.08. Lower growth means a longer contract.
"""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from ppp_model import Result, load

HERE = Path(__file__).parent
GROWTHS = [(0.03, 14, 0.6282), (0.05, 12, 0.6643), (0.07, 11, 0.3272)]
"""Growth of revenue, full years, and the share of the next year's revenue that the bid still needs."""


@cache
def run(growth: float, *sets: str) -> Result:
    return load(HERE / "lpvr.yaml").run(sets=[f"revenue.escalation={growth}", *sets])


@pytest.mark.parametrize(("growth", "years", "share"), GROWTHS)
def test_the_table_is_what_the_formula_says(growth, years, share):
    q = (1 + growth) / 1.08
    found = np.log(1 - 1000 * 1.08 * (1 - q) / 100) / np.log(q)
    assert int(found) == years
    value_before = 100 * (1 - q**years) / (1.08 * (1 - q))
    assert round((1000 - value_before) / (100 / 1.08 * q**years), 4) == share


@pytest.mark.parametrize(("growth", "years", "share"), GROWTHS)
def test_contract_ends_in_the_year_in_which_the_bid_is_reached(growth, years, share):
    result = run(growth)
    assert result["contract_end"] == years + 1
    assert round(result["last_period_share"], 4) == share
    value = result.values("revenue_value_to_date")[0]
    assert value[years] < 1000 <= value[years + 1]


@pytest.mark.parametrize(("growth", "years", "share"), GROWTHS)
def test_nothing_is_delivered_after(growth, years, share):
    result = run(growth)
    assert list(result.values("in_operation")[0]) == [0, *[1] * (years + 1), *[0] * (29 - years)]
    lines = ("volume", "revenue", "operating_cost", "concession_fee", "depreciation", "book_depreciation")
    for line in lines:
        row = result.values(line)[0]
        assert np.all(row[1 : years + 2] > 0), line
        assert not np.any(row[years + 2 :]), line
    assert result.values("depreciation")[0].sum() == pytest.approx(500, rel=1e-12)  # all within the shorter contract
    assert result.ok


def test_a_bid_that_is_not_reached_leaves_the_planned_end():
    """Thirty years at 3 % growth are worth 100 (1 - q**30) / (1.08 (1 - q)) = 1,518 and no more."""
    result = run(0.03, "contract.revenue_bid=1600 USD")
    assert result["contract_end"] == 30
    assert np.isnan(result["last_period_share"])
    assert round(result.values("revenue_value_to_date")[0, -1]) == 1518


def test_a_bid_that_is_reached_exactly_ends_with_that_year():
    """Three years without growth at 0 % are worth 300."""
    sets = ("contract.revenue_bid=300 USD", "contract.revenue_bid_rate=0 %")
    result = run(0.0, *sets)
    assert result["contract_end"] == 3
    assert result["last_period_share"] == pytest.approx(1.0, abs=1e-12)
