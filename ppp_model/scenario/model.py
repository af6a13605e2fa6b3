"""What a scenario file may say. Each field is documented, with its unit, by the text under it.

The names here are the names of the input lines in ``ppp_model.lines`` wherever a field is an input of the model.
A bare number is in the unit that the field's type states (see ``quantities``).
"""

from __future__ import annotations

import math
from typing import Literal

from pydantic import Field, PrivateAttr, model_validator

from ppp_model.scenario.model_cooperation import Effects, PartnerGuarantee, Partnership
from ppp_model.scenario.model_economy import Conversion, Economy
from ppp_model.scenario.model_finance import Debt, Equity, Finance, Grant, Reserve, ShareholderLoan, Support, TollBand
from ppp_model.scenario.model_frontier import FreeInput, Frontier, Goal, Limit
from ppp_model.scenario.model_people import (
    Access,
    BasketItem,
    City,
    Connection,
    CrossSubsidyFund,
    CustomerClass,
    Group,
    Income,
    Regulation,
    Retail,
    Rung,
    Season,
    SocialTariff,
    TariffBlock,
    TimeBand,
)
from ppp_model.scenario.model_project import (
    Accounting,
    Contract,
    CurrencyTerms,
    Guarantee,
    Maintenance,
    OperatingCost,
    Revenue,
    Supply,
    Tax,
    Termination,
    Timeline,
    Work,
    Works,
)
from ppp_model.scenario.model_public import Contingent, DebtGuarantee, Duties, GovernmentLevel, Public
from ppp_model.scenario.model_risk import RandomPath, UncertainInput, Uncertainty
from ppp_model.scenario.model_value import ValueForMoney
from ppp_model.scenario.own_lines import NO_LINES, OwnLines
from ppp_model.scenario.quantities import Bound, Part, Rate, Target
from ppp_model.scenario.rules import MONTHS_IN_PERIOD, TINY

__all__ = [
    "Access", "Accounting", "BasketItem", "City", "Connection", "Contingent", "Contract", "Conventions", "Conversion",
    "CrossSubsidyFund", "CurrencyTerms", "CustomerClass", "Debt", "DebtGuarantee", "Duties", "Economy", "Effects",
    "Equity", "Finance", "FreeInput", "Frontier", "Goal", "GovernmentLevel", "Grant", "Group", "Guarantee", "Income",
    "Limit", "Maintenance", "OperatingCost", "PartnerGuarantee", "Partnership", "Public", "RandomPath", "Regulation",
    "Reserve", "Retail", "Revenue", "Rung", "Scenario", "Season", "Service", "ShareholderLoan", "SocialTariff", "Solve",
    "Supply", "Support", "TariffBlock", "Tax", "Termination", "TimeBand", "Timeline", "TollBand", "UncertainInput",
    "Uncertainty", "ValueForMoney", "Work", "Works",
]  # fmt: skip

Service = Literal["water", "sanitation", "energy", "food", "education", "health"]


class Conventions(Part):
    """Choices on which practitioners differ. Every report repeats them."""

    cfads: Literal["after_tax", "before_tax"] = "after_tax"
    """Whether cash flow available for debt service is struck after or before tax."""
    flow_timing: Literal["start", "middle", "end"] = "end"
    """When in a period its flows fall, for present values and returns."""
    irr_times: Literal["equal_periods", "dates"] = "equal_periods"
    """Times for returns and present values: equal periods (IRR), or days / 365 (XIRR)."""
    gearing_binds: Literal["scale", "shorten"] = "scale"
    """When a sculpted loan is capped: scale all repayments down (higher cover), or keep them and repay earlier."""
    llcr: Literal["no_reserve", "reserve_added", "reserve_deducted"] = "no_reserve"
    """Whether life cover ratios count the debt service reserve: not, as cash flow, or off the debt."""
    dscr_average: Literal["mean_of_ratios", "ratio_of_sums"] = "mean_of_ratios"
    """How the average cover is struck."""
    equity_discount_rate: Rate | None = None
    """Rate at which equity flows are valued, per year; when absent, `public.discount_rate`."""


