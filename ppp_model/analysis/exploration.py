"""A grid of points over a few inputs, every point a full run of the model: what the explorer page shows.

All points of a structure are draws of one run. At each value of an input the scenario is read and put together as
`--set` does it, so that whatever else follows from the input moves with it. A price that a structure solves for stays
as it was agreed, unless it is asked for again at every point.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ppp_model.analysis.bridge import agreed
from ppp_model.analysis.prices import priced
from ppp_model.assemble import Assembled, assemble
from ppp_model.engine.run import Run
from ppp_model.errors import ModelError, ScenarioError
from ppp_model.measures import BY_NAME, CHECKS, VALUE
from ppp_model.results import Result, measure_named
from ppp_model.scenario.load import Loaded, StudyFile
from ppp_model.scenario.mixing import with_value
from ppp_model.scenario.model import Scenario
from ppp_model.scenario.words import listed

Floats = NDArray[np.float64]

MOST_RUNS = 12_000
"""Runs of the model in all: about a minute."""
MOST_NUMBERS = 250_000
"""Numbers on the page: about 3 MB."""
HEADLINES = (
    "bill_poorest", "bill_poorest_local", "burden_poorest", "households_over_threshold", "coverage_end",
    "universal_access_year", "public_support_pv", "net_public_cost_pv", "budget_share_peak", "contingent_expected_pv",
    "debt", "dscr_min", "dscr_average", "llcr_min", "total_uses", "equity", "equity_irr", "equity_npv", "payback_years",
    "given_in_all", "leverage", "enpv", "eirr", "price_solved", "price_levelised", "cost_recovery",
)  # fmt: skip
"""The measures of the page when none are named, those of them that a structure has."""
AT_ONCE = 2048
REPEATS = 120
"""Repeats of the circles with all points together; a point that needs more is run by itself."""
ALONE = 24
"""So many of those are run by themselves; the others are blank."""
_SAME = 1e-12


@dataclass(frozen=True)
class Axis:
    """One input that is moved."""

    key: str
    unit: str
    """The unit in which it is stated, empty for none."""
    what: str
    """What it is, in a sentence."""
    values: tuple[float, ...]
    """Its points, in that unit."""
    start: int
    """The point that is the study's own value, or the nearest where the study gives a series."""
    own: str
    """What the study says, as written."""
    is_series: bool = False
    """Whether the study gives a series, in whose place one value is put."""

    def option(self, point: int) -> str:
        """What `--set` takes for a point."""
        return f"{self.key}={option_text(self.values[point], self.unit)}"


@dataclass(frozen=True)
class Explored:
    """One structure on the grid: arrays shaped (points,), in the order of the axes, the last one fastest."""

    base: Result
    measures: Mapping[str, Floats]
    """NaN for a blank."""
    failures: tuple[tuple[str, ...], ...]
    """Of each point the checks that fail, by name."""
    priced_again: bool
    """Whether its price was solved for at every point."""


@dataclass(frozen=True)
class Exploration:
    """The grid: its axes and the structures on it."""

    axes: tuple[Axis, ...]
    structures: Mapping[str, Explored]

    @property
    def points(self) -> int:
        """Number of points of the grid."""
        return math.prod(len(axis.values) for axis in self.axes)

    def number_of(self, places: Sequence[int]) -> int:
        """Number of the point at a place on each axis."""
        return int(np.ravel_multi_index(tuple(places), [len(axis.values) for axis in self.axes]))


def option_text(value: float, unit: str) -> str:
    """A value in its stated unit as `--set` takes it: 9 %, 30 months, 0.63 USD/m3, 1.2."""
    if unit in ("share", "per year"):
        return f"{value * 100:.12g} %"
    return f"{value:.12g}{'' if unit in ('', 'ratio') else f' {unit}'}"


def explore(
    file: StudyFile, bases: Sequence[Result], axes: Sequence[Axis], measures: Sequence[str], sets: Sequence[str],
    priced_again: bool,
) -> Exploration:  # fmt: skip
    """The grid of some axes for structures as they are run in ``bases``.

    Raises ScenarioError for a grid that is too large and for a value that the study may not have, or that takes it to
    another model (other lines, other periods).
    """
    for name in measures:
        _check_measure(name)
    points = math.prod(len(axis.values) for axis in axes)
    _check_size(points, len(bases), len(measures))
    found = {}
    for base in bases:
        read = [_Reading(file, base, axis, sets) for axis in axes]
        found[base.structure] = _explored(base, read, measures, priced_again)
    return Exploration(tuple(axes), found)


