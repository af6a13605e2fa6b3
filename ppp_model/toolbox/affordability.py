"""What people can afford: bills, health, food and energy against income.

There is no consensus on thresholds: those that are the user's choice have no default here. A threshold is a share of
income (5 % is 0.05). Bills, incomes and prices are money of one currency and one period. Arguments may be numbers or
arrays that broadcast; a burden equal to the threshold but for rounding does not exceed it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ppp_model.engine.ops import more_than
from ppp_model.errors import ModelError
from ppp_model.toolbox.distribution import Grouped, IncomeDistribution
from ppp_model.toolbox.inputs import Floats, Numbers, fractions, like, numbers, shares

DietRule = Literal["share of income", "cost of other needs"]


# Groups of people


def household_shares(person_shares: ArrayLike, household_sizes: ArrayLike) -> Floats:
    """Shares of households in groups that are shares of persons, shaped (groups,).

    Fifths of persons are not fifths of households where poor households are larger. ``person_shares`` add up to 1,
    ``household_sizes`` are persons per household. The mean size is the result times ``household_sizes``, added up.
    """
    persons = shares("person_shares", person_shares)
    sizes = numbers("household_sizes", household_sizes, above=0.0)
    households = persons / like("household_sizes", sizes, "person_shares", persons)
    return np.asarray(households / households.sum())


def linear_gini(income_shares: ArrayLike, population_shares: ArrayLike | None = None) -> float:
    """Gini coefficient of groups from poor to rich, as if all in a group were equal: a lower bound.

    Without ``population_shares`` the groups are equal. Source: 1 - sum of w (L before + L after).
    """
    return Grouped.from_shares(1.0, income_shares, population_shares).gini


# Burden of a bill


@dataclass(frozen=True)
class Affordability:
    """How many pay more than the threshold, and by how much; shares of all weights."""

    headcount: Numbers
    """Share whose burden exceeds the threshold."""
    depth: Numbers
    """Mean excess over the threshold, as a share of it; those within it count as 0."""
    severity: Numbers
    """Mean of the squared excess, which weighs the highest burdens most."""


def fgt(burdens: ArrayLike, threshold: ArrayLike, weights: ArrayLike | None = None) -> Affordability:
    """Head count, depth and severity of burdens (bill / income) over a threshold, along the last axis.

    ``burdens``: shaped (..., households or groups). ``weights``: households, or persons, that each stands for; equal
    if left out. Raises ``ModelError`` for a burden that is not a finite number: an income of 0 has none. Source:
    Foster, Greer and Thorbecke (1984), applied to burdens.
    """
    burden, limit = numbers("burdens", burdens, least=0.0), _threshold(threshold)
    weight = _weights(weights, burden)
    over = _more(burden, limit)
    excess = np.where(over, burden / limit - 1.0, 0.0)
    total = weight.sum(axis=-1)
    return Affordability(*((weight * part).sum(axis=-1) / total for part in (over, excess, excess**2)))


def affordability_gap(
    bills: ArrayLike, incomes: ArrayLike, threshold: ArrayLike, weights: ArrayLike | None = None
) -> Numbers:
    """Money per period that brings every bill down to the threshold, along the last axis.

    This is the budget of a perfectly targeted social tariff. ``weights``: number of households that each bill stands
    for, 1 if left out.
    """
    bill, income = numbers("bills", bills, least=0.0), numbers("incomes", incomes, least=0.0)
    excess = np.maximum(bill - _threshold(threshold) * income, 0.0)
    return (_weights(weights, excess) * excess).sum(axis=-1)


def headcount_of_constant_bill(distribution: IncomeDistribution, bill: ArrayLike, threshold: ArrayLike) -> Numbers:
    """Share of households for which one bill, the same for all, exceeds the threshold.

    ``distribution``: incomes of households, not of persons, for the period of the bill.
    """
    return distribution.share_below(critical_income(bill, threshold))


def critical_income(
    bill: ArrayLike, threshold: ArrayLike, mean: ArrayLike | None = None, elasticity: ArrayLike = 0.0
) -> Numbers:
    """Income at which the burden equals the threshold; below it, the bill is not affordable.

    The bill of income y is bill * (y / mean)**elasticity, so that ``bill`` is the bill at the mean income.
    ``elasticity`` must be below 1, or burdens do not fall with income; ``mean`` is needed unless it is 0.
    """
    power, money = numbers("elasticity", elasticity), numbers("bill", bill, least=0.0)
    if np.any(power >= 1.0):
        raise ModelError(f"elasticity must be below 1: burdens would not fall with income (got {power.max():g}).")
    if mean is None:
        if np.any(power != 0.0):
            raise ModelError("A bill that changes with income needs the mean income.")
        return (money / _threshold(threshold))[()]
    scale = numbers("mean", mean, above=0.0) ** -power
    return ((money * scale / _threshold(threshold)) ** (1.0 / (1.0 - power)))[()]


def maximum_bill(income: ArrayLike, threshold: ArrayLike) -> Numbers:
    """The largest bill within the threshold; over a volume, the highest average tariff."""
    return numbers("income", income, least=0.0) * _threshold(threshold)


# What is left


@dataclass(frozen=True)
class Residual:
    """A bill against what is left after other basic needs."""

    ratio: Numbers
    """Bill over income less needs; NaN where needs take all income, so that no ratio exists."""
    left: Numbers
    """Income less needs and bill, in money; may be negative."""
    unaffordable: Numbers
    """True where less than nothing is left, or where needs take all income."""


def residual(income: ArrayLike, needs: ArrayLike, bill: ArrayLike) -> Residual:
    """A bill against residual income: ``income`` less ``needs`` (basic needs other than this bill)."""
    money, cost = numbers("bill", bill, least=0.0), numbers("needs", needs, least=0.0)
    earned = numbers("income", income, least=0.0)
    available, has_any = earned - cost, _more(earned, cost)
    ratio = np.full(np.broadcast(money, available).shape, np.nan)
    np.divide(money, available, out=ratio, where=has_any)
    return Residual(ratio[()], (available - money)[()], (_more(cost + money, earned) | ~has_any)[()])


def hours_of_minimum_wage(price: ArrayLike, wage: ArrayLike) -> Numbers:
    """Hours of work at the minimum ``wage`` (money per hour) that pay a basic bill. Source: Teodoro (2018)."""
    return numbers("price", price, least=0.0) / numbers("wage", wage, above=0.0)


def ar20(price: ArrayLike, income20: ArrayLike, essentials: ArrayLike) -> Numbers:
    """Basic water and sewer bill over what the household at the 20th percentile has left after other essentials.

    NaN where essentials take all its income. Source: Teodoro (2018), Measuring household affordability for water and
    sewer utilities, Journal AWWA.
    """
    return residual(income20, essentials, price).ratio


# Health


def societal_poverty_line(
    median: ArrayLike, floor: float = 2.15, base: float = 1.15, share_of_median: float = 0.5
) -> Numbers:
    """Societal poverty line: base + half the median, at least the floor; per person and day.

    Defaults are the World Bank's in 2017 PPP dollars, and ``median`` is in the same. Source: WHO, metadata of SDG
    indicator 3.8.2.
    """
    half = numbers("share_of_median", share_of_median, least=0.0) * numbers("median", median, least=0.0)
    return np.maximum(numbers("floor", floor, least=0.0), numbers("base", base, least=0.0) + half)[()]


@dataclass(frozen=True)
class HealthSpending:
    """Out-of-pocket spending on health by both definitions of SDG indicator 3.8.2."""

    discretionary: Numbers
    """Consumption less the societal poverty line; may be negative."""
    ratio: Numbers
    """Spending over discretionary consumption; NaN where there is none."""
    kind: Numbers
    """"impoverishing", "large" or "none", by the definition of 2025."""
    over_10: Numbers
    """Spending above 10 % of consumption: the definition before 2025."""
    over_25: Numbers
    """Spending above 25 % of consumption."""


def health_spending(
    consumption: ArrayLike,
    out_of_pocket: ArrayLike,
    median: ArrayLike,
    large: float = 0.40,
    floor: float = 2.15,
    base: float = 1.15,
    share_of_median: float = 0.5,
) -> HealthSpending:
    """Whether health spending is a financial hardship; all money per person and day, in 2017 PPP dollars by default.

    ``median`` is that of consumption in the country. Spending is "large" above ``large`` of discretionary
    consumption, and "impoverishing" above all of it or where a household that pays is below the line already. Shares
    of people take household weights times household size. Source: WHO, metadata of SDG indicator 3.8.2, old and of
    March 2025.
    """
    paid = numbers("out_of_pocket", out_of_pocket, least=0.0)
    total = numbers("consumption", consumption, above=0.0)
    if np.any(_more(paid, total)):
        raise ModelError("out_of_pocket is part of consumption and must not exceed it.")
    line = societal_poverty_line(median, floor, base, share_of_median)
    discretionary, budget = total - line, residual(total, line, paid)
    pays = paid > 0.0
    is_large = pays & _more(paid, numbers("large", large, above=0.0) * discretionary)
    kind = np.where(pays & budget.unaffordable, "impoverishing", np.where(is_large, "large", "none"))
    old = (_more(paid, share * total)[()] for share in (0.10, 0.25))
    return HealthSpending(discretionary, budget.ratio, kind[()], *old)


# Food


def income_for_diet(diet_cost: ArrayLike, rule: DietRule, limit: ArrayLike) -> Numbers:
    """Income below which a healthy diet is out of reach; all money per person and day.

    By the rule "share of income", ``limit`` is the largest share of income that food may take (State of Food
    Security and Nutrition, SOFI, to 2023); by "cost of other needs" it is the cost of basic needs other than food
    (SOFI from 2024). ``distribution.share_below`` of the result is the share of people who cannot afford the diet.
    """
    cost = numbers("diet_cost", diet_cost, least=0.0)
    if rule == "share of income":
        return cost / _threshold(limit)
    if rule == "cost of other needs":
        return cost + numbers("limit", limit, least=0.0)
    raise ModelError(f"rule must be 'share of income' or 'cost of other needs' (got {rule!r}).")


def cannot_afford_diet(income: ArrayLike, diet_cost: ArrayLike, rule: DietRule, limit: ArrayLike) -> Numbers:
    """Whether a healthy diet is out of reach at this income, by a rule of ``income_for_diet``."""
    return _more(np.asarray(income_for_diet(diet_cost, rule, limit)), numbers("income", income, least=0.0))[()]


# Energy


@dataclass(frozen=True)
class FuelPoverty:
    """Whether a household is in fuel poverty, and how much lower its required spending would have to be."""

    poor: Numbers
    gap: Numbers
    """Reduction of required spending, money per period, that would end it; 0 for the others."""


def boardman(required_spend: ArrayLike, income: ArrayLike, threshold: ArrayLike = 0.10) -> FuelPoverty:
    """Fuel poverty where the spending *required* for adequate warmth exceeds a share of income.

    Not what is spent: poor households go without. Source: Boardman (1991), Fuel poverty, 10 % of income.
    """
    spend, money = numbers("required_spend", required_spend, least=0.0), numbers("income", income, least=0.0)
    affordable = _threshold(threshold) * money
    poor = _more(spend, affordable)
    return FuelPoverty(poor[()], np.where(poor, spend - affordable, 0.0)[()])


def low_income_high_cost(
    required_spend: ArrayLike,
    income: ArrayLike,
    median_required_spend: ArrayLike,
    median_income: ArrayLike,
    share_of_median: float = 0.60,
) -> FuelPoverty:
    """Fuel poverty where required spending is above its median and leaves less than 60 % of the median income.

    The gap is the smaller of the reductions that meet one of the two tests. Source: indicator "low income, high
    costs", England, 2013 to 2021.
    """
    spend = numbers("required_spend", required_spend, least=0.0)
    typical = numbers("median_required_spend", median_required_spend, least=0.0)
    line = fractions("share_of_median", share_of_median) * numbers("median_income", median_income, least=0.0)
    left = numbers("income", income, least=0.0) - spend
    poor = _more(spend, typical) & _more(line + spend, left + spend)
    return FuelPoverty(poor[()], np.where(poor, np.minimum(spend - typical, line - left), 0.0)[()])


# Helpers


def _threshold(value: ArrayLike) -> Floats:
    return numbers("threshold", fractions("threshold", value), above=0.0)


def _more(left: Floats, right: Floats) -> NDArray[np.bool_]:
    """True where left exceeds right by more than rounding."""
    return np.asarray(more_than(left, right), dtype=bool)


def _weights(weights: ArrayLike | None, values: Floats) -> Floats:
    if weights is None:
        return np.ones(values.shape)
    weight = numbers("weights", weights, least=0.0)
    if weight.shape != values.shape[values.ndim - weight.ndim :]:
        raise ModelError(f"weights must be one for each value (got shapes {weight.shape} and {values.shape}).")
    if np.any(weight.sum(axis=-1) <= 0.0):
        raise ModelError("weights must not all be 0.")
    return np.broadcast_to(weight, values.shape)
