"""How far an input may move until a bar breaks: all inputs and bars at once, bracketed, evaluations counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ppp_model.risk.bars import Bar
from ppp_model.risk.bracket import Function, Indices, Tried, narrowed
from ppp_model.risk.moves import Move
from ppp_model.sought import distances

if TYPE_CHECKING:
    import pandas as pd

    from ppp_model.risk.sensitivity import Sensitivity

Floats = NDArray[np.float64]

_SHARES = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 0.9, 0.98, 1.0)
"""Where a search looks on the way from the base to an end, before it narrows in."""


@dataclass(frozen=True)
class BreakEven:
    """An input moved until a measure is at its bar, the nearest such point on either side of its base."""

    bar: Bar
    move: Move
    base: float
    """The measure as it stands."""
    keeps: bool
    """Whether the bar is kept as it stands; if not, ``at`` is where it begins to be."""
    up: bool
    """Whether the input rises on the way to ``at``."""
    at: float | None
    """Where the input then is, in the terms in which it moves; None where the bar is at no point crossed."""
    end: float
    """Where nothing is found: the end of the search at which the measure comes nearest to the bar."""
    at_end: float
    """The measure there."""
    evaluations: int

    @property
    def change(self) -> float | None:
        """How far it may move, as a share of its base; None where nothing is found or its base is 0."""
        return None if self.at is None else self.move.change(self.at)


def gaps(bar: Bar, values: Mapping[str, Floats]) -> Floats:
    """By how much a measure keeps a bar (below 0: breaks it), for each draw."""
    return bar.sign * distances(bar.measure, bar.value, values)


def break_evens(what: Sensitivity, bars: Sequence[Bar]) -> list[BreakEven]:
    """The break-even of each input for each bar, first by bar, the least movement first."""
    moves, measures = list(what.moves.by_name.values()), list(dict.fromkeys(bar.measure for bar in bars))
    if not moves or not bars:
        return []
    points = np.array([_looked_at(move) for move in moves])
    flat = [{move.name: at} for move, row in zip(moves, points, strict=True) for at in row.tolist()]
    seen = what.evaluate([{}, *flat], measures).values
    pairs = [(bar, move) for bar in bars for move in moves]
    tried = Tried(_function(what, pairs, measures), len(pairs))
    tried.points = np.tile(points, (len(bars), 1))
    left = {bar: _forgiven(bar, gaps(bar, seen)) for bar in bars}
    base = {bar: float(left[bar][0]) for bar in bars}
    tried.values = np.vstack([left[bar][1:].reshape(len(moves), -1) for bar in bars])
    tried.values[:, 0] = np.repeat([base[bar] for bar in bars], len(moves))
    tried.evaluations += points.shape[1]
    start = np.array([move.base for _, move in pairs])
    bracket = tried.bracket(start)
    up = bracket.high > start
    found, _ = narrowed(tried, bracket)
    ends = _ends(tried, len(points[0]))
    results = [
        _result(pair, (float(seen[pair[0].measure][0]), base[pair[0]]), (float(at), bool(rises)), end, int(count))
        for pair, at, rises, end, count in zip(pairs, found, up, ends, tried.evaluations, strict=True)
        if not np.isnan(base[pair[0]])
    ]
    return sorted(results, key=lambda one: (bars.index(one.bar), one.at is None, abs(one.change or 0.0)))


def table_of(found: Sequence[BreakEven]) -> pd.DataFrame:
    """Break-evens as a table; see ``Sensitivity.break_even_table``."""
    import pandas as pd

    rows = [
        {
            "bar": one.bar.value, "base": one.base, "kept": one.keeps, "at": one.at,
            "in_own_unit": None if one.at is None else one.move.own_value(one.at),
            "change": one.change, "at_end": one.at_end,
        }
        for one in found
    ]  # fmt: skip
    keys = [(one.bar.measure, one.move.name) for one in found]
    frame = pd.DataFrame(rows, pd.MultiIndex.from_tuples(keys, names=["measure", "input"]))
    return frame.astype(dict.fromkeys(("at", "in_own_unit", "change"), float))


def _looked_at(move: Move) -> list[float]:
    """The base, then points towards both ends."""
    ends = (move.least, move.most)
    return [move.base, *(move.base + share * (end - move.base) for end in ends for share in _SHARES)]


def _function(what: Sensitivity, pairs: Sequence[tuple[Bar, Move]], measures: Sequence[str]) -> Function:
    """What is left of the bar of each search with its input moved."""

    def function(which: Indices, at: Floats) -> Floats:
        points = [{pairs[number][1].name: float(x)} for number, x in zip(which, at, strict=True)]
        seen = what.evaluate(points, measures).values
        found = np.empty(len(which))
        for bar in dict.fromkeys(pairs[number][0] for number in which):
            mine = np.array([pairs[number][0] == bar for number in which])
            found[mine] = gaps(bar, seen)[mine]
        return found

    return function


def _forgiven(bar: Bar, left: Floats) -> Floats:
    """What is left of a bar; one that is missed by rounding alone is just kept."""
    return np.where(np.abs(left) <= bar.slack, np.maximum(left, np.finfo(float).tiny), left)


def _ends(tried: Tried, count: int) -> list[tuple[float, float]]:
    """For each search the end at which the measure is nearest to the bar, and what is left of the bar there."""
    last = (len(_SHARES), count - 1)
    points, left = tried.points[:, last], tried.values[:, last]
    nearest = np.argmin(np.where(np.isnan(left), np.inf, np.abs(left)), axis=1)
    rows = np.arange(len(points))
    return list(zip(points[rows, nearest].tolist(), left[rows, nearest].tolist(), strict=True))


def _result(
    pair: tuple[Bar, Move], base: tuple[float, float], found: tuple[float, bool], end: tuple[float, float], count: int
) -> BreakEven:
    (bar, move), (value, gap), (at, up) = pair, base, found
    where = None if np.isnan(at) else at
    return BreakEven(bar, move, value, gap > 0, up, where, end[0], bar.value + bar.sign * end[1], count)
