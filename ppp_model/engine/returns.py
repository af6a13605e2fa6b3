"""Internal rate of return of many series at once, with a status that says how it was found.

The root is sought of f(x) = log(PV of inflows) - log(PV of outflows) in x = log(1 + rate). For a series that pays
first and earns later f is monotone and nearly straight, so Newton needs about four steps; a bracket guards it, and a
step that does not halve the one before gives way to bisection. A draw that has its root is left alone, and every sum
runs period by period, so that many draws at once give the same bits as one by one.

Present values are nested (Horner): what is due later, discounted over the gap to the period before, and so on. Gaps
are few (one year; 181 to 184 days), so that a step takes few exponentials. Draws are taken in blocks that stay in the
processor's cache, one period's draws beside each other. Within ``compiled()`` numba does the same, many times as fast.
"""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppp_model.engine.several_roots import DUST, FARTHEST, HIGHEST, HIGHEST_RATE, LOWEST, LOWEST_RATE, search_several

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_DRAWS_AT_ONCE = 1024
"""Draws in a block: their flows over some 60 periods fit in a core's second cache."""
_FEW = 4
"""Draws that plain numbers work out sooner than arrays do, to the same bits."""
_MOST_KEPT = 1_000_000
"""Flows, in number, above which an answer is not kept."""
_FIRST_GUESS = np.log1p(0.1)
_GAP_STEP = 2.0**-46
"""Gaps between times are rounded to this, in years: the rounding of the times themselves."""
_NEAR = 1e-9
"""How near to an end of the range, in x, a root is looked at again."""


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
    flows, times = np.atleast_2d(np.asarray(flows, float)), np.atleast_2d(np.asarray(years, float))
    shape = np.broadcast_shapes(flows.shape, times.shape)
    flows, times = np.broadcast_to(flows, shape), np.broadcast_to(times, (len(times), shape[1]))
    if np.any(times[:, 1:] < times[:, :-1]):
        order = np.argsort(times, axis=1, kind="stable")
        flows = np.take_along_axis(flows, np.broadcast_to(order, shape), axis=1)
        times = np.take_along_axis(times, order, axis=1)
    rate, status = np.full(shape[0], np.nan), np.zeros(shape[0], np.int8)
    todo = _compiled_rates(flows, times, rate) if _COMPILED.get() else np.arange(shape[0])
    for start in range(0, len(todo), _DRAWS_AT_ONCE):
        draws = todo[start : start + _DRAWS_AT_ONCE]
        own = times if len(times) == 1 else times[draws]
        rate[draws], status[draws] = _solve_block(flows[draws], own)
    return Irr(rate, status)


class _Last(threading.local):
    """The last question of a thread and its answer."""

    kept: tuple[Floats, Floats, bool, Irr] | None = None


_LAST = _Last()


def irr_kept(flows: Any, years: Any) -> Irr:
    """``irr``, its last answer kept for the next call: a line of rates and one of their statuses ask the same."""
    flows, years = np.asarray(flows, float), np.asarray(years, float)
    fast = _COMPILED.get()
    if _LAST.kept is not None:
        asked, at, by, answer = _LAST.kept
        if by == fast and np.array_equal(asked, flows) and np.array_equal(at, years):
            return answer
    found = irr(flows, years)
    found.rate.flags.writeable = found.status.flags.writeable = False
    if flows.size <= _MOST_KEPT:
        _LAST.kept = flows.copy(), years.copy(), fast, found
    return found


_COMPILED: ContextVar[bool] = ContextVar("_COMPILED", default=False)


@contextmanager
def compiled() -> Iterator[bool]:
    """Within this, returns are found by compiled code where numba is installed (whether it is, is given).

    They agree with those of numpy to 1e-12, not to the last bit; so one simulation should do the one or the other.
    """
    there = importlib.util.find_spec("numba") is not None
    token = _COMPILED.set(there)
    try:
        yield there
    finally:
        _COMPILED.reset(token)


def _compiled_rates(flows: Floats, times: Floats, rate: Floats) -> NDArray[np.int64]:
    """Fill the rates of simple series by compiled code, and give the draws that are left to do."""
    gaps = np.diff(times[0])
    if len(times) > 1 or not np.all(gaps > 0):
        return np.arange(len(flows))
    from ppp_model.engine.compiled_returns import simple_roots

    kinds, steps = np.unique(_rounded(gaps), return_inverse=True)
    farthest = FARTHEST / (times[0, -1] - times[0, 0])
    low, high = max(LOWEST, -farthest), min(HIGHEST, farthest)
    root = np.empty(len(flows))
    simple_roots(np.ascontiguousarray(flows), steps, kinds, np.array([low, high, _FIRST_GUESS]), DUST, root)
    known = (root - low > _NEAR) & (high - root > _NEAR)
    rate[known] = np.expm1(root[known])
    return np.flatnonzero(~known)


