"""Lorenz curves fitted to grouped data: the general quadratic and the Beta curve, and the choice between them."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from ppp_model.errors import ModelError
from ppp_model.toolbox.income import NODES, WEIGHTS, IncomeDistribution
from ppp_model.toolbox.inputs import Floats, Numbers, lorenz_points, numbers

_NEARLY_PARABOLA = 1e-4
"""Below this, the closed forms of the general quadratic curve divide by nearly nothing, and it is integrated."""
_STRAIGHT = 1e-12
"""Share of its terms below which the curvature is rounding."""
LEAST_TOP = 0.9
"""PIP takes a general quadratic curve that reaches at least this at p = 1."""


@dataclass(frozen=True)
class FittedCurve(IncomeDistribution):
    """A Lorenz curve of three coefficients fitted to grouped data by least squares."""

    @property
    @abstractmethod
    def shape_problems(self) -> list[str]:
        """Why poverty measures cannot be had from this curve; empty when it is normal in the words of PIP."""

    @property
    @abstractmethod
    def problems(self) -> list[str]:
        """Why it is not the Lorenz curve of a distribution; empty when it is valid in the words of PIP."""

    @classmethod
    @abstractmethod
    def least_squares(cls, p: ArrayLike, lorenz: ArrayLike, mean: float) -> Self:
        """The fitted curve, valid or not: see ``problems``."""

    @classmethod
    def fit(cls, p: ArrayLike, lorenz: ArrayLike, mean: float) -> Self:
        """Fit the curve to points of a Lorenz curve by ordinary least squares, and refuse a curve that is not valid.

        ``p``, ``lorenz``: cumulated shares of people and of income, shaped (points,), from poor to rich, the last
        point (1, 1); (0, 0) may be left out. At least three points between are needed. ``mean``: mean income.
        Raises ``ModelError`` for bad points, and when the fitted curve is not a Lorenz curve.
        """
        fitted = cls.least_squares(p, lorenz, mean)
        if fitted.problems:
            raise ModelError(f"The {fitted} is not a Lorenz curve: {'; '.join(fitted.problems)}.")
        return fitted


@dataclass(frozen=True)
class GeneralQuadratic(FittedCurve):
    """General quadratic (elliptical) Lorenz curve of Villasenor and Arnold (1989), with the mean and A, B, C.

    Where A + C < 1 the curve reaches only A + C at p = 1: the fit does not know the income of the very richest. The
    top group then gets what the others leave, as in PIP; the Gini coefficient is that of the curve. Source: Datt
    (1998); World Bank Poverty and Inequality Platform (PIP), package wbpip.
    """

    a: float
    b: float
    c: float

    def __str__(self) -> str:
        return f"general quadratic curve (A = {self.a:.6g}, B = {self.b:.6g}, C = {self.c:.6g})"

    @classmethod
    def least_squares(cls, p: ArrayLike, lorenz: ArrayLike, mean: float) -> GeneralQuadratic:
        """L (1 - L) on p**2 - L, L (p - 1) and p - L, without constant and without the last point."""
        people, income = _inner_points(p, lorenz)
        terms = np.column_stack([people**2 - income, income * (people - 1.0), people - income])
        return cls(mean, *_coefficients(terms, income * (1.0 - income)))

    @property
    def _e(self) -> float:
        return -(self.a + self.b + self.c + 1.0)

    @property
    def _m(self) -> float:
        return self.b**2 - 4.0 * self.a

    @property
    def _n(self) -> float:
        return 2.0 * self.b * self._e - 4.0 * self.c

    @property
    def _r(self) -> float:
        return float(np.sqrt(self._n**2 - 4.0 * self._m * self._e**2))

    @property
    def shape_problems(self) -> list[str]:
        """Datt's (1998) conditions: L(0) = 0, no negative income at the bottom, a convex branch from 0 to 1."""
        e, m, n = self._e, self._m, self._n
        if e >= 0.0:
            return [f"A + B + C + 1 = {-e:.6g} must be above 0, or the curve does not start at 0"]
        problems = [] if self.c >= 0.0 else [f"C = {self.c:.6g} must not be below 0, or the lowest income is negative"]
        bends = n**2 - 4.0 * m * e**2 > _STRAIGHT * n**2
        if m > 0.0 and not (bends and (n >= 0.0 or m < -n / 2.0)):
            problems.append(f"it is not convex from 0 to 1 (m = {m:.6g}, n = {n:.6g}, e = {e:.6g})")
        return problems

    @property
    def problems(self) -> list[str]:
        """The same, and a curve that ends below 0.9."""
        top = self.a + self.c
        short = [f"it reaches only A + C = {top:.6g} at p = 1, below {LEAST_TOP}"] if top < LEAST_TOP else []
        return self.shape_problems + short

    def _root(self, p: Floats) -> Floats:
        return np.asarray(np.sqrt(np.maximum(self._m * p**2 + self._n * p + self._e**2, 0.0)))

    def _curve(self, p: Floats) -> Floats:
        return -(self.b * p + self._e + self._root(p)) / 2.0

    def _slope(self, p: Floats) -> Floats:
        with np.errstate(divide="ignore"):  # A + C = 1 or more: no highest income
            return -self.b / 2.0 - (2.0 * self._m * p + self._n) / (4.0 * self._root(p))

    def _squares(self, p: Floats) -> Floats:
        m, n, r = self._m, self._n, self._r
        if abs(m) < _NEARLY_PARABOLA:
            return super()._squares(p)
        first, second = (r - n) / (2.0 * m), -(r + n) / (2.0 * m)
        with np.errstate(divide="ignore"):
            log = np.log1p(-p / first) - np.log1p(-p / second)
        return r / 16.0 * log - self.a * p - self.b * self._curve(p)

    def share_below(self, z: ArrayLike) -> Numbers:
        """Head count: share of people whose income is below ``z`` (0 or more), in closed form."""
        relative = numbers("z", z, least=0.0) / self.mean
        if abs(self._m) < _NEARLY_PARABOLA:
            return super().share_below(z)
        lowest, highest = self._slope(np.array([0.0, 1.0]))
        inside = (relative > lowest) & (relative < highest)
        slope = np.where(inside, self.b + 2.0 * relative, self.b + 2.0 * self._slope(np.asarray(0.5)))
        rank = -(self._n + self._r * slope / np.sqrt(slope**2 - self._m)) / (2.0 * self._m)
        return np.where(inside, np.clip(rank, 0.0, 1.0), np.where(relative > lowest, 1.0, 0.0))[()]

    @property
    def gini(self) -> float:
        """Gini coefficient of the curve, in closed form (Datt 1998)."""
        m, n, r, e, first = self._m, self._n, self._r, abs(self._e), abs(self.a + self.c - 1.0)
        if abs(m) < _NEARLY_PARABOLA:
            return super().gini
        if m > 0.0:
            top, bottom = 2.0 * m + n + 2.0 * np.sqrt(m) * first, n + 2.0 * np.sqrt(m) * e
            area = -(r**2) / (8.0 * m**1.5) * np.log(abs(top / bottom))
        else:
            # asin((2 m + n) / r) - asin(n / r), in a form that holds where both are near 1
            width = 2.0 * np.sqrt(-m)
            angle = np.arctan2(width * ((2.0 * m + n) * e - n * first), width**2 * e * first + n * (2.0 * m + n))
            area = r**2 / (8.0 * m * np.sqrt(-m)) * angle
        return float(1.0 + self.b / 2.0 - e + ((2.0 * m + n) * first - n * e) / (4.0 * m) + area)

    @property
    def mld(self) -> float:
        """Mean log deviation: the mean of ln(mean / income), integrated over the curve.

        PIP adds up steps of 0.1 %, the lowest of them twice and the highest not at all, and differs by a few percent.
        """
        if self.c <= 0.0:
            raise ModelError("The mean log deviation needs incomes above 0 everywhere.")
        root = (1.0 + NODES) / 2.0
        return -float((np.log(self._slope(1.0 - root**2)) * root) @ WEIGHTS)