class _Reading:
    """What becomes of the inputs of a structure's model at each point of an axis."""

    def __init__(self, file: StudyFile, base: Result, axis: Axis, sets: Sequence[str]) -> None:
        self.axis = axis
        loaded = [_loaded(file, base, axis, point, sets) for point in range(len(axis.values))]
        self.moves_price = base.solved is not None and base.solved.input == axis.key
        scenarios = [_with_price(one.scenario, base, self.moves_price) for one in loaded]
        self.assembled = [assemble(scenario) for scenario in scenarios]

    def columns(self, start: Assembled) -> dict[str, Floats]:
        """The input lines that move along the axis, with a row for each point."""
        for one in self.assembled:
            if list(one.model.rows) != list(start.model.rows) or one.calendar.periods != start.calendar.periods:
                what = "some values make another model (other lines or periods); it cannot be moved on a grid"
                raise ScenarioError.one("--input", self.axis.key, what)
        found = {}
        for line, own in start.inputs.items():
            rows = [one.inputs[line] for one in self.assembled]
            if any(row.shape != own.shape or not np.array_equal(row, own, equal_nan=True) for row in rows):
                width = max(row.shape[1] for row in rows)
                found[line] = np.concatenate([np.broadcast_to(row, (1, width)) for row in rows])
        return found


def _loaded(file: StudyFile, base: Result, axis: Axis, point: int, sets: Sequence[str]) -> Loaded:
    """The scenario at a point of an axis."""
    try:
        return file.loaded(base.structure, base.case, [*sets, axis.option(point)])
    except ScenarioError as error:
        found = [replace(one, where="--input") if one.where == "--set" else one for one in error.problems]
        raise ScenarioError(found) from None


def _explored(base: Result, read: Sequence[_Reading], measures: Sequence[str], priced_again: bool) -> Explored:
    """One structure on the grid."""
    start = assemble(agreed(base))
    columns: dict[str, tuple[int, Floats]] = {}
    for number, one in enumerate(read):
        moved = one.columns(start)
        both = sorted(set(moved) & set(columns))
        if both:
            other = read[columns[both[0]][0]].axis.key
            raise ScenarioError.one("--input", one.axis.key, f"moves the same lines as {other}: {listed(both[:3])}")
        columns |= {line: (number, rows) for line, rows in moved.items()}
    places = np.indices([len(one.axis.values) for one in read]).reshape(len(read), -1)
    changed = {line: rows[places[number]] for line, (number, rows) in columns.items()}
    again = priced_again and base.solved is not None and not any(one.moves_price for one in read)
    guess = {name: np.repeat(base.run.values[name], places.shape[1], axis=0) for name in start.model.solved}
    grid = Grid(start, changed, places.shape[1], guess)
    unsolved = np.zeros(grid.points, dtype=bool)
    if again:
        assert base.solved is not None
        price, unsolved = priced(grid, base.solved)
        grid = grid.with_price(base.solved.input, price)
    lines = [name for name in measures if name in start.model.rows]
    checks = [name for name in CHECKS if name in start.model.rows]
    values, is_open = grid.run_patiently([*lines, *checks])
    found = {name: np.where(unsolved, np.nan, values[name]) for name in lines} | {
        name: grid.blank() for name in measures if name not in lines
    }
    if "price_solved" in measures and base.solved is not None:
        moved_by = next((number for number, one in enumerate(read) if one.moves_price), None)
        if again:
            found["price_solved"] = np.where(unsolved, np.nan, price)
        elif moved_by is None:
            found["price_solved"] = np.full(grid.points, base.solved.value)
    passes = np.column_stack([values[name] == 1 for name in checks])
    failures = tuple(
        ("settled",) if is_open[point] else ("target_reached",) if unsolved[point]
        else tuple(name for name, passed in zip(checks, row, strict=True) if not passed)
        for point, row in enumerate(passes)
    )  # fmt: skip
    return Explored(base, found, failures, again)


