"""The goals of a scenario's `uncertainty`, and in which draws they are met."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ppp_model.engine.ops import at_least
from ppp_model.engine.returns import IrrStatus
from ppp_model.measures import BY_NAME, NO_CITY, NO_DEBT, NO_HOUSEHOLDS
from ppp_model.results import Result
from ppp_model.scenario.model import Limit

Floats = NDArray[np.float64]

_NOT_THERE = (NO_DEBT, NO_HOUSEHOLDS, NO_CITY)
"""Reasons for a blank that leave nothing to be met; any other blank misses its goal."""


@dataclass(frozen=True)
class Goal:
    """A measure and its bar; it belongs to the side of its measure."""

    measure: str
    at_least: float | None
    at_most: float | None

    @property
    def side(self) -> str:
        """The side that has the goal."""
        return BY_NAME[self.measure].side

    @property
    def bars(self) -> tuple[float, float]:
        """The least and the largest value, NaN where there is none."""
        low, high = (np.nan if bar is None else bar for bar in (self.at_least, self.at_most))
        return low, high

    def met(self, draws: Mapping[str, Floats]) -> Floats:
        """1 where the goal is met (rounding forgiven), 0 where it is missed or the measure is blank.

        A return on equity that does not exist because the owners are paid and pay nothing in exceeds every bar.
        ``draws`` are the values of each line, one for each draw.
        """
        values = draws[self.measure]
        if self.measure == "equity_irr" and {"equity_irr_status", "equity_npv"} <= draws.keys():
            only_paid = (draws["equity_irr_status"] == IrrStatus.NO_SIGN_CHANGE) & (draws["equity_npv"] > 0)
            values = np.where(only_paid, np.inf, values)
        found = ~np.isnan(values)
        if self.at_least is not None:
            found = found & (at_least(values, self.at_least) != 0)
        if self.at_most is not None:
            found = found & (at_least(self.at_most, values) != 0)
        return found.astype(float)


def goals_of(limits: Mapping[str, Limit], result: Result) -> tuple[tuple[Goal, ...], dict[str, str]]:
    """The goals that apply to a structure, and why the others do not. ``result`` is its run without draws."""
    goals, without = [], {}
    for name, limit in limits.items():
        reason = result.reasons.get(name, "")
        if reason in _NOT_THERE or name not in result.assembled.model.rows:
            without[name] = reason or "no draw has it"
        else:
            goals.append(Goal(name, limit.at_least, limit.at_most))
    return tuple(goals), without
