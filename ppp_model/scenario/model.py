"""What a scenario file may say. Each field is documented, with its unit, by the text under it.

The names here are the names of the input lines in ``ppp_model.lines`` wherever a field is an input of the model.
A bare number is in the unit that the field's type states (see ``quantities``).
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from ppp_model.scenario.quantities import (
    Bound,
    Duration,
    LocalMoneyPerMonth,
    LocalMoneyPerYear,
    LocalPrice,
    Money,
    MoneyPerYear,
    Part,
    People,
    Price,
    Rate,
    Ratio,
    Series,
    Share,
    Surplus,
    Target,
    VolumePerDay,
    VolumePerMonth,
)

Service = Literal["water", "sanitation", "energy", "food", "education", "health"]
Giver = Literal["nation", "city", "donor", "emerging_donor", "partner_city", "civil_society"]


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
    fall: Share = 0.0
    """A one-off loss of value: 30 % means that one unit buys 30 % less of the study's currency."""
    fall_after: Duration = 0.0
    """When the one-off loss happens, counted from close."""


class Group(Part):
    """One group of the city's households, such as the poorest fifth."""

    population_share: Share
    """Share of the city's households in this group."""
    income_share: Share
    """Share of all household income that this group receives."""
    use: VolumePerMonth
    """What a connected household of the group uses."""
    connected: Share
    """Share of the group's households that are connected before the project."""


class City(Part):
    """The people, their income and the public budget. Money is in the city's own currency."""

    name: str
    """Name of the city."""
    country: str
    """Its country."""
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    """Currency in which households are paid and billed, as its three-letter code."""
    population: People
    """People in the city at close."""
    population_growth: Rate = 0.0
    """Growth of the population, per year."""
    household_size: Ratio
    """People in a household."""
    household_income: LocalMoneyPerMonth
    """Mean income of a household, at the prices of close."""
    income_growth: Rate = 0.0
    """Growth of household income above the growth of prices, per year."""
    groups: dict[str, Group]
    """The households by income, poorest first."""
    alternative_price: LocalPrice
    """What a household without a connection pays, such as a water vendor's price, at the prices of close."""
    alternative_use: VolumePerMonth
    """What a household without a connection uses."""
    affordability_threshold: Share
    """Share of income above which the bill counts as unaffordable."""
    budget: LocalMoneyPerYear
    """Public budget against which payments are weighed, at the prices of close."""
    budget_growth: Rate = 0.0
    """Growth of that budget above the growth of prices, per year."""


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


class TariffBlock(Part):
    """One block of the retail tariff."""

    up_to: VolumePerMonth | None = None
    """Monthly use of a household up to which the block's price holds; absent for the last block."""
    price: LocalPrice
    """Price of a unit in this block."""


class Retail(Part):
    """How the service is sold to households: by the utility, or by the project itself."""

    sold_by: Literal["utility", "project"] = "utility"
    """Who bills the households and keeps what they pay."""
    losses: Series[Share] = 0.0
    """Share of what is delivered that is lost or not billed (non-revenue water), by year of operation."""
    collection: Series[Share] = 1.0
    """Share of the bills that is paid, by year of operation."""
    blocks: dict[str, TariffBlock]
    """The block tariff, lowest block first, at the prices of close."""
    fixed_charge: LocalMoneyPerMonth = 0.0
    """Standing charge of a connected household."""
    tariff_level: Ratio = 1.0
    """Multiple of every price of the tariff, such as 1.2 for a rise of 20 %."""
    review_every: Duration = Field(default=12.0, gt=0)
    """Time between two reviews at which the tariff follows prices, counted from close."""
    tariff_indexed: Share = 1.0
    """Share of the retail tariff that follows the prices of the city's currency."""
    non_domestic_share: Share = 0.0
    """Share of what is sold that goes to industry, commerce and public bodies."""
    non_domestic_price: LocalPrice = 0.0
    """Their price, at the prices of close."""
    distribution_cost: LocalPrice = 0.0
    """What it costs the seller to distribute and bill one unit sold, at the prices of close."""
    cost_pass_through: Share = 0.0
    """Share of the gap between cost and tariff that is put on the tariff: 0 freezes it, 100 % recovers all cost."""


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
    profile: list[Share] | Literal["even", "s_curve"] = "even"
    """Shares paid in equal slices of the planned construction time (they add up to 100 %), even, or an S-curve."""


class Grant(Part):
    """Money for the works that is not paid back."""

    amount: Money
    """Amount."""
    giver: Giver
    """Who gives it."""
    drawn: Literal["pro_rata", "first"] = "pro_rata"
    """Whether it is paid in step with all funding, or before equity and debt."""


class Equity(Part):
    """What the owners put in: total uses less grants and debt."""

    drawn: Literal["pro_rata", "first"] = "pro_rata"
    """Whether equity is paid in step with debt, or before it."""
    bridge_share: Share = 0.0
    """Share that a bridge loan pays during construction; the owners repay it when the works are complete."""
    bridge_rate: Rate = 0.0
    """Interest of the bridge loan, per year; it is part of the funding."""
    public_share: Share = 0.0
    """Share of the equity (and of the dividends) that is the public's."""


class ShareholderLoan(Part):
    """Part of the owners' money that is lent to the project, paid after all lenders."""

    share: Share
    """Share of the owners' money."""
    rate: Rate
    """Interest, per year; what is not paid is added to the loan."""
    tenor: Duration | None = None
    """Time of operation over which it is repaid in level payments; when absent, all of it."""


