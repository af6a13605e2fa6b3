"""Public sector comparator and value for money: costs by side, discounted; distribution; where the ranking turns.

All flows are costs to the public: positive is paid, negative is got. Value for money is the cost of the comparator
(PSC) less that of the partnership, at the rates given, with the risks that stay with the public on both sides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from ppp_model.errors import ModelError
from ppp_model.toolbox.finance import discount_factors
from ppp_model.toolbox.inputs import Floats, numbers
from ppp_model.toolbox.risk import Outcomes, draw_shares

COMPARATOR = {
    "raw": "Net cost as procured (raw)",
    "efficiency": "Difference in efficiency",
    "taxes": "Taxes it does not pay",
    "insurance": "Insurance it does not buy",
    "transferred_risk": "Risk that the partnership takes over",
    "retained_risk": "Risk that the public keeps",
    "transaction": "Transaction",
    "monitoring": "Monitoring",
}
"""The parts of the comparator's cost (PSC); taxes and insurance are competitive neutrality."""
PARTNERSHIP = {
    "payments": "Net payments",
    "unpriced_risk": "Risk taken over, not yet in the price",
    "retained_risk": "Risk that the public keeps",
    "transaction": "Transaction",
    "monitoring": "Monitoring",
}
"""The parts of the partnership's cost to the public."""
LOWEST_RATE, HIGHEST_RATE = 0.0, 0.3
"""The range in which break-even discount rates are looked for, per year."""
_STEPS = 1200
_SAME = 1e-9


def flow_times(years: int, timing: Literal["start", "middle", "end"]) -> Floats:
    """Times of yearly flows: 1, 2, ... at the end of each year, half a year earlier in the middle, a year at the start.

    The choice moves every present value by (1 + r)^0.5 or (1 + r), and value for money with it.
    """
    shift = {"start": 1.0, "middle": 0.5, "end": 0.0}
    if timing not in shift:
        raise ModelError(f"timing must be one of: {', '.join(shift)} (got {timing!r}).")
    return np.arange(1.0, years + 1) - shift[timing]


def nominal_rate(real: ArrayLike, inflation: ArrayLike) -> Floats:
    """(1 + real) (1 + inflation) - 1, per year."""
    return (1 + numbers("real", real, above=-1)) * (1 + numbers("inflation", inflation, above=-1)) - 1


@dataclass(frozen=True)
class Side:
    """The cost of one side: flows by part, each (periods,), at times in years, and the rate per year."""

    flows: Mapping[str, Floats]
    times: Floats
    rate: float

    @classmethod
    def of_values(cls, values: Mapping[str, float]) -> Side:
        """A side of which only present values are known."""
        return cls({name: np.array([value]) for name, value in values.items()}, np.zeros(1), 0.0)

    @property
    def values(self) -> dict[str, float]:
        """Present value of each part."""
        factors = discount_factors(self.rate, self.times)
        return {name: float(np.sum(flow * factors)) for name, flow in self.flows.items()}

    @property
    def total(self) -> float:
        """Present value of all parts."""
        return float(self.at([self.rate])[0])

    def at(self, rates: ArrayLike) -> Floats:
        """Present value of all parts at each of several rates."""
        flows: Floats = sum(self.flows.values(), np.zeros_like(self.times))
        return np.asarray(discount_factors(rates, self.times) @ flows)

    def with_parts(self, **flows: Floats) -> Side:
        """The same with further parts."""
        return replace(self, flows={**self.flows, **flows})


