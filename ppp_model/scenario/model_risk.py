"""What is uncertain: inputs with a distribution, random paths over the years, correlations, draws, goals."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ppp_model.scenario.model_frontier import Limit
from ppp_model.scenario.quantities import Bound, Correlation, Duration, Part, Share

Keys = str | tuple[str, ...]
"""One dotted key, or several that move together."""


class UncertainInput(Part):
    """One input that is not known, and how likely its values are."""

    input: Keys
    """Dotted key of the input, such as `supply.utilisation`, or a list of keys that move together."""
    distribution: Literal["normal", "lognormal", "triangular", "pert", "uniform", "discrete", "empirical"]
    """Triangular, pert and uniform lie between `low` and `high`, the first two with a `mode`. Normal and lognormal have
    `mean` and `deviation`, or `p10` and `p90`. Discrete has `values` with `probabilities`, empirical a `file`."""
    acts_as: Literal["factor", "value", "added"] = "factor"
    """What is drawn multiplies the scenario's own value, takes its place, or is added to it. A factor is written as
    `90 %` or 0.9; the other two are in the unit of the input."""
    low: Bound | None = None
    """Least value."""
    mode: Bound | None = None
    """Most likely value."""
    high: Bound | None = None
    """Greatest value."""
    mean: Bound | None = None
    """Mean; with `at_least` or `at_most`, that of the distribution before it is cut."""
    deviation: Bound | None = None
    """Standard deviation, in the unit of the mean."""
    p10: Bound | None = None
    """Value that is undercut with a probability of 10 %."""
    p90: Bound | None = None
    """Value that is undercut with a probability of 90 %."""
    values: tuple[Bound, ...] | None = None
    """Values of a discrete distribution."""
    probabilities: tuple[Share, ...] | None = None
    """Their probabilities, which add up to 100 %."""
    file: str | None = None
    """CSV file with observed values, beside the file that names it; each value is as likely as the others."""
    column: str | None = None
    """Name of its column, as in the first line."""
    at_least: Bound | None = None
    """Cuts a normal or lognormal distribution: no value below."""
    at_most: Bound | None = None
    """Cuts a normal or lognormal distribution: no value above."""
    range: tuple[Bound, Bound] | None = None
    """Low and high value for a tornado (`ppp sensitivity`); when absent, the values at 10 % and 90 %."""


class RandomPath(Part):
    """A random path by year that multiplies an input, or is added to it."""

    input: Keys
    """Dotted key of the input, such as `supply.utilisation`, or a list of keys that move together."""
    process: Literal["random_walk", "mean_reversion", "shock", "jump"]
    """Random walk: yearly steps that stay. Mean reversion: steps that fade. Shock: a loss that comes by chance and
    recovers. Jump: steps that come by chance and stay."""
    acts_as: Literal["factor", "added"] = "factor"
    """Whether the path multiplies the input or is added to it (then sizes are in the input's unit)."""
    years_from: Literal["close", "operation"] | None = None
    """Where its first year begins; when absent, at close for a `currencies` key, else with operation. Nothing moves
    before."""
    drift: Bound | None = None
    """Random walk: what the expected path grows by, per year; 0 when absent."""
    volatility: Bound | None = None
    """Random walk, mean reversion: standard deviation of a year's step (for a factor, of its logarithm)."""
    speed: Share | None = None
    """Mean reversion: share of the distance to the scenario's own values that is closed in a year."""
    probability: Share | None = None
    """Shock, jump: chance in each year."""
    size: Bound | None = None
    """Shock, jump: what it changes when it comes, such as -30 %; of a jump, the mean."""
    deviation: Bound | None = None
    """Jump: standard deviation of its size; all are alike when absent."""
    lasts: Duration | None = None
    """Shock: whole years until it is gone; it fades in equal steps from the year in which it comes."""


class Uncertainty(Part):
    """What is uncertain, and how it is drawn (`ppp simulate`, `ppp sensitivity`)."""

    inputs: dict[str, UncertainInput] = {}
    """Uncertain inputs, by a name of one's own."""
    paths: dict[str, RandomPath] = {}
    """Random paths over the years, by a name of one's own."""
    correlation: dict[str, dict[str, Correlation]] = {}
    """Correlation between the normal scores (Gaussian copula) of two inputs, or of two paths in each year: name, other
    name, number. Pairs that are not named have none."""
    draws: int = Field(default=10_000, ge=1, le=10_000_000)
    """Number of draws."""
    method: Literal["sobol", "monte_carlo", "latin_hypercube"] = "sobol"
    """How they are spread: scrambled Sobol points, plain chance, or one draw in each of as many equal slices."""
    seed: int = Field(default=1, ge=0)
    """Another seed gives other draws."""
    scramblings: int = Field(default=8, ge=1, le=1024)
    """Independent sets into which the draws are parted; the standard error is taken from their spread. A power of 2."""
    financing: Literal["held", "sized_again", "priced_again"] = "held"
    """What a draw leaves as signed at close: price, debt and its schedule (held); the price, while debt is sized again;
    or nothing, so that the price is solved again too."""
    goals: dict[str, Limit] = {}
    """For each side that has one, a measure and its bar; a goal belongs to the side of its measure."""
