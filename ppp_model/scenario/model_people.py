"""The city's people and what they are charged."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ppp_model.scenario.quantities import (
    Duration,
    LocalMoneyPerMonth,
    LocalMoneyPerYear,
    LocalPrice,
    Part,
    People,
    Rate,
    Ratio,
    Series,
    Share,
    VolumePerMonth,
)


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