def _solve_block(flows: Floats, times: Floats) -> tuple[Floats, NDArray[np.int8]]:
    """Rates and statuses of a block of draws."""
    rate, status = np.full(len(flows), np.nan), np.zeros(len(flows), np.int8)
    scale = np.max(np.abs(flows), axis=1, keepdims=True)
    flows = flows / np.where(scale > 0, scale, 1.0)
    flows[np.abs(flows) <= DUST] = 0.0  # rounding dust is not a change of sign
    first_in, last_in = _ends(flows > 0)
    first_out, last_out = _ends(flows < 0)
    status[(last_in < 0) | (last_out < 0)] = IrrStatus.NO_SIGN_CHANGE
    once = np.all(times[:, 1:] > times[:, :-1], axis=1) & ((last_out < first_in) | (last_in < first_out))
    floor, several = search_several(flows, times, np.flatnonzero((status == IrrStatus.OK) & ~once))
    status[several] = IrrStatus.SEVERAL_ROOTS
    for monotone in (True, False):
        todo = np.flatnonzero((status == IrrStatus.OK) & (once == monotone))
        if todo.size:
            series = _Series.of(flows[todo], times if len(times) == 1 else times[todo])
            found, root = _roots(series, floor[todo], (first_out < first_in)[todo] if monotone else None)
            rate[todo] = np.where(found, np.expm1(root), np.nan)
            status[todo[~found]] = IrrStatus.OUT_OF_RANGE
    return rate, status


