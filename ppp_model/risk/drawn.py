"""The draws of a scenario: which value each uncertain input has in each, and what the input lines then are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ppp_model.errors import ModelError
from ppp_model.risk.paths import walked
from ppp_model.risk.sampling import Sampler
from ppp_model.scenario.correlation import Matrix, root_of
from ppp_model.scenario.model import RandomPath
from ppp_model.toolbox.risk import Outcomes

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class DrawnInput:
    """An uncertain input: its distribution, its column among the shares, and its range for a tornado."""

    name: str
    outcomes: Outcomes
    column: int
    range: tuple[float, float]


@dataclass(frozen=True)
class DrawnPath:
    """A random path: its columns among the shares by year, and where its years lie among the periods."""

    name: str
    path: RandomPath
    steps: tuple[int, ...]
    sizes: tuple[int, ...]
    years: tuple[int, ...]
    """For each period the number of the path's year, -1 before the path begins."""
    operates: tuple[bool, ...]
    """Whether a period is one of operation."""

    @property
    def neutral(self) -> float:
        """What leaves the input as it is."""
        return 0.0 if self.path.acts_as == "added" else 1.0

    def by_period(self, shares: Floats) -> Floats:
        """The path on the periods, shaped (draws, periods)."""
        sizes = shares[:, list(self.sizes)] if self.sizes else None
        by_year = walked(self.path, shares[:, list(self.steps)], sizes)
        return np.hstack([by_year, np.full((len(shares), 1), self.neutral)])[:, list(self.years)]


@dataclass(frozen=True)
class DrawnLine:
    """An input line that moves: its value in the scenario, by what it is changed in turn, and the bounds it keeps."""

    line: str
    own: Floats
    changed_by: tuple[tuple[str, str], ...]
    """Names of inputs and paths, each with `factor`, `value` or `added`."""
    low: float
    high: float

    def moved(self, values: Mapping[str, Floats]) -> Floats:
        """The line with those of its changes that ``values`` has, before its bounds."""
        found = self.own
        for name, acts_as in self.changed_by:
            if name in values:
                found = _changed(found, acts_as, values[name])
        return found

    def within(self, moved: Floats) -> Floats:
        """A moved line, what lies beyond its bounds set to them."""
        return np.clip(moved, self.low, self.high)


