"""Internal rates of return by compiled loops (numba, extra ``fast``): the search of ``returns``, many times as fast.

It takes series whose sign changes once, and leaves every other one to ``returns``. Sixteen draws go side by side, so
that the processor works on several at once; each by itself, so that its bits do not depend on the others. The compiled
code is kept on disk, in ``__pycache__`` or where NUMBA_CACHE_DIR says.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

_LANES = 16
"""Draws side by side."""
_MOST_STEPS = 100
_PAYS_FIRST, _RECEIVES_FIRST, _NO_CHANGE, _LEFT = 1, -1, 0, -9


def _compiled(function: Any) -> Any:
    """The function compiled at its first call, and kept on disk unless no folder for that can be written."""
    try:
        return numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:
        return numba.njit(nogil=True, error_model="numpy")(function)


@_compiled
def _fill(flows: Floats, dust: float, columns: Floats, kinds: Numbers) -> Numbers:
    """Scale up to 16 draws into columns shaped (2, periods, 16), received and paid, and say of which kind each is.

    Returns the last period in which any of them receives, and pays.
    """
    last = np.zeros(2, np.int64)
    columns[:] = 0.0
    kinds[:] = _LEFT
    for draw in range(len(flows)):
        scale = np.max(np.abs(flows[draw]))
        if not np.isfinite(scale):
            continue
        changes, first, before = 0, 0, 0
        for period in range(flows.shape[1]):
            flow = flows[draw, period] / scale if scale > 0.0 else 0.0
            if abs(flow) > dust:
                sign = 1 if flow > 0.0 else -1
                side = 0 if flow > 0.0 else 1
                columns[side, period, draw] = abs(flow)
                last[side] = max(last[side], period)
                changes += 1 if sign * before < 0 else 0
                first, before = sign if first == 0 else first, sign
        if changes < 2:
            kinds[draw] = -first * changes
    return last


@_compiled
def _present(amounts: Floats, last: int, steps: Numbers, gaps: Floats, factors: Floats, pv: Floats, delay: Floats):  # type: ignore[no-untyped-def]
    """Present value of each draw's amounts, and the same with each amount times its time; see ``returns``."""
    pv[:] = amounts[last]
    delay[:] = 0.0
    for period in range(last - 1, -1, -1):
        gap, factor, amount = gaps[steps[period]], factors[steps[period]], amounts[period]
        for lane in range(_LANES):
            delay[lane] = (delay[lane] + pv[lane] * gap) * factor[lane]
            pv[lane] = pv[lane] * factor[lane] + amount[lane]


@_compiled
def _advance(value: float, slope: float, falling: bool, place: Floats) -> Any:
    """Move a draw's place (x, low, high, step before) by a Newton step or bisection; true when it has arrived."""
    x = place[0]
    place[1 if (value > 0.0) == falling else 2] = x
    if abs(value) <= 1e-15:
        return True
    ahead = x - value / slope
    safe = place[1] <= ahead <= place[2] and abs(ahead - x) <= max(place[3] / 2.0, 1e-12)
    if not safe:
        ahead = (place[1] + place[2]) / 2.0
    step = abs(ahead - x)
    settled = safe and step <= 1e-9 and step <= place[3] / 1000.0
    place[0], place[3] = ahead, step
    return settled or step <= 1e-15 + 1e-14 * abs(ahead)


@_compiled
def simple_roots(flows: Floats, steps: Numbers, gaps: Floats, ends: Floats, dust: float, roots: Floats) -> None:
    """Fill ``roots`` in x = log(1 + rate), shaped (draws,), of flows shaped (draws, periods); NaN for those left.

    The time from period t to the next is ``gaps[steps[t]]``. ``ends`` are the lowest and highest x and the first x.
    """
    columns, kinds = np.zeros((2, flows.shape[1], _LANES)), np.zeros(_LANES, np.int64)
    pv, delay, factors = np.zeros((2, _LANES)), np.zeros((2, _LANES)), np.zeros((len(gaps), _LANES))
    place, done = np.zeros((_LANES, 4)), np.zeros(_LANES, np.bool_)
    for start in range(0, len(flows), _LANES):
        last = _fill(flows[start : start + _LANES], dust, columns, kinds)
        place[:, 0], place[:, 1], place[:, 2], place[:, 3] = ends[2], ends[0], ends[1], ends[1] - ends[0]
        done[:] = (kinds != _PAYS_FIRST) & (kinds != _RECEIVES_FIRST)
        for _ in range(_MOST_STEPS):
            for step in range(len(gaps)):
                for lane in range(_LANES):
                    factors[step, lane] = np.exp(-place[lane, 0] * gaps[step])
            for side in range(2):
                _present(columns[side], last[side], steps, gaps, factors, pv[side], delay[side])
            for lane in range(_LANES):
                if not done[lane]:
                    value = np.log(pv[0, lane]) - np.log(pv[1, lane])
                    slope = delay[1, lane] / pv[1, lane] - delay[0, lane] / pv[0, lane]
                    done[lane] = _advance(value, slope, kinds[lane] == _PAYS_FIRST, place[lane])
            if np.all(done):
                break
        for lane in range(min(_LANES, len(flows) - start)):
            known = done[lane] and (kinds[lane] == _PAYS_FIRST or kinds[lane] == _RECEIVES_FIRST)
            roots[start + lane] = place[lane, 0] if known else np.nan
