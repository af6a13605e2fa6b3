"""The frontier: the least public money for each goal of coverage and burden under limits, and what binds there."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ppp_model.analysis.frontier_edges import BINDS, Bar, Floats
from ppp_model.analysis.frontier_search import Search
from ppp_model.assemble import Assembled, assemble
from ppp_model.errors import ScenarioError
from ppp_model.measures import BY_NAME, CHECKS, VALUE
from ppp_model.results import Result
from ppp_model.scenario.load import Loaded, unknown_measures
from ppp_model.scenario.model import Frontier
from ppp_model.scenario.words import did_you_mean

if TYPE_CHECKING:
    import pandas as pd

SHOWN = ("burden_poorest", "coverage_end", "dscr_min", "equity_irr", "public_support_pv", "net_public_cost_pv")
"""Measures that are shown of every point besides those that are asked for."""

End = Literal["least", "largest"]
Progress = Callable[[int], None]
"""Told from time to time how many runs of the model there were."""


@dataclass(frozen=True)
class Point:
    """One point of the frontier, a full run of the model: the goals, what was found, and what binds."""

    goals: tuple[Bar, ...]
    inputs: Mapping[str, float]
    """The free inputs by name, each in the unit in which the scenario states it."""
    cost: float
    """The measure that is as small as possible; NaN for a blank."""
    measures: Mapping[str, float]
    """Measures asked for and shown; NaN for a blank."""
    binds: tuple[Bar, ...]
    """Goals and limits that are kept with nothing to spare."""
    ends: Mapping[str, End]
    """Free inputs that are at an end of their range."""
    misses: tuple[Bar, ...]
    """Goals and limits that are missed. The point is then that which misses least."""
    fails: tuple[str, ...] = ()
    """Checks of the run that fail, by name."""

    @property
    def reached(self) -> bool:
        """Whether all goals and limits are kept and all checks pass."""
        return not self.misses and not self.fails

    @property
    def text(self) -> str:
        """What binds or is missed, in words."""
        if not self.reached:
            nearest = [f"{bar.text} (nearest {self.measures[bar.measure]:.6g})" for bar in self.misses]
            return f"not reached: {'; '.join([*nearest, *(CHECKS[name] for name in self.fails)])}"
        ends = (f"{name} at its {end} value" for name, end in self.ends.items())
        return "; ".join([*(bar.text for bar in self.binds), *ends])

    def to_dict(self) -> dict[str, Any]:
        """As plain data; NaN as None."""
        return {
            "goals": [goal.to_dict() for goal in self.goals], "reached": self.reached, "inputs": dict(self.inputs),
            "cost": _plain(self.cost), "measures": {name: _plain(value) for name, value in self.measures.items()},
            "binds": [bar.to_dict() for bar in self.binds], "ends": dict(self.ends),
            "misses": [bar.to_dict() | {"found": _plain(self.measures[bar.measure])} for bar in self.misses],
            "fails": list(self.fails), "text": self.text,
        }  # fmt: skip


class Points(list[Point]):
    """The points of a frontier, one for each combination of goals."""

    @property
    def frame(self) -> pd.DataFrame:
        """A row for each point: goals, free inputs, cost, measures, what binds."""
        import pandas as pd

        rows = [
            {f"goal {goal.measure}": goal.value for goal in point.goals}
            | {"reached": point.reached} | dict(point.inputs) | {"cost": point.cost} | dict(point.measures)
            | {"binds": point.text}
            for point in self
        ]  # fmt: skip
        return pd.DataFrame(rows)

    def curve(self, along: str) -> pd.DataFrame:
        """The points that are reached in the order of one goal's measure: free inputs and cost against it.

        With a grant and a tariff as free inputs and ``along="burden_poorest"`` this is the curve of grant against
        tariff against burden. Where there are goals of other measures too, each has a column and the curves follow
        one another.
        """
        import pandas as pd

        rows = [
            {f"goal {goal.measure}": goal.value for goal in point.goals if goal.measure != along}
            | {along: point.measures[along]} | dict(point.inputs) | {"cost": point.cost}
            for point in self if point.reached
        ]  # fmt: skip
        order = [*(name for name in (rows[0] if rows else {}) if name.startswith("goal ")), along]
        return pd.DataFrame(rows).sort_values(order, ignore_index=True) if rows else pd.DataFrame()


def frontier(loaded: Loaded, progress: Progress | None = None) -> Points:
    """The points of the frontier that a loaded scenario asks for; see ``scenario.model.Frontier``.

    The structure's own ``solve:`` is not carried out: the free inputs take its place. Raises ScenarioError for an
    input that the model does not use directly or a measure that it does not have.
    """
    wanted = _wanted(loaded)
    problems = unknown_measures(loaded, BY_NAME)
    if problems:
        raise ScenarioError(problems)
    assembled = assemble(loaded.scenario)
    lines = [_lines_of(loaded, assembled, name) for name in wanted.inputs]
    measures = list(dict.fromkeys([wanted.least, *wanted.goals, *wanted.limits]))
    for measure in measures:
        _check_measure(loaded, assembled, measure)
    ranges = [one.between for one in wanted.inputs.values()]
    checks = [name for name in CHECKS if name in assembled.model.rows]
    search = Search(assembled, lines, ranges, wanted.least, measures, checks)
    limits = [bar for bars in bars_of(wanted.limits) for bar in bars]
    combinations = list(itertools.product(*bars_of(wanted.goals)))
    found = search.cheapest([[*goals, *limits] for goals in combinations], progress or (lambda runs: None))
    return Points(_point(loaded, search, *one, limits) for one in zip(combinations, found, strict=True))


def bars_of(wanted: Mapping[str, Any]) -> list[list[Bar]]:
    """For each measure of goals or limits and each way (at least, at most) the bars, one for each value."""
    found = []
    for measure, one in wanted.items():
        for sign, values in ((+1, one.at_least), (-1, one.at_most)):
            if values is not None:
                listed = values if isinstance(values, tuple) else (values,)
                found.append([Bar(measure, sign, float(value)) for value in listed])
    return found


def pinned(loaded: Loaded, inputs: Mapping[str, float]) -> Result:
    """A full run with inputs (by their keys) at given values, in the unit in which each is stated."""
    assembled = assemble(loaded.scenario)
    for path, value in inputs.items():
        assembled.inputs.update({line: np.full((1, 1), value) for line in assembled.lines_at(path)})
    return Result(loaded, assembled, assembled.run())


def _point(loaded: Loaded, search: Search, goals: Sequence[Bar], shares: Floats, limits: Sequence[Bar]) -> Point:
    """One point, run once more by itself; ``shares`` are its inputs in shares of their ranges."""
    wanted, bars = _wanted(loaded), [*goals, *limits]
    values = dict(zip(wanted.inputs, map(float, search.values(shares)), strict=True))
    result = pinned(loaded, {wanted.inputs[name].input: value for name, value in values.items()})
    shown = [name for name in SHOWN if result.measures[name] is not None]
    measures = {name: _number(result.measures[name]) for name in dict.fromkeys([*search.measures, *shown])}
    ends: dict[str, End] = {
        name: "least" if share < 0.5 else "largest"
        for name, share in zip(values, shares, strict=True)
        if min(share, 1 - share) <= BINDS
    }
    binds = tuple(bar for bar in bars if abs(bar.room(measures[bar.measure])) <= BINDS)
    misses = tuple(bar for bar in bars if bar.short(measures[bar.measure]) > 0)
    return Point(tuple(goals), values, measures[wanted.least], measures, binds, ends, misses, tuple(result.failures))


def _wanted(loaded: Loaded) -> Frontier:
    wanted = loaded.scenario.frontier
    if wanted is None:
        hint = "Write which inputs are free, the goals and the limits under `frontier`."
        raise ScenarioError.one("", "frontier", "the scenario does not say what is sought", hint=hint)
    return wanted


def _lines_of(loaded: Loaded, assembled: Assembled, name: str) -> list[str]:
    """The input lines behind a free input."""
    at = f"frontier.inputs.{name}.input"
    path = _wanted(loaded).inputs[name].input
    lines = assembled.lines_at(path)
    if not lines:
        where, near = str(loaded.marks.get(at, "")), did_you_mean(path, assembled.paths.values())
        allowed = "It must be a price, an amount, a rate or a share that the model uses directly."
        raise ScenarioError.one(where, at, f"{path} cannot be free in {loaded.structure}", allowed, near)
    return lines


def _check_measure(loaded: Loaded, assembled: Assembled, name: str) -> None:
    """Refuse a measure that is no line of this model."""
    if name not in assembled.model.rows:
        keys = [f"frontier.{key}" for key in ("least", f"goals.{name}", f"limits.{name}")]
        at = next((key for key in keys if key in loaded.marks), "frontier")
        reason = "it needs two runs" if name in VALUE else BY_NAME[name].blank
        where = str(loaded.marks.get(at, ""))
        raise ScenarioError.one(where, at, f"{name} cannot be used", f"{reason[:1].upper()}{reason[1:]}.")


def _plain(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _number(value: float | None) -> float:
    return math.nan if value is None else value