def _ends(mark: Flags) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and last place of a mark in each row; where a row has none, the number of periods and -1."""
    periods, some = mark.shape[1], np.any(mark, axis=1)
    first = np.where(some, np.argmax(mark, axis=1), periods)
    return first, np.where(some, periods - 1 - np.argmax(mark[:, ::-1], axis=1), -1)


@dataclass(frozen=True)
class _Series:
    """Flows, shaped (periods, draws) up to the last that is not 0, and the time from each to the next."""

    received: Floats
    paid: Floats
    gaps: list[Any]
    """One for each period but the last: a number for all draws, or an array shaped (draws,)."""
    farthest: Floats
    """Largest x whose discount factors do not overflow, shaped (draws,)."""

    @classmethod
    def of(cls, flows: Floats, times: Floats) -> _Series:
        columns = np.ascontiguousarray(flows.T)
        gaps = _rounded(np.diff(times, axis=1).T)
        span = np.maximum(times[:, -1] - times[:, 0], 1e-300)
        return cls(
            _until_last(np.maximum(columns, 0.0)),
            _until_last(np.maximum(-columns, 0.0)),
            list(gaps) if len(times) > 1 else gaps[:, 0].tolist(),
            np.broadcast_to(FARTHEST / span, len(flows)),
        )

    def some(self, draws: Flags) -> _Series:
        """The same for some of the draws."""
        gaps = [gap[draws] if isinstance(gap, np.ndarray) else gap for gap in self.gaps]
        return _Series(self.received[:, draws], self.paid[:, draws], gaps, self.farthest[draws])


def _rounded(gaps: Floats) -> Floats:
    return np.round(gaps / _GAP_STEP) * _GAP_STEP


def _until_last(columns: Floats) -> Floats:
    """Without the last periods in which no draw has a flow."""
    last = np.flatnonzero(np.any(columns, axis=1))
    return columns[: last[-1] + 1 if last.size else 1]


def _log_ratio(x: Floats, series: _Series) -> tuple[Floats, Floats]:
    """f and its slope at x, each shaped (draws,)."""
    factors: dict[float, Floats] = {}
    pv_in, delay_in = _present(x, series.received, series.gaps, factors)
    pv_out, delay_out = _present(x, series.paid, series.gaps, factors)
    return np.log(pv_in) - np.log(pv_out), delay_out / pv_out - delay_in / pv_in


def _present(x: Floats, amounts: Floats, gaps: list[Any], factors: dict[float, Any]) -> tuple[Any, Any]:
    """Present value at the first time, and the same with each amount times its time, shaped (draws,).

    ``factors`` holds the discount factors of the gaps met so far.
    """
    if len(x) <= _FEW:
        return _present_of_few(x, amounts, gaps)
    value, delayed, waited = amounts[-1].copy(), np.zeros_like(x), np.empty_like(x)
    for amount, gap in zip(amounts[-2::-1], gaps[len(amounts) - 2 :: -1], strict=False):
        if isinstance(gap, float):
            factor = factors.get(gap)
            if factor is None:
                factor = factors[gap] = np.exp(-x * gap)
            delayed += value if gap == 1.0 else np.multiply(value, gap, out=waited)
        else:
            factor = np.exp(-x * gap)
            delayed += np.multiply(value, gap, out=waited)
        delayed *= factor
        value *= factor
        value += amount
    return value, delayed


def _present_of_few(x: Floats, amounts: Floats, gaps: list[Any]) -> tuple[Floats, Floats]:
    """The same by plain numbers."""
    pairs = []
    for draw, column in enumerate(amounts.T.tolist()):
        own = gaps[: len(column) - 1]
        if own and not isinstance(own[0], float):
            own = [float(gap[draw]) for gap in own]
        factors = {gap: float(np.exp(-x[draw] * gap)) for gap in set(own)}
        value, delayed = column[-1], 0.0
        for amount, gap in zip(column[-2::-1], reversed(own), strict=True):
            delayed = (delayed + value * gap) * factors[gap]
            value = value * factors[gap] + amount
        pairs.append((value, delayed))
    value_and_delayed = np.array(pairs).T
    return value_and_delayed[0], value_and_delayed[1]


def _roots(series: _Series, floor: Floats, falling: Flags | None) -> tuple[Flags, Floats]:
    """Whether each draw has a root between ``floor`` and the highest rate, and the root in x = log(1 + rate).

    ``falling``: for series whose sign changes once, whether f falls; their ends are looked at for roots there only.
    """
    low = np.maximum(floor, -series.farthest)
    high = np.minimum(HIGHEST, series.farthest)
    if falling is not None:
        root = _newton(series, low, high, falling)
        found = (root - low > _NEAR) & (high - root > _NEAR)
        if not np.all(found):
            found[~found] = _differ(series.some(~found), low[~found], high[~found])[0]
        return found, root
    found, falling = _differ(series, low, high)
    root = np.full(len(low), np.nan)
    if np.any(found):
        root[found] = _newton(series.some(found), low[found], high[found], falling[found])
    return found, root


def _differ(series: _Series, low: Floats, high: Floats) -> tuple[Flags, Flags]:
    """Whether f differs in sign at two ends, and whether it is larger at the lower one."""
    at_low, at_high = (_log_ratio(end, series)[0] for end in (low, high))
    return (np.sign(at_low) * np.sign(at_high) <= 0) & (np.abs(at_high - at_low) > DUST), at_low >= at_high


def _newton(series: _Series, low: Floats, high: Floats, falling: Flags) -> Floats:
    """Roots in x = log(1 + rate), each kept between ends where f differs in sign, shaped (draws,)."""
    root = np.full(len(low), _FIRST_GUESS)
    place = np.arange(len(root))
    x, before, done = root, high - low, np.zeros(len(root), bool)
    for _ in range(200):
        value, slope = _log_ratio(x, series)
        above = (value > 0) == falling
        low, high = np.where(above, x, low), np.where(above, high, x)
        with np.errstate(divide="ignore", invalid="ignore"):
            ahead = x - value / slope
        # a converged iterate may equal an end of its bracket, and rounding may keep it from settling quite
        safe = (ahead >= low) & (ahead <= high) & (np.abs(ahead - x) <= np.maximum(before / 2, 1e-12))
        ahead = np.where(safe, ahead, (low + high) / 2)
        done |= np.abs(value) <= 1e-15
        ahead = np.where(done, x, ahead)
        step = np.abs(ahead - x)
        done |= step <= 1e-15 + 1e-14 * np.abs(ahead)
        done |= safe & (step <= 1e-9) & (step <= before / 1000)  # the next step would be below 1e-15
        x, before = ahead, step
        root[place] = x
        remaining = np.count_nonzero(~done)
        if remaining == 0:
            break
        if remaining <= len(x) / 2:
            keep = ~done
            series, place, done = series.some(keep), place[keep], done[keep]
            x, before, low, high, falling = x[keep], before[keep], low[keep], high[keep], falling[keep]
    return root
