"""Whether a series of flows has more than one rate of return, by a look at its present value over a grid of rates."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LOWEST_RATE, HIGHEST_RATE = -0.99, 100.0
DUST = 1e-12
"""Share of the largest flow below which a flow is rounding dust, and of all flows below which a value is 0."""
FARTHEST = 600.0
"""Largest exponent of a discount factor, so that none overflows."""
_RUIN = -0.5
"""A root below this is set aside if there is just one above: flows that end with a payment always have one there."""
_BELOW = np.log1p(np.linspace(LOWEST_RATE, _RUIN, 100))
_ABOVE = np.log1p(np.concatenate([np.linspace(_RUIN, 1.0, 301), np.linspace(1.05, HIGHEST_RATE, 200)]))
LOWEST, HIGHEST = float(_BELOW[0]), float(_ABOVE[-1])
"""The ends of the range of rates, in x = log(1 + rate)."""


def search_several(flows: Floats, times: Floats, todo: NDArray[np.int64]) -> tuple[Floats, NDArray[np.bool_]]:
    """The lower end of the search for each series, in x = log(1 + rate), and whether it has more than one root.

    Of those ``todo``, only series whose sign changes more than once are searched. With times that all share, the
    discount factors of the grid are worked out once for many draws.
    """
    floor, several = np.full(len(flows), LOWEST), np.zeros(len(flows), bool)
    todo = todo[_sign_changes(flows[todo]) > 1]
    for draws in [todo][: todo.size] if len(times) == 1 else todo[:, None]:
        own = times[0] if len(times) == 1 else times[draws[0]]
        above = _roots_within(_ABOVE, flows[draws], own)
        below = _roots_within(_BELOW, flows[draws], own)
        several[draws] = (above > 1) | ((above == 0) & (below > 1))
        floor[draws[(above == 1) & (below > 0)]] = _BELOW[-1]
    return floor, several


def _roots_within(grid: Floats, flows: Floats, times: Floats) -> NDArray[np.int64]:
    """How many roots lie between the ends of a grid, shaped (draws,)."""
    factor = np.exp(-np.clip(grid * times[:, None], -FARTHEST, FARTHEST))
    value = flows @ factor
    value[np.abs(value) <= DUST * (np.abs(flows) @ factor)] = 0.0
    return _sign_changes(value)


def _sign_changes(rows: Floats) -> NDArray[np.int64]:
    """How often the sign changes along each row, zeros left out; shaped (rows,)."""
    sign = np.sign(rows).astype(np.int8)
    place = np.where(sign != 0, np.arange(rows.shape[1]), 0)
    last = np.take_along_axis(sign, np.maximum.accumulate(place, axis=1), axis=1)  # a zero keeps the sign before it
    return np.count_nonzero(last[:, 1:] * last[:, :-1] < 0, axis=1)  # type: ignore[no-any-return]
