"""Sources of funding and the lenders' conditions."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ppp_model.scenario.model_project import Giver
from ppp_model.scenario.quantities import (
    Duration,
    LocalMoneyPerMonth,
    Money,
    MoneyPerYear,
    Part,
    Price,
    Rate,
    Ratio,
    Series,
    Share,
    Tenor,
    VolumePerYear,
)


class Grant(Part):
    """Money for the works that is not paid back. Its size is an amount or a share of the works, one of the two."""

    amount: Money | None = None
    """Amount."""
    share_of_works: Share | None = None
    """Share of what the project pays for the works as planned, contingency included, overrun not."""
    giver: Giver
    """Who gives it."""
    drawn: Literal["pro_rata", "first"] = "pro_rata"
    """Whether it is paid in step with all funding, or before equity and debt."""


class TollBand(Part):
    """One band of a shadow toll."""

    up_to: VolumePerYear | None = None
    """Yearly volume up to which the band's price holds; absent for the last band."""
    price: Price
    """Payment for each unit in the band."""


class Support(Part):
    """Money that a giver pays in operation: a subsidy, output-based aid, vouchers, a partner city's levy.

    Every way of reckoning that is given counts, and they add up.
    """

    giver: Giver
    """Who gives it."""
    to: Literal["project", "utility"] = "project"
    """Who receives it."""
    purpose: Literal["operation", "connections", "households", "technical_assistance"] = "operation"
    """What it is for, in the table of givers and uses."""
    per_year: Series[MoneyPerYear] = 0.0
    """Fixed sum, by year of operation; a list that falls is a taper. The last value holds on."""
    per_unit: Series[Price] = 0.0
    """For each unit delivered, by year of operation."""
    bands: dict[str, TollBand] = {}
    """Shadow toll: payment for each unit by bands of yearly volume."""
    per_customer: Series[MoneyPerYear] = 0.0
    """Capitation: for each customer served (household), by year of operation."""
    per_connection: Money = 0.0
    """Output-based aid: for each new connection that is verified."""
    first_share: Share = 1.0
    """Share of it that is paid when the connection is verified; the rest follows."""
    rest_after: Duration = 0.0
    """When the rest is paid, such as after six months of service."""
    failure_rate: Share = 0.0
    """Share of the connections that fails verification."""
    voucher: LocalMoneyPerMonth = 0.0
    """Face value of a household's monthly voucher, at the prices of close."""
    redeemed: Share = 1.0
    """Share of the vouchers that is used."""
    reaches: dict[str, Share] = {}
    """Share of each group that gets vouchers, capitation and connection aid; all when empty, 0 if not listed."""
    social_share: Share = 0.0
    """Share of the social tariff's discounts that is paid back to the seller."""
    levy_on: MoneyPerYear = 0.0
    """Yearly revenue of the giver on which a levy is raised (a partner city's water sales)."""
    levy_rate: Share = 0.01
    """The levy, as a share of it."""
    levy_growth: Rate = 0.0
    """Growth of that revenue, per year from close."""
    indexed: Share = 0.0
    """Share of sums by year, unit, customer, connection and band that follows the prices of the study's currency."""
    starts: Duration = 0.0
    """Time of operation after which it starts."""
    lasts: Duration | None = None
    """For how long; when absent, to the end of the contract."""
    budget: Money | None = None
    """Most that is paid in all."""


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
    giver: Giver | None = None
    """Who gives the grant element of a soft loan, in the table of givers and uses; when absent, a donor."""
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
    tenor: Tenor
    """Time from close to the last repayment, or a share of the contract, down to whole periods."""
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
    support: dict[str, Support] = {}
    """Subsidies and other support in operation, by name."""
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
