"""The distribution that an uncertain input names, and the range of a tornado."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ppp_model.scenario.model import UncertainInput
from ppp_model.toolbox.risk import (
    Empirical,
    Lognormal,
    Normal,
    Outcomes,
    Pert,
    Points,
    Triangular,
    Truncated,
    Uniform,
)

_ROUND_A_MEAN: dict[str, type[Normal] | type[Lognormal]] = {"normal": Normal, "lognormal": Lognormal}


def outcomes_of(one: UncertainInput, sample: Sequence[float] = ()) -> Outcomes:
    """The distribution of an input that the rules of a scenario let pass; ``sample`` holds the values of its file."""
    given: Any = one
    match one.distribution:
        case "uniform":
            return Uniform(given.low, given.high)
        case "triangular":
            return Triangular(given.low, given.mode, given.high)
        case "pert":
            return Pert(given.low, given.mode, given.high)
        case "discrete":
            return Points(given.probabilities, given.values)
        case "empirical":
            return Empirical(np.asarray(sample))
    kind = _ROUND_A_MEAN[one.distribution]
    whole = kind.through(given.p10, given.p90) if one.mean is None else kind(one.mean, given.deviation)
    if one.at_least is None and one.at_most is None:
        return whole
    low, high = -np.inf if one.at_least is None else one.at_least, np.inf if one.at_most is None else one.at_most
    return Truncated(whole, low, high)


def range_of(one: UncertainInput, outcomes: Outcomes) -> tuple[float, float]:
    """The low and high value for a tornado: its own, or those at 10 % and 90 %."""
    if one.range is not None:
        return one.range
    low, high = outcomes.at(np.array([0.1, 0.9]))
    return float(low), float(high)
