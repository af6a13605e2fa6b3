"""The model against a second calculation of the same deals (``independent.py``), for many drawn deals.

More draws than these were run by hand; ``often(1500)`` takes two minutes.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from ppp_model import Result
from tests.deals import as_scenario, deals, often, study_of
from tests.independent import Answer, Deal, Loan, calculate

RELATIVE = 1e-9

ROWS = [
    "works_cost", "idc", "fees", "funding_need", "grants_drawn", "equity_drawn", "debt_drawn", "revenue",
    "operating_cost", "tax", "cfads", "interest_due", "principal_due", "debt_service", "debt_closing", "reserve_target",
    "reserve_closing", "owner_support", "cash_closing", "arrears", "prepayments", "distribution",
    "equity_cash_flow",
]  # fmt: skip
COVERS = ["dscr_min", "dscr_average", "llcr_min"]
"""Left out where some service is a sliver of total uses: where nothing counts as due is then a matter of taste."""
RETURNS = ["equity_irr"]
"""Left out where equity is but the rounding difference of uses and debt."""


def differences(result: Result, answer: Answer) -> list[str]:
    """Every row and measure that differs; money is weighed against total uses."""
    found = []
    for row in ROWS:
        gap = np.max(np.abs(result.values(row)[0] - np.array(answer.rows[row])))
        if not gap <= RELATIVE * answer.total_uses:
            found.append(f"{row}: {gap:.3g}")
    for number, debt in enumerate(answer.debts):
        if abs(result[f"debt.loan_{number}.commitment"] - debt) > RELATIVE * answer.total_uses:
            found.append(f"loan_{number}: {result[f'debt.loan_{number}.commitment']} and {debt}")
    share = answer.equity / answer.total_uses
    service = np.array(answer.rows["debt_service"]) / answer.total_uses
    measures = COVERS * (not np.any((service > 1e-9) & (service < 1e-5))) + RETURNS * (share > 1e-6)
    for measure in measures:
        ours, theirs = result.measures[measure], getattr(answer, measure)
        if ours is None or theirs is None:
            if ours is not theirs:
                found.append(f"{measure}: {ours} and {theirs} ({result.reasons.get(measure)})")
            continue
        # A return is as exact as the equity behind it, a cover as exact as the debt.
        behind = share if measure == "equity_irr" else sum(answer.debts) / answer.total_uses / max(abs(theirs), 1.0)
        if abs(ours - theirs) > RELATIVE * max(abs(theirs), 1.0) / behind:
            found.append(f"{measure}: {ours} and {theirs}")
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("deals")


@often(100)
@given(deal=deals())
def test_drawn_deals_agree(folder, deal):
    assert differences(study_of(as_scenario(deal), folder).run(), calculate(deal)) == []


def test_a_planted_error_is_found(folder):
    """The comparison is not blind: a model with another tax rate differs where tax matters, and only there."""
    deal = Deal(
        months=6, construction=24, operation=240, works=[(100e6, None)], tax_rate=0.3, cfads_after_tax=False,
        loans=[Loan(rate=0.06, tenor=180, amount=50e6)], availability=15e6, opex_fixed=2e6,
    )  # fmt: skip
    result = study_of(as_scenario(deal), folder).run(sets=["tax.rate=31 %"])
    found = {text.partition(":")[0] for text in differences(result, calculate(deal))}
    assert found == {"tax", "distribution", "equity_cash_flow", "equity_irr"}