class Debt(Part):
    """One tranche of debt. Its size is the least of the limits given: amount, gearing, DSCR, LLCR."""

    lender: str = ""
    """Who lends."""
    owed_in: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    """Currency in which it is owed; when absent, the study's. The amount is in the study's currency all the same."""
    rank: int = Field(default=1, ge=1)
    """Order of payment, 1 first; within a rank that of the file, a refinancing just before what it pays off."""
    amount: Money | None = None
    """Largest amount, in the study's currency at the exchange rate of close."""
    gearing: Share | None = None
    """Largest share of total uses."""
    dscr: Series[Ratio] | None = None
    """Least debt service cover, counted on this tranche and those paid before it, by year of operation."""
    llcr: Ratio | None = Field(default=None, gt=0)
    """Least loan life cover when operation starts, counted on this tranche and those arranged before it."""
    refinances: str | None = None
    """Name of the tranche whose last repayment this one pays; it has no other size."""
    rate: Series[Rate] | None = None
    """Fixed interest, per year, by year from close; for a period, divided by the number of periods in a year."""
    base_rate: Series[Rate] | None = None
    """Base rate of a floating loan, by year from close."""
    margin: Series[Rate] = 0.0
    """Margin on the base rate, by year from close."""
    swap_share: Share = 0.0
    """Share of the base rate that is swapped into a fixed rate."""
    swap_rate: Rate = 0.0
    """Fixed rate of the swap, before margin."""
    tenor: Duration
    """Time from close to the last repayment."""
    grace: Duration = 0.0
    """Time after the start of operation without repayment; interest is paid."""
    available_for: Duration | None = None
    """Time from close in which it can be drawn and bears the commitment fee; when absent, until operation starts."""
    drawn: Literal["pro_rata", "first", "last", "at_close"] = "pro_rata"
    """Drawn in step with other debt, before it, after it, or all at close (a bond)."""
    construction_interest: Literal["funded", "capitalised", "paid"] = "funded"
    """Interest before operation: drawn with everything else, added to this loan, or paid by the owners."""
    repayment: Literal["annuity", "equal_principal", "bullet", "sculpted", "given"] = "annuity"
    """Shape of the repayments."""
    balloon: Share = 0.0
    """Share that is repaid with the last repayment, on top of the shape."""
    profile: list[Share] | None = None
    """Shares repaid with the first, second, ... repayment, for the shape `given`; they add up to 100 %."""
    sweep: Share = 0.0
    """Share of the free cash, less what tranches paid before it are prepaid, that prepays the loan."""
    sweep_order: Literal["inverse", "pro_rata", "forward"] = "inverse"
    """Which repayments fall away: the last, all alike, or the next."""
    upfront_fee: Share = 0.0
    """Share of the amount, paid at close (for a refinancing, when it is drawn)."""
    commitment_fee: Rate = 0.0
    """Share of the undrawn amount, per year until operation starts."""
    agency_fee: MoneyPerYear = 0.0
    """Fee of the agent, until maturity."""
    guarantee_fee: Rate = 0.0
    """Fee of a guarantor, share of the balance, per year."""
    concessional: bool = False
    """Whether it is a soft loan, for which the grant element is reported."""


class Reserve(Part):
    """The debt service reserve account."""

    months: float = Field(default=0.0, ge=0, le=24)
    """Months of the coming debt service to be held."""
    funded: Literal["at_start", "from_cash", "letter_of_credit"] = "at_start"
    """Filled when operation starts out of the funding, built up from the project's cash, or a letter of credit."""
    looks: Literal["forward", "back"] = "forward"
    """Whether the target is the coming or the past debt service."""
    build_up: Duration = 0.0
    """Time of operation over which the target rises in equal steps."""
    letter_fee: Rate = 0.0
    """Fee of the letter of credit, share of the target, per year."""
    interest: Rate = 0.0
    """Interest earned on this and the maintenance reserve, per year."""


class Finance(Part):
    """Sources of funding and the lenders' conditions."""

    grants: dict[str, Grant] = {}
    """Capital grants by name."""
    equity: Equity = Equity()
    """Equity."""
    debt: dict[str, Debt] = {}
    """Debt tranches by name."""
    reserve: Reserve = Reserve()
    """Debt service reserve account."""
    shareholder_loan: ShareholderLoan | None = None
    """Part of the owners' money that is a loan."""
    proceeds_interest: Rate = 0.0
    """Interest earned during construction on debt drawn before it is needed, per year."""
    lock_up: Ratio = 0.0
    """DSCR below which nothing is distributed."""
    lock_up_looks: Literal["back", "forward", "both"] = "back"
    """Whether the DSCR test looks at the period itself, at the coming one, or at both."""
    lock_up_llcr: Ratio = 0.0
    """LLCR below which nothing is distributed."""


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


class Public(Part):
    """How the public side is counted."""

    discount_rate: Rate
    """Rate at which public flows are discounted to close, per year (nominal)."""
    utility_share: Share = 1.0
    """Share of the utility's surplus or deficit that falls on the public budget."""
    grant_element_rate: Rate = 0.05
    """Rate at which the grant element of soft loans is measured (IMF and World Bank: 5 %)."""


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
    conventions: Conventions = Conventions()
    """Choices on which practitioners differ."""
    solve: Solve | None = None
    """Input to be solved for a target."""
