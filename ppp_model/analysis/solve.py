"""Moving one input until a measure meets its target: bracketed, and plain about a target it cannot reach."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

Function = Callable[[float], float]


@dataclass(frozen=True)
class Root:
    """What a search found. ``reached`` is false when no value of the input meets the target."""

    value: float
    found: float
    """The measure less its target at ``value``."""
    reached: bool
    evaluations: int
    binds: str = ""
    """When not reached: what stopped the search."""


@dataclass
class _Counted:
    """The function with its evaluations kept. Infinite values only say on which side of the target a point lies."""

    function: Function
    seen: dict[float, float] = field(default_factory=dict)

    def __call__(self, x: float) -> float:
        if x not in self.seen:
            self.seen[x] = self.function(x)
        return self.seen[x]


def find_root(function: Function, start: float, low: float, high: float, grows: bool) -> Root:
    """An input between ``low`` and ``high`` at which ``function`` (measure less target) is 0.

    ``start`` is the first guess. ``function`` may give an infinity where only the side of the target is known and NaN
    where nothing is. With ``grows`` the upper end is moved out up to 10^12 times before giving up. Needs the
    function to be continuous between two points at which it differs in sign, nothing else.
    """
    counted = _Counted(function)
    bracket = _bracket(counted, start, low, high, grows)
    if bracket is None:
        return _unreached(counted, low, high)
    value = _refine(counted, *bracket)
    return Root(value, counted(value), True, len(counted.seen))


def _bracket(f: _Counted, start: float, low: float, high: float, grows: bool) -> tuple[float, float] | None:
    """Two neighbouring points at which the function differs in sign, the nearest to the start; None without any."""
    points = [point for point in (start, low, high) if low <= point <= high]
    for point in points:
        f(point)
    if not _pairs(f):
        for share in range(1, 16):
            f(low + (high - low) * share / 16)
    if not _pairs(f):
        _look_beside_blanks(f)
    reach = high
    for _ in range(12 if grows else 0):
        if _pairs(f):
            break
        reach *= 10
        f(reach)
    pairs = _pairs(f)
    return min(pairs, key=lambda pair: abs((pair[0] + pair[1]) / 2 - start)) if pairs else None


def _look_beside_blanks(f: _Counted) -> None:
    """Halve the way from each point with a value towards a neighbour without one: the target may lie between."""
    known = sorted(f.seen)
    for left, right in pairwise(known):
        if math.isnan(f(left)) != math.isnan(f(right)):
            inside, outside = (right, left) if math.isnan(f(left)) else (left, right)
            for _ in range(12):
                middle = (inside + outside) / 2
                if math.isnan(f(middle)):
                    outside = middle
                else:
                    inside = middle
                if _pairs(f):
                    return


def _pairs(f: _Counted) -> list[tuple[float, float]]:
    known = sorted((x, y) for x, y in f.seen.items() if not math.isnan(y))
    return [(a, b) for (a, at_a), (b, at_b) in pairwise(known) if (at_a > 0) != (at_b > 0)]


def _refine(f: _Counted, low: float, high: float) -> float:
    """Narrow a bracket by the Illinois method (false position), with bisection where it is slow or blind."""
    at_low, at_high = f(low), f(high)
    weight_low, weight_high = at_low, at_high
    side = 0
    for step in range(200):
        if at_low == 0 or at_high == 0 or high - low <= 4e-16 * max(abs(low), abs(high)):
            break
        middle = (low + high) / 2
        if math.isfinite(weight_low) and math.isfinite(weight_high) and step % 8 != 7:
            middle = high - weight_high * (high - low) / (weight_high - weight_low)
            if not low < middle < high:
                middle = (low + high) / 2
        value = f(middle)
        if math.isnan(value):
            value = -math.inf
        if abs(value) < 1e-14:
            return middle
        if (value > 0) == (at_low > 0):
            low, at_low, weight_low = middle, value, value
            weight_high = weight_high / 2 if side == -1 else at_high
            side = -1
        else:
            high, at_high, weight_high = middle, value, value
            weight_low = weight_low / 2 if side == 1 else at_low
            side = 1
    return low if abs(at_low) <= abs(at_high) else high


def _unreached(f: _Counted, low: float, high: float) -> Root:
    known = {x: y for x, y in f.seen.items() if math.isfinite(y)}
    if not known:
        return Root(high, math.nan, False, len(f.seen), "the measure has no value anywhere in the range")
    value = min(known, key=lambda x: abs(known[x]))
    spread = max(known.values()) - min(known.values())
    if spread <= 1e-12 * max(1.0, *(abs(y) for y in known.values())):
        return Root(value, known[value], False, len(f.seen), "the input does not move the measure")
    side = "short of" if known[value] < 0 else "above"
    ends = {min(f.seen): "the lower end of the range", max(f.seen): "the upper end of the range"}
    place = ends.get(value, "a turning point inside the range")
    return Root(value, known[value], False, len(f.seen), f"the measure stays {side} its target; nearest at {place}")
