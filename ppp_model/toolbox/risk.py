"""Risks by probability: points or a distribution, their mean and most likely value, and draws that can be repeated.

A value is what a risk costs, in any unit: money, or a share of something. Expected value is sum p x; the most likely
value is shown beside it because it is usually lower.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from ppp_model.errors import ModelError
from ppp_model.toolbox.inputs import Floats, fractions, numbers

_TINY = 1e-6
_TENTH = 1.2815515655446004
"""Standard normal number that a tenth of all outcomes exceeds."""


class Outcomes(Protocol):
    """How a risk may turn out."""

    @property
    def mean(self) -> float:
        """Expected value."""
        ...

    @property
    def most_likely(self) -> float:
        """Value with the greatest probability or density."""
        ...

    def at(self, shares: Floats) -> Floats:
        """The values below which these shares (0 to 1) of all outcomes lie: the inverse of the distribution."""
        ...


class Points:
    """A few values, each with its probability; probabilities add up to 1."""

    def __init__(self, probabilities: ArrayLike, values: ArrayLike) -> None:
        self.probabilities = np.atleast_1d(fractions("probabilities", probabilities))
        self.values = np.atleast_1d(numbers("values", values))
        if self.values.ndim != 1 or self.values.shape != self.probabilities.shape:
            raise ModelError("probabilities and values must be as many as each other.")
        total = float(self.probabilities.sum())
        if abs(total - 1) > _TINY:
            raise ModelError(f"probabilities must add up to 100 % (they add up to {total * 100:.10g} %).")

    @property
    def weighted(self) -> Floats:
        """Each value times its probability."""
        return self.probabilities * self.values

    @property
    def mean(self) -> float:
        """Sum of the values times their probabilities."""
        return float(self.weighted.sum())

    @property
    def most_likely(self) -> float:
        """The value with the greatest probability; of several, the first."""
        return float(self.values[int(np.argmax(self.probabilities))])

    def at(self, shares: Floats) -> Floats:
        """The values in rising order, each for as wide a range of shares as it is probable."""
        order = np.argsort(self.values, kind="stable")
        ends = np.cumsum(self.probabilities[order])
        last = int(np.flatnonzero(self.probabilities[order])[-1])
        found = np.minimum(np.searchsorted(ends, shares, side="right"), last)
        return np.asarray(self.values[order][found])


@dataclass(frozen=True)
class Uniform:
    """Any value from low to high, each as likely as the other."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _rising(low=self.low, high=self.high)

    @property
    def mean(self) -> float:
        """The middle."""
        return (self.low + self.high) / 2

    @property
    def most_likely(self) -> float:
        """The middle too: all are as likely."""
        return self.mean

    def at(self, shares: Floats) -> Floats:
        """low + share (high - low)."""
        return self.low + shares * (self.high - self.low)


@dataclass(frozen=True)
class Triangular:
    """A density that rises in a straight line from low to mode and falls to high."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        _rising(low=self.low, mode=self.mode, high=self.high)

    @property
    def mean(self) -> float:
        """(low + mode + high) / 3."""
        return (self.low + self.mode + self.high) / 3

    @property
    def most_likely(self) -> float:
        """The mode."""
        return self.mode

    def at(self, shares: Floats) -> Floats:
        """On either side of the mode the root of a quadratic."""
        wide, rise, fall = self.high - self.low, self.mode - self.low, self.high - self.mode
        below = self.low + np.sqrt(shares * wide * rise)
        return np.where(shares * wide <= rise, below, self.high - np.sqrt((1 - shares) * wide * fall))


@dataclass(frozen=True)
class Pert:
    """A beta distribution between low and high with the mean (low + 4 mode + high) / 6."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        _rising(low=self.low, mode=self.mode, high=self.high)

    @property
    def mean(self) -> float:
        """(low + 4 mode + high) / 6."""
        return (self.low + 4 * self.mode + self.high) / 6

    @property
    def most_likely(self) -> float:
        """The mode."""
        return self.mode

    def at(self, shares: Floats) -> Floats:
        """low + (high - low) times the quantile of the beta distribution."""
        from scipy import special

        wide = self.high - self.low
        rise, fall = 1 + 4 * (self.mode - self.low) / wide, 1 + 4 * (self.high - self.mode) / wide
        return self.low + wide * np.asarray(special.betaincinv(rise, fall, shares))


@dataclass(frozen=True)
class Normal:
    """A normal distribution."""

    mean: float
    deviation: float

    def __post_init__(self) -> None:
        numbers("mean", self.mean)
        numbers("deviation", self.deviation, above=0)

    @property
    def most_likely(self) -> float:
        """The mean."""
        return self.mean

    def at(self, shares: Floats) -> Floats:
        """mean + deviation times the quantile of the standard normal distribution."""
        from scipy import special

        return self.mean + self.deviation * np.asarray(special.ndtri(shares))

    def below(self, value: float) -> float:
        """The share of all outcomes that lies below a value."""
        from scipy import special

        return float(special.ndtr((value - self.mean) / self.deviation))

    def mean_between(self, low: float, high: float) -> float:
        """mean + deviation (f(a) - f(b)) / (F(b) - F(a)), a and b the bounds in deviations from the mean."""
        ends = (np.array([low, high]) - self.mean) / self.deviation
        density = np.exp(-(ends**2) / 2) / np.sqrt(2 * np.pi)
        return float(self.mean + self.deviation * (density[0] - density[1]) / (self.below(high) - self.below(low)))

    @classmethod
    def through(cls, p10: float, p90: float) -> Normal:
        """The normal distribution with a tenth of all outcomes below ``p10`` and a tenth above ``p90``."""
        _rising(p10=p10, p90=p90)
        return cls((p10 + p90) / 2, (p90 - p10) / 2 / _TENTH)


