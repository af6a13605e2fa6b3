"""Internal rate of return of many series at once, with a status that says how it was found.

The root is sought of f(x) = log(PV of inflows) - log(PV of outflows) in x = log(1 + rate). For a series that pays
first and earns later f is monotone and nearly straight, so Newton needs about four steps; a bracket guards it, and a
step that does not halve the one before gives way to bisection. A draw that has its root is left alone, so that many
draws at once give the same bits as one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LOWEST_RATE, HIGHEST_RATE = -0.99, 100.0
_DUST = 1e-12
"""Share of the largest flow below which a flow is rounding dust, and of all flows below which a value is 0."""
_DRAWS_AT_ONCE = 2000
_RUIN = -0.5
"""A root below this is set aside if there is just one above: flows that end with a payment always have one there."""
_BELOW = np.log1p(np.linspace(LOWEST_RATE, _RUIN, 100))
_ABOVE = np.log1p(np.concatenate([np.linspace(_RUIN, 1.0, 301), np.linspace(1.05, HIGHEST_RATE, 200)]))


class IrrStatus(IntEnum):
    """How a return was found, or why there is none."""

    OK = 0
    NO_SIGN_CHANGE = 1
    SEVERAL_ROOTS = 2
    OUT_OF_RANGE = 3


REASONS = {
    IrrStatus.NO_SIGN_CHANGE: "no return exists: the flows never change sign",
    IrrStatus.SEVERAL_ROOTS: "several rates of return fit: the flows change sign more than once",
    IrrStatus.OUT_OF_RANGE: f"no rate of return between {LOWEST_RATE:.0%} and {HIGHEST_RATE:,.0%} per year fits",
}
"""For each status but OK, what it means in words."""


@dataclass(frozen=True)
class Irr:
    """Rates per year, shaped (draws,), NaN where ``status`` (an ``IrrStatus``, same shape) is not OK."""

    rate: Floats
    status: NDArray[np.int8]


def irr(flows: Any, years: Any) -> Irr:
    """Internal rates of return of flows at the given times.

    ``flows``: money, shaped (draws, periods), positive when received. ``years``: times in years, shaped (periods,),
    (1, periods) or (draws, periods). Returns rates per year (effective) and a status for each draw: never a bare NaN.
    A series whose sign changes more than once is searched for further roots between -99 % and 10,000 % a year, in
    steps of half a percentage point up to 100 % a year and wider ones above. If just one root is above -50 %, it is
    the return; a project that ends with a clean-up cost has another one near -100 % that means nothing.
    """
    times = np.atleast_2d(np.asarray(years, float))
    shared = len(times) == 1
    flows, times = np.broadcast_arrays(np.atleast_2d(np.asarray(flows, float)), times)
    scale = np.max(np.abs(flows), axis=1, keepdims=True)
    flows = np.ascontiguousarray(flows) / np.where(scale > 0, scale, 1.0)
    flows = np.where(np.abs(flows) > _DUST, flows, 0.0)  # rounding dust is not a change of sign
    received, paid = np.maximum(flows, 0.0), np.maximum(-flows, 0.0)
    status = np.zeros(len(flows), np.int8)
    status[(received.sum(axis=1) == 0) | (paid.sum(axis=1) == 0)] = IrrStatus.NO_SIGN_CHANGE
    floor = _search_several(flows, times, shared, status)
    rate = np.full(len(flows), np.nan)
    todo = np.flatnonzero(status == IrrStatus.OK)
    if todo.size:
        root, found = _newton(received[todo], paid[todo], times[todo], floor[todo])
        rate[todo] = np.where(found, np.expm1(root), np.nan)
        status[todo[~found]] = IrrStatus.OUT_OF_RANGE
    return Irr(rate, status)


def _log_ratio(x: Floats, received: Floats, paid: Floats, times: Floats) -> tuple[Floats, Floats]:
    """f and its slope at x, each shaped (draws,)."""
    factor = _factor(x[:, None], times)
    inflow, outflow = received * factor, paid * factor
    pv_in, pv_out = inflow.sum(axis=1), outflow.sum(axis=1)
    slope = (outflow * times).sum(axis=1) / pv_out - (inflow * times).sum(axis=1) / pv_in
    return np.log(pv_in) - np.log(pv_out), slope


def _factor(x: Floats, times: Floats) -> Floats:
    return np.exp(-np.clip(x * times, -600.0, 600.0))


def _newton(received: Floats, paid: Floats, times: Floats, low: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Roots in x = log(1 + rate), each kept between ends where f differs in sign; and whether there is one."""
    draws = len(received)
    high = np.full(draws, np.log1p(HIGHEST_RATE))
    at_low, at_high = (_log_ratio(end, received, paid, times)[0] for end in (low, high))
    found = (np.sign(at_low) * np.sign(at_high) <= 0) & (np.abs(at_high - at_low) > _DUST)
    falling = at_low >= at_high
    x = np.full(draws, np.log1p(0.1))
    before = high - low
    done = ~found
    for _ in range(200):
        value, slope = _log_ratio(x, received, paid, times)
        above = (value > 0) == falling
        low, high = np.where(above, x, low), np.where(above, high, x)
        with np.errstate(divide="ignore", invalid="ignore"):
            ahead = x - value / slope
        # a converged iterate may equal an end of its bracket, and rounding may keep it from settling quite
        safe = (ahead >= low) & (ahead <= high) & (np.abs(ahead - x) <= np.maximum(before / 2, 1e-12))
        ahead = np.where(safe, ahead, (low + high) / 2)
        before = np.abs(ahead - x)
        done |= np.abs(value) <= 1e-15
        x = np.where(done, x, ahead)
        done |= before <= 1e-15 + 1e-14 * np.abs(x)
        if np.all(done):
            break
    return x, found