class Solve(Part):
    """One input that is moved until a measure meets its target."""

    input: str
    """Dotted key of the input, such as `revenue.capacity_charge`."""
    measure: str
    """Name of the measure, such as `equity_irr`."""
    target: Target
    """Value that the measure shall have."""
    between: tuple[Bound, Bound] | None = None
    """Least and greatest value of the input; when absent, 0 to ten times its present size."""
    again_in_cases: bool = False
    """Whether it is solved again under a case; otherwise the value without the case is held, as a price agreed is."""


class Scenario(Part):
    """One project of one city under one structure and one case: all that a run needs."""

    study: str
    """Title of the study."""
    description: str = ""
    """What it is about, in a sentence or two."""
    service: Service
    """The basic service."""
    unit: str = "m3"
    """What one unit of the service is called: m3, kWh, meal, pupil-month."""
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    """Currency of the study, as its three-letter code."""
    sources: dict[str, str] = {}
    """Sources by short name (S1: title, address); values refer to them."""
    timeline: Timeline
    """When things happen."""
    currencies: dict[str, CurrencyTerms] = {}
    """Prices and exchange rates by currency code."""
    city: City | None = None
    """The city; without one, nothing is said of households and the public budget."""
    supply: Supply
    """Capacity and volume."""
    revenue: Revenue = Revenue()
    """What the project is paid."""
    retail: Retail | None = None
    """Sale to households; without it, the project sells in bulk and nothing is said of households."""
    access: Access | None = None
    """How the network reaches people and how they connect; without it, sales follow from `supply.utilisation`."""
    connection: Connection = Connection()
    """What a new connection costs and what the household pays."""
    economy: Economy | None = None
    """The wider gain; without it, nothing is said of it."""
    opex: dict[str, OperatingCost] = {}
    """Operating cost by item."""
    maintenance: dict[str, Maintenance] = {}
    """Major maintenance and replacement by item."""
    contract: Contract = Contract()
    """What the contract makes the project pay or get besides its revenue."""
    termination: Termination = Termination()
    """What the public pays if the contract ends early."""
    accounting: Accounting = Accounting()
    """The view of IFRIC 12."""
    guarantee: Guarantee | None = None
    """Minimum revenue guarantee with sharing of the upside."""
    works: Works
    """What is built."""
    finance: Finance = Finance()
    """How it is funded."""
    tax: Tax = Tax()
    """Corporate income tax."""
    public: Public
    """How the public side is counted."""
    cooperation: dict[str, Partnership] = {}
    """Partnerships with cities, utilities and donors elsewhere, by name (`ppp cooperation`)."""
    contingent: Contingent | None = None
    """What the public may have to pay; without it, nothing is said of it."""
    conventions: Conventions = Conventions()
    """Choices on which practitioners differ."""
    value_for_money: ValueForMoney | None = None
    """Comparison with a public structure; without it, value for money is blank."""
    frontier: Frontier | None = None
    """What the least public money is sought for (`ppp frontier`)."""
    uncertainty: Uncertainty = Uncertainty()
    """What is uncertain, and how it is drawn (`ppp simulate`, `ppp sensitivity`)."""
    solve: Solve | None = None
    """Input to be solved for a target."""

    _own_lines: OwnLines = PrivateAttr(default_factory=lambda: NO_LINES)

    @model_validator(mode="after")
    def _tenors_in_time(self) -> Scenario:
        """A tenor given as a share of the contract becomes a time: that share, down to whole periods."""
        contract, period = self.timeline.construction + self.timeline.operation, MONTHS_IN_PERIOD[self.timeline.period]
        for name, one in self.finance.debt.items():
            if one.tenor < 0:
                periods = math.floor(-one.tenor * contract / period + TINY)
                self.finance.debt[name] = one.model_copy(update={"tenor": float(periods * period)})
        return self

    @property
    def own_lines(self) -> OwnLines:
        """What a caller has added to the model in Python; no file can say it."""
        return self._own_lines

    def with_own_lines(self, own: OwnLines) -> Scenario:
        """The same scenario with lines of a caller's own."""
        copy = self.model_copy()
        copy._own_lines = own
        return copy