@dataclass(frozen=True)
class Lognormal:
    """A lognormal distribution by the mean and standard deviation of the value itself."""

    mean: float
    deviation: float

    def __post_init__(self) -> None:
        numbers("mean", self.mean, above=0)
        numbers("deviation", self.deviation, above=0)

    @property
    def _log_variance(self) -> float:
        return float(np.log1p((self.deviation / self.mean) ** 2))

    @property
    def _middle(self) -> float:
        """Mean of the logarithm."""
        return float(np.log(self.mean)) - self._log_variance / 2

    @property
    def _normal(self) -> Normal:
        """The distribution of the logarithm."""
        return Normal(self._middle, float(np.sqrt(self._log_variance)))

    @property
    def most_likely(self) -> float:
        """The mode, exp(mu - sigma^2), below the mean."""
        return float(self.mean * np.exp(-1.5 * self._log_variance))

    def at(self, shares: Floats) -> Floats:
        """exp(mu + sigma times the quantile of the standard normal distribution)."""
        from scipy import special

        return np.asarray(np.exp(self._middle + np.sqrt(self._log_variance) * special.ndtri(shares)))

    def below(self, value: float) -> float:
        """The share of all outcomes that lies below a value."""
        return self._normal.below(np.log(value)) if value > 0 else 0.0

    def mean_between(self, low: float, high: float) -> float:
        """The mean times the share between the bounds of a distribution whose logarithm is its variance higher."""
        raised = Lognormal(self.mean * np.exp(self._log_variance), self.deviation * np.exp(self._log_variance))
        return self.mean * (raised.below(high) - raised.below(low)) / (self.below(high) - self.below(low))

    @classmethod
    def through(cls, p10: float, p90: float) -> Lognormal:
        """The lognormal distribution with a tenth of all outcomes below ``p10`` and a tenth above ``p90``."""
        numbers("p10", p10, above=0)
        _rising(p10=p10, p90=p90)
        logs = Normal.through(float(np.log(p10)), float(np.log(p90)))
        mean = float(np.exp(logs.mean + logs.deviation**2 / 2))
        return cls(mean, mean * float(np.sqrt(np.expm1(logs.deviation**2))))


class Empirical(Points):
    """Observed values, each as likely as the others."""

    def __init__(self, values: ArrayLike) -> None:
        found, times = np.unique(numbers("values", values), return_counts=True)
        super().__init__(times / times.sum(), found)


@dataclass(frozen=True)
class Truncated:
    """A normal or lognormal distribution without what lies below ``low`` or above ``high``; the rest makes up 1."""

    whole: Normal | Lognormal
    low: float = -np.inf
    high: float = np.inf

    def __post_init__(self) -> None:
        if self.low >= self.high or self._within < _TINY:
            raise ModelError(f"next to nothing lies between {self.low:g} and {self.high:g}.")

    @property
    def _within(self) -> float:
        return self.whole.below(self.high) - self.whole.below(self.low)

    @property
    def mean(self) -> float:
        """Share-weighted mean of what is left, in closed form."""
        return self.whole.mean_between(self.low, self.high)

    @property
    def most_likely(self) -> float:
        """The mode of the whole, or the bound next to it."""
        return min(max(self.whole.most_likely, self.low), self.high)

    def at(self, shares: Floats) -> Floats:
        """The whole's values at the shares that lie between the bounds."""
        start = self.whole.below(self.low)
        return np.clip(self.whole.at(start + shares * self._within), self.low, self.high)


def draw_shares(
    names: Iterable[str], draws: int, seed: int, groups: Mapping[str, str] | None = None,
    correlations: Mapping[str, float] | None = None,
) -> dict[str, Floats]:  # fmt: skip
    """For each risk by name, ``draws`` shares between 0 and 1, at which ``Outcomes.at`` gives its value.

    ``groups`` gives for a risk the name of an entry in ``correlations``: any two risks of one group have that
    correlation (0 to 1) between their normal scores (Gaussian copula with one factor). Each risk and each group draws
    from a stream of its own, by seed and name: more draws go on where fewer stop, and a risk's draws do not hang on
    which other risks there are.
    """
    from scipy import special

    if draws < 1:
        raise ModelError(f"draws must be 1 or more (got {draws}).")
    groups, correlations = groups or {}, correlations or {}
    found = {}
    for name in names:
        scores = _scores(f"risk {name}", draws, seed)
        if group := groups.get(name):
            tie = float(fractions("correlations", correlations[group]))
            scores = np.sqrt(tie) * _scores(f"group {group}", draws, seed) + np.sqrt(1 - tie) * scores
        found[name] = np.asarray(special.ndtr(scores))
    return found


def _scores(name: str, draws: int, seed: int) -> Floats:
    """Standard normal numbers from the stream of a seed and a name."""
    stream = np.random.SeedSequence([int(numbers("seed", seed, least=0)), *name.encode()])
    return np.random.default_rng(stream).standard_normal(draws)


def _rising(**values: float) -> None:
    """Refuse numbers that fall, or that are all the same."""
    for name, value in values.items():
        numbers(name, value)
    listed = list(values.values())
    if listed != sorted(listed) or listed[0] == listed[-1]:
        raise ModelError(f"{', '.join(values)} must rise (got {', '.join(f'{value:g}' for value in listed)}).")
