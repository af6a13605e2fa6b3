"""When solved inputs are equal to their lines, and what they are tried at next: the rule of the fixed point.

In each repeat the lines are worked out from the solved inputs (``guess``), and each draw is open or done:

- The solved inputs of one unit are weighed together. They have settled when the largest gap between an input and its
  line, over inputs and periods, is at most ``TOLERANCE`` times the largest of those lines, plus ``TOLERANCE``; and all
  is finite. A draw is done when every unit has settled and no latch that is -1 has a flag (its line) above 0.
- In an open draw the guess moves towards the line by the share that ``STEPS`` gives for the repeat within its round of
  ``ROUND``. In a draw that is done it stays, so that results do not depend on which draws run together.
- A latch stays at 0 in the first round. Later it becomes -1 where its flag is not what it was one repeat before, and
  from -1 it becomes 1 where the flag is above 0 and all units have settled, or in any case after two rounds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ppp_model.engine.model import Model

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

TOLERANCE = 1e-12
"""Largest gap left between a solved input and its line, as a share of the largest value solved for."""
ROUND = 200
"""Repeats in a round: 60 close the whole gap, 60 half of it, the others a quarter, which ends a circle that swings."""
STEPS = ((60, 1.0), (120, 0.5), (ROUND, 0.25))


class Circle:
    """The solved inputs, each with the line that it must be equal to: by unit, the latches last."""

    def __init__(self, model: Model, solved: Mapping[str, str]) -> None:
        units = {name: model.rows[name].unit for name in solved}
        self.latched = {name for name in solved if model.rows[name].part.latched}  # type: ignore[union-attr]
        free = sorted((name for name in solved if name not in self.latched), key=units.__getitem__)
        self.names = (*free, *(name for name in solved if name in self.latched))
        self.lines = tuple(solved[name] for name in self.names)
        self.units = tuple(n for n, name in enumerate(free) if n == 0 or units[name] != units[free[n - 1]])
        """The places at which another unit begins."""

    def laid_out(self, widths: Sequence[int]) -> Layout:
        """Each input in so many columns: 1, or one for each period."""
        ends = np.cumsum(widths).tolist()
        columns = [slice(end - width, end) for end, width in zip(ends, widths, strict=True)]
        free = ends[len(self.names) - len(self.latched) - 1]
        return Layout(tuple(widths), columns, free, [columns[n].start for n in self.units])


@dataclass(frozen=True)
class Layout:
    """The solved inputs side by side in one array (draws, columns), their lines in another; the latches come last."""

    widths: tuple[int, ...]
    columns: list[slice]
    free: int
    """The column at which the latches begin."""
    units: list[int]
    """The columns at which another unit begins."""

    def side_by_side(self, arrays: Sequence[Floats]) -> Floats:
        """Arrays of the inputs, or of their lines, as one."""
        found = np.empty((max(len(array) for array in arrays), self.columns[-1].stop))
        for array, columns in zip(arrays, self.columns, strict=True):
            found[:, columns] = array
        return found

    def moved(self, guess: Floats, ahead: Floats) -> set[int]:
        """The places of the inputs that are not to the last bit what they were, in any draw."""
        differs = np.logical_or.reduceat(np.any(ahead != guess, axis=0), [columns.start for columns in self.columns])
        return set(np.flatnonzero(differs).tolist())

    def gaps(self, guess: Floats, found: Floats) -> tuple[Floats, Flags, Flags]:
        """What is left between inputs and lines; the draws in which they move, and which are open, (draws, 1)."""
        gap = np.abs(found - guess)[:, : self.free]
        widest = np.maximum.reduceat(gap, self.units, axis=1)
        largest = np.maximum.reduceat(np.abs(found)[:, : self.free], self.units, axis=1)
        settled = np.isfinite(largest) & (widest <= TOLERANCE * largest + TOLERANCE)
        moving = ~np.all(settled, axis=1, keepdims=True)
        refuted = (guess[:, self.free :] < 0) & (found[:, self.free :] > 0)
        return gap, moving, moving | np.any(refuted, axis=1, keepdims=True)

    def ahead(self, guess: Floats, found: Floats, found_before: Floats, repeats: int, moving: Flags) -> Floats:
        """The inputs of the next repeat, for the draws that are open."""
        share = next(share for last, share in STEPS if (repeats - 1) % ROUND < last)
        ahead = found.copy() if share == 1 else guess + share * (found - guess)
        latch, flag = guess[:, self.free :], found[:, self.free :]
        if repeats > ROUND:
            latch = np.where((flag != found_before[:, self.free :]) & (latch == 0), -1.0, latch)
            latch = np.where((latch < 0) & (flag > 0) & (~moving | (repeats > 2 * ROUND)), 1.0, latch)
        ahead[:, self.free :] = latch
        return ahead