@dataclass(frozen=True)
class Drawn:
    """All draws of a scenario's uncertain inputs and paths, any slice of them by itself; made by ``planning.drawn``.

    A slice is the same to the last bit whichever other slices are taken, in whatever order and by whichever worker.
    """

    inputs_drawn: tuple[DrawnInput, ...]
    paths_drawn: tuple[DrawnPath, ...]
    lines: tuple[DrawnLine, ...]
    sampler: Sampler
    correlations: Mapping[tuple[str, str], float]
    roots: tuple[tuple[tuple[int, ...], Matrix], ...]
    """Columns of shares that are tied together, and the root of their correlation matrix."""
    notes: tuple[str, ...] = ()
    """What a reader should know: draws rounded, entries that move nothing here, values cut off at a bound."""

    @property
    def names(self) -> tuple[str, ...]:
        """Uncertain inputs and paths, in the order of the file."""
        return (*(one.name for one in self.inputs_drawn), *(one.name for one in self.paths_drawn))

    @property
    def draws(self) -> int:
        """Number of draws, a multiple of ``scramblings``."""
        return self.sampler.draws

    @property
    def scramblings(self) -> int:
        """Independent sets of equal size: draw i belongs to set i // (draws / scramblings)."""
        return self.sampler.scramblings

    @property
    def independent(self) -> bool:
        """Whether no correlation is asked for, so that variance can be parted among the inputs."""
        return not self.roots

    @property
    def moving(self) -> tuple[str, ...]:
        """The names that move a line of this structure."""
        used = {name for line in self.lines for name, _ in line.changed_by}
        return tuple(name for name in self.names if name in used)

    @property
    def columns(self) -> dict[str, tuple[int, ...]]:
        """For each name its columns among the shares: one for an input, one or two a year for a path."""
        found = {one.name: (one.column,) for one in self.inputs_drawn}
        return found | {one.name: (*one.steps, *one.sizes) for one in self.paths_drawn}

    def shares(self, start: int, stop: int, copy: int = 0) -> Floats:
        """Independent uniform shares of draws ``start`` to ``stop``, shaped (draws, columns); before correlation.

        ``copy`` 1 gives a second, independent matrix for Saltelli's scheme.
        """
        return self.sampler.shares(start, stop, copy)

    def inputs(self, start: int, stop: int) -> dict[str, Floats]:
        """Input line -> (draws, 1) or (draws, periods): the values with which the model runs."""
        return self.inputs_at(self.shares(start, stop))

    def shown(self, start: int, stop: int) -> dict[str, Floats]:
        """Name -> (draws,): what is drawn (a factor, a value, what is added); of a path, its mean over operation."""
        return self.shown_at(self.shares(start, stop))

    def inputs_at(self, shares: Floats) -> dict[str, Floats]:
        """As ``inputs``, at given shares shaped (draws, columns)."""
        values = self._values(shares)
        return {line.line: line.within(line.moved(values)) for line in self.lines}

    def shown_at(self, shares: Floats) -> dict[str, Floats]:
        """As ``shown``, at given shares shaped (draws, columns)."""
        values = self._values(shares)
        found = {one.name: values[one.name][:, 0] for one in self.inputs_drawn}
        return found | {one.name: values[one.name][:, list(one.operates)].mean(axis=1) for one in self.paths_drawn}

    def inputs_when(self, name: str, values: Sequence[float] | Floats) -> dict[str, Floats]:
        """Input line -> (values, 1) or (values, periods) when one input takes given values, in the terms in which it
        is drawn, and all others are as in the scenario."""
        if name not in {one.name for one in self.inputs_drawn}:
            raise ModelError(f"no uncertain input {name!r}; there are {', '.join(self.ranges) or 'none'}")
        given = {name: np.asarray(values, dtype=float).reshape(-1, 1)}
        lines = [line for line in self.lines if any(name == other for other, _ in line.changed_by)]
        return {line.line: line.within(line.moved(given)) for line in lines}

    @property
    def ranges(self) -> dict[str, tuple[float, float]]:
        """For each input its low and high value for a tornado, in the terms in which it is drawn."""
        return {one.name: one.range for one in self.inputs_drawn}

    def clipped(self, start: int, stop: int) -> dict[str, float]:
        """For each line that leaves its field's bounds, the share of these draws in which it does."""
        values, found = self._values(self.shares(start, stop)), {}
        for line in self.lines:
            moved = line.moved(values)
            share = float(np.mean(np.any((moved < line.low) | (moved > line.high), axis=1)))
            if share:
                found[line.line] = share
        return found

    def _values(self, shares: Floats) -> dict[str, Floats]:
        """What each name is drawn at: (draws, 1) for an input, (draws, periods) for a path."""
        tied = self._tied(shares)
        found = {one.name: one.outcomes.at(tied[:, [one.column]]) for one in self.inputs_drawn}
        return found | {one.name: one.by_period(tied) for one in self.paths_drawn}

    def _tied(self, shares: Floats) -> Floats:
        """The shares with their correlations (Gaussian copula)."""
        if not self.roots:
            return shares
        from scipy import special

        tied = shares.copy()
        for columns, root in self.roots:
            scores = special.ndtri(shares[:, columns])
            for number, column in enumerate(columns):
                own = sum(root[number, other] * scores[:, other] for other in range(number + 1))
                tied[:, column] = special.ndtr(own)
        return np.clip(tied, 2.0**-54, 1 - 2.0**-53)


def roots_for(
    inputs: Sequence[DrawnInput], paths: Sequence[DrawnPath], matrix: Matrix, names: Sequence[str]
) -> tuple[tuple[tuple[int, ...], Matrix], ...]:
    """The columns that are tied together, inputs once and paths in each of their years, with the root of each set."""
    place = {name: number for number, name in enumerate(names)}
    sets = [{one.name: one.column for one in inputs}]
    years = max((len(one.steps) for one in paths), default=0)
    sets += [{one.name: one.steps[year] for one in paths if year < len(one.steps)} for year in range(years)]
    found = []
    for columns in sets:
        rows = [place[name] for name in columns]
        part = matrix[np.ix_(rows, rows)]
        tied = [number for number in range(len(rows)) if np.count_nonzero(part[number]) > 1]
        if tied:
            own = tuple(columns.values())
            found.append((tuple(own[number] for number in tied), root_of(part[np.ix_(tied, tied)])))
    return tuple(found)


def _changed(own: Floats, acts_as: str, value: Floats) -> Floats:
    """An input line after one change."""
    if acts_as == "value":
        return value
    return own + value if acts_as == "added" else own * value