def _search_several(flows: Floats, times: Floats, shared: bool, status: NDArray[np.int8]) -> Floats:
    """Mark series with more than one root, and give the lower end of the search for each, in x = log(1 + rate).

    Only series whose sign changes more than once are searched. With ``shared`` times the discount factors of the grid
    are worked out once for many draws.
    """
    floor = np.full(len(flows), _BELOW[0])
    todo = np.flatnonzero(status == IrrStatus.OK)
    todo = todo[_sign_changes(flows[todo]) > 1]
    size = _DRAWS_AT_ONCE if shared else 1
    for start in range(0, len(todo), size):
        draws = todo[start : start + size]
        above = _roots_within(_ABOVE, flows[draws], times[draws[0]])
        below = _roots_within(_BELOW, flows[draws], times[draws[0]])
        status[draws[(above > 1) | ((above == 0) & (below > 1))]] = IrrStatus.SEVERAL_ROOTS
        floor[draws[(above == 1) & (below > 0)]] = _BELOW[-1]
    return floor


def _roots_within(grid: Floats, flows: Floats, times: Floats) -> NDArray[np.int64]:
    """How many roots lie between the ends of a grid, shaped (draws,)."""
    factor = _factor(grid[:, None], times).T
    value = flows @ factor
    value[np.abs(value) <= _DUST * (np.abs(flows) @ factor)] = 0.0
    return _sign_changes(value)


def _sign_changes(rows: Floats) -> NDArray[np.int64]:
    """How often the sign changes along each row, zeros left out; shaped (rows,)."""
    sign = np.sign(rows).astype(np.int8)
    place = np.where(sign != 0, np.arange(rows.shape[1]), 0)
    last = np.take_along_axis(sign, np.maximum.accumulate(place, axis=1), axis=1)  # a zero keeps the sign before it
    return np.count_nonzero(last[:, 1:] * last[:, :-1] < 0, axis=1)  # type: ignore[no-any-return]
