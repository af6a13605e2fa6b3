"""The city's people and what they are charged."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from ppp_model.scenario.quantities import (
    Duration,
    Elasticity,
    LocalMoney,
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
    income_share: Share | None = None
    """Share of all household income that this group receives; when absent, worked out from `city.income`."""
    use: VolumePerMonth
    """What a connected household of the group uses, at the prices and incomes of close."""
    normal_use: VolumePerMonth | None = None
    """What a household needs, for the potential bill; when absent, `use`."""
    connected: Share
    """Share of the group's households that are connected before the project."""
    reached: Share | None = None
    """Share of them that live where the network exists before the project; when absent, `connected`."""
    household_size: Ratio | None = Field(default=None, gt=0)
    """People in a household of the group; when absent, `city.household_size`."""
    basic_needs: LocalMoneyPerMonth | None = None
    """What a household must spend on all else, at the prices of close; when absent, `city.basic_needs`."""
    poor: bool = False
    """Whether the group counts as poor in who gets a subsidy; when no group is marked, the poorest one does."""
    price_elasticity: Elasticity | None = None
    """Change of use for a change of the real price; when absent, `retail.price_elasticity`."""
    income_elasticity: Elasticity | None = None
    """Change of use for a change of real income; when absent, `retail.income_elasticity`."""


class Income(Part):
    """How household income is distributed, for groups whose share is not given. One of the ways must be chosen."""

    gini: Share | None = None
    """Gini coefficient of a lognormal distribution."""
    people: list[Share] | None = None
    """Cumulative shares of households, poorest first, of grouped data; the last is 100 %."""
    income: list[Share] | None = None
    """Cumulative shares of income that they receive; the last is 100 %."""
    curve: Literal["lognormal", "general_quadratic", "beta", "best", "straight"] = "best"
    """Curve through grouped data: two points need `lognormal`; `best` takes the better of two; `straight` lines."""


class Rung(Part):
    """One rung of the service ladder, such as safely managed, basic, limited, unimproved."""

    share: Share
    """Share of people on the rung before the project."""
    served: bool = False
    """Whether those whom the project serves come to stand on this rung."""


class City(Part):
    """The people, their income and the public budget. Money is in the city's own currency."""

    name: str
    """Name of the city."""
    country: str
    """Its country."""
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    """Currency in which households are paid and billed, as its three-letter code."""
    date: dt.date | None = None
    """Date at which its money values hold, for `ppp replicate`; when absent, the study's close."""
    per_dollar: float | None = Field(default=None, gt=0)
    """Units of its currency for one US dollar at `date`, for `ppp replicate`."""
    price_level: Ratio | None = Field(default=None, gt=0)
    """Its prices at the market exchange rate against those of the United States (1), for `ppp replicate`."""
    country_risk: Rate | None = None
    """What lenders in dollars ask above United States treasuries, per year, for `ppp replicate`."""
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
    income: Income | None = None
    """How income is distributed, for groups whose `income_share` is not given."""
    groups: dict[str, Group]
    """The households by income, poorest first."""
    basic_needs: LocalMoneyPerMonth = 0.0
    """What a household must spend on all else, such as a societal poverty line, at the prices of close."""
    ladder: dict[str, Rung] = {}
    """The service ladder, best rung first: where people stand before the project."""
    alternative_price: LocalPrice
    """What a household without a connection pays, such as a water vendor's price, at the prices of close."""
    alternative_use: VolumePerMonth
    """What a household without a connection uses."""
    affordability_threshold: Share
    """Share of income above which the bill counts as unaffordable."""
    residual_threshold: Share = 1.0
    """Share of what is left after `basic_needs` above which a bill is unaffordable (health: 40 %)."""
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


