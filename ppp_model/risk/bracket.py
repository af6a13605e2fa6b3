"""Roots of one function for many draws at once, each bracketed and narrowed by itself.

What is decided for a draw hangs on its own values alone, so that it is the same whichever draws run together. The rules
are those of ``analysis.solve.find_root``; a value of the function may be infinite where only its sign is known, and NaN
where nothing is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Flags = NDArray[np.bool_]
Function = Callable[[Indices, Floats], Floats]
"""Numbers of draws and a point for each -> the function there."""

CLOSE = 1e-12
"""A root is found when the step that is left is this share of the scale of the input."""
_ZERO = 1e-14
_NARROWEST = 4e-16
_MOST_STEPS = 200
_HALVED = 8
"""Every so many steps a bracket is halved, whatever the function says."""


class Tried:
    """The points tried for each draw, and the function there."""

    def __init__(self, function: Function, count: int) -> None:
        self.function = function
        self.points: Floats = np.empty((count, 0))
        self.values: Floats = np.empty((count, 0))
        self.evaluations: NDArray[np.int_] = np.zeros(count, dtype=int)

    def look(self, at: Floats, where: Flags) -> Floats:
        """The function at a point of each draw, shaped (draws,); NaN for the draws that are not looked at."""
        which, found = np.flatnonzero(where), np.full(len(where), np.nan)
        if len(which):
            found[which] = self.function(which, at[which])
            self.evaluations[which] += 1
        self.points = np.column_stack([self.points, np.where(where, at, np.nan)])
        self.values = np.column_stack([self.values, found])
        return found

    def bracket(self, start: Floats) -> Bracket:
        """For each draw the two neighbouring points that differ in sign and are nearest to the start; NaN if none."""
        rows = np.arange(len(start))
        order = np.argsort(np.where(np.isnan(self.values), np.nan, self.points), axis=1, kind="stable")
        points, values = (np.take_along_axis(one, order, axis=1) for one in (self.points, self.values))
        known = ~np.isnan(values)
        differs = ((values[:, :-1] > 0) != (values[:, 1:] > 0)) & known[:, :-1] & known[:, 1:]
        away = np.abs((points[:, :-1] + points[:, 1:]) / 2 - start[:, None])
        nearest = np.argmin(np.where(differs, away, np.inf), axis=1)
        there = differs[rows, nearest]
        ends = [one[rows, place] for place in (nearest, nearest + 1) for one in (points, values)]
        return Bracket(*(np.where(there, end, np.nan) for end in ends))

    def nearest(self) -> tuple[Floats, Floats]:
        """For each draw the point at which the function is nearest to 0, and its value there; NaN if it has none."""
        rows, away = np.arange(len(self.points)), np.abs(self.values)
        place = np.argmin(np.where(np.isfinite(away), away, np.inf), axis=1)
        known = np.isfinite(away[rows, place])
        points, values = (np.where(known, one[rows, place], np.nan) for one in (self.points, self.values))
        return points, values


@dataclass
class Bracket:
    """Two points of each draw between which its root lies, and the function there; NaN where there is none."""

    low: Floats
    at_low: Floats
    high: Floats
    at_high: Floats

    @property
    def there(self) -> Flags:
        """The draws that have a bracket."""
        return ~np.isnan(self.low)


def narrowed(tried: Tried, bracket: Bracket) -> tuple[Floats, Floats]:
    """The root of each draw that has a bracket, and what is left there: false position (Illinois), with halving."""
    low, high, at_low, at_high = bracket.low, bracket.high, bracket.at_low, bracket.at_high
    weight_low, weight_high, side = at_low.copy(), at_high.copy(), np.zeros(len(low), dtype=int)
    scale = np.maximum(np.abs(low), np.abs(high))
    found, left = np.full(len(low), np.nan), np.full(len(low), np.nan)
    open_ = bracket.there
    for step in range(_MOST_STEPS):
        ends = open_ & ((at_low == 0) | (at_high == 0) | (high - low <= _NARROWEST * scale))
        better = np.abs(at_low) <= np.abs(at_high)
        found[ends], left[ends] = np.where(better, low, high)[ends], np.where(better, at_low, at_high)[ends]
        open_ = open_ & ~ends
        if not open_.any():
            break
        middle = _middle(low, high, weight_low, weight_high, halved=step % _HALVED == _HALVED - 1)
        value = tried.look(middle, open_)
        value = np.where(np.isnan(value), -np.inf, value)
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = (at_high - at_low) / (high - low)
        done = open_ & _is_close(value, slope, scale)
        found[done], left[done] = middle[done], value[done]
        open_ = open_ & ~done
        up = open_ & ((value > 0) == (at_low > 0))
        down = open_ & ~up
        weight_high = np.where(up, np.where(side == -1, weight_high / 2, at_high), weight_high)
        weight_low = np.where(down, np.where(side == 1, weight_low / 2, at_low), weight_low)
        low, at_low, weight_low = _put(up, (middle, value, value), (low, at_low, weight_low))
        high, at_high, weight_high = _put(down, (middle, value, value), (high, at_high, weight_high))
        side = np.where(up, -1, np.where(down, 1, side))
    better = np.abs(at_low) <= np.abs(at_high)
    found[open_], left[open_] = np.where(better, low, high)[open_], np.where(better, at_low, at_high)[open_]
    return found, left


def followed(tried: Tried, first: Floats, second: Floats, low: Floats, high: Floats, most: int) -> tuple[Floats, Flags]:
    """Roots found by following the straight line through the last two points, and which draws have one.

    A draw stops where the line leads nowhere; its points help to bracket the root all the same.
    """
    everyone = np.ones(len(first), dtype=bool)
    before, at_before = first, tried.look(first, everyone)
    now, at_now = second, tried.look(second, everyone)
    found = np.where(np.abs(at_before) < _ZERO, before, now)
    done = (np.abs(at_before) < _ZERO) | (np.abs(at_now) < _ZERO)
    scale = np.maximum(np.abs(first), np.abs(second))
    going = ~done
    for _ in range(most):
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = (at_now - at_before) / (now - before)
            ahead = np.clip(now - at_now / slope, low, high)
        going = going & np.isfinite(ahead) & (ahead != now) & (slope != 0)
        if not going.any():
            break
        value = tried.look(ahead, going)
        good = going & _is_close(value, slope, scale)
        found[good], done[good] = ahead[good], True
        before, at_before = np.where(going, now, before), np.where(going, at_now, at_before)
        now, at_now = np.where(going, ahead, now), np.where(going, value, at_now)
        going = going & ~good
    return found, done


def _middle(low: Floats, high: Floats, weight_low: Floats, weight_high: Floats, halved: bool) -> Floats:
    """The next point within each bracket."""
    half = (low + high) / 2
    if halved:
        return half
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = high - weight_high * (high - low) / (weight_high - weight_low)
    return np.where((low < middle) & (middle < high), middle, half)


def _put(where: Flags, new: Sequence[Floats], old: Sequence[Floats]) -> list[Floats]:
    """New values for some draws."""
    return [np.where(where, one, other) for one, other in zip(new, old, strict=True)]


def _is_close(value: Floats, slope: Floats, scale: Floats) -> Flags:
    """Whether what is left is nothing, or worth a step of the input that is nothing."""
    steep = np.where(np.isfinite(slope), np.abs(slope), 0.0)
    return (np.abs(value) < _ZERO) | (np.abs(value) <= CLOSE * steep * scale)
