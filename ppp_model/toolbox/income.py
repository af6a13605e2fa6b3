"""What every income distribution can tell.

A Lorenz curve L(p) is the share of all income that the poorest share p of people has. Its slope is income over mean
income at rank p, so that a curve and a mean give every income, head count and group mean.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from ppp_model.errors import ModelError
from ppp_model.toolbox.inputs import Floats, Numbers, fractions, lorenz_points, numbers

NODES, WEIGHTS = np.polynomial.legendre.leggauss(100)
"""Gauss-Legendre rule on -1..1, for integrals without a closed form."""


def to_currency(amount: ArrayLike, ppp_factor: float, cpi_now: float, cpi_ref: float) -> Numbers:
    """An amount in PPP dollars of a reference year in local currency of today.

    ``ppp_factor``: local currency per PPP dollar in the reference year; ``cpi_now``, ``cpi_ref``: consumer price
    index now and in the reference year, on one base. Source: definition.
    """
    factor = numbers("ppp_factor", ppp_factor, above=0.0) / numbers("cpi_ref", cpi_ref, above=0.0)
    return numbers("amount", amount) * factor * numbers("cpi_now", cpi_now, above=0.0)


@dataclass(frozen=True)
class Poverty:
    """Poverty measures of Foster, Greer and Thorbecke (1984); shares of the poverty line, averaged over everyone."""

    headcount: Numbers
    """Share of people with less than the poverty line."""
    gap: Numbers
    """How far they are below it, on average: income that is missing as a share of the line."""
    severity: Numbers
    """The same squared, which weighs the poorest most."""


@dataclass(frozen=True)
class IncomeDistribution(ABC):
    """Income of persons or of households, by rank from poor to rich.

    ``mean``: income per person (or household) and period, in any currency; every income below is in the same.
    Incomes and poverty lines must be of one concept: consumption is more equal than income.
    """

    mean: float

    def __post_init__(self) -> None:
        numbers("mean", self.mean, above=0.0)

    @abstractmethod
    def _curve(self, p: Floats) -> Floats:
        """The Lorenz curve at ranks 0..1."""

    @abstractmethod
    def _slope(self, p: Floats) -> Floats:
        """Its slope at ranks 0..1: income over mean income."""

    def _squares(self, p: Floats) -> Floats:
        """The slope squared, integrated from 0 to p."""
        half = np.asarray(p)[..., None] / 2.0
        return np.asarray((half * self._slope(half * (1.0 + NODES)) ** 2) @ WEIGHTS)

    def lorenz(self, p: ArrayLike) -> Numbers:
        """Share of income of the poorest share ``p`` (0..1) of people; 1 at p = 1 whatever the fitted curve says."""
        rank = fractions("p", p)
        return np.where(rank < 1.0, self._curve(rank), 1.0)[()]

    def quantile(self, p: ArrayLike) -> Numbers:
        """Income of the person at rank ``p`` (0..1): the poorest share p has this much at most."""
        return self.mean * self._slope(fractions("p", p))[()]

    def share_below(self, z: ArrayLike) -> Numbers:
        """Head count: share of people whose income is below ``z`` (0 or more, in the currency of the mean)."""
        relative = numbers("z", z, least=0.0) / self.mean
        low, high = np.zeros(relative.shape), np.ones(relative.shape)
        for _ in range(60):
            middle = (low + high) / 2.0
            below = self._slope(middle) < relative
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return high[()]

    def poverty(self, z: ArrayLike) -> Poverty:
        """Head count, gap and severity at the poverty line ``z`` (above 0, any shape).

        With u = mean / z: gap = H - u L(H), severity = H - 2 u L(H) + u**2 times the squared slope up to H. Source:
        Datt (1998), Computational tools for poverty measurement and analysis.
        """
        over = self.mean / numbers("z", z, above=0.0)
        headcount = np.asarray(self.share_below(z))
        income = over * self.lorenz(headcount)
        severity = headcount - 2.0 * income + over**2 * self._squares(headcount)
        return Poverty(headcount[()], np.maximum(headcount - income, 0.0)[()], np.maximum(severity, 0.0)[()])

    @property
    def gini(self) -> float:
        """Gini coefficient, 1 less twice the area under the Lorenz curve."""
        root = (1.0 + NODES) / 2.0  # p = 1 - root**2: top incomes without a bound do no harm
        return 1.0 - 2.0 * float((self._curve(1.0 - root**2) * root) @ WEIGHTS)

    @property
    def median(self) -> float:
        """Income of the person in the middle."""
        return float(self.quantile(0.5))

    def shares(self, groups: int | ArrayLike) -> Floats:
        """Income shares of groups of people, from poor to rich, shaped (groups,).

        ``groups``: a number of equal groups (5: quintiles), or the ranks that bound them ([0, 0.4, 0.8, 1]). The
        group that reaches p = 1 gets what the others leave.
        """
        return np.asarray(np.diff(self.lorenz(_bounds(groups))))

    def group_means(self, groups: int | ArrayLike) -> Floats:
        """Mean incomes of the same groups, shaped (groups,)."""
        bounds = _bounds(groups)
        return self.mean * self.shares(groups) / np.diff(bounds)

    def scaled(self, factor: float) -> Self:
        """The same distribution with every income times ``factor`` (above 0)."""
        return replace(self, mean=self.mean * float(numbers("factor", factor, above=0.0)))

    def grown(self, rate: float, years: float) -> Self:
        """The same distribution with every income growing by ``rate`` per year (0.02: 2 %) for ``years``."""
        return self.scaled((1.0 + float(numbers("rate", rate, above=-1.0))) ** years)

    def to_currency(self, ppp_factor: float, cpi_now: float, cpi_ref: float) -> Self:
        """The distribution in local currency of today, from PPP dollars of a reference year (see ``to_currency``)."""
        return self.scaled(to_currency(1.0, ppp_factor, cpi_now, cpi_ref))

    def squared_error(self, p: ArrayLike, lorenz: ArrayLike, poverty_line: float | None = None) -> float:
        """Sum of squared errors of the curve at given points of a Lorenz curve.

        With a poverty line, only points up to the head count and the next one count, as in PIP. At p = 1 a fitted
        curve counts as it is, not as forced to 1.
        """
        people, income = lorenz_points(p, lorenz)
        errors = (income - self._curve(people)) ** 2
        if poverty_line is not None:
            errors = errors[: np.count_nonzero(people < self.share_below(poverty_line)) + 1]
        return float(errors.sum())


def _bounds(groups: int | ArrayLike) -> Floats:
    if isinstance(groups, int | np.integer):
        if groups < 1:
            raise ModelError(f"groups must be 1 or more (got {groups}).")
        return np.arange(groups + 1) / groups
    bounds = np.atleast_1d(fractions("groups", groups))
    if bounds.ndim != 1 or bounds.size < 2 or np.any(np.diff(bounds) <= 0.0):
        raise ModelError(f"groups must be a number of groups or two and more rising ranks (got {groups}).")
    return bounds
