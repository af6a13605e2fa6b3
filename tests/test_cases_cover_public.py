"""Every line of levels of government and contingent liabilities is in a case; options against numerical integration."""

from types import ModuleType

import numpy as np
import pytest
from scipy.stats import lognorm

from ppp_model.engine.line import parts_of
from ppp_model.lines import (
    contingent,
    contingent_fee,
    debt_exchange,
    debt_guarantee,
    level,
    level_gift,
    level_support,
    levels,
    without_levels,
)
from tests.test_cases import CASES, Case

MODULES = [
    contingent, contingent_fee, debt_exchange, debt_guarantee, level, level_gift, level_support, levels, without_levels,
]  # fmt: skip
FILES = ("levels", "contingent")


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_line_of_a_module_is_in_a_case(module: ModuleType) -> None:
    used = set()
    for case in (case for case in CASES if case.file in FILES):
        lines = case.calculated | {line for line in case.values if case.is_plain_input(line)}
        used |= {id(case.model.rows[line].part) for line in lines}
    assert sorted(name for name, part in parts_of(module).items() if id(part) not in used) == []


def mean_of(payoff, mean: float, deviation: float) -> float:
    """Mean of a payoff of a lognormal number, by the midpoints of a million equal slices of probability."""
    slices = (np.arange(1_000_000) + 0.5) / 1_000_000
    values = lognorm.ppf(slices, s=deviation, scale=mean * np.exp(-(deviation**2) / 2))
    return float(payoff(values).mean())


def values_of(expected: list[str], **sets) -> dict[str, float]:
    text = {"name": "drawn", "lines": {"tranches": ["loan"], "has_contingent": True}, "periods": 10,
            "set": sets, "expect": dict.fromkeys(expected)}  # fmt: skip
    return {line: float(np.broadcast_to(row, (1, 10))[0, -1]) for line, row in Case("drawn", text).run().items()}


@pytest.mark.parametrize(("share", "volatility"), [(0.7, 0.1), (0.9, 0.08), (1.0, 0.3), (0.5, 0.4)])
def test_the_put_on_revenue_is_the_mean_shortfall(share, volatility):
    found = values_of(
        ["revenue_expected", "shortfall_chance"],
        guaranteed_share=share, forecast_revenue=100, market_revenue=90,
        **{"contingent.revenue_volatility": volatility},
    )  # fmt: skip
    deviation, guaranteed = volatility * 3.0, share * 100
    shortfall = mean_of(lambda revenue: np.maximum(guaranteed - revenue, 0), 90, deviation)
    assert found["revenue_expected"] == pytest.approx(shortfall, rel=1e-4)
    chance = mean_of(lambda revenue: revenue < guaranteed, 90, deviation)
    assert found["shortfall_chance"] == pytest.approx(chance, abs=1e-5)


@pytest.mark.parametrize(("threshold", "volatility"), [(0.0, 0.1), (0.2, 0.1), (0.5, 0.25)])
def test_the_call_on_the_exchange_rate_is_the_mean_loss_above_the_threshold(threshold, volatility):
    inputs = {"contingent.exchange_volatility": volatility, "contingent.exchange_threshold": threshold}
    inputs |= {"contingent.exchange_cover": 0.5, "debt.loan.is_foreign": 1, "debt.loan.service": 80, "in_operation": 1}
    found = values_of(["exchange_expected"], **inputs)
    loss = mean_of(lambda rate: np.maximum(rate - 1 - threshold, 0), 1, volatility * 3.0)
    assert found["exchange_expected"] == pytest.approx(40 * loss, rel=1e-3)


def test_more_volatility_costs_more_and_none_costs_what_the_run_pays():
    sets = {"guaranteed_share": 0.8, "forecast_revenue": 100, "market_revenue": 95}
    costs = [
        values_of(["revenue_expected"], **sets, **{"contingent.revenue_volatility": volatility})["revenue_expected"]
        for volatility in (0.0, 0.05, 0.1, 0.2, 0.4)
    ]
    assert costs[0] == 0
    assert costs == sorted(costs)
