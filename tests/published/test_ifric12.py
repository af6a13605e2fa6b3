"""Operators' accounts under IFRIC 12: its illustrative example 1, and the other two models by hand.

The example is recalled, not re-read: before it is cited, check it against the text of IFRIC 12. Its arithmetic was
reproduced (6.1792 %, and the asset ends at 0). Printed rows are rounded at every step, so 1 of difference is allowed.
"""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from ppp_model import Result, load

HERE = Path(__file__).parent
WITHIN_PRINT = 1.0


@cache
def run(*sets: str) -> Result:
    return load(HERE / "f1.yaml").run(sets=list(sets))


def row(line: str, *sets: str) -> np.ndarray:
    """A line in years 1 to 10."""
    return run(*sets).values(line)[0, 1:]


class TestFinancialAsset:
    """Two years of construction (500 each, margin 5 %), eight of operation (10, 20 %), a resurfacing (100, 10 %)."""

    def test_effective_rate(self):
        assert round(run()["effective_rate"] * 100, 2) == 6.18
        assert round(run()["effective_rate"] * 100, 4) == 6.1792

    def test_revenue(self):
        assert row("accounting_revenue") == pytest.approx([525, 525, *[12] * 5, 122, 12, 12], rel=1e-12)
        assert row("accounting_revenue").sum() == pytest.approx(1256, rel=1e-12)

    def test_receivable(self):
        printed = [525, 1082, 961, 833, 696, 551, 397, 344, 177, 0]
        assert row("financial_asset") == pytest.approx(printed, abs=WITHIN_PRINT)
        assert abs(row("financial_asset")[-1]) < 1e-9

    def test_finance_income(self):
        printed = [0, 32, 67, 59, 51, 43, 34, 25, 21, 11]
        assert row("finance_income") == pytest.approx(printed, abs=WITHIN_PRINT)

    def test_profit_is_all_cash_received_less_all_cost(self):
        """8 x 200 - 1,000 - 8 x 10 - 100 = 420, of which 1,600 - 1,256 = 344 is interest."""
        assert row("accounting_profit").sum() == pytest.approx(420, rel=1e-12)
        assert row("finance_income").sum() == pytest.approx(344, rel=1e-12)

    @pytest.mark.parametrize("sets", [(), ("conventions.irr_times=dates",), ("timeline.period=quarterly",)])
    def test_asset_ends_at_zero_whatever_the_calendar(self, sets):
        assert abs(row("financial_asset", *sets)[-1]) < 1e-9 * 1082


class TestIntangibleAsset:
    """The same road when its users pay: a right at 1,050, written down over eight years."""

    users = ("accounting.guaranteed_share=0 %",)

    def test_asset(self):
        """2 x 525 = 1,050; 1,050 / 8 = 131.25 a year."""
        assert row("intangible_asset", *self.users) == pytest.approx(
            [525, 1050, 918.75, 787.5, 656.25, 525, 393.75, 262.5, 131.25, 0], rel=1e-12, abs=1e-9
        )
        assert not np.any(row("financial_asset", *self.users))
        assert not np.any(row("finance_income", *self.users))

    def test_no_effective_rate(self):
        assert np.isnan(run(*self.users)["effective_rate"])

    def test_revenue_counts_construction_and_users(self):
        """1,050 for building, then 200 a year: 2,650 against 1,256 for a financial asset."""
        assert row("accounting_revenue", *self.users) == pytest.approx([525, 525, *[200] * 8], rel=1e-12)

    def test_profit(self):
        """Building 525 - 500 = 25; then 200 - 10 - 131.25 = 58.75, less 100 in year 8; 420 in all."""
        expected = [25, 25, *[58.75] * 5, -41.25, 58.75, 58.75]
        assert row("accounting_profit", *self.users) == pytest.approx(expected, rel=1e-12)
        assert sum(expected) == 420


class TestMixed:
    """Sixty per cent of the consideration is guaranteed: both models at once, each in its share."""

    mixed = ("accounting.guaranteed_share=60 %",)

    def test_assets(self):
        assert run(*self.mixed)["effective_rate"] == pytest.approx(run()["effective_rate"], rel=1e-12)
        assert row("financial_asset", *self.mixed) == pytest.approx(0.6 * row("financial_asset"), abs=1e-9)
        assert row("intangible_asset", *self.mixed) == pytest.approx(
            [210, 420, 367.5, 315, 262.5, 210, 157.5, 105, 52.5, 0], rel=1e-12, abs=1e-9
        )  # 40 % of 525 and 1,050; 420 / 8 = 52.5

    def test_revenue(self):
        """60 % of 12 and 40 % of 200 make 87.2; 60 % of 122 and 80 make 153.2; building counts in full."""
        expected = [525, 525, *[87.2] * 5, 153.2, 87.2, 87.2]
        assert row("accounting_revenue", *self.mixed) == pytest.approx(expected, rel=1e-12)

    def test_profit(self):
        """Year 3: 87.2 + 60 % of 66.887 of interest - 10 - 52.5 = 64.83; 420 in all."""
        assert row("accounting_profit", *self.mixed)[2] == pytest.approx(64.83, abs=0.005)
        assert row("accounting_profit", *self.mixed).sum() == pytest.approx(420, rel=1e-12)
