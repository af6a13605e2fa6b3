"""Financing as signed at close: what stays as it is while everything else turns out differently."""

from __future__ import annotations

import numpy as np

from ppp_model.assemble import Assembled
from ppp_model.engine.run import Floats
from ppp_model.results import Result


def signed_terms(signed: Result, assembled: Assembled) -> dict[str, Floats]:
    """Lines to hold so that every loan of a run has the amount and the repayments that were signed.

    A grant that is a share of the works keeps its amount too. Amounts are held in the study's currency. A loan whose
    repayments followed the cash flow as expected at close keeps them as shares of its balance; the others follow their
    own terms. As everywhere in the model, grace runs from the
    actual start of operation and the last date stays and repays what is left: late works shift repayments, not the
    end. A loan that refinances another takes over what is then owed, so that its amount is not held. ``signed`` is
    the run at close, ``assembled`` the run to come.
    """
    values, held = signed.run.values, {}
    for name, grant in signed.loaded.scenario.finance.grants.items():
        if grant.share_of_works is not None and f"grants.{name}.amount" in assembled.model.rows:
            held[f"grants.{name}.amount"] = values[f"grants.{name}.amount"]
    for name, tranche in signed.loaded.scenario.finance.debt.items():
        block = f"debt.{name}"
        if f"{block}.commitment" not in assembled.model.rows:
            continue
        if not tranche.refinances:
            held[f"{block}.commitment"] = values[f"{block}.commitment"]
        if values[f"{block}.is_sculpted"].any():
            held[f"{block}.is_sculpted"] = np.zeros((1, 1))
            held[f"{block}.share_repaid"] = _shares_repaid(signed, block, assembled)
        held[f"{block}.schedule_sculpted"] = np.zeros((1, 1))  # not used, so that no target service is worked out
    return held


def _shares_repaid(signed: Result, block: str, assembled: Assembled) -> Floats:
    """Scheduled repayments as shares of the balance before them, as late as operation is; the last repays the rest."""
    opening, repaid = (signed.run.values[f"{block}.schedule_{line}"] for line in ("opening", "repayment"))
    shares = np.divide(repaid, opening, out=np.zeros_like(repaid), where=opening != 0)
    last = next(iter(np.flatnonzero(np.broadcast_to(signed.run.values[f"{block}.is_last"], repaid.shape)[0])), None)
    shift = max(assembled.calendar.operation_starts - signed.assembled.calendar.operation_starts, 0)
    found = np.zeros((1, assembled.calendar.periods))
    ends = min(found.shape[1] if last is None else int(last), found.shape[1], shares.shape[1] + shift)
    found[:, shift:ends] = shares[:, : max(ends - shift, 0)]
    if last is not None and ends < found.shape[1]:
        found[:, ends] = 1.0
    return found
