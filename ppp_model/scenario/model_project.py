"""What is built and run, when, and under which contract."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from ppp_model.scenario.quantities import (
    Duration,
    Money,
    MoneyPerYear,
    Part,
    Price,
    Rate,
    Ratio,
    Series,
    Share,
    Surplus,
    VolumePerDay,
)

Giver = Literal["nation", "state", "city", "donor", "emerging_donor", "partner_city", "civil_society"]


class Timeline(Part):
    """When things happen. Period 0 is the day of financial close; periods 1, 2, ... follow it."""

    close: dt.date
    """Date of financial close; every period is counted from here."""
    period: Literal["annual", "semi_annual", "quarterly", "monthly"] = "annual"
    """Length of a model period."""
    construction: Duration
    """Planned time from close to the start of operation; may be 0 (all works are then paid at close)."""
    delay: Duration = 0.0
    """How much later than planned operation starts."""
    operation: Duration
    """Planned time from the planned start of operation to the end of the contract."""
    delay_extends_contract: bool = False
    """Whether a delay moves the end of the contract (true) or shortens operation (false)."""
    day_count: Literal["365", "actual"] = "365"
    """Days in a period: equal shares of 365, or the days of the calendar."""


class CurrencyTerms(Part):
    """Price growth of one currency and, for a currency other than the study's, its exchange rate."""

    inflation: Rate = 0.0
    """Growth of prices, per year."""
    per_study_currency: float | None = Field(default=None, gt=0)
    """Units of this currency for one unit of the study's currency, at close. Needed unless it is the study's own."""
    path: Literal["depreciation", "inflation", "given"] = "depreciation"
    """How the exchange rate moves: by a yearly rate, by the difference in inflation, or as given."""
    depreciation: Rate = 0.0
    """Growth of the exchange rate (units for one unit of the study's currency), per year."""
    rates: Series[Ratio] | None = None
    """Exchange rate by year from close, for the path `given` (the last value holds on)."""
    rate_level: Series[Ratio] = 1.0
    """Multiple of the exchange rate, however its path is given, by year from close (the last value holds on)."""
    fall: Share = 0.0
    """A one-off loss of value: 30 % means that one unit buys 30 % less of the study's currency."""
    fall_after: Duration = 0.0
    """When the one-off loss happens, counted from close."""


class Supply(Part):
    """What the project can deliver and what is taken."""

    capacity: VolumePerDay
    """What the works can deliver."""
    utilisation: Series[Share] = 1.0
    """Share of the capacity that is taken, by year of operation (the last value holds on)."""
    connections: Series[Ratio] = 0.0
    """Connections that the project serves, for operating cost per connection, by year of operation."""
    new_users: Share = 1.0
    """Share of what households buy that reaches people without a connection; the rest improves others' service."""


class Revenue(Part):
    """What the project is paid, by whom, and how prices move."""

    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    """Currency of the charges below; when absent, the study's."""
    capacity_charge: Price = 0.0
    """Charge for each unit of capacity, taken or not (up to `take_or_pay`); the utility pays it."""
    take_or_pay: Share = 1.0
    """Share of the capacity that is paid for even if it is not taken."""
    capacity_indexed: Share = 0.0
    """Share of the capacity charge that follows the price index; the rest is flat."""
    variable_charge: Price = 0.0
    """Charge for each unit delivered; the utility pays it."""
    variable_indexed: Share = 1.0
    """Share of the variable charge that follows the price index."""
    availability_payment: MoneyPerYear = 0.0
    """Payment by the public budget for keeping the works available."""
    availability_indexed: Share = 0.0
    """Share of the availability payment that follows the price index."""
    escalation: Rate | None = None
    """Growth of the indexed part, per year; when absent, inflation of the study's currency."""
    index_every: Duration = Field(default=12.0, gt=0)
    """Time between two adjustments of indexed charges."""
    index_lag: Duration = 0.0
    """How much later than prices the charges move."""
    deductions: Series[Share] = 0.0
    """Share of the capacity charge and availability payment lost for poor performance, by year of operation."""
    price_base: Literal["close", "operation"] = "close"
    """Date at which the prices above hold: financial close, or the start of operation."""


class OperatingCost(Part):
    """One item of the project's operating cost, at the prices of `revenue.price_base`."""

    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    """Currency of the item; when absent, the study's."""
    fixed: MoneyPerYear = 0.0
    """Part that does not depend on volume."""
    per_unit: Price = 0.0
    """Part for each unit delivered."""
    per_connection: MoneyPerYear = 0.0
    """Part for each of `supply.connections`."""
    staff: Ratio = 0.0
    """Number of staff."""
    pay: MoneyPerYear = 0.0
    """Pay of one member of staff."""
    share_of_cost: Share = 0.0
    """Part that is a share of what all items cost without such parts: an operator's fee, overheads."""
    escalation: Rate | None = None
    """Growth, per year; when absent, inflation of the item's currency."""


class Maintenance(Part):
    """Major maintenance or replacement that comes back every so many years, at the prices of `revenue.price_base`."""

    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    """Currency of the item; when absent, the study's."""
    cost: Money
    """Cost each time."""
    every: Duration = Field(gt=0)
    """Time between two times."""
    first: Duration | None = None
    """Time from the start of operation to the first time; when absent, as `every`."""
    reserved: bool = True
    """Whether a reserve is built up for it in equal instalments."""
    escalation: Rate | None = None
    """Growth, per year; when absent, inflation of the item's currency."""