@dataclass(frozen=True)
class Exposure:
    """A risk in the comparison. It is valued once, on flows of the comparator, and stands on both sides by share."""

    name: str
    outcomes: Outcomes
    """What it costs, as a share of the base."""
    base: Floats
    """Flows that it is a share of, (periods,)."""
    comparator_share: float = 1.0
    partnership_share: float = 0.0
    priced_in_bid: bool = True
    group: str = ""
    """Name of its correlation; none when empty."""

    @property
    def taken_over(self) -> float:
        """Share that goes from the public to the partner; 0 where the partnership leaves the public with more."""
        return max(self.comparator_share - self.partnership_share, 0.0)

    @property
    def kept_by_both(self) -> float:
        """Share that the public bears under the comparator and keeps under the partnership."""
        return min(self.comparator_share, self.partnership_share)

    @property
    def unpriced(self) -> float:
        """Share that the partner takes over without having put it in his price."""
        return 0.0 if self.priced_in_bid else self.taken_over

    @property
    def expected(self) -> Floats:
        """Expected cost by period."""
        return self.outcomes.mean * self.base


@dataclass(frozen=True)
class Roots:
    """Discount rates at which value for money is 0, from the lowest to the highest of a range; perhaps none."""

    rates: tuple[float, ...]
    lowest: float = LOWEST_RATE
    highest: float = HIGHEST_RATE
    everywhere: bool = False
    """Whether it is 0 at every rate: the two sides are the same."""


@dataclass(frozen=True)
class Appraisal:
    """A comparator and a partnership with flows at the same times, given without risk, and the risks."""

    before_risk: tuple[Side, Side]
    """The comparator and the partnership."""
    exposures: tuple[Exposure, ...] = ()
    correlations: Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        one, two = self.before_risk
        if not np.array_equal(one.times, two.times):
            raise ModelError("both sides must have their flows at the same times.")

    def _risk(self, share: str) -> Floats:
        """Expected cost by period of a share of every risk."""
        nothing = np.zeros_like(self.before_risk[0].times)
        return sum((getattr(risk, share) * risk.expected for risk in self.exposures), nothing)

    @cached_property
    def comparator(self) -> Side:
        """The comparator with the risks that the public bears under it: those the partner takes over, and the rest."""
        if not self.exposures:
            return self.before_risk[0]
        parts = {"transferred_risk": self._risk("taken_over"), "retained_risk": self._risk("kept_by_both")}
        return self.before_risk[0].with_parts(**parts)

    @cached_property
    def partnership(self) -> Side:
        """The partnership with the risks that the public keeps, and what those cost that the price does not hold."""
        if not self.exposures:
            return self.before_risk[1]
        parts = {"unpriced_risk": self._risk("unpriced"), "retained_risk": self._risk("partnership_share")}
        return self.before_risk[1].with_parts(**parts)

    @property
    def psc(self) -> float:
        """Present value of the comparator's cost."""
        return self.comparator.total

    @property
    def ppp(self) -> float:
        """Present value of the partnership's cost to the public."""
        return self.partnership.total

    @property
    def vfm(self) -> float:
        """Value for money: what the partnership saves the public."""
        return self.psc - self.ppp

    @property
    def vfm_share(self) -> float | None:
        """The same as a share of the comparator; None when the comparator costs nothing or brings money."""
        return self.vfm / self.psc if self.psc > 0 else None

    def base_values(self, risk: Exposure) -> tuple[float, float]:
        """Present value of a risk's base, at the comparator's and at the partnership's rate."""
        one, two = (Side({"base": risk.base}, side.times, side.rate).total for side in self.before_risk)
        return one, two

    def draw(self, draws: int, seed: int) -> Draws:
        """Costs of both sides with every risk drawn; see ``risk.draw_shares`` for seed and correlation."""
        groups = {risk.name: risk.group for risk in self.exposures if risk.group}
        shares = draw_shares([risk.name for risk in self.exposures], draws, seed, groups, self.correlations)
        psc, ppp = (np.full(draws, side.total) for side in self.before_risk)
        for risk in self.exposures:
            outcomes, (ours, theirs) = risk.outcomes.at(shares[risk.name]), self.base_values(risk)
            psc = psc + risk.comparator_share * outcomes * ours
            ppp = ppp + (risk.partnership_share * outcomes + risk.unpriced * risk.outcomes.mean) * theirs
        return Draws(psc, ppp, self.vfm)

    def break_even(self, move: Literal["both", "comparator", "partnership"]) -> Roots:
        """Discount rates at which value for money is 0: of both sides alike, or of one with the other as it is.

        Flows stay as they are. A higher rate on one side's cost makes that side look cheaper, whatever it buys.
        """
        one, two = self.comparator, self.partnership

        def vfm(rates: Floats) -> Floats:
            costs = one.at(rates if move != "partnership" else np.full_like(rates, one.rate))
            return costs - two.at(rates if move != "comparator" else np.full_like(rates, two.rate))

        return _roots(vfm, max(abs(self.psc), abs(self.ppp)))

    @property
    def vfm_at_one_rate(self) -> float:
        """Value for money with the partnership, too, discounted at the comparator's rate."""
        return self.psc - float(self.partnership.at([self.comparator.rate])[0])

    @property
    def break_even_transfer(self) -> float | None:
        """Share of the risk taken over and paid for that must really stay with the partner for value for money of 0.

        What falls back on the public is counted at the partnership's rate; the price is paid all the same. Below 0: it
        holds even if all falls back. Above 1: not even if none does. None without such risk.
        """
        priced = ((risk.taken_over - risk.unpriced) * risk.outcomes.mean for risk in self.exposures)
        at_stake = sum(part * self.base_values(risk)[1] for part, risk in zip(priced, self.exposures, strict=True))
        return 1 - self.vfm / at_stake if at_stake > 0 else None


