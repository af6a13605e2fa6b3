"""The cheapest point that keeps bars (goals and limits), over one to three free inputs.

Every point tried is a full run of the model, many at once as draws. A grid over the whole range gives the first points.
Then come those nearby where as many edges meet as there are inputs: a bar that is just met, an input at an end of its
range, or at a line near the best point so far. They are found by Newton's method, a corner of bars to rounding.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ppp_model.analysis.frontier_edges import (
    BINDS,
    Bar,
    Edges,
    Floats,
    Measures,
    Place,
    close,
    gaps_of,
    newton,
    secant,
    sets_of,
)
from ppp_model.assemble import Assembled
from ppp_model.errors import ModelError

FIRST_GRID = {1: 101, 2: 25, 3: 11}
"""Points of the first grid along each input, by the number of inputs."""
LINES = (0.0, 1.0, 1 / 3, 1 / 9, 1 / 27)
"""How far from the best point so far lines are drawn along each input, in steps."""
GRID_LINES = {1: 5, 2: 5, 3: 2}
"""The first so many of these count where lines meet without a bar, by the number of inputs."""
KEPT = {1: 2, 2: 2, 3: 1}
"""Points of the first grid around which the search goes on, far from each other, by the number of inputs."""
MOST_ROUNDS = 8
GAIN = 1e-9
"""What is next to nothing, as a share of a cost or a bar."""
NEWTON_STEPS = 7
REPEATS = 120
"""A point whose circles need more repeats than this is left out."""
NUDGE = 1e-6
"""Step by which slopes are taken, as a share of the range."""
MOST_AT_ONCE = 4096
"""Points that are run together."""


@dataclass
class Hunt:
    """The search for one set of bars: the points around which it goes on, the best one first, with their measures."""

    bars: Sequence[Bar]
    around: Floats
    found: Measures
    is_open: bool = True


@dataclass
class Search:
    """Runs of one assembled scenario over free inputs: ``lines`` are the input lines behind each."""

    assembled: Assembled
    lines: Sequence[Sequence[str]]
    ranges: Sequence[tuple[float, float]]
    least: str
    measures: Sequence[str]
    checks: Sequence[str]
    """Lines that must be 1: the checks of the model. No edge is sought along them."""
    runs: int = 0
    _grid: Floats = field(init=False)
    _on_grid: Measures = field(init=False)
    _guess: Measures = field(default_factory=dict)
    """The model's solved inputs on the first grid: from them the runs nearby settle in a few repeats."""

    def __post_init__(self) -> None:
        axis = np.linspace(0.0, 1.0, FIRST_GRID[self.count])
        self._grid = _product([axis] * self.count)
        found = self._run(self._grid, {})
        solved = [name for name in self.assembled.model.solved if name in found]
        self._guess = {name: np.nan_to_num(found[name], posinf=0.0, neginf=0.0) for name in solved}
        self._on_grid = {name: found[name][:, 0] for name in self.wanted}

    @property
    def wanted(self) -> tuple[str, ...]:
        """The lines that say what a point is worth."""
        return (*self.measures, *self.checks)

    @property
    def count(self) -> int:
        """Number of free inputs."""
        return len(self.ranges)

    @property
    def step(self) -> float:
        """Step of the first grid, as a share of the range."""
        return 1.0 / (FIRST_GRID[self.count] - 1)

    def values(self, points: Floats) -> Floats:
        """Inputs in their units for points in shares of the ranges."""
        low, high = np.array(self.ranges, dtype=float).T
        return np.asarray(low + points * (high - low))

    def run(self, points: Floats) -> Measures:
        """The measures at points shaped (points, inputs) in shares of the ranges; NaN where a run does not settle."""
        last = FIRST_GRID[self.count] - 1
        nearest = np.ravel_multi_index(tuple(np.rint(points.clip(0, 1) * last).astype(int).T), (last + 1,) * self.count)
        start = {name: values[nearest] if len(values) > 1 else values for name, values in self._guess.items()}
        return {name: values[:, 0] for name, values in self._run(points, start).items() if name in self.wanted}

    def cheapest(self, goals: Sequence[Sequence[Bar]], progress: Callable[[int], None]) -> list[Floats]:
        """For each set of bars the cheapest point that keeps them; the one that misses least where there is none.

        ``progress`` is told before each round how many runs there were.
        """
        hunts = [self._hunt(bars) for bars in goals]
        for _ in range(MOST_ROUNDS):
            progress(self.runs)
            self._round([hunt for hunt in hunts if hunt.is_open])
            if not any(hunt.is_open for hunt in hunts):
                break
        return [hunt.around[0] for hunt in hunts]

    def meeting(self, starts: Floats, sets: Sequence[Edges]) -> tuple[Floats, Measures, NDArray[np.bool_]]:
        """The point near each start where the edges of its set meet, its measures, whether it is found.

        By Newton's method; the slopes are taken once and then follow from the steps (Broyden).
        """
        at = starts.copy()
        for number, edges in enumerate(sets):
            for place in (edge for edge in edges if isinstance(edge, Place)):
                at[number, place.input] = place.share
        found, gaps, slopes = self._slopes(at, sets)
        met, left = close(gaps), np.arange(len(sets))
        for _ in range(NEWTON_STEPS):
            ahead = np.clip(at[left] - newton(slopes, gaps), 0.0, 1.0)
            moves = ~met[left] & (np.abs(ahead - at[left]).max(axis=1) > 0)
            if not moves.any():
                break
            left, gaps, slopes, way = left[moves], gaps[moves], slopes[moves], (ahead - at[left])[moves]
            at[left] += way
            now = self.run(at[left])
            for measure, values in now.items():
                found[measure][left] = values
            gaps, before = gaps_of(at[left], [sets[n] for n in left], now), gaps
            slopes = slopes + secant(slopes, gaps - before, way)
            met[left] = close(gaps)
        return at, found, met

    def _run(self, points: Floats, start: Measures) -> Measures:
        """Measures and solved inputs at points; in halves where one of them cannot be run or there are too many."""
        if len(points) <= MOST_AT_ONCE:
            try:
                return self._at_once(points, start)
            except ModelError:
                if len(points) == 1:
                    return {name: np.full((1, 1), np.nan) for name in self.wanted}
        middle = len(points) // 2
        halves = [slice(None, middle), slice(middle, None)]
        one, other = (self._run(points[half], {name: v[half] for name, v in start.items()}) for half in halves)
        return {name: _stacked(one.get(name), other.get(name), len(points), middle) for name in one | other}

    def _at_once(self, points: Floats, start: Measures) -> Measures:
        values = self.values(points)
        changed = {line: values[:, [n]] for n, lines in enumerate(self.lines) for line in lines}
        run = self.assembled.run(changed=changed, start=start, wanted=set(self.wanted), repeats=REPEATS)
        self.runs += len(points)
        names = [name for name in (*self.wanted, *self.assembled.model.solved) if name in run.values]
        found = {name: np.broadcast_to(run.values[name], (len(points), run.values[name].shape[1])) for name in names}
        is_open = np.broadcast_to(run.unsettled, len(points))[:, None]
        return {name: np.where(is_open, np.nan, values) for name, values in found.items()} if is_open.any() else found

    def _hunt(self, bars: Sequence[Bar]) -> Hunt:
        """Starts with the best points of the first grid, each more than two of its steps from the others."""
        ranking = self._ranked(self._grid, self._on_grid, bars)
        kept = [ranking[0]]
        for number in ranking[1:]:
            away = np.abs(self._grid[number] - self._grid[kept]).max(axis=1)
            if len(kept) < KEPT[self.count] and away.min() > 2.5 * self.step:
                kept.append(number)
        return Hunt(bars, self._grid[kept], {name: values[kept] for name, values in self._on_grid.items()})

    def _round(self, hunts: Sequence[Hunt]) -> None:
        """Carry every hunt on to the best of the points where edges meet around its own."""
        tasks = [
            (number, start, edges)
            for number, hunt in enumerate(hunts)
            for start in hunt.around
            for edges in self._edges(start, hunt.bars)
        ]
        points, measures, met = self.meeting(np.array([start for _, start, _ in tasks]), [task[2] for task in tasks])
        owners = np.array([number for number, _, _ in tasks])
        for number, hunt in enumerate(hunts):
            own = met & (owners == number)
            self._carry_on(hunt, points[own], {name: values[own] for name, values in measures.items()})

    def _carry_on(self, hunt: Hunt, points: Floats, found: Measures) -> None:
        """Move a hunt to the best of some points and its own; it ends when that gains next to nothing."""
        points = np.concatenate([hunt.around[:1], points])
        found = {name: np.concatenate([hunt.found[name][:1], values]) for name, values in found.items()}
        best = self._ranked(points, found, hunt.bars)[0]
        missed, cost = self._missed(found, hunt.bars)[[0, best]], found[self.least][[0, best]]
        differs = not abs(cost[1] - cost[0]) <= GAIN * abs(cost[0])
        lower = points[best].sum() < points[0].sum() - self.step / 3
        hunt.is_open = bool(best != 0 and (abs(missed[1] - missed[0]) > GAIN or differs or lower))
        hunt.around, hunt.found = points[[best]], {name: values[[best]] for name, values in found.items()}

    def _edges(self, at: Floats, bars: Sequence[Bar]) -> Iterator[Edges]:
        """The sets of edges around a point: bars and ends of ranges, lines, bars that are near and lines."""
        ends = [Place(number, end) for number in range(self.count) for end in (0.0, 1.0)]
        yield from sets_of([*(bar for bar in bars if self._is_missed(bar)), *ends], self.count)
        yield from sets_of(self._lines(at, LINES[: GRID_LINES[self.count]]), self.count)
        near, lines = [bar for bar in bars if self._is_missed(bar, at)], self._lines(at, LINES)
        for size in range(max(1, min(self.count - 1, len(near))), self.count):
            for some in itertools.combinations(near, size):
                yield from ((*some, *others) for others in sets_of(lines, self.count - size))

    def _lines(self, at: Floats, distances: Sequence[float]) -> list[Place]:
        """Places of each input at some distances from a point, within the range."""
        shares = [sign * distance * self.step for distance in distances for sign in (1, -1)]
        return [
            Place(number, share)
            for number in range(self.count)
            for share in sorted({float(np.clip(at[number] + share, 0.0, 1.0)) for share in shares})
        ]

    def _is_missed(self, bar: Bar, beside: Floats | None = None) -> bool:
        """Whether some point of the first grid (``beside`` a point) misses the bar, or just keeps it."""
        near = slice(None) if beside is None else np.abs(self._grid - beside).max(axis=1) <= 1.5 * self.step
        return not np.all(bar.room(self._on_grid[bar.measure][near]) > BINDS)

    def _ranked(self, points: Floats, found: Measures, bars: Sequence[Bar]) -> NDArray[np.intp]:
        """Numbers of the points, best first: those that miss least, of these the cheapest, of these the lowest."""
        cost = np.where(np.isfinite(found[self.least]), found[self.least], np.inf)
        unit = GAIN / 100 * np.abs(cost[np.isfinite(cost)]).max(initial=0.0) or 1.0  # less than that is rounding
        return np.lexsort((points.sum(axis=1), np.round(cost / unit), np.round(self._missed(found, bars), 10)))

    def _missed(self, found: Measures, bars: Sequence[Bar]) -> Floats:
        """By how much points miss all bars together, a check that fails as much as a bar missed by all; 0 for none."""
        required = [*bars, *(Bar(check, +1, 1.0) for check in self.checks)]
        return np.asarray(sum(bar.short(found[bar.measure]) for bar in required))

    def _slopes(self, at: Floats, sets: Sequence[Edges]) -> tuple[Measures, Floats, Floats]:
        """Measures, gaps of each point and the edges of its set, and the slopes of these: (sets, edges, inputs)."""
        shifted = [at, *(at + NUDGE * np.eye(self.count)[n] for n in range(self.count))]
        found = self.run(np.concatenate(shifted))
        size = len(at)
        parts = [{m: found[m][n * size : (n + 1) * size].copy() for m in found} for n in range(len(shifted))]
        gaps = [gaps_of(points, sets, part) for points, part in zip(shifted, parts, strict=True)]
        return parts[0], gaps[0], np.stack([(gap - gaps[0]) / NUDGE for gap in gaps[1:]], axis=2)


def _product(axes: Sequence[Floats]) -> Floats:
    return np.array(list(itertools.product(*axes)))


def _stacked(one: Floats | None, other: Floats | None, count: int, middle: int) -> Floats:
    """Two halves as one array; a half that did not settle is blank."""
    width = next(half.shape[1] for half in (one, other) if half is not None)
    first, second = np.full((middle, width), np.nan), np.full((count - middle, width), np.nan)
    return np.concatenate([first if one is None else one, second if other is None else other])