class Contract(Part):
    """What the contract makes the project pay or get besides its revenue."""

    concession_fee: MoneyPerYear = 0.0
    """Fee to the public for the concession."""
    lease_fee: MoneyPerYear = 0.0
    """Fee to the public for the use of its assets."""
    fees_indexed: Share = 0.0
    """Share of these fees that follows the price index of the charges."""
    royalty: Share = 0.0
    """Share of the revenue that goes to the public."""
    handback_cost: Money = 0.0
    """Cost of putting the works in order at handback, in the money of that day."""
    residual_value: Money = 0.0
    """What the public pays for the works at handback, in the money of that day."""
    revenue_bid: Money | None = None
    """Present value of revenue at which the contract ends, if that is before its planned end."""
    revenue_bid_rate: Rate = 0.0
    """Rate at which that revenue is discounted to close, per year."""
    receivable_days: float = Field(default=0.0, ge=0, le=365)
    """Days until customers pay."""
    payable_days: float = Field(default=0.0, ge=0, le=365)
    """Days until suppliers are paid."""


class Termination(Part):
    """What the public pays if the contract ends early."""

    breakage: Share = 0.0
    """Cost of breaking loans and swaps, as a share of the debt."""
    contractor_share: Share = 0.85
    """Share of the debt that is paid when the contractor is at fault."""
    equity: Literal["irr_to_date", "present_value"] = "irr_to_date"
    """What the owners get when the authority is at fault: their base-case return to date, or the value they lose."""


class Accounting(Part):
    """The view of IFRIC 12: services at cost and margin, and the share of the consideration that is guaranteed."""

    construction_margin: Share = 0.0
    """Margin on construction services."""
    operation_margin: Share = 0.0
    """Margin on operation services."""
    maintenance_margin: Share = 0.0
    """Margin on major maintenance."""
    guaranteed_share: Share = 1.0
    """Share of the consideration that is guaranteed (a financial asset); the rest is a right to charge users."""


class Guarantee(Part):
    """Minimum revenue guarantee with sharing of the upside."""

    utilisation: Series[Share] | None = None
    """Forecast of the share of the capacity that is taken, by year of operation; when absent, `supply.utilisation`."""
    minimum: Share = 0.0
    """Share of the forecast revenue that is guaranteed."""
    upside_above: Ratio = 1.0
    """Multiple of the forecast revenue above which the public has a share."""
    upside_share: Share = 0.0
    """Share of the revenue above it that goes to the public."""


class Work(Part):
    """One component of the works."""

    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    """Currency of the cost; when absent, the study's."""
    cost: Money
    """Cost, in the money of the years in which it is paid."""
    kind: Literal["works", "equipment", "land", "owner", "procurement"] = "works"
    """Works and equipment take the contingency; land is not depreciated; owner's and procurement cost are."""
    local_share: Share = 0.0
    """Share that moves with the city's prices and exchange rate from close on."""
    given_by: Literal["nation", "state", "city", "donor", "emerging_donor", "partner_city", "civil_society"] | None = (
        None
    )
    """Who gives the component in kind; it is then no use of the project's funds. When absent, the project pays."""
    profile: list[Share] | Literal["even", "s_curve"] = "even"
    """Shares paid in equal slices of the planned construction time (they add up to 100 %), even, or an S-curve."""


class Works(Part):
    """What is built."""

    items: dict[str, Work]
    """Components by name."""
    contingency: Share = 0.0
    """Added to works and equipment."""
    vat: Share = 0.0
    """VAT on the works; it is paid back after `vat_refund_after`."""
    vat_refund_after: Duration = 12.0
    """Time until VAT is paid back."""
    overrun: Surplus = 0.0
    """Cost above plan (or, negative, below it), as a share of every component."""


class Tax(Part):
    """Corporate income tax."""

    rate: Share = 0.0
    """Tax on profit."""
    method: Literal["straight_line", "declining", "units", "given"] = "straight_line"
    """How the works are depreciated from the start of operation."""
    depreciation: Duration | None = None
    """Straight-line life of the works; when absent, the time of operation."""
    declining_rate: Rate = 0.0
    """Share of the balance depreciated in a year, for the method `declining`; the rest at the end of the contract."""
    schedule: Series[Share] | None = None
    """Shares of the cost depreciated by year of operation, for the method `given`; end it with 0 %."""
    grant_reduces_base: bool = False
    """Whether capital grants reduce the depreciable cost."""
    fees_depreciated: bool = True
    """Whether financing fees are part of the depreciable cost."""
    losses: Literal["carried_forward", "refunded"] = "carried_forward"
    """What happens with a tax loss: set against later profit, or paid back at once."""
    loss_life: Duration | None = None
    """Time after which a loss that was not used lapses; when absent, never."""
    loss_share: Share = 1.0
    """Largest share of a profit against which losses are set."""
    holiday: Duration = 0.0
    """Time from the start of operation without tax."""
    minimum: Share = 0.0
    """Least tax, as a share of revenue."""
    interest_limit: Share | None = None
    """Largest interest deducted, as a share of EBITDA."""
    thin_cap: Ratio | None = None
    """Debt for each unit of share capital up to which interest is deducted."""
    withholding_interest: Share = Field(default=0.0, lt=1)
    """Tax withheld from interest; the project bears it."""
    withholding_dividends: Share = 0.0
    """Tax withheld from dividends; the owners bear it."""