class CustomerClass(Part):
    """Customers other than households: public bodies, commerce, industry."""

    kind: Literal["public", "commerce", "industry"] = "commerce"
    """What they are."""
    share_of_sales: Share = 0.0
    """Share of all that is sold which goes to them; or give `customers` and `use`."""
    customers: Series[Ratio] = 0.0
    """Number of customers, by year of operation."""
    use: VolumePerMonth = 0.0
    """What one of them uses."""
    price: LocalPrice = 0.0
    """Price of a unit, at the prices of close."""
    fixed_charge: LocalMoneyPerMonth = 0.0
    """Standing charge of one of `customers`."""
    price_elasticity: Elasticity = 0.0
    """Change of use for a change of the real price."""
    reference_price: LocalPrice | None = None
    """Price at which `use` was measured; when absent, its own at close, at `retail.tariff_level` 1."""
    worth: LocalPrice | None = None
    """Worth of a unit to the class in the economic appraisal; when absent, `economy.worth_of_unit`, else its charge."""
    collection: Series[Share] | None = None
    """Share of the bills that is paid; when absent, `retail.collection`."""


class SocialTariff(Part):
    """A discount on the first units for those who are on a list."""

    discount: Share
    """Share of the price that is taken off."""
    up_to: VolumePerMonth
    """Monthly use up to which it is taken off."""
    reaches: dict[str, Share]
    """Share of each group's customers who get it: those meant (inclusion) and others (leakage); 0 if not listed."""


class Season(Part):
    """A part of the year with prices and use of its own."""

    share_of_year: Share
    """Share of the year."""
    price: Ratio = 1.0
    """Multiple of the block prices."""
    use: Ratio = 1.0
    """Multiple of the use; over the year they average 1."""


class TimeBand(Part):
    """A part of the day with a price of its own."""

    share_of_use: Share
    """Share of households' use that falls into it."""
    price: Ratio
    """Multiple of the block prices."""


class BasketItem(Part):
    """One cost in the basket that the tariff follows."""

    weight: Share
    """Its weight; what the items leave follows the prices of the city's currency."""
    growth: Rate
    """Growth of its price, per year."""


class CrossSubsidyFund(Part):
    """A fund that takes the surcharges of those who pay above the tariff and pays for the rebates of the others."""

    interest: Rate = 0.0
    """Interest on its balance, per year."""
    treasury_share: Share = 0.0
    """Share of what the fund cannot pay that the public budget pays."""


class Regulation(Part):
    """A tariff that is reset at every review to what gives a regulated return."""

    allowed_return: Rate
    """Return on the regulated asset base (all that is capitalised, less grants, at cost), per year, nominal.

    Allowed besides: depreciation in a straight line, operating cost, major maintenance, fees and tax.
    """
    review_every: Duration = Field(gt=0)
    """Time of operation between two reviews."""


class Connection(Part):
    """What a new connection costs, and what the household pays for it."""

    cost: LocalMoney = 0.0
    """What one costs the seller, at the prices of close."""
    charge: LocalMoney = 0.0
    """What the household pays for it, at the prices of close."""
    instalments: float = Field(default=0.0, ge=0, le=240)
    """Number of monthly instalments; 0 is all at once."""
    instalment_rate: Rate = 0.0
    """Interest on the instalments, per year, a twelfth of it a month."""


