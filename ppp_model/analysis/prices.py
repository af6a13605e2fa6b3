"""A price that is solved for at many points at once: a secant in each, kept between points on either side."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppp_model.solved import Solved

Floats = NDArray[np.float64]

MOST_STEPS = 25
CLOSE = 1e-9
"""How near the target a measure must come, as a share of it (or of 1)."""


def priced(grid: Any, solved: Solved) -> tuple[Floats, NDArray[np.bool_]]:
    """For each point of an ``exploration.Grid`` the price that brings the measure to its target; where none was found.

    The search starts from the price that was agreed; a point at which none is found keeps that.
    """

    def gaps(prices: Floats, points: NDArray[np.intp]) -> Floats:
        values, _ = grid.with_price(solved.input, prices).run([solved.measure], points)
        found: Floats = values[solved.measure] - solved.target
        return found

    everyone, close = np.arange(grid.points), CLOSE * max(abs(solved.target), 1.0)
    size = max(abs(solved.value), 1e-6)
    before, now = np.full(grid.points, solved.value), np.full(grid.points, solved.value + 0.01 * size)
    gap_before, gap = gaps(before, everyone), gaps(now, everyone)
    rises = gap >= gap_before
    agreed = np.abs(gap_before) <= close
    now, gap = np.where(agreed, before, now), np.where(agreed, gap_before, gap)
    low, high = np.full(grid.points, -np.inf), np.full(grid.points, np.inf)
    for _ in range(MOST_STEPS):
        for at, value in ((before, gap_before), (now, gap)):
            known = np.isfinite(value)
            low = np.where(known & ((value < 0) == rises), np.fmax(low, at), low)
            high = np.where(known & ((value < 0) != rises), np.fmin(high, at), high)
        left = np.flatnonzero(~(np.abs(gap) <= close))
        if not len(left):
            break
        ahead = _next(before, now, gap_before, gap, low, high, size)
        known = np.isfinite(gap)
        before, gap_before = np.where(known, now, before), np.where(known, gap, gap_before)
        now = np.where(np.isin(everyone, left), ahead, now)
        gap = gap.copy()
        gap[left] = gaps(now, left)
    is_open = ~(np.abs(gap) <= 100 * close)
    return np.where(is_open, solved.value, now), is_open


def _next(
    before: Floats, now: Floats, gap_before: Floats, gap: Floats, low: Floats, high: Floats, size: float
) -> Floats:  # fmt: skip
    """The secant's next price where it stays between both sides; else the middle, or a step further out.

    Where the last price gave nothing, half the way back to the one before.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        secant = now - gap * (now - before) / (gap - gap_before)
        middle = (low + high) / 2
        out = np.where(np.isfinite(low), now + np.fmax(np.abs(now), size), now - np.fmax(np.abs(now), size) / 2)
    inside = np.isfinite(secant) & (secant >= low) & (secant <= high) & (np.abs(secant) < 1e3 * size)
    ahead = np.where(inside, secant, np.where(np.isfinite(middle), middle, out))
    return np.maximum(np.where(np.isfinite(gap), ahead, (before + now) / 2), 0.0)
