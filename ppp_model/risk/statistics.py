"""Figures of many draws, with standard errors from the spread of independent scramblings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEVELS = (0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99)
"""The percentiles that are reported: P1 to P99."""
FAN = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
"""The percentiles of a fan."""
_ROUNDING = 1e-9


def level_name(level: float) -> str:
    """A percentile's name: P5."""
    return f"P{round(level * 100)}"


def known(values: Floats) -> Floats:
    """The values that are not blank."""
    return values[np.isfinite(values)]


def error(values: Floats, figure: Callable[[Floats], Floats], sets: int) -> Floats:
    """Standard error of a figure of all draws: its deviation over ``sets`` equal parts, divided by their root.

    ``values`` are shaped (draws,) or (draws, columns) in the order of their numbers, so that each part is an
    independent scrambling. NaN with fewer than two parts, or where a part has no value.
    """
    each = len(values) // sets
    found = np.array([figure(values[number * each : (number + 1) * each]) for number in range(sets)])
    if sets < 2:
        return np.full(found.shape[1:], np.nan)
    with np.errstate(invalid="ignore"):
        return np.asarray(found.std(axis=0, ddof=1) / np.sqrt(sets))


def varies(values: Floats) -> bool:
    """Whether values that are not blank differ by more than rounding (1e-9 of the largest)."""
    there = known(values)
    return bool(len(there) and np.ptp(there) > _ROUNDING * np.abs(there).max())


def mean(values: Floats) -> Floats:
    """The mean of the values that are not blank; NaN when all are."""
    there = known(values)
    return np.asarray(there.mean() if len(there) else np.nan)


def deviation(values: Floats) -> float:
    """The standard deviation of the values that are not blank, 0 for mere rounding; NaN for fewer than two."""
    there = known(values)
    if len(there) < 2:
        return np.nan
    return float(there.std(ddof=1)) if varies(there) else 0.0


def quantiles(values: Floats, levels: Sequence[float] = LEVELS) -> Floats:
    """The quantiles of the values that are not blank; NaN when all are.

    The k-th of n in order stands at the middle of its slice, (k - 1/2) / n, and between two it goes in proportion
    (Hazen), so that evenly spread draws give quantiles without bias.
    """
    there = known(values)
    return np.quantile(there, levels, method="hazen") if len(there) else np.full(len(levels), np.nan)


def tail_mean(losses: Floats, level: float) -> Floats:
    """The mean of the worst ``1 - level`` of the losses that are not blank; the draw at the edge counts in part.

    Expected shortfall as in Acerbi and Tasche (2002), so that it is at least the quantile.
    """
    there = np.sort(known(losses))[::-1]
    if not len(there):
        return np.asarray(np.nan)
    worst = (1 - level) * len(there)
    whole = int(worst)
    part = (worst - whole) * there[min(whole, len(there) - 1)]
    return np.asarray((there[:whole].sum() + part) / worst)


def fan(values: Floats, levels: Sequence[float] = FAN) -> Floats:
    """The quantiles of each period, shaped (periods, levels); NaN for one in which every draw is blank."""
    return np.stack([quantiles(column, levels) for column in values.T])
