"""What the least public money is sought for: free inputs, goals, limits."""

from __future__ import annotations

from pydantic import Field

from ppp_model.scenario.quantities import Bound, Part, Series, Target


class Goal(Part):
    """A value that a measure must reach: at least, or at most. Several values give one point of the frontier each."""

    at_least: Series[Target] | None = None
    """Least value, in the unit of the measure (shares and rates as fractions or in %)."""
    at_most: Series[Target] | None = None
    """Largest value."""


class Limit(Part):
    """A limit that every point must keep."""

    at_least: Target | None = None
    """Least value, in the unit of the measure."""
    at_most: Target | None = None
    """Largest value."""


class FreeInput(Part):
    """An input that may be chosen."""

    input: str
    """Dotted key of the input, such as `finance.grants.gap.amount`."""
    between: tuple[Bound, Bound]
    """Its least and its largest value."""


class Frontier(Part):
    """The least public money that reaches each goal under the limits, over a few free inputs."""

    inputs: dict[str, FreeInput] = Field(min_length=1, max_length=3)
    """The free inputs, by a name of one's own."""
    least: str = "public_support_pv"
    """The measure that shall be as small as possible."""
    goals: dict[str, Goal] = Field(min_length=1)
    """Measures with the values to be reached; every combination is a point."""
    limits: dict[str, Limit] = {}
    """Measures with the limits that every point must keep, such as `dscr_min` and `equity_irr`."""
