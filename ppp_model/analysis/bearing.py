"""Who invests, who pays, and who bears which risk under a structure: read from runs of the model, never declared.

Every run after the first is the same deal with one shock (``shocks``): the price agreed, the loans' amounts and
repayments and grants as signed. A party's loss is the fall of the present value of its cash flow (``lines.parties``),
for all parties at the public rate, so that what one loses another gains or nobody gets. Two choices:

- Users bear what they pay more for each unit they buy. What they pay less because they buy less is no gain of theirs:
  they go without. What they pay less because bills are not collected is one.
- What the project keeps in cash counts with its owners, the public if that is one; banks count with lenders.

Then the losses of all parties, gains taken off, are what running and building cost more and what users do not buy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ppp_model.analysis.shocks import SHOCKS
from ppp_model.errors import ModelError
from ppp_model.money import Floats
from ppp_model.results import Result
from ppp_model.scenario.model import Scenario
from ppp_model.tables.base import wide
from ppp_model.tables.giving import gifts

INVESTORS = ("owners", "lenders", "public", "donors", "partner cities", "others")
PAYERS = ("users", "buyer", "public", "donors", "partner cities")
_GIVERS = {
    "nation": "public", "state": "public", "city": "public", "donor": "donors", "emerging_donor": "donors",
    "partner_city": "partner cities", "civil_society": "others",
}  # fmt: skip
_FLOWS = {
    "public": ("flow_of_public",), "utility": ("flow_of_utility",), "owners": ("flow_of_owners",),
    "lenders": ("flow_of_lenders", "flow_of_banks"), "donors": ("flow_of_donors",),
    "partner cities": ("flow_of_partners",),
}  # fmt: skip
_PAID = {
    "public": ("availability_revenue", "support_public", "guarantee_received", "utility_support", "fund_call"),
    "donors": ("support_donor", "cooperation_donor"),
    "partner cities": ("support_partner", "cooperation_partner"),
}  # fmt: skip
_NOTHING = 1e-9
"""A loss is none if it is less than this share of total uses."""


@dataclass(frozen=True)
class Borne:
    """What each party loses by one shock, in present value; below 0 it gains. Empty with the reason ``why_not``."""

    label: str
    losses: Mapping[str, float]
    why_not: str = ""

    @property
    def net(self) -> float:
        """What all lose together: dearer works and operation, and what users do not buy."""
        return sum(self.losses.values())

    @property
    def shares(self) -> dict[str, float]:
        """The share of each party that loses in all that is lost, gains left aside."""
        lost = {who: loss for who, loss in self.losses.items() if loss > 0}
        return {who: loss / sum(lost.values()) for who, loss in lost.items()}

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "label": self.label, "losses": dict(self.losses), "net": self.net, "shares": self.shares,
            "why_not": self.why_not,
        }  # fmt: skip


@dataclass(frozen=True)
class Bearing:
    """One structure: who invests and who pays, in money, and who bears each shock, by its name."""

    signed: Result
    invests: Mapping[str, float]
    """What each puts into the works: all uses and works in kind, not discounted."""
    pays: Mapping[str, float]
    """What each pays for the service and its support in operation, in present value, before taxes and surpluses."""
    shocks: Mapping[str, Borne]

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "label": self.signed.label, "solved": self.signed.solved.to_dict() if self.signed.solved else {},
            "invests": dict(self.invests), "invest_shares": shares_of(self.invests),
            "pays": dict(self.pays), "pay_shares": shares_of(self.pays),
            "shocks": {name: one.to_dict() for name, one in self.shocks.items()}, "checks": self.signed.checks,
        }  # fmt: skip


def bearing(signed: Result, run: Callable[[Scenario], Result]) -> Bearing:
    """Who invests, pays and bears; ``run`` gives the deal ``signed`` in a scenario that turns out otherwise."""
    shocks = {}
    for shock in SHOCKS:
        scenario = shock.change(signed.loaded.scenario)
        if isinstance(scenario, str):
            shocks[shock.name] = Borne(shock.label, {}, scenario)
            continue
        try:
            shocks[shock.name] = Borne(shock.label, losses(signed, run(scenario)))
        except ModelError as error:
            shocks[shock.name] = Borne(shock.label, {}, f"it cannot be run: {error}")
    return Bearing(signed, invested(signed), paid(signed), shocks)


def shares_of(amounts: Mapping[str, float]) -> dict[str, float]:
    """Each amount as a share of all; nothing where all is nothing."""
    everything = sum(amounts.values())
    return {name: amount / everything for name, amount in amounts.items()} if everything else {}


def invested(result: Result) -> dict[str, float]:
    """What each puts into the works, over construction; the public's part as an owner counts with the public."""
    found = dict.fromkeys(INVESTORS, 0.0)
    for gift in gifts(result):
        if gift.kind in ("grant", "in kind"):
            found[_GIVERS[gift.giver]] += float(result.values(gift.line).sum())
    equity = float(result.values("equity_drawn").sum())
    public = equity * result.loaded.scenario.finance.equity.public_share
    found["public"] += public
    found["owners"] += equity - public
    uses, grants = (float(result.values(name).sum()) for name in ("total_uses", "grants_drawn"))
    found["lenders"] += uses - grants - equity
    return {who: amount for who, amount in found.items() if abs(amount) > _NOTHING * abs(uses)}


def paid(result: Result) -> dict[str, float]:
    """What each pays in operation for the service, in present value: bills, the budget's payments, support."""
    found = {"users": -_present(result, "flow_of_users"), "buyer": -min(_present(result, "flow_of_utility"), 0.0)}
    found |= {who: sum(_present(result, line) for line in lines) for who, lines in _PAID.items()}
    least = _NOTHING * abs(float(result.values("total_uses")[0, 0]))
    return {who: found[who] for who in PAYERS if found[who] > least}


def losses(signed: Result, result: Result) -> dict[str, float]:
    """What each party loses against the deal as signed, in present value at close; below 0 it gains."""
    dearer = _dearer(signed, result)
    found = {"users": float((dearer * wide(result, result.values("public_discount_factor"))).sum())}
    for who, lines in _FLOWS.items():
        found[who] = sum(_present(signed, line) - _present(result, line) for line in lines)
    kept = _present(signed, "flow_of_project") - _present(result, "flow_of_project")
    public = signed.loaded.scenario.finance.equity.public_share
    found["public"] += kept * public
    found["owners"] += kept * (1 - public)
    least = _NOTHING * abs(float(signed.values("total_uses")[0, 0]))
    return {who: loss if abs(loss) > least else 0.0 for who, loss in found.items()}


def _dearer(signed: Result, result: Result) -> Floats:
    """What users pay more than they did for as many units, by period."""
    paid_before, paid_now = (-wide(one, one.values("flow_of_users")) for one in (signed, result))
    sold_before, sold_now = (wide(one, one.values(_sold(one))) for one in (signed, result))
    ratio = np.divide(sold_now, sold_before, out=np.zeros_like(sold_now), where=sold_before != 0)
    return paid_now - paid_before * ratio


def _sold(result: Result) -> str:
    return "volume_sold" if "volume_sold" in result.run.values else "volume"


def _present(result: Result, line: str) -> float:
    return float((wide(result, result.values(line)) * wide(result, result.values("public_discount_factor"))).sum())