@dataclass(frozen=True)
class BetaLorenz(FittedCurve):
    """Beta Lorenz curve of Kakwani (1980), L(p) = p - theta p**gamma (1 - p)**delta.

    With gamma below 1 the slope falls without bound at p = 0: the poorest few have negative incomes, which the
    poverty measures take as they are. With gamma or delta above 1 the curve is not convex at that end. Source: Datt
    (1998); PIP, package wbpip.
    """

    theta: float
    gamma: float
    delta: float

    def __str__(self) -> str:
        return f"Beta curve (theta = {self.theta:.6g}, gamma = {self.gamma:.6g}, delta = {self.delta:.6g})"

    @classmethod
    def least_squares(cls, p: ArrayLike, lorenz: ArrayLike, mean: float) -> BetaLorenz:
        """ln(p - L) on ln p and ln(1 - p), without the last point."""
        people, income = _inner_points(p, lorenz)
        if np.any(income >= people):
            raise ModelError("The Beta curve needs lorenz below p at every point before the last.")
        terms = np.column_stack([np.ones(people.size), np.log(people), np.log1p(-people)])
        constant, gamma, delta = _coefficients(terms, np.log(people - income))
        return cls(mean, float(np.exp(constant)), gamma, delta)

    @property
    def shape_problems(self) -> list[str]:
        """A curve that goes through (0, 0) and (1, 1), and a finite poverty severity."""
        problems = [] if self.delta > 0.0 else [f"delta = {self.delta:.6g} must be above 0, or it does not end at 1"]
        if self.gamma <= 0.5:
            problems.append(f"gamma = {self.gamma:.6g} must be above 0.5, or poverty severity is infinite")
        return problems

    @property
    def problems(self) -> list[str]:
        """Slopes below 0 above the poorest 0.1 %, or a bend the wrong way anywhere between 0.1 % and 99.9 %."""
        if self.gamma <= 0.0 or self.delta <= 0.0:
            return ["gamma and delta must be above 0"]
        p = np.linspace(0.001, 0.999, 999)
        problems = [] if self._slope(p).min() >= 0.0 else ["incomes are negative not only among the poorest 0.1 %"]
        g, d = self.gamma, self.delta
        bend = g * (1.0 - g) / p**2 + 2.0 * g * d / (p * (1.0 - p)) + d * (1.0 - d) / (1.0 - p) ** 2
        return problems if bend.min() >= 0.0 else [*problems, "it is not convex: gamma or delta is above 1"]

    def _curve(self, p: Floats) -> Floats:
        return np.asarray(p - self.theta * p**self.gamma * (1.0 - p) ** self.delta)

    def _slope(self, p: Floats) -> Floats:
        with np.errstate(divide="ignore"):
            first = self.gamma * p ** (self.gamma - 1.0) * (1.0 - p) ** self.delta
            second = self.delta * p**self.gamma * (1.0 - p) ** (self.delta - 1.0)
        return np.asarray(1.0 - self.theta * (first - second))

    def _squares(self, p: Floats) -> Floats:
        g, d = self.gamma, self.delta
        if g <= 0.5:
            raise ModelError(f"Poverty severity is infinite on the {self}: gamma must be above 0.5.")
        inner = (
            g**2 * _incomplete_beta(p, 2.0 * g - 1.0, 2.0 * d + 1.0)
            - 2.0 * g * d * _incomplete_beta(p, 2.0 * g, 2.0 * d)
            + d**2 * _incomplete_beta(p, 2.0 * g + 1.0, 2.0 * d - 1.0)
        )
        return 2.0 * self._curve(p) - p + self.theta**2 * inner

    @property
    def gini(self) -> float:
        """Gini coefficient of the curve, twice theta times the beta function of 1 + gamma and 1 + delta."""
        return 2.0 * self.theta * float(special.beta(1.0 + self.gamma, 1.0 + self.delta))


