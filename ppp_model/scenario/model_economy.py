"""The wider gain: what the project is worth to all, at shadow prices and with what has no market."""

from __future__ import annotations

from pydantic import Field

from ppp_model.scenario.quantities import CarbonPrice, LocalMoney, LocalPrice, Money, Part, Rate, Ratio, Series, Share


class Conversion(Part):
    """What the market price of a cost holds that is no cost to all."""

    traded: Share = 0.0
    """Share that is traded across the border; it is valued with the shadow exchange rate."""
    unskilled: Share = 0.0
    """Share that is pay of unskilled labour; it is valued with the shadow wage."""
    taxes: Share = 0.0
    """Share that is taxes and duties; it is a transfer, not a cost."""


class Economy(Part):
    """Economic appraisal at the prices of close, with and without the project."""

    discount_rate: Rate
    """Real rate at which costs and benefits are discounted, per year."""
    shadow_exchange: Ratio = 1.0
    """Shadow exchange rate factor: value of a unit of foreign exchange over its price."""
    shadow_wage: Ratio = 1.0
    """Shadow wage rate factor: cost to all of a unit of unskilled pay."""
    works: Conversion = Conversion()
    """The cost of works and connections."""
    operation: Conversion = Conversion()
    """The cost of operation, maintenance and distribution."""
    alternative_cost_share: Share = 1.0
    """Share of what people paid without a connection that was a real cost; the rest was a seller's gain."""
    hours_saved: float = Field(default=0.0, ge=0)
    """Hours that a newly served household saves in a month."""
    value_of_hour: LocalMoney = 0.0
    """Value of an hour, at the prices of close."""
    dalys_averted: float = Field(default=0.0, ge=0)
    """Disability-adjusted life years averted in a year for 1,000 people newly served."""
    value_of_daly: LocalMoney = 0.0
    """Value of one of them, at the prices of close."""
    ghg_per_unit: float = 0.0
    """Tonnes of greenhouse gas avoided for each unit delivered (negative: emitted)."""
    ghg_per_household: float = 0.0
    """Tonnes avoided in a year for each household newly served."""
    carbon_price: Series[CarbonPrice] = 0.0
    """Value of a tonne in the study's currency, by year from close, at the prices of close."""
    works_jobs: float = Field(default=0.0, ge=0)
    """Person-years of work for a million of works, in the study's currency."""
    operation_jobs: float = Field(default=0.0, ge=0)
    """Jobs in operation."""
    worth_of_unit: LocalPrice | None = None
    """Worth of a unit to those served without the project too and to other classes, at the prices of close.

    What it would cost them otherwise; 0 if they would be supplied all the same. When absent, what they are charged: the
    gain then moves with the tariff.
    """
    residual_value: Money = 0.0
    """Worth of the works when the contract ends, at the prices of close."""
    weight_elasticity: Ratio = 0.0
    """Elasticity e of the weight (mean income / income)^e of a group's gain; 0 gives all the same weight."""