@dataclass(frozen=True)
class Grid:
    """The points of a structure: its model and the input lines that differ between points."""

    start: Assembled
    changed: Mapping[str, Floats]
    points: int
    guess: dict[str, Floats]
    """The solved inputs of the last run at each point, from which the next one starts."""

    def blank(self) -> Floats:
        """A value for each point, all blank."""
        return np.full(self.points, np.nan)

    def with_price(self, path: str, price: Floats) -> Grid:
        """The same with a price for each point."""
        lines = dict.fromkeys(price_lines(self.start, path), price[:, None])
        return replace(self, changed={**self.changed, **lines})

    def run(self, wanted: Sequence[str], points: NDArray[np.intp] | None = None) -> tuple[dict[str, Floats], Floats]:
        """Lines with one value at some points (all when None), and whether a point does not settle or cannot be run."""
        some = np.arange(self.points) if points is None else points
        parts = [self._run(wanted, some[at : at + AT_ONCE]) for at in range(0, len(some), AT_ONCE)]
        values = {name: np.concatenate([part[name] for part, _ in parts]) for name in wanted}
        return values, np.concatenate([is_open for _, is_open in parts])

    def run_patiently(self, wanted: Sequence[str]) -> tuple[dict[str, Floats], Floats]:
        """The same at all points; those that do not settle with the others are run by themselves."""
        values, is_open = self.run(wanted)
        for point in np.flatnonzero(is_open)[:ALONE]:
            changed = {line: rows[[point]] for line, rows in self.changed.items()}
            try:
                run = self.start.run(changed=changed, wanted=set(wanted))
            except ModelError:
                continue
            is_open[point] = False
            for name in wanted:
                values[name][point] = run.values[name][0, 0]
        return values, is_open

    def _run(self, wanted: Sequence[str], points: NDArray[np.intp]) -> tuple[dict[str, Floats], Floats]:
        """The same for as many as are run at once; in halves where one of them cannot be run."""
        changed = {line: rows[points] for line, rows in self.changed.items()}
        guess = {name: rows[points] for name, rows in self.guess.items()}
        try:
            run = self.start.run(changed=changed, start=guess, wanted=set(wanted), repeats=REPEATS)
        except ModelError:
            if len(points) == 1:
                return {name: np.full(1, np.nan) for name in wanted}, np.ones(1, dtype=bool)
            half = len(points) // 2
            one, other = self._run(wanted, points[:half]), self._run(wanted, points[half:])
            values = {name: np.concatenate([one[0][name], other[0][name]]) for name in wanted}
            return values, np.concatenate([one[1], other[1]])
        is_open = np.broadcast_to(run.unsettled, len(points)).astype(bool)
        self._remember(run, points[~is_open])
        found = {name: np.broadcast_to(run.values[name][:, 0], len(points)) for name in wanted}
        return {name: np.where(is_open, np.nan, values) for name, values in found.items()}, is_open

    def _remember(self, run: Run, points: NDArray[np.intp]) -> None:
        """Keep what settled as the next first guess."""
        if len(points) != len(run.unsettled):
            return
        for name in set(self.guess) & set(run.values):
            if self.guess[name].shape[1] != run.values[name].shape[1]:
                self.guess[name] = np.repeat(self.guess[name][:, :1], run.values[name].shape[1], axis=1)
            self.guess[name][points] = np.nan_to_num(run.values[name], posinf=0.0, neginf=0.0)


def price_lines(start: Assembled, path: str) -> list[str]:
    """The input lines that take the number at a path as it is, not only whether it is there."""
    scenario = start.scenario
    value = float(start.inputs[start.lines_at(path)[0]][0, 0])
    other: Scenario = with_value(scenario, path.split("."), value * 1.01 + _SAME)
    inputs = assemble(other).inputs
    return [line for line in start.lines_at(path) if not np.array_equal(inputs[line], start.inputs[line])]


def shown_measures(bases: Sequence[Result]) -> list[str]:
    """The headlines that at least one structure has, without those that are 0 everywhere."""
    local = any(base.local_currency != base.currency for base in bases)
    return [name for name in HEADLINES if any(base.measures[name] for base in bases)
            and (name != "bill_poorest_local" or local)]  # fmt: skip


def _with_price(scenario: Scenario, base: Result, moves_price: bool) -> Scenario:
    """A scenario with the price that was agreed."""
    if base.solved is None or moves_price:
        return scenario
    changed: Scenario = with_value(scenario, base.solved.input.split("."), base.solved.value)
    return changed


def _check_measure(name: str) -> None:
    measure_named(name)
    if name in VALUE or name == "grant_element":
        raise ScenarioError.one(
            "--measures", name, "is not worked out on a grid", f"{BY_NAME[name].label}: `ppp value`."
        )


def _check_size(points: int, structures: int, measures: int) -> None:
    """Refuse a grid that would take too long or a page that would be too large."""
    runs, numbers = points * structures, points * structures * measures
    if runs > MOST_RUNS:
        what = f"{points:,} points of {structures} structures are {runs:,} runs, more than {MOST_RUNS:,}"
    elif numbers > MOST_NUMBERS:
        what = f"{numbers:,} numbers are more than a page should hold ({MOST_NUMBERS:,})"
    else:
        return
    hint = "Take fewer points (--input KEY=LOW..HIGH:POINTS), inputs, structures or measures."
    raise ScenarioError.one("ppp explore", "", what, hint=hint)
