"""How the public side is counted: by level of government, what it owes for sure and what it may owe."""

from __future__ import annotations

from typing import Literal

from ppp_model.scenario.quantities import LocalMoneyPerYear, Money, Part, Rate, Ratio, Series, Share

Level = Literal["city", "state", "nation"]


class GovernmentLevel(Part):
    """One level of government: its revenue and budgets, in the city's currency at the prices of close, and ceilings."""

    own_revenue: LocalMoneyPerYear
    """Its own yearly revenue."""
    revenue_growth: Rate = 0.0
    """Growth of that revenue above the growth of prices, per year."""
    sector_budget: LocalMoneyPerYear | None = None
    """Its yearly budget for the sector; it grows as its revenue."""
    ceiling: Share | None = None
    """Largest share of its own revenue that commitments may take."""
    sector_ceiling: Share | None = None
    """Largest share of the sector's budget that commitments may take."""
    committed: Series[LocalMoneyPerYear] = 0.0
    """What it is committed to pay without the project, by year from close; the last value holds on."""


class Duties(Part):
    """Which level of government pays and gets what."""

    availability: Level = "city"
    """Pays for availability."""
    guarantee: Level = "nation"
    """Pays under the revenue guarantee."""
    utility: Level = "city"
    """Owns the public's part of the utility: bears its deficits and gets its surplus."""
    taxes: Level = "nation"
    """Gets the taxes of the project."""
    fees: Level = "city"
    """Gets fees and royalties, pays for the works at handback."""
    ownership: Level = "city"
    """Owns the public's part of the project."""
    fund: Level = "nation"
    """Pays what a fund of strata lacks."""


class Public(Part):
    """How the public side is counted."""

    discount_rate: Rate
    """Rate at which public flows are discounted to close, per year (nominal)."""
    utility_share: Share = 1.0
    """Share of the utility's surplus or deficit that falls on the public budget."""
    grant_element_rate: Rate = 0.05
    """Rate at which the grant element of soft loans is measured (IMF and World Bank: 5 %)."""
    levels: dict[Level, GovernmentLevel] = {}
    """Levels of government to be shown apart; without them, the public purse is one."""
    duties: Duties = Duties()
    """Which of them pays and gets what."""
    handback_value: Money = 0.0
    """What the works are worth to the public at handback, in the money of that day; shown beside its cash."""


class DebtGuarantee(Part):
    """A public guarantee of a loan."""

    share: Share
    """Share of the balance that is guaranteed."""
    default_rate: Share
    """Probability of default in a year."""
    loss: Share = 1.0
    """Share of the guaranteed balance that is lost in a default."""


class Contingent(Part):
    """What the public may have to pay: what to expect, and under stress. Nothing here moves cash in the run."""

    stress: Ratio = 1.645
    """Standard deviations of the stress (1.645: one case in twenty)."""
    revenue_volatility: Share = 0.0
    """Volatility of the project's revenue, per year from close, for the revenue guarantee (lognormal)."""
    debt: dict[str, DebtGuarantee] = {}
    """Guarantees of loans, by name of the tranche."""
    exchange_cover: Share = 0.0
    """Share of the loss by a fall of the city's currency on debt service that the public bears."""
    exchange_threshold: Share = 0.0
    """Loss of value up to which it bears none."""
    exchange_volatility: Share = 0.0
    """Volatility of the exchange rate, per year (lognormal around the rate of the run)."""
    authority_default: Share = 0.0
    """Probability in a year that the contract ends by the authority's fault."""
    contractor_default: Share = 0.0
    """Probability in a year that it ends by the contractor's fault."""
    buy_out: Share = 0.0
    """Probability in a year that the public buys the project out, at the price of its own fault."""
