"""Income distributions of persons or households: lognormal, by groups, and from fitted Lorenz curves.

Take ``Lognormal.from_mean_and_gini`` when only a mean and a Gini coefficient are known, ``best_lorenz`` when deciles
or quintiles are, and ``Grouped.from_shares`` for the groups as they stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from ppp_model.errors import ModelError
from ppp_model.toolbox.income import IncomeDistribution, Poverty, to_currency
from ppp_model.toolbox.inputs import Floats, Numbers, like, lorenz_points, numbers, shares
from ppp_model.toolbox.lorenz import BetaLorenz, FittedCurve, GeneralQuadratic, best_lorenz

__all__ = [
    "BetaLorenz",
    "FittedCurve",
    "GeneralQuadratic",
    "Grouped",
    "IncomeDistribution",
    "Lognormal",
    "Poverty",
    "best_lorenz",
    "to_currency",
]
_TIE = 1e-9
"""Relative difference of incomes that is rounding."""


@dataclass(frozen=True)
class Lognormal(IncomeDistribution):
    """Lognormal incomes: ln(income) is normal with standard deviation ``sigma`` (0: all equal).

    Source: Aitchison and Brown (1957), The lognormal distribution.
    """

    sigma: float
    misfit: float = 0.0
    """Largest error of the cumulated income shares that it was fitted to."""

    def __post_init__(self) -> None:
        super().__post_init__()
        numbers("sigma", self.sigma, least=0.0)

    @classmethod
    def from_mean_and_gini(cls, mean: float, gini: float) -> Lognormal:
        """The lognormal distribution with this mean and Gini coefficient (0 or more, below 1; 40 % is 0.4)."""
        if not 0.0 <= gini < 1.0:
            raise ModelError(f"gini must be at least 0 and below 1: 40 % is 0.4 (got {gini}).")
        return cls(mean, float(np.sqrt(2.0) * special.ndtri((gini + 1.0) / 2.0)))

    @classmethod
    def from_two_shares(cls, mean: float, p1: float, share1: float, p2: float, share2: float) -> Lognormal:
        """The lognormal distribution nearest to two points of a Lorenz curve.

        The poorest ``p1`` of people have ``share1`` of all income, the poorest ``p2`` have ``share2``. With the
        shares of the bottom 40 % and of the top 20 %, p2 is 0.8 and share2 is 1 less the top share. Each point alone
        gives sigma = z(p) - z(share), z being the normal quantile. The distribution has this one number, so that two
        points rarely agree: sigma is their mean, which is least squares in z. ``misfit`` tells how far the shares are
        off then; above one or two percentage points a lognormal does not suit.
        """
        people, income = lorenz_points([p1, p2, 1.0], [share1, share2, 1.0])
        people, income = people[:-1], income[:-1]
        if people.size < 2 or income[0] <= 0.0 or income[1] >= 1.0:
            raise ModelError(f"Both points must lie inside: 0 < p, share < 1 (got {people} and {income}).")
        sigma = float(np.mean(special.ndtri(people) - special.ndtri(income)))
        errors = special.ndtr(special.ndtri(people) - sigma) - income
        return cls(mean, sigma, misfit=float(np.abs(errors).max()))

    @property
    def mu(self) -> float:
        """Mean of ln(income)."""
        return float(np.log(self.mean)) - self.sigma**2 / 2.0

    @property
    def gini(self) -> float:
        """Gini coefficient, 2 Phi(sigma / sqrt 2) - 1."""
        return 2.0 * float(special.ndtr(self.sigma / np.sqrt(2.0))) - 1.0

    @property
    def theil(self) -> float:
        """Theil index, sigma**2 / 2."""
        return self.sigma**2 / 2.0

    @property
    def mld(self) -> float:
        """Mean log deviation, for a lognormal the same as the Theil index."""
        return self.theil

    def share_below(self, z: ArrayLike) -> Numbers:
        """Head count: share of people whose income is below ``z`` (0 or more), in closed form."""
        relative = numbers("z", z, least=0.0) / self.mean
        if self.sigma == 0.0:
            return (relative > 1.0).astype(float)[()]
        smallest = np.finfo(float).tiny  # nobody is below 0, and ln 0 is no number
        return special.ndtr(np.log(np.maximum(relative, smallest)) / self.sigma + self.sigma / 2.0)[()]

    def _curve(self, p: Floats) -> Floats:
        return np.asarray(special.ndtr(special.ndtri(p) - self.sigma))

    def _slope(self, p: Floats) -> Floats:
        if self.sigma == 0.0:
            return np.ones_like(p)
        return np.asarray(np.exp(self.sigma * special.ndtri(p) - self.sigma**2 / 2.0))

    def _squares(self, p: Floats) -> Floats:
        return np.asarray(np.exp(self.sigma**2) * special.ndtr(special.ndtri(p) - 2.0 * self.sigma))


@dataclass(frozen=True)
class Grouped(IncomeDistribution):
    """Groups from poor to rich, everyone in a group with its mean income: a Lorenz curve of straight pieces.

    Its Gini coefficient is a lower bound, and head counts jump from group to group; fit a curve for those.
    """

    people: tuple[float, ...]
    """Cumulated shares of people, rising to 1."""
    income: tuple[float, ...]
    """Cumulated shares of income."""

    def __post_init__(self) -> None:
        super().__post_init__()
        lorenz_points(self.people, self.income)
        relative = self._relative
        if np.any(relative[1:] < relative[:-1] * (1.0 - _TIE)):
            raise ModelError("Groups must be ordered from poor to rich: income per person must not fall.")

    @classmethod
    def from_shares(cls, mean: float, shares_of_income: ArrayLike, population_shares: ArrayLike | None = None) -> Self:
        """Groups with these shares of income and of people, shaped (groups,), from poor to rich.

        Without ``population_shares`` the groups are equal. Shares may miss 1 by 0.5 % of rounding, and are put right.
        """
        income = shares("shares", shares_of_income)
        equal = np.full(income.size, 1.0 / income.size)
        people = equal if population_shares is None else shares("population_shares", population_shares)
        like("population_shares", people, "shares", income)
        return cls(mean, _cumulated(people), _cumulated(income))

    @property
    def _widths(self) -> Floats:
        return np.diff(self.people, prepend=0.0)

    @property
    def _relative(self) -> Floats:
        """Income of each group over mean income."""
        return np.diff(self.income, prepend=0.0) / np.diff(self.people, prepend=0.0)

    @property
    def gini(self) -> float:
        """Gini coefficient of the groups: 1 - sum of w (L before + L after)."""
        income = np.concatenate([[0.0], self.income])
        return 1.0 - float(self._widths @ (income[:-1] + income[1:]))

    def share_below(self, z: ArrayLike) -> Numbers:
        """Head count: share of people in groups whose mean income is below ``z`` (0 or more) by more than rounding."""
        relative = numbers("z", z, least=0.0) / self.mean
        groups = np.searchsorted(self._relative, relative * (1.0 - _TIE), side="left")
        return np.concatenate([[0.0], self.people])[groups][()]

    def _curve(self, p: Floats) -> Floats:
        return np.asarray(np.interp(p, [0.0, *self.people], [0.0, *self.income]))

    def _slope(self, p: Floats) -> Floats:
        last = len(self.people) - 1
        return np.asarray(self._relative[np.minimum(np.searchsorted(self.people, p, side="left"), last)])

    def _squares(self, p: Floats) -> Floats:
        steps = np.cumsum(self._widths * self._relative**2)
        return np.asarray(np.interp(p, [0.0, *self.people], [0.0, *steps]))


def _cumulated(parts: Floats) -> tuple[float, ...]:
    """Running totals of shares, the last one exactly 1."""
    return (*np.cumsum(parts[:-1]).tolist(), 1.0)