class Retail(Part):
    """How the service is sold to households: by the utility, or by the project itself."""

    sold_by: Literal["utility", "project"] = "utility"
    """Who bills the households and keeps what they pay."""
    losses: Series[Share] = 0.0
    """Share of what is delivered that is lost or not billed (non-revenue water), by year of operation."""
    collection: Series[Share] = 1.0
    """Share of the bills that is paid, by year of operation."""
    blocks: dict[str, TariffBlock]
    """The block tariff, lowest block first, at the prices of close; one block is a uniform price."""
    block_pricing: Literal["increasing_block", "volume_differentiated"] = "increasing_block"
    """Whether a block's price holds for the use within it, or for all use of a household whose use ends in it."""
    fixed_charge: LocalMoneyPerMonth = 0.0
    """Standing charge of a connected household."""
    minimum_bill: LocalMoneyPerMonth = 0.0
    """Least monthly bill."""
    rebate: LocalMoneyPerMonth = 0.0
    """Sum taken off every household's monthly bill, which never falls below 0."""
    strata: dict[str, Ratio] = {}
    """Multiple of the bill by group or class: 0.6 for a stratum that is subsidised, 1.5 for one that contributes."""
    fund: CrossSubsidyFund | None = None
    """Fund through which the strata's surcharges pay for their rebates; without it, the seller keeps and bears them."""
    social: SocialTariff | None = None
    """Social tariff."""
    exempt: dict[str, Share] = {}
    """Share of each group's customers who pay no fee."""
    seasons: dict[str, Season] = {}
    """Seasons with prices and use of their own; least bill, rebate and social tariff go by the mean month."""
    time_of_use: dict[str, TimeBand] = {}
    """Times of day with prices of their own; the rest of the use is at the block prices."""
    price_elasticity: Elasticity = 0.0
    """Change of households' use for a change of the real average price that they felt in the period before."""
    income_elasticity: Elasticity = 0.0
    """Change of households' use for a change of their real income."""
    use_ceiling: Ratio = 3.0
    """Largest multiple of `use` that a low price brings about; a price of nothing leaves it as it is."""
    reference_price: LocalPrice | None = None
    """Average price at which `use` was measured; when absent, each group's own at close, at `tariff_level` 1."""
    tariff_level: Ratio = 1.0
    """Multiple of every price of the tariff, such as 1.2 for a rise of 20 %."""
    review_every: Duration = Field(default=12.0, gt=0)
    """Time between two reviews at which the tariff follows prices, counted from close."""
    tariff_indexed: Share = 1.0
    """Share of the retail tariff that follows prices: the basket, the exchange rate and the city's prices."""
    basket: dict[str, BasketItem] = {}
    """Costs that the tariff follows besides the prices of the city's currency."""
    exchange_share: Share = 0.0
    """Share of the indexed part that follows the exchange rate of the city's currency, in every period."""
    x_factor: Rate = 0.0
    """What is taken off the growth of the city's prices, per year (RPI - X)."""
    regulation: Regulation | None = None
    """Reviews that reset the tariff to a return."""
    classes: dict[str, CustomerClass] = {}
    """Customers other than households."""
    full_cost: LocalPrice | None = None
    """Full cost of a unit against which subsidies are measured; when absent, what the seller and the public pay."""
    distribution_cost: LocalPrice = 0.0
    """What it costs the seller to distribute and bill one unit sold, at the prices of close."""
    cost_pass_through: Share = 0.0
    """Share of the gap between cost and tariff that is put on the tariff: 0 freezes it, 100 % recovers all cost."""


class Access(Part):
    """How the network reaches people and how they connect. With it, sales follow from customers and their use.

    Without it, sales follow from `supply.utilisation`, and people served from what is sold.
    """

    rollout: Series[Share] = 1.0
    """Share of those without a network nearby whom the project's network has reached, by year of operation."""
    takeup: Literal["hazard", "logistic", "bass"] = "hazard"
    """How households that are reached connect: a share of the rest each year, or along a curve from the start."""
    ceiling: Share = 1.0
    """Share of the households reached that ever connect."""
    hazard: Share = 1.0
    """Share of those reached and not yet connected that connects in a year, for `hazard`."""
    charge_sensitivity: Ratio = 0.0
    """How the upfront charge, as a share of a month's income, lowers it: hazard / (1 + sensitivity x share)."""
    speed: Ratio = 1.0
    """Speed k of the logistic curve, per year."""
    midpoint: Duration = 30.0
    """Time of operation at which the logistic curve is half way."""
    innovation: Ratio = 0.03
    """Coefficient p of the Bass curve, per year."""
    imitation: Ratio = 0.38
    """Coefficient q of the Bass curve, per year."""
    connections_per_year: float | None = Field(default=None, gt=0)
    """Most connections that can be made in a year."""
    lost: Share = 0.0
    """Share of connections lost in a year, with the project and without; along a curve they are made again."""
    serves: Literal["all", "new"] = "all"
    """Whether those connected before are customers of the project's service too, or only those it connects."""
