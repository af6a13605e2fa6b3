"""A measure over two inputs that move at once, and where it crosses its bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ppp_model.errors import ScenarioError
from ppp_model.risk.bars import Bar
from ppp_model.risk.bracket import Indices, Tried, narrowed
from ppp_model.risk.break_even import gaps
from ppp_model.risk.moves import Move

if TYPE_CHECKING:
    import pandas as pd

    from ppp_model.risk.sensitivity import Sensitivity

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Grid:
    """A measure by two inputs: the first down, the second across, in the terms in which they move."""

    measure: str
    down: Move
    across: Move
    frame: pd.DataFrame
    base: tuple[int, int] | None
    """Row and column of the cell that is the structure as it stands; None where it is not among the points."""
    bar: Bar | None
    crossings: tuple[float | None, ...]
    """For each row the value of the second input at which the measure crosses its bar, None where it does not."""

    def breaks(self, row: int, column: int) -> bool:
        """Whether the measure breaks its bar in a cell."""
        value = float(self.frame.to_numpy()[row, column])
        return self.bar is not None and bool(self.bar.sign * (value - self.bar.value) < -self.bar.slack)

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        bar = self.bar
        return {
            "measure": self.measure,
            "down": _axis(self.down, self.frame.index),
            "across": _axis(self.across, self.frame.columns),
            "values": self.frame.to_numpy().tolist(),
            "base": self.base,
            "bar": {bar.way: bar.value} if bar else None,
            "crossings": list(self.crossings),
        }


def grid(what: Sensitivity, down: str, across: str, measure: str, points: tuple[int, int], bar: Bar | None) -> Grid:
    """A measure with two inputs moved over their ranges; see ``Sensitivity.grid``."""
    import pandas as pd

    first, second = (what.moves.by_name[what.known(name)] for name in (down, across))
    if first is second:
        raise ScenarioError.one("--grid", down, "is moved both down and across", "A grid needs two inputs.")
    rows, columns = (_points(move, count) for move, count in zip((first, second), points, strict=True))
    seen = what.evaluate([{down: y, across: x} for y in rows for x in columns], [measure]).values
    values = seen[measure].reshape(len(rows), len(columns))
    frame = pd.DataFrame(values, pd.Index(rows, name=down), pd.Index(columns, name=across))
    is_there = first.base in rows and second.base in columns
    base = (rows.index(first.base), columns.index(second.base)) if is_there else None
    crossings: tuple[float | None, ...] = (None,) * len(rows)
    if bar is not None:
        left = gaps(bar, seen).reshape(values.shape)
        crossings = _crossings(what, (first, second), (rows, columns), left, bar)
    return Grid(measure, first, second, frame, base, bar, crossings)


def _axis(move: Move, points: pd.Index[Any]) -> dict[str, Any]:
    return {"input": move.name, "acts_as": move.acts_as, "points": points.tolist()}


def _points(move: Move, count: int) -> list[float]:
    """So many points from one end to the other, and the base if it lies between them."""
    found = np.linspace(move.low, move.high, count).tolist()
    if move.low < move.base < move.high and not np.isclose(found, move.base, rtol=1e-12, atol=0).any():
        found = sorted([*found, move.base])
    return [move.base if np.isclose(point, move.base, rtol=1e-12, atol=0) else point for point in found]


def _crossings(
    what: Sensitivity, moves: tuple[Move, Move], points: tuple[list[float], list[float]], left: Floats, bar: Bar
) -> tuple[float | None, ...]:
    """For each row the value of the second input at which a measure is at its bar, nearest to its base."""
    (first, second), (rows, columns) = moves, points

    def function(which: Indices, at: Floats) -> Floats:
        tried = [{first.name: rows[number], second.name: float(x)} for number, x in zip(which, at, strict=True)]
        return gaps(bar, what.evaluate(tried, [bar.measure]).values)

    tried = Tried(function, len(rows))
    tried.points, tried.values = np.tile(columns, (len(rows), 1)), left
    found, _ = narrowed(tried, tried.bracket(np.full(len(rows), second.base)))
    return tuple(None if np.isnan(value) else float(value) for value in found)
