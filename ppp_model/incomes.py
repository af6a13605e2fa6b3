"""Income shares of a city's groups that its scenario does not give: from a distribution of income."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from ppp_model.errors import ModelError, ScenarioError
from ppp_model.scenario.model import City, Income

if TYPE_CHECKING:
    from ppp_model.toolbox.distribution import IncomeDistribution


def distribution_of(city: City) -> IncomeDistribution | None:
    """The distribution of household income that a city's scenario describes, with its mean; None if it gives none."""
    if city.income is None:
        return None
    try:
        return _curve(city.income, city.household_income)
    except ModelError as error:
        raise ScenarioError.one("", "city.income", str(error)) from None


def income_shares(city: City) -> dict[str, float]:
    """Share of all income of each group without a share of its own, by the distribution of the city."""
    open_groups = [name for name, group in city.groups.items() if group.income_share is None]
    curve = distribution_of(city) if open_groups else None
    if curve is None:
        return {}
    ends = list(itertools.accumulate(group.population_share for group in city.groups.values()))
    lorenz = [0.0, *(float(curve.lorenz(min(end, 1.0))) for end in ends[:-1]), 1.0]
    shares = {name: lorenz[number + 1] - lorenz[number] for number, name in enumerate(city.groups)}
    return {name: shares[name] for name in open_groups}


def _curve(income: Income, mean: float) -> IncomeDistribution:
    from ppp_model.toolbox import distribution

    if income.gini is not None:
        return distribution.Lognormal.from_mean_and_gini(mean, income.gini)
    people, shares = income.people or [], income.income or []
    if income.curve == "lognormal":
        (first, second), (low, high) = people[:2], shares[:2]
        return distribution.Lognormal.from_two_shares(mean, first, low, second, high)
    if income.curve == "straight":
        return distribution.Grouped(mean, tuple(people), tuple(shares))
    if income.curve == "general_quadratic":
        return distribution.GeneralQuadratic.fit(people, shares, mean)
    if income.curve == "beta":
        return distribution.BetaLorenz.fit(people, shares, mean)
    return distribution.best_lorenz(people, shares, mean)