@dataclass(frozen=True)
class Draws:
    """Costs of both sides, each (draws,), and value for money with expected values of the risks."""

    psc: Floats
    ppp: Floats
    point: float

    @property
    def vfm(self) -> Floats:
        """Value for money in each draw."""
        return self.psc - self.ppp

    @property
    def probability_comparator_cheaper(self) -> float:
        """Share of draws in which the comparator costs less than the partnership."""
        return float(np.mean(self.vfm < 0))

    @property
    def probability_flips(self) -> float:
        """Share of draws in which the ranking is not that of the expected values."""
        return self.probability_comparator_cheaper if self.point >= 0 else float(np.mean(self.vfm >= 0))

    @property
    def probability_error(self) -> float:
        """Standard error of these probabilities, from the number of draws."""
        return float(np.std(self.vfm < 0) / np.sqrt(len(self.psc)))

    def summary(self) -> dict[str, dict[str, float]]:
        """Mean, its standard error, standard deviation, P10, P50, P90 of "psc", "ppp" and "vfm"."""
        return {name: _summary(values) for name, values in (("psc", self.psc), ("ppp", self.ppp), ("vfm", self.vfm))}


def _summary(values: Floats) -> dict[str, float]:
    deviation = float(np.std(values, ddof=1)) if len(values) > 1 else 0.0
    low, middle, high = np.percentile(values, [10, 50, 90])
    return {
        "mean": float(np.mean(values)), "standard_error": deviation / len(values) ** 0.5, "deviation": deviation,
        "p10": float(low), "p50": float(middle), "p90": float(high),
    }  # fmt: skip


def _roots(function: Callable[[Floats], Floats], size: float) -> Roots:
    """Every rate in the range at which a function changes its sign, found on a grid and narrowed by halving."""
    grid = np.linspace(LOWEST_RATE, HIGHEST_RATE, _STEPS + 1)
    values = np.where(np.abs(function(grid)) <= _SAME * size, 0.0, function(grid))
    if not values.any():
        return Roots((), everywhere=True)
    exact = grid[values == 0]
    turns = np.flatnonzero(values[:-1] * values[1:] < 0)
    low, high, at_low = grid[turns], grid[turns + 1], values[turns]
    for _ in range(60):
        middle = (low + high) / 2
        same = function(middle) * at_low > 0
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return Roots(tuple(float(rate) for rate in np.sort(np.concatenate([exact, (low + high) / 2]))))