def _incomplete_beta(x: Floats, first: float, second: float) -> Floats:
    """Integral of t**(first - 1) (1 - t)**(second - 1) from 0 to x, for first > 0 and any second."""
    return np.asarray(x**first / first * special.hyp2f1(first, 1.0 - second, first + 1.0, x))


def _inner_points(p: ArrayLike, lorenz: ArrayLike) -> tuple[Floats, Floats]:
    people, income = lorenz_points(p, lorenz)
    if people.size < 4:
        raise ModelError(f"A fit needs at least three points between (0, 0) and (1, 1) (got {people.size - 1}).")
    return people[:-1], income[:-1]


def _coefficients(terms: Floats, known: Floats) -> tuple[float, float, float]:
    found, _, rank, _ = np.linalg.lstsq(terms, known, rcond=None)
    if rank < 3:
        raise ModelError("The points do not fix a curve: incomes are all equal, or the points are too alike.")
    return float(found[0]), float(found[1]), float(found[2])


def best_lorenz(
    p: ArrayLike, lorenz: ArrayLike, mean: float, poverty_line: float | None = None
) -> GeneralQuadratic | BetaLorenz:
    """The better of the general quadratic and the Beta curve, chosen as PIP does.

    With a poverty line, for poverty: of curves without any problem, otherwise of those without ``shape_problems``,
    the one with the smaller squared error up to the line. Without, for shares and inequality: of valid curves, the
    one with the smaller squared error. Arguments as for ``FittedCurve.fit``. Raises ``ModelError`` with the problems
    of both when neither can be used. Source: PIP, package wbpip, gd_select_lorenz. Convexity of the Beta curve is
    tested at more points than there.
    """
    curves = (GeneralQuadratic.least_squares(p, lorenz, mean), BetaLorenz.least_squares(p, lorenz, mean))
    valid = [curve for curve in curves if not curve.problems]
    if poverty_line is not None:
        normal = [curve for curve in curves if not curve.shape_problems]
        valid = [curve for curve in valid if curve in normal] or normal
    if not valid:
        found = "; ".join(f"{curve}: {', '.join(curve.problems or curve.shape_problems)}" for curve in curves)
        raise ModelError(f"No Lorenz curve suits these points. {found}.")
    return min(valid, key=lambda curve: curve.squared_error(p, lorenz, poverty_line))
