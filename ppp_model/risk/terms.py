"""Financing as signed at close: what stays as it is while everything else turns out differently."""

from __future__ import annotations

import numpy as np

from ppp_model.assemble import Assembled
from ppp_model.engine.run import Floats
from ppp_model.results import Result


def signed_terms(signed: Result, assembled: Assembled) -> dict[str, Floats]:
    """Lines to hold so that every loan of a run has the amount and the repayments that were signed.

    Amounts are held in the study's currency. A loan whose repayments followed the cash flow as expected at close keeps
    them as shares of its balance, by date; the others follow their own terms. The last date stays and repays what is
    left. A loan that refinances another takes over what is then owed, so that its amount is not held. ``signed`` is
    the run at close, ``assembled`` the run to come, whose calendar may be longer.
    """
    values, held = signed.run.values, {}
    for name, tranche in signed.loaded.scenario.finance.debt.items():
        block = f"debt.{name}"
        if f"{block}.commitment" not in assembled.model.rows:
            continue
        if not tranche.refinances:
            held[f"{block}.commitment"] = values[f"{block}.commitment"]
        if values[f"{block}.is_sculpted"].any():
            held[f"{block}.is_sculpted"] = np.zeros((1, 1))
            held[f"{block}.share_repaid"] = _in_time(_shares_repaid(signed, block), assembled.calendar.periods)
        held[f"{block}.schedule_sculpted"] = np.zeros((1, 1))  # not used, so that no target service is worked out
    return held


def _shares_repaid(signed: Result, block: str) -> Floats:
    """Scheduled repayments as shares of the balance before them."""
    opening, repaid = (signed.run.values[f"{block}.schedule_{line}"] for line in ("opening", "repayment"))
    shares = np.divide(repaid, opening, out=np.zeros_like(repaid), where=opening != 0)
    last = signed.run.values[f"{block}.is_last"]
    return np.where(last != 0, 1.0, shares)


def _in_time(row: Floats, periods: int) -> Floats:
    """A row by period, cut or filled with 0 so that it has so many periods."""
    found = np.zeros((1, periods))
    count = min(periods, row.shape[1])
    found[:, :count] = row[:, :count]
    return found
