"""Economic, environmental and social appraisal: what a project is worth to the country, and to whom.

Money is in any one currency and in constant prices; rates are fractions per year. Years run along the last axis, as do
groups. Arguments are numbers or arrays that broadcast. An argument that is not a finite number, or lies out of its
range, raises ModelError. Values that differ by country or guide (discount rate, value of time, of a life, of carbon)
are arguments and have no default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ppp_model.engine.returns import irr
from ppp_model.errors import ModelError
from ppp_model.toolbox.finance import present_value
from ppp_model.toolbox.inputs import Floats, fractions, numbers

# Economic cash flow


def conversion_factors(
    numeraire: Literal["domestic", "world"], shadow_exchange_rate: float, shadow_wage_rate: float
) -> dict[str, float]:
    """Economic value per unit of financial cost of each component: traded, non_traded, skilled and unskilled labour,
    taxes (0).

    ``shadow_exchange_rate`` is the factor over the official rate: at domestic prices what is traded counts that much
    more, at world prices all else is divided by it (standard conversion factor). ``shadow_wage_rate`` is that of
    unskilled labour over its wage. Source: economic analysis of projects at the Asian Development Bank.
    """
    traded = float(numbers("shadow_exchange_rate", shadow_exchange_rate, above=0))
    if numeraire not in ("domestic", "world"):
        raise ModelError(f"numeraire must be domestic or world (got {numeraire}).")
    standard = 1.0 if numeraire == "domestic" else 1 / traded
    wage = float(numbers("shadow_wage_rate", shadow_wage_rate, least=0))
    return {
        "traded": traded * standard,
        "non_traded": standard,
        "skilled_labour": standard,
        "unskilled_labour": wage * standard,
        "taxes": 0.0,
    }


def economic_value(components: Mapping[str, ArrayLike], factors: Mapping[str, float]) -> Floats:
    """Sum of components x their conversion factor: money, each component (..., years) or one number.

    Financing is no component. ModelError for a component without a factor.
    """
    unknown = [name for name in components if name not in factors]
    if unknown or not components:
        raise ModelError(f"components: no conversion factor for {', '.join(unknown) or 'nothing'}.")
    total: Floats = np.asarray(0.0)
    for name, flows in components.items():
        total = total + numbers(name, flows) * factors[name]
    return total


@dataclass(frozen=True)
class EconomicReturn:
    """Worth of a project to the economy, shaped (...)."""

    enpv: Floats
    """Economic net present value, money at time 0."""
    eirr: Floats
    """Economic internal rate of return per year; blank (NaN) where ``eirr_status`` is not OK."""
    eirr_status: NDArray[np.int8]
    """How the rate was found, or why there is none: an ``engine.returns.IrrStatus``."""
    bcr: Floats
    """Benefit-cost ratio: present value of benefits over that of costs."""


def economic_return(
    benefits: ArrayLike, costs: ArrayLike, rate: ArrayLike, times: ArrayLike | None = None
) -> EconomicReturn:
    """ENPV, EIRR and benefit-cost ratio of benefits and costs, money, (..., years), at ``times`` in years.

    ``times`` (years,): 0, 1, ... when None. ``rate`` is the social discount rate, shaped (...) or one number.
    ModelError where costs have no value above 0.
    """
    benefits, costs = np.broadcast_arrays(numbers("benefits", benefits), numbers("costs", costs))
    when = np.arange(benefits.shape[-1]) if times is None else numbers("times", times)
    worth, cost = present_value(benefits, rate, when), present_value(costs, rate, when)
    if np.any(cost <= 0):
        raise ModelError("costs must have a present value above 0.")
    shape, flows = benefits.shape[:-1], benefits - costs
    found = irr(flows.reshape(-1, flows.shape[-1]), when)
    return EconomicReturn(worth - cost, found.rate.reshape(shape)[()], found.status.reshape(shape)[()], worth / cost)


# Benefits to users


def rule_of_half(
    price_before: ArrayLike, price_after: ArrayLike, use_before: ArrayLike, use_after: ArrayLike
) -> Floats:
    """Change in consumer surplus on a straight demand curve: (p0 - p1) (q0 + q1) / 2, money."""
    saved = numbers("price_before", price_before) - numbers("price_after", price_after)
    return saved * (numbers("use_before", use_before, least=0) + numbers("use_after", use_after, least=0)) / 2


def gross_willingness_to_pay(
    price_before: ArrayLike, price_after: ArrayLike, use_before: ArrayLike, use_after: ArrayLike
) -> Floats:
    """Gross benefit of the use after, money: the cost saved on the old use, and the value of what is used on top.

    p0 q0 (non-incremental: resource cost saving) + (p0 + p1) (q1 - q0) / 2 (incremental, straight demand curve).
    """
    before, after = numbers("price_before", price_before), numbers("price_after", price_after)
    old, new = numbers("use_before", use_before, least=0), numbers("use_after", use_after, least=0)
    return before * old + (before + after) * (new - old) / 2


def time_saving(hours: ArrayLike, days: ArrayLike, wage: ArrayLike, share_of_wage: ArrayLike) -> Floats:
    """Value of time saved, money per year: hours per day x days per year x wage per hour x share of it that counts."""
    saved = numbers("hours", hours) * numbers("days", days, least=0)
    return saved * numbers("wage", wage, least=0) * numbers("share_of_wage", share_of_wage, least=0)


# Health and life


def life_years(years: ArrayLike, rate: ArrayLike = 0.0) -> Floats:
    """Discounted years: (1 - e^(-r L)) / r, or L at rate 0; ``rate`` is continuous, per year."""
    years, rate = np.broadcast_arrays(numbers("years", years, least=0), numbers("rate", rate, least=0))
    product = rate * years
    discounted = -np.expm1(-product)
    value: Floats = years * np.divide(discounted, product, out=np.ones(product.shape), where=product > 0)
    return value


def years_of_life_lost(deaths: ArrayLike, years: ArrayLike, rate: ArrayLike = 0.0) -> Floats:
    """YLL: deaths x life expectancy at the age of death, in years, discounted at ``rate``."""
    return numbers("deaths", deaths) * life_years(years, rate)


def years_lived_with_disability(cases: ArrayLike, weight: ArrayLike, years: ArrayLike, rate: ArrayLike = 0.0) -> Floats:
    """YLD: cases x disability weight (0 full health, 1 death) x duration in years. DALYs are YLL + YLD."""
    return numbers("cases", cases) * fractions("weight", weight) * life_years(years, rate)


def transferred_value(
    value: ArrayLike, income_there: ArrayLike, income_here: ArrayLike, elasticity: ArrayLike
) -> Floats:
    """Value of a statistical life carried over from elsewhere: value x (income here / income there)^elasticity."""
    ratio = numbers("income_here", income_here, above=0) / numbers("income_there", income_there, above=0)
    transferred: Floats = numbers("value", value, least=0) * ratio ** numbers("elasticity", elasticity)
    return transferred


# Carbon


def compound_growth(first: ArrayLike, last: ArrayLike, years: ArrayLike) -> Floats:
    """Yearly growth rate that leads from one value to another: (last / first)^(1 / years) - 1."""
    ratio = numbers("last", last, least=0) / numbers("first", first, above=0)
    growth: Floats = ratio ** (1 / numbers("years", years, above=0)) - 1
    return growth


def carbon_price_path(
    years: ArrayLike, given_years: ArrayLike, given_prices: ArrayLike, growth_after: ArrayLike
) -> Floats:
    """Shadow price of carbon in each of the ``years``, in the unit of the prices given.

    Between the given points, (points,), years rising, it grows at a constant rate; after the last at ``growth_after``
    per year. ModelError for a year before the first point.
    """
    years, known = numbers("years", years), np.atleast_1d(numbers("given_years", given_years))
    prices = np.atleast_1d(numbers("given_prices", given_prices, above=0))
    if known.shape != prices.shape or np.any(np.diff(known) <= 0):
        raise ModelError("given_years must rise, with one of given_prices for each.")
    if np.any(years < known[0]):
        raise ModelError(f"years must not lie before the first price given ({known[0]:g}).")
    after = np.maximum(years - known[-1], 0)
    path: Floats = (
        np.exp(np.interp(years, known, np.log(prices))) * (1 + numbers("growth_after", growth_after, above=-1)) ** after
    )
    return path


# Who gains


def distributional_weights(income: ArrayLike, reference_income: ArrayLike, aversion: ArrayLike) -> Floats:
    """Weight of a unit of money to each group: (reference income / income)^aversion, ``aversion`` 0 for none.

    Source: HM Treasury, Green Book (``aversion`` is the elasticity of the marginal utility of income). Show results
    without weights beside those with them.
    """
    ratio = numbers("reference_income", reference_income, above=0) / numbers("income", income, above=0)
    weights: Floats = ratio ** numbers("aversion", aversion, least=0)
    return weights


def weighted_benefit(benefits: ArrayLike, weights: ArrayLike) -> Floats:
    """Sum over groups of benefit x weight, money, each (..., groups)."""
    total: Floats = np.sum(numbers("benefits", benefits) * numbers("weights", weights, least=0), axis=-1)
    return total


def poverty_impact_ratio(benefits: ArrayLike, poor: ArrayLike) -> Floats:
    """Net benefit of the poor over all net benefit; ``poor`` is the share of each group's that they get, (..., groups).

    ModelError where there is no net benefit in all.
    """
    net = numbers("benefits", benefits)
    total = np.sum(net, axis=-1)
    if np.any(total == 0):
        raise ModelError("benefits must not add up to 0.")
    ratio: Floats = np.sum(net * fractions("poor", poor), axis=-1) / total
    return ratio


def stakeholder_bridge(fnpv: float, effects: Mapping[str, float], enpv: float | None = None) -> dict[str, float]:
    """From financial to economic net present value by stakeholder: "fnpv", then each effect, then "enpv"; money.

    ``effects`` are what the project is worth to government, users, labour, environment and so on, beside the financial
    result. ModelError unless they lead to ``enpv``, when given, but for rounding.
    """
    steps = {"fnpv": float(numbers("fnpv", fnpv))} | {name: float(numbers(name, effects[name])) for name in effects}
    if len(steps) != len(effects) + 1 or "enpv" in steps:
        raise ModelError("effects: fnpv and enpv are no stakeholders.")
    total = sum(steps.values())
    if enpv is not None and abs(total - enpv) > 1e-9 * max(map(abs, (*steps.values(), enpv))):
        raise ModelError(f"effects: fnpv and effects add up to {total:g}, not to the enpv of {enpv:g}.")
    return steps | {"enpv": total}
